"""The last step of the thread: what serves the vision, by a sentence that says so of levels."""

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
            _own_vision(builder, record, spoken)
        _cited_visions(builder, cited, municipality, spoken)


def _own_vision(builder: Builder, record: PlanRecord, spoken: list[_Spoken]) -> None:
    """A plan's top elements serve its vision: a sentence says so, or the plan's form."""
    own = next(iter(record.own("vision")), None)
    if own is None:
        return
    vision = record.iri_of(own)
    for draft in _tops(record):
        said = _best(spoken, draft.type, record)
        source = record.iri_of(draft)
        if said is not None:
            graph = record.graph if said.record is record else builder.links_graph
            _state(builder, graph, source, vision, said)
        elif draft.type in {"focus_area", "main_goal"}:
            builder.link(
                record.graph, source, vision, Property.REALISES_VISION, method=Method.STRUCTURE,
                confidence=Decimal("0.9"), rule="plan-has-vision", stated=False,
                passages=[builder.passage(record, draft.place)],
            )  # fmt: skip


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
    builder: Builder, cited: CitedPlans, municipality: Iri, spoken: list[_Spoken]
) -> None:
    """What is cited of an unread plan serves that plan's vision, where a read plan says so."""
    for iri, vision in sorted(cited.elements.items()):
        if vision.type != "vision" or vision.record.municipality_iri != municipality:
            continue
        for other, element in sorted(cited.elements.items()):
            if element.plan == vision.plan and element.type in _ABOVE:
                said = _best(spoken, element.type, None)
                if said is not None:
                    _state(builder, builder.links_graph, other, iri, said)


def _state(builder: Builder, graph: Iri, source: Iri, vision: Iri, said: _Spoken) -> None:
    builder.link(
        graph, source, vision, Property.REALISES_VISION, method=Method.GENERAL,
        confidence=Decimal("0.95"), rule="vision-statement",
        passages=[builder.passage(said.record, said.statement.text, graph)],
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
        ),
    )
