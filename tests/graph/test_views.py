"""The graph as rdflib and networkx know it."""

from collections.abc import Callable

from pyoxigraph import Literal, NamedNode, Quad
from rdflib import RDFS, URIRef
from rdflib import Literal as RdflibLiteral

from graph.models import Iri, Link
from graph.plan_graph import NamedPart, PlanGraph
from graph.rdf import quads_of
from graph.views import to_networkx, to_rdflib
from ontology.terms import Property


def test_rdflib_has_every_triple_once_with_its_language(quads: list[Quad], measure: Iri) -> None:
    graph = to_rdflib(quads)
    assert len(graph) == len({(q.subject, q.predicate, q.object) for q in quads})
    label = RdflibLiteral("Åpne skolene på kveldstid", lang="nn")
    assert (URIRef(measure), RDFS.label, label) in graph


def test_rdflib_reads_numbers_and_dates_as_python_values(quads: list[Quad], measure: Iri) -> None:
    graph = to_rdflib(quads)
    position = graph.value(URIRef(measure), URIRef(Property.POSITION))
    assert isinstance(position, RdflibLiteral)
    assert position.toPython() == 0


def test_nodes_of_networkx_are_typed(
    quads: list[Quad], measure: Iri, plan_graph: PlanGraph
) -> None:
    graph = to_networkx(quads)
    plan = next(iter(plan_graph.parts[2].things)).iri.rpartition("/")[0]
    assert graph.nodes[measure]["type"] == "measure"
    assert graph.nodes[measure]["label"] == "Åpne skolene på kveldstid"
    assert graph.nodes[graph.nodes[measure]["plan"]]["type"] == "thematic_plan"
    assert "code" not in graph.nodes[measure]
    assert plan


def test_edges_of_networkx_are_typed(quads: list[Quad], measure: Iri, strategy: Iri) -> None:
    ((key, edge),) = to_networkx(quads).get_edge_data(measure, strategy).items()
    assert "/link/" in key
    assert edge == {"relation": "refersTo", "stated": True, "method": "similar", "confidence": 0.8}


def test_an_element_is_joined_to_its_plan(quads: list[Quad], measure: Iri) -> None:
    graph = to_networkx(quads)
    plan = graph.nodes[measure]["plan"]
    assert dict(graph.get_edge_data(measure, plan)) == {"partOfPlan": {"relation": "partOfPlan"}}


def test_passages_and_links_are_no_nodes(quads: list[Quad]) -> None:
    kinds = {data["type"] for _, data in to_networkx(quads).nodes(data=True)}
    assert kinds == {
        "measure", "strategy", "vision", "municipality", "thematic_plan", "societal_master_plan",
    }  # fmt: skip


def test_two_citations_of_one_strategy_are_two_edges(
    quads: list[Quad],
    measure: Iri,
    strategy: Iri,
    make_link: Callable[[str, str, Property], Link],
) -> None:
    again = make_link(measure, strategy, Property.REFERS_TO)
    more = quads_of(NamedPart(Iri("https://example.org/g"), (again,)))
    assert to_networkx([*quads, *more]).number_of_edges(measure, strategy) == 2


def test_a_citation_that_leads_nowhere_is_no_edge(quads: list[Quad], measure: Iri) -> None:
    graph = to_networkx(q for q in quads if q.predicate.value != Property.TARGET)
    assert [e["relation"] for *_, e in graph.edges(measure, data=True)] == ["partOfPlan"]


def test_a_literal_of_any_datatype_comes_over() -> None:
    a = NamedNode("https://example.org/a")
    day = Literal("2025-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    ((_, _, found),) = to_rdflib([Quad(a, a, day)])
    assert str(found) == "2025-01-01"
