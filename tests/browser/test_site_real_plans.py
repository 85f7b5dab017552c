"""What the pages were made to show of real plans, each within three clicks of the front page."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import plangraf
from tests.browser.conftest import ROOT, Seen
from tests.browser.serving import Served, serving
from tests.browser.visiting import Visitor

CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or ROOT.parent / "shared" / "plans")
MISSING = not (CORPUS / "drammen").is_dir()
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(MISSING and not os.environ.get("CI"), reason="plan texts are missing"),
]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("real")
    shutil.copytree(CORPUS / "drammen", home / "plans")
    plangraf.build([home / "plans"], home / "graph")
    with serving(home / "graph") as server:
        yield server


@pytest.fixture
def reader(real: Served, guarded: Callable[..., Seen]) -> Visitor:
    return Visitor(guarded(real, "/").page)


def test_the_39_strategies_without_measures(reader: Visitor) -> None:
    reader.follow("strategier uten funnet tiltak")
    assert len(reader.rows()) == 39
    assert all(cells[1] == "0" for cells in reader.rows().values())


def test_the_thread_of_summer_jobs(reader: Visitor) -> None:
    reader.open("Spor").follow("Tilby sommerjobber til ungdom")
    kinds = reader.texts("#som-liste > .thread-steps > li > span:first-child")
    assert [kinds[0], kinds[-1]] == ["Visjon", "Tiltak"]
    assert {"Satsingsområde", "Hovedmål", "Delmål", "Strategi"} <= set(kinds)
    assert reader.main.locator(".thread-picture svg").is_visible()


def test_the_changed_restatement(reader: Visitor) -> None:
    reader.follow("Gjengivelse med endret mening").follow(re.compile("^Se på og vurder"))
    assert reader.main.locator("del, ins").count()
    assert reader.texts("h1") == ["⚠ Gjengivelse med endret mening"]


def test_the_two_sub_goals_that_are_easily_taken_for_one_another(reader: Visitor) -> None:
    reader.follow("Mål som er lette å forveksle")
    told = [line for line in reader.texts(".worklist .work-told") if "bomiljø" in line]
    assert told
    assert any(line.count("bomiljø") > 1 for line in told)
