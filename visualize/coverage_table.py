"""The coverage matrix as a table of shaded cells, each with the list it leads to."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from queries.answers import Element
from queries.covering import Matrix
from visualize.wording import Wording, named, plain

#: From how large a share of the fullest cell on a cell is a shade darker.
_SHADES = (0.0, 0.25, 0.5, 0.75)
#: More columns than this are named by their codes, and told in full below the table.
_MOST_IN_FULL = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of measures: its shade, what it is told as, and where it stands.

    ``column`` is None for the measures that lead to no column; ``only`` is the measure of a cell
    that has one alone.
    """

    row: Element
    column: Element | None
    count: int
    shade: int
    told: str
    only: str | None = None


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """A matrix ready to be shown; a measure with two columns counts once in its row's total.

    ``rows`` hold an element, its cells, the cell of those that lead to no column, and its total.
    ``codes`` are short names of the columns, ``groups`` what they stand under and how many in a
    row do; ``legend`` has the shades in use, each with the least and most it stands for.
    """

    rows_kind: str
    columns_kind: str
    columns: tuple[Element, ...]
    codes: tuple[str, ...]
    groups: tuple[tuple[Element | None, int], ...]
    legend: tuple[tuple[int, int, int], ...]
    rows: tuple[tuple[Element, tuple[Cell, ...], Cell, int], ...]
    sums: tuple[int, ...]
    without_sum: int
    total: int

    @property
    def is_dense(self) -> bool:
        """Whether there are too many columns to name them in full."""
        return len(self.columns) > _MOST_IN_FULL


def coverage_table(
    matrix: Matrix,
    rows: str,
    columns: str,
    say: Wording,
    over: Mapping[str, Element] | None = None,
) -> CoverageTable:
    """Return a matrix as a table; ``rows`` and ``columns`` are the kinds it was asked for by.

    ``over`` has the element that each column stands under, where columns are to be grouped.
    """
    fullest = max((len(found) for found in matrix.cells.values()), default=0)

    def cell(row: Element, column: Element | None) -> Cell:
        found = (
            matrix.without.get(row.id, frozenset())
            if column is None
            else matrix.cells.get((row.id, column.id), frozenset())
        )
        shade = 0 if column is None else _shade(len(found), fullest)
        name = (
            say("coverage-without", kind=say.type_name(columns))
            if column is None
            else named(column)
        )
        told = say("cell", count=len(found), row=named(row), column=name)
        return Cell(row, column, len(found), shade, told, *(found if len(found) == 1 else ()))

    every = frozenset[str]().union(*matrix.row_totals.values())
    without = frozenset[str]().union(*matrix.without.values())
    return CoverageTable(
        rows,
        columns,
        matrix.columns,
        tuple(_codes(matrix.columns)),
        tuple(_groups(matrix.columns, over or {})),
        tuple(_legend(fullest)),
        tuple(
            (
                row,
                tuple(cell(row, column) for column in matrix.columns),
                cell(row, None),
                len(matrix.row_totals.get(row.id, ())),
            )
            for row in matrix.rows
        ),
        tuple(len(matrix.column_totals.get(column.id, ())) for column in matrix.columns),
        len(without),
        len(every),
    )


def _shade(count: int, fullest: int) -> int:
    share = count / fullest if fullest else 0.0
    return sum(share > least for least in _SHADES)


def _legend(fullest: int) -> list[tuple[int, int, int]]:
    """Return each shade with the numbers it stands for.

    >>> _legend(14)
    [(1, 1, 3), (2, 4, 7), (3, 8, 10), (4, 11, 14)]
    >>> _legend(2)
    [(2, 1, 1), (4, 2, 2)]
    """
    found = []
    for shade, counts in groupby(range(1, fullest + 1), lambda count: _shade(count, fullest)):
        some = list(counts)
        found.append((shade, some[0], some[-1]))
    return found


def _codes(columns: tuple[Element, ...]) -> list[str]:
    """Return the code of each column; one without has a number of its own, in brackets."""
    codes, uncoded = [], 0
    for column in columns:
        uncoded += not column.code
        codes.append(plain(column.code) if column.code else f"({uncoded})")
    return codes


def _groups(
    columns: tuple[Element, ...], over: Mapping[str, Element]
) -> list[tuple[Element | None, int]]:
    return [
        (element, len(list(some)))
        for element, some in groupby(columns, lambda column: over.get(column.id))
    ]
