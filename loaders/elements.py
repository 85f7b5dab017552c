"""From the drafts of one plan to its models: the plan, its elements, its own hierarchy."""

import re
from datetime import date
from decimal import Decimal

from graph import models
from graph.iris import law_iri, sdg_iri, state_iri
from graph.models import Iri, Text
from loaders.builder import Builder, PlanRecord
from loaders.document import Mapped
from loaders.drafts import Draft
from loaders.index import as_share
from loaders.sdgs import sdg_title
from loaders.wording import plain
from ontology.terms import TYPE_NAME, Class, Method, PlanStatus, Property

MODELS: dict[str, type[models.PlanElement]] = {
    TYPE_NAME[model.rdf_class]: model
    for model in (
        models.Vision, models.Value, models.FocusArea, models.MainGoal, models.SubGoal,
        models.Strategy, models.Initiative, models.Measure, models.ReformMeasure, models.Priority,
        models.Recommendation, models.Indicator,
    )
}  # fmt: skip
PLANS: dict[str, type[models.Plan]] = {
    TYPE_NAME[model.rdf_class]: model
    for model in (
        models.SocietalMasterPlan, models.ThematicPlan, models.ActionPlan,
        models.ActionAndFinancialPlan, models.PlanningStrategy, models.AnnualReport,
    )
}  # fmt: skip
#: What an element's place under another means; the pair is (child, parent).
RELATIONS: dict[tuple[str, str], Property] = {
    ("focus_area", "vision"): Property.REALISES_VISION,
    ("focus_area", "focus_area"): Property.SUPPORTS_FOCUS_AREA,
    ("main_goal", "focus_area"): Property.GOAL_OF_FOCUS_AREA,
    ("sub_goal", "focus_area"): Property.GOAL_OF_FOCUS_AREA,
    ("sub_goal", "main_goal"): Property.SUB_GOAL_OF,
    ("measure", "initiative"): Property.BELONGS_TO_INITIATIVE,
    ("strategy", "initiative"): Property.BELONGS_TO_INITIATIVE,
    ("main_goal", "initiative"): Property.BELONGS_TO_INITIATIVE,
    ("measure", "strategy"): Property.FOLLOWS_UP_STRATEGY,
    # Where a plan puts its goals under its strategies (loaders/levels.py).
    ("main_goal", "strategy"): Property.CONTRIBUTES_TO,
    ("sub_goal", "strategy"): Property.CONTRIBUTES_TO,
}
_SUPPORTS = {
    "focus_area": Property.SUPPORTS_FOCUS_AREA,
    "main_goal": Property.SUPPORTS_MAIN_GOAL,
    "sub_goal": Property.SUPPORTS_SUB_GOAL,
}
_BETWEEN_BODIES = re.compile(r"\s*[,;/]\s*")
_STATE = {"state": "Staten", "county": "Fylkeskommunen"}
#: Who a goal is of where it is not the municipality's own, by the name of that body.
OWNERS = {name: owner for owner, name in _STATE.items()}
_SAME_LEVEL = {"reform_measure": "measure"}


def relation(child: str, parent: str) -> Property | None:
    """Return what a child of one type does for a parent of another, or None.

    >>> relation("strategy", "sub_goal").name
    'SUPPORTS_SUB_GOAL'
    """
    child, parent = _SAME_LEVEL.get(child, child), _SAME_LEVEL.get(parent, parent)
    return RELATIONS.get((child, parent)) or (
        _SUPPORTS.get(parent) if child not in {"value", "vision", "recommendation"} else None
    )


def add_plan(builder: Builder, record: PlanRecord) -> None:
    """Make the models of one plan."""
    builder.add(record.graph, record.places.source)
    _add_plan(builder, record)
    for position, draft in enumerate(record.reading.drafts):
        if id(draft) not in record.ids or (draft.quoted_from is not None and not restates(draft)):
            continue
        _add_element(builder, record, draft, position)
    for draft in record.own():
        _add_structure(builder, record, draft)
    _add_grounds(builder, record)


def restates(draft: Draft) -> bool:
    """An element quoted from another plan that is kept as one of this plan's own too."""
    return draft.quoted_from is not None and draft.type in {
        "measure",
        "main_goal",
        "sub_goal",
        "strategy",
    }


def _add_plan(builder: Builder, record: PlanRecord) -> None:
    meta = record.reading.metadata
    entry = record.entry
    passages = [builder.passage(record, text) for text in meta.places.values()]
    adopted_by = builder.organization(record, meta.adopted_by) if meta.adopted_by else None
    level = next(
        (s for s in record.reading.statements if s.kind == "cites-level" and s.types), None
    )
    if level is not None:
        passages.append(builder.passage(record, level.text))
    license_ = (entry.license if entry else None) or record.manifest.license
    model = PLANS.get(meta.kind or "", models.Plan)
    builder.add(
        record.graph,
        model(
            iri=record.iri,
            label=record.text(meta.title),
            municipality=record.municipality_iri,
            period_from=meta.period_from,
            period_to=meta.period_to,
            adopted=date.fromisoformat(meta.adopted) if meta.adopted else None,
            adopted_by=adopted_by,
            status=PlanStatus.ADOPTED if meta.adopted else PlanStatus.IN_PROGRESS,
            evaluation_due=meta.evaluation_due,
            source_document=record.places.source.iri,
            language="nn" if meta.language == "nn" else "nb",
            is_excerpt=bool(entry and entry.excerpt),
            cites_level=MODELS[level.types[0]].rdf_class if level else None,
            license=Iri(license_) if license_ else None,
            passages=tuple(sorted(set(passages))),
        ),
    )


def _add_element(builder: Builder, record: PlanRecord, draft: Draft, position: int) -> None:
    passages = [builder.passage(record, draft.place)]
    said = [text for values in draft.attributes.values() for text in values]
    passages += [builder.passage(record, text) for text in (*draft.descriptions, *said) if text]
    owner = None
    if draft.owner is not None:
        owner = state_iri(_STATE[draft.owner], builder.base)
        builder.add(
            builder.links_graph,
            models.Organization(iri=owner, label=Text(value=_STATE[draft.owner])),
        )
    common = {
        "iri": record.iri_of(draft),
        "label": record.text(draft.label),
        "code": draft.code,
        "level_word": record.text(draft.level_word) if draft.level_word else None,
        "descriptions": tuple(
            record.text(text) for text in sorted({d.text for d in draft.descriptions if d})
        ),
        "part_of_plan": record.iri,
        "section": record.text(draft.section) if draft.section else None,
        "owner": owner,
        "position": position,
        "confidence": as_share(draft.confidence),
        "rule": draft.rule,
        "may_be": _alternative(draft),
        "is_incomplete": _is_incomplete(record, draft),
        "passages": tuple(sorted(set(passages))),
    }
    if draft.type in {"measure", "reform_measure"}:
        common |= _measure_fields(builder, record, draft)
    builder.add(record.graph, MODELS[draft.type].model_validate(common))


def _alternative(draft: Draft) -> Class | None:
    """The class a doubtful element may belong to instead; a description is none."""
    model = MODELS.get(draft.alternative or "")
    return model.rdf_class if model is not None else None


def _is_incomplete(record: PlanRecord, draft: Draft) -> bool:
    entry = record.entry
    if entry is None:
        return False
    names = {plain(name).lower() for name in entry.incomplete}
    return plain(draft.label).lower() in names or (draft.code or "").lower() in names


def _measure_fields(builder: Builder, record: PlanRecord, draft: Draft) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name in ("deadline", "cost", "progress", "indicator"):
        values = draft.attributes.get(name)
        if values:
            fields[name] = record.text("; ".join(value.text for value in values))
    bodies = [part for value in draft.attributes.get("responsible", ()) for part in _bodies(value)]
    responsible = {builder.organization(record, body) for body in bodies}
    fields["responsible"] = tuple(sorted(responsible))
    empty = {
        "responsible": Property.RESPONSIBLE,
        "deadline": Property.DEADLINE,
        "cost": Property.COST,
        "indicator": Property.INDICATOR,
        "progress": Property.PROGRESS,
        "reference": Property.REFERS_TO,
    }
    fields["empty_columns"] = tuple(sorted(empty[name] for name in draft.empty if name in empty))
    return fields


def _bodies(value: Mapped) -> list[str]:
    """Cut «Skole, Kultur / Helse» into the bodies it names; «plan og bygning» stays one."""
    return [part.text for part in value.split(_BETWEEN_BODIES)]


def _add_structure(builder: Builder, record: PlanRecord, draft: Draft) -> None:
    """What stands under what, by code, heading or table: said by the plan's own form."""
    parent = draft.parent
    if parent is None or id(parent) not in record.ids:
        return
    if parent.quoted_from is not None and not restates(parent):
        return
    what = relation(draft.type, parent.type)
    if what is None:
        return
    by_code = bool(draft.code and parent.code and draft.code.startswith(parent.code))
    sure = (
        Decimal(1)
        if by_code or draft.rule == "table"
        else as_share(min(draft.confidence, parent.confidence))
    )
    builder.link(
        record.graph, record.iri_of(draft), record.iri_of(parent), what,
        method=Method.STRUCTURE, confidence=sure, rule="code" if by_code else draft.rule,
        passages=[builder.passage(record, draft.place), builder.passage(record, parent.place)],
    )  # fmt: skip


def _add_grounds(builder: Builder, record: PlanRecord) -> None:
    """The UN goals and laws that the plan, or one of its elements, is grounded in."""
    for draft in record.reading.drafts:
        if draft.type not in {"sdg", "legal_basis", "organization"}:
            continue
        passage = builder.passage(record, draft.place, builder.links_graph)
        subject, what = record.iri, Property.GROUNDED_IN
        if draft.type == "organization":
            iri, what = builder.organization(record, draft.label, passage), Property.RESPONSIBLE
        elif draft.type == "legal_basis":
            law, name = law_iri(draft.label, builder.base), Text(value=draft.label)
            iri = _share(builder, models.LegalBasis(iri=law, label=name, passages=(passage,)))
        elif draft.code:
            iri = _share(builder, _goal(int(draft.code), passage))
            subject = record.ids.get(id(draft.parent), record.iri)
        else:
            continue
        builder.link(
            record.graph, subject, iri, what, method=Method.EXACT,
            confidence=as_share(draft.confidence), rule=draft.rule,
            passages=[builder.passage(record, draft.place)],
        )  # fmt: skip


def _goal(number: int, passage: Iri) -> models.SustainableDevelopmentGoal:
    return models.SustainableDevelopmentGoal(
        iri=sdg_iri(number),
        label=Text(value=sdg_title(number)),
        code=str(number),
        passages=(passage,),
    )


def _share(builder: Builder, thing: models.SustainableDevelopmentGoal | models.LegalBasis) -> Iri:
    """Keep a thing that several plans cite once, with all the places that cite it."""
    known = builder.get(builder.links_graph, thing.iri)
    if isinstance(known, (models.SustainableDevelopmentGoal, models.LegalBasis)):
        passages = tuple(sorted({*known.passages, *thing.passages}))
        return builder.put(builder.links_graph, known.model_copy(update={"passages": passages}))
    return builder.add(builder.links_graph, thing)
