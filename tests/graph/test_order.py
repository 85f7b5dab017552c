"""The one order of quads."""

from random import Random

from pyoxigraph import Literal, NamedNode, Quad

from graph.order import in_order, object_key, order_of
from ontology.terms import RDF_TYPE, RDFS_LABEL

A, B, G, H = (NamedNode(f"https://example.org/{letter}") for letter in "abgh")
TYPE, LABEL = NamedNode(RDF_TYPE), NamedNode(RDFS_LABEL)


def test_a_graph_comes_before_the_next_a_subject_before_the_next_and_its_types_first() -> None:
    ordered = [
        Quad(B, TYPE, A, G),
        Quad(A, TYPE, B, H),
        Quad(A, LABEL, Literal("a"), H),
        Quad(A, LABEL, Literal("b"), H),
        Quad(A, LABEL, A, H),
        Quad(B, TYPE, A, H),
    ]
    shuffled = list(ordered)
    Random(7).shuffle(shuffled)  # noqa: S311 - a fixed shuffle, no secret
    assert shuffled != ordered
    assert in_order(shuffled) == ordered


def test_objects_that_differ_in_language_datatype_or_kind_have_keys_of_their_own() -> None:
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    objects = [
        Literal("1"), Literal("1", language="nb"), Literal("1", language="nn"),
        Literal("1", datatype=integer), Literal('1"nb'), NamedNode("https://example.org/1"),
        Literal("<https://example.org/1>"),
    ]  # fmt: skip
    assert len({object_key(one) for one in objects}) == len(objects)


def test_the_graph_is_no_part_of_the_order_within_it() -> None:
    assert order_of(Quad(A, LABEL, B, G)) == order_of(Quad(A, LABEL, B, H))
