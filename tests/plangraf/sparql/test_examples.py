"""The examples run as they stand, and answer what the library answers."""

import pyshacl
import pytest
from pyoxigraph import NamedNode
from rdflib import RDF, RDFS, SH, Graph, Literal, Namespace, URIRef

from graph.store import PlanStore
from plangraf.sparql.examples import example_quads, examples_address
from plangraf.sparql.guarding import refuse_remote
from plangraf.vocabularies import written
from queries.catalogue import Catalogue
from queries.library import ask, questions
from queries.overview import example_of

ENDPOINT = "https://planer.example.no/sparql"
SCHEMA = Namespace("https://schema.org/")
#: What SIB's own tool asks of an example.
SHAPE = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX schema: <https://schema.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ;
  sh:property [ sh:path sh:select ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path rdfs:comment ; sh:minCount 3 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path sh:prefixes ; sh:minCount 1 ] ,
    [ sh:path schema:target ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path schema:keywords ; sh:minCount 1 ] ,
    [ sh:path schema:keyword ; sh:maxCount 0 ] .
"""


@pytest.fixture(scope="module")
def told(example: PlanStore) -> Graph:
    return Graph().parse(data=written(example_quads(ENDPOINT, example)), format="turtle")


def query_of(told: Graph, name: str) -> str:
    found = told.value(URIRef(examples_address(ENDPOINT) + name), SH.select)
    return str(found)


@pytest.mark.parametrize("name", sorted(questions()))
def test_an_example_answers_as_the_library_does(
    name: str, told: Graph, example: PlanStore, example_catalogue: Catalogue
) -> None:
    asked = questions()[name]
    kinds = {parameter.name: parameter.kind for parameter in asked.parameters}
    values = {
        key: example_catalogue.find(value).id if kinds[key] == "iri" else value
        for key, value in example_of(asked).items()
    }
    found = example.select(query_of(told, name))
    kept = [at for at, variable in enumerate(found.variables) if variable not in kinds]
    rows = [tuple(row[at] for at in kept) for row in found.rows]
    assert sorted(map(str, rows)) == sorted(map(str, ask(example, asked, values).rows))


def test_the_examples_have_the_form_that_other_tools_read(told: Graph) -> None:
    conforms, _, report = pyshacl.validate(
        told, shacl_graph=Graph().parse(data=SHAPE, format="turtle")
    )
    assert conforms, report
    assert len(set(told.subjects(RDF.type, SH.SPARQLSelectExecutable))) == len(questions())


def test_the_questions_are_told_in_three_languages(told: Graph) -> None:
    example = URIRef(examples_address(ENDPOINT) + "plans/in-force")
    comments = {t.language: str(t) for t in told.objects(example, RDFS.comment)}
    assert comments == dict(questions()["plans/in-force"].question)


def test_every_prefix_of_a_query_is_declared(told: Graph) -> None:
    declared = {
        str(told.value(node, SH.prefix)): told.value(node, SH.namespace)
        for node in told.objects(None, SH.declare)
    }
    for query in told.objects(None, SH.select):
        lines = [line.split() for line in str(query).splitlines() if line.startswith("PREFIX")]
        for _, prefix, iri in lines:
            namespace = declared[prefix.rstrip(":")]
            assert isinstance(namespace, Literal)
            assert f"<{namespace}>" == iri
            assert str(namespace.datatype).endswith("#anyURI")


def test_a_graph_without_the_element_is_asked_of_all(example: PlanStore) -> None:
    bare = Graph().parse(data=written(example_quads(ENDPOINT)), format="turtle")
    query = query_of(bare, "thread/measures-of-strategy")
    assert "VALUES" not in query
    asked = {row[0] for row in example.select(query).rows}
    assert len({term.value for term in asked if isinstance(term, NamedNode)}) > 1


def test_no_example_reaches_outside(told: Graph) -> None:
    for query in told.objects(None, SH.select):
        refuse_remote(str(query))


def test_the_same_examples_are_the_same_bytes(example: PlanStore) -> None:
    once = written(example_quads(ENDPOINT, example))
    assert written(example_quads(ENDPOINT, example)) == once
