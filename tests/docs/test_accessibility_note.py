"""The conformance note for municipalities: the page about the site says the same in short."""

import json
import re
from pathlib import Path

import pytest

from visualize.wording import Wording

ROOT = Path(__file__).resolve().parents[2]
NOTE = (ROOT / "docs" / "explanation" / "tilgjengelighet.md").read_text("utf-8")


@pytest.mark.parametrize("part", ["tested", "untested", "weak"])
def test_what_the_page_says_stands_in_the_note(part: str) -> None:
    told = Wording("nb").keys(f"about-{part}-")
    assert told
    assert [text for text in told.values() if f"- {text}\n" not in NOTE] == []


def test_the_note_names_the_axe_that_the_tests_use() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    assert f"axe-core\n{package['devDependencies']['axe-core']}" in NOTE


def test_each_criterion_of_level_a_and_aa_has_its_row() -> None:
    rows = re.findall(r"^\| (\d\.\d\.\d+)(?:–\d\.\d\.(\d+))?([^|]*)\| (\S) \|", NOTE, re.MULTILINE)
    numbers = []
    for first, last, name, _ in rows:
        at, _, number = first.rpartition(".")
        numbers += [f"{at}.{n}" for n in range(int(number), int(last or number) + 1)]
        numbers += re.findall(r"\d\.\d\.\d+", name)
    assert len(numbers) == len(set(numbers))
    # 31 of level A and 24 of AA; 4.1.1 went out with version 2.2.
    assert len(numbers) == 55
    assert {mark for *_, mark in rows} == set("PSK–")
