"""Running headers, footers and page numbers: what comes back at the same height of the pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.formats.pdf.header import HEADER_LINES, headers
from loaders.formats.pdf.page import Page
from loaders.formats.pdf.words import Word
from loaders.labels import match_label
from loaders.lines import is_page_number
from loaders.marks import split_header

_ZONE = 0.15  # of the page's height, at the top and at the foot
_NUMBER_ZONE = 0.10
_ROWS = 4  # at most so many lines of a page's edge are furniture
_HEIGHT = 4.0  # points: lines this near each other stand at the same height
_NEAR = 4  # pages: where a header comes back
_NUMBER = re.compile(r"\d+")

_APART = 2.0  # of the size: white space between a header and the text
_RAISED = 0.8  # of the size: a line below another stands further from it
_BAND_WORDS = 12
Edge = tuple[int, str, str]
Band = tuple[int, str, float]


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """A line at the edge of a page; ``key`` is the same on the pages where it comes back.

    ``band`` is its height and size, where it stands apart from the text of the page.
    """

    words: tuple[Word, ...]
    text: str
    key: Edge
    is_outermost: bool
    band: Band | None


def edges(page: Page, rows: Sequence[list[Word]]) -> list[EdgeRow]:
    """Return the rows at the top and the foot of a page that may be furniture."""
    found = []
    # A table's header that is repeated on every page, over several lines too, is the table's.
    tables = [range(header.start, header.end) for header in headers(rows[: _ROWS + HEADER_LINES])]
    for number, row in enumerate(rows):
        if any(number in lines for lines in tables):
            continue
        base = row[0].baseline
        at_top = number < _ROWS and base <= _ZONE * page.height
        at_foot = number >= len(rows) - _ROWS and base >= (1 - _ZONE) * page.height
        if not (at_top or at_foot) or _is_beside(row, rows[max(number - 1, 0) : number + 2]):
            continue
        text = " ".join(word.text for word in row)
        where = "top" if at_top else "foot"
        near = min(base, page.height - base) <= _NUMBER_ZONE * page.height
        key = (round(base / _HEIGHT), where, _NUMBER.sub("#", text.lower())[:100])
        size = round(2 * max(word.size for word in row)) / 2
        inner = rows[number + 1 : number + 2] if at_top else rows[max(number - 1, 0) : number]
        is_apart = all(abs(other[0].baseline - base) > _APART * size for other in inner)
        band = (key[0], where, size) if is_apart and near and len(row) <= _BAND_WORDS else None
        found.append(EdgeRow(tuple(row), text, key, near, band))
    return found


def _is_beside(row: list[Word], around: Sequence[list[Word]]) -> bool:
    """Whether it is a raised mark, too near a line to be one of its own."""
    size = max(word.size for word in row)
    return any(
        size < other[0].size and abs(other[0].baseline - row[0].baseline) < _RAISED * other[0].size
        for other in around
    )


class Running:
    """Tells the furniture of each page by what all pages have at their edges."""

    def __init__(
        self, seen: Mapping[Edge, list[int]], bands: Mapping[Band, int], pages: int, body: float
    ) -> None:
        """Take the edges of all pages, how many pages there are, and the size of the body."""
        self._seen = seen
        self._pages = pages
        self._body = body
        enough = max(pages // 2, _NEAR)
        self._bands = {band for band, count in bands.items() if count >= enough}

    def furniture(self, page: Page, rows: Sequence[list[Word]]) -> list[tuple[EdgeRow, str]]:
        """Return the rows of a page that are furniture, each with what it is."""
        found = []
        for row in edges(page, rows):
            if row.is_outermost and is_page_number(row.text) and self._is_numbering(page, row):
                found.append((row, "page-number"))
            elif self._comes_back(page.number, row) or self._is_in_band(row):
                found.append((row, "running-header"))
        return found

    def _is_numbering(self, page: Page, row: EdgeRow) -> bool:
        number = _NUMBER.search(row.text)
        return number is not None and (
            not row.text.isdigit() or int(number.group()) <= page.number + self._pages + 50
        )

    def _comes_back(self, number: int, row: EdgeRow) -> bool:
        height, where, text = row.key
        heights = (height - 1, height, height + 1)
        pages = {n for at in heights for n in self._seen.get((at, where, text), ())}
        size = max(word.size for word in row.words)
        if self._is_content(row, size):
            return False
        if self._pages < 2 * _NEAR:
            return len(pages) >= 2 and (2 * len(pages) > self._pages or len(pages) >= 3)
        if size > 1.15 * self._body:
            return 2 * len(pages) > self._pages
        return sum(abs(number - other) <= _NEAR for other in pages) >= 3

    def _is_content(self, row: EdgeRow, size: float) -> bool:
        """Whether a rule needs the line: a label («Hovedmål 3») or a table's header row."""
        if split_header(row.text) is not None:
            return True
        is_label = match_label(row.text, is_heading=True) is not None
        return is_label and (size >= self._body or any(word.is_bold for word in row.words))

    def _is_in_band(self, row: EdgeRow) -> bool:
        """Whether it is a chapter's name in small type, where other pages have other names."""
        is_small = max(word.size for word in row.words) <= 0.92 * self._body
        is_note = row.text[:1].isdigit() and row.key[1] == "foot"
        return is_small and row.band in self._bands and not is_note
