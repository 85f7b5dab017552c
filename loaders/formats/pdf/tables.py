"""Finds the tables of a PDF page: ruled, half ruled, shaded, or with no lines at all."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

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
from loaders.formats.pdf.cells import cell_text, step_of
from loaders.formats.pdf.grid import Grid, Stroke, bands, grids, strokes, whole_grids
from loaders.formats.pdf.header import Header, anchor_of, headers, kind_of
from loaders.formats.pdf.joining import Row, Table, goes_on, join
from loaders.formats.pdf.lines import baselines
from loaders.formats.pdf.page import Page, Word
from loaders.formats.pdf.ruled import ruled_table

__all__ = ["Table", "find_tables", "join"]


def find_tables(page: Page, above: Table | None = None) -> list[Table]:
    """Return the tables of a page from the top.

    ``above`` is the table that the page before ended with, if it ended with one: it may go on
    without its header.
    """
    across = strokes(page.rules, is_across=True)
    upright = strokes(page.rules, is_across=False)
    words = list(page.words)
    found: list[Table] = []
    is_going_on = above is not None and (above.kind == "ruled" or len(above.rows) == 1)
    for grid in whole_grids(grids(across, upright), is_going_on=is_going_on):
        inside = [word for word in words if _holds(grid, word)]
        table = ruled_table(grid, inside, above if not found else None)
        if table is not None:
            found.append(table)
            taken = set(inside)
            words = [word for word in words if word not in taken]
    found += _Anchored(words, across, found).tables(above)
    return sorted(found, key=lambda table: (table.top, table.left))


def _holds(grid: Grid, word: Word) -> bool:
    x, y = (word.left + word.right) / 2, word.baseline - 0.3 * word.size
    return grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1]


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
        head = tuple(head.text for head in header.heads)
        inside = [word for row in self._rows[header.start : header.end] for word in row]
        top = min(word.top for word in inside)
        if header.end == len(self._rows):
            return self._bare(header, inside)
        growth = growth_below(header, self._rows)
        table = self._grown(growth, header.end, self._stop(header.end, stop), header.anchor)
        if table is None:
            return None
        left = min(table.left, header.heads[0].left)
        right = max(table.right, header.heads[-1].right)
        return replace(
            table, left=left, top=top, right=right, rows=(head, *table.rows), has_header=True,
            edges=(left, *table.edges[1:-1], right),
        )  # fmt: skip

    def _bare(self, header: Header, words: Sequence[Word]) -> Table:
        """Return the table whose header alone stands at the foot of its page."""
        parted = [(a.right + b.left) / 2 for a, b in pairwise(header.heads)]
        left, right = header.heads[0].left, header.heads[-1].right
        return Table(
            left,
            min(word.top for word in words),
            right,
            max(word.bottom for word in words),
            (tuple(head.text for head in header.heads),),
            has_header=True,
            kind="unruled",
            edges=(left, *parted, right),
            size=words[0].size,
            white=tuple((a.right, b.left) for a, b in pairwise(header.heads)),
        )

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
        white = above.white or [(x - reach, x + reach) for x in above.edges[1:-1]]
        gutters = [Gutter([span]) for span in white]
        for gutter, x in zip(gutters, above.edges[1:-1], strict=True):
            gutter.edge[round(gutter.white[0][1] if above.white else x + 0.5, 1)] += 1
        growth = Growth(gutters, above.left, above.size)
        first = self._rows[0]
        anchor = anchor_of([kind_of(text) for text in above.rows[0]]) if above.has_header else 0
        table = self._grown(growth, 0, self._stop(0, stop), anchor)
        if table is None or abs(first[0].size - above.size) > 0.5:
            return None
        filled = {at for row in table.rows for at, cell in enumerate(row) if cell}
        if filled == {0} and not goes_on(above.rows[-1][0], table.rows[0][0]):
            return None
        edges = table.edges if above.white else above.edges
        return replace(table, left=min(table.left, above.left), edges=edges)

    def _grown(self, growth: Growth, start: int, stop: int, anchor: int) -> Table | None:
        rows = self._rows
        left, right = growth.left, max((w.right for row in rows for w in row), default=0.0)
        heights = bands(self._across, left, min(right, self._reach(growth)))
        top = rows[start][0].top if start < len(rows) else 0.0
        grow(rows, start, stop, growth)
        if not growth.taken:
            return None
        step = step_of(
            by_column([w for at in growth.taken for w in rows[at]], growth.places()), growth.size
        )
        trim(rows, growth, step)
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


def _texts(body: Body) -> list[Row]:
    return [
        tuple(cell_text(c, w, body.step) for c, w in zip(row, body.widths, strict=True))
        for row in body.rows
    ]
