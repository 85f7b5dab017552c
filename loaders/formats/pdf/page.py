"""The pages of a PDF as words and drawn lines, each with its place.

Points, the origin at the top left, y growing downward; a page that lies on its side is turned so
that its text stands upright. pdfium reads the file; what the words mean is for the modules beside.
"""

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from graph.errors import BadInput
from loaders.formats.pdf.bullets import with_bullets
from loaders.formats.pdf.drawing import Rule, Turn, drawing
from loaders.formats.pdf.fonts import Fonts
from loaders.formats.pdf.words import Word
from loaders.lexicon import threshold

_ASCENT = 0.75  # of the size: where a word's box begins above its baseline …
_DESCENT = 0.25  # … and ends below it, alike for all fonts so that words can be compared
_WORD = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_EDGE = re.compile(r"(?<=[^\W\d_])(?=[\d*])|(?<=[\d*])(?=[^\W\d_])|(?<=[.,;:!?)»”\"])(?=\d)")
_JUMP = 0.4  # of the size: a gap this wide between two characters parts words
_RISE = 0.12  # of the size: a baseline this much off is another
_SMALLER = 0.9  # of the size beside it: a raised mark
_WIDE = 1.1  # of the size: no character of a run is wider than this on average

_SPELLED = {
    **{ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆĳŉ"},
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), ""),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
    ord("\u2212"): "−",
}
_SYMBOL = range(0xF000, 0xF100)  # how fonts of symbols give their characters


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its words and drawn lines in no order.

    ``image_share`` is the part of the page that pictures cover, from 0 to 1. The words of a page
    that ``is_garbled`` are no words: its fonts don't say which letters they show. ``is_cut``:
    the page holds more than was read of it.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    image_share: float
    is_garbled: bool = False
    is_cut: bool = False


def pages(data: bytes, name: str, first: int = 1) -> Iterator[Page]:
    """Yield the pages of a PDF from page ``first``, one at a time.

    Raises :class:`~graph.errors.BadInput` (``document-encrypted``, ``document-broken``).
    """
    with closing(open_pdf(data, name)) as document:
        for index in range(first - 1, page_count(document)):
            yield read_page(document, index)


def open_pdf(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """Open a PDF; close it after use.

    Raises :class:`~graph.errors.BadInput` (``document-encrypted``, ``document-broken``).
    """
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise BadInput("document-encrypted", where=name) from error
        reason = str(error).partition("PDFium: ")[2].rstrip(").") or str(error)
        raise BadInput("document-broken", where=name, reason=reason) from error


def page_count(document: pypdfium2.PdfDocument) -> int:
    """Return how many pages are read, which has an upper bound."""
    return min(len(document), int(threshold("pdf", "max_pages")))


def read_page(document: pypdfium2.PdfDocument, index: int) -> Page:
    """Read one page of an open PDF, the first at index 0; a broken one is empty."""
    handle = pdfium.FPDF_LoadPage(document.raw, index)
    if not handle:
        return Page(index + 1, 0, 0, (), (), 0)
    try:
        found = _Text(handle)
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(handle, box)
        quarter = found.quarter()
        turn = Turn(quarter, box.left, box.bottom, box.right, box.top)
        drawn = drawing(handle, turn)
        return Page(
            index + 1,
            turn.width,
            turn.height,
            tuple(with_bullets(found.words(turn, quarter), drawn.dots)),
            tuple(drawn.rules),
            drawn.image_share,
            is_garbled=found.is_garbled(),
            is_cut=drawn.is_cut or found.is_cut,
        )
    finally:
        pdfium.FPDF_ClosePage(handle)


@dataclass(slots=True)
class _Run:
    """A word where pdfium has it: in the page's own coordinates, with its quarter turn."""

    text: str
    start: tuple[float, float]
    end: tuple[float, float, float, float]
    size: float
    font: str
    is_bold: bool
    quarter: int


class _Text:
    """The words of a page.

    Calls into pdfium are what costs here, so a word is asked for its first and last character
    only, and looked into where these don't fit together.
    """

    def __init__(self, page: ctypes.c_void_p) -> None:
        self._handle = pdfium.FPDFText_LoadPage(page)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = tuple(ctypes.c_double() for _ in range(4))
        self._fonts = Fonts(self._handle)
        self.is_cut = False
        self._strange = 0
        self._characters = 0
        self._runs: list[_Run] = []
        if not self._handle:
            return
        try:
            self._read()
        finally:
            pdfium.FPDFText_ClosePage(self._handle)

    def _read(self) -> None:
        text = self._characters_of_page()
        for match in _WORD.finditer(text):
            start, end = match.span()
            self._word(text, start, end)

    def _characters_of_page(self) -> str:
        """Return one character per index: the whole text at once where that is so."""
        count = pdfium.FPDFText_CountChars(self._handle)
        most = int(threshold("pdf", "max_characters"))
        self.is_cut = count > most
        count = max(min(count, most), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._handle, 0, count, buffer)
        if written == count + 1:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
            if len(text) == count:
                return text
        get = pdfium.FPDFText_GetUnicode
        codes = (get(self._handle, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)

    def _word(self, text: str, start: int, end: int) -> None:
        run = self._run(text, start, end)
        if run is None:
            return
        if end - start > 1 and not self._fits(run, start, end):
            self._pieces(text, start, end)
            return
        last = start
        for edge in _EDGE.finditer(text, start, end):
            at = edge.start()
            if last < at < end and self._rises(at):
                self._add(self._run(text, last, at))
                last = at
        self._add(run if last == start else self._run(text, last, end))

    def _fits(self, run: _Run, start: int, end: int) -> bool:
        """Whether the last character stands where one word from the first would end."""
        x, y = self._origin(end - 1)
        dx, dy = x - run.start[0], y - run.start[1]
        along, across = _turned(dx, dy, run.quarter)
        return (
            0 <= along <= (end - start) * run.size * _WIDE
            and abs(across) < run.size * _RISE
            and self._fonts.at(end - 1).size > run.size * _SMALLER
        )

    def _pieces(self, text: str, start: int, end: int) -> None:
        """Cut a run at jumps and at raised or lowered characters."""
        last = start
        for at in range(start + 1, end):
            if self._rises(at) or self._jumps(at):
                self._add(self._run(text, last, at))
                last = at
        self._add(self._run(text, last, end))

    def _rises(self, at: int) -> bool:
        """Whether a character stands on another baseline than the one before it."""
        before, here = self._fonts.at(at - 1), self._fonts.at(at)
        x, y = self._origin(at - 1)
        dx, dy = self._origin(at)
        across = _turned(dx - x, dy - y, before.quarter)[1]
        return abs(across) > max(before.size, here.size) * _RISE

    def _jumps(self, at: int) -> bool:
        font = self._fonts.at(at - 1)
        left, right, bottom, top = self._char_box(at - 1)
        x, y = self._origin(at)
        gap = _gap((left, bottom, right, top), x, y, font.quarter)
        return gap > font.size * _JUMP or gap < -font.size

    def _run(self, text: str, start: int, end: int) -> _Run | None:
        font = self._fonts.at(start)
        if font.size <= 0:
            return None
        first = self._origin(start)
        left, right, bottom, top = self._char_box(end - 1)
        return _Run(text[start:end], first, (left, bottom, right, top), font.size,
                    font.name, font.is_bold, font.quarter)  # fmt: skip

    def _add(self, run: _Run | None) -> None:
        if run is None:
            return
        self._characters += len(run.text)
        self._strange += sum(map(_is_strange, run.text)) if not run.text.isascii() else 0
        run.text = _normal(run.text, run.font)
        if run.text:
            self._runs.append(run)

    def _origin(self, index: int) -> tuple[float, float]:
        pdfium.FPDFText_GetCharOrigin(self._handle, index, self._x, self._y)
        return self._x.value, self._y.value

    def _char_box(self, index: int) -> tuple[float, ...]:
        """Return left, right, bottom, top."""
        pdfium.FPDFText_GetCharBox(self._handle, index, *self._box)
        return tuple(value.value for value in self._box)

    def quarter(self) -> int:
        """Return how many quarters the page is to be turned so that most text is upright."""
        counts: Counter[int] = Counter()
        for run in self._runs:
            counts[run.quarter] += len(run.text)
        return max(counts, key=lambda q: (counts[q], -q)) if counts else 0

    def is_garbled(self) -> bool:
        """Whether most characters are none, so that the text can't be used."""
        return self._strange > threshold("pdf", "garbled") * max(self._characters, 1)

    def words(self, turn: Turn, quarter: int) -> Iterator[Word]:
        """Yield the words that stand upright."""
        for run in self._runs:
            if run.quarter != quarter:
                continue
            left, baseline = turn.point(*run.start)
            end = turn.box(*run.end)
            size = round(run.size, 2)
            yield Word(
                run.text,
                round(left, 2),
                round(baseline - _ASCENT * size, 2),
                round(max(end[2], left), 2),
                round(baseline + _DESCENT * size, 2),
                round(baseline, 2),
                size,
                run.font,
                run.is_bold,
            )


def _turned(dx: float, dy: float, quarter: int) -> tuple[float, float]:
    """Return a step as one along the text and one upward from its baseline."""
    return ((dx, dy), (dy, -dx), (-dx, -dy), (-dy, dx))[quarter]


def _gap(box: tuple[float, float, float, float], x: float, y: float, quarter: int) -> float:
    """Return how far after a character's box the next character begins."""
    left, bottom, right, top = box
    return (x - right, y - top, left - x, bottom - y)[quarter]


def _is_strange(char: str) -> bool:
    """No character of a text: unknown, of private use, control, or a rare script's by chance."""
    code = ord(char)
    if code in _SYMBOL or char in "\x02\ufffe":
        return False
    return unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"} or char == "\ufffd"


def _normal(text: str, font: str) -> str:
    r"""Return a word as it is read: no ligatures and soft hyphens, symbols' bullets as «•».

    >>> _normal("ﬁnan\u00adser", "Arial"), _normal("\uf0b7", "Symbol"), _normal("sam\x02", "A")
    ('finanser', '•', 'sam-')
    """
    if text[-1] in "\x02\ufffe\u00ad":
        text = text[:-1] + "-"
    if text.isascii():
        return text
    if any(ord(char) in _SYMBOL for char in text):
        is_bullet = len(text) == 1 or re.search("symbol|dings", font, re.IGNORECASE)
        text = "".join(_symbol(c, is_bullet=bool(is_bullet)) for c in text)
    return unicodedata.normalize("NFC", text.translate(_SPELLED))


def _symbol(char: str, *, is_bullet: bool) -> str:
    """A character that a font of symbols gives: a bullet, or a letter at its place plus F000."""
    if ord(char) not in _SYMBOL:
        return char
    return "•" if is_bullet else chr(ord(char) - _SYMBOL.start)


__all__ = ["Page", "Rule", "Word", "open_pdf", "page_count", "pages", "read_page"]
