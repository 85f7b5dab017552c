"""Findings and links decided in the browser: by keyboard alone, without scripts, and undone."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import plangraf
from loaders.decisions import NAME, load_decisions
from tests.browser.conftest import EXAMPLE, Seen
from tests.browser.serving import Served, serving

#: Milliseconds that a graph may take to be built while the machine does much else.
_PATIENCE = 60_000
_MOST_STOPS = 80
Visitor = Callable[..., Seen]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server of these tests' own, on plans that they may change."""
    home = tmp_path_factory.mktemp("deciding")
    shutil.copytree(EXAMPLE, home / "plans")
    plangraf.build([home / "plans"], home / "graph")
    with serving(home / "graph") as server:
        yield server


@pytest.fixture
def plans(own: Served) -> Iterator[Path]:
    """Give the folder of the plans; after a test the decisions are what they were before."""
    folder = own.graph.parent / "plans"
    before = (folder / NAME).read_bytes()
    yield folder
    assert (folder / NAME).read_bytes() == before


@pytest.fixture
def visit(own: Served, guarded: Callable[..., Seen]) -> Visitor:
    """Give what opens a page of this server; the pages may be slow, never wrong."""

    def open_page(path: str, **options: object) -> Seen:
        seen = guarded(own, path, **options)
        seen.page.set_default_timeout(_PATIENCE)
        return seen

    return open_page


def first(own: Served, code: str) -> str:
    """Return the path of the first finding of a type."""
    return "/" + str(own.json(f"/funn.json?type={code}")["findings"][0]["path"])


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called as wanted, as who sees no pointer does."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => {
              const node = document.activeElement;
              const labels = node.labels ? [...node.labels].map((label) => label.innerText) : [];
              return [...labels, node.innerText || ""].join(" ").replace(/\\s+/g, " ").trim();
            }"""
        )
        if told.startswith(name):
            return
    pytest.fail(f"Tab leads nowhere that is called {name}")


def test_a_finding_is_accepted_and_undone_by_keyboard_alone(
    own: Served, visit: Visitor, plans: Path
) -> None:
    seen = visit(first(own, "strategy-without-measure"))
    page = seen.page
    tab_to(page, "Ivaretatt i drift")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Navnet ditt")
    page.keyboard.type("Kari Nordmann")
    tab_to(page, "Begrunnelse")
    page.keyboard.type("Reguleringsplanen styrer dette.")
    tab_to(page, "Godta funnet")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("gjort=godtatt"), timeout=_PATIENCE)
    status = page.get_by_role("status")
    expect(status).to_be_focused()
    expect(status).to_contain_text("Funnet er godtatt.")
    expect(page.locator(".decided")).to_contain_text("Ikke relevant av Kari Nordmann")
    assert load_decisions(plans).finding[-1].reason == "Reguleringsplanen styrer dette."
    page.keyboard.press("Tab")
    onwards = page.evaluate("document.activeElement.href")
    assert onwards.startswith(f"{own.address}/funn/strategy-without-measure-")
    assert onwards != page.url.partition("?")[0]
    assert seen.faults() == []
    tab_to(page, "Angre")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("gjort=angret"), timeout=_PATIENCE)
    expect(page.get_by_role("status")).to_contain_text("Vurderingen er angret")
    expect(page.get_by_label("Navnet ditt")).to_have_value("Kari Nordmann")


def test_what_is_wrong_with_a_form_is_told_where_reading_goes_on(
    own: Served, visit: Visitor, plans: Path
) -> None:
    del plans
    seen = visit(first(own, "plan-outdated"))
    page = seen.page
    page.get_by_label("Begrunnelse").fill("Ny plan er under arbeid.")
    page.get_by_role("button", name="Godta funnet").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused(timeout=_PATIENCE)
    expect(page.get_by_label("Begrunnelse")).to_have_value("Ny plan er under arbeid.")
    seen.errors.clear()  # the browser tells of the answer 422 as of an error
    assert seen.faults() == []
    summary.get_by_role("link", name="Skriv navnet ditt.").click()
    field = page.get_by_label("Navnet ditt")
    expect(field).to_be_focused()
    described = field.get_attribute("aria-describedby")
    expect(page.locator(f"#{described}")).to_have_text("Skriv navnet ditt.")
    summary.get_by_role("link", name="Velg hvordan funnet er vurdert.").click()
    expect(page.get_by_label("Ivaretatt i drift")).to_be_focused()


def test_a_finding_is_accepted_and_undone_without_scripts(
    own: Served, visit: Visitor, plans: Path
) -> None:
    page = visit(first(own, "plan-outdated"), java_script_enabled=False).page
    page.get_by_label("Ivaretatt i drift").check()
    page.get_by_label("Navnet ditt").fill("Åse <b>")
    page.get_by_label("Begrunnelse").fill("Gjelder til ny er vedtatt.")
    page.get_by_role("button", name="Godta funnet").click()
    expect(page.locator("#status")).to_contain_text("Funnet er godtatt.", timeout=_PATIENCE)
    expect(page.locator(".decided")).to_contain_text("Åse <b>")
    assert load_decisions(plans).finding[-1].by == "Åse <b>"
    page.get_by_role("button", name="Angre").click()
    expect(page.locator("#status")).to_contain_text("angret", timeout=_PATIENCE)


def test_while_the_graph_is_built_the_button_says_so_and_a_second_press_sends_nothing(
    own: Served, visit: Visitor, plans: Path
) -> None:
    del plans
    page = visit(first(own, "plan-outdated")).page
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.get_by_label("Ikke relevant").check()
    page.get_by_label("Navnet ditt").fill("Kari")
    page.get_by_label("Begrunnelse").fill("Ja.")
    told = page.get_by_role("button", name="Godta funnet").evaluate(
        """(button) => {
          button.click();
          button.click();
          return [button.getAttribute("aria-busy"), button.innerText];
        }"""
    )
    assert told == ["true", "Grafen bygges …"]
    page.wait_for_url(re.compile("gjort=godtatt"), timeout=_PATIENCE)
    assert len(sent) == 1
    page.get_by_role("button", name="Angre").click()
    page.wait_for_url(re.compile("gjort=angret"), timeout=_PATIENCE)


def test_an_ambiguous_reference_is_decided_from_the_worklist(
    own: Served, visit: Visitor, plans: Path
) -> None:
    del own
    page = visit("/funn?type=reference-ambiguous").page
    row = page.locator(".work").filter(has_text="Lyssette turløyper")
    row.get_by_role("link", name="Se på og vurder").click()
    page.get_by_label("1.C Barn og unge").check()
    expect(page.locator(".decide .above").nth(1)).to_contain_text("Trygg oppvekst")
    page.get_by_label("Navnet ditt").first.fill("Kari Nordmann")
    page.get_by_role("button", name="Lagre").click()
    page.wait_for_url(re.compile("gjort=accept"), timeout=_PATIENCE)
    expect(page.get_by_role("status")).to_contain_text("Koblingen er godtatt.")
    expect(page.get_by_role("link", name="Neste åpne funn av samme type")).to_be_visible()
    assert load_decisions(plans).link[-1].action == "accept"
    page.get_by_role("button", name="Angre").click()
    page.wait_for_url(re.compile("gjort=angret"), timeout=_PATIENCE)


def test_whoever_names_another_element_has_chosen_it(own: Served, visit: Visitor) -> None:
    page = visit(first(own, "reference-unresolved")).page
    page.get_by_label("Hvilket").press_sequentially("3.B3")
    expect(page.get_by_label("Et annet element")).to_be_checked()


def test_the_worklist_filters_by_its_form(own: Served, visit: Visitor) -> None:
    page = visit("/funn").page
    page.get_by_label("Alvorlighet").select_option(label="Feil (3)")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.locator(".work")).to_have_count(3)
    page.get_by_role("link", name="Alle (", exact=False).click()
    count = len(own.json("/funn.json?alvorlighet=error&vurdering=alle")["findings"])
    expect(page.locator(".work")).to_have_count(count)


def test_proposed_links_are_two_clicks_from_the_overview(own: Served, visit: Visitor) -> None:
    page = visit("/").page
    page.get_by_role("navigation", name="Sider").get_by_role("link", name="Funn").click()
    page.get_by_role("link", name="Koblinger som er maskinforslag").click()
    told = own.json("/funn/koblinger.json")
    expect(page.locator(".work")).to_have_count(told["total"])
    expect(page.locator(".work").first).to_contain_text(told["links"][0]["source"]["label"])
    page.get_by_role("link", name="Erstattet (1)").click()
    expect(page.locator(".decided")).to_contain_text("Kari Nordmann")
