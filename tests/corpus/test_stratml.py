"""StratML by its own schemas, and files that others made of it: a whole one and a broken one."""

import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

import plangraf
from graph.models import FocusArea, Indicator, MainGoal, Passage, PlanElement, SubGoal, Vision
from graph.store import PlanStore
from loaders.readers import parse_document
from loaders.reading import read
from plangraf.exporting import export_bytes
from plangraf.standards.plan_outline import PlanOutline, read_plans
from plangraf.standards.things import Things

CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or Path(__file__).parents[3] / "shared" / "plans")
FOLDER = CORPUS.parent / "standards" / "stratml"
SCHEMAS = {
    "stratml": "PerformancePlanOrReport20160216.xsd",
    "stratml1": "StrategicPlanISOVersion20140401.xsd",
}
WHOLE, BROKEN = "sample-part1-pmoai.xml", "sample-broken-commerce-2023.xml"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="no schemas of StratML"),
]


def _documents(store: PlanStore, fmt: str) -> dict[str, etree._ElementTree]:
    with zipfile.ZipFile(io.BytesIO(export_bytes(store, fmt))) as archive:
        return {
            name: etree.fromstring(archive.read(name)).getroottree() for name in archive.namelist()
        }


def _schema(fmt: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(FOLDER / SCHEMAS[fmt]))


@pytest.mark.parametrize("fmt", SCHEMAS)
def test_every_plan_is_valid(example: PlanStore, fmt: str) -> None:
    schema = _schema(fmt)
    documents = _documents(example, fmt)
    assert documents
    for name, document in documents.items():
        assert schema.validate(document), (name, schema.error_log)


@pytest.mark.parametrize("fmt", SCHEMAS)
def test_the_schema_sees_what_is_wrong(example: PlanStore, fmt: str) -> None:
    document = next(iter(_documents(example, fmt).values()))
    identifier = next(document.getroot().iter("{*}Identifier"))
    identifier.text = "https://example.org/an-iri"
    assert not _schema(fmt).validate(document)


def _read(name: str) -> tuple[list[tuple[str, str]], set[str]]:
    """Return the elements of a sample with their types, and what a user is told."""
    document = parse_document((FOLDER / name).read_bytes(), name)
    found = [(draft.type, draft.label) for draft in read(document).drafts]
    return found, {notice.reference for notice in document.notices}


def test_a_whole_plan_is_read() -> None:
    elements, notices = _read(WHOLE)
    assert Counter(kind for kind, _ in elements) == {
        "vision": 1, "value": 6, "main_goal": 1, "sub_goal": 5,
    }  # fmt: skip
    assert ("main_goal", "Establishment") in elements
    assert notices == {"stratml-types-by-depth", "stratml-not-taken"}


def test_a_broken_plan_is_read_but_for_the_vision_of_another_agency() -> None:
    elements, notices = _read(BROKEN)
    kinds = Counter(kind for kind, _ in elements)
    assert "vision" not in kinds
    assert kinds["value"] == 4
    assert ("indicator", "Seminars (Count)") in elements
    assert {"stratml-namespace", "stratml-vision-foreign", "stratml-not-taken"} <= notices


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> PlanStore:
    folder = tmp_path_factory.mktemp("samples")
    plangraf.build([FOLDER / WHOLE, FOLDER / BROKEN], folder)
    return PlanStore.open(folder)


def test_both_become_a_graph_where_every_element_has_its_place(built: PlanStore) -> None:
    things = Things(built)
    places = {place.iri: place for place in things.of(Passage)}
    elements = things.of(PlanElement)
    assert {MainGoal, SubGoal, Indicator, Vision} <= {type(one) for one in elements}
    assert FocusArea not in {type(one) for one in elements}
    for element in elements:
        quotes = [places[iri].quote for iri in element.passages]
        assert any(element.label.value in " ".join(quote.split()) for quote in quotes), element


@pytest.mark.parametrize("fmt", SCHEMAS)
def test_what_others_made_is_valid_when_it_leaves_again(built: PlanStore, fmt: str) -> None:
    schema = _schema(fmt)
    for name, document in _documents(built, fmt).items():
        assert schema.validate(document), (name, schema.error_log)


@pytest.mark.skipif(not (CORPUS / "drammen").is_dir(), reason="no plan texts")
@pytest.mark.parametrize("fmt", SCHEMAS)
def test_real_plans_are_valid_and_come_back_with_their_iris(fmt: str, tmp_path: Path) -> None:
    plangraf.build([CORPUS / "drammen"], tmp_path / "before")
    before = PlanStore.open(tmp_path / "before")
    for name, document in _documents(before, fmt).items():
        assert _schema(fmt).validate(document), name
    (tmp_path / "planer.zip").write_bytes(export_bytes(before, fmt))
    plangraf.build([tmp_path / "planer.zip"], tmp_path / "after")
    after = PlanStore.open(tmp_path / "after")
    assert _hierarchy(after) == _hierarchy(before)


def _hierarchy(store: PlanStore) -> dict[str, set[tuple[str, str, str | None]]]:
    """Return the elements of each plan: their IRIs, words, and what they stand under."""
    things = Things(store)
    outlines = [PlanOutline.of(things, plan) for plan in read_plans(things)]
    return {
        outline.plan.iri: {
            (one.iri, one.label.value, above.iri if above else None)
            for one in outline.elements
            for above in [outline.parents.get(one.iri)]
        }
        for outline in outlines
    }
