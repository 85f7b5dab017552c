import xml.etree.ElementTree as ET
from typing import Any

from tests.visualize.conftest import Sketch
from visualize.thread import MOST_NODES, chosen, thread_svg

SVG = "{http://www.w3.org/2000/svg}"


def threads_of(town: Sketch) -> list[Any]:
    up = ("d", "h", "a", "v")
    return [town.thread("t", "s1", *up), town.thread("t", "s2", *up)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own picture


def nodes(root: ET.Element) -> list[str]:
    return [
        " ".join("".join(text.itertext()) for text in g.iter(f"{SVG}text"))
        for g in root.iter(f"{SVG}g")
        if g.get("class", "").startswith("node")
    ]


def test_both_parents_are_seen_and_what_is_shared_is_drawn_once(town: Sketch) -> None:
    told = nodes(parsed(thread_svg(threads_of(town), "nb")))
    assert len(told) == 7
    assert sum("Vi gir råd" in text for text in told) == 2
    assert sum("Nær havet" in text for text in told) == 1


def test_the_vision_is_on_top_and_the_element_at_the_foot(town: Sketch) -> None:
    root = parsed(thread_svg(threads_of(town), "nb"))
    tops = {
        " ".join(g.itertext()): float(g.find(f"{SVG}rect").get("y"))  # type: ignore[union-attr,arg-type]
        for g in root.iter(f"{SVG}g")
        if g.get("class", "").startswith("node")
    }
    assert "Nær havet" in min(tops, key=tops.__getitem__)
    assert "Bygge familiens hus" in max(tops, key=tops.__getitem__)


def test_an_inferred_step_is_dashed_and_says_so(town: Sketch) -> None:
    (up,) = [edge for edge in town.edges if edge.source == "d"]
    town.edges.remove(up)
    town.step("d", "h", "subGoalOf", stated=False, confidence=0.5)
    root = parsed(thread_svg(threads_of(town), "nb"))
    steps = [path for path in root.iter(f"{SVG}path") if path.get("class") == "step"]
    assert sum(step.get("stroke-dasharray") is not None for step in steps) == 1
    assert "utledet" in "".join(root.itertext())
    assert "0,50" in "".join(root.itertext())


def test_the_words_are_whole_however_long(town: Sketch) -> None:
    words = "Vi gir familier råd og støtte før vanskene vokser seg store og hverdagen stopper opp"
    town.add("m", "measure", words, under=("s1",))
    root = parsed(thread_svg([town.thread("m", "s1", "d", "h", "a", "v")], "nb"))
    assert words in " ".join(" ".join(root.itertext()).split())


def test_a_reference_goes_before_a_programme(town: Sketch) -> None:
    town.add("i", "initiative", "Satsing", under=("d",))
    town.step("t", "i", "belongsToInitiative")
    by_programme = town.thread("t", "i", "d", "h", "a", "v")
    kept = chosen([by_programme, *threads_of(town)])
    assert by_programme not in kept
    assert chosen([by_programme]) == [by_programme]


def test_a_picture_never_has_more_boxes_than_can_be_read(town: Sketch) -> None:
    found = threads_of(town)
    for number in range(10, 30):
        name = town.add(f"x{number}", "strategy", f"Strategi {number}", under=("d",))
        town.step("t", name, "refersTo")
        found.append(town.thread("t", name, "d", "h", "a", "v"))
    root = parsed(thread_svg(found, "nb"))
    assert len(nodes(root)) <= MOST_NODES
    assert "tråder til som ikke er tegnet" in "".join(root.itertext())


def test_a_step_past_a_level_goes_beside_its_boxes(town: Sketch) -> None:
    town.step("t", "d", "refersTo")
    root = parsed(thread_svg([*threads_of(town), town.thread("t", "d", "h", "a", "v")], "nb"))
    long = [p.get("d", "") for p in root.iter(f"{SVG}path") if p.get("d", "").count("L") == 3]
    assert len(long) == 1
    x = float(long[0].split("L")[1].split()[0])
    for g in root.iter(f"{SVG}g"):
        rect = g.find(f"{SVG}rect")
        if rect is not None and "Vi gir råd" in "".join(g.itertext()):
            left, width = float(rect.get("x", 0)), float(rect.get("width", 0))
            assert not left <= x <= left + width


def test_threads_that_lead_in_a_ring_are_not_drawn_together(sketch: Sketch) -> None:
    sketch.add("v", "vision", "V")
    sketch.add("a", "sub_goal", "A", under=("b", "v"))
    sketch.add("b", "sub_goal", "B", under=("a", "v"))
    sketch.add("t", "measure", "T", under=("a", "b"))
    one = sketch.thread("t", "a", "b", "v")
    assert chosen([one, sketch.thread("t", "b", "a", "v")]) == [one]


def test_no_threads_give_no_picture() -> None:
    assert thread_svg([], "nb") == ""


def test_hostile_words_stay_words(hostile_town: Sketch) -> None:
    root = parsed(thread_svg(threads_of(hostile_town), "nb"))
    assert {el.tag.removeprefix(SVG) for el in root.iter()} <= {
        "svg", "title", "defs", "marker", "path", "rect", "g", "text", "tspan",
    }  # fmt: skip
    assert not [name for el in root.iter() for name in el.keys() if name.startswith("on")]  # noqa: SIM118


def test_the_same_threads_give_the_same_bytes(town: Sketch) -> None:
    assert thread_svg(threads_of(town), "en") == thread_svg(threads_of(town), "en")


def test_words_carry_their_own_language(town: Sketch) -> None:
    root = parsed(thread_svg(threads_of(town), "en", {"s1": "nn"}))
    spoken = {text.get("lang") for text in root.iter(f"{SVG}text")}
    assert {"nb", "nn"} <= spoken
