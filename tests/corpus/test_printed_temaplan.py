"""A real temaplan, printed to PDF and Word in four looks of its tables, is read as its text is."""

import os
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from loaders.readers import parse_document, read_document
from loaders.reading import read

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or ROOT.parent / "shared" / "plans") / "drammen"
sys.path.insert(0, str(ROOT))

from examples.printing.__main__ import printer  # noqa: E402 - a script beside the example
from examples.printing.script import Script  # noqa: E402
from examples.printing.source import script_of  # noqa: E402

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(
        not CORPUS.is_dir() and not os.environ.get("CI"), reason="plan texts are missing"
    ),
]
LOOKS = ("ruled", "half-ruled", "unruled", "shaded")


def _plan() -> Path:
    (path,) = CORPUS.glob("*temaplan*.txt")
    return path


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


@cache
def measures() -> dict[str, str]:
    """The measures of the text, each with the programme it stands under."""
    found = read(read_document(_plan())).of_type("measure")
    return {_key(d.label): _key(d.parent.label) if d.parent else "" for d in found}


@cache
def script() -> Script:
    return script_of(_plan())


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_printed_temaplan_gives_its_measures(kind: str, look: str) -> None:
    assert len(measures()) == 87
    data = printer(kind, look)(script())
    found = read(parse_document(data, f"temaplan.{kind}")).of_type("measure")
    right = {_key(draft.label): draft for draft in found if _key(draft.label) in measures()}
    assert len(right) >= 85
    under = [k for k, d in right.items() if d.parent and _key(d.parent.label) == measures()[k]]
    assert len(under) >= 85
    assert len(found) <= 89
