"""The pages of a PDF to a document: what is furniture, notes, tables, headings, lists, prose."""

import re
from dataclasses import replace

from loaders.composing import Composer
from loaders.formats.pdf.columns import Box, Gutter, Region, regions
from loaders.formats.pdf.contents import contents
from loaders.formats.pdf.edges import Running
from loaders.formats.pdf.headings import Headings
from loaders.formats.pdf.lines import Line, baselines
from loaders.formats.pdf.page import Page
from loaders.formats.pdf.paragraphs import Paragraph, paragraphs
from loaders.formats.pdf.survey import Survey
from loaders.formats.pdf.tables import Table, find_tables, join
from loaders.formats.pdf.words import Word
from loaders.lines import is_credit, title_key
from loaders.wrapping import seam

_SMALL = 0.93  # of the body's size: footnotes are set smaller
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡]{1,3})\)?(?:\s+(?=\S)|(?=[A-ZÆØÅ«]))")
_ENDED = re.compile(r"[.!?:][»”\")]?$")
_NESTED = 0.6  # of the size: an item set in so far is one level deeper


class Composing:
    """Takes page after page, and keeps what may go on at the next one."""

    def __init__(self, composer: Composer, survey: Survey, headings: Headings) -> None:
        """Take where to write and what is known of the whole document."""
        self._composer = composer
        self._survey = survey
        self._headings = headings
        self._body = survey.body_size()
        self._running = Running(survey.edges, survey.bands, survey.pages, self._body)
        self._pending: Paragraph | None = None
        self._table: tuple[Table, int] | None = None
        self._later: list[tuple[str, str, int]] = []
        self._indents: list[float] = []
        self._has_contents = False
        self._gutters: list[Gutter] = []

    def page(self, page: Page) -> None:
        """Write a page."""
        if page.is_garbled:
            return
        page = self._without_furniture(page)
        page = self._without_contents(page)
        tables = find_tables(page, self._table[0] if self._table else None)
        boxes = {Box(t.left, t.top, t.right, t.bottom): t for t in tables}
        rest = [word for word in page.words if not any(box.holds(word) for box in boxes)]
        found = regions(replace(page, words=tuple(rest)), list(boxes), self._gutters)
        for region in found:
            notes = self._footnotes(region)
            for piece in paragraphs(region, page.number, self._survey):
                if isinstance(piece, Box):
                    self._add_table(boxes[piece], page.number)
                else:
                    self._add(piece)
            self._later += [(text, "footnote", page.number) for text in notes]
            if self._pending is None and self._table is None:
                self._write_later()

    def end(self) -> None:
        """Write what was kept for a next page."""
        self._flush()

    # --- what is not the text -------------------------------------------------------------

    def _without_furniture(self, page: Page) -> Page:
        taken: set[Word] = set()
        for row, note in self._running.furniture(page, baselines(page.words)):
            taken.update(row.words)
            self._later.append((row.text, note, page.number))
        return _without(page, taken)

    def _without_contents(self, page: Page) -> Page:
        found = contents(baselines(page.words), goes_on=self._has_contents)
        self._has_contents = found is not None
        if found is None:
            return page
        self._headings.contents.update(
            {title_key(title): number for title, number in found.entries}
        )
        self._composer.contents(found.entries)
        self._flush()
        self._composer.page(page.number)
        for row in found.rows:
            self._composer.aside(" ".join(word.text for word in row), "contents")
        return _without(page, {word for row in found.rows for word in row})

    def _footnotes(self, region: Region) -> list[str]:
        """Take the footnotes off the end of a column: small type that begins with a number."""
        lines: list[Line] = []
        for item in reversed(region.items):
            if isinstance(item, Box) or item.size > _SMALL * self._body:
                break
            lines.insert(0, item)
        starts = [at for at, line in enumerate(lines) if _is_note(line)]
        if not starts:
            return []
        lines = lines[starts[0] :]
        del region.items[len(region.items) - len(lines) :]
        notes: list[str] = []
        for line in lines:
            text = f"{line.mark} {line.text}".strip()
            if _is_note(line) or not notes:
                notes.append(text)
            else:
                notes[-1] = self._survey.joined(notes[-1], text)
        return notes

    # --- the text -------------------------------------------------------------------------

    def _add(self, paragraph: Paragraph) -> None:
        if self._table is not None:
            self._flush()
        above = self._pending
        if above is not None and self._goes_on(above, paragraph):
            above.lines += paragraph.lines
            return
        self._flush()
        self._pending = paragraph

    def _goes_on(self, above: Paragraph, below: Paragraph) -> bool:
        """Whether a paragraph continues one that the page or column before ends with."""
        last, first = above.lines[-1], below.lines[0]
        is_new_place = above.page != below.page or first.baseline < last.baseline
        alike = abs(last.size - first.size) < 0.07 * last.size and above.is_bold == below.is_bold
        if not is_new_place or not alike or below.marker or self._headings.level(below):
            return False
        if self._headings.level(above) or is_credit(above.text):
            return False
        if seam(last.text, first.text) != "space":
            return True
        if _ENDED.search(last.text):
            return False
        if first.text[:1].islower() or first.text[:1] in "(,;":
            return True
        width = first.words[0].right - first.words[0].left
        return last.right + 0.3 * last.size + width > above.edge and last.text[-1:].isalnum()

    def _add_table(self, table: Table, page: int) -> None:
        if self._pending is not None:
            self._flush()
        if self._table is not None:
            above, first = self._table
            whole = join(above, table) if first != page else None
            if whole is not None:
                self._table = whole, first
                return
            self._flush()
        self._table = table, page

    def _flush(self) -> None:
        """Write the paragraph or table that was kept back, and what stood in its way."""
        if self._table is not None:
            table, page = self._table
            self._table = None
            self._composer.page(page)
            self._composer.table(table.rows)
            self._indents = []
        if self._pending is not None:
            paragraph, self._pending = self._pending, None
            self._write(paragraph)
        self._write_later()

    def _write_later(self) -> None:
        for text, note, page in self._later:
            self._composer.page(page)
            self._composer.aside(text, note)
        self._later = []

    def _write(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        self._composer.page(paragraph.page)
        level = self._headings.level(paragraph)
        if is_credit(text):
            self._composer.aside(text, "credit")
        elif level:
            self._indents = []
            self._composer.heading(text, level, is_strong=self._headings.is_strong(paragraph))
        elif paragraph.marker:
            self._composer.item(text, marker=paragraph.marker, level=self._depth(paragraph))
        else:
            self._indents = []
            self._composer.paragraph(text, gap=int(paragraph.gap))

    def _depth(self, paragraph: Paragraph) -> int:
        """Return how deep an item stands in its list, by where its mark stands."""
        near = _NESTED * paragraph.size
        while self._indents and paragraph.left < self._indents[-1] - near:
            self._indents.pop()
        if not self._indents or paragraph.left > self._indents[-1] + near:
            self._indents.append(paragraph.left)
        return len(self._indents) - 1


def _without(page: Page, taken: set[Word]) -> Page:
    if not taken:
        return page
    return replace(page, words=tuple(word for word in page.words if word not in taken))


def _is_note(line: Line) -> bool:
    return bool(line.mark) or _NOTE.match(line.text) is not None
