"""Finds the tables of a PDF page, ruled, half ruled or not, and joins those that go on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from loaders.formats.pdf.anchored import (
    Body,
    Growth,
    Gutter,
    body_of,
    by_column,
    grow,
    growth_below,
    trim,
)
from loaders.formats.pdf.cells import begins_cell, cell_lines, cell_text, is_open, run_on, step_of
from loaders.formats.pdf.grid import Grid, Stroke, bands, between, grids, strokes
from loaders.formats.pdf.header import Header, anchor_of, headers, is_header, kind_of
from loaders.formats.pdf.lines import baselines
from loaders.formats.pdf.page import Page, Word
from loaders.formats.pdf.rowing import Cells, Rower

Kind = Literal["ruled", "half-ruled", "unruled"]
Row = tuple[str, ...]

_SIDE = 6.0  # points: the sides of a table that goes on stand this near those above
_FULL = 0.25  # share of a net's cells that hold text in a table
_ENDED = (".", "!", "?", ":", ";", "»", ")")


@dataclass(frozen=True, slots=True)
class Table:
    r"""A table on a page: its box, and its rows, ``\n`` between the paragraphs of a cell.

    ``edges`` are the left side, the places where its columns are parted, and the right side.
    ``size`` is that of its type.
    """

    left: float
    top: float
    right: float
    bottom: float
    rows: tuple[Row, ...]
    has_header: bool
    kind: Kind
    edges: tuple[float, ...] = ()
    size: float = 0.0


def find_tables(page: Page, above: Table | None = None) -> list[Table]:
    """Return the tables of a page from the top.

    ``above`` is the table that the page before ended with, if it ended with one: it may go on
    without its header.
    """
    across = strokes(page.rules, is_across=True)
    upright = strokes(page.rules, is_across=False)
    words = list(page.words)
    found: list[Table] = []
    for grid in grids(across, upright):
        inside = [word for word in words if _holds(grid, word)]
        table = _ruled(grid, inside)
        if table is not None:
            found.append(table)
            taken = set(inside)
            words = [word for word in words if word not in taken]
    found += _Anchored(words, across, found).tables(above)
    return sorted(found, key=lambda table: (table.top, table.left))


def _holds(grid: Grid, word: Word) -> bool:
    x, y = (word.left + word.right) / 2, word.baseline - 0.3 * word.size
    return grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]


# --- ruled on all sides -------------------------------------------------------------------


def _ruled(grid: Grid, words: Sequence[Word]) -> Table | None:
    """Return the table in a net of lines, or None where it frames no table."""
    if not words:
        return None
    regions = grid.regions()
    inside: dict[int, list[Word]] = {}
    for word in words:
        row = between(grid.ys, word.baseline - 0.3 * word.size)
        column = between(grid.xs, (word.left + word.right) / 2)
        if row is not None and column is not None:
            inside.setdefault(regions[row][column], []).append(word)
    count = len({region for row in regions for region in row})
    filled = {at for row in regions for at, region in enumerate(row) if region in inside}
    if len(filled) < 2 or len(inside) < max(2, _FULL * count):
        return None
    rows = _grid_rows(grid, regions, inside, sorted(filled))
    if len(rows) < 2 and not is_header(rows[0]) and len(grid.ys) < 3:
        return None
    edges = [grid.xs[at] for at in sorted(filled)] + [grid.xs[-1]]
    return Table(
        grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], tuple(rows),
        is_header(rows[0]), "ruled", tuple(edges), _usual_size(words),
    )  # fmt: skip


def _grid_rows(
    grid: Grid, regions: list[list[int]], inside: dict[int, list[Word]], columns: list[int]
) -> list[Row]:
    lines = {region: cell_lines(words) for region, words in inside.items()}
    step = step_of(lines.values(), _usual_size([w for words in inside.values() for w in words]))
    widths = [_column_width(regions, lines, column) for column in columns]
    rows: list[Row] = []
    for row in regions:
        cells: list[Cells] = [_once(row, lines, columns)]
        if not any(cells[0]):
            continue
        rows_before = len(rows)
        if _is_tall(regions, row, rows_before):
            header = rows[0] if rows else ()
            anchor = anchor_of([kind_of(text) for text in header]) if is_header(header) else 0
            cells = Rower(anchor, widths, step).rows(cells[0], by_space_alone=True)
        rows += [
            tuple(cell_text(c, w, step) for c, w in zip(part, widths, strict=True))
            for part in cells
        ]
    return _one_header(rows)


def _once(row: list[int], lines: dict[int, list], columns: list[int]) -> Cells:  # type: ignore[type-arg]
    """Return the cells of a row; one that covers several columns stands in the first alone."""
    return [
        lines.get(row[at], []) if at == 0 or row[at - 1] != row[at] else [] for at in columns
    ]


def _is_tall(regions: list[list[int]], row: list[int], before: int) -> bool:
    """Whether no lines part the rows of a net: all of them stand in its one or last row."""
    return len(regions) <= 2 and row is regions[-1] and (before == 1 or len(regions) == 1)


def _column_width(regions: list[list[int]], lines: dict[int, list], column: int) -> float:  # type: ignore[type-arg]
    widths = [
        line.right - line.left
        for row in regions
        if row.count(row[column]) == 1
        for line in lines.get(row[column], [])
    ]
    return max(widths, default=0.0)


def _one_header(rows: list[Row]) -> list[Row]:
    """Join a header of two rows, where headers stand over several columns or beside them."""
    if rows and is_header([" ".join(cell.split()) for cell in rows[0]]):
        rows[0] = tuple(" ".join(cell.split("\n")) for cell in rows[0])
    if len(rows) < 3 or not is_header(rows[0]) or not is_header(rows[0]):
        return rows
    above, below = rows[0], rows[1]
    is_second = any(a == b and a for a, b in zip(above, below, strict=True)) and all(
        a == b or not a or b for a, b in zip(above, below, strict=True)
    )
    if not is_second:
        return rows
    joined, over = [], ""
    for a, b in zip(above, below, strict=True):
        over = a or over
        joined.append(a if a == b or kind_of(a) and not kind_of(b) else b or over)
    return [tuple(joined), *rows[2:]]


def _usual_size(words: Sequence[Word]) -> float:
    sizes = sorted(word.size for word in words)
    return sizes[len(sizes) // 2] if sizes else 0.0


# --- half ruled and unruled ---------------------------------------------------------------


class _Anchored:
    """The tables of a page below header rows, or going on from the page before."""

    def __init__(self, words: list[Word], across: list[Stroke], ruled: Sequence[Table]) -> None:
        self._rows = baselines(words)
        self._across = across
        self._ruled = ruled

    def tables(self, above: Table | None) -> list[Table]:
        found: list[Table] = []
        heads = list(headers(self._rows))
        starts = [header.start for header in heads]
        if above is not None and above.kind != "ruled" and not self._is_ruled_first():
            table = self._going_on(above, starts[0] if starts else len(self._rows))
            if table is not None:
                found.append(table)
        for header, stop in zip(heads, [*starts, len(self._rows)][1:], strict=True):
            table = self._below(header, stop)
            if table is not None:
                found.append(table)
        return found

    def _is_ruled_first(self) -> bool:
        tops = [row[0].baseline for row in self._rows[:1]]
        return any(table.top < top for table in self._ruled for top in tops)

    def _below(self, header: Header, stop: int) -> Table | None:
        growth = growth_below(header, self._rows)
        table = self._grown(growth, header.end, self._stop(header.end, stop), header.anchor)
        if table is None:
            return None
        head = tuple(head.text for head in header.heads)
        top = min(word.top for row in self._rows[header.start : header.end] for word in row)
        left = min(table.left, header.heads[0].left)
        right = max(table.right, header.heads[-1].right)
        return replace(
            table, left=left, top=top, right=right, rows=(head, *table.rows), has_header=True,
            edges=(left, *table.edges[1:-1], right),
        )  # fmt: skip

    def _stop(self, start: int, stop: int) -> int:
        """Return where lines are no longer of this table: at a table that is ruled."""
        for at in range(start, stop):
            baseline = self._rows[at][0].baseline
            top = self._rows[start - 1][0].baseline if start else 0.0
            if any(top < table.top < baseline for table in self._ruled):
                return at
        return stop

    def _going_on(self, above: Table, stop: int) -> Table | None:
        """Return the table that a page begins with, in the columns of the one above."""
        if not self._rows or stop == 0:
            return None
        reach = 0.5 * above.size
        gutters = [Gutter([(x - reach, x + reach)]) for x in above.edges[1:-1]]
        for gutter, x in zip(gutters, above.edges[1:-1], strict=True):
            gutter.edge[round(x + 0.5)] += 1
        growth = Growth(gutters, above.left, above.size)
        first = self._rows[0]
        anchor = anchor_of([kind_of(text) for text in above.rows[0]]) if above.has_header else 0
        table = self._grown(growth, 0, self._stop(0, stop), anchor)
        if table is None or abs(first[0].size - above.size) > 0.5:
            return None
        filled = {at for row in table.rows for at, cell in enumerate(row) if cell}
        if filled == {0} and not _goes_on(above.rows[-1][0], table.rows[0][0]):
            return None
        return replace(table, left=min(table.left, above.left), edges=above.edges)

    def _grown(self, growth: Growth, start: int, stop: int, anchor: int) -> Table | None:
        rows = self._rows
        left, right = growth.left, max((w.right for row in rows for w in row), default=0.0)
        heights = bands(self._across, left, min(right, self._reach(growth)))
        top = rows[start][0].top if start < len(rows) else 0.0
        floor = self._floor(heights, top)
        grow(rows, start, stop, growth, floor)
        if not growth.taken:
            return None
        step = step_of(
            by_column([w for at in growth.taken for w in rows[at]], growth.places()), growth.size
        )
        trim(rows, growth, step, floor)
        if not growth.taken:
            return None
        titles = [at for at in growth.titles if at < growth.taken[-1]]
        growth.titles = titles
        inside = [w for at in [*growth.taken, *titles] for w in rows[at]]
        body = body_of(rows, growth, [h for h in heights if h > top], anchor)
        left = min(growth.left, *(w.left for w in inside))
        right = max(w.right for w in inside)
        return Table(
            left,
            min(w.top for w in inside),
            right,
            max(w.bottom for w in inside),
            tuple(_texts(body)),
            has_header=False,
            kind="half-ruled" if any(h > top for h in heights) else "unruled",
            edges=(left, *growth.places(), right),
            size=growth.size,
        )

    def _reach(self, growth: Growth) -> float:
        """Return how far right the table reaches at least."""
        return max(high for gutter in growth.gutters for _, high in gutter.white)

    def _floor(self, heights: Sequence[float], top: float) -> float:
        return 0.0


def _texts(body: Body) -> list[Row]:
    return [
        tuple(cell_text(c, w, body.step) for c, w in zip(row, body.widths, strict=True))
        for row in body.rows
    ]


# --- over pages ---------------------------------------------------------------------------


def join(above: Table, below: Table) -> Table | None:
    """Return a table with its continuation on the next page, or None where it is another table.

    A repeated header falls; a row that the page cut becomes whole.
    """
    if not above.rows or not below.rows:
        return None
    rows = list(below.rows)
    if below.has_header:
        if not above.has_header or _key(rows[0]) != _key(above.rows[0]):
            return None
        rows = rows[1:]
    elif len(above.rows[0]) != len(rows[0]) and not _same_sides(above, below):
        return None
    rows = _aligned(above, below, rows)
    if rows is None:
        return None
    whole = list(above.rows)
    if rows and len(whole) > 1 and _is_cut(whole, rows[0], has_header=above.has_header):
        whole[-1] = tuple(_continued(a, b) for a, b in zip(whole[-1], rows[0], strict=True))
        rows = rows[1:]
    return replace(below, rows=(*whole, *rows), has_header=above.has_header, kind=above.kind,
                   edges=above.edges or below.edges)  # fmt: skip


def _key(row: Row) -> str:
    return "|".join("".join(cell.lower().split()) for cell in row)


def _same_sides(above: Table, below: Table) -> bool:
    return abs(above.left - below.left) <= _SIDE and abs(above.right - below.right) <= _SIDE


def _aligned(above: Table, below: Table, rows: list[Row]) -> list[Row] | None:
    """Put cells into the columns of the table above, by where they stand."""
    count = len(above.rows[0])
    if not rows or len(rows[0]) == count:
        return rows
    if not _same_sides(above, below) or len(below.edges) != len(rows[0]) + 1:
        return None
    places = []
    for left, right in pairwise(below.edges):
        shared = [min(right, b) - max(left, a) for a, b in pairwise(above.edges)]
        places.append(max(range(len(shared)), key=lambda at: shared[at]))
    if len(set(places)) != len(places) or max(places) >= count:
        return None
    made = []
    for row in rows:
        cells = [""] * count
        for place, cell in zip(places, row, strict=True):
            cells[place] = cell
        made.append(tuple(cells))
    return made


def _is_cut(above: Sequence[Row], first: Row, *, has_header: bool) -> bool:
    """Weigh whether the first row of a page goes on with the last row above it."""
    last = above[-1]
    anchor = anchor_of([kind_of(text) for text in above[0]]) if has_header else 0
    evidence = 0.0
    for at, (a, b) in enumerate(zip(last, first, strict=True)):
        weight = 1.5 if at == anchor else 1.0
        if a and b:
            evidence += weight * _seam_weight(a, b)
        elif b:
            evidence -= 1.5
        elif a and at == anchor:
            evidence += 3.0
    return evidence > 0


def _seam_weight(above: str, below: str) -> float:
    if _goes_on(above, below):
        return 2.0
    if not begins_cell(below):
        return 1.0
    return -1.0 if above.endswith(_ENDED) else -0.5


def _goes_on(above: str, below: str) -> bool:
    return is_open(above) or (not begins_cell(below) and not above.endswith((".", "!", "?")))


def _continued(above: str, below: str) -> str:
    if not above or not below:
        return above or below
    if above.endswith(_ENDED[:5]) and begins_cell(below) and "\n" in above + below:
        return f"{above}\n{below}"
    return run_on(above, below)
