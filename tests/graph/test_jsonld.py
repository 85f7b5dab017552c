"""JSON-LD: the words of the ontology, and nothing to fetch."""

import io
import json
import socket

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, Triple
from rdflib.compare import isomorphic

from graph.jsonld import to_jsonld
from graph.models import Iri
from graph.serialise import union
from graph.views import to_rdflib

A, G = NamedNode("https://example.org/a"), NamedNode("https://example.org/g")
PG = "https://w3id.org/plangraf/ontology#"


def triples(data: bytes) -> set[Triple]:
    found = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.JSON_LD)
    return {Triple(q.subject, q.predicate, q.object) for q in found}


def test_both_parsers_read_the_graph_that_was_written(quads: list[Quad]) -> None:
    data = to_jsonld(quads)
    assert triples(data) == set(union(quads))
    assert isomorphic(rdflib.Graph().parse(io.BytesIO(data), format="json-ld"), to_rdflib(quads))


def test_nothing_is_fetched_to_read_it(quads: list[Quad], monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        pytest.fail("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    assert len(rdflib.Graph().parse(io.BytesIO(to_jsonld(quads)), format="json-ld")) > 0


def test_a_thing_is_told_in_the_words_of_the_ontology(quads: list[Quad], measure: Iri) -> None:
    document = json.loads(to_jsonld(quads))
    (found,) = (thing for thing in document["@graph"] if thing["id"] == measure)
    assert found["type"] == ["Measure", "PlanElement"]
    assert found["label"] == {"nn": "Åpne skolene på kveldstid"}
    assert found["position"] == 0
    assert found["citedOnly"] is False
    assert found["confidence"] == "0.9"
    assert isinstance(found["refersTo"], list)


def test_a_concept_and_a_relation_are_told_by_their_names(quads: list[Quad]) -> None:
    document = json.loads(to_jsonld(quads))
    (found,) = (thing for thing in document["@graph"] if "citedText" in thing)
    assert (found["method"], found["relation"]) == ("similar", "refersTo")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("position", Literal("første")),
        ("label", Literal("uten språk")),
        ("code", NamedNode("https://example.org/1")),
        ("code", Literal("1.A", language="nb")),
        ("confidence", Literal("0.9")),
        ("colour", Literal("rød", language="nb")),
        ("partOfPlan", Literal("https://example.org/p")),
        ("method", NamedNode("https://example.org/guess")),
        ("stated", Literal("true")),
    ],
)
def test_what_the_context_does_not_foresee_is_written_out(
    name: str, value: Literal | NamedNode
) -> None:
    quads = [Quad(A, NamedNode(PG + name), value, G)]
    assert triples(to_jsonld(quads)) == set(union(quads))


def test_several_values_where_one_is_usual_are_all_kept() -> None:
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    values = [Literal("a", language="nb"), Literal("b", language="nb"), Literal("c", language="nn")]
    quads = [Quad(A, label, value, G) for value in values]
    assert triples(to_jsonld(quads)) == set(union(quads))


def test_the_same_graph_gives_the_same_bytes(quads: list[Quad]) -> None:
    assert to_jsonld(reversed(quads)) == to_jsonld(quads)
