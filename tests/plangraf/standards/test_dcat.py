"""The catalogue tells what data.norge.no asks for, and only what is true."""

from collections.abc import Mapping
from hashlib import sha1
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, Namespace

import plangraf
from graph.errors import BadInput
from plangraf import cli
from plangraf.site.downloads import GRAPH_FILES
from plangraf.site.loading import Library
from plangraf.site.publishing import CATALOGUE, publish
from plangraf.standards.catalogue_settings import CatalogueSettings, catalogue_settings
from plangraf.standards.dcat import catalogue_quads
from plangraf.vocabularies import written
from tests.plangraf.site.small import write_plans

EXAMPLE = Path(__file__).parents[3] / "examples" / "fjordvik"
SETTINGS = EXAMPLE / "plangraf.katalog.toml"
BASE = "https://planer.fjordvik.example/"
ENDPOINT = f"{BASE}sparql"
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
#: What each thing must have, by DCAT-AP-NO 2.2 or by the draft of version 3.
MANDATORY: Mapping[URIRef, tuple[URIRef, ...]] = {
    DCAT.Catalog: (
        DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher,
        DCAT.contactPoint, DCAT.dataset,
    ),
    DCAT.Dataset: (
        DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher,
        DCAT.contactPoint, DCAT.theme, DCAT.distribution, DCTERMS.accessRights,
    ),
    DCAT.Distribution: (DCAT.accessURL, DCTERMS.license, DCTERMS["format"]),
    DCAT.DataService: (
        DCTERMS.title, DCTERMS.identifier, DCTERMS.publisher, DCAT.contactPoint,
        DCAT.endpointURL, DCAT.servesDataset,
    ),
    FOAF.Agent: (FOAF.name, DCTERMS.identifier),
    VCARD.Organization: (VCARD.fn, VCARD.hasEmail),
}  # fmt: skip


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue") / "graph"
    plangraf.build([EXAMPLE], folder)
    return folder


def catalogue_of(graph: Path, settings: CatalogueSettings) -> Graph:
    data = written(catalogue_quads(Library.open(graph), settings))
    return Graph().parse(data=data, format="turtle")


@pytest.fixture(scope="module")
def told(graph: Path) -> Graph:
    return catalogue_of(graph, catalogue_settings(SETTINGS, endpoint=ENDPOINT))


@pytest.mark.parametrize("kind", MANDATORY)
def test_everything_has_what_it_must_have(told: Graph, kind: URIRef) -> None:
    things = set(told.subjects(RDF.type, kind))
    assert things
    for thing in things:
        lacking = [prop for prop in MANDATORY[kind] if told.value(thing, prop, any=True) is None]
        assert lacking == [], thing


def test_titles_and_descriptions_are_in_three_languages(told: Graph) -> None:
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.DataService):
        for thing in told.subjects(RDF.type, kind):
            for prop in (DCTERMS.title, DCTERMS.description):
                languages = sorted(str(t.language) for t in told.objects(thing, prop))
                assert languages == ["en", "nb", "nn"]


def test_what_the_graph_knows_is_told(told: Graph) -> None:
    dataset = URIRef(f"{BASE}#datasett")
    publisher = told.value(dataset, DCTERMS.publisher)
    period = told.value(dataset, DCTERMS.temporal)
    assert str(publisher) == "https://data.brreg.no/enhetsregisteret/api/enheter/123456785"
    assert told.value(publisher, FOAF.name) == Literal("Fjordvik kommune", lang="nb")
    assert str(told.value(dataset, DCTERMS.spatial)).endswith("/kommune/id/9901")
    assert str(told.value(period, DCAT.startDate)) == "2016-01-01"
    # The last day in the graph is that of a decision, after the last plan was adopted.
    assert str(told.value(dataset, DCTERMS.modified)) == "2025-11-03"
    assert {str(at).rpartition("/")[2] for at in told.objects(dataset, DCTERMS.language)} == {
        "NOB", "NNO",
    }  # fmt: skip


def test_without_a_service_none_is_told_of(graph: Path) -> None:
    found = catalogue_of(graph, catalogue_settings(SETTINGS))
    assert (None, RDF.type, DCAT.DataService) not in found
    assert (None, DCAT.accessService, None) not in found


def test_the_files_of_the_site_are_as_the_catalogue_says(graph: Path, tmp_path: Path) -> None:
    publish(graph, tmp_path / "site", languages=["nb"], catalogue=catalogue_settings(SETTINGS))
    found = Graph().parse(tmp_path / "site" / CATALOGUE, format="turtle")
    for made in found.subjects(RDF.type, DCAT.Distribution):
        place = str(found.value(made, DCAT.downloadURL)).removeprefix(BASE)
        data = (tmp_path / "site" / place).read_bytes()
        checksum = found.value(found.value(made, SPDX.checksum), SPDX.checksumValue)
        assert str(checksum) == sha1(data, usedforsecurity=False).hexdigest(), place
        assert str(found.value(made, DCAT.byteSize)) == str(len(data))


def test_every_download_of_the_graph_is_a_distribution(told: Graph) -> None:
    places = {str(at).removeprefix(f"{BASE}data/") for at in told.objects(None, DCAT.downloadURL)}
    assert places >= set(GRAPH_FILES)


def test_each_of_several_municipalities_has_its_data_set(tmp_path: Path) -> None:
    for name in ("Storåker", "Lillevik"):
        write_plans(tmp_path / "plans", name)
    plangraf.build([tmp_path / "plans"], tmp_path / "graph")
    settings = catalogue_settings(SETTINGS)
    with pytest.raises(BadInput) as refused:
        catalogue_of(tmp_path / "graph", settings)
    assert refused.value.reference == "catalogue-incomplete"
    assert "publisher.organisation_number" in str(refused.value)
    path = tmp_path / "katalog.toml"
    path.write_text(
        SETTINGS.read_text("utf-8")
        + '\n[publisher]\nname = "Planrådet"\norganisation_number = "123456785"\n',
        encoding="utf-8",
    )
    found = catalogue_of(tmp_path / "graph", catalogue_settings(path))
    sets = {
        str(next(t for t in found.objects(s, DCTERMS.title) if t.language == "nb"))
        for s in found.subjects(RDF.type, DCAT.Dataset)
    }
    assert sets == {
        "Planene til Storåker kommune som graf", "Planene til Lillevik kommune som graf",
    }  # fmt: skip
    publish(tmp_path / "graph", tmp_path / "site", languages=["nb"])
    for place in found.objects(None, DCAT.downloadURL):
        assert (tmp_path / "site" / str(place).removeprefix(BASE)).is_file()


def test_what_is_missing_is_told_at_once(graph: Path) -> None:
    with pytest.raises(BadInput) as refused:
        catalogue_of(graph, catalogue_settings(None))
    message = refused.value.what("en")
    assert all(key in message for key in ("base_url", "license", "contact.email"))


@pytest.mark.parametrize(
    "text",
    [
        'license = "GPL"',
        'base_url = "javascript:alert(1)"',
        'base_url = "https://a.no/[x"',
        'base_url = "https://a.no/#del"',
        '[contact]\nemail = "a b@c.no"',
        '[publisher]\norganisation_number = "12345678"',
        'licence = "CC0"',
    ],
)
def test_settings_that_are_wrong_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "plangraf.katalog.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        catalogue_settings(path)
    assert refused.value.reference == "catalogue-settings-invalid"


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "rdf"])
def test_the_command_writes_the_same_in_each_format(
    graph: Path, tmp_path: Path, told: Graph, ending: str
) -> None:
    out = tmp_path / f"katalog.{ending}"
    line = ["catalogue", "--graph", str(graph), "--settings", str(SETTINGS)]
    assert cli.run([*line, "--endpoint", ENDPOINT, "--out", str(out)]) == 0
    formats = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
    assert Graph().parse(out, format=formats[ending]).isomorphic(told)
    once = out.read_bytes()
    assert cli.run([*line, "--endpoint", ENDPOINT, "--out", str(out)]) == 0
    assert out.read_bytes() == once


def test_a_file_with_another_ending_is_refused(
    graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["catalogue", "--graph", str(graph), "--settings", str(SETTINGS)]
    assert cli.run([*line, "--out", str(tmp_path / "katalog.csv")]) == 2
    assert "catalogue-format" in capsys.readouterr().err
    assert not (tmp_path / "katalog.csv").exists()
