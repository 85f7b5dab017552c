"""Tables that are not ruled on all sides: columns by their headers and the white space below.

A table grows line by line from its header as long as white space is left between its columns; a
line that runs across ends it, or is a title inside it where the columns go on below.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from loaders.formats.pdf.cells import begins_cell, cell_lines, step_of
from loaders.formats.pdf.header import Head, Header
from loaders.formats.pdf.lines import Line
from loaders.formats.pdf.page import Word
from loaders.formats.pdf.rowing import Cells, Rower

_TOUCH = 0.2  # of the size: less white space than this is none
_CLEAR = 0.55  # of the size: white space wider than between words
_SPACE = 1.2  # of a line's usual space: wider is none
_ALIGNED = 2.0  # points: a word this near its column's edge begins there …
_EXACT = 0.4  # … and this near, if no more than a space stands before it
_OTHER_SIZE = 0.08
_FAR = 4.0  # of the size: white space that ends a table …
_FARTHER = 2.2  # … if it is so many times the distance between its rows
_TITLE_LINES = 2  # a title inside a table has at most so many

Span = tuple[float, float]
Rows = Sequence[Sequence[Word]]


@dataclass(slots=True)
class Gutter:
    """The white space between two columns; ``edge`` is where the right one's words begin."""

    white: list[Span]
    edge: Counter[float] = field(default_factory=Counter)

    def less(self, row: Sequence[Word]) -> list[Span]:
        """Return what is left of the white space below a line; nothing if it runs across."""
        size = row[0].size
        left: list[Span] = []
        for low, high in self.white:
            at = low
            for word in row:
                if word.right <= low or word.left >= high:
                    continue
                left.append((at, word.left))
                at = max(at, word.right)
            left.append((at, high))
        wide = (span for span in left if span[1] - span[0] >= _TOUCH * size)
        return [span for span in wide if self._parts(row, span)]

    def _parts(self, row: Sequence[Word], span: Span) -> bool:
        """Whether white space in a line parts columns, and not just the words beside it."""
        middle = (span[0] + span[1]) / 2
        before = [word for word in row if word.right <= middle]
        after = [word for word in row if word.left >= middle]
        if not before or not after:
            return True
        gap = after[0].left - before[-1].right
        if gap >= _CLEAR * row[0].size:
            return True
        spaces = sorted(b.left - a.right for a, b in pairwise(row) if b is not after[0])
        is_space = bool(spaces) and gap <= _SPACE * spaces[len(spaces) // 2]
        near = _EXACT if is_space else _ALIGNED
        return any(abs(after[0].left - edge) <= near for edge in self.edges())

    def edges(self) -> list[float]:
        """Return where the right column's words mostly begin."""
        return [edge for edge, _ in self.edge.most_common(2)]

    def place(self) -> float:
        """Return where the columns are parted: in the white space left of the right one's edge."""
        best = max(self.white, key=lambda span: (span[1] - span[0], -span[0]))
        for edge in self.edges():
            for low, high in self.white:
                if low < edge <= high + _ALIGNED:
                    return min(edge - 0.5, (low + high) / 2 if high < edge else edge - 0.5)
        return (best[0] + best[1]) / 2


@dataclass(slots=True)
class Growth:
    """The lines of a table: its own, and the titles across it, with their numbers on the page."""

    gutters: list[Gutter]
    left: float
    size: float
    taken: list[int] = field(default_factory=list)
    titles: list[int] = field(default_factory=list)

    def places(self) -> list[float]:
        """Return where the columns are parted."""
        return [gutter.place() for gutter in self.gutters]

    def columns_in(self, row: Sequence[Word]) -> set[int]:
        """Return the columns that a line has words in."""
        places = self.places()
        return {sum(place <= (w.left + w.right) / 2 for place in places) for w in row}


def gutters_of(heads: Sequence[Head]) -> list[Gutter]:
    """Return the white space that a header leaves between its columns."""
    found = []
    for a, b in pairwise(heads):
        gutter = Gutter([(a.right, b.left)])
        gutter.edge[round(b.left, 1)] += 1
        found.append(gutter)
    return found


def grow(rows: Rows, start: int, stop: int, growth: Growth) -> None:
    """Take up lines from ``start`` for as long as they stand in the columns."""
    at = start
    widest = 0.0
    while at < stop:
        row = rows[at]
        above = _last(rows, growth, start)
        step = row[0].baseline - above if above is not None else 0.0
        if step > max(_FAR * growth.size, _FARTHER * widest):
            return
        if abs(_size(row) - growth.size) > _OTHER_SIZE * growth.size:
            return
        left = [gutter.less(row) for gutter in growth.gutters]
        if all(left) and not _is_heading(rows, at, growth, step):
            _take(growth, at, row, left)
            widest = max(widest, step)
            at += 1
            continue
        count = _title_lines(rows, at, stop, growth)
        if not count:
            return
        growth.titles += range(at, at + count)
        at += count


def _last(rows: Rows, growth: Growth, start: int) -> float | None:
    taken = [*growth.taken[-1:], *growth.titles[-1:]]
    if taken:
        return rows[max(taken)][0].baseline
    return rows[start - 1][0].baseline if start else None


def _size(row: Sequence[Word]) -> float:
    sizes: Counter[float] = Counter()
    for word in row:
        sizes[word.size] += len(word.text)
    return max(sizes.items(), key=lambda item: (item[1], item[0]))[0]


def _take(growth: Growth, at: int, row: Sequence[Word], left: list[list[Span]]) -> None:
    growth.taken.append(at)
    for gutter, white in zip(growth.gutters, left, strict=True):
        gutter.white = white
        low = white[0][0]
        after = [word.left for word in row if word.left >= low]
        if after:
            gutter.edge[round(after[0], 1)] += 1


def _is_heading(rows: Rows, at: int, growth: Growth, step: float) -> bool:
    """Whether a line that would fit the first column is a heading: bold, alone, and set off."""
    row = rows[at]
    if not all(word.is_bold for word in row) or growth.columns_in(row) != {0}:
        return False
    if not begins_cell(row[0].text):
        return False
    first = [w for n in growth.taken for w in rows[n] if growth.columns_in([w]) == {0}]
    is_usual = bool(first) and 2 * sum(word.is_bold for word in first) > len(first)
    return not is_usual and (step > 1.3 * growth.size or not growth.taken)


def _title_lines(rows: Rows, at: int, stop: int, growth: Growth) -> int:
    """Return how many lines a title across the table takes, 0 where the table has ended."""
    if rows[at][0].left < growth.left - growth.size:
        return 0
    for count in range(1, _TITLE_LINES + 1):
        below = rows[at + count : min(at + count + 3, stop)]
        filled = 0
        for row in below:
            if abs(_size(row) - growth.size) > _OTHER_SIZE * growth.size:
                break
            if not all(gutter.less(row) for gutter in growth.gutters):
                break
            filled = max(filled, len(growth.columns_in(row)))
        if filled >= 2 and begins_cell(rows[at][0].text):
            return count
    return 0


def trim(rows: Rows, growth: Growth, step: float) -> None:
    """Leave off the lines after the last row: short lines that only happen to fit."""
    gap = _row_gap(rows, growth, step)
    while growth.taken:
        tail = _tail(rows, growth, step)
        if tail is None:
            return
        before = [at for at in growth.taken if at < tail[0]]
        if not before:
            return
        space = rows[tail[0]][0].baseline - rows[before[-1]][0].baseline
        is_row = gap is not None and abs(space - gap) <= 0.15 * gap and len(tail) > 1
        if is_row and begins_cell(rows[tail[0]][0].text):
            return
        growth.taken = before


def _tail(rows: Rows, growth: Growth, step: float) -> list[int] | None:
    """Return the last lines if they are set off and stand in the first column alone."""
    tail: list[int] = []
    for at in reversed(growth.taken):
        if growth.columns_in(rows[at]) != {0}:
            return None
        tail.insert(0, at)
        before = [n for n in growth.taken if n < at]
        above = rows[before[-1]][0].baseline if before else None
        if above is None or rows[at][0].baseline - above > 1.12 * step:
            return tail
    return None


def _row_gap(rows: Rows, growth: Growth, step: float) -> float | None:
    """Return the usual distance from row to row, where white space parts them."""
    gaps: Counter[float] = Counter()
    for above, at in pairwise(growth.taken):
        gap = rows[at][0].baseline - rows[above][0].baseline
        if gap > 1.12 * step and len(growth.columns_in(rows[at])) > 1:
            gaps[round(gap)] += 1
    return gaps.most_common(1)[0][0] if gaps else None


# --- cells --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table, each with the lines of its cells; a title is a row of one cell."""

    rows: list[Cells]
    widths: list[float]
    step: float


def body_of(rows: Rows, growth: Growth, heights: Sequence[float], anchor: int) -> Body:
    """Return the rows of a grown table; ``heights`` are those of the lines drawn through it."""
    places = growth.places()
    count = len(places) + 1
    words = [word for at in growth.taken for word in rows[at]]
    whole = by_column(words, places)
    size = growth.size
    step = step_of(whole, size)
    widths = [max((line.right - line.left for line in lines), default=0.0) for lines in whole]
    rower = Rower(anchor, widths, step)
    parted = _is_parted(whole, heights)
    found: list[Cells] = []
    for piece, title in _pieces(rows, growth, heights if parted else ()):
        if title:
            lines = cell_lines(piece)
            found.append([lines, *([] for _ in range(count - 1))])
        elif parted:
            found.append(by_column(piece, places))
        else:
            found += rower.rows(by_column(piece, places), by_space_alone=bool(heights))
    return Body(found, widths, step)


def by_column(words: Sequence[Word], places: Sequence[float]) -> list[list[Line]]:
    """Return the lines of each column."""
    columns: list[list[Word]] = [[] for _ in range(len(places) + 1)]
    for word in words:
        columns[sum(place <= (word.left + word.right) / 2 for place in places)].append(word)
    return [cell_lines(column) for column in columns]


def _is_parted(columns: list[list[Line]], heights: Sequence[float]) -> bool:
    """Whether lines are drawn between the rows, not only around them."""
    ends = [line.baseline for lines in columns for line in lines]
    return bool(ends) and any(min(ends) < height < max(ends) for height in heights)


def _pieces(rows: Rows, growth: Growth, heights: Sequence[float]) -> list[tuple[list[Word], bool]]:
    """Cut a table's lines at its titles and at the lines drawn through it."""
    pieces: list[tuple[list[Word], bool]] = []
    last: tuple[bool, int] | None = None
    titles = set(growth.titles)
    for at in sorted([*growth.taken, *growth.titles]):
        baseline = rows[at][0].baseline
        here = at in titles, sum(height < baseline for height in heights)
        if here != last:
            pieces.append(([], at in titles))
        pieces[-1][0].extend(rows[at])
        last = here
    return pieces


def growth_below(header: Header, rows: Rows) -> Growth:
    """Return the empty table below a header."""
    below = rows[header.end] if header.end < len(rows) else rows[header.end - 1]
    return Growth(gutters_of(header.heads), header.heads[0].left, _size(below))
