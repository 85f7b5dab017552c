"""Putting a human's decisions over what the rules found."""

from decimal import Decimal

from graph.errors import Notice
from graph.iris import link_iri
from graph.models import (
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
    """Apply all decisions; what a decision names and is no longer there becomes a warning."""
    names = _Names(builder)
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


class _Names:
    """Finds an element by IRI, code or quoted label."""

    def __init__(self, builder: Builder) -> None:
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
        if name in self.iris:
            return {Iri(name)}
        return self.labels.get(plain(name).casefold(), set())


def _missing(builder: Builder, name: str) -> None:
    builder.notices.append(Notice("decision-not-applied", name=name))


def _decide_link(builder: Builder, names: _Names, entry: LinkEntry) -> None:
    sources = names.find(entry.source)
    if not sources:
        _missing(builder, entry.source)
        return
    target: Iri | None = None
    if entry.target is not None:
        targets = names.find(entry.target)
        if not targets:
            _missing(builder, entry.target)
            return
        if len(targets) > 1:
            builder.notices.append(Notice("decision-ambiguous", name=entry.target))
            return
        target = next(iter(targets))
    decided = [
        (graph, link)
        for graph, link in builder.links()
        if link.source in sources and _is_meant(link, entry, target)
    ]
    if not decided:
        _missing(builder, entry.text or entry.source)
        return
    for graph, link in decided:
        builder.put(graph, _decided(link, entry, target))
        builder.add(
            builder.decisions_graph,
            LinkDecision(
                iri=Iri(f"{link.iri}/decision"), link=link.iri, action=entry.action,
                decided_by=entry.by, decided_on=entry.date, reason=entry.reason,
            ),
        )  # fmt: skip


def _is_meant(link: Link, entry: LinkEntry, target: Iri | None) -> bool:
    if entry.text is not None:
        return isinstance(link, Reference) and plain(link.cited_text.value) == plain(entry.text)
    if link.relation in {Property.RESEMBLES, Property.REPLACES}:
        return False
    if target is not None and entry.action != DecisionAction.REPLACE:
        candidates = getattr(link, "candidates", ())
        return link.target == target or bool(candidates)
    return isinstance(link, Reference) or link.target == target


def _decided(link: Link, entry: LinkEntry, target: Iri | None) -> Link:
    if entry.action == DecisionAction.REJECT:
        update: dict[str, object] = {"target": None}
    elif entry.action == DecisionAction.ACCEPT:
        update = {"target": target or link.target}
    else:
        update = {"target": target}
    update |= {"method": Method.BY_HAND, "confidence": Decimal(1), "rule": "decision"}
    return link.model_copy(update=update)


def _decide_finding(builder: Builder, names: _Names, entry: FindingEntry) -> None:
    subjects = names.find(entry.subject)
    if not subjects:
        _missing(builder, entry.subject)
        return
    for subject in sorted(subjects):
        builder.add(
            builder.decisions_graph,
            FindingDecision(
                iri=link_iri(subject, entry.code, "finding"), finding_code=entry.code,
                subject=subject, assessment=entry.assessment, decided_by=entry.by,
                decided_on=entry.date, reason=entry.reason,
            ),
        )  # fmt: skip
