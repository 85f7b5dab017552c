"""Plan graphs as files: sorted, prefixed, the same bytes every time."""

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from graph.order import Key, order_of
from ontology.terms import PREFIXES

_USED = ("pg", "pgv", "rdf", "rdfs", "xsd", "sdg")
#: What the names in our files are shortened by.
PREFIXED = {name: PREFIXES[name] for name in _USED}


def to_trig(quads: Iterable[Quad]) -> bytes:
    """Write sorted quads as TriG."""
    return serialize(quads, format=RdfFormat.TRIG, prefixes=PREFIXED) or b""


def to_nquads(quads: Iterable[Quad]) -> bytes:
    """Write sorted quads as N-Quads."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def union(quads: Iterable[Quad]) -> list[Triple]:
    """Return the triples of all graphs together, each once, sorted like the quads.

    >>> from pyoxigraph import Literal, NamedNode
    >>> a, g = NamedNode("https://example.org/a"), NamedNode("https://example.org/g")
    >>> len(union([Quad(a, a, Literal("x"), a), Quad(a, a, Literal("x"), g)]))
    1
    """
    once = {order_of(quad): quad for quad in quads}
    return [Triple(q.subject, q.predicate, q.object) for _, q in sorted(once.items(), key=_key)]


def _key(pair: tuple[Key, Quad]) -> Key:
    return pair[0]


def to_turtle(quads: Iterable[Quad]) -> bytes:
    """Write the union of all graphs as Turtle."""
    return serialize(union(quads), format=RdfFormat.TURTLE, prefixes=PREFIXED) or b""


def to_ntriples(quads: Iterable[Quad]) -> bytes:
    """Write the union of all graphs as N-Triples."""
    return serialize(union(quads), format=RdfFormat.N_TRIPLES) or b""
