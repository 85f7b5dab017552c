"""A table of a PDF page, and how it goes on at the next page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from loaders.formats.pdf.cells import begins_cell, is_open, run_on
from loaders.formats.pdf.header import anchor_of, kind_of

Kind = Literal["ruled", "half-ruled", "unruled"]
Row = tuple[str, ...]

_SIDE = 6.0  # points: the sides of a table that goes on stand this near those above
_ENDED = (".", "!", "?", ":", ";", "»", ")")


@dataclass(frozen=True, slots=True)
class Table:
    r"""A table on a page: its box, and its rows, ``\n`` between the paragraphs of a cell.

    ``edges`` are the left side, the places where its columns are parted, and the right side.
    ``size`` is that of its type; ``white`` the white space between the columns of a header that
    stands alone at the foot of its page.
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
    white: tuple[tuple[float, float], ...] = ()


def join(above: Table, below: Table) -> Table | None:
    """Return a table with its continuation on the next page, or None where it is another table.

    A repeated header falls; a row that the page cut becomes whole.
    """
    if not above.rows or not below.rows:
        return None
    rows = list(below.rows)
    header = _key(above.rows[0]) if above.has_header else None
    if below.has_header and _key(rows[0]) != header:
        return None
    if not below.has_header and not above.white and not _same_sides(above, below):
        return None
    rows = [row for row in rows if _key(row) != header]
    aligned = _aligned(above, below, rows)
    if aligned is None:
        return None
    rows = aligned
    whole = list(above.rows)
    if rows and _is_cut(whole, rows[0], has_header=above.has_header):
        whole[-1] = tuple(_continued(a, b) for a, b in zip(whole[-1], rows[0], strict=True))
        rows = rows[1:]
    edges = below.edges if above.white else above.edges
    return replace(below, rows=(*whole, *rows), has_header=above.has_header, edges=edges)


def _key(row: Row) -> str:
    return "|".join("".join(cell.lower().split()) for cell in row)


def _same_sides(above: Table, below: Table) -> bool:
    """Whether two tables stand at the same places, or have the same columns."""
    ends = abs(above.left - below.left) <= _SIDE and abs(above.right - below.right) <= _SIDE
    inner = above.edges[1:-1], below.edges[1:-1]
    is_even = len(inner[0]) == len(inner[1]) > 0
    return ends or (is_even and all(abs(a - b) <= _SIDE for a, b in zip(*inner, strict=True)))


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
    if len(above) == 1 and has_header and first[anchor]:
        return False
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
    if goes_on(above, below):
        return 2.0
    if not begins_cell(below):
        return 1.0
    return -1.0 if above.endswith(_ENDED) else -0.5


def goes_on(above: str, below: str) -> bool:
    """Whether the sentence of a cell goes on in another.

    >>> goes_on("Bygge bru over", "elva"), goes_on("Bygge bru.", "elva"), goes_on("Bygge", "Rive")
    (True, False, False)
    """
    return is_open(above) or (not begins_cell(below) and not above.endswith((".", "!", "?")))


def _continued(above: str, below: str) -> str:
    if not above or not below:
        return above or below
    if above.endswith(_ENDED[:5]) and begins_cell(below) and "\n" in above + below:
        return f"{above}\n{below}"
    return run_on(above, below)
