"""Where a graph comes from, as PROV-O: documents, the build, the program, who decided what.

The build has no time, since a graph is the same whenever it is built; it goes by what it made. A
decision has a day and no hour, which PROV-O has no property for: the day is told with DCMI terms.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from graph.iris import act_iri, graph_iri, made_iri, person_iri, plan_graph_iri
from graph.models import (
    ElementDecision,
    FindingDecision,
    Iri,
    LinkDecision,
    Municipality,
    Organization,
    Plan,
    SourceDocument,
)
from graph.order import in_order
from graph.serialise import to_nquads
from graph.store import PlanStore
from ontology.terms import Property
from plangraf.standards.things import Things
from plangraf.vocabularies import DCT, FOAF, PROV, RDFS, Description, day, text, written

_Decision = LinkDecision | ElementDecision | FindingDecision

_DIGITS = 16


def to_prov(store: PlanStore) -> bytes:
    """Return the provenance of a graph as PROV-O in Turtle."""
    things, about = Things(store), Description()
    build = _Build(things, store.info, _hash(store))
    build.tell(about)
    for document in things.of(SourceDocument):
        _tell_document(about, document)
    for plan in things.of(Plan):
        if not plan.is_cited_only:
            _tell_plan(about, things, plan)
    for decision in things:
        if isinstance(decision, _Decision):
            _tell_decision(about, things, decision)
    return written(about.quads())


def _hash(store: PlanStore) -> str:
    return hashlib.sha256(to_nquads(in_order(store.quads()))).hexdigest()


class _Build:
    """The activity that made the graph, and the program that carried it out."""

    def __init__(self, things: Things, info: Mapping[str, Any], digest: str) -> None:
        self._things = things
        self._version = info.get("version")
        self._hashes: Mapping[str, str] = info.get("graphs", {})
        self._activity = NamedNode(made_iri(things.owner, f"build-{digest[:_DIGITS]}"))
        self._whole = NamedNode(made_iri(things.owner, f"all-{digest[:_DIGITS]}"))

    def tell(self, about: Description) -> None:
        """Say what was used and what was made, by what."""
        program = self._program(about)
        about.say(self._activity, "Activity", PROV)
        about.has(self._activity, PROV("wasAssociatedWith"), program)
        about.has(self._activity, RDFS("label"), text("bygging av grafen", "nb"))
        documents = [NamedNode(one.iri) for one in self._things.of(SourceDocument)]
        about.has(self._activity, PROV("used"), *documents)
        about.say(self._whole, "Entity", PROV).say(self._whole, "Collection", PROV)
        about.has(self._whole, RDFS("label"), text("hele grafen", "nb"))
        about.has(self._whole, PROV("wasGeneratedBy"), self._activity)
        about.has(self._whole, PROV("wasAttributedTo"), program)
        about.has(self._whole, PROV("wasDerivedFrom"), *documents)
        for name in self._things.graphs:
            self._tell_graph(about, name)

    def _program(self, about: Description) -> NamedNode:
        """Return the program, in the version that built the graph where that is known."""
        name = f"plangraf-{self._version}" if self._version else "plangraf"
        program = NamedNode(graph_iri(name, self._things.base))
        about.say(program, "SoftwareAgent", PROV).say(program, "Agent", PROV)
        about.has(program, RDFS("label"), text("plangraf"))
        if self._version:
            about.has(program, DCT("hasVersion"), text(str(self._version)))
        return program

    def _tell_graph(self, about: Description, name: str) -> None:
        """Say of one named graph where it comes from: its plan's document, or all before it."""
        graph = NamedNode(name)
        about.say(graph, "Entity", PROV)
        about.has(self._whole, PROV("hadMember"), graph)
        about.has(graph, PROV("wasGeneratedBy"), self._activity)
        if name in self._hashes:
            about.has(graph, NamedNode(Property.SHA256), text(self._hashes[name]))
        plans = [plan for plan in self._things.of(Plan) if plan_graph_iri(plan.iri) == name]
        sources = [plan.source_document for plan in plans if plan.source_document]
        if name == graph_iri("decisions", self._things.base):
            sources = [Iri(one.iri) for one in self._things if isinstance(one, _Decision)]
            about.has(self._activity, PROV("used"), *map(NamedNode, sources))
        elif name == graph_iri("links", self._things.base):
            sources = [Iri(one) for one in self._things.graphs if one != name]
        about.has(graph, PROV("wasDerivedFrom"), *map(NamedNode, sources))


def _tell_document(about: Description, document: SourceDocument) -> None:
    node = NamedNode(document.iri)
    about.say(node, "Entity", PROV)
    about.has(node, RDFS("label"), text(document.file_name))
    about.has(node, NamedNode(Property.FILE_NAME), text(document.file_name))
    about.has(node, NamedNode(Property.SHA256), text(document.sha256))
    about.has(node, NamedNode(Property.MEDIA_TYPE), text(document.media_type))


def _tell_plan(about: Description, things: Things, plan: Plan) -> None:
    """Say of a plan whose it is, who adopted it, and which document it was read from."""
    node = NamedNode(plan.iri)
    about.say(node, "Entity", PROV)
    about.has(node, RDFS("label"), text(plan.label.value, plan.label.language))
    if plan.source_document:
        about.has(node, PROV("hadPrimarySource"), NamedNode(plan.source_document))
    for iri in filter(None, (plan.adopted_by, plan.municipality)):
        body = things.get(iri)
        if isinstance(body, Organization | Municipality):
            agent = NamedNode(body.iri)
            about.say(agent, "Organization", PROV).say(agent, "Agent", PROV)
            about.has(agent, RDFS("label"), text(body.label.value, body.label.language))
            about.has(node, PROV("wasAttributedTo"), agent)


def _tell_decision(about: Description, things: Things, decision: _Decision) -> None:
    """Say of a decision who made it, on which day, and what came of it."""
    record, act = NamedNode(decision.iri), NamedNode(act_iri(decision.iri))
    person = NamedNode(person_iri(things.owner, decision.decided_by))
    about.say(person, "Person", PROV).say(person, "Agent", PROV)
    about.has(person, FOAF("name"), text(decision.decided_by))
    about.say(act, "Activity", PROV)
    about.has(act, PROV("wasAssociatedWith"), person)
    about.has(act, DCT("date"), day(decision.decided_on.isoformat()))
    about.say(record, "Entity", PROV)
    about.has(record, PROV("wasGeneratedBy"), act)
    about.has(record, PROV("wasAttributedTo"), person)
    if decision.reason:
        about.has(record, RDFS("comment"), text(decision.reason))
    for iri in _judged(decision):
        about.say(NamedNode(iri), "Entity", PROV)
        if isinstance(decision, FindingDecision):
            about.has(act, PROV("used"), NamedNode(iri))
        else:
            about.has(NamedNode(iri), PROV("wasInfluencedBy"), record)


def _judged(decision: _Decision) -> tuple[Iri, ...]:
    """Return what a decision is about."""
    match decision:
        case LinkDecision():
            return (decision.link,)
        case ElementDecision():
            return decision.elements
    return (decision.subject,)
