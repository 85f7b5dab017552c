"""Files: sorted, and read by others as the same graph."""

import io

import rdflib
from pyoxigraph import Quad, RdfFormat, parse
from rdflib.compare import isomorphic

from graph.order import in_order
from graph.serialise import to_nquads, to_ntriples, to_trig, to_turtle, union
from graph.views import to_rdflib


def read(data: bytes, fmt: str) -> rdflib.Dataset:
    return rdflib.Dataset().parse(io.BytesIO(data), format=fmt)


def test_trig_is_read_by_rdflib_as_what_the_store_holds(quads: list[Quad]) -> None:
    found = read(to_trig(quads), "trig")
    names = {quad.graph_name.value for quad in quads}
    assert {str(graph.identifier) for graph in found.graphs() if len(graph)} == names
    for name in names:
        held = to_rdflib(quad for quad in quads if quad.graph_name.value == name)
        assert isomorphic(found.graph(rdflib.URIRef(name)), held)


def test_trig_keeps_every_language_and_datatype(quads: list[Quad]) -> None:
    assert set(parse(to_trig(quads), format=RdfFormat.TRIG)) == set(quads)


def test_nquads_keep_every_language_and_datatype(quads: list[Quad]) -> None:
    assert set(parse(to_nquads(quads), format=RdfFormat.N_QUADS)) == set(quads)


def test_turtle_and_ntriples_are_the_union_of_the_graphs(quads: list[Quad]) -> None:
    whole = to_rdflib(quads)
    for data, fmt in ((to_turtle(quads), "turtle"), (to_ntriples(quads), "nt")):
        assert isomorphic(rdflib.Graph().parse(io.BytesIO(data), format=fmt), whole)


def test_a_triple_in_two_graphs_stands_once_in_their_union(quads: list[Quad]) -> None:
    twice = [*quads, *(Quad(q.subject, q.predicate, q.object) for q in quads)]
    assert union(twice) == union(quads)


def test_the_union_does_not_depend_on_the_order_of_the_quads(quads: list[Quad]) -> None:
    assert to_turtle(reversed(quads)) == to_turtle(quads)
    assert to_ntriples(reversed(quads)) == to_ntriples(quads)


def test_trig_is_written_with_short_names(quads: list[Quad]) -> None:
    text = to_trig(in_order(quads)).decode()
    assert "@prefix pg: <https://w3id.org/plangraf/ontology#> ." in text
    assert "pg:Measure" in text
    assert "pgv:method-similar" in text


def test_an_empty_graph_is_an_empty_file() -> None:
    assert to_ntriples([]) == to_nquads([]) == b""
