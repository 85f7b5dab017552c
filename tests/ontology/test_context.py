"""The JSON-LD context gives the same triples as the Turtle, in two parsers."""

import json

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from ontology import resource
from ontology.terms import Class, Property

CONTEXT = json.loads(resource("context.jsonld").read_text(encoding="utf-8"))["@context"]

DOCUMENT = {
    "@context": CONTEXT,
    "id": "https://w3id.org/plangraf/id/m",
    "type": ["Measure", "PlanElement"],
    "label": {"nb": "Opprette leksekafé"},
    "description": {"nb": ["Åpen tirsdag.", "Åpen torsdag."]},
    "code": "1.A2",
    "partOfPlan": "https://w3id.org/plangraf/id/p",
    "position": 1,
    "confidence": "0.9",
    "citedOnly": False,
    "emptyColumn": ["deadline", "cost"],
    "refersTo": ["https://w3id.org/plangraf/id/s"],
}

LINK = {
    "@context": CONTEXT,
    "id": "https://w3id.org/plangraf/id/l",
    "type": "Link",
    "relation": "refersTo",
    "method": "by-hand",
    "source": "https://w3id.org/plangraf/id/m",
}

PLAN = {
    "@context": CONTEXT,
    "id": "https://w3id.org/plangraf/id/p",
    "type": ["ThematicPlan", "Plan"],
    "status": "on-hearing",
    "adopted": "2025-02-13",
    "language": "nb",
    "citesLevel": "Strategy",
}

PREFIXES = """
    @prefix : <https://w3id.org/plangraf/id/> .
    @prefix pg: <https://w3id.org/plangraf/ontology#> .
    @prefix pgv: <https://w3id.org/plangraf/vocabulary#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

EXPECTED = [
    (
        DOCUMENT,
        """:m a pg:Measure, pg:PlanElement ; rdfs:label "Opprette leksekafé"@nb ;
        pg:description "Åpen tirsdag."@nb, "Åpen torsdag."@nb ; pg:code "1.A2" ;
        pg:partOfPlan :p ; pg:position 1 ; pg:confidence 0.9 ; pg:citedOnly false ;
        pg:emptyColumn pg:deadline, pg:cost ; pg:refersTo :s .""",
    ),
    (
        LINK,
        ":l a pg:Link ; pg:relation pg:refersTo ; pg:method pgv:method-by-hand ; pg:source :m .",
    ),
    (
        PLAN,
        """:p a pg:ThematicPlan, pg:Plan ; pg:status pgv:status-on-hearing ;
        pg:adopted "2025-02-13"^^xsd:date ; pg:language "nb" ; pg:citesLevel pg:Strategy .""",
    ),
]

IDS = ("measure", "link", "plan")


def turtle(text: str) -> Graph:
    """Parse Turtle through N-Triples, so that plain strings look alike in both graphs."""
    graph = Graph().parse(data=PREFIXES + text, format="turtle")
    return Graph().parse(data=graph.serialize(format="nt"), format="nt")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize(("document", "expected"), EXPECTED, ids=IDS)
def test_rdflib_reads_the_triples_meant(document: dict[str, object], expected: str) -> None:
    read = Graph().parse(data=json.dumps(document), format="json-ld")
    read = Graph().parse(data=read.serialize(format="nt"), format="nt")
    assert isomorphic(read, turtle(expected)), read.serialize(format="turtle")


@pytest.mark.parametrize(("document", "expected"), EXPECTED, ids=IDS)
def test_pyoxigraph_reads_the_triples_meant(document: dict[str, object], expected: str) -> None:
    quads = pyoxigraph.parse(json.dumps(document), format=pyoxigraph.RdfFormat.JSON_LD)
    triples = [quad.triple for quad in quads]
    written = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert written is not None
    read = Graph().parse(data=written.decode(), format="nt")
    assert isomorphic(read, turtle(expected)), written.decode()


def test_every_term_is_in_the_context() -> None:
    terms = {iri.rpartition("#")[2] for iri in (*Class, *Property)}
    assert terms <= set(CONTEXT)


def test_the_context_refers_to_nothing_remote() -> None:
    assert isinstance(CONTEXT, dict)
    assert "@import" not in CONTEXT
    scoped = [value["@context"] for value in CONTEXT.values() if "@context" in str(value)]
    assert scoped
    assert all(isinstance(context, dict) for context in scoped)
