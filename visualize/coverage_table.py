"""The coverage matrix as a table of shaded cells, each with the list it leads to."""

from dataclasses import dataclass

from queries.answers import Element
from queries.covering import Matrix
from visualize.wording import Wording, named

#: From how large a share of the fullest cell on a cell is a shade darker.
_SHADES = (0.0, 0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of measures: its shade, what it is told as, and where it stands.

    ``column`` is None for the measures that lead to no column.
    """

    row: Element
    column: Element | None
    count: int
    shade: int
    told: str


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """A matrix ready to be shown; a measure with two columns counts once in its row's total.

    ``rows`` hold an element, its cells, the cell of those that lead to no column, and its total.
    """

    rows_kind: str
    columns_kind: str
    columns: tuple[Element, ...]
    rows: tuple[tuple[Element, tuple[Cell, ...], Cell, int], ...]
    sums: tuple[int, ...]
    without_sum: int
    total: int


def coverage_table(matrix: Matrix, rows: str, columns: str, say: Wording) -> CoverageTable:
    """Return a matrix as a table; ``rows`` and ``columns`` are the kinds it was asked for by."""
    fullest = max((len(found) for found in matrix.cells.values()), default=0)

    def cell(row: Element, column: Element | None) -> Cell:
        found = (
            matrix.without.get(row.id, frozenset())
            if column is None
            else matrix.cells.get((row.id, column.id), frozenset())
        )
        share = len(found) / fullest if fullest and column is not None else -1.0
        name = (
            say("coverage-without", kind=say.type_name(columns))
            if column is None
            else named(column)
        )
        told = say("cell", count=len(found), row=named(row), column=name)
        return Cell(row, column, len(found), sum(share > least for least in _SHADES), told)

    every = frozenset[str]().union(*matrix.row_totals.values())
    without = frozenset[str]().union(*matrix.without.values())
    return CoverageTable(
        rows,
        columns,
        matrix.columns,
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
