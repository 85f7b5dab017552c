"""Goals as list and icicle, coverage and flow in the browser: keys, scripts, narrow windows."""

from pathlib import Path

import pytest

from plangraf.site.addresses import Address
from plangraf.site.asking import asked_of
from plangraf.site.crawling import Static, Wanted
from plangraf.site.loading import Library
from plangraf.site.rendering import Surroundings, to_html
from plangraf.site.routing import page as page_of
from tests.browser.conftest import Opener
from tests.browser.serving import Served
from visualize.assets import static_files

PAGES = pytest.mark.parametrize(
    "path",
    [
        "/mal", "/mal?hull=ja", "/mal/istapp", "/dekning", "/dekning/initiative/sub_goal",
        "/dekning/strategy/strategy", "/flyt", "/flyt/initiative",
    ],
)  # fmt: skip


@PAGES
def test_at_320_pixels_the_page_itself_does_not_scroll_sideways(visit: Opener, path: str) -> None:
    seen = visit(path, width=320, height=640)
    seen.page.evaluate("() => document.querySelectorAll('details').forEach((d) => d.open = true)")
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", ["/mal/istapp", "/flyt"])
def test_a_picture_scrolls_in_a_part_of_its_own_that_keys_reach(visit: Opener, path: str) -> None:
    seen = visit(path, width=320, height=640)
    part = seen.page.locator("#bilde")
    assert part.evaluate("(e) => e.scrollWidth > e.clientWidth + 100")
    part.focus()
    seen.page.keyboard.press("ArrowRight")
    seen.page.wait_for_timeout(400)
    assert part.evaluate("(e) => e.scrollLeft") > 0


# --- the icicle by keyboard -------------------------------------------------------------------


def test_the_boxes_of_the_icicle_are_reached_in_reading_order(visit: Opener) -> None:
    seen = visit("/mal/istapp")
    seen.page.locator("#bilde").focus()
    told = []
    for _ in range(5):
        seen.page.keyboard.press("Tab")
        told.append(seen.page.evaluate("document.activeElement.querySelector('title').textContent"))
    assert [text.partition(":")[0] for text in told] == [
        "visjon", "satsingsområde", "hovedmål", "delmål", "strategi",
    ]  # fmt: skip
    assert told[-1].startswith("strategi: 1.A1 Vi gir familier råd")
    assert told[-1].endswith(" – tiltak: 1")


def test_a_box_that_keys_have_reached_is_seen_and_leads_to_its_element(
    visit: Opener, served: Served
) -> None:
    seen = visit("/mal/istapp")
    box = seen.page.get_by_role("link", name="strategi: 2.C1")
    width = "(a) => getComputedStyle(a.querySelector('rect')).strokeWidth"
    before = box.evaluate(width)
    seen.page.locator("#bilde").focus()
    seen.page.keyboard.press("Tab")
    box.focus()
    assert (before, box.evaluate(width)) == ("1px", "3px")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url(f"{served.address}{served.page_of('2.C1')}.html")


def test_the_picture_can_be_skipped(visit: Opener) -> None:
    seen = visit("/mal/istapp")
    skip = seen.page.get_by_role("link", name="Hopp over bildet til listen")
    skip.focus()
    assert skip.bounding_box()["height"] > 20  # type: ignore[index]
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "som-liste"


# --- the list ---------------------------------------------------------------------------------


def test_the_list_opens_and_closes_by_keyboard_without_scripts(visit: Opener) -> None:
    seen = visit("/mal", java_script_enabled=False)
    strategy = seen.page.locator(".goal-name").filter(has_text="1.A1 Vi gir familier råd")
    assert not strategy.is_visible()
    fold = seen.page.locator("summary").filter(has_text="under 1.A Barn og familier")
    fold.focus()
    seen.page.keyboard.press("Enter")
    assert strategy.is_visible()
    seen.page.keyboard.press("Enter")
    assert not strategy.is_visible()


def test_all_are_opened_and_closed_at_once(visit: Opener) -> None:
    seen = visit("/mal")
    state = "() => [...document.querySelectorAll('.goals details')].map((d) => d.open)"
    seen.page.get_by_role("button", name="Åpne alle").click()
    assert set(seen.page.evaluate(state)) == {True}
    seen.page.get_by_role("button", name="Lukk alle").click()
    assert set(seen.page.evaluate(state)) == {False}


def test_the_form_shows_gaps_alone_without_scripts(visit: Opener) -> None:
    seen = visit("/mal", java_script_enabled=False)
    seen.page.get_by_label("bare hull").check()
    seen.page.get_by_role("button", name="Vis", exact=True).click()
    assert seen.page.get_by_role("link", name="2.C1 Vi planlegger").is_visible()
    assert seen.page.get_by_role("link", name="1 Trygg oppvekst").count() == 0


@pytest.fixture(scope="module")
def as_file(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the list of goals as a site of files has it."""
    root = tmp_path_factory.mktemp("files")
    wanted, address = Wanted("nb"), Address.of("mal")
    file = wanted.file(address)
    asked = asked_of(Library.open(served.graph), address)
    html = to_html(asked, page_of(asked), Surroundings(address, Static(file, wanted, ["nb"])))
    static = {f"static/{name}": data for name, data in static_files().items()}
    for name, data in {file: html.encode(), **static}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root / file


def test_a_script_filters_the_list_of_a_site_of_files(opened: Opener, as_file: Path) -> None:
    seen = opened(as_file)
    seen.page.get_by_label("bare hull").check()
    seen.page.get_by_role("button", name="Vis", exact=True).click()
    assert seen.page.get_by_role("link", name="2.C1 Vi planlegger").is_visible()
    assert not seen.page.get_by_role("link", name="1 Trygg oppvekst").is_visible()
    assert not seen.page.locator("#uten-visjon").is_visible()
    gaps = seen.page.locator(".goals > li.is-gap").count()
    assert seen.page.get_by_role("status").inner_text().startswith(f"Viser {gaps} av ")


def test_a_script_tells_how_many_measures_the_chosen_plan_has(
    opened: Opener, as_file: Path
) -> None:
    seen = opened(as_file)
    plan = seen.page.locator("#f-plan option").filter(has_text="klima og natur")
    seen.page.locator("#f-plan").select_option(plan.get_attribute("value"))
    seen.page.get_by_role("button", name="Vis", exact=True).click()
    area = seen.page.locator(".goals > li").filter(
        has=seen.page.locator("> .goal").filter(has_text="3 Natur, klima og beredskap")
    )
    assert "14 av dem i planen" in area.last.locator("> .goal").inner_text()
    assert not seen.page.get_by_role("link", name="1 Trygg oppvekst").is_visible()


# --- coverage and flow ------------------------------------------------------------------------


def test_the_first_column_stays_when_the_table_scrolls(visit: Opener) -> None:
    seen = visit("/dekning/plan/strategy", width=768)
    place = """() => {
      const part = document.querySelector(".wide:has(.matrix)");
      part.scrollLeft = 600;
      const head = part.querySelector("tbody th");
      return head.getBoundingClientRect().left - part.getBoundingClientRect().left;
    }"""
    assert -1 <= seen.page.evaluate(place) <= 1


def test_a_number_of_the_matrix_leads_to_its_measures_by_keyboard(visit: Opener) -> None:
    seen = visit("/dekning")
    link = seen.page.locator(".matrix td a").first
    count = int(link.inner_text())
    link.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/elementer?**")
    assert seen.page.locator("tbody tr").count() == count


def test_what_one_plan_does_not_cover_is_chosen_without_scripts(visit: Opener) -> None:
    seen = visit("/dekning", java_script_enabled=False)
    seen.page.get_by_label("Plan", exact=True).select_option(
        label="Temaplan for oppvekst 2025–2032"
    )
    seen.page.get_by_role("button", name="Vis", exact=True).click()
    lines = seen.page.locator("section[aria-labelledby=ikke-dekket] li").all_inner_texts()
    assert lines == ["Temaplan for oppvekst 2025–2032 dekker ikke: 4 Arbeid og verdiskaping."]


def test_a_ribbon_leads_to_its_measures_by_keyboard(visit: Opener) -> None:
    seen = visit("/flyt")
    ribbon = seen.page.get_by_role("link", name="14 tiltak: Temaplan for klima og natur")
    ribbon.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**/elementer?**")
    assert seen.page.locator("tbody tr").count() == 14


def test_no_words_of_the_flow_meet_or_leave_the_picture(visit: Opener) -> None:
    meeting = """() => {
      const frame = document.querySelector(".sankey").getBoundingClientRect();
      const words = [...document.querySelectorAll(".sankey tspan")].map((t) => {
        const box = t.getBoundingClientRect();
        return { told: t.textContent, top: box.top + 3, bottom: box.bottom - 3,
                 left: box.left, right: box.right };
      });
      const out = words.filter((w) => w.left < frame.left || w.right > frame.right);
      const met = words.filter((one, at) => words.slice(at + 1).some((other) =>
        one.left < other.right && other.left < one.right &&
        one.top < other.bottom && other.top < one.bottom));
      return [...out, ...met].map((w) => w.told);
    }"""
    for path in ("/flyt", "/flyt/initiative"):
        assert visit(path).page.evaluate(meeting) == []


def test_a_saved_picture_leads_nowhere(visit: Opener) -> None:
    seen = visit("/flyt")
    with seen.page.expect_download() as saving:
        seen.page.get_by_role("button", name="Lagre bildet som SVG").click()
    saved = Path(saving.value.path()).read_text("utf-8")
    assert saving.value.suggested_filename == "flyt-plan.svg"
    assert "<a " in saved
    assert "href" not in saved
