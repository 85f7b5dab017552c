"""Search on real plan texts; skipped where the texts are missing."""

import os
from pathlib import Path

import pytest

import plangraf
from graph.store import PlanStore
from queries.catalogue import Catalogue
from queries.indexing import index_of
from queries.prebuilt import static_index
from queries.searching import SearchIndex
from visualize.pages import json_data

CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or Path(__file__).parents[3] / "shared" / "plans")
MISSING = not (CORPUS / "drammen").is_dir()
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(MISSING and not os.environ.get("CI"), reason="plan texts are missing"),
]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("drammen")
    plangraf.build([CORPUS / "drammen"], folder)
    return Catalogue(PlanStore.open(folder))


@pytest.fixture(scope="module")
def index(catalogue: Catalogue) -> SearchIndex:
    return index_of(catalogue)


@pytest.mark.parametrize(
    "asked",
    ["sommerjobber", "sommerjobb", "sommerjobbene", "somerjobb", "sommer jobb", "sommarjobb",
     "jobb til ungdom", "SOMMER-JOBBER", "ungdom sommerjobber"],
)  # fmt: skip
def test_the_measure_on_summer_jobs_is_found_first(
    index: SearchIndex, catalogue: Catalogue, asked: str
) -> None:
    first = catalogue.element(index.search(asked)[0].element_id)
    assert (first.type, first.label) == ("measure", "Tilby sommerjobber til ungdom")


@pytest.mark.parametrize(
    "asked", ["bomiljø", "bomiljo", "bomiljøene", "bumiljø", "trygge bomiljøer"]
)
def test_the_two_neighbouring_sub_goals_are_found_first(
    index: SearchIndex, catalogue: Catalogue, asked: str
) -> None:
    two = [catalogue.element(hit.element_id) for hit in index.search(asked)[:2]]
    assert [(one.type, one.code) for one in two] == [("sub_goal", "1.D"), ("sub_goal", "4.C")]


@pytest.mark.parametrize("asked", ["1.B2", "1b2", "1 b2"])
def test_a_strategy_is_found_by_its_code(
    index: SearchIndex, catalogue: Catalogue, asked: str
) -> None:
    first = catalogue.element(index.search(asked)[0].element_id)
    assert (first.type, first.code) == ("strategy", "1.B2")


def test_the_index_of_a_municipality_is_a_small_file(index: SearchIndex) -> None:
    made = static_index(index, lambda iri: f"../../{iri.partition('/id/')[2]}/index.html")
    assert len(str(json_data(made)).encode()) < 250_000
