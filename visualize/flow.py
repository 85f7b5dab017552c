"""Which measures flow between two sides: focus areas on the left, plans or initiatives beside."""

from dataclasses import dataclass
from typing import Literal

from queries.answers import Element
from queries.covering import Matrix
from visualize.wording import Wording, named

#: A picture with more boxes than this is read no better than a table.
MOST_NODES = 25

Part = Literal["own", "rest", "without"]


@dataclass(frozen=True, slots=True)
class Node:
    """A box at one side; ``measures`` has each measure once, however many ways it leads.

    ``part`` is ``rest`` for the small ones that are gathered, all of them in ``members``, and
    ``without`` for the measures that lead to nothing of this side.
    """

    part: Part
    label: str
    measures: frozenset[str]
    members: tuple[Element, ...] = ()

    @property
    def element(self) -> Element | None:
        """The element that the box is, or None where it is several or none."""
        return self.members[0] if self.part == "own" else None


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The measures that lead from a box on the left to one on the right."""

    left: Node
    right: Node
    measures: frozenset[str]

    @property
    def count(self) -> int:
        """How many measures there are."""
        return len(self.measures)


@dataclass(frozen=True, slots=True)
class Flow:
    """Two sides and the ribbons between them, by the order of the left side, then the right."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]


def flow_of(matrix: Matrix, rows: str, columns: str, say: Wording, most: int = MOST_NODES) -> Flow:
    """Return the flow of a matrix: its columns on the left, its rows on the right.

    ``rows`` and ``columns`` are the kinds it was asked for by. A measure of two columns has a
    ribbon from each. Where there would be more than ``most`` boxes, the smallest of the longer
    side are gathered in one.
    """
    without = frozenset[str]().union(*matrix.without.values())
    left = [
        Node("own", named(e), matrix.column_totals.get(e.id, frozenset()), (e,))
        for e in matrix.columns
    ]
    right = [
        Node("own", _row_name(e, rows, say), matrix.row_totals.get(e.id, frozenset()), (e,))
        for e in matrix.rows
    ]
    extra = 1 if without else 0
    room_left = max(most - extra - len(right), (most - extra) // 2)
    left = _gathered(left, room_left, say)
    right = _gathered(right, most - extra - len(left), say)
    if without:
        name = say("coverage-without", kind=say.type_name(columns))
        left.append(Node("without", name, without))
    ribbons = [
        Ribbon(one, other, found)
        for one in left
        for other in right
        if (found := _between(matrix, one, other))
    ]
    return Flow(tuple(left), tuple(right), tuple(ribbons))


def cells_of(matrix: Matrix, ribbon: Ribbon) -> list[tuple[Element | None, Element, int]]:
    """Return the cells of the matrix that a ribbon gathers: column, row, number of measures."""
    columns = ribbon.left.members or (None,)
    return [
        (column, row, len(found))
        for column in columns
        for row in ribbon.right.members
        if (found := _cell(matrix, column, row))
    ]


def _row_name(row: Element, rows: str, say: Wording) -> str:
    """The name of a row; measures of a plan that belong to no initiative stand in the plan's."""
    is_plan_of_initiatives = rows == "initiative" and row.type != "initiative"
    return f"{named(row)} {say('no-initiative')}" if is_plan_of_initiatives else named(row)


def _gathered(nodes: list[Node], room: int, say: Wording) -> list[Node]:
    """Return as many boxes as there is room for, the largest, in their order, the rest in one."""
    if len(nodes) <= room:
        return nodes
    by_size = sorted(range(len(nodes)), key=lambda at: (-len(nodes[at].measures), at))
    kept = sorted(by_size[: max(room - 1, 0)])
    small = [node for at, node in enumerate(nodes) if at not in kept]
    measures = frozenset[str]().union(*(node.measures for node in small))
    members = tuple(member for node in small for member in node.members)
    rest = Node("rest", say("flow-rest", count=len(small)), measures, members)
    return [*(nodes[at] for at in kept), rest]


def _between(matrix: Matrix, left: Node, right: Node) -> frozenset[str]:
    columns = left.members or (None,)
    return frozenset[str]().union(
        *(_cell(matrix, column, row) for column in columns for row in right.members)
    )


def _cell(matrix: Matrix, column: Element | None, row: Element) -> frozenset[str]:
    if column is None:
        return matrix.without.get(row.id, frozenset())
    return matrix.cells.get((row.id, column.id), frozenset())
