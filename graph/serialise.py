"""Plan graphs as files: sorted, prefixed, the same bytes every time."""

from collections.abc import Iterable
from functools import cache

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from ontology.terms import PREFIXES

_USED = ("pg", "pgv", "rdf", "rdfs", "xsd", "sdg")


@cache
def prefixes() -> dict[str, str]:
    """Return the prefixes that plan graphs are written with."""
    return {name: PREFIXES[name] for name in _USED}


def to_trig(quads: Iterable[Quad]) -> bytes:
    """Write sorted quads as TriG."""
    return serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes()) or b""


def to_nquads(quads: Iterable[Quad]) -> bytes:
    """Write sorted quads as N-Quads."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def union(quads: Iterable[Quad]) -> list[Triple]:
    """Return the triples of all graphs together, each once, sorted like the quads."""
    from graph.rdf import order_of  # noqa: PLC0415 - rdf builds on pydantic, which readers don't need

    once = {(q.subject, q.predicate, q.object): q for q in quads}
    return [Triple(q.subject, q.predicate, q.object) for q in sorted(once.values(), key=order_of)]


def to_turtle(quads: Iterable[Quad]) -> bytes:
    """Write the union of all graphs as Turtle."""
    return serialize(union(quads), format=RdfFormat.TURTLE, prefixes=prefixes()) or b""


def to_ntriples(quads: Iterable[Quad]) -> bytes:
    """Write the union of all graphs as N-Triples."""
    return serialize(union(quads), format=RdfFormat.N_TRIPLES) or b""
