from collections.abc import Callable
from pathlib import Path

import pytest

from graph.store import PlanStore
from plangraf.picturing import view_page
from tests.browser.conftest import Opener, Seen

START = {
    "Nær havet, nær hverandre",
    "Trygg oppvekst",
    "Levende lokalsamfunn",
    "Natur, klima og beredskap",
    "Arbeid og verdiskaping",
    "En åpen og lyttende kommune",
}
MAIN_GOAL = "Alle barn og unge i Fjordvik vokser opp i trygge fellesskap og får bruke evnene sine."
SUB_GOAL = "Alle barn opplever mestring og tilhørighet i barnehage og skole"
STRATEGY = "Vi bruker nærmiljøet og sjøen som læringsarena."
MEASURE = "Gjennomføre årlig strandryddeaksjon for alle skoler i april"


def focused(seen: Seen) -> str:
    told: str = seen.page.evaluate(
        "() => { const row = document.activeElement.querySelector(':scope > .row .name');"
        " return row ? row.innerText : document.activeElement.id; }"
    )
    return told


def test_nothing_leaves_the_file_and_nothing_goes_wrong(opened: Opener, view: Path) -> None:
    seen = opened(view)
    seen.page.get_by_label("Søk i tekst og koder").fill("1.B2")
    seen.page.keyboard.press("Enter")
    seen.page.mouse.move(900, 500)
    seen.page.wait_for_timeout(600)
    assert (seen.left, seen.errors, seen.dialogs) == ([], [], [])


def test_the_page_is_ready_within_a_second_and_a_half(opened: Opener, view: Path) -> None:
    taken = [int(opened(view).page.locator("html").get_attribute("data-ready")) for _ in range(3)]
    assert min(taken) < 1500


def test_the_map_starts_with_vision_areas_and_main_goals_alone(opened: Opener, view: Path) -> None:
    seen = opened(view)
    kinds = seen.page.evaluate("() => onMap.nodes.get().map((n) => get(n.id).kind).sort()")
    assert set(kinds) == {"vision", "focus_area", "main_goal", "group"}
    assert kinds.count("group") == 1
    assert set(seen.map()["nodes"]) > START


def test_the_list_starts_with_the_same(opened: Opener, view: Path) -> None:
    seen = opened(view)
    kinds = set(seen.page.evaluate("() => rows.map((row) => row.node.kind)"))
    assert kinds == {"vision", "focus_area", "main_goal", "group"}


def test_a_click_in_the_list_opens_and_a_second_click_closes(opened: Opener, view: Path) -> None:
    seen = opened(view)
    before = len(seen.rows())
    seen.row(MAIN_GOAL).click()
    assert SUB_GOAL in " ".join(seen.rows())
    assert SUB_GOAL in seen.map()["nodes"]
    seen.row(MAIN_GOAL).click()
    assert len(seen.rows()) == before
    assert SUB_GOAL not in seen.map()["nodes"]


def test_a_click_on_the_map_opens_and_the_list_follows(opened: Opener, view: Path) -> None:
    seen = opened(view)
    place = seen.page.evaluate(
        """(text) => {
          const id = [...nodes.values()].find((n) => n.text === text).id;
          const at = network.canvasToDOM(network.getPosition(id));
          const box = mapBox.getBoundingClientRect();
          return { x: box.x + at.x, y: box.y + at.y };
        }""",
        MAIN_GOAL,
    )
    seen.page.mouse.click(place["x"], place["y"])
    seen.page.wait_for_function("() => state.selected !== ''")
    assert seen.page.locator(".row.is-selected").inner_text().startswith("▾")
    assert SUB_GOAL in seen.map()["nodes"]


def test_the_keyboard_alone_leads_from_the_top_to_a_measure(opened: Opener, view: Path) -> None:
    seen = opened(view)
    keyboard = seen.page.keyboard
    for _ in range(20):
        keyboard.press("Tab")
        if seen.page.evaluate("() => document.activeElement.getAttribute('role') === 'treeitem'"):
            break
    assert "Nær havet" in focused(seen)
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    assert "vokser opp" in focused(seen)
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    assert "1.A" in focused(seen)
    keyboard.press("ArrowDown")
    assert "1.B" in focused(seen)
    keyboard.press("ArrowRight")
    keyboard.press("ArrowRight")
    keyboard.press("ArrowDown")
    assert STRATEGY in focused(seen)
    keyboard.press("Enter")
    assert STRATEGY in seen.page.locator("#panel-title").inner_text()
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    assert seen.page.locator("[role=treeitem][aria-selected=true]").count() == 1
    assert "visjon" in seen.page.locator("#path").inner_text()


def test_left_closes_and_goes_up_and_home_and_end_go_far(opened: Opener, view: Path) -> None:
    seen = opened(view)
    seen.row(MAIN_GOAL).click()
    keyboard = seen.page.keyboard
    keyboard.press("ArrowRight")
    keyboard.press("ArrowLeft")
    assert "vokser opp" in focused(seen)
    keyboard.press("ArrowLeft")
    assert SUB_GOAL not in " ".join(seen.rows())
    keyboard.press("End")
    assert "Uten tråd" in focused(seen)
    keyboard.press("Home")
    assert "Nær havet" in focused(seen)


def test_a_letter_goes_to_the_next_row_that_begins_with_it(opened: Opener, view: Path) -> None:
    seen = opened(view)
    seen.row("Nær havet").click()
    seen.page.keyboard.press("u")
    assert "Uten tråd" in focused(seen)


def test_the_focus_can_be_seen(opened: Opener, view: Path) -> None:
    seen = opened(view)
    seen.row(MAIN_GOAL).click()
    seen.page.keyboard.press("ArrowDown")
    outline = seen.page.evaluate(
        "() => getComputedStyle(document.activeElement.querySelector(':scope > .row')).outlineWidth"
    )
    assert outline == "3px"


def choose(seen: Seen, text: str) -> None:
    seen.page.get_by_label("Søk i tekst og koder").fill(text)
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_function("() => state.selected !== ''")


def test_the_thread_to_the_vision_is_lit_and_the_rest_dimmed(opened: Opener, view: Path) -> None:
    seen = opened(view)
    choose(seen, MEASURE)
    red = seen.page.evaluate("() => colour('--thread')")
    ink = seen.page.evaluate("() => colour('--ink')")
    told = seen.map()
    on = {text for text, node in told["nodes"].items() if node["border"] == red}
    assert {
        MEASURE,
        STRATEGY,
        SUB_GOAL,
        MAIN_GOAL,
        "Trygg oppvekst",
        "Nær havet, nær hverandre",
    } <= on
    assert "Arbeid og verdiskaping" not in on
    assert all((node["ink"] == ink) == (text in on) for text, node in told["nodes"].items())
    assert {e["opacity"] for e in told["edges"] if e["color"] == red} == {1}
    assert all(e["opacity"] < 0.5 for e in told["edges"] if e["color"] != red)


def test_the_thread_is_spoken(opened: Opener, view: Path) -> None:
    seen = opened(view)
    choose(seen, MEASURE)
    line = seen.page.locator("#path")
    assert line.get_attribute("aria-live") == "polite"
    told = line.inner_text()
    parts = [MEASURE, STRATEGY, SUB_GOAL, MAIN_GOAL, "Trygg oppvekst", "Nær havet"]
    assert [told.index(part) for part in parts] == sorted(told.index(part) for part in parts)


def test_a_measure_without_a_thread_says_so(opened: Opener, view: Path) -> None:
    seen = opened(view)
    choose(seen, "Bygge ny barnehage på Leirnes")
    told = seen.page.locator("#path").inner_text()
    assert "ingen tråd til visjonen er funnet i dokumentene som er lest" in told


def test_the_panel_tells_what_where_how_and_how_sure(opened: Opener, view: Path) -> None:
    seen = opened(view)
    choose(seen, MEASURE)
    told = seen.page.locator("#panel").inner_text()
    for part in (
        "Temaplan for oppvekst 2025–2032",
        "temaplan-oppvekst.txt, linje",
        "viser til",
        "ordrett",
        "står i planen",
        "sikkerhet 1,00",
        "https://w3id.org/plangraf/id/",
    ):
        assert part in told


@pytest.mark.parametrize(
    "wanted", ["1.B2", "1b2", "NÆRMILJØET OG SJØEN", "naermiljoet", "sjøen læringsarena"]
)
def test_the_search_forgives_case_points_and_letters(
    opened: Opener, view: Path, wanted: str
) -> None:
    seen = opened(view)
    seen.page.get_by_label("Søk i tekst og koder").fill(wanted)
    hits = seen.page.locator("#hits button").all_inner_texts()
    assert any(STRATEGY in hit for hit in hits)


def test_the_search_tells_how_many_it_found(opened: Opener, view: Path) -> None:
    seen = opened(view)
    seen.page.get_by_label("Søk i tekst og koder").fill("finnesikke")
    assert seen.page.locator("#hits-told").inner_text() == "0 treff"
    seen.page.keyboard.press("Escape")
    assert not seen.page.locator("#hits-box").is_visible()


def test_the_plan_filter_leaves_the_plan_and_what_it_leads_to(opened: Opener, view: Path) -> None:
    seen = opened(view)
    seen.page.get_by_label("Plan", exact=True).select_option(
        label="Temaplan for klima og natur 2024–2030"
    )
    kept = seen.page.evaluate("() => [...kept].map((id) => [get(id).kind, get(id).plan])")
    chosen = seen.page.evaluate("() => state.plan")
    measures = [plan for kind, plan in kept if kind == "measure"]
    assert set(measures) == {chosen}
    assert len(measures) == 16
    assert "Natur, klima og beredskap" in seen.map()["nodes"]
    assert "Arbeid og verdiskaping" not in seen.map()["nodes"]
    assert "Viser" in seen.page.locator("#path").inner_text()


def test_gaps_have_a_sign_and_a_dashed_frame_on_map_and_list(opened: Opener, view: Path) -> None:
    seen = opened(view)
    gap = seen.map()["nodes"]["Arbeid og verdiskaping"]
    whole = seen.map()["nodes"]["Trygg oppvekst"]
    assert gap["label"].startswith("⚠")
    assert gap["dashes"]
    assert not whole["label"].startswith("⚠")
    assert not whole["dashes"]
    row = seen.row("Arbeid og verdiskaping")
    assert "⚠ satsingsområde uten funnet tiltak" in row.inner_text()
    assert row.evaluate("(row) => getComputedStyle(row).borderTopStyle") == "dashed"


def test_the_gap_filter_keeps_gaps_and_what_they_stand_under(opened: Opener, view: Path) -> None:
    seen = opened(view)
    seen.page.get_by_label("Bare hull").check()
    kept = seen.page.evaluate("() => [...kept].map((id) => [get(id).text, get(id).gap])")
    named = dict(kept)
    assert named["Vi gir plass til kontorfellesskap i tettstedene."]
    assert STRATEGY not in named


def test_only_what_is_stated_can_be_asked_for(opened: Opener, view: Path) -> None:
    seen = opened(view)
    choose(seen, "Samordning")
    assert any(edge["dashes"] for edge in seen.map()["edges"])
    seen.page.get_by_label("Bare det som står i planene").check()
    assert not any(
        isinstance(e["dashes"], list) and e["dashes"][0] == 6 for e in seen.map()["edges"]
    )
    assert seen.page.evaluate(
        "() => edges.every((e) => e.stated || !(up.get(e.from) || []).includes(e))"
    )


def test_starting_again_takes_all_choices_back(opened: Opener, view: Path) -> None:
    seen = opened(view)
    before = seen.rows()
    choose(seen, MEASURE)
    seen.page.get_by_label("Bare hull").check()
    seen.page.get_by_role("button", name="Start på nytt").click()
    assert seen.rows() == before
    assert seen.page.evaluate("() => state.selected") == ""


def test_the_address_opens_on_the_element_it_names(opened: Opener, view: Path) -> None:
    seen = opened(view)
    choose(seen, MEASURE)
    hash_ = seen.page.evaluate("() => location.hash")
    seen.page.goto(view.as_uri() + hash_)
    seen.page.reload()
    seen.page.wait_for_selector("html[data-ready]", state="attached")
    assert seen.page.locator("#panel-title").inner_text() == MEASURE


def test_the_page_opens_on_the_element_it_was_made_for(
    opened: Opener, example: PlanStore, tmp_path: Path
) -> None:
    path = tmp_path / "view.html"
    path.write_text(view_page(example, "1.B2", "nb"), encoding="utf-8")
    seen = opened(path)
    assert STRATEGY in seen.page.locator("#panel-title").inner_text()
    assert STRATEGY in seen.page.locator(".row.is-selected").first.inner_text()
    assert MEASURE in seen.map()["nodes"]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1400, "light")])
def test_axe_finds_nothing_narrow_or_wide_light_or_dark(
    opened: Opener, view: Path, width: int, scheme: str
) -> None:
    seen = opened(view, width=width, color_scheme=scheme)
    assert seen.violations() == []
    choose(seen, MEASURE)
    assert seen.violations() == []
    seen.page.get_by_label("Bare hull").check()
    seen.page.get_by_label("Søk i tekst og koder").fill("vi")
    assert seen.violations() == []


def test_at_320_pixels_nothing_goes_past_the_edge(opened: Opener, view: Path) -> None:
    seen = opened(view, width=320, height=640)
    choose(seen, MEASURE)
    seen.page.locator("#map-details summary").click()
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 320
    wide = seen.page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() &&"
        " !e.closest('#map, .skip') && e.getBoundingClientRect().right > 321)"
        ".map((e) => e.outerHTML)"
    )
    assert wide == []


def test_at_320_pixels_the_map_is_put_away_and_the_list_is_there(
    opened: Opener, view: Path
) -> None:
    seen = opened(view, width=320, height=640)
    assert not seen.page.locator("#map").is_visible()
    assert seen.row(MAIN_GOAL).is_visible()


def test_at_320_pixels_the_path_never_hides_the_focus(opened: Opener, view: Path) -> None:
    seen = opened(view, width=320, height=640)
    choose(seen, MEASURE)
    for _ in range(6):
        seen.page.keyboard.press("ArrowDown")
    seen.page.wait_for_timeout(100)
    row = seen.page.evaluate(
        "() => document.activeElement.querySelector(':scope > .row')"
        ".getBoundingClientRect().toJSON()"
    )
    path = seen.page.locator("#path-box").bounding_box()
    assert row["bottom"] <= path["y"]


def test_dark_and_light_follow_the_system_while_the_page_is_open(
    opened: Opener, view: Path
) -> None:
    seen = opened(view, color_scheme="light")
    light = seen.map()["nodes"]["Trygg oppvekst"]["ink"]
    seen.page.emulate_media(color_scheme="dark")
    seen.page.wait_for_function("(was) => onMap.nodes.get()[0].font.color !== was", arg=light)
    assert (
        seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        == "rgb(20, 24, 29)"
    )


def test_without_scripts_the_list_is_whole_and_the_controls_are_gone(
    opened: Opener, view: Path
) -> None:
    seen = opened(view, java_script_enabled=False)
    assert MEASURE in seen.page.locator(".plain-tree").inner_text()
    assert not seen.page.locator("#search").is_visible()
    assert not seen.page.locator("#map").is_visible()


def test_an_english_page_keeps_plan_text_norwegian(
    opened: Opener, example: PlanStore, tmp_path: Path
) -> None:
    path = tmp_path / "view.html"
    path.write_text(view_page(example, None, "en"), encoding="utf-8")
    seen = opened(path)
    seen.page.get_by_label("Search texts and codes").fill(MEASURE)
    seen.page.keyboard.press("Enter")
    assert "Thread:" in seen.page.locator("#path").inner_text()
    assert seen.page.locator("#panel-title bdi").get_attribute("lang") == "nb"
    assert seen.violations() == []


@pytest.fixture
def hostile_view(tmp_path: Path) -> Callable[[str], Path]:
    """Give what builds a plan with hostile words, and makes its page."""
    import plangraf  # noqa: PLC0415

    def make(words: str) -> Path:
        plan = (
            "# Kommuneplanens samfunnsdel 2024–2036\n\nTestvik kommune\n\n"
            "## Visjon\n\nNær havet\n\n"
            f"## 1 Trygg oppvekst\n\n### Hovedmål\n\nAlle vokser opp {words}\n\n"
            f"### Slik vil vi ha det\n\n#### A. Barn får hjelp {words}\n\n"
            f"##### Slik gjør vi det\n\n- A1. Vi gir råd {words}\n- A2. Vi samler tjenestene\n"
        )
        (tmp_path / "plans").mkdir()
        (tmp_path / "plans" / "samfunnsdel.md").write_text(plan, encoding="utf-8")
        plangraf.build([tmp_path / "plans"], tmp_path / "graph")
        path = tmp_path / "view.html"
        store = PlanStore.open(tmp_path / "graph")
        path.write_text(view_page(store, None, "nb"), encoding="utf-8")
        return path

    return make


@pytest.mark.parametrize(
    "words",
    [
        "</script><script>document.title='x';alert(1)</script>",
        '"onmouseover="alert(2)" x=\'',
        "javascript:alert(3)",
        "<img src=https://example.org/x onerror=alert(4)>",
        "\u202eelekrem\u202c",
        "=cmd|' /C calc'!A0",
    ],
)
def test_hostile_plan_text_does_nothing(
    opened: Opener, hostile_view: Callable[[str], Path], words: str
) -> None:
    seen = opened(hostile_view(words))
    title = seen.page.title()
    seen.page.evaluate("() => { for (const id of nodes.keys()) choose(id, '', true); }")
    seen.page.get_by_label("Søk i tekst og koder").fill("vi")
    seen.page.mouse.move(900, 500)
    seen.page.wait_for_timeout(500)
    assert (seen.left, seen.errors, seen.dialogs) == ([], [], [])
    assert seen.page.title() == title
    assert seen.page.locator("img, iframe, object, embed, [onerror], [onmouseover]").count() == 0
    assert seen.page.locator("script").count() == 6
