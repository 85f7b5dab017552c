"""What Drammen's plans state besides goals and measures; skipped where the texts are missing."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import plangraf

CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or Path(__file__).parents[3] / "shared" / "plans")
MISSING = not (CORPUS / "drammen").is_dir()
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(MISSING and not os.environ.get("CI"), reason="plan texts are missing"),
]


@pytest.fixture(scope="module")
def read() -> dict[str, dict[str, Any]]:
    """Read each plan alone."""
    files = sorted((CORPUS / "drammen").glob("*.txt"))
    return {path.name.partition("-")[0]: plangraf.read(path) for path in files}


def of_type(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [element for element in document["elements"] if element["type"] == kind]


def test_reform_measures_have_their_descriptions(read: dict[str, dict[str, Any]]) -> None:
    reforms = of_type(read["handlingsplan"], "reform_measure")
    assert len(reforms) == 12
    assert sum(len(reform["descriptions"]) for reform in reforms) == 18


def test_three_areas_are_not_of_the_samfunnsdel(read: dict[str, dict[str, Any]]) -> None:
    known = {area["label"] for area in of_type(read["samfunnsdel"], "focus_area")}
    named = {area["label"] for area in of_type(read["handlingsplan"], "focus_area")}
    assert len(named - known) == 3


def test_cited_plans_have_their_status(read: dict[str, dict[str, Any]]) -> None:
    status = Counter(plan["status"] for plan in of_type(read["temaplan"], "plan"))
    assert (status["in-progress"], status["on-hearing"], status["adopted"]) == (5, 1, 2)


def test_goals_of_the_un_and_laws(read: dict[str, dict[str, Any]]) -> None:
    assert [goal["code"] for goal in of_type(read["handlingsplan"], "sdg")] == ["1", "3", "4"]
    assert len(of_type(read["handlingsplan"], "legal_basis")) == 3
    assert len(of_type(read["temaplan"], "legal_basis")) == 7


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ("samfunnsdel", (2021, 2040, "2021-12-13", "kommunestyret", None)),
        ("temaplan", (2022, 2030, "2022-06-21", "kommunestyret", None)),
        ("handlingsplan", (2023, None, None, None, 2025)),
    ],
)
def test_period_adoption_evaluation(
    read: dict[str, dict[str, Any]], plan: str, expected: tuple[object, ...]
) -> None:
    names = ("period_from", "period_to", "adopted", "adopted_by", "evaluation_due")
    assert tuple(read[plan]["document"][name] for name in names) == expected
