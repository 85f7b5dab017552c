import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from urllib.parse import quote

import pytest

from tests.visualize.conftest import HOSTILE, matrix_of
from visualize.flow import Flow, Node, Ribbon, flow_of
from visualize.sankey import INKS, framed, sankey_svg
from visualize.wording import Wording

SAY = Wording("nb")
SVG = "{http://www.w3.org/2000/svg}"


def link(left: Node | None, right: Node | None) -> str:
    return "/".join(quote(node.label) if node else "*" for node in (left, right))


@pytest.fixture
def flow() -> Flow:
    """Give seven areas, twenty plans of very different sizes, some measures without an area."""
    measures = {
        f"m{plan}-{n}": (f"p{plan}", (f"a{1 + (plan + n) % 6}",) if n % 5 else ())
        for plan in range(1, 21)
        for n in range(1 + plan % 7)
    }
    measures["twice"] = ("p3", ("a1", "a2"))
    return flow_of(matrix_of(7, 20, measures), "plan", "focus_area", SAY)


def parsed(flow: Flow) -> ET.Element:
    return ET.fromstring(sankey_svg(flow, "nb", link))  # noqa: S314 - our own picture


def named(link: ET.Element) -> str:
    return link.findtext(f"{SVG}title") or ""


def test_labels_of_one_side_never_overlap(flow: Flow) -> None:
    frame = framed(flow, SAY)
    for side in (frame.left, frame.right):
        for one, other in pairwise(side):
            room = (len(one.lines) + len(other.lines)) / 2 * 13
            assert other.middle - one.middle >= room


def test_the_ribbons_at_a_box_fill_it_without_overlap(flow: Flow) -> None:
    frame = framed(flow, SAY)
    for bar in (*frame.left, *frame.right):
        spans = sorted(
            (band.left, band.left + band.height)
            if band.ribbon.left is bar.node
            else (band.right, band.right + band.height)
            for band in frame.bands
            if bar.node in {band.ribbon.left, band.ribbon.right}
        )
        assert sum(end - start for start, end in spans) == pytest.approx(bar.height)
        for (start, end), (after, _) in pairwise([(bar.y, bar.y), *spans]):
            assert start <= end
            assert end == pytest.approx(after)


def test_the_height_of_a_ribbon_is_its_number_of_measures(flow: Flow) -> None:
    heights = {band.height / band.ribbon.count for band in framed(flow, SAY).bands}
    assert max(heights) == pytest.approx(min(heights))


def test_nothing_stands_outside_the_picture(flow: Flow) -> None:
    frame = framed(flow, SAY)
    for bar in (*frame.left, *frame.right):
        assert 0 <= bar.y <= bar.y + bar.height <= frame.height


def test_every_ribbon_and_box_is_a_link_with_a_name(flow: Flow) -> None:
    links = list(parsed(flow).iter(f"{SVG}a"))
    ribbons = [a for a in links if a.get("class", "").startswith("ribbon")]
    assert [a.get("href") for a in ribbons] == [link(r.left, r.right) for r in flow.ribbons]
    assert len(links) - len(ribbons) == len(flow.left) + len(flow.right)
    told = [f"{r.count} tiltak: {r.right.label}, {r.left.label}" for r in flow.ribbons]
    assert [named(a) for a in ribbons] == told
    assert parsed(flow).get("role") == "group"


def test_what_leads_to_no_area_is_dashed_and_signed(flow: Flow) -> None:
    for a in parsed(flow).iter(f"{SVG}a"):
        label, path = named(a), a.find(f"{SVG}path")
        if path is not None:
            assert bool(path.get("stroke-dasharray")) is ("uten satsingsområde" in label)
        elif "uten satsingsområde" in label or label.startswith("0 "):
            assert "⚠" in "".join("".join(t.itertext()) for t in a.iter(f"{SVG}text"))


def test_the_numbers_of_ribbons_that_have_room_stand_at_both_ends(flow: Flow) -> None:
    for a in parsed(flow).iter(f"{SVG}a"):
        path = a.find(f"{SVG}path")
        counts = [t for t in a.iter(f"{SVG}text") if t.get("class") == "count"]
        if path is not None and counts:
            number = named(a).split()[0]
            assert ["".join(t.itertext()) for t in counts] == [number, number]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ink", INKS)
def test_the_edge_of_every_ribbon_stands_out_from_the_ground(ink: str) -> None:
    assert contrast(ink, "#ffffff") >= 3


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    matrix = matrix_of(1, 1, {"m": ("p1", ("a1",))})
    node = Node("own", f"Trygg {words}", frozenset({"m"}), matrix.columns)
    flow = flow_of(matrix, "plan", "focus_area", SAY)
    hostile = Flow((node,), flow.right, (Ribbon(node, flow.right[0], frozenset({"m"})),))
    root = parsed(hostile)
    assert {el.tag.removeprefix(SVG) for el in root.iter()} <= {
        "svg", "title", "rect", "a", "path", "text", "tspan",
    }  # fmt: skip
    assert not [name for el in root.iter() for name in el.keys() if name.startswith("on")]  # noqa: SIM118


def test_the_same_flow_gives_the_same_bytes(flow: Flow) -> None:
    assert sankey_svg(flow, "nb", link) == sankey_svg(flow, "nb", link)


def test_nothing_flows_in_an_empty_picture() -> None:
    empty = flow_of(matrix_of(0, 0, {}), "plan", "focus_area", SAY)
    assert not re.search("<(a|path)", sankey_svg(empty, "nb", link))
