"""The names in ontology.terms are complete, consistent and cheap to import."""

import subprocess
import sys

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from ontology.terms import (
    CONCEPT_IRI,
    CONTRIBUTING,
    LEVELS,
    PG,
    PLAN_CLASS,
    PREFIXES,
    SEVERITY,
    SUPERCLASSES,
    TYPE_NAME,
    VERSION,
    Class,
    Concept,
    FindingCode,
    Method,
    PlanKind,
    PlanStatus,
    Property,
    Severity,
    concept_iri,
    from_concept_iri,
)

ONTOLOGY = URIRef("https://w3id.org/plangraf/ontology")

# The classes of the domain, as the design of the project lists them.
CLASSES_OF_THE_DOMAIN = [
    "Plan",
    "SocietalMasterPlan",
    "ThematicPlan",
    "ActionPlan",
    "ActionAndFinancialPlan",
    "PlanningStrategy",
    "AnnualReport",
    "Vision",
    "Value",
    "FocusArea",
    "MainGoal",
    "SubGoal",
    "Strategy",
    "Initiative",
    "Measure",
    "ReformMeasure",
    "Priority",
    "Recommendation",
    "Indicator",
    "SustainableDevelopmentGoal",
    "LegalBasis",
    "Organization",
    "Reference",
    "Passage",
]

CONTRIBUTIONS_OF_THE_DOMAIN = [
    "refersTo",
    "belongsToInitiative",
    "followsUpStrategy",
    "supportsSubGoal",
    "supportsMainGoal",
    "supportsFocusArea",
    "subGoalOf",
    "goalOfFocusArea",
    "realisesVision",
]

MEMBERS: list[Concept] = [
    member for kind in CONCEPT_IRI for member in (kind(notation) for notation in CONCEPT_IRI[kind])
]


@pytest.mark.parametrize("name", CLASSES_OF_THE_DOMAIN)
def test_every_class_of_the_domain_has_a_name(name: str) -> None:
    assert PG + name in set(Class)


def test_exactly_the_domain_s_edges_contribute() -> None:
    assert {iri.value for iri in CONTRIBUTING} == {PG + n for n in CONTRIBUTIONS_OF_THE_DOMAIN}


def test_importing_the_names_loads_neither_rdflib_nor_pydantic() -> None:
    code = "import sys, ontology.terms; print({'json', 'pydantic', 'rdflib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_superclasses_are_the_transitive_ones_nearest_first() -> None:
    assert SUPERCLASSES[Class.REFORM_MEASURE] == (Class.MEASURE, Class.PLAN_ELEMENT)
    assert SUPERCLASSES[Class.SUB_GOAL] == (Class.GOAL, Class.PLAN_ELEMENT)
    assert SUPERCLASSES[Class.PASSAGE] == ()


@pytest.mark.parametrize("member", MEMBERS, ids=str)
def test_a_concept_and_its_iri_lead_to_each_other(member: Concept) -> None:
    assert from_concept_iri(concept_iri(member)) is member


def test_an_iri_that_names_no_concept_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        from_concept_iri(PG + "Measure")


def test_concepts_go_by_their_notation() -> None:
    assert Method("by-hand") is Method.BY_HAND
    assert PlanStatus.IN_PROGRESS.value == "in-progress"
    assert concept_iri(FindingCode.DUPLICATE_MEASURE).endswith("#finding-duplicate-measure")


def test_type_names_are_unique_and_lower_case() -> None:
    names = list(TYPE_NAME.values())
    assert len(set(names)) == len(Class)
    assert names == [name.lower() for name in names]
    assert TYPE_NAME[Class.SUSTAINABLE_DEVELOPMENT_GOAL] == "sdg"


def test_every_kind_of_plan_has_the_class_that_shares_its_name() -> None:
    assert {kind.value: TYPE_NAME[PLAN_CLASS[kind]] for kind in PlanKind} == {
        kind.value: kind.value for kind in PlanKind
    }


def test_every_finding_has_a_severity() -> None:
    assert set(SEVERITY) == set(FindingCode)
    assert SEVERITY[FindingCode.REFERENCE_UNRESOLVED] is Severity.ERROR


def test_levels_are_plan_elements_from_vision_down() -> None:
    assert LEVELS[0] is Class.VISION
    assert LEVELS.index(Class.SUB_GOAL) < LEVELS.index(Class.STRATEGY) < LEVELS.index(Class.MEASURE)
    assert all(Class.PLAN_ELEMENT in SUPERCLASSES[level] for level in LEVELS)


def test_names_and_ontology_hold_the_same_terms(ontology: Graph) -> None:
    def own(rdf_type: URIRef) -> set[str]:
        return {str(s) for s in ontology.subjects(RDF.type, rdf_type) if str(s).startswith(PG)}

    assert {iri.value for iri in Class} == own(OWL.Class)
    assert {iri.value for iri in Property} == own(OWL.ObjectProperty) | own(OWL.DatatypeProperty)


def test_the_version_stands_in_one_place(everything: Graph) -> None:
    assert list(everything.subject_objects(OWL.versionInfo)) == [
        (ONTOLOGY, next(everything.objects(ONTOLOGY, OWL.versionInfo)))
    ]
    assert str(everything.value(ONTOLOGY, OWL.versionInfo)) == VERSION
    assert str(everything.value(ONTOLOGY, OWL.versionIRI)) == f"{ONTOLOGY}/{VERSION}"


def test_every_prefix_is_the_one_the_turtle_declares() -> None:
    assert PREFIXES["pg"] == PG
    assert PREFIXES["rdfs"] == str(RDFS)
