"""The same graph in the shapes other libraries work with: rdflib and networkx."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, Quad

from graph.store import value_of
from ontology.terms import RDF_TYPE, RDFS_LABEL, TYPE_NAME, Class, Property

if TYPE_CHECKING:
    import networkx
    import rdflib

_LOCAL = {str(cls): name for cls, name in TYPE_NAME.items()}
_ABSTRACT = {Class.PLAN_ELEMENT, Class.GOAL}


def to_rdflib(quads: Iterable[Quad]) -> "rdflib.Graph":
    """Return the union of all named graphs as an rdflib graph.

    >>> from pyoxigraph import NamedNode
    >>> iri = NamedNode("https://example.org/a")
    >>> len(to_rdflib([Quad(iri, iri, Literal("x"), iri), Quad(iri, iri, Literal("x"))]))
    1
    """
    from rdflib import Graph, URIRef  # noqa: PLC0415 - a fifth of a second, only where asked for
    from rdflib import Literal as RdflibLiteral  # noqa: PLC0415

    graph = Graph()
    known: dict[Any, Any] = {}

    def term(node: Any) -> Any:  # noqa: ANN401
        found = known.get(node)
        if found is None:
            if not isinstance(node, Literal):
                found = URIRef(node.value)
            elif node.language:
                found = RdflibLiteral(node.value, lang=node.language)
            elif node.datatype.value.endswith("#string"):
                found = RdflibLiteral(node.value)
            else:
                found = RdflibLiteral(node.value, datatype=URIRef(node.datatype.value))
            known[node] = found
        return found

    add = graph.store.add
    for quad in quads:
        add((term(quad.subject), term(quad.predicate), term(quad.object)), graph)
    return graph


def to_networkx(quads: Iterable[Quad]) -> "networkx.MultiDiGraph":
    """Return the elements and plans as a networkx graph.

    Nodes carry ``type``, ``label``, ``code`` and ``plan``; edges carry ``relation``, ``stated``,
    ``method`` and ``confidence``. An edge that is no link (part of, municipality) has its
    relation alone.
    """
    import networkx as nx  # noqa: PLC0415 - only where asked for

    things: dict[str, dict[str, list[Any]]] = {}
    for quad in quads:
        things.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(
            quad.object
        )  # type: ignore[union-attr]
    graph: networkx.MultiDiGraph = nx.MultiDiGraph()
    for iri in sorted(things):
        kind = type_of(things[iri].get(RDF_TYPE, []))
        if kind and RDFS_LABEL in things[iri]:
            graph.add_node(iri, type=kind, **_attributes(things[iri]))
    for iri in sorted(things):
        _add_edge(graph, things[iri])
    for iri in list(graph):
        for plan in things[iri].get(Property.PART_OF_PLAN, []):
            graph.add_edge(iri, plan.value, key="partOfPlan", relation="partOfPlan")
    return graph


def type_of(types: Iterable[Any]) -> str | None:
    """Return the JSON name of the most particular of some class terms."""
    known = sorted(
        {_LOCAL[t.value] for t in types if t.value in _LOCAL and t.value not in _ABSTRACT}
    )
    if not known:
        return None
    general = {"plan", "measure", "organization", "link"}
    particular = [name for name in known if name not in general]
    return (particular or known)[0]


def _first(thing: dict[str, list[Any]], iri: str) -> Any:  # noqa: ANN401
    values = thing.get(iri)
    return value_of(values[0]) if values else None


def _attributes(thing: dict[str, list[Any]]) -> dict[str, Any]:
    found = {
        "label": _first(thing, RDFS_LABEL),
        "code": _first(thing, Property.CODE),
        "plan": _first(thing, Property.PART_OF_PLAN),
    }
    return {name: value for name, value in found.items() if value is not None}


def _add_edge(graph: "networkx.MultiDiGraph", thing: dict[str, list[Any]]) -> None:
    relation = _first(thing, Property.RELATION)
    source, target = _first(thing, Property.SOURCE), _first(thing, Property.TARGET)
    if relation is None or source not in graph or target not in graph:
        return
    name = relation.rpartition("#")[2]
    graph.add_edge(
        source,
        target,
        key=name,
        relation=name,
        stated=_first(thing, Property.STATED),
        method=str(_first(thing, Property.METHOD)).rpartition("#method-")[2],
        confidence=_first(thing, Property.CONFIDENCE),
    )
