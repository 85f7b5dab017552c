"""The words of a table's cell to its text: lines run together, paragraphs and bullets apart."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from loaders.formats.pdf.lines import Line, lines_of
from loaders.formats.pdf.page import Word
from loaders.labels import BULLETS
from loaders.wrapping import seam

_FAR = 1.28  # line distances: a line further down begins a paragraph
_SPACE = 0.28  # of the size: a space between words
_WIDE = 1000.0  # of the size: no white space cuts a cell's line
_ENDED = (".", "!", "?", ":", ";")
_BULLET = re.compile(rf"[{BULLETS}]")
_DASH = re.compile(r"[-–—−*]|o")
_NUMBER = re.compile(r"(\d{1,2}|[a-zæøå])[.)]")
_OPEN = re.compile(
    r"[,–—/-]$|\b(?:og|eller|samt|i|på|av|for|til|med|om|ved|fra|frå|den|det|en|ei|et|som|å)$"
)
_SUSPENDED = re.compile(r"\b(?:og|eller|samt)\s-$")
_GOES_ON = re.compile(r"[«\"(]?[a-zæøå]|[,;:)%&/]")


def cell_lines(words: Iterable[Word]) -> list[Line]:
    """Return the lines of a cell from the top."""
    return lines_of(words, gap=_WIDE)


def step_of(columns: Iterable[Sequence[Line]], size: float) -> float:
    """Return the usual distance of lines inside a cell, measured over columns of lines."""
    steps: Counter[float] = Counter()
    for lines in columns:
        for above, below in pairwise(lines):
            step = below.baseline - above.baseline
            if 0.8 * size <= step <= 2 * size:
                steps[round(2 * step) / 2] += 1
    if not steps:
        return 1.2 * size
    most = max(steps.values())
    return min(step for step, count in steps.items() if 4 * count >= most)


def begins_cell(text: str) -> bool:
    """Whether a line may be the first of a cell: a capital, a number, a bullet, a quote.

    >>> begins_cell("Bygge bru"), begins_cell("og rive tak"), begins_cell("– Bygge")
    (True, False, True)
    """
    first = text.lstrip('«»"“(')[:1]
    return bool(first) and not first.islower() and first not in ",;:)%&/"


def is_open(text: str) -> bool:
    """Whether a line's end shows that its sentence goes on.

    >>> is_open("barn og"), is_open("et sam-"), is_open("Bygge bru")
    (True, True, False)
    """
    return _OPEN.search(text) is not None


def cell_text(lines: Sequence[Line], width: float, step: float) -> str:
    r"""Return the text of a cell; ``\n`` parts its paragraphs.

    ``width`` is that of the fullest line of the column: a line that has room for the next word
    was ended on purpose. ``step`` is the usual distance of lines.
    """
    parts: list[str] = []
    marks: list[str] = []
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else None
        mark = _mark(line, above, marks)
        if above is None or mark or _begins(above, line, width, step):
            parts.append(line.text)
            marks.append(mark)
        else:
            parts[-1] = run_on(parts[-1], line.text)
    return "\n".join(parts)


def run_on(text: str, more: str) -> str:
    """Join a text with its next line.

    >>> run_on("et sam-", "arbeid"), run_on("barne-", "og ungdom"), run_on("elva og -", "fjorden")
    ('et samarbeid', 'barne- og ungdom', 'elva og -fjorden')
    """
    kind = seam(text, more)
    if kind == "word":
        return text[:-1] + more
    is_tight = kind == "hyphen" or (_SUSPENDED.search(text) is not None and more[:1].islower())
    return text + ("" if is_tight else " ") + more


def _begins(above: Line, line: Line, width: float, step: float) -> bool:
    """Whether a line begins a paragraph of its cell."""
    if seam(above.text, line.text) != "space" or is_open(above.text):
        return False
    size = max(above.size, line.size)
    if line.baseline - above.baseline > _FAR * max(step, size):
        return True
    goes_on = _GOES_ON.match(line.text) is not None
    is_ended = above.text.endswith(_ENDED)
    return (
        would_fit(above, line, width)
        and (is_ended or not goes_on)
        and not (goes_on and not is_ended)
    )


def would_fit(above: Line, line: Line, width: float) -> bool:
    """Whether the first word of a line would have had room on the line above it."""
    first = line.words[0]
    needed = above.right - above.left + _SPACE * above.size + first.right - first.left
    return needed < width - 0.1 * above.size


def _mark(line: Line, above: Line | None, marks: list[str]) -> str:
    """Return the bullet or number that a line begins an item with, or nothing."""
    first = line.words[0].text
    if _BULLET.match(first):
        return first[0]
    if len(line.words) == 1:
        return ""
    is_ended = above is None or above.text.endswith(_ENDED)
    if _DASH.fullmatch(first):
        is_listed = bool(marks) and first in marks
        return first if is_listed or is_ended or line.words[1].text[:1].isupper() else ""
    number = _NUMBER.fullmatch(first)
    if number is None:
        return ""
    before = next((m for m in reversed(marks) if _NUMBER.fullmatch(m)), "")
    if not before:
        return first if (number[1] in {"1", "a"} and above is None) or is_ended else ""
    return first if _follows(before[:-1], number[1]) else ""


def _follows(before: str, mark: str) -> bool:
    """Whether a number or letter is the next one."""
    if before.isdigit() and mark.isdigit():
        return int(mark) == int(before) + 1
    return len(before) == len(mark) == 1 and ord(mark) == ord(before) + 1
