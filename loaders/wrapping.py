"""Which lines belong together: a wrapped line joins the one before it, a new item does not."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from loaders.aligned import table_at
from loaders.document import Mapped
from loaders.labels import match_label
from loaders.lexicon import threshold
from loaders.lines import Line
from loaders.marks import BULLET, CODE, DATED, MD_HEADING, NUMBER, RULE, STRONG, split_header

RowKind = Literal[
    "furniture",
    "pipe",
    "tabs",
    "aligned",
    "md",
    "rule",
    "bold",
    "bullet",
    "code",
    "number",
    "columns",
    "text",
]

_SENTENCE_END = (".", "!", "?", ":")
_WIDE = re.compile(r"\S\s{2,}\S")
_WHOLE = frozenset({"md", "rule", "columns", "pipe"})  # one line each, whatever follows
_ENDS_PARAGRAPH = frozenset({"comment", "page-number", "running-header"})
_QUOTED = re.compile(r"[«\"“].+[»\"”](?:\s*\(.{3,80}\))?")
_GOES_ON = re.compile(r"[«\"(]?[a-zæøå]|[,;:)%&/]")
_OPEN_END = re.compile(
    r"[,–—-]$|(?<!vare )(?<!med )\b(?:og|i|på|av|for|til|med|om|ved|fra|frå|den|det|en|ei|et|eit"
    r"|som|å)$"
)
_ADOPTED = re.compile(r"(?:vedtatt|vedteke|vedteken|godkjent|godkjend|sist revidert)\b")
_COLUMN_LINES = 4
_FILLED = 0.8
_COVER_LINES = 40
_COVER_WIDTH = 100


@dataclass(slots=True)
class Row:
    """Lines that belong together; ``gap`` counts the blank lines before them.

    ``cells`` are those of a table row that was cut already.
    """

    lines: list[Line]
    kind: RowKind = "text"
    gap: int = 0
    cells: tuple[Mapped, ...] = ()

    def content(self) -> Mapped:
        """The text of the lines, run together."""
        return Mapped.join(_unhyphened([Mapped.of(x.raw, x.start) for x in self.lines]))


def seam(above: str, below: str) -> Literal["word", "hyphen", "space"]:
    """Tell what a line's end and the next line's beginning are to each other.

    «word»: the two parts of a word that was cut, whose hyphen falls; «hyphen»: those of a compound
    that keeps it, after capitals, digits or before a name; «space»: two words, as they also are
    in «barne- / og ungdomsskole».

    >>> seam("et sam-", "arbeid"), seam("i VTA-", "bedrifter"), seam("barne-", "og ungdomsskole")
    ('word', 'hyphen', 'space')
    """
    end = re.search(r"(\w+)(-|–)$", above)
    if end is None or re.match(r"(?:og|eller|samt|und)\b|\W", below) or not below:
        return "space"
    if end[2] == "–":
        return "hyphen" if end[1][-1].isdigit() and below[0].isdigit() else "space"
    is_cut = re.search(r"[^\W\d_]{2}$", end[1]) and end[1][-2:].islower() and below[:1].islower()
    return "word" if is_cut and re.match(r"[^\W\d_]{2}", below) else "hyphen"


def _unhyphened(parts: list[Mapped]) -> list[Mapped]:
    """Join the parts of words that lines cut."""
    joined: list[Mapped] = []
    for part in parts:
        last = joined[-1] if joined else None
        kind = seam(last.text, part.text) if last is not None else "space"
        if last is None or kind == "space":
            joined.append(part)
        else:
            kept = last.part(0, len(last.text) - 1) if kind == "word" else last
            joined[-1] = Mapped.join([kept, part], "")
    return joined


def row_of(line: Line, gap: int = 0) -> Row:
    """Return a line that is a whole paragraph as a row, its kind told by how it begins."""
    return Row([line], "furniture" if line.note else _kind(line), gap)


def wrap_rows(lines: list[Line]) -> Iterator[Row]:
    """Put the lines of a text, furniture marked, together to rows."""
    page = _Page(_cover_end(lines), _line_width(lines), wraps=_wraps(lines))
    chunk: list[Line] = []
    gap = 0
    table_end = 0
    for at, line in enumerate(lines):
        if at < table_end:
            continue
        table, table_end = table_at(lines, at) if _WIDE.search(line.text) else ([], 0)
        if table:
            if chunk:
                yield from _rows_of(chunk, gap, page)
                gap = 0
            for number, (first, cells) in enumerate(table):
                yield Row([first], "aligned", max(gap, 1) if not number else 0, tuple(cells))
            chunk, gap = [], 0
            continue
        ends = not line.text or line.note in _ENDS_PARAGRAPH or (line.breaks and line.note is None)
        if chunk and ends:
            yield from _rows_of(chunk, gap, page)
            chunk, gap = [], int(bool(line.text) and line.note is None)
        if line.note is not None:
            yield Row([line], "furniture")
        elif line.text:
            chunk.append(line)
        else:
            gap += 1
    if chunk:
        yield from _rows_of(chunk, gap, page)


def _cover_end(lines: list[Line]) -> int:
    """Return the line before which short lines are a title page, each its own."""
    for line in lines:
        too_long = len(line.text) > _COVER_WIDTH or line.number > _COVER_LINES
        if line.note == "contents" or too_long:
            return line.number
        if line.text and line.note is None and match_label(line.text, is_heading=True):
            return line.number
    return lines[-1].number if lines else 0


@dataclass(frozen=True, slots=True)
class _Page:
    """How a text is set: the line its title page ends at, the width its prose wraps at.

    Without ``wraps`` no line of the text goes on in the next but where a sentence says so.
    """

    cover: int
    width: int
    wraps: bool


def _wraps(lines: list[Line]) -> bool:
    """Tell whether a line anywhere goes on below in lower case, as wrapped prose does."""
    return any(
        above.text
        and above.note is None
        and below.note is None
        and below.text[:1].islower()
        and not below.text.startswith("o ")
        and not above.text.endswith(_SENTENCE_END)
        for above, below in pairwise(lines)
    )


def _line_width(lines: list[Line]) -> int:
    """The width that nine of ten lines of prose keep within."""
    widths = sorted(
        len(line.raw.rstrip())
        for line in lines
        if line.text and line.note is None and not _is_cells(line.text) and line.text[0] != "|"
    )
    return widths[len(widths) * 9 // 10] if widths else 0


def _wrap_width(chunk: list[Line], page: _Page) -> int:
    """The width a chunk wraps at: its own where most of its lines fill it, else the text's."""
    own = max(len(line.raw.rstrip()) for line in chunk)
    prose = [len(line.raw.rstrip()) for line in chunk if _kind(line) == "text"]
    filled = sum(width >= _FILLED * own for width in prose)
    is_column = len(prose) >= _COLUMN_LINES and 2 * filled >= len(prose)
    return own if is_column else max(own, page.width, int(threshold("layout", "wrap_min")))


def _rows_of(chunk: list[Line], gap: int, page: _Page) -> Iterator[Row]:
    width = _wrap_width(chunk, page)
    current: Row | None = None
    for line in chunk:
        kind = _kind(line)
        if current is not None and _continues(current, line, kind, width, page):
            current.lines.append(line)
            continue
        if current is not None:
            yield current
        current = Row([line], kind, gap if line is chunk[0] else 0)
    if current is not None:
        yield current


def _kind(line: Line) -> RowKind:
    text = line.text
    for kind, begins in _BEGINNINGS:
        if begins(text):
            return kind
    return "text"


def _is_cells(text: str) -> bool:
    """Two cells or more between tabs, and no list mark before them."""
    if "\t" not in text or BULLET.match(text) or NUMBER.match(text):
        return False
    return sum(bool(cell.strip()) for cell in text.split("\t")) >= 2 or text.endswith("\t")


def _is_columns(text: str) -> bool:
    """A header row whose columns were lost: nothing but header words, two or more."""
    words = text.split()
    if not 2 <= len(words) <= 8 or len(text) > 80 or text.endswith((".", ":", "?")):
        return False
    return split_header(text) is not None


# The first that holds names the row: a table's mark goes before a list's, a code before a number.
_BEGINNINGS: tuple[tuple[RowKind, Callable[[str], object]], ...] = (
    ("pipe", lambda text: text.startswith("|") and text.count("|") >= 2),
    ("tabs", _is_cells),
    ("md", MD_HEADING.match),
    ("rule", RULE.match),
    ("bold", lambda text: text.startswith(STRONG)),
    ("bullet", BULLET.match),
    ("code", CODE.match),
    ("number", lambda text: NUMBER.match(text) and not DATED.match(text)),
    ("columns", _is_columns),
)


def _continues(current: Row, line: Line, kind: RowKind, width: int, page: _Page) -> bool:
    """Whether a line joins the row above it: by its mark, by the row's, else by the wrapping."""
    if current.kind in _WHOLE or kind in _WHOLE or kind == "tabs":
        return False
    if current.kind == "bold":
        return not current.lines[-1].text.endswith(STRONG)
    if kind == "bullet":
        return line.text[0] in "–—-−" and _is_dash(current, line, width)
    is_item = kind in {"bold", "code"} or (
        kind == "number" and not _in_sentence(current, line, width)
    )
    if is_item or _QUOTED.fullmatch(line.text):
        return False
    if current.kind == "tabs":
        return line.text[:1].islower()
    return not _is_label_edge(current, line) and _is_wrapped(current, line, width, page)


def _is_label_edge(current: Row, line: Line) -> bool:
    """A label stands alone above the line, or begins it."""
    above = match_label(current.lines[-1].text)
    if above and above.is_whole and len(current.lines) == 1:
        return True
    label = match_label(line.text)
    return bool(label and (label.is_whole or label.is_marked))


def _is_wrapped(current: Row, line: Line, width: int, page: _Page) -> bool:
    """The line goes on in a sentence, or the line above it is full."""
    above = current.lines[-1]
    if line.number <= page.cover and _ADOPTED.match(line.text):
        return False
    if _GOES_ON.match(line.text):
        return True
    if not page.wraps or (line.number <= page.cover and line.text[:1].isupper()):
        return False
    if _OPEN_END.search(above.text):
        return True
    first = line.text.split()[0]
    return len(above.raw.rstrip()) + 1 + len(first) > width - threshold("layout", "wrap_slack")


def _is_dash(current: Row, line: Line, width: int) -> bool:
    """A dash that begins a wrapped line inside a sentence is no bullet."""
    previous = current.lines[-1].text
    wraps = len(previous) + 8 > width
    return (
        current.kind != "bullet"
        and wraps
        and len(line.text.split()) > 1
        and line.text.split()[1][:1].islower()
        and not previous.endswith(_SENTENCE_END)
    )


def _in_sentence(current: Row, line: Line, width: int) -> bool:
    """Tell a number that begins a wrapped line, as in «… innen / 10. trinn», from a list's."""
    previous = current.lines[-1].text
    numbers = [re.match(r"(\d{1,2})[.)]", x.text) for x in (current.lines[0], line)]
    if numbers[0] and numbers[1] and int(numbers[1][1]) == int(numbers[0][1]) + 1:
        return False
    rest = NUMBER.sub("", line.text, count=1)
    return rest[:1].islower() and not previous.endswith(_SENTENCE_END) and len(previous) + 6 > width
