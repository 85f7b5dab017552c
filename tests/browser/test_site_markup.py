"""What the server sends of every page: its headings, its languages, and that nothing is inline."""

import re
from functools import cache
from itertools import pairwise
from typing import Any

import lxml.html
import pytest

from plangraf.site.addresses import Address, path_of
from plangraf.site.asking import asked_of
from plangraf.site.loading import Library
from plangraf.site.routing import page as page_of
from tests.browser.serving import KINDS, REFUSED, Served
from visualize.pages import folder
from visualize.wording import LANGUAGES

ALL = pytest.mark.parametrize("page", list(KINDS))
#: What a page's own policy has to say, whatever else it says.
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}


@cache
def sent(served: Served, page: str) -> tuple[tuple[str, dict[str, str], Any], ...]:
    """Return the page in each language: the language, the headers, and the page as a tree."""
    path = KINDS[page](served)
    found = []
    for language in LANGUAGES:
        got = served.get(path if language == LANGUAGES[0] else f"/{language}{path}")
        assert got.status == (404 if page in REFUSED else 200), got.text
        found.append((language, dict(got.headers), lxml.html.document_fromstring(got.text)))
    return tuple(found)


@cache
def languages(served: Served) -> dict[str, str]:
    """Return the language of each element by its words."""
    rows = served.json("/elementer.json")["elements"]
    return {element["label"]: element["language"] for element in rows}


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


@ALL
def test_a_heading_is_one_level_below_the_one_it_stands_under(served: Served, page: str) -> None:
    for _, _, tree in sent(served, page):
        levels = [int(node.tag[1]) for node in tree.cssselect("h1, h2, h3, h4, h5, h6")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert [(one, other) for one, other in pairwise(levels) if other > one + 1] == []
        assert all(words(node) for node in tree.cssselect("h1, h2, h3, h4, h5, h6"))


@ALL
def test_a_section_is_named_by_its_own_first_heading(served: Served, page: str) -> None:
    for _, _, tree in sent(served, page):
        for section in tree.cssselect("section"):
            heading = section.cssselect("h2, h3, h4, h5")[0]
            assert section.get("aria-labelledby") == heading.get("id")


@ALL
def test_a_page_and_the_words_of_plans_say_their_language(served: Served, page: str) -> None:
    known = languages(served)
    for language, _, tree in sent(served, page):
        assert tree.get("lang") == language
        for node in tree.cssselect("main bdi, main svg text"):
            own = known.get(words(node))
            if own:
                assert node.xpath("ancestor-or-self::*[@lang][1]/@lang") == [own], words(node)


def test_a_quote_from_a_plan_in_nynorsk_says_so_on_a_page_that_is_not(served: Served) -> None:
    path = KINDS["tiltak på nynorsk"](served)
    tree = lxml.html.document_fromstring(served.get(path).text)
    quotes = tree.cssselect("main blockquote")
    assert quotes
    assert {quote.get("lang") for quote in quotes} == {"nn"}
    assert tree.cssselect("h1 bdi")[0].get("lang") == "nn"
    named = tree.cssselect(".finding-list li a[lang]")
    assert {(words(link), link.get("lang")) for link in named} >= {
        ("Setje opp ladepunkt for elbåtar i småbåthamnene", "nn")
    }


@ALL
def test_every_answer_forbids_what_is_inline_or_from_elsewhere(served: Served, page: str) -> None:
    for _, headers, tree in sent(served, page):
        rules = [rule.split() for rule in headers["content-security-policy"].split(";")]
        assert {name: allowed for name, *allowed in rules} == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert inline(tree) == []
        for name in ("href", "src", "action"):
            for node in tree.xpath(f"//*[@{name}]"):
                assert re.match(r"[/#?]|$", node.get(name)), node.get(name)


def inline(tree: Any) -> list[str]:
    """Return what a page holds of styles and scripts in itself; data are no script."""
    found = [str(path) for path in tree.xpath("//@style | //@*[starts-with(name(), 'on')]")]
    found += [words(node) for node in tree.cssselect("style")]
    found += [
        words(node)
        for node in tree.cssselect("script:not([src])")
        if node.get("type") != "application/json"
    ]
    return found


@pytest.mark.parametrize(
    "path", ["/static/site.css", "/static/no-such-file", "/index.json", "/finnes-ikke.json",
             "/data/elementer.csv", "/data/graf.ttl"],
)  # fmt: skip
def test_files_and_twins_are_as_strict_as_pages(served: Served, path: str) -> None:
    headers = served.get(path).headers
    rules = [rule.split() for rule in headers["content-security-policy"].split(";")]
    assert {name: allowed for name, *allowed in rules} == POLICY
    assert headers["x-content-type-options"] == "nosniff"


def test_every_template_of_a_page_is_among_the_pages_that_are_tested(served: Served) -> None:
    library = Library.open(served.graph)
    used = {"error.jinja"}
    for name in KINDS.keys() - REFUSED:
        path, _, query = KINDS[name](served).partition("?")
        given = dict(pair.split("=", 1) for pair in query.split("&") if pair)
        asked = asked_of(library, Address.read(path, given), other=library, folder=served.graph)
        used.add(page_of(asked).template)
    made = {
        file.name
        for file in (folder("templates") / "site").glob("*.jinja")
        if "{% block main %}" in file.read_text("utf-8") and file.name != "base.jinja"
    }
    # Shown only where there is nothing to compare with, or several municipalities.
    assert made - used <= {"comparison-none.jinja", "municipalities.jinja"}


def test_every_type_of_element_is_among_the_pages_that_are_tested(served: Served) -> None:
    elements = {f"/{path_of(e.id)}": e.type for e in served.catalogue.elements.values()}
    tested = {elements.get(KINDS[name](served)) for name in KINDS}
    of_plans = {kind for kind in elements.values() if kind.endswith(("_plan", "_strategy"))}
    assert {kind for kind in elements.values() if kind not in of_plans} <= tested
