"""Putting a human's decisions over what the rules found."""

from decimal import Decimal

from graph.errors import Notice
from graph.iris import link_iri
from graph.models import (
    Candidate,
    ElementDecision,
    FindingDecision,
    Iri,
    Link,
    LinkDecision,
    PlanElement,
    Reference,
)
from loaders.builder import Builder, PlanRecord
from loaders.correcting import Corrected
from loaders.decisions import Decisions, FindingEntry, LinkEntry
from loaders.wording import plain
from ontology.terms import DecisionAction, Method, Property


def apply_decisions(builder: Builder, decisions: Decisions) -> None:
    """Apply all decisions in their order; of two about the same thing the later one holds.

    What a decision names and is no longer there becomes a warning.
    """
    names = Names(builder)
    for entry in decisions.link:
        _decide_link(builder, names, entry)
    for finding in decisions.finding:
        _decide_finding(builder, names, finding)


def record_corrections(builder: Builder, record: PlanRecord, corrected: Corrected) -> None:
    """Record who decided what about a plan's elements."""
    for entry, drafts in corrected.applied:
        key = f"{entry.action} {entry.text} {entry.near or ''}"
        builder.add(
            builder.decisions_graph,
            ElementDecision(
                iri=link_iri(record.iri, key, "element-decision"),
                elements=tuple(sorted(record.ids[id(d)] for d in drafts if id(d) in record.ids)),
                correction=entry.action, text=entry.text, decided_by=entry.by,
                decided_on=entry.date, reason=entry.reason,
            ),
        )  # fmt: skip


class Names:
    """Finds an element by IRI, code or quoted label."""

    def __init__(self, builder: Builder) -> None:
        """Learn the names of all that was linked."""
        self.labels: dict[str, set[Iri]] = {}
        self.iris: set[Iri] = set()
        for graph_things in builder.things():
            if isinstance(graph_things, PlanElement):
                self.iris.add(graph_things.iri)
                self._learn(graph_things.label.value, graph_things.iri)
                if graph_things.code:
                    self._learn(graph_things.code, graph_things.iri)
            elif hasattr(graph_things, "label") and hasattr(graph_things, "status"):
                self.iris.add(graph_things.iri)
                self._learn(graph_things.label.value, graph_things.iri)

    def _learn(self, name: str, iri: Iri) -> None:
        self.labels.setdefault(plain(name).casefold(), set()).add(iri)

    def find(self, name: str) -> set[Iri]:
        """Return the elements and plans that a decision means by a name; several, or none."""
        if name in self.iris:
            return {Iri(name)}
        return self.labels.get(plain(name).casefold(), set())


def _decide_link(builder: Builder, names: Names, entry: LinkEntry) -> None:
    decided = meant_links(builder, names, entry)
    if isinstance(decided, Notice):
        builder.notices.append(decided)
        return
    target = _target(names, entry)
    for graph, link in decided:
        builder.put(graph, _decided(link, entry, target))
        builder.put(
            builder.decisions_graph,
            LinkDecision(
                iri=Iri(f"{link.iri}/decision"), link=link.iri, action=entry.action,
                decided_by=entry.by, decided_on=entry.date, reason=entry.reason,
            ),
        )  # fmt: skip


def meant_links(
    builder: Builder, names: Names, entry: LinkEntry
) -> list[tuple[Iri, Link]] | Notice:
    """Return the links that a decision is about, with the graph each stands in, or why none is."""
    sources = names.find(entry.source)
    if not sources:
        return Notice("decision-not-applied", name=entry.source)
    targets = names.find(entry.target) if entry.target is not None else set()
    if entry.target is not None and not targets:
        return Notice("decision-not-applied", name=entry.target)
    if len(targets) > 1:
        return Notice("decision-ambiguous", name=entry.target)
    target = _target(names, entry)
    meant = [
        (graph, link)
        for graph, link in builder.links()
        if link.source in sources and _is_meant(builder, link, entry, target)
    ]
    return meant or Notice("decision-not-applied", name=entry.text or entry.source)


def _target(names: Names, entry: LinkEntry) -> Iri | None:
    return next(iter(names.find(entry.target)), None) if entry.target is not None else None


def _is_meant(builder: Builder, link: Link, entry: LinkEntry, target: Iri | None) -> bool:
    if entry.text is not None:
        return isinstance(link, Reference) and plain(link.cited_text.value) == plain(entry.text)
    if link.relation in {Property.RESEMBLES, Property.REPLACES}:
        return False
    if target is not None and entry.action != DecisionAction.REPLACE:
        return link.target == target or target in _candidates(builder, link)
    return isinstance(link, Reference) or link.target == target


def _candidates(builder: Builder, link: Link) -> set[Iri]:
    """What a reference may mean."""
    iris = link.candidates if isinstance(link, Reference) else ()
    found = (builder.get(builder.links_graph, iri) for iri in iris)
    return {candidate.target for candidate in found if isinstance(candidate, Candidate)}


def _decided(link: Link, entry: LinkEntry, target: Iri | None) -> Link:
    if entry.action == DecisionAction.REJECT:
        update: dict[str, object] = {"target": None}
    elif entry.action == DecisionAction.ACCEPT:
        update = {"target": target or link.target}
    else:
        update = {"target": target}
    update |= {"method": Method.BY_HAND, "confidence": Decimal(1), "rule": "decision"}
    return link.model_copy(update=update)


def _decide_finding(builder: Builder, names: Names, entry: FindingEntry) -> None:
    subjects = names.find(entry.subject)
    if not subjects:
        builder.notices.append(Notice("decision-not-applied", name=entry.subject))
    for subject in sorted(subjects):
        builder.put(
            builder.decisions_graph,
            FindingDecision(
                iri=link_iri(subject, entry.code, "finding"), finding_code=entry.code,
                subject=subject, assessment=entry.assessment, decided_by=entry.by,
                decided_on=entry.date, reason=entry.reason,
            ),
        )  # fmt: skip
