"""The catalogue is valid by Digdir's own shapes of DCAT-AP-NO 2.2."""

from pathlib import Path

import pyshacl
import pytest
from rdflib import Graph, Namespace

from plangraf.site.loading import Library
from plangraf.standards.catalogue_settings import catalogue_settings
from plangraf.standards.dcat import catalogue_quads
from plangraf.vocabularies import written

ROOT = Path(__file__).parents[2]
SHAPES = ROOT.parent / "shared/standards/dcat-ap-no/DCAT-AP-NO-shacl_shapes_2.00.ttl"
SETTINGS = ROOT / "examples" / "fjordvik" / "plangraf.katalog.toml"
DCAT = Namespace("http://www.w3.org/ns/dcat#")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SHAPES.is_file(), reason="no shapes of DCAT-AP-NO"),
]


@pytest.fixture(scope="module")
def shapes() -> Graph:
    # The file binds dcatap: to an IRI without its closing slash.
    text = SHAPES.read_text("utf-8").replace("europa.eu/r5r>", "europa.eu/r5r/>")
    return Graph().parse(data=text, format="turtle")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    import plangraf  # noqa: PLC0415 - only where there are shapes

    folder = tmp_path_factory.mktemp("dcat")
    plangraf.build([SETTINGS.parent], folder)
    settings = catalogue_settings(SETTINGS, endpoint="https://planer.fjordvik.example/sparql")
    data = written(catalogue_quads(Library.open(folder), settings))
    return Graph().parse(data=data, format="turtle")


def test_the_catalogue_conforms(told: Graph, shapes: Graph) -> None:
    conforms, _, report = pyshacl.validate(told, shacl_graph=shapes, allow_warnings=True)
    assert conforms, report


def test_the_shapes_see_what_is_missing(told: Graph, shapes: Graph) -> None:
    less = Graph()
    for triple in told:
        if triple[1] != DCAT.theme:
            less.add(triple)
    assert not pyshacl.validate(less, shacl_graph=shapes, allow_warnings=True)[0]
