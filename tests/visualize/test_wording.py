import re
import tomllib
from pathlib import Path

import pytest

from queries.answers import Element, Place
from visualize.wording import LANGUAGES, Wording, named, plain

ROOT = Path(__file__).parents[2]
WORDS = {f.name: tomllib.loads(f.read_text("utf-8")) for f in (ROOT / "visualize/words").iterdir()}


def texts() -> dict[str, dict[str, str]]:
    return {key: text for file in WORDS.values() for key, text in file.items()}


def sources() -> str:
    found = [f for home in ("visualize", "plangraf") for f in (ROOT / home).rglob("*")]
    return "\n".join(f.read_text("utf-8") for f in found if f.suffix in {".py", ".jinja", ".js"})


@pytest.mark.parametrize("key", sorted(texts()))
def test_every_text_is_told_in_each_language_with_the_same_fields(key: str) -> None:
    told = texts()[key]
    assert set(told) == set(LANGUAGES)
    fields = {tuple(sorted(re.findall(r"\{(\w+)\}", text))) for text in told.values()}
    assert len(fields) == 1


def test_no_text_stands_in_two_files() -> None:
    assert len(texts()) == sum(map(len, WORDS.values()))


def test_no_text_is_left_over() -> None:
    used = sources()
    # A key may be put together: f"state-{name}" in code, "state-" ~ name in a template.
    begun = tuple(re.findall(r'f"([a-z][a-z0-9-]*-)\{', used))
    begun += tuple(re.findall(r'"([a-z][a-z0-9-]*-)" ~', used))

    def is_used(key: str) -> bool:
        name = key.removeprefix("js-")
        return name.startswith(begun) or f'"{name}"' in used or f"words.{name}" in used

    assert [key for key in texts() if not is_used(key)] == []


def test_no_text_says_that_something_is_missing() -> None:
    said = [told["nb"] for told in texts().values()]
    assert [text for text in said if re.search(r"\bmangl", text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\u202eb", "a\ufffdb"),
        ("a\u2066b\u2069", "a\ufffdb\ufffd"),
        ("a\x00b", "a\ufffdb"),
        ("a\n\t b\u00a0c\u2028d", "a b c d"),
        ("Blåbærøy – «ja»", "Blåbærøy – «ja»"),
    ],
)
def test_text_that_turns_or_steers_is_made_visible(given: str, shown: str) -> None:
    assert plain(given) == shown


def test_an_unknown_language_is_answered_in_bokmaal() -> None:
    assert Wording("fr")("sum") == Wording("nb")("sum")


def test_a_place_tells_its_page_where_there_is_one() -> None:
    with_page = Place("p", "plan.pdf", 3, 12, 0, 1, "x")
    without = Place("p", "plan.txt", None, 12, 0, 1, "x")
    say = Wording("nb")
    assert say.where(with_page) == "plan.pdf, side 3, linje 12"
    assert say.where(without) == "plan.txt, linje 12"


def test_an_element_is_named_by_code_and_text() -> None:
    assert named(Element("x", "strategy", "Vi  gir\nråd", "1.A1")) == "1.A1 Vi gir råd"
