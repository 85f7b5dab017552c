"""The same graph in the shapes other libraries work with: rdflib and networkx."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pyoxigraph import Literal, Quad

from graph.terms import Term, iri_of, value_of
from graph.types import json_type
from ontology.terms import RDF_TYPE, RDFS_LABEL, Property

if TYPE_CHECKING:
    import networkx as nx
    import rdflib
    from rdflib.term import Node

_Thing = Mapping[str, list[Term]]


def to_rdflib(quads: Iterable[Quad]) -> "rdflib.Graph":
    """Return the union of all named graphs as an rdflib graph.

    >>> from pyoxigraph import NamedNode
    >>> iri = NamedNode("https://example.org/a")
    >>> len(to_rdflib([Quad(iri, iri, Literal("x"), iri), Quad(iri, iri, Literal("x"))]))
    1
    """
    from rdflib import Graph  # noqa: PLC0415 - a fifth of a second, only where asked for

    graph = Graph()
    known: dict[Term, Node] = {}

    def node(term: Term) -> "Node":
        found = known.get(term)
        if found is None:
            found = known[term] = _to_rdflib_term(term)
        return found

    # Straight to the store: Graph.add checks each term once more, which takes half the time.
    add = graph.store.add
    for quad in quads:
        add((node(quad.subject), node(quad.predicate), node(quad.object)), graph)
    return graph


def _to_rdflib_term(term: Term) -> "Node":
    from rdflib import Literal as RdflibLiteral  # noqa: PLC0415 - see to_rdflib
    from rdflib import URIRef  # noqa: PLC0415

    if not isinstance(term, Literal):
        # The engine has checked that it is an IRI; URIRef would do so again, letter by letter.
        return str.__new__(URIRef, iri_of(term))
    if term.language:
        return RdflibLiteral(term.value, lang=term.language)
    if term.datatype.value.endswith("#string"):
        return RdflibLiteral(term.value)
    return RdflibLiteral(term.value, datatype=URIRef(term.datatype.value))


def to_networkx(quads: Iterable[Quad]) -> "nx.MultiDiGraph[str]":
    """Return the elements and plans as a networkx graph.

    Nodes carry ``type``, ``label``, ``code`` and ``plan``. Each link with a target is an edge; its
    key is the link's IRI, and it carries ``relation``, ``stated``, ``method`` and ``confidence``.
    The edge from an element to its plan carries its relation alone, which is its key too.
    """
    import networkx as nx  # noqa: PLC0415 - a sixth of a second, only where asked for

    things: dict[str, dict[str, list[Term]]] = {}
    for quad in quads:
        thing = things.setdefault(iri_of(quad.subject), {})
        thing.setdefault(quad.predicate.value, []).append(quad.object)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri in sorted(things):
        kind = json_type(iri_of(term) for term in things[iri].get(RDF_TYPE, []))
        if kind and RDFS_LABEL in things[iri]:
            graph.add_node(iri, type=kind, **_attributes(things[iri]))
    for iri in sorted(things):
        _add_edge(graph, iri, things[iri])
    for iri in list(graph):
        for plan in things[iri].get(Property.PART_OF_PLAN, []):
            graph.add_edge(iri, iri_of(plan), key="partOfPlan", relation="partOfPlan")
    return graph


def _first(thing: _Thing, iri: str) -> str | float | None:
    values = sorted(map(value_of, thing.get(iri, [])), key=str)
    return values[0] if values else None


def _attributes(thing: _Thing) -> dict[str, str | float]:
    names = {"label": RDFS_LABEL, "code": Property.CODE, "plan": Property.PART_OF_PLAN}
    found = {name: _first(thing, iri) for name, iri in names.items()}
    return {name: value for name, value in found.items() if value is not None}


def _add_edge(graph: "nx.MultiDiGraph[str]", link: str, thing: _Thing) -> None:
    """Draw the edge that a link stands for; a citation without a target is none."""
    relation = _first(thing, Property.RELATION)
    source, target = (str(_first(thing, end)) for end in (Property.SOURCE, Property.TARGET))
    if relation is None or source not in graph or target not in graph:
        return
    name = str(relation).rpartition("#")[2]
    graph.add_edge(
        source,
        target,
        key=link,
        relation=name,
        stated=_first(thing, Property.STATED),
        method=str(_first(thing, Property.METHOD)).rpartition("#method-")[2],
        confidence=_first(thing, Property.CONFIDENCE),
    )
