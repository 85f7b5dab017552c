"""Real plans compared with themselves, and with what a hand made of them."""

import os
import shutil
import time
from pathlib import Path

import pytest

import plangraf
from plangraf.opening import PlanGraphView
from queries.comparing import Comparison

CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or Path(__file__).parents[3] / "shared" / "plans")
MISSING = not (CORPUS / "drammen").is_dir()
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(MISSING and not os.environ.get("CI"), reason="plan texts are missing"),
]
MASTER = "samfunnsdel-2021-2040.txt"
#: Seconds that comparing one municipality with itself may take; it takes about one.
BOUND = 5


def built(plans: Path, folder: Path) -> PlanGraphView:
    plangraf.build([plans], folder)
    return plangraf.open(folder)


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> PlanGraphView:
    return built(CORPUS / "drammen", tmp_path_factory.mktemp("today"))


@pytest.fixture(scope="module")
def strategies(today: PlanGraphView) -> list[str]:
    """Give the strategies of the samfunnsdel that stand in their text once, on a line alone."""
    lines = (CORPUS / "drammen" / MASTER).read_text("utf-8").splitlines()
    labels = [s.label for s in today.catalogue.of_type("strategy")]
    return [label for label in labels if sum(label in line for line in lines) == 1]


def edited(tmp_path: Path, today: PlanGraphView, old: str, new: str) -> Comparison:
    """Compare the plans with the same in which one text of the samfunnsdel is another."""
    plans = tmp_path / "plans"
    shutil.copytree(CORPUS / "drammen", plans)
    file = plans / MASTER
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    return built(plans, tmp_path / "graph").compare(today)


def test_the_plans_are_the_same_as_themselves(today: PlanGraphView) -> None:
    began = time.monotonic()
    found = today.compare(today)
    assert time.monotonic() - began < BOUND
    assert len(found.same) == len(found.pairs) > 250
    assert found.new == found.removed == ()


def test_a_strategy_in_other_words_is_changed_and_nothing_else(
    tmp_path: Path, today: PlanGraphView, strategies: list[str]
) -> None:
    label = max(strategies, key=len)
    first, *middle, last = label.split()
    found = edited(tmp_path, today, label, " ".join([first, "alltid", *middle, last]))
    assert [(pair.old.label, [c.property for c in pair.changes]) for pair in found.changed] == [
        (label, ["label"])
    ]
    assert "{+alltid+}" in found.changed[0].changes[0].diff
    assert found.new == found.removed == ()


def test_a_strategy_that_was_taken_out_is_removed_and_the_others_are_themselves(
    tmp_path: Path, today: PlanGraphView, strategies: list[str]
) -> None:
    found = edited(tmp_path, today, strategies[-1], "")
    assert [lone.element.label for lone in found.removed] == [strategies[-1]]
    changed = {change.property for pair in found.changed for change in pair.changes}
    assert changed <= {"code"}
