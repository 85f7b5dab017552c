"""The search page of a site of files: no server, a strict policy, the same answers."""

import shutil
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from graph.store import PlanStore
from queries.catalogue import Catalogue
from queries.indexing import index_of
from queries.prebuilt import static_index
from queries.searching import Entry, SearchIndex
from visualize.pages import folder, json_data
from visualize.searching import search_words
from visualize.wording import Wording

Seen = Any
POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'self'"
PAGE = """<!DOCTYPE html>
<html lang="nb"><head><meta charset="utf-8"><title>Søk</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<script src="search-core.js" defer></script><script src="search-page.js" defer></script></head>
<body><main><h1>Søk</h1>
<form id="search-form" action="" method="get"><label for="q">Ord</label><input id="q" name="q">
<label for="type">Type</label><select id="type" name="type"><option value="">Alle</option>
<option value="sub_goal">Delmål</option></select><button>Søk</button></form>
<p id="search-status"></p><ol id="search-results"></ol></main>
<script type="application/json" id="search-index">{index}</script></body></html>"""


def written(index: SearchIndex, home: Path, language: str = "nb") -> Path:
    """Write the page with an index and its scripts to a folder."""
    words = search_words(Wording(language), (entry.kind for entry in index.entries))
    made = static_index(index, lambda iri: f"{iri.rpartition('/')[2]}.html", words)
    for name in ("search-core.js", "search-page.js"):
        shutil.copy(folder("static") / name, home / name)
    page = home / "sok.html"
    page.write_text(PAGE.format(policy=escape(POLICY), index=json_data(made)), "utf-8")
    return page


@pytest.fixture(scope="session")
def search_page(example: PlanStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(index_of(Catalogue(example)), tmp_path_factory.mktemp("search"))


def labels(page: Page) -> list[str]:
    return page.locator("#search-results .search-label").all_inner_texts()


def ask(page: Page, text: str) -> None:
    page.fill("#q", text)
    page.wait_for_timeout(300)


def test_what_is_typed_is_found_and_counted_in_words(
    opened: Callable[..., Seen], search_page: Path
) -> None:
    seen = opened(search_page)
    page = seen.page
    page.locator("#q").press_sequentially("overgangsplanen", delay=20)
    expect(page.locator("#search-results li").first).to_contain_text("Lage felles overgangsplan")
    expect(page.locator("#search-status")).to_have_text("2 treff.", timeout=10_000)
    assert page.locator("#search-status").get_attribute("aria-live") == "polite"
    assert page.locator("mark").first.inner_text().startswith("overgangsplan")
    assert (seen.errors, seen.left) == ([], [])


def test_the_page_says_what_was_not_found_and_what_may_be_meant(
    opened: Callable[..., Seen], search_page: Path
) -> None:
    page = opened(search_page).page
    ask(page, "overgangsplannnne")
    expect(page.locator("#search-status")).to_contain_text("er ikke funnet", timeout=10_000)
    page.locator("#search-suggestions a").first.click()
    expect(page.locator("#search-results li").first).to_be_visible()
    assert page.input_value("#q").startswith("overgangsplan")
    assert page.evaluate("document.activeElement.id") == "q"


def test_the_address_holds_the_question_and_the_way_back_leads_to_the_one_before(
    opened: Callable[..., Seen], search_page: Path
) -> None:
    page = opened(search_page).page
    page.goto(f"{search_page.as_uri()}?q=matsvinnet")
    expect(page.locator("#search-results")).to_contain_text("Halvere matsvinnet")
    page.press("#q", "End")
    page.locator("#q").press_sequentially(" kaikanten", delay=200)
    page.press("#q", "Enter")
    page.fill("#q", "1.B3")
    expect(page.locator("#search-results li").first).to_contain_text("1.B3")
    if "q=1.B3" in page.url:  # a browser may forbid it for files
        for question in ("matsvinnet kaikanten", "matsvinnet"):
            page.go_back()
            expect(page.locator("#q")).to_have_value(question)
        expect(page.locator("#search-results")).to_contain_text("Halvere matsvinnet")


def test_a_type_limits_what_is_found(opened: Callable[..., Seen], search_page: Path) -> None:
    page = opened(search_page).page
    ask(page, "barnehage")
    page.select_option("#type", "sub_goal")
    page.wait_for_timeout(300)
    kinds = page.locator("#search-results .search-kind").all_inner_texts()
    assert kinds
    assert all(kind.startswith("Delmål · ") for kind in kinds)


def test_results_are_reached_by_keyboard_and_the_page_has_no_faults(
    opened: Callable[..., Seen], search_page: Path
) -> None:
    seen = opened(search_page)
    ask(seen.page, "kjøretøy")
    for _ in range(3):
        seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.tagName") == "A"
    assert seen.violations() == []


def test_plan_text_is_put_in_as_text(opened: Callable[..., Seen], tmp_path: Path) -> None:
    bad = "<img src=x onerror=alert(1)> </script><script>alert(2)</script> \u202enaust"
    entries = [
        Entry("https://x/1", "measure", bad, code="<b>1</b>", plan="https://x/2"),
        Entry("https://x/2", "thematic_plan", f"Plan {bad}", descriptions=(bad,)),
    ]
    seen = opened(written(SearchIndex(entries), tmp_path, "en"))
    ask(seen.page, "naust onerror")
    assert len(labels(seen.page)) == 2
    assert "<img src=x onerror=alert(1)>" in labels(seen.page)[0]
    assert seen.page.locator("#search-results img, #search-results script").count() == 0
    ask(seen.page, "<img src=x onerror=alert(3)>qqqq")
    assert (seen.dialogs, seen.left, seen.errors) == ([], [], [])


def test_a_long_question_is_cut_and_the_page_says_so(
    opened: Callable[..., Seen], search_page: Path
) -> None:
    page = opened(search_page).page
    ask(page, "barn " * 60)
    expect(page.locator("#search-status")).to_contain_text("de 12 første ordene", timeout=10_000)
