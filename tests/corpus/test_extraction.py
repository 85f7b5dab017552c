"""Floors under the figures of benchmarks/extraction.py; skipped where the texts are missing."""

import os
import runpy
from pathlib import Path
from typing import Any

import pytest

API = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "extraction.py"))
MISSING = not (API["corpus"]() / "sample").is_dir()
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(MISSING and not os.environ.get("CI"), reason="plan texts are missing"),
]


@pytest.fixture(scope="module")
def whole() -> Any:
    """Score all samples together."""
    samples = API["samples"]()
    assert samples
    total = API["Score"]()
    for path in samples:
        total.add(API["score"](path))
    return total


@pytest.mark.parametrize(
    ("kind", "rate", "floor"),
    [
        (None, 0, 0.98),
        (None, 1, 0.99),
        (None, 2, 0.99),
        ("strategy", 2, 1.0),
        ("sub_goal", 2, 1.0),
        ("main_goal", 2, 1.0),
        ("measure", 2, 0.95),
    ],
)
def test_rates_of_the_samples_stay(whole: Any, kind: str | None, rate: int, floor: float) -> None:
    kinds = API["LEVELS"] if kind is None else (kind,)
    assert whole.counts(kinds)[0]
    assert whole.rates(kinds)[rate] >= floor - 0.0005


def test_all_parents_found_are_right(whole: Any) -> None:
    assert whole.parents
    assert whole.right_parents == whole.parents


@pytest.mark.parametrize("shape", [name for name in API["SHAPES"] if not name.startswith("each")])
def test_the_model_of_lost_columns_beats_alternation(shape: str) -> None:
    paragraphs, told, alternating = API["lost_columns"](API["SHAPES"][shape])
    assert alternating < told <= paragraphs
