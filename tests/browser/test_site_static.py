"""The static site as somebody opens it from a folder: no server, no way out."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import plangraf
from graph.store import PlanStore
from plangraf.site.publishing import publish
from queries.catalogue import Catalogue
from queries.covering import Coverage
from tests.browser.conftest import EXAMPLE, Opener, Seen
from tests.browser.visiting import Visitor
from tests.plangraf.site.small import write_plans

FORMER = EXAMPLE.parent / "fjordvik-2020"
#: Pages that are not as the server sends them: lists that a script filters, the search by an index.
PAGES = (
    "index.html", "funn/index.html", "elementer/index.html", "data/index.html", "sok/index.html",
)  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of the example beside the plans of 2020, in two languages."""
    home = tmp_path_factory.mktemp("static")
    for name, plans in (("graph", EXAMPLE), ("former", FORMER)):
        plangraf.build([plans], home / name)
    publish(home / "graph", home / "site", compare=home / "former", languages=("nb", "en"))
    return home / "site"


@pytest.fixture(scope="session")
def without_measure(site: Path) -> list[str]:
    """Give the texts of the strategies without measures."""
    coverage = Coverage(Catalogue(PlanStore.open(site.parent / "graph")))
    return [row["label"] for row in coverage.json()["strategies"]["without_measure"]]


def rows(page: Page) -> list[str]:
    """Return the texts of the elements that a list shows."""
    return page.locator("table.list th bdi").filter(visible=True).all_inner_texts()


def is_quiet(seen: Seen) -> bool:
    """Whether nothing was asked of others and nothing went wrong."""
    return (seen.left, seen.errors, seen.dialogs) == ([], [], [])


def found_wrong(seen: Seen) -> list[str]:
    """Return what axe finds in a page, wide in light and narrow in dark, and what is too wide."""
    # Axe asks for the styles itself, which a browser refuses of files: so this is looked at first.
    assert is_quiet(seen)
    wrong = seen.faults()
    seen.page.set_viewport_size({"width": 320, "height": 900})
    seen.page.emulate_media(color_scheme="dark")
    wide = seen.page.evaluate("document.documentElement.scrollWidth")
    return [*wrong, *seen.faults(), *(f"{n} pixels wide" for n in [wide] if n > 320)]


def test_the_strategies_without_measures_are_one_click_away(
    opened: Opener, site: Path, without_measure: list[str]
) -> None:
    seen = opened(site / "index.html")
    visitor = Visitor(seen.page).follow("strategier uten funnet tiltak")
    assert visitor.clicks == 1
    assert sorted(rows(seen.page)) == sorted(without_measure)
    first = rows(seen.page)[0]
    visitor.follow(first)
    assert seen.page.locator("h1 bdi").inner_text().endswith(first)
    assert is_quiet(seen)


def test_styles_and_letters_are_loaded_from_files_under_the_policy(
    opened: Opener, site: Path
) -> None:
    page = opened(site / "index.html").page
    page.evaluate("document.fonts.ready")
    assert "Inter" in page.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family).join()"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('.ds-card')).display") != "inline"
    # The policy is at work: what is not in a file of the site does not run.
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'x'";
          document.body.append(script);
        }"""
    )
    assert page.title() != "x"


def choose(page: Page, **chosen: str) -> None:
    """Choose values of a list's form and show what is left."""
    for name, value in chosen.items():
        page.locator(f"#f-{name}").select_option(value)
    page.get_by_role("button", name="Vis", exact=True).click()


def told(page: Page) -> str:
    return page.locator(".list-count").inner_text()


def test_a_list_is_filtered_where_it_stands_and_the_choice_has_an_address(
    opened: Opener, site: Path, without_measure: list[str]
) -> None:
    seen = opened(site / "elementer" / "index.html")
    page = seen.page
    every = rows(page)
    reset = page.get_by_role("link", name="Nullstill")
    expect(reset).to_be_hidden()
    choose(page, type="strategy", tilstand="uten-tiltak")
    assert sorted(rows(page)) == sorted(without_measure)
    assert told(page) == f"Viser {len(without_measure)} av {len(every)}"
    # What each other choice would leave is counted anew.
    left = page.locator("#f-type option[value=strategy]").inner_text()
    assert left.endswith(f"({len(without_measure)})")
    page.reload()
    assert sorted(rows(page)) == sorted(without_measure)
    reset.click()
    assert rows(page) == every
    assert is_quiet(seen)


def test_a_list_is_sorted_where_it_stands(opened: Opener, site: Path) -> None:
    page = opened(site / "elementer" / "index.html").page
    before = rows(page)
    choose(page, sorter="navn")
    assert rows(page) == sorted(before, key=str.casefold)


def test_a_list_with_some_rows_sends_its_form_to_the_one_with_all(
    opened: Opener, site: Path, without_measure: list[str]
) -> None:
    seen = opened(site / "elementer" / "tilstand-uten-tiltak_type-strategy" / "index.html")
    page = seen.page
    assert page.locator("#f-type").input_value() == "strategy"
    with page.expect_navigation():
        choose(page, tilstand="med-tiltak")
    assert not set(rows(page)) & set(without_measure)
    assert rows(page)
    assert page.locator("#f-type").input_value() == "strategy"
    choose(page, tilstand="uten-tiltak")
    assert sorted(rows(page)) == sorted(without_measure)
    assert is_quiet(seen)


def test_accepted_findings_are_reached_from_the_open_ones(opened: Opener, site: Path) -> None:
    seen = opened(site / "funn" / "index.html")
    page = seen.page
    with page.expect_navigation():
        choose(page, vurdering="accepted")
    shown = page.locator(".worklist > li").filter(visible=True)
    assert shown.count() == 1
    expect(shown).to_contain_text("Godtatt")
    choose(page, vurdering="alle")
    assert told(page).startswith("Viser 83 av")
    assert is_quiet(seen)


def test_without_scripts_a_filtered_list_is_whole_and_has_no_form(
    opened: Opener, site: Path, without_measure: list[str]
) -> None:
    path = site / "elementer" / "tilstand-uten-tiltak_type-strategy" / "index.html"
    page = opened(path, java_script_enabled=False).page
    assert sorted(rows(page)) == sorted(without_measure)
    expect(page.locator("form.filters")).to_be_hidden()


def test_another_language_shows_the_same_page_and_the_same_choice(
    opened: Opener, site: Path
) -> None:
    seen = opened(site / "elementer" / "index.html")
    page = seen.page
    choose(page, type="strategy", tilstand="uten-tiltak")
    norwegian = rows(page)
    with page.expect_navigation():
        page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert rows(page) == norwegian
    assert is_quiet(seen)


def test_words_are_searched_for_from_the_head_of_every_page(opened: Opener, site: Path) -> None:
    seen = opened(site / "om" / "index.html")
    visitor = Visitor(seen.page).search("overgangsplaner")
    link = seen.page.locator("main").get_by_role("link", name="Lage felles overgangsplan").first
    expect(link).to_be_visible()
    visitor.follow("Lage felles overgangsplan for barnehage og skole")
    assert "Lage felles overgangsplan" in seen.page.locator("h1").inner_text()
    assert is_quiet(seen)


def test_the_map_opens_on_the_element_it_was_reached_from(opened: Opener, site: Path) -> None:
    seen = opened(site / "index.html")
    visitor = Visitor(seen.page).search("overgangsplaner")
    visitor.follow("Lage felles overgangsplan for barnehage og skole")
    visitor.follow("grafen")
    seen.page.wait_for_selector("html[data-ready]", state="attached", timeout=10_000)
    chosen = seen.page.locator("[role=treeitem][aria-selected=true]")
    expect(chosen).to_contain_text("Lage felles overgangsplan")
    assert is_quiet(seen)


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing_and_no_page_is_wider_than_a_telephone(
    opened: Opener, site: Path, page: str
) -> None:
    assert found_wrong(opened(site / page)) == []


def test_the_front_page_of_several_municipalities_leads_there_and_back(
    opened: Opener, tmp_path: Path
) -> None:
    for name in ("Storåker", "Lillevik"):
        write_plans(tmp_path / "plans", name)
    plangraf.build([tmp_path / "plans"], tmp_path / "graph")
    publish(tmp_path / "graph", tmp_path / "site", languages=["nb"])
    seen = opened(tmp_path / "site" / "index.html")
    visitor = Visitor(seen.page).follow("Storåker")
    assert seen.page.locator("h1").inner_text() == "Storåker"
    visitor.follow("Alle kommunene", where="header")
    assert "Lillevik" in visitor.texts("tbody th")
    assert found_wrong(seen) == []
