"""Lines of a PDF to paragraphs: by distance, indentation, type, marks and how full a line is."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

from loaders.formats.pdf.columns import Box, Region
from loaders.formats.pdf.lines import Line
from loaders.formats.pdf.survey import Survey, smallest_step
from loaders.labels import BULLETS, match_label
from loaders.marks import CODE, DATED, NUMBER
from loaders.wrapping import seam

_FAR = 1.28  # line distances: a line further down begins a paragraph
_OTHER_SIZE = 0.07  # of the size: type that differs more is another style
_SPACE = 0.28  # of the size: a space between words
_HEADING_LINES = 3  # a heading in bold has at most so many
_INDENT = 0.8  # of the size: a first line set in so far begins a paragraph
_BULLET = re.compile(rf"[{BULLETS}*–—−-]|o")
_TIGHT = re.compile(rf"[{BULLETS}](?=\S)")
_SENTENCE_END = (".", "!", "?", ":", "»", "”")
_OPEN = re.compile(r"[,–—-]$|\b(?:og|i|på|av|for|til|med|om|ved|fra|frå|den|det|en|ei|et|som|å)$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; ``marker`` is the bullet or number they begin with.

    ``left`` is where its mark stands, ``text_left`` where its text begins, measured from the
    column's left edge; ``gap`` whether white space parts it from what is above.
    """

    lines: list[Line]
    survey: Survey = field(repr=False)
    page: int
    edge: float
    left: float
    text_left: float
    marker: str = ""
    gap: bool = False

    @property
    def text(self) -> str:
        """The lines run together, words that they cut made whole."""
        return reduce(self.survey.joined, (line.text for line in self.lines))

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.is_bold for line in self.lines)

    @property
    def size(self) -> float:
        """The size of its type."""
        return max(self.lines, key=lambda line: len(line.text)).size


def paragraphs(region: Region, page: int, survey: Survey) -> list[Paragraph | Box]:
    """Return the paragraphs of a column, the boxes between them in their places."""
    found: list[Paragraph | Box] = []
    lines = [item for item in region.items if isinstance(item, Line)]
    steps = _steps(lines)
    edge = max(_right_edge(lines, survey), region.reach)
    if not region.is_column:
        edge = max(edge, survey.right_edge())
    current: Paragraph | None = None
    for item in region.items:
        if isinstance(item, Box):
            found.append(item)
            current = None
            continue
        marker, rest = _mark(item)
        above = current.lines[-1] if current else None
        step = _step(steps, survey, item.size)
        is_far = above is not None and item.baseline - above.baseline > _FAR * step
        if current is not None and not is_far and _continues(current, item, marker, edge):
            current.lines.append(item)
            continue
        shown = rest or item
        current = Paragraph(
            [shown],
            survey,
            page,
            edge,
            round(item.left - region.left, 2),
            round(shown.left - region.left, 2),
            marker,
            gap=is_far or above is None,
        )
        found.append(current)
    return found


def _steps(lines: Sequence[Line]) -> dict[float, Counter[float]]:
    """Count the distances of neighbouring lines by size."""
    steps: dict[float, Counter[float]] = {}
    for above, below in pairwise(lines):
        step = below.baseline - above.baseline
        alike = abs(above.size - below.size) <= _OTHER_SIZE * below.size
        if alike and 0.9 * below.size <= step <= 3 * below.size:
            steps.setdefault(round(2 * below.size) / 2, Counter())[round(2 * step) / 2] += 1
    return steps


def _step(steps: dict[float, Counter[float]], survey: Survey, size: float) -> float:
    """Return the distance of lines inside a paragraph: the column's own, else the document's."""
    usual = survey.step(size)
    own = smallest_step(steps.get(round(2 * size) / 2, Counter()))
    return min(own, usual * 1.25) if own is not None else usual


def _right_edge(lines: Sequence[Line], survey: Survey) -> float:
    """Return where full lines of the body end."""
    body = survey.body_size()
    edges = [line.right for line in lines if line.size <= body * (1 + _OTHER_SIZE)]
    return max(edges or [line.right for line in lines], default=0.0)


def _mark(line: Line) -> tuple[str, Line | None]:
    """Return the bullet or number a line begins with, and the line after it."""
    first = line.words[0].text
    rest = line.after(1)
    if rest is not None and _BULLET.fullmatch(first):
        return first, rest
    if rest is not None and NUMBER.match(first + " x") and not DATED.match(line.text):
        return first, None
    if _TIGHT.match(first):
        return first[0], None
    return "", None


def _continues(current: Paragraph, line: Line, marker: str, edge: float) -> bool:
    """Whether a line, near enough below, goes on with a paragraph."""
    above = current.lines[-1]
    is_beside = line.baseline - above.baseline < 0.5 * above.size
    if is_beside or abs(line.size - above.size) > _OTHER_SIZE * above.size:
        return False
    is_full = not _would_fit(above, line, edge)
    if marker:
        return _is_mark_in_sentence(current, line, marker, is_full=is_full)
    if _begins(current, line, is_full=is_full):
        return False
    goes_on = line.text[:1].islower() or line.text[:1] in ",;:)%&/("
    if above.is_bold and line.is_bold and len(current.lines) < _HEADING_LINES:
        return is_full or goes_on or not above.text.endswith(_SENTENCE_END)
    return is_full or (goes_on and not above.text.endswith((":", "."))) or _is_cut(above, line)


def _begins(current: Paragraph, line: Line, *, is_full: bool) -> bool:
    """Whether a line says of itself that it begins a paragraph."""
    goes_on = line.text[:1].islower() or line.text[:1] in ",;:)%&/("
    return (
        (CODE.match(line.text) is not None and not (is_full and _is_open(current, line)))
        or _is_label_edge(current, line, is_full=is_full)
        or not _joins_in_weight(current.lines[-1], line, is_full=is_full, goes_on=goes_on)
        or _is_indented(current, line)
    )


def _would_fit(above: Line, line: Line, edge: float) -> bool:
    """Whether the first word of a line would have had room on the line above it."""
    first = line.words[0]
    return above.right + _SPACE * above.size + (first.right - first.left) <= edge


def _is_cut(above: Line, line: Line) -> bool:
    return seam(above.text, line.text) != "space" or _OPEN.search(above.text) is not None


def _is_open(current: Paragraph, line: Line) -> bool:
    """Whether a sentence is under way, so that a number is part of it."""
    begins = current.lines[0].text
    same_left = abs(line.left - current.lines[-1].left) < 0.3 * line.size
    is_ended = current.lines[-1].text.endswith((*_SENTENCE_END, ";"))
    return same_left and not is_ended and not CODE.match(begins) and not current.marker


def _is_mark_in_sentence(current: Paragraph, line: Line, marker: str, *, is_full: bool) -> bool:
    """Tell a dash or number that a wrapped line happens to begin with from a list's."""
    if not is_full or current.marker[:1] == marker[:1]:
        return False
    if re.fullmatch(rf"[{BULLETS}*o]", marker):
        return False
    above = current.lines[-1]
    rest = line.text[len(marker) :].strip()
    if above.text.endswith(_SENTENCE_END) or line.left > above.left + 0.3 * line.size:
        return False
    if current.marker.rstrip(".)").isdigit() and marker.rstrip(".)").isdigit():
        return int(marker.rstrip(".)")) != int(current.marker.rstrip(".)")) + 1
    return rest[:1].islower()


def _is_label_edge(current: Paragraph, line: Line, *, is_full: bool) -> bool:
    """A label stands alone above a line, or begins it; it doesn't end a sentence."""
    if is_full and line.text[:1].islower() and not current.lines[-1].text.endswith(_SENTENCE_END):
        return False
    if len(current.lines) == 1 and not current.marker:
        above = match_label(current.lines[0].text)
        if above is not None and above.is_whole:
            return True
    label = match_label(line.text)
    return bool(label and (label.is_whole or label.is_marked))


def _joins_in_weight(above: Line, line: Line, *, is_full: bool, goes_on: bool) -> bool:
    """Whether bold ends or begins inside a sentence, not with a line."""
    if above.is_bold == line.is_bold:
        return True
    if above.is_bold and not line.words[0].is_bold:
        return is_full and goes_on
    if line.is_bold and not above.words[-1].is_bold:
        return is_full and not above.text.endswith(_SENTENCE_END)
    return True


def _is_indented(current: Paragraph, line: Line) -> bool:
    """Whether a line is a first line set in, or set out of a list's item again."""
    above = current.lines[-1]
    shift = line.left - above.left
    if current.marker:
        set_out = line.left < current.lines[0].left - _INDENT * line.size
        return set_out and not line.text[:1].islower()
    if len(current.lines) > 1 or abs(shift) < _INDENT * line.size:
        return _INDENT * line.size < shift < 5 * line.size and above.text.endswith(_SENTENCE_END)
    return shift > 0 and above.text.endswith(_SENTENCE_END)
