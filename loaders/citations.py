"""Plans and elements that are cited but were not read: nodes of their own, marked as such."""

from collections import defaultdict
from dataclasses import dataclass, field

from graph import models
from graph.models import Iri
from loaders.builder import Builder, PlanRecord
from loaders.citing import group_citations
from loaders.document import Mapped
from loaders.drafts import Draft, PlanMention
from loaders.elements import MODELS, PLANS
from loaders.index import Index, Target, as_share
from loaders.matching import judge
from loaders.wording import plain
from ontology.terms import Method, PlanStatus, Property

_QUOTED = (
    "vision",
    "value",
    "focus_area",
    "main_goal",
    "sub_goal",
    "strategy",
    "measure",
    "priority",
)


@dataclass(slots=True)
class CitedElement:
    """An element of an unread plan, gathered from everything that cites it."""

    type: str
    label: str
    plan: Iri
    record: PlanRecord
    passages: set[Iri] = field(default_factory=set)
    position: int = 0


class CitedPlans:
    """The plans that were cited but not read, and the elements cited from them."""

    def __init__(self, builder: Builder) -> None:
        """Begin with none."""
        self.builder = builder
        self.plans: dict[Iri, PlanMention] = {}
        self.elements: dict[Iri, CitedElement] = {}

    # --- plans ----------------------------------------------------------------------------

    def add_citations(self) -> None:
        """Draw «cites» from every plan to the plans it names, read or not."""
        for record in self.builder.records:
            drafts = [d for d in record.reading.drafts if d.type == "plan" and d.quoted_from]
            names = self._names()
            for draft in drafts:
                self._cite(record, draft, names)

    def _names(self) -> dict[str, str]:
        """Near-identical names of one plan: «Overordnet strategi …», «Overordnede strategi …»."""
        names = [
            d.label
            for record in self.builder.records
            for d in record.reading.drafts
            if d.type == "plan" and d.quoted_from
        ]
        return group_citations(names)

    def _cite(self, record: PlanRecord, draft: Draft, names: dict[str, str]) -> None:
        mention = draft.quoted_from
        if mention is None:
            return
        builder = self.builder
        passage = builder.passage(record, draft.place)
        read = builder.loaded(record, mention)
        if read:
            target = read[0].iri
        else:
            head = names.get(plain(draft.label), draft.label)
            known = PlanMention(mention.kind, head, mention.period_from, mention.period_to)
            target = self.plan(record, known, draft=draft)
        builder.link(
            record.graph, record.iri, target, Property.CITES, method=Method.EXACT,
            confidence=as_share(draft.confidence), rule=draft.rule, passages=[passage],
        )  # fmt: skip

    def plan(self, record: PlanRecord, mention: PlanMention, draft: Draft | None = None) -> Iri:
        """Return the node of a plan that was not read, making it where it is new."""
        builder = self.builder
        iri = builder.cited_plan_iri(record, mention)
        passages = [builder.passage(record, draft.place, builder.links_graph)] if draft else []
        known = builder.get(builder.links_graph, iri)
        status = (
            PlanStatus(draft.status) if draft is not None and draft.status else PlanStatus.CITED
        )
        note = draft.note.text.strip("() ") if draft is not None and draft.note else None
        if isinstance(known, models.Plan):
            update: dict[str, object] = {"passages": tuple(sorted({*known.passages, *passages}))}
            if known.status == PlanStatus.CITED and status != PlanStatus.CITED:
                update["status"] = status
            if known.status_note is None and note:
                update["status_note"] = record.text(note)
            builder.put(builder.links_graph, known.model_copy(update=update))
            return iri
        model = PLANS.get(mention.kind, models.Plan)
        self.plans[iri] = mention
        builder.add(
            builder.links_graph,
            model(
                iri=iri,
                label=record.text(_named(mention)),
                municipality=record.municipality_iri,
                period_from=mention.period_from,
                period_to=mention.period_to,
                status=status,
                status_note=record.text(note) if note else None,
                is_cited_only=True,
                passages=tuple(passages),
            ),
        )
        return iri

    # --- elements -------------------------------------------------------------------------

    def add_quoted(self) -> None:
        """Make nodes of what a plan quotes from a plan that was not read."""
        for record in self.builder.records:
            for draft in record.reading.drafts:
                mention = draft.quoted_from
                if mention is None or draft.type not in _QUOTED:
                    continue
                if self.builder.loaded(record, mention):
                    continue
                self.element(record, mention, draft.type, draft.label, draft.place)

    def element(
        self, record: PlanRecord, mention: PlanMention, kind: str, label: str, text: Mapped
    ) -> Iri:
        """Return the node of a cited element, adding the place that cites it."""
        builder = self.builder
        plan = self.plan(record, mention)
        known = self._known(record, plan, kind, label)
        iri = known or builder.cited_element_iri(record, mention.kind, label)
        passage = builder.passage(record, text, builder.links_graph)
        if iri not in self.elements:
            self.elements[iri] = CitedElement(
                kind, plain(label), plan, record, position=len(self.elements)
            )
        self.elements[iri].passages.add(passage)
        return iri

    def _known(self, record: PlanRecord, plan: Iri, kind: str, label: str) -> Iri | None:
        """The cited element of the same plan that the words mean, though they differ a little."""
        same = [
            Target(iri, e.type, e.label)
            for iri, e in sorted(self.elements.items())
            if e.plan == plan
            and (e.type == kind or {e.type, kind} <= {"sub_goal", "strategy", "main_goal"})
        ]
        if not same:
            return None
        judged = judge(label, Index(same))
        del record
        return Iri(judged.target.key) if judged.target else None

    def flush(self) -> None:
        """Make the models of all cited elements."""
        for iri, element in self.elements.items():
            self.builder.put(
                self.builder.links_graph,
                MODELS[element.type](
                    iri=iri,
                    label=element.record.text(element.label),
                    part_of_plan=element.plan,
                    position=element.position,
                    confidence=as_share(0.9),
                    rule="cited",
                    is_cited_only=True,
                    passages=tuple(sorted(element.passages)),
                ),
            )


def group_by_plan(
    cells: list[tuple[PlanRecord, Draft, Mapped, PlanMention]],
) -> dict[tuple[Iri, str], dict[str, str]]:
    """Group the wordings cited from each plan of each municipality: variants share a head."""
    texts: dict[tuple[Iri, str], list[str]] = defaultdict(list)
    for record, _, text, mention in cells:
        texts[(record.municipality_iri, mention.kind)].append(text.text)
    return {key: group_citations(found) for key, found in texts.items()}


def _named(mention: PlanMention) -> str:
    names = {
        "societal_master_plan": "Kommuneplanens samfunnsdel",
        "action_and_financial_plan": "Handlings- og økonomiplan",
        "planning_strategy": "Planstrategi",
    }
    name = names.get(mention.kind)
    if name is None:
        bare = " ".join(mention.name.split())
        return (
            bare[0].upper() + bare[1:]
            if len(bare.split()) > 1
            else "Temaplan"
            if mention.kind == "thematic_plan"
            else bare
        )
    return f"{name} {mention.period_from}–{mention.period_to}" if mention.period_from else name
