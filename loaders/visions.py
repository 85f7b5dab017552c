"""The last step of the thread: what serves the vision, by a sentence that says so of whole levels."""

import re
from dataclasses import dataclass
from decimal import Decimal

from graph.models import Iri
from loaders.builder import Builder, PlanRecord
from loaders.citations import CitedPlans
from loaders.drafts import Draft, Statement
from ontology.terms import Method, Property

_ALL = re.compile(r"\b(?:alle|samtlige|samtlege)\b", re.IGNORECASE)
_ABOVE = {"focus_area": 1, "main_goal": 2, "sub_goal": 3, "strategy": 4}


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A statement and the plan that makes it."""

    record: PlanRecord
    statement: Statement


def add_visions(builder: Builder, cited: CitedPlans) -> None:
    """Draw «realisesVision» from the top of every samfunnsdel, and from what is cited of one."""
    for municipality in sorted({r.municipality_iri for r in builder.records}):
        records = [r for r in builder.records if r.municipality_iri == municipality]
        spoken = [
            _Spoken(record, statement)
            for record in records
            for statement in record.reading.statements
            if statement.kind == "serves-vision"
        ]
        for record in records:
            own = next(iter(record.own("vision")), None)
            if own is not None:
                for draft in _tops(record):
                    _draw(builder, spoken, record.graph, record, draft.type, record.iri_of(draft),
                          record.iri_of(own), draft)  # fmt: skip
        _cited_visions(builder, cited, records, spoken)


def _tops(record: PlanRecord) -> list[Draft]:
    """The elements of a plan with a vision that nothing of the plan stands above."""
    tops = []
    for draft in record.own(*_ABOVE):
        if draft.owner is not None:
            continue
        parent = draft.parent
        if parent is None or id(parent) not in record.ids or parent.quoted_from is not None:
            tops.append(draft)
    return tops


def _cited_visions(
    builder: Builder, cited: CitedPlans, records: list[PlanRecord], spoken: list[_Spoken]
) -> None:
    """What is cited of an unread plan serves that plan's vision, where a read plan says so."""
    ids = {r.municipality_iri for r in records}
    for iri, vision in sorted(cited.elements.items()):
        if vision.type != "vision" or vision.record.municipality_iri not in ids:
            continue
        for other, element in sorted(cited.elements.items()):
            if element.plan == vision.plan and element.type in _ABOVE:
                _draw(builder, spoken, builder.links_graph, None, element.type, other, iri, None)


def _draw(  # noqa: PLR0913
    builder: Builder,
    spoken: list[_Spoken],
    graph: Iri,
    record: PlanRecord | None,
    kind: str,
    source: Iri,
    vision: Iri,
    draft: Draft | None,
) -> None:
    said = _best(spoken, kind, record)
    if said is not None:
        where = graph if said.record is record else builder.links_graph
        builder.link(
            where, source, vision, Property.REALISES_VISION, method=Method.GENERAL,
            confidence=Decimal("0.95"), rule="vision-statement",
            passages=[builder.passage(said.record, said.statement.text, where)],
        )  # fmt: skip
    elif record is not None and draft is not None and kind in {"focus_area", "main_goal"}:
        builder.link(
            graph, source, vision, Property.REALISES_VISION, method=Method.STRUCTURE,
            confidence=Decimal("0.9"), rule="plan-has-vision", stated=False,
            passages=[builder.passage(record, draft.place)],
        )  # fmt: skip


def _best(spoken: list[_Spoken], kind: str, record: PlanRecord | None) -> _Spoken | None:
    """The statement that speaks of this level: the plan's own first, then one that says «alle».

    A sentence on the goals of a plan speaks of the focus areas that hold them, too.
    """
    covering = [s for s in spoken if kind in s.statement.types]
    if not covering and kind == "focus_area":
        covering = [s for s in spoken if "main_goal" in s.statement.types]
    if not covering:
        return None
    return min(
        covering,
        key=lambda s: (
            s.record is not record,
            not _ALL.search(s.statement.text.text),
            s.record.iri,
            s.statement.text.start,
        ),  # fmt: skip
    )
