"""The ontology keeps to OWL 2 RL and contradicts neither itself nor what it aligns with."""

from pathlib import Path

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics  # type: ignore[import-untyped]
from owlrl.Namespaces import ERRNS  # type: ignore[import-untyped]
from rdflib import OWL, RDF, RDFS, Graph, Namespace, URIRef
from rdflib.term import Node

from ontology.terms import XSD_BOOLEAN, XSD_DECIMAL, XSD_INTEGER, XSD_STRING

PG = Namespace("https://w3id.org/plangraf/ontology#")
ID = Namespace("https://w3id.org/plangraf/id/")

# What of OWL 2 RL the ontology has use for; anything else is looked up before it is let in.
CONSTRUCTS = {
    OWL.AllDisjointClasses,
    OWL.AnnotationProperty,
    OWL.AsymmetricProperty,
    OWL.Axiom,
    OWL.Class,
    OWL.DatatypeProperty,
    OWL.FunctionalProperty,
    OWL.IrreflexiveProperty,
    OWL.ObjectProperty,
    OWL.Ontology,
    OWL.SymmetricProperty,
    OWL.annotatedProperty,
    OWL.annotatedSource,
    OWL.annotatedTarget,
    OWL.disjointWith,
    OWL.hasKey,
    OWL.members,
    OWL.versionIRI,
    OWL.versionInfo,
}

# OWL 2 Profiles, section 4.2: neither xsd:date nor rdf:langString is a datatype of OWL 2 RL.
DATATYPES = {str(RDFS.Literal), XSD_BOOLEAN, XSD_DECIMAL, XSD_INTEGER, XSD_STRING}

LOGIC = {RDF.type, RDF.first, RDF.rest, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain}
LOGIC |= {RDFS.range, OWL.disjointWith, OWL.members, OWL.hasKey}


@pytest.fixture(scope="module")
def logic(ontology: Graph, alignments: Graph) -> Graph:
    """Give the axioms without the texts, which a reasoner would only carry along."""
    graph = Graph()
    for triple in (*ontology, *alignments):
        if triple[1] in LOGIC and triple[2] != OWL.Axiom:
            graph.add(triple)
    return graph


def contradictions(logic: Graph, *facts: tuple[Node, Node, Node]) -> list[str]:
    """List what a reasoner objects to when the facts are added to the axioms."""
    graph = Graph()
    for triple in (*logic, *facts):
        graph.add(triple)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return [str(text) for text in graph.objects(None, ERRNS.error)]


def test_no_construct_stands_outside_owl_2_rl(ontology: Graph, alignments: Graph) -> None:
    used = {
        part
        for triple in (*ontology, *alignments)
        for part in triple
        if isinstance(part, URIRef) and part in OWL
    }
    assert used <= CONSTRUCTS


def test_every_datatype_range_is_one_of_owl_2_rl(ontology: Graph) -> None:
    ranges = {
        str(value)
        for prop in ontology.subjects(RDF.type, OWL.DatatypeProperty)
        for value in ontology.objects(prop, RDFS.range)
    }
    assert ranges
    assert ranges <= DATATYPES


def test_every_domain_and_range_of_an_edge_is_a_class_of_ours(ontology: Graph) -> None:
    classes = set(ontology.subjects(RDF.type, OWL.Class))
    for prop in ontology.subjects(RDF.type, OWL.ObjectProperty):
        for bound in (RDFS.domain, RDFS.range):
            assert set(ontology.objects(prop, bound)) <= classes


def test_no_data_property_is_functional_in_owl(ontology: Graph) -> None:
    # A second value would make a reasoner fail; how many there may be is for the shapes to say.
    functional = set(ontology.subjects(RDF.type, OWL.FunctionalProperty))
    assert not functional & set(ontology.subjects(RDF.type, OWL.DatatypeProperty))


def test_the_axioms_hold_no_contradiction(logic: Graph) -> None:
    assert contradictions(logic, (ID.a, RDF.type, PG.ReformMeasure)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PG.FocusArea, PG.Goal),
        (PG.Strategy, PG.Measure),
        (PG.MainGoal, PG.SubGoal),
        (PG.Plan, PG.PlanElement),
        (PG.Reference, PG.Restatement),
    ],
)
def test_nothing_is_both_of_two_disjoint_classes(logic: Graph, one: URIRef, other: URIRef) -> None:
    assert contradictions(logic, (ID.a, RDF.type, one), (ID.a, RDF.type, other))


def test_a_thing_does_not_restate_itself(logic: Graph) -> None:
    assert contradictions(logic, (ID.a, PG.restates, ID.a))


def test_a_valid_graph_does_not_contradict_the_axioms(logic: Graph) -> None:
    facts = Graph().parse(Path(__file__).parent / "valid.ttl", format="turtle")
    about_things = [(s, p, o) for s, p, o in facts if isinstance(o, URIRef)]
    assert contradictions(logic, *about_things) == []


def test_a_reasoner_finds_the_thread_and_the_classes(logic: Graph) -> None:
    graph = Graph()
    for triple in (*logic, (ID.a, PG.subGoalOf, ID.b), (ID.b, PG.goalOfFocusArea, ID.c)):
        graph.add(triple)
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    assert (ID.a, PG.contributesTo, ID.b) in graph
    assert (ID.a, RDF.type, PG.PlanElement) in graph
    assert (ID.c, RDF.type, PG.FocusArea) in graph
    assert (ID.a, PG.contributesTo, ID.c) not in graph
