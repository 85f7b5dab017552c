"""Tables ruled on all sides: their cells from the drawn lines, merged ones over their rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from loaders.formats.pdf.drawing import Rule
from loaders.lexicon import threshold

_NEAR = 3.5  # points: lines this near are one, and touch each other; cells are further apart
_DRAWN = 0.5  # share of a cell's side that must be drawn
_THROUGH = 0.5  # share of the table's height that a line between columns must be drawn

Span = tuple[float, float]


@dataclass(slots=True)
class Stroke:
    """Drawn lines at one place across, and the parts of it that they cover."""

    at: float
    spans: list[Span]

    def covers(self, start: float, end: float) -> float:
        """Return the share of a stretch that is drawn."""
        covered = sum(max(0.0, min(end, b) - max(start, a)) for a, b in self.spans)
        return covered / max(end - start, 0.1)

    @property
    def start(self) -> float:
        """Where the first part begins."""
        return self.spans[0][0]

    @property
    def end(self) -> float:
        """Where the last part ends."""
        return max(end for _, end in self.spans)


@dataclass(slots=True)
class Grid:
    """A net of lines: where its columns and rows are parted, and which cells are one."""

    xs: list[float]
    ys: list[float]
    across: list[Stroke]
    upright: list[Stroke]

    def regions(self) -> list[list[int]]:
        """Return for each row and column the number of the cell it belongs to."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        parent = list(range(rows * columns))

        def root(cell: int) -> int:
            while parent[cell] != cell:
                parent[cell] = parent[parent[cell]]
                cell = parent[cell]
            return cell

        sides = [_drawn_at(self.upright, x) for x in self.xs]
        floors = [_drawn_at(self.across, y) for y in self.ys]
        for row in range(rows):
            for column in range(columns):
                right, below = column + 1, row + 1
                cell = row * columns + column
                side = sides[right].covers(self.ys[row], self.ys[below])
                if right < columns and side < _DRAWN:
                    parent[root(cell + 1)] = root(cell)
                floor = floors[below].covers(self.xs[column], self.xs[right])
                if below < rows and floor < _DRAWN:
                    parent[root(cell + columns)] = root(cell)
        return [[root(row * columns + column) for column in range(columns)] for row in range(rows)]


def strokes(rules: Iterable[Rule], *, is_across: bool) -> list[Stroke]:
    """Put drawn lines of one direction together: those beside and after each other."""
    lines = sorted(
        ((r.top + r.bottom) / 2, r.left, r.right)
        if is_across
        else ((r.left + r.right) / 2, r.top, r.bottom)
        for r in rules
        if r.is_horizontal == is_across
    )
    groups: list[list[tuple[float, float, float]]] = []
    for line in lines:
        if groups and line[0] - groups[-1][0][0] <= _NEAR:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        Stroke(sum(line[0] for line in group) / len(group), _merged(line[1:] for line in group))
        for group in groups
    ]


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start - merged[-1][1] <= _NEAR:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def grids(across: Sequence[Stroke], upright: Sequence[Stroke]) -> list[Grid]:
    """Return the nets of lines that touch each other and have at least two columns."""
    pieces = [(stroke.at, span, True) for stroke in across for span in stroke.spans]
    pieces += [(stroke.at, span, False) for stroke in upright for span in stroke.spans]
    if len(pieces) > threshold("pdf", "max_table_rules"):
        return []
    found = []
    for group in _touching(pieces):
        grid = _grid(
            [Stroke(at, [span]) for at, span, is_across in group if is_across],
            [Stroke(at, [span]) for at, span, is_across in group if not is_across],
        )
        if grid is not None:
            found.append(grid)
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def whole_grids(found: Sequence[Grid], *, is_going_on: bool) -> list[Grid]:
    """Return the nets that rule a table, without the shaded rows that stand apart in one.

    A net of one row is one shaded row, but where a ruled table goes on from the page before.
    """
    kept = []
    for at, grid in enumerate(found):
        alike = [other for other in found if _same_columns(grid, other)]
        single = sum(len(other.ys) == 2 for other in alike)
        is_shade = len(grid.ys) == 2 or single > 1
        is_rest = is_going_on and at == 0 and single <= 2
        if not is_shade or is_rest or _is_open(grid):
            kept.append(grid)
    return kept


def _same_columns(grid: Grid, other: Grid) -> bool:
    return len(grid.xs) == len(other.xs) and all(
        abs(a - b) <= _NEAR for a, b in zip(grid.xs, other.xs, strict=True)
    )


def _is_open(grid: Grid) -> bool:
    """Whether a net has no lines at its top or bottom: those between columns stand alone."""
    return any(_drawn_at(grid.across, y).covers(grid.xs[0], grid.xs[-1]) < _DRAWN
               for y in (grid.ys[0], grid.ys[-1]))  # fmt: skip


_Piece = tuple[float, Span, bool]


def _touching(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Group lines by which of the other direction they touch."""
    parent = list(range(len(pieces)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    lying = [at for at, piece in enumerate(pieces) if piece[2]]
    standing = [at for at, piece in enumerate(pieces) if not piece[2]]
    for a in lying:
        y, (left, right), _ = pieces[a]
        for b in standing:
            x, (top, bottom), _ = pieces[b]
            if left - _NEAR <= x <= right + _NEAR and top - _NEAR <= y <= bottom + _NEAR:
                parent[root(a)] = root(b)
    groups: dict[int, list[_Piece]] = {}
    for at, piece in enumerate(pieces):
        groups.setdefault(root(at), []).append(piece)
    return [group for group in groups.values() if len(group) > 2]


def _grid(across: list[Stroke], upright: list[Stroke]) -> Grid | None:
    if not across or not upright:
        return None
    ends = [end for stroke in across for end in (stroke.start, stroke.end)]
    rims = [end for stroke in upright for end in (stroke.start, stroke.end)]
    xs = _places([stroke.at for stroke in upright], min(ends), max(ends))
    ys = _places([stroke.at for stroke in across], min(rims), max(rims))
    if len(xs) < 3 or len(ys) < 2:
        return None
    grid = Grid(xs, ys, across, upright)
    through = [x for x in xs[1:-1] if _drawn_at(upright, x).covers(ys[0], ys[-1]) >= _THROUGH]
    return grid if through else None


def _places(at: Iterable[float], first: float, last: float) -> list[float]:
    """Return the places of lines, and the open outer edges."""
    places: list[float] = []
    for place in sorted([*at, first, last]):
        if not places or place - places[-1] > _NEAR:
            places.append(place)
    return places


def _drawn_at(strokes: Iterable[Stroke], at: float) -> Stroke:
    """Return all that is drawn at one place."""
    spans = [span for stroke in strokes if abs(stroke.at - at) <= _NEAR for span in stroke.spans]
    return Stroke(at, _merged(spans))


def bands(across: Iterable[Stroke], left: float, right: float) -> list[float]:
    """Return the heights at which lines run through most of a width, from the top."""
    through = threshold("pdf", "rule_through")
    return [s.at for s in across if s.covers(left, right) >= through]


def between(edges: Sequence[float], place: float) -> int | None:
    """Return between which two edges a place is.

    >>> between([0, 10, 20], 12), between([0, 10, 20], 25)
    (1, None)
    """
    for at, (start, end) in enumerate(pairwise(edges)):
        if start <= place <= end:
            return at
    return None
