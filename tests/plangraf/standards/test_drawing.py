"""Networks are read back by networkx as the graph has them, and fit what Gephi takes names for."""

import io
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import networkx as nx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.store import PlanStore
from graph.views import to_networkx
from ontology.terms import RDFS_LABEL, Property
from plangraf.exporting import export_bytes

READERS = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}
#: The keys that Gephi reads as something of its own; see its issue 1575.
TAKEN = {f"d{number}" for number in range(20)} | {"name", "x", "y", "size", "r", "g", "b", "color"}
#: What is not in GraphML's keys but in the edge's own attributes of GEXF.
SHARED = ("relation", "stated", "method", "confidence")


def _read(store: PlanStore, fmt: str) -> "nx.MultiDiGraph[str]":
    return nx.MultiDiGraph(READERS[fmt](io.BytesIO(export_bytes(store, fmt))))


def _edges(graph: "nx.MultiDiGraph[str]") -> Counter[tuple[Any, ...]]:
    return Counter(
        (source, target, *(data.get(name) for name in SHARED))
        for source, target, data in graph.edges(data=True)
    )


@pytest.mark.parametrize("fmt", READERS)
def test_the_network_is_read_back_whole(example: PlanStore, fmt: str) -> None:
    made, read = to_networkx(example.quads()), _read(example, fmt)
    assert set(read) == set(made)
    for node, data in made.nodes(data=True):
        assert {name: read.nodes[node].get(name) for name in data} == data
    assert _edges(read) == _edges(made)


@pytest.mark.parametrize("fmt", READERS)
def test_an_edge_weighs_what_the_link_is_sure(example: PlanStore, fmt: str) -> None:
    for *_, data in _read(example, fmt).edges(data=True):
        assert data["weight"] == data.get("confidence", 1.0)


@pytest.mark.parametrize("fmt", READERS)
def test_two_links_between_the_same_elements_are_two_edges(example: PlanStore, fmt: str) -> None:
    link = next(
        quad.subject
        for quad in example.of_predicate(Property.RELATION)
        if quad.object.value == Property.REFERS_TO
        and any(p == Property.TARGET for p, _ in example.describe(quad.subject.value))
    )
    twin = NamedNode(f"{link.value}x")
    changed = {Property.RELATION: NamedNode(Property.RESEMBLES)}
    twins = [
        Quad(twin, q.predicate, changed.get(q.predicate.value, q.object), q.graph_name)
        for q in example.of_subject(link.value)
    ]
    store = PlanStore.of([*example.quads(), *twins])
    (source, target) = (
        next(term.value for p, term in example.describe(link.value) if p == end)
        for end in (Property.SOURCE, Property.TARGET)
    )
    read = _read(store, fmt)
    found = {data["relation"] for data in read.get_edge_data(source, target).values()}
    assert found == {"refersTo", "resembles"}


def _root(store: PlanStore, fmt: str) -> Element:
    return fromstring(export_bytes(store, fmt))  # noqa: S314 - our own


@pytest.mark.parametrize("fmt", READERS)
def test_identifiers_of_edges_are_unique(example: PlanStore, fmt: str) -> None:
    ids = [edge.get("id") for edge in _root(example, fmt).iter() if edge.tag.endswith("}edge")]
    assert len(set(ids)) == len(ids) > 0
    assert None not in ids


def test_no_key_is_called_what_gephi_takes_for_something_else(example: PlanStore) -> None:
    keys = {key.get("id"): key for key in _root(example, "graphml") if key.tag.endswith("}key")}
    assert not TAKEN & set(keys)
    assert keys["label"].get("for") == "node"
    assert keys["weight"].get("for") == "edge"
    assert keys["weight"].get("attr.type") == "double"


def test_attributes_of_gexf_are_declared_and_are_none_that_a_node_or_edge_has(
    example: PlanStore,
) -> None:
    root = _root(example, "gexf")
    own = {"id", "label", "weight", "source", "target", "kind"}
    for declared in (e for e in root.iter() if e.tag.endswith("}attributes")):
        kind = declared.get("class")
        names = {attribute.get("id") for attribute in declared}
        assert not own & names
        assert names == {
            value.get("for")
            for thing in root.iter()
            if thing.tag.endswith(f"}}{kind}")
            for value in thing.iter()
            if value.tag.endswith("}attvalue")
        }


@pytest.mark.parametrize("fmt", READERS)
def test_letters_that_xml_cannot_hold_are_made_visible(example: PlanStore, fmt: str) -> None:
    label = next(
        quad
        for quad in example.of_predicate(RDFS_LABEL)
        if any(p == Property.PART_OF_PLAN for p, _ in example.describe(quad.subject.value))
    )
    hostile = Literal('<b a="1">\x01 & ]]>', language="nb")
    quads = [
        Quad(q.subject, q.predicate, hostile, q.graph_name) if q == label else q
        for q in example.quads()
    ]
    read = _read(PlanStore.of(quads), fmt)
    assert read.nodes[label.subject.value]["label"] == '<b a="1">\ufffd & ]]>'
