"""What the linking steps share: the plans read, the IRIs of their elements, and the links made."""

import re
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, count
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from graph.iris import (
    BASE,
    cited_iri,
    element_iri,
    graph_iri,
    link_iri,
    municipality_iri,
    organization_iri,
    plan_graph_iri,
    plan_iri,
)
from graph.models import Candidate, Iri, Link, Organization, Reference, Restatement, Text, Thing
from graph.plan_graph import NamedPart, PlanGraph
from loaders.document import Mapped
from loaders.drafts import Draft, PlanMention, Reading
from loaders.index import Index, Target
from loaders.manifest import DocumentEntry, Manifest
from loaders.matching import Judgement
from loaders.places import Places
from loaders.wording import plain
from ontology.terms import Method, Property

if TYPE_CHECKING:
    from graph.errors import Notice

#: A municipality whose name no document and no manifest tells.
UNKNOWN = "ukjent"

_ELEMENTS = frozenset(
    {"vision", "value", "focus_area", "main_goal", "sub_goal", "strategy", "initiative", "measure",
     "reform_measure", "priority", "recommendation", "indicator"}
)  # fmt: skip
_GOALS = ("focus_area", "main_goal", "sub_goal", "strategy")


@dataclass(slots=True)
class PlanRecord:
    """One plan that was read, with the IRIs given to its elements."""

    reading: Reading
    places: Places
    municipality: str
    municipality_iri: Iri
    iri: Iri
    graph: Iri
    manifest: Manifest
    entry: DocumentEntry | None
    ids: dict[int, Iri] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The plan's kind; a plan that does not tell is taken as a thematic plan."""
        return self.reading.metadata.kind or "thematic_plan"

    @property
    def language(self) -> str:
        """The plan's language."""
        return self.reading.metadata.language

    def text(self, value: str) -> Text:
        """Return a text in the plan's language."""
        return Text(value=value, language="nn" if self.language == "nn" else "nb")

    def own(self, *types: str) -> Iterator[Draft]:
        """Iterate over the plan's own elements, all or of some types, in order."""
        for draft in self.reading.drafts:
            if draft.quoted_from is None and draft.type in (types or _ELEMENTS):
                yield draft

    def iri_of(self, draft: Draft) -> Iri:
        """Return the IRI of one of the plan's elements."""
        return self.ids[id(draft)]


def name_elements(record: PlanRecord) -> None:
    """Give every element its IRI: by code, else by label; namesakes by their parent too."""
    taken: set[str] = set()
    for draft in record.reading.drafts:
        if draft.type not in _ELEMENTS:
            continue
        kind = draft.type if draft.quoted_from is None else f"restated {draft.type}"
        keys = [draft.code] if draft.code and draft.quoted_from is None else []
        keys.append(draft.label)
        if draft.parent is not None:
            keys.append(f"{draft.parent.label} / {draft.label}")
        namesakes = (f"{draft.label} #{number}" for number in count(2))
        iri = next(
            candidate
            for key in chain(keys, namesakes)
            if (candidate := element_iri(record.iri, kind.replace(" ", "-"), key)) not in taken
        )
        taken.add(iri)
        record.ids[id(draft)] = iri


class Builder:
    """Collects the things of each named graph; the linking steps add to it."""

    def __init__(self, records: list[PlanRecord], base: str = BASE) -> None:
        """Begin with the plans read."""
        self.records = records
        self.base = base
        self.links_graph = graph_iri("links", base)
        self.decisions_graph = graph_iri("decisions", base)
        self._parts: dict[Iri, dict[Iri, Thing]] = {self.links_graph: {}}
        self.notices: list[Notice] = []
        self.targets: dict[Iri, Target] = {}
        self.foreign: set[str] = set()
        self._indexes: dict[tuple[object, ...], Index] = {}
        for record in records:
            self._parts[record.graph] = {}

    def copy(self) -> "Builder":
        """Return a builder with the same things, to which more can be added without changing this.

        The things themselves are shared: they never change.
        """
        other = copy(self)
        other._parts = {  # noqa: SLF001 - one of its own kind
            graph: dict(things) for graph, things in self._parts.items()
        }
        other.notices = list(self.notices)
        return other

    # --- things ---------------------------------------------------------------------------

    def add(self, graph: Iri, thing: Thing) -> Iri:
        """Put a thing into a named graph; the first of two under one IRI stays."""
        self._parts.setdefault(graph, {}).setdefault(thing.iri, thing)
        return thing.iri

    def put(self, graph: Iri, thing: Thing) -> Iri:
        """Put a thing into a named graph over what stood there."""
        self._parts.setdefault(graph, {})[thing.iri] = thing
        return thing.iri

    def get(self, graph: Iri, iri: Iri) -> Thing | None:
        """Return a thing of a named graph."""
        return self._parts.get(graph, {}).get(iri)

    def things(self) -> Iterator[Thing]:
        """Iterate over everything collected so far."""
        for things in self._parts.values():
            yield from things.values()

    def links(self) -> Iterator[tuple[Iri, Link]]:
        """Iterate over all links with the graph each stands in."""
        for graph, things in self._parts.items():
            for thing in list(things.values()):
                if isinstance(thing, Link):
                    yield graph, thing

    def passage(self, record: PlanRecord, text: Mapped, graph: Iri | None = None) -> Iri:
        """Return the IRI of a passage, kept once: with its document, or with its links."""
        passage = record.places.passage(text)
        if passage.iri in self._parts[record.graph]:
            return passage.iri
        return self.add(graph or record.graph, passage)

    def organization(self, record: PlanRecord, name: str, passage: Iri | None = None) -> Iri:
        """Return the IRI of a body or service, kept once for all plans of the municipality."""
        iri = organization_iri(record.municipality_iri, name)
        known = self.get(self.links_graph, iri)
        passages = set(known.passages) if isinstance(known, Organization) else set()
        if passage is not None:
            passages.add(passage)
        label = (
            known.label if isinstance(known, Organization) else Text(value=" ".join(name.split()))
        )
        self.put(
            self.links_graph, Organization(iri=iri, label=label, passages=tuple(sorted(passages)))
        )
        return iri

    # --- links ----------------------------------------------------------------------------

    def link(  # noqa: PLR0913 - an edge has this many sides, and each must be said
        self,
        graph: Iri,
        source: Iri,
        target: Iri,
        relation: Property,
        *,
        method: Method,
        confidence: Decimal | str | int,
        rule: str,
        stated: bool = True,
        passages: Iterable[Iri] = (),
    ) -> Iri:
        """Draw an edge with its evidence."""
        return self.add(
            graph,
            Link(
                iri=link_iri(self._home(source), source, relation, target),
                source=source,
                target=target,
                relation=relation,
                is_stated=stated,
                method=method,
                confidence=Decimal(confidence),
                rule=rule,
                passages=tuple(sorted(set(passages))),
            ),
        )

    def reference(  # noqa: PLR0913
        self,
        record: PlanRecord,
        source: Iri,
        text: Mapped,
        judged: Judgement,
        target: Iri | None,
        *,
        rule: str,
    ) -> Iri:
        """Keep a citation: the words as printed, and what they were taken to mean."""
        iri = link_iri(
            record.municipality_iri, source, Property.REFERS_TO, str(text.start), text.text
        )
        return self.put(
            self.links_graph,
            Reference(
                iri=iri,
                source=source,
                target=target,
                relation=Property.REFERS_TO,
                is_stated=True,
                method=Method(judged.method),
                confidence=judged.confidence,
                rule=rule,
                passages=(self.passage(record, text, self.links_graph),),
                cited_text=record.text(text.text),
                word_diff=judged.diff,
                is_blend=judged.is_blend,
                candidates=self._candidates(iri, judged),
            ),
        )

    def restatement(
        self,
        record: PlanRecord,
        draft: Draft,
        judged: Judgement,
        target: Iri | None,
        *,
        changed: bool,
    ) -> Iri:
        """Keep a repeated element: what it repeats, with which words changed."""
        source = record.iri_of(draft)
        return self.put(
            self.links_graph,
            Restatement(
                iri=link_iri(record.municipality_iri, source, Property.RESTATES),
                source=source,
                target=target,
                relation=Property.RESTATES,
                is_stated=True,
                method=Method(judged.method),
                confidence=judged.confidence,
                rule="restated-list",
                passages=(self.passage(record, draft.place, self.links_graph),),
                word_diff=judged.diff,
                is_meaning_changed=changed,
            ),
        )

    def _candidates(self, link: Iri, judged: Judgement) -> tuple[Iri, ...]:
        made = []
        for rank, (target, score) in enumerate(judged.candidates, 1):
            candidate = Candidate(
                iri=Iri(f"{link}/candidate/{rank}"), target=Iri(target.key), score=score, rank=rank
            )
            made.append(self.add(self.links_graph, candidate))
        return tuple(made)

    def _home(self, source: Iri) -> Iri:
        for record in self.records:
            if source.startswith(f"{record.municipality_iri}/"):
                return record.municipality_iri
        return municipality_iri(UNKNOWN, self.base)

    # --- what can be meant ------------------------------------------------------------------

    def add_targets(self, record: PlanRecord) -> None:
        """Make the plan's goals and strategies things that a citation may mean."""
        for draft in record.own(*_GOALS):
            iri = record.iri_of(draft)
            self.targets[iri] = Target(iri, draft.type, draft.label, draft.code, record.iri)
            if draft.owner is not None:
                self.foreign.add(iri)

    def elements_index(self, records: Iterable[PlanRecord], types: Iterable[str]) -> Index:
        """Return an index over the own elements of some types in some plans."""
        plans, kinds = tuple(r.iri for r in records), tuple(types)
        key = (plans, kinds)
        if key not in self._indexes:
            self._indexes[key] = Index(
                [
                    Target(record.iri_of(draft), draft.type, draft.label, draft.code, record.iri)
                    for record in self.records
                    if record.iri in plans
                    for draft in record.own(*kinds)
                ]
            )
        return self._indexes[key]

    def index(
        self,
        municipality: Iri,
        *,
        plans: Iterable[Iri] | None = None,
        types: Iterable[str] = _GOALS,
    ) -> Index:
        """Return an index over the targets of a municipality, or of some of its plans."""
        wanted = set(plans) if plans is not None else None
        kinds = set(types)
        return Index(
            [
                target
                for iri, target in sorted(self.targets.items())
                if iri.startswith(f"{municipality}/")
                and target.type in kinds
                and (wanted is None or target.plan in wanted)
            ]
        )

    # --- plans that were cited ----------------------------------------------------------------

    def loaded(self, record: PlanRecord, mention: PlanMention) -> list[PlanRecord]:
        """Return the plans read that a mention can mean, the likeliest first."""
        found = []
        for other in self.records:
            if other.municipality_iri != record.municipality_iri or other is record:
                continue
            meta = other.reading.metadata
            if mention.period_from and meta.period_from and mention.period_from != meta.period_from:
                continue
            if other.kind != mention.kind:
                continue
            is_bare = len(mention.name.split()) <= 1 or mention.kind in {
                "societal_master_plan", "action_and_financial_plan", "planning_strategy",
            }  # fmt: skip
            alike = fuzz.ratio(_title(mention.name), _title(meta.title))
            if is_bare or alike >= 82:
                found.append((-alike, -(meta.period_from or 0), other.iri, other))
        return [entry[-1] for entry in sorted(found, key=lambda entry: entry[:3])]

    def cited_plan_iri(self, record: PlanRecord, mention: PlanMention) -> Iri:
        """Return the IRI of a plan that was cited but not read."""
        name = mention.kind if len(mention.name.split()) <= 1 else _title(mention.name)
        if mention.kind in {
            "societal_master_plan",
            "action_and_financial_plan",
            "planning_strategy",
        }:
            name = mention.kind
        years = str(mention.period_from or "")
        return plan_iri(record.municipality_iri, "cited", f"{mention.kind} {name} {years}".strip())

    def cited_element_iri(self, record: PlanRecord, kind: str, text: str) -> Iri:
        """Return the IRI of an element known only by the words that cite it."""
        return cited_iri(record.municipality_iri, kind, plain(text))

    # --- the result ---------------------------------------------------------------------------

    def plan_graph(self) -> PlanGraph:
        """Return what was collected, sorted."""
        return PlanGraph(
            tuple(
                NamedPart(graph, tuple(sorted(things.values(), key=lambda t: t.iri)))
                for graph, things in sorted(self._parts.items())
                if things
            )
        )


def _title(name: str) -> str:
    return " ".join(re.sub(r"[^\wæøå ]+|\b(?:19|20)\d\d\b", " ", name.lower()).split())


__all__ = ["UNKNOWN", "Builder", "PlanRecord", "name_elements", "plan_graph_iri"]
