import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from tests.visualize.conftest import Sketch
from visualize.hierarchy import forest
from visualize.icicle import COLUMNS, Block, Box, blocks, boxes, icicle_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(sketch: Sketch) -> tuple[Block, ...]:
    scene = sketch.scene()
    gaps = {f.subject.id: f.code for f in scene.findings}
    counts = {iri: len(found) for iri, found in scene.measures_of.items()}
    trees = [t for t in forest(scene.items, scene.edges) if t.item.element.type == "vision"]
    return blocks(trees, counts, gaps)


def by_name(placed: list[Box]) -> dict[str, Box]:
    return {box.block.branch.item.element.id: box for box in placed}


def test_the_boxes_below_fill_the_height_of_the_one_above(town: Sketch) -> None:
    for box in boxes(drawn(town)):
        below = [b for b in boxes(drawn(town)) if b.block in box.block.children]
        if below:
            assert sum(b.height for b in below) == pytest.approx(box.height)
            assert min(b.y for b in below) == pytest.approx(box.y)


def test_no_boxes_of_a_column_overlap(town: Sketch) -> None:
    placed = sorted(boxes(drawn(town)), key=lambda box: (box.x, box.y))
    for one, other in pairwise(placed):
        assert one.x != other.x or one.y + one.height <= other.y


def test_measures_and_initiatives_are_left_out(town: Sketch) -> None:
    town.add("i", "initiative", "Satsing", under=("d",))
    assert set(by_name(boxes(drawn(town)))) == {"v", "a", "h", "d", "s1", "s2", "s3"}


def test_a_level_that_is_skipped_leaves_its_column_empty(sketch: Sketch) -> None:
    sketch.add("v", "vision", "V")
    sketch.add("s", "strategy", "Rett til visjonen", under=("v",))
    assert by_name(boxes(drawn(sketch)))["s"].x == COLUMNS[4]


def test_a_gap_has_a_sign_a_pattern_and_a_dashed_frame(town: Sketch) -> None:
    root = ET.fromstring(icicle_svg(drawn(town), "nb"))  # noqa: S314 - our own picture
    gaps = [g for g in root.iter(f"{SVG}g") if " gap" in g.get("class", "")]
    (gap,) = gaps
    rect = gap.find(f"{SVG}rect")
    assert rect is not None
    assert rect.get("fill") == "url(#icicle-gap)"
    assert rect.get("stroke-dasharray")
    assert "⚠" in "".join(gap.itertext())
    assert "strategy-without-measure" in (gap.findtext(f"{SVG}title") or "")


def test_every_box_has_a_title_with_its_whole_text(town: Sketch) -> None:
    town.add("s9", "strategy", "Vi " + "snakker sammen " * 30 + "til slutt", code="1.A9",
             under=("d",), relation="supportsSubGoal")  # fmt: skip
    root = ET.fromstring(icicle_svg(drawn(town), "nb"))  # noqa: S314 - our own picture
    titles = [g.findtext(f"{SVG}title") for g in root.iter(f"{SVG}g") if g.get("class")]
    assert any("til slutt" in (title or "") for title in titles)
    assert all(titles)


def test_hostile_words_stay_words(hostile_town: Sketch) -> None:
    root = ET.fromstring(icicle_svg(drawn(hostile_town), "nb"))  # noqa: S314 - our own picture
    assert {el.tag.removeprefix(SVG) for el in root.iter()} <= {
        "svg", "title", "defs", "pattern", "rect", "g", "text", "tspan",
    }  # fmt: skip
    assert not [name for el in root.iter() for name in el.keys() if name.startswith("on")]  # noqa: SIM118


def test_the_same_blocks_give_the_same_bytes(town: Sketch) -> None:
    assert icicle_svg(drawn(town), "nb") == icicle_svg(drawn(town), "nb")


def test_no_goals_give_an_empty_picture() -> None:
    assert boxes([]) == []
    assert ET.fromstring(icicle_svg([], "nb")).tag == f"{SVG}svg"  # noqa: S314 - our own picture


def test_with_a_link_every_box_leads_to_its_element_in_reading_order(town: Sketch) -> None:
    picture = icicle_svg(drawn(town), "nb", lambda element: f"/element/{element.id}")
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    links = list(root.iter(f"{SVG}a"))
    assert [a.get("href") for a in links] == [
        f"/element/{name}" for name in ("v", "a", "h", "d", "s1", "s2", "s3")
    ]
    assert root.get("role") == "group"


def test_the_name_of_a_link_says_what_the_box_is_how_many_measures_and_the_gap(
    town: Sketch,
) -> None:
    picture = icicle_svg(drawn(town), "nb", lambda element: element.id)
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    names = {a.get("href"): a.findtext(f"{SVG}title") for a in root.iter(f"{SVG}a")}
    assert names["s1"] == "strategi: 1.A1 Vi gir råd 1 – tiltak: 1"
    assert names["s3"] == "strategi: 1.A3 Vi gir råd 3 – tiltak: 0 – strategy-without-measure"


def test_without_a_link_the_picture_is_one_image(town: Sketch) -> None:
    root = ET.fromstring(icicle_svg(drawn(town), "nb"))  # noqa: S314 - our own picture
    assert root.get("role") == "img"
    assert list(root.iter(f"{SVG}a")) == []
