"""The one order in which quads are written, so that the same graph gives the same bytes."""

from collections.abc import Iterable

from pyoxigraph import Literal, Quad

from graph.terms import Term, iri_of
from ontology.terms import RDF_TYPE

Key = tuple[str, bool, str, str]


def order_of(quad: Quad) -> Key:
    """Return what a quad is sorted by within its graph: subject, then its types, then the rest.

    Two quads of one graph never share a key.
    """
    predicate = quad.predicate.value
    return iri_of(quad.subject), predicate != RDF_TYPE, predicate, object_key(quad.object)


def object_key(term: Term) -> str:
    """Return what objects of one subject and predicate are sorted by.

    >>> object_key(Literal("mål", language="nb"))
    '"mål"nbhttp://www.w3.org/1999/02/22-rdf-syntax-ns#langString'
    """
    if isinstance(term, Literal):
        return f'"{term.value}"{term.language or ""}{term.datatype.value}'
    return f"<{iri_of(term)}>"


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """Return quads sorted by graph, then within each graph."""
    return sorted(quads, key=lambda quad: (iri_of(quad.graph_name), order_of(quad)))
