"""What the service tells of itself is true: counted again by another library."""

from pathlib import Path

import pytest
from rdflib import RDF, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID

import plangraf
from graph.store import PlanStore
from ontology.terms import SDG
from plangraf.exporting import export_bytes
from plangraf.sparql.description import service_description, void_address, void_description
from plangraf.vocabularies import written

ADDRESS = "https://planer.example.no/sparql"
VOID_AT = void_address(ADDRESS)
WHOLE = URIRef(f"{VOID_AT}#dataset")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


def _read(data: bytes) -> Graph:
    return Graph().parse(data=data, format="turtle")


@pytest.fixture(scope="module")
def void(example: PlanStore) -> Graph:
    return _read(written(void_description(example, ADDRESS)))


@pytest.fixture(scope="module")
def union(example: PlanStore) -> Graph:
    return Graph().parse(data=export_bytes(example, "nt"), format="nt")


def test_the_service_says_where_it_answers_and_what_it_sees(example: PlanStore) -> None:
    graphs = sorted(example.info["graphs"])
    told = _read(written(service_description(ADDRESS, graphs, VOID_AT)))
    service = told.value(predicate=RDF.type, object=SD.Service)
    dataset = told.value(service, SD.defaultDataset)
    assert told.value(service, SD.endpoint) == URIRef(ADDRESS)
    assert (service, SD.feature, SD.UnionDefaultGraph) in told
    assert told.value(dataset, SD.defaultGraph) == WHOLE
    named = [told.value(node, SD.name) for node in told.objects(dataset, SD.namedGraph)]
    assert sorted(map(str, named)) == graphs


def test_the_parts_of_the_service_are_described_where_it_says(
    example: PlanStore, void: Graph
) -> None:
    told = _read(written(service_description(ADDRESS, example.info["graphs"], VOID_AT)))
    parsed = Dataset()
    parsed.parse(data=export_bytes(example, "trig"), format="trig")
    for node in told.subjects(RDF.type, SD.NamedGraph):
        name, part = told.value(node, SD.name), told.value(node, SD.graph)
        count = void.value(part, VOID.triples)
        assert void.value(part, DCTERMS.identifier) == Literal(str(name))
        assert isinstance(count, Literal)
        assert count.value == len(parsed.graph(name))


def test_the_whole_is_counted_as_one_graph(void: Graph, union: Graph) -> None:
    counted = {
        VOID.triples: len(union),
        VOID.distinctSubjects: len(set(union.subjects())),
        VOID.distinctObjects: len(set(union.objects())),
        VOID.properties: len(set(union.predicates())),
        VOID.classes: len(set(union.objects(None, RDF.type))),
    }
    assert {name: void.value(WHOLE, name) for name in counted} == {
        name: Literal(value) for name, value in counted.items()
    }


def test_each_class_and_property_has_its_count(void: Graph, union: Graph) -> None:
    classes = {
        void.value(part, VOID["class"]): void.value(part, VOID.entities)
        for part in void.objects(WHOLE, VOID.classPartition)
    }
    properties = {
        void.value(part, VOID.property): void.value(part, VOID.triples)
        for part in void.objects(WHOLE, VOID.propertyPartition)
    }
    assert classes == {
        name: Literal(len(set(union.subjects(RDF.type, name))))
        for name in set(union.objects(None, RDF.type))
    }
    assert properties == {
        name: Literal(len(set(union.subject_objects(name)))) for name in set(union.predicates())
    }


def test_the_entities_and_examples_are_within_the_space(void: Graph, union: Graph) -> None:
    space = str(void.value(WHOLE, VOID.uriSpace))
    within = {subject for subject in union.subjects() if str(subject).startswith(space)}
    examples = set(void.objects(WHOLE, VOID.exampleResource))
    assert void.value(WHOLE, VOID.entities) == Literal(len(within))
    assert examples
    assert examples <= within


def test_the_links_to_the_goals_of_the_un_are_counted(void: Graph, union: Graph) -> None:
    told = {
        void.value(links, VOID.linkPredicate): void.value(links, VOID.triples)
        for links in void.subjects(RDF.type, VOID.Linkset)
    }
    found = [p for _, p, target in union if str(target).startswith(SDG)]
    assert told
    assert told == {name: Literal(found.count(name)) for name in set(found)}


def test_the_downloads_are_beside_the_service(void: Graph) -> None:
    dumps = sorted(map(str, void.objects(WHOLE, VOID.dataDump)))
    assert dumps == [
        f"https://planer.example.no/data/graf.{ending}"
        for ending in ("jsonld", "nt", "trig", "ttl")
    ]


def test_several_municipalities_have_their_downloads_each(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    for name in ("Storåker", "Lilleby"):
        text = f"# Kommuneplanens samfunnsdel 2023–2035\n\n{name} kommune\n\nVisjon: Sammen\n"
        (plans / f"{name}.md").write_text(text, encoding="utf-8")
    plangraf.build([plans], tmp_path / "graph")
    told = _read(written(void_description(PlanStore.open(tmp_path / "graph"), ADDRESS)))
    folders = {str(dump).rsplit("/", 2)[0] for dump in told.objects(WHOLE, VOID.dataDump)}
    assert Literal("The plans of 2 municipalities as a graph", lang="en") in set(
        told.objects(WHOLE, DCTERMS.title)
    )
    assert len(folders) == 2


def test_a_graph_without_anything_is_described() -> None:
    told = _read(written(void_description(PlanStore.of([]), ADDRESS)))
    assert told.value(WHOLE, VOID.triples) == Literal(0)


def test_the_same_graph_is_described_by_the_same_bytes(example: PlanStore) -> None:
    once = written(void_description(example, ADDRESS))
    assert written(void_description(example, ADDRESS)) == once
