"""Every format is written of any graph: with what others added to it, and with nothing in it."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.store import PlanStore
from ontology.terms import RDF_TYPE, RDFS_LABEL, Class, Property
from plangraf.exporting import FORMATS, export_bytes

ADDED = NamedNode("https://example.org/added")


def _added(store: PlanStore) -> PlanStore:
    """Return a graph to which somebody added things of their own, and an element in part."""
    mine, part, nobody = NamedNode("https://example.org/a"), NamedNode("urn:x"), BlankNode("b")
    said = [
        (mine, RDFS_LABEL, Literal("=1+1")),
        (nobody, "https://example.org/p", Literal("x")),
        (mine, Property.REFERS_TO, nobody),
        (part, RDF_TYPE, NamedNode(Class.MEASURE)),
        (part, RDFS_LABEL, Literal("Et tiltak", language="nb")),
        (part, Property.POSITION, Literal("først")),
    ]
    quads = [Quad(s, NamedNode(str(p)), o, ADDED) for s, p, o in said]
    return PlanStore.of([*store.quads(), *quads], store.info)


@pytest.mark.parametrize("fmt", FORMATS)
def test_what_others_added_breaks_no_format(example: PlanStore, fmt: str) -> None:
    store = _added(example)
    assert export_bytes(store, fmt) == export_bytes(store, fmt) != b""


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_empty_graph_is_a_file_too(fmt: str) -> None:
    assert export_bytes(PlanStore.of([]), fmt) == export_bytes(PlanStore.of([]), fmt)


def test_a_plan_is_told_of_a_graph_that_others_added_to(example: PlanStore) -> None:
    title = "Kommuneplanens samfunnsdel 2024–2036"
    assert export_bytes(_added(example), "jsonld", title)
