import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from graph.errors import NotFound
from graph.store import PlanStore
from plangraf.picturing import view_page
from tests.visualize.conftest import Page, Sketch
from visualize.network import network_page
from visualize.scene import gaps_of

MEGABYTE = 1_000_000


def data(html: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def page(example: PlanStore) -> str:
    return view_page(example, None, "nb")


def test_the_page_of_the_example_is_under_a_megabyte(page: str) -> None:
    assert len(page.encode()) < MEGABYTE


def test_nothing_is_fetched_from_outside(page: str, take_apart: Callable[[str], Page]) -> None:
    loading = [
        (tag, name, value)
        for tag, attributes in take_apart(page).elements
        for name, value in attributes.items()
        if name in {"src", "href", "srcset", "data", "action", "poster"}
    ]
    assert [found for found in loading if not found[2].startswith("#")] == []
    assert not re.search(
        r"@import|url\(\s*['\"]?\s*[^#'\"\s]", "".join(take_apart(page).raw["style"])
    )
    assert take_apart(page).all("link") == []


def test_no_handler_and_no_style_stands_inline(
    page: str, take_apart: Callable[[str], Page]
) -> None:
    names = {name for _, attributes in take_apart(page).elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]


def test_the_policy_has_the_hash_of_every_script_and_style(
    page: str, take_apart: Callable[[str], Page]
) -> None:
    (told,) = [
        meta["content"]
        for meta in take_apart(page).all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    inline = re.findall(r"<script>(.*?)</script>|<style>(.*?)</style>", page, re.DOTALL)
    assert len(inline) == 3
    for script, style in inline:
        sum_ = hashlib.sha256((script or style).encode()).digest()
        assert f"'sha256-{base64.b64encode(sum_).decode()}'" in told
    assert "unsafe" not in told
    assert "default-src 'none'" in told


def test_the_same_graph_gives_the_same_bytes(example: PlanStore, page: str) -> None:
    assert view_page(example, None, "nb") == page


def test_positions_are_ours_and_nothing_moves(page: str) -> None:
    options = data(page, "options")
    assert options["physics"] == {"enabled": False}
    assert options["edges"]["smooth"] is False
    assert all({"x", "y"} <= set(node) for node in data(page, "nodes"))


def test_every_element_and_step_of_the_scene_is_there(town: Sketch) -> None:
    scene = town.scene()
    html = network_page(scene, "nb")
    nodes = {node["id"]: node for node in data(html, "nodes")}
    assert sorted(node["text"] for node in nodes.values()) == sorted(
        item.element.label for item in scene.items
    )
    base = data(html, "rest")["base"]
    told = {
        (base + nodes[e["from"]]["iri"], base + nodes[e["to"]]["iri"]) for e in data(html, "edges")
    }
    assert told == {(edge.source, edge.target) for edge in scene.edges}


def test_two_steps_between_the_same_two_are_both_kept(town: Sketch) -> None:
    town.step("t", "s2", "restates", stated=False, confidence=0.5)
    assert len(data(network_page(town.scene(), "nb"), "edges")) == len(town.edges)


def test_an_open_gap_is_marked_and_an_accepted_one_is_not(town: Sketch) -> None:
    town.gap("s1", "strategy-without-measure", "accepted")
    nodes = {node["text"]: node for node in data(network_page(town.scene(), "nb"), "nodes")}
    assert nodes["Vi gir råd 3"]["gap"] == "strategi uten funnet tiltak"
    assert nodes["Vi gir råd 3"]["label"].startswith("⚠")
    assert "gap" not in nodes["Vi gir råd 1"]


def test_the_gaps_on_the_page_are_the_open_gaps_of_the_graph(example: PlanStore, page: str) -> None:
    from plangraf.gathering import scene_of  # noqa: PLC0415
    from queries.catalogue import Catalogue  # noqa: PLC0415
    from queries.covering import Coverage  # noqa: PLC0415

    catalogue = Catalogue(example)
    scene = scene_of(catalogue, Coverage(catalogue))
    base = data(page, "rest")["base"]
    marked = {base + node["iri"] for node in data(page, "nodes") if node.get("gap")}
    shown = {item.element.id for item in scene.items}
    assert marked == set(gaps_of(scene.findings)) & shown
    assert marked


def test_the_measures_under_a_goal_are_those_of_the_coverage(example: PlanStore, page: str) -> None:
    from queries.catalogue import Catalogue  # noqa: PLC0415
    from queries.covering import Coverage  # noqa: PLC0415

    coverage = Coverage(Catalogue(example))
    base = data(page, "rest")["base"]
    nodes = {node["id"]: node for node in data(page, "nodes")}
    told = {
        base + node["iri"]: {base + nodes[key]["iri"] for key in node["serves"]}
        for node in nodes.values()
        if "serves" in node
    }
    for level in ("focus_area", "main_goal", "sub_goal", "strategy"):
        counted = coverage.matrix("plan", level).column_totals
        for goal in coverage.goals(level):
            assert told.pop(goal.id) == set(counted.get(goal.id, ()))
    assert told == {}


def test_without_scripts_every_element_is_listed(page: str) -> None:
    listed = re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert listed is not None
    assert listed[1].count("<li>") == len(data(page, "nodes"))


def test_hostile_words_add_no_element_and_no_attribute(
    hostile_town: Sketch, town: Sketch, take_apart: Callable[[str], Page]
) -> None:
    def bones(html: str) -> list[tuple[str, list[str]]]:
        return [(tag, sorted(found)) for tag, found in take_apart(html).elements]

    assert bones(network_page(hostile_town.scene(), "nb")) == bones(
        network_page(town.scene(), "nb")
    )


def test_hostile_words_come_back_as_words(hostile_town: Sketch) -> None:
    html = network_page(hostile_town.scene(), "nb")
    texts = [node["text"] for node in data(html, "nodes")]
    assert len(texts) == len(hostile_town.items)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)
    assert all("\x00" not in text for text in texts)


def test_plan_text_keeps_its_language_on_an_english_page(example: PlanStore) -> None:
    html = view_page(example, None, "en")
    assert '<html lang="en">' in html
    assert {node["lang"] for node in data(html, "nodes")} == {"nb", "nn"}
    assert data(html, "rest")["words"]["source"] == "Source"


@pytest.mark.parametrize("name", ["2.B1", "Vi skriver klart og forståelig."])
def test_the_page_opens_on_the_element_asked_for(example: PlanStore, name: str) -> None:
    from queries.catalogue import Catalogue  # noqa: PLC0415

    html = view_page(example, name, "nb")
    rest = data(html, "rest")
    start = next(node for node in data(html, "nodes") if node["id"] == rest["start"])
    assert rest["base"] + start["iri"] == Catalogue(example).find(name).id


def test_a_plan_asked_for_is_the_one_shown(example: PlanStore) -> None:
    rest = data(view_page(example, "Temaplan for klima og natur 2024–2030", "nb"), "rest")
    assert rest["start"] == ""
    assert rest["plans"][rest["plan"] - 1]["text"] == "Temaplan for klima og natur 2024–2030"


def test_an_unknown_element_is_refused_with_the_nearest(example: PlanStore) -> None:
    with pytest.raises(NotFound) as caught:
        view_page(example, "9.Z99", "nb")
    assert caught.value.reference == "element-unknown"


def test_what_is_no_plan_element_is_refused(example: PlanStore) -> None:
    with pytest.raises(NotFound):
        view_page(example, "http://metadata.un.org/sdg/13", "nb")


def test_a_cited_element_is_told_apart(sketch: Sketch) -> None:
    sketch.add("c", "focus_area", "Bare omtalt", cited=True)
    (node,) = data(network_page(sketch.scene(), "nb"), "nodes")
    assert node["cited"] is True


def test_an_empty_graph_still_makes_a_page(sketch: Sketch) -> None:
    assert data(network_page(sketch.scene(), "nb"), "nodes") == []
