"""Makes a :class:`~loaders.document.Document` of a format that has no text of its own.

A reader of PDF, Word, web pages or sheets says in reading order what it meets; the composer writes
the text that the passages quote, one paragraph or cell to a line, and cuts bullets, codes and
numbers off as for a plain text.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from graph.errors import Notice
from loaders.document import Block, Document, Mapped, Record
from loaders.layout import Layout
from loaders.lines import Line, title_key
from loaders.marks import heading_code
from loaders.settling import settle
from loaders.wrapping import row_of


class Composer:
    r"""Takes a document piece by piece.

    ``guesses_headings`` holds where the format marks no headings (or the author used none): a
    short line alone is then a heading. ``is_marked`` says that lists carry marks of their own, so
    that a number before a line tells nothing more.

    >>> composer = Composer(guesses_headings=False, is_marked=True)
    >>> composer.heading("1.2 Mål", level=2)
    >>> composer.paragraph("Vi skal: • leke • lære")
    >>> composer.table([["Tiltak", "Ansvar"], ["Bygge bru\nRive tak", "Teknisk"]])
    >>> document = composer.document("plan.docx", b"...", "application/msword")
    >>> [(b.kind, b.code, b.text) for b in document.blocks][:3]
    [('heading', '1.2', 'Mål'), ('paragraph', None, 'Vi skal:'), ('item', None, 'leke')]
    >>> [cell.text for cell in document.blocks[-1].rows[1][0].paragraphs()]
    ['Bygge bru', 'Rive tak']
    """

    def __init__(self, *, guesses_headings: bool, is_marked: bool) -> None:
        """Begin with an empty document."""
        self._layout = Layout({}, guesses_headings=guesses_headings)
        self._is_marked = is_marked
        self._text: list[str] = []
        self._length = 0
        self._starts: list[int] = []
        self._pages: list[tuple[int, int]] = []
        self._page: int | None = None
        self._notices: list[Notice] = []

    # --- where we are ---------------------------------------------------------------------

    def page(self, number: int) -> None:
        """Begin a page (of a PDF) or nothing at all where a format has no pages."""
        self._page = number

    def contents(self, titles: Iterable[tuple[str, int]]) -> None:
        """Tell what the table of contents lists: these lines are headings where they stand."""
        self._layout.contents.update({title_key(title): page for title, page in titles})

    def notice(self, reference: str, **details: Any) -> None:  # noqa: ANN401 - as for Notice
        """Tell the user something about the document."""
        self._notices.append(Notice(reference, **details))

    # --- what stands there ----------------------------------------------------------------

    def heading(self, text: str, level: int = 0, *, is_strong: bool = False) -> None:
        """Add a heading; its number is cut off, and tells the level where none is given."""
        content, line = self._line(text)
        if not content:
            return
        match = heading_code(content.text)
        code = match["code"] if match else None
        if match:
            content = content.part(match.end())
        if code and not level:
            level = code.count(".") + 1
        self._add(
            Block("heading", content, line.number, line.page, level=level, code=code,
                  is_strong=is_strong, gap=1)
        )  # fmt: skip

    def paragraph(self, text: str, *, gap: int = 1) -> None:
        """Add a paragraph; bullets, codes and numbers in it make items.

        ``gap`` is 0 where it stands right under the paragraph before it.
        """
        content, line = self._line(text)
        if content:
            self._layout.add(row_of(line, gap))

    def item(self, text: str, *, marker: str = "•", level: int = 0) -> None:
        """Add an item of a list that the format marks as one; ``level`` 0 is the outermost."""
        content, line = self._line(text)
        if not content:
            return
        before = len(self._layout.blocks)
        self._layout.add(row_of(line))
        made = self._layout.blocks[before:]
        if made and made[0].kind in {"paragraph", "heading", "footnote"}:
            made[0] = replace(made[0], kind="item", level=level, marker=marker)
        self._layout.blocks[before:] = [
            replace(block, level=level, marker=block.marker or marker)
            if block.kind == "item"
            else block
            for block in made
        ]

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        r"""Add a table, header row first; ``\n`` in a cell parts its paragraphs."""
        made = []
        first: Line | None = None
        for row in rows:
            cells = []
            for cell in row:
                parts = [self._line(part) for part in cell.split("\n") if part.strip()]
                first = first or (parts[0][1] if parts else None)
                cells.append(Mapped.join([content for content, _ in parts]))
            made.append(tuple(cells))
        if first is None:
            return
        content = Mapped.join([Mapped.join(row, " | ") for row in made], " / ")
        self._add(Block("table", content, first.number, first.page, gap=1, rows=tuple(made)))

    def record(
        self,
        text: str,
        record: Record,
        code: str | None = None,
        details: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Add an element that a register gives outright, with what it says of it besides.

        Each detail is the kind of it and its text, which gets a line of its own.
        """
        content, line = self._line(text)
        if not content:
            return
        said = tuple((kind, told) for kind, value in details if (told := self._line(value)[0]))
        record = replace(record, details=said) if said else record
        self._add(Block("record", content, line.number, line.page, code=code, record=record))

    def aside(self, text: str, note: str) -> None:
        """Add what holds no plan elements: ``note`` is «footnote», «quote» or a furniture's name.

        Furniture: page-number, running-header, contents, credit, figure, comment.
        """
        content, line = self._line(text)
        if not content:
            return
        if note == "footnote":
            block = Block("footnote", content, line.number, line.page)
        elif note == "quote":
            block = Block("quote", content, line.number, line.page)
        else:
            block = Block("furniture", content, line.number, line.page, note=note)
        self._add(block)

    # --- the whole ------------------------------------------------------------------------

    def document(
        self, name: str, data: bytes, media_type: str, encoding: str = "utf-8"
    ) -> Document:
        """Return the document of all that was added."""
        text = "".join(self._text)
        return Document(
            name=name,
            sha256=hashlib.sha256(data).hexdigest(),
            media_type=media_type,
            encoding=encoding,
            text=text,
            original=text,
            blocks=tuple(settle(self._layout.blocks, is_marked=self._is_marked)),
            lines=tuple(self._starts),
            pages=tuple(self._pages),
            notices=tuple(self._notices),
        )

    def _add(self, block: Block) -> None:
        self._layout.blocks.append(block)

    def _line(self, text: str) -> tuple[Mapped, Line]:
        """Write a line of the text and return it with its place."""
        raw = " ".join(text.split())
        line = Line(raw, self._length, len(self._starts) + 1, self._page)
        content = Mapped.of(raw, self._length)
        if content:
            self._text += [raw, "\n"]
            self._starts.append(self._length)
            if self._page is not None and (not self._pages or self._pages[-1][1] != self._page):
                self._pages.append((self._length, self._page))
            self._length += len(raw) + 1
        return content, line
