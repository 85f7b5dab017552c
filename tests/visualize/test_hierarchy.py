from collections.abc import Iterable

from tests.visualize.conftest import Sketch
from visualize.hierarchy import Branch, forest, walk


def ids(branches: Iterable[Branch]) -> list[str]:
    return [branch.item.element.id for branch in walk(branches)]


def test_every_element_comes_once_even_under_two_parents(town: Sketch) -> None:
    scene = town.scene()
    assert sorted(ids(forest(scene.items, scene.edges))) == sorted(
        item.element.id for item in scene.items
    )


def test_the_parents_not_drawn_are_kept_beside(town: Sketch) -> None:
    scene = town.scene()
    drawn = {b.item.element.id: b for b in walk(forest(scene.items, scene.edges))}
    assert drawn["t"].edge.target == "s1"
    assert [edge.target for edge in drawn["t"].others] == ["s2"]


def test_a_stated_parent_goes_before_an_inferred_one(sketch: Sketch) -> None:
    sketch.add("s", "strategy", "Inferred", code="1")
    sketch.add("g", "sub_goal", "Stated", code="2")
    sketch.add("t", "measure", "Tiltak", under=("s",), stated=False)
    sketch.step("t", "g", "belongsToInitiative", confidence=0.1)
    scene = sketch.scene()
    drawn = {b.item.element.id: b for b in walk(forest(scene.items, scene.edges))}
    assert drawn["t"].edge.target == "g"


def test_a_ring_of_steps_is_cut_and_loses_nobody(sketch: Sketch) -> None:
    sketch.add("a", "sub_goal", "A", under=("b",))
    sketch.add("b", "sub_goal", "B", under=("c",))
    sketch.add("c", "sub_goal", "C", under=("a",))
    scene = sketch.scene()
    assert sorted(ids(forest(scene.items, scene.edges))) == ["a", "b", "c"]


def test_codes_are_read_as_numbers(sketch: Sketch) -> None:
    sketch.add("v", "vision", "V")
    for code in ("1.A10", "1.A9", "1.A1"):
        sketch.add(code, "strategy", "S", code=code, under=("v",))
    scene = sketch.scene()
    assert ids(forest(scene.items, scene.edges)) == ["v", "1.A1", "1.A9", "1.A10"]


def test_main_goals_go_before_initiatives_under_an_area(sketch: Sketch) -> None:
    sketch.add("a", "focus_area", "A", code="1")
    sketch.add("i", "initiative", "Alle med", under=("a",))
    sketch.add("h", "main_goal", "Ø", under=("a",))
    scene = sketch.scene()
    assert ids(forest(scene.items, scene.edges)) == ["a", "h", "i"]


def test_a_step_to_something_not_shown_is_no_parent(sketch: Sketch) -> None:
    sketch.add("t", "measure", "T", under=("elsewhere",))
    scene = sketch.scene()
    assert ids(forest(scene.items, scene.edges)) == ["t"]
