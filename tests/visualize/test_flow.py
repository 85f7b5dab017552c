import pytest

from queries.covering import Matrix
from tests.visualize.conftest import matrix_of
from visualize.flow import cells_of, flow_of
from visualize.wording import Wording

SAY = Wording("nb")


@pytest.fixture
def wide() -> Matrix:
    """Give thirty plans, the first with three measures, the others with one."""
    measures = {f"m{n}": (f"p{n}", ("a1",)) for n in range(1, 31)}
    return matrix_of(2, 30, {**measures, "m31": ("p1", ("a2",)), "m32": ("p1", ())})


def test_a_measure_of_two_areas_has_a_ribbon_from_each_and_counts_once_in_its_plan() -> None:
    flow = flow_of(matrix_of(2, 1, {"m": ("p1", ("a1", "a2"))}), "plan", "focus_area", SAY)
    assert [(r.left.label, r.measures) for r in flow.ribbons] == [
        ("1 Område 1", {"m"}), ("2 Område 2", {"m"}),
    ]  # fmt: skip
    assert flow.right[0].measures == {"m"}


def test_measures_without_an_area_have_a_box_of_their_own_at_the_foot() -> None:
    matrix = matrix_of(1, 2, {"m": ("p1", ("a1",)), "n": ("p2", ())})
    flow = flow_of(matrix, "plan", "focus_area", SAY)
    assert [node.part for node in flow.left] == ["own", "without"]
    assert flow.left[1].label == "uten satsingsområde"
    assert [(r.left.part, r.right.label) for r in flow.ribbons][-1] == ("without", "Plan 2")


def test_an_area_without_measures_keeps_its_box_and_has_no_ribbon() -> None:
    flow = flow_of(matrix_of(2, 1, {"m": ("p1", ("a1",))}), "plan", "focus_area", SAY)
    assert [len(node.measures) for node in flow.left] == [1, 0]
    assert {r.left.label for r in flow.ribbons} == {"1 Område 1"}


def test_the_smallest_are_gathered_so_that_there_are_at_most_25_boxes(wide: Matrix) -> None:
    flow = flow_of(wide, "plan", "focus_area", SAY)
    assert len(flow.left) + len(flow.right) == 25
    assert flow.right[0].label == "Plan 1"
    rest = flow.right[-1]
    assert (rest.part, rest.label) == ("rest", "andre (9)")
    assert {e.id for e in rest.members} == {f"p{n}" for n in range(22, 31)}


def test_gathering_loses_no_measure(wide: Matrix) -> None:
    flow = flow_of(wide, "plan", "focus_area", SAY)
    cells = {(k, m) for k, found in wide.cells.items() for m in found}
    assert sum(r.count for r in flow.ribbons) == len(cells) + 1
    gathered = next(r for r in flow.ribbons if r.right.part == "rest")
    assert [(c.id, r.id, n) for c, r, n in cells_of(wide, gathered) if c] == [
        ("a1", f"p{n}", 1) for n in range(22, 31)
    ]


def test_both_sides_are_gathered_where_both_are_long() -> None:
    measures = {f"m{n}": (f"p{n}", (f"a{n}",)) for n in range(1, 31)}
    flow = flow_of(matrix_of(30, 30, measures), "plan", "focus_area", SAY)
    assert [node.part for node in flow.left].count("rest") == 1
    assert [node.part for node in flow.right].count("rest") == 1
    assert len(flow.left) + len(flow.right) == 25


def test_a_plan_among_initiatives_says_that_it_is_none() -> None:
    flow = flow_of(matrix_of(1, 1, {"m": ("p1", ("a1",))}), "initiative", "focus_area", SAY)
    assert flow.right[0].label == "Plan 1 (uten satsing)"


def test_no_measures_give_no_ribbons() -> None:
    assert flow_of(matrix_of(0, 0, {}), "plan", "focus_area", SAY).ribbons == ()
