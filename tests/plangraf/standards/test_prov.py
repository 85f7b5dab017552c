"""The provenance is PROV-O by a library of others, and tells what was read and who decided."""

import hashlib
import io
from pathlib import Path

import pytest
from prov.model import ProvActivity, ProvDocument, ProvEntity
from rdflib import DCTERMS, FOAF, PROV, RDF, Graph, URIRef

import plangraf
from graph.store import PlanStore
from ontology.terms import Class, Property
from plangraf.exporting import export_bytes

EXAMPLE = Path(__file__).parents[3] / "examples" / "fjordvik"
#: The ranges and domains of PROV-O that we use, and that no reasoner checks for us.
ENDS = {
    PROV.used: (PROV.Activity, PROV.Entity),
    PROV.wasGeneratedBy: (PROV.Entity, PROV.Activity),
    PROV.wasDerivedFrom: (PROV.Entity, PROV.Entity),
    PROV.hadPrimarySource: (PROV.Entity, PROV.Entity),
    PROV.hadMember: (PROV.Collection, PROV.Entity),
    PROV.wasAssociatedWith: (PROV.Activity, PROV.Agent),
    PROV.wasAttributedTo: (PROV.Entity, PROV.Agent),
    PROV.wasInfluencedBy: (PROV.Entity, PROV.Entity),
}


@pytest.fixture(scope="module")
def told(example: PlanStore) -> Graph:
    return Graph().parse(data=export_bytes(example, "prov"), format="turtle")


def test_a_provenance_library_reads_the_build_and_the_decisions(example: PlanStore) -> None:
    stream = io.BytesIO(export_bytes(example, "prov"))
    document = ProvDocument.deserialize(stream, format="rdf", rdf_format="turtle")
    activities = list(document.get_records(ProvActivity))
    decided = [*_of(example, Class.LINK_DECISION), *_of(example, Class.FINDING_DECISION)]
    assert len(activities) == 1 + len(decided)
    entities = {str(record.identifier.uri) for record in document.get_records(ProvEntity)}
    assert set(_of(example, Class.SOURCE_DOCUMENT)) < entities


def _of(store: PlanStore, kind: Class) -> list[str]:
    return [
        quad.subject.value
        for quad in store.of_predicate(str(RDF.type))
        if quad.object.value == kind
    ]


def test_each_property_joins_what_prov_says_it_joins(told: Graph) -> None:
    used = {p for p in told.predicates() if str(p).startswith(str(PROV))}
    assert used == set(ENDS)
    for prop, (domain, scope) in ENDS.items():
        for subject, target in told.subject_objects(prop):
            assert (subject, RDF.type, domain) in told
            assert (target, RDF.type, scope) in told


def test_nothing_is_both_done_and_made(told: Graph) -> None:
    activities, entities = (set(told.subjects(RDF.type, k)) for k in (PROV.Activity, PROV.Entity))
    agents = set(told.subjects(RDF.type, PROV.Agent))
    assert activities
    assert not activities & (entities | agents)
    assert not entities & agents


def test_the_documents_are_those_of_the_folder_by_their_hashes(told: Graph) -> None:
    (build,) = set(told.objects(None, PROV.wasGeneratedBy)) - set(told.subjects(DCTERMS.date))
    hashes = {
        str(told.value(document, URIRef(Property.FILE_NAME))): str(digest)
        for document in told.objects(build, PROV.used)
        if (digest := told.value(document, URIRef(Property.SHA256)))
        and told.value(document, URIRef(Property.FILE_NAME))
    }
    texts = [file for file in EXAMPLE.iterdir() if file.suffix in {".md", ".txt"}]
    assert hashes == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in texts}


def test_the_program_is_named_with_the_version_that_built_the_graph(
    example: PlanStore, told: Graph
) -> None:
    (program,) = told.subjects(RDF.type, PROV.SoftwareAgent)
    assert str(told.value(program, DCTERMS.hasVersion)) == plangraf.__version__
    older = PlanStore.of(example.quads(), {**example.info, "version": "0.0.7"})
    other = Graph().parse(data=export_bytes(older, "prov"), format="turtle")
    assert [str(v) for v in other.objects(None, DCTERMS.hasVersion)] == ["0.0.7"]
    unknown = Graph().parse(data=export_bytes(PlanStore.of(example.quads()), "prov"))
    assert not list(unknown.objects(None, DCTERMS.hasVersion))


def test_a_decision_is_by_a_human_on_a_day(told: Graph) -> None:
    (person,) = told.subjects(RDF.type, PROV.Person)
    assert str(told.value(person, FOAF.name)) == "Kari Nordmann"
    acts = list(told.subjects(PROV.wasAssociatedWith, person))
    assert [str(day) for act in acts for day in told.objects(act, DCTERMS.date)] == [
        "2025-11-03",
        "2025-11-03",
    ]


def test_another_graph_is_another_build(example: PlanStore, told: Graph) -> None:
    fewer = PlanStore.of(sorted(example.quads(), key=str)[1:], example.info)
    other = Graph().parse(data=export_bytes(fewer, "prov"), format="turtle")
    assert not _builds(told) & _builds(other)
    assert _builds(told) == _builds(Graph().parse(data=export_bytes(example, "prov")))


def _builds(graph: Graph) -> set[object]:
    return {one for one in graph.subjects(RDF.type, PROV.Activity) if "/build-" in str(one)}
