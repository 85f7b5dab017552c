"""Every page of the site against WCAG 2.2 AA, as far as a program can tell."""

import os

import pytest
from playwright.sync_api import Page

from tests.browser import looking
from tests.browser.conftest import Opener
from tests.browser.serving import KINDS, LAYOUTS, TRANSLATED

#: Each layout, and layouts in other words; all pages where somebody asks for that.
ALL = pytest.mark.parametrize(
    "page",
    [*(KINDS if os.environ.get("PLANGRAF_ALL_PAGES") else LAYOUTS), *TRANSLATED],
)
EACH = pytest.mark.parametrize("page", LAYOUTS)
#: Pages on which every kind of control and picture stands.
CONTROLS = (
    "oversikt", "graf", "sporring", "mål: istapp", "flyt", "tiltak", "funn: gjengitt med endring",
    "dekning", "elementer: tiltak", "søk: treff", "sammenlign", "ukjent side",
)  # fmt: skip
#: What is drawn, and what it is drawn on: lines that must be told from their ground.
DRAWN = [
    ("tiltak", ".thread .step", "stroke", (".thread .ground", "fill")),
    ("tiltak", ".thread path.head", "fill", (".thread .ground", "fill")),
    ("tiltak", ".thread .node rect", "stroke", (".thread .ground", "fill")),
    ("mål: istapp", ".icicle .box rect", "stroke", (".icicle .ground", "fill")),
    ("mål: istapp", ".icicle .box.gap rect", "stroke", (".icicle .gap-ground", "fill")),
    ("flyt", ".sankey .ribbon path", "stroke", (".sankey .ground", "fill")),
    ("flyt", ".sankey .bar", "fill", (".sankey .ground", "fill")),
    ("mal", ".goals .is-gap > .goal", "borderLeftColor", ("body", "backgroundColor")),
    ("elementer", "select, input[type=search]", "borderTopColor", ("body", "backgroundColor")),
    ("funn: ett", "textarea, input[type=radio]", "borderTopColor", ("body", "backgroundColor")),
]


@ALL
def test_axe_finds_nothing_wide_or_narrow_in_light_or_dark(visit: Opener, page: str) -> None:
    narrow_in_light = len(page) % 2 == 0
    widths = {"light": 320 if narrow_in_light else 1400, "dark": 1400 if narrow_in_light else 320}
    # What differs from a page of the same layout in its words alone can differ in its colours.
    again = () if page in LAYOUTS else ("color-contrast",)
    seen = visit(page)
    faults = []
    for (scheme, width), only in zip(widths.items(), ((), again), strict=True):
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.page.emulate_media(color_scheme=scheme)
        faults += [f"{scheme} {width}: {fault}" for fault in seen.faults(*only)]
    assert faults == []


def test_axe_does_find_what_is_wrong(visit: Opener) -> None:
    seen = visit("om")
    seen.page.evaluate(
        """() => {
          const main = document.querySelector("main");
          const small = '<button class="tiny"></button><button class="tiny">x</button>';
          const pale = '<p class="pale">blekt</p>';
          main.insertAdjacentHTML("beforeend", `<img src="data:,"><h5>Dypt</h5>${pale}${small}`);
          for (const node of main.querySelectorAll(".tiny")) {
            Object.assign(node.style, { width: "8px", height: "8px", padding: 0 });
          }
          main.querySelector(".pale").style.color = "#d0d0d0";
        }"""
    )
    found = {fault.partition(":")[0] for fault in seen.faults()}
    assert found >= {"image-alt", "heading-order", "button-name", "target-size", "color-contrast"}


@ALL
def test_nothing_is_lost_when_letters_stand_apart_or_the_window_is_narrow(
    visit: Opener, page: str
) -> None:
    seen = visit(page)
    for width in (320, 700):
        seen.page.set_viewport_size({"width": width, "height": 900})
        assert looking.width(seen.page) <= width
        assert looking.clipped(seen.page) == []
    for width in (320, 1400):
        seen.page.set_viewport_size({"width": width, "height": 900})
        looking.spread(seen.page)
        assert looking.width(seen.page) <= width
        assert looking.clipped(seen.page) == []


@EACH
def test_keys_reach_all_that_can_be_used_in_the_order_it_is_read(visit: Opener, page: str) -> None:
    seen = visit(page)
    assert looking.reordered(seen.page) == []
    walked = looking.walk(seen.page, most=80)
    assert walked.strange == []
    assert walked.reached == list(range(len(walked.reached)))
    assert len(walked.reached) >= min(len(walked.stops), 80)
    assert (walked.unseen, walked.covered) == ([], [])


@pytest.mark.parametrize("page", [*CONTROLS, "dekning: bredest"])
def test_keys_go_back_the_way_they_came(visit: Opener, page: str) -> None:
    seen = visit(page, width=700)
    walked = looking.walk(seen.page, "Shift+Tab", most=60)
    last = len(walked.stops) - 1
    assert walked.reached == [last - at for at in range(len(walked.reached))]
    assert len(walked.reached) >= min(len(walked.stops), 60)
    assert walked.covered == []


@pytest.mark.parametrize("page", ["oversikt", "graf", "/en/funn"])
def test_the_first_key_offers_to_skip_to_the_content(visit: Opener, page: str) -> None:
    seen = visit(page)
    seen.page.keyboard.press("Tab")
    link = seen.page.locator(".ds-skip-link")
    assert link.evaluate("(node) => node === document.activeElement")
    box = link.bounding_box()
    assert box
    assert box["height"] >= 24
    assert box["y"] >= 0
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("() => !!document.activeElement.closest('main')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("drawn", DRAWN, ids=lambda drawn: drawn[1])
def test_lines_and_frames_stand_out_from_their_ground(
    visit: Opener, drawn: tuple[str, str, str, tuple[str, str]], scheme: str
) -> None:
    page, part, prop, ground = drawn
    seen = visit(page, color_scheme=scheme)
    found = looking.contrasts(seen.page, part, prop, ground)
    assert found
    assert min(found) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boxes_and_lines_of_the_map_stand_out(visit: Opener, scheme: str) -> None:
    seen = visit("graf", color_scheme=scheme)
    seen.page.wait_for_selector("html[data-ready]", state="attached")
    drawn = seen.map()
    colours = {node["border"] for node in drawn["nodes"].values()}
    colours |= {edge["color"] for edge in drawn["edges"] if edge["opacity"] == 1}
    seen.page.evaluate(
        """(colours) => colours.forEach((colour) => {
          const line = document.createElement("hr");
          line.className = "map-colour";
          line.style.color = colour;
          document.querySelector("main").append(line);
        })""",
        sorted(colours),
    )
    found = looking.contrasts(seen.page, ".map-colour", "color", ("body", "backgroundColor"))
    assert len(found) == len(colours) > 1
    assert min(found) >= 3


@EACH
def test_nothing_moves_for_those_who_ask_for_that(visit: Opener, page: str) -> None:
    assert looking.moving(visit(page, reduced_motion="reduce").page) == []


@pytest.mark.parametrize(
    ("page", "gap"),
    [
        ("oversikt", ".cards .is-gap"),
        ("mal", ".goals .is-gap > .goal"),
        ("mål: istapp", ".icicle .gap"),
        ("flyt", ".sankey .node.gap"),
        ("tiltak uten spor", ".tags .ds-tag[data-color=warning]"),
        ("dekning", ".matrix .gap"),
        ("funn", ".sign.is-warning"),
    ],
)
@pytest.mark.parametrize("colours", ["active", "none"])
def test_a_gap_has_its_sign_whatever_the_colours_are(
    visit: Opener, page: str, gap: str, colours: str
) -> None:
    seen = visit(page, forced_colors=colours)
    gaps = seen.page.locator(gap).filter(visible=True)
    assert gaps.count()
    assert all("⚠" in text for text in gaps.all_text_contents())


@pytest.mark.parametrize("page", ["oversikt", "mål: istapp", "funn"])
def test_the_tab_that_is_open_is_told_from_others_in_forced_colours(
    visit: Opener, page: str
) -> None:
    seen = visit(page, forced_colors="active")
    lines = seen.page.evaluate(
        """() => [...document.querySelectorAll(".site-nav a, .tabs a, .states a")].map((tab) =>
          [tab.hasAttribute("aria-current"), getComputedStyle(tab).borderBottomColor])"""
    )
    open_ones = {colour for is_open, colour in lines if is_open}
    assert open_ones
    assert not open_ones & {colour for is_open, colour in lines if not is_open}


def parts_of(page: Page) -> set[str]:
    """Return what a page leads to and tells of: its links, and the words of headings and cells."""
    links = page.locator("main a").evaluate_all(
        "(some) => some.map((link) => link.getAttribute('href'))"
    )
    words = page.locator("main :is(h1, h2, h3, th, td, dt, dd, figcaption)").all_inner_texts()
    return {*links, *words}


@EACH
def test_the_page_says_all_without_scripts(visit: Opener, page: str) -> None:
    seen = visit(page, java_script_enabled=False)
    assert not any(text.strip() for text in seen.page.locator("main [hidden]").all_text_contents())
    told = [parts_of(one.page) for one in (seen, visit(page))]
    assert told[0] >= told[1]


@pytest.mark.parametrize("page", ["elementer", "spor", "funn", "mal", "sammenlign", "koblinger"])
def test_a_list_is_filtered_without_scripts(visit: Opener, page: str) -> None:
    page_ = visit(page, java_script_enabled=False).page
    before = page_.locator(".list-count").inner_text()
    field = page_.locator("form.filters select").first
    value = field.locator("option").nth(1).get_attribute("value")
    field.select_option(value)
    page_.locator("form.filters button").click()
    assert f"={value.replace(' ', '+')}" in page_.url or value in page_.url
    assert page_.locator("form.filters select").first.input_value() == value
    after = page_.locator(".list-count").inner_text()
    assert after != before
