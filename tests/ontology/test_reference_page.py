"""The reference page shows every term, stands alone and can be read by everyone."""

from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from ontology import labels
from ontology.terms import CONCEPT_IRI, Class, Property

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "ontology.html"

Attributes = dict[str, str | None]


class Reader(HTMLParser):
    """Collects the elements of a page and the text of each with its language."""

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.open: list[tuple[str, str]] = [("", "")]
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and the language its text is in."""
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in ("meta", "link", "br", "img", "input"):
            self.open.append((tag, attributes.get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Note a text with its language."""
        if data.strip():
            self.texts.append((self.open[-1][1], data.strip()))


@pytest.fixture(scope="module")
def page() -> Reader:
    """Read the page."""
    reader = Reader()
    reader.feed(PAGE.read_text(encoding="utf-8"))
    return reader


def test_every_term_and_concept_is_an_anchor(page: Reader) -> None:
    anchors = {attributes.get("id") for _, attributes in page.elements}
    iris = [*Class, *Property, *(iri for iris in CONCEPT_IRI.values() for iri in iris.values())]
    assert {iri.rpartition("#")[2] for iri in iris} <= anchors


def test_no_anchor_is_there_twice(page: Reader) -> None:
    anchors = Counter(a["id"] for _, a in page.elements if "id" in a)
    assert [anchor for anchor, count in anchors.items() if count > 1] == []


def test_every_link_within_the_page_leads_somewhere(page: Reader) -> None:
    anchors = {attributes.get("id") for _, attributes in page.elements}
    targets = {a["href"] or "" for tag, a in page.elements if tag == "a"}
    within = {target.removeprefix("#") for target in targets if target.startswith("#")}
    assert within
    assert within <= anchors


def test_the_page_loads_nothing(page: Reader) -> None:
    loading = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source"}
    assert loading.isdisjoint(tag for tag, _ in page.elements)
    assert "url(" not in PAGE.read_text(encoding="utf-8")
    assert "@import" not in PAGE.read_text(encoding="utf-8")


def test_no_heading_skips_a_level(page: Reader) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scoped_headers(page: Reader) -> None:
    tags = [tag for tag, _ in page.elements]
    following = {tags[index + 1] for index, tag in enumerate(tags) if tag == "table"}
    assert following == {"caption"}
    assert all(a.get("scope") in ("row", "col") for tag, a in page.elements if tag == "th")


def test_the_page_is_norwegian_and_other_languages_are_marked(page: Reader) -> None:
    assert ("html", {"lang": "nb"}) in page.elements
    classes = labels()["classes"]
    assert ("nn", classes["MainGoal"]["nn"]) in page.texts
    assert ("en", classes["MainGoal"]["en"]) in page.texts
    assert ("nb", classes["MainGoal"]["nb"]) in page.texts


def test_no_english_definition_passes_for_norwegian(page: Reader) -> None:
    messages = labels()["messages"]
    english = {texts["en"] for texts in messages.values()}
    assert {language for language, text in page.texts if text in english} == {"en"}
