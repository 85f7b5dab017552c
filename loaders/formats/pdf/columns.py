"""The reading order of a PDF page: rows down the page, columns one after the other.

A gutter is white space with text on both sides over several rows; a word that crosses it ends
the columns there. A boxed text beside or between paragraphs is read on its own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from loaders.formats.pdf.drawing import Rule
from loaders.formats.pdf.lines import Line, baselines, lines_of
from loaders.formats.pdf.page import Page
from loaders.formats.pdf.words import Word
from loaders.lexicon import threshold

_SPACE = 0.7  # of the size: white space inside a line of prose seldom is wider
_GUTTER = 0.9  # of the size: the narrowest gutter
_MOST_ROWS = 500  # a page with more has no columns of prose
_NEAR = 40.0  # points: a full line ends this near its column's edge
_RUN_OVER = 2  # rows that a column goes on for in the next one at least
_KNOWN = 3.0  # points: a column that begins this near another is that column again
_MOST_RULES = 300
_OPEN = 1.6  # line distances: white space that parts a heading over all columns from them
_LARGER = 1.12


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page that is read as one: a table, or a boxed text."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: Word) -> bool:
        """Whether the middle of a word stands inside."""
        x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(slots=True)
class Region:
    """Lines that follow each other; a box stands where it is read.

    ``is_column``: it is one of several side by side, or boxed, and not as wide as the page.
    ``reach``: how far its lines may go where the pages before tell, else 0.
    """

    left: float
    right: float
    items: list[Line | Box] = field(default_factory=list)
    is_column: bool = False
    reach: float = 0.0


@dataclass(slots=True)
class _Row:
    """Words on one baseline, or a box."""

    words: list[Word]
    box: Box | None
    left: float
    top: float
    right: float
    bottom: float
    size: float
    spans: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gutter:
    """White space between columns, and where the column right of it begins."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Its middle."""
        return (self.left + self.right) / 2


def regions(
    page: Page, boxes: Sequence[Box] = (), known: list[Gutter] | None = None
) -> list[Region]:
    """Return the regions of a page in reading order; ``boxes`` hold the tables.

    The words inside the boxes must be gone from the page. ``known`` are the gutters of the pages
    before, to which those of this page are added: less shows that columns are set there again.
    """
    words = list(page.words)
    known = [] if known is None else known
    before = list(known)
    found = _regions(words, boxes, known, 0)
    is_learned = known != before
    del known[: -int(threshold("pdf", "max_columns"))]
    framed = []
    for frame in frames(page.rules, page.width, page.height):
        inside = [word for word in words if frame.holds(word)]
        if len(inside) > 1 and len(inside) < len(words):
            words = [word for word in words if not frame.holds(word)]
            framed.append((frame, inside))
    if is_learned or framed:
        found = _regions(words, boxes, known, 0)
    for frame, inside in framed:
        sidebar = _regions(inside, (), [], 0)
        for region in sidebar:
            region.is_column = True
        _insert(found, frame, sidebar)
    for region in found:
        if not region.is_column:
            _set_in_column(region, known)
    return found


def _set_in_column(region: Region, known: Sequence[Gutter]) -> None:
    """Tell text that fills the first column of a page alone, as above a table, by those before."""
    lines = [item for item in region.items if isinstance(item, Line)]
    right = max((line.right for line in lines), default=0.0)
    for gutter in known:
        if len(lines) > 1 and gutter.left - _NEAR <= right <= gutter.left + _KNOWN:
            region.is_column, region.reach = True, max(right, gutter.left)


def _regions(
    words: Iterable[Word], boxes: Sequence[Box], known: list[Gutter], depth: int
) -> list[Region]:
    rows = _rows(words, boxes)
    if not rows:
        return []
    if len(rows) > _MOST_ROWS or depth > int(threshold("pdf", "max_columns")):
        return [_region(rows, is_column=depth > 0)]
    found: list[Region] = []
    single: list[_Row] = []
    at = 0
    while at < len(rows):
        band = _band(rows, at, known)
        if band is None:
            single.append(rows[at])
            at += 1
            continue
        end, gutter = band
        if single:
            found.append(_region(single, is_column=depth > 0))
            single = []
        for side in _sides(rows[at:end], gutter):
            inner = [row.box for row in side if row.box is not None]
            found += _regions([word for row in side for word in row.words], inner, known, depth + 1)
        at = end
    if single:
        found.append(_region(single, is_column=depth > 0))
    return found


def _rows(words: Iterable[Word], boxes: Sequence[Box]) -> list[_Row]:
    rows = [
        _Row(
            row,
            None,
            row[0].left,
            min(word.top for word in row),
            max(word.right for word in row),
            max(word.bottom for word in row),
            max(word.size for word in row),
        )
        for row in baselines(words)
    ]
    rows += [_Row([], box, box.left, box.top, box.right, box.bottom, 0) for box in boxes]
    return sorted(rows, key=lambda row: (row.bottom if row.words else row.top, row.left))


def _region(rows: Sequence[_Row], *, is_column: bool) -> Region:
    """Return rows as one column."""
    items: list[Line | Box] = []
    words: list[Word] = []
    for row in rows:
        if row.box is None:
            words += row.words
            continue
        items += lines_of(words)
        items.append(row.box)
        words = []
    items += lines_of(words)
    left = min(row.left for row in rows)
    right = max(row.right for row in rows)
    return Region(left, right, items, is_column)


# --- columns ------------------------------------------------------------------------------

_Span = tuple[float, float]


def _band(rows: list[_Row], start: int, known: list[Gutter]) -> tuple[int, Gutter] | None:
    """Return where the columns that begin at a row end, and their gutter; None for no columns."""
    white: list[_Span] = [(min(row.left for row in rows), max(row.right for row in rows))]
    steps: list[list[_Span]] = []
    for row in rows[start:]:
        white = _without(white, row)
        if not white:
            break
        steps.append(white)
    for end in range(start + len(steps), start + 1, -1):
        band = rows[start:end]
        gutters = [g for g in map(_gutter_in(band), steps[end - start - 1]) if g is not None]
        gutters = [g for g in gutters if _is_gutter(band, g, known)]
        if not gutters:
            continue
        gutter = max(gutters, key=lambda g: g.right - g.left)
        end = _trimmed(rows, start, end, gutter, known)  # noqa: PLW2901 - the loop ends here
        if not any(abs(g.middle - gutter.middle) < 2 for g in known):
            known.append(gutter)
        return end, gutter
    return None


def _gutter_in(band: list[_Row]) -> Callable[[_Span], Gutter | None]:
    """Return what makes a white space the gutter between what stands left and right of it."""

    def gutter(span: _Span) -> Gutter | None:
        middle = (span[0] + span[1]) / 2
        left = [e[1] for row in band for e in _covered(row) if e[1] <= middle]
        right = [e[0] for row in band for e in _covered(row) if e[0] >= middle]
        return Gutter(max(left), min(right)) if left and right else None

    return gutter


def _without(white: list[_Span], row: _Row) -> list[_Span]:
    """Return the white spaces less a row; those too narrow for a gutter fall."""
    least = _GUTTER * row.size
    for left, right in _covered(row):
        parts = []
        for low, high in white:
            if right <= low or left >= high:
                parts.append((low, high))
                continue
            parts += [(low, left)] if left - low >= least else []
            parts += [(right, high)] if high - right >= least else []
        white = parts
    return white


def _covered(row: _Row) -> list[_Span]:
    """Return the spans that a row's words cover, the spaces between them with them."""
    spans = row.spans
    if spans:
        return spans
    if row.box is not None:
        spans.append((row.left, row.right))
    for word in row.words:
        if spans and word.left - spans[-1][1] < _SPACE * word.size:
            spans[-1] = spans[-1][0], max(spans[-1][1], word.right)
        else:
            spans.append((word.left, word.right))
    return spans


def _is_gutter(band: list[_Row], gutter: Gutter, known: list[Gutter]) -> bool:
    """Whether there is prose on both sides, most of it side by side, or a gutter known before."""
    middle = gutter.middle
    left = [row for row in band if row.left < middle]
    right = [row for row in band if row.right > middle]
    if not left or not right:
        return False
    if any(abs(g.right - gutter.right) < _KNOWN and gutter.left < g.right for g in known):
        return True
    needed = int(threshold("pdf", "column_rows"))
    if min(len(left), len(right)) < needed:
        return _has_run_over(left, right, gutter)
    bottom = min(left[-1].bottom, right[-1].bottom)
    top = max(left[0].top, right[0].top)
    beside = sum(row.top >= top - row.size and row.bottom <= bottom + row.size for row in band)
    if beside < 2 * needed - 2:
        return False
    return _is_prose(left, middle, before=True) and _is_prose(right, middle, before=False)


def _has_run_over(left: list[_Row], right: list[_Row], gutter: Gutter) -> bool:
    """Whether a long column of prose goes on in a few lines at the top of the next one."""
    if len(left) < threshold("pdf", "long_column") or len(right) < _RUN_OVER:
        return False
    if right[0].top > left[0].bottom or any(row.box is not None for row in right):
        return False
    middle = gutter.middle
    parts = [[word for word in row.words if word.left > middle] for row in right]
    aligned = all(abs(words[0].left - gutter.right) < _KNOWN for words in parts)
    is_text = sum(map(len, parts)) >= 2 * len(parts)
    return aligned and is_text and _is_prose(left, middle, before=True)


def _is_prose(rows: list[_Row], middle: float, *, before: bool) -> bool:
    """Whether one side of a gutter is set as prose: full lines, no list of short entries."""
    parts = []
    for row in rows:
        if row.box is not None:
            return True
        words = [word for word in row.words if (word.left < middle) == before]
        if words:
            parts.append(words)
    if not parts:
        return False
    edge = max(words[-1].right for words in parts)
    width = edge - min(words[0].left for words in parts)
    size = max(word.size for words in parts for word in words)
    if width < threshold("pdf", "column_width") * size:
        return False
    filled = sum(words[-1].right - words[0].left >= 0.6 * width for words in parts)
    counted = sum(len(words) for words in parts)
    return 2 * filled >= len(parts) and counted >= 2 * len(parts)


def _trimmed(rows: list[_Row], start: int, end: int, gutter: Gutter, known: list[Gutter]) -> int:
    """Return where a band ends, short rows below the columns left to what follows.

    A heading over all columns, set at the left with white space around it, ends the band too.
    """
    middle = gutter.middle
    last_right = max(at for at in range(start, end) if rows[at].right > middle)
    sizes = sorted(row.size for row in rows[start:end] if row.words)
    body = sizes[len(sizes) // 2] if sizes else 0.0
    for at in range(start + 1, end):
        row = rows[at]
        above = max(other.bottom for other in rows[start:at])
        is_open = row.top - above > (_OPEN - 1) * body
        is_heading = row.size > body * _LARGER
        one_sided = row.right <= middle
        if at > last_right and _goes_down(rows[at:end], gutter):
            return end
        if one_sided and is_open and (at > last_right or is_heading):
            beside = [r for r in rows[at + 1 : end] if r.right > middle and r.top < row.bottom]
            if not beside and _is_gutter(rows[start:at], gutter, known):
                return at
    return end


def _goes_down(rows: list[_Row], gutter: Gutter) -> bool:
    """Whether a column goes on below the end of the one beside it, its lines as full as before."""
    is_long = len(rows) >= threshold("pdf", "column_rows")
    right = max(row.right for row in rows)
    return is_long and right > gutter.left - _NEAR and _is_prose(rows, gutter.middle, before=True)


def _sides(band: list[_Row], gutter: Gutter) -> list[list[_Row]]:
    middle = gutter.middle
    sides: list[list[_Row]] = [[], []]
    for row in band:
        if row.box is not None:
            sides[row.left > middle].append(row)
            continue
        for side, words in enumerate(
            (
                [word for word in row.words if word.left < middle],
                [word for word in row.words if word.left >= middle],
            )
        ):
            if words:
                sides[side].append(
                    _Row(words, None, words[0].left, row.top, words[-1].right, row.bottom, row.size)
                )
    return sides


# --- boxed texts --------------------------------------------------------------------------


def frames(rules: Sequence[Rule], width: float, height: float) -> list[Box]:
    """Return the drawn boxes that may hold a text: four edges, wide and high enough."""
    across = [rule for rule in rules if rule.is_horizontal][:_MOST_RULES]
    upright = [rule for rule in rules if not rule.is_horizontal][:_MOST_RULES]
    found: list[Box] = []
    for top in across:
        wide = top.right - top.left
        if not 6 * 12 <= wide <= 0.92 * width:
            continue
        for bottom in across:
            box = Box(top.left, top.top, top.right, bottom.bottom)
            high = box.bottom - box.top
            if not 24 <= high <= 0.85 * height or not _alike(top, bottom):
                continue
            if all(_edge(upright, x, box) for x in (box.left, box.right)) and box not in found:
                found.append(box)
    return [box for box in found if not any(_inside(box, other) for other in found)]


def _alike(top: Rule, bottom: Rule) -> bool:
    return abs(top.left - bottom.left) <= 2 and abs(top.right - bottom.right) <= 2


def _edge(upright: list[Rule], x: float, box: Box) -> bool:
    return any(
        abs((rule.left + rule.right) / 2 - x) <= 3
        and rule.top <= box.top + 3
        and rule.bottom >= box.bottom - 3
        for rule in upright
    )


def _inside(box: Box, other: Box) -> bool:
    return (
        box is not other
        and other.left <= box.left + 1
        and other.right >= box.right - 1
        and other.top <= box.top + 1
        and other.bottom >= box.bottom - 1
        and (other.bottom - other.top, other.right - other.left)
        > (box.bottom - box.top, box.right - box.left)
    )


def _insert(found: list[Region], frame: Box, sidebar: list[Region]) -> None:
    """Put a boxed text before the first line that begins below it in its column, else last."""
    for at, region in enumerate(found):
        beside = region.left < frame.right and region.right > frame.left
        lines = [item for item in region.items if item.top >= frame.bottom - 1]
        if not beside or not lines:
            continue
        cut = region.items.index(lines[0])
        before, after = region.items[:cut], region.items[cut:]
        parts = [
            Region(region.left, region.right, part, region.is_column)
            for part in (before, after)
            if part
        ]
        found[at : at + 1] = [*parts[: len(parts) - 1], *sidebar, parts[-1]]
        return
    found += sidebar
