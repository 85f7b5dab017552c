from tests.visualize.conftest import Sketch
from visualize.hierarchy import forest, walk
from visualize.layout import COLUMN, spots


def test_a_column_is_a_level(town: Sketch) -> None:
    scene = town.scene()
    where = spots(forest(scene.items, scene.edges))
    assert [where[name].x // COLUMN for name in "vahd"] == [0, 1, 2, 3]
    assert {where[name].x // COLUMN for name in ("s1", "s2", "s3")} == {4}
    assert where["t"].x // COLUMN == 5


def test_no_two_elements_stand_in_one_place(town: Sketch) -> None:
    scene = town.scene()
    where = spots(forest(scene.items, scene.edges))
    assert len({(spot.x, spot.y) for spot in where.values()}) == len(scene.items)


def test_leaves_go_down_in_reading_order(town: Sketch) -> None:
    scene = town.scene()
    trees = forest(scene.items, scene.edges)
    where = spots(trees)
    leaves = [b.item.element.id for b in walk(trees) if not b.children]
    heights = [where[leaf].y for leaf in leaves]
    assert heights == sorted(set(heights))


def test_a_repeated_element_stands_beyond_the_measures(sketch: Sketch) -> None:
    sketch.add("d", "sub_goal", "Delmål")
    sketch.add("r", "sub_goal", "Delmål", under=("d",), relation="restates")
    scene = sketch.scene()
    assert spots(forest(scene.items, scene.edges))["r"].level == 6
