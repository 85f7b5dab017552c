"""From a plan's text or Markdown to its script: layout by the readers, lost columns by plangraf."""

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from examples.printing.script import (
    RAISED,
    Cell,
    Contents,
    Heading,
    Item,
    NewPage,
    Paragraph,
    Piece,
    Quote,
    Script,
    Table,
)
from loaders.document import Block, Document, Mapped
from loaders.drafts import Draft, Reading
from loaders.readers import read_document
from loaders.reading import read

#: A heading that no mark tells, only its shape: how deep it lies is told by those around it.
_GUESSED = 6
_BULLETS = frozenset("•-–*−▪")
_CONTENTS = re.compile(r"innh[oa]ld(?:sfortegnelse)?", re.IGNORECASE)
_NOTE = re.compile(r"(?:^| )(?P<mark>\d|[¹²³]) (?=[A-ZÆØÅ])")
_PLAIN = str.maketrans("¹²³", "123")
#: What stands before a heading's or an item's text in the source, but not on paper.
_SIGNS = re.compile(r"^\s*(?:#+|[-*•–])?\s*")


def script_of(path: Path) -> Script:
    """Read a plan and return what a printer would be handed.

    Raises :class:`~graph.errors.BadInput` when the file can't be read.
    """
    reading = read(read_document(path))
    return _Scribe(path.stem, reading).script()


class _Scribe:
    """Turns the blocks of one document into pieces, one after the other."""

    def __init__(self, name: str, reading: Reading) -> None:
        self.name = name
        self.reading = reading
        self.document: Document = reading.document
        self.blocks = self.document.blocks
        self.notes: dict[int, str] = {}
        told = {b.level for b in self._body() if b.kind == "heading" and b.level != _GUESSED}
        self.depths = {level: at for at, level in enumerate(sorted(told), start=1)}
        self.depth = 0
        self.heading = ""

    def script(self) -> Script:
        """Return the whole."""
        meta = self.reading.metadata
        cover = tuple(self._cover(meta.title))
        pieces = tuple(self._pieces())
        return Script(
            self.name,
            meta.title,
            meta.municipality or "",
            meta.language,
            cover,
            tuple(self._marked(piece) for piece in pieces),
            self.notes,
        )

    # --- cover ------------------------------------------------------------------------------

    def _body(self) -> tuple[Block, ...]:
        return self.blocks[self._cover_ends() :]

    def _cover_ends(self) -> int:
        """The cover ends at the table of contents, or at the first heading over running text."""
        for at, block in enumerate(self.blocks):
            if _is_contents(block):
                return at
        for at, (block, following) in enumerate(zip(self.blocks, self.blocks[1:], strict=False)):
            if block.kind == "heading" and len(following.text.split()) > 12:
                return at
        return 0

    def _cover(self, title: str) -> Iterator[str]:
        """The lines of the cover but its title; lines right under each other are one."""
        lines: list[str] = []
        for block in self.blocks[: self._cover_ends()]:
            text = self._text(block)
            if text in title:
                continue
            if block.gap == 0 and lines:
                lines[-1] += f" {text}"
            else:
                lines.append(text)
        yield from lines

    # --- body -------------------------------------------------------------------------------

    def _pieces(self) -> Iterator[Piece]:
        blocks = self._body()
        at = 0
        while at < len(blocks):
            block = blocks[at]
            if _is_contents(block):
                yield from (Contents(block.text), NewPage())
                at += 1 + sum(1 for _ in takewhile(_is_entry, blocks[at + 1 :]))
            elif block.kind == "columns":
                span = _until_section(blocks, at)
                yield from self._regained(blocks[at : at + span], blocks[at + span :])
                at += span
            else:
                yield from self._piece(block, after=blocks[at - 1] if at else None)
                at += 1

    def _piece(self, block: Block, after: Block | None) -> Iterator[Piece]:
        text = self._text(block)
        if block.kind == "heading":
            if text.casefold() != (self.reading.metadata.municipality or "").casefold():
                yield self._heading(block, text)
        elif block.kind == "item":
            is_numbered = block.marker is not None and block.marker not in _BULLETS
            yield Item(text, block.marker if is_numbered and block.marker else "•")
        elif block.kind == "paragraph":
            is_under = block.gap == 0 and after is not None and after.kind == "item"
            yield Paragraph(text, is_continued=is_under)
        elif block.kind == "quote":
            yield Quote(text)
        elif block.kind == "table":
            yield Table(tuple(tuple(_cell(c.paragraphs()) for c in row) for row in block.rows),
                        self.heading)  # fmt: skip
        elif block.kind == "footnote" or block.note == "running-header":
            self.notes |= _notes(text)
        elif block.note == "page-number":
            yield NewPage()

    def _heading(self, block: Block, text: str) -> Heading:
        if block.level != _GUESSED:
            self.depth = self.depths[block.level]
        self.heading = text
        deeper = 1 if block.level == _GUESSED else 0
        return Heading(text, min(self.depth + deeper, _GUESSED))

    def _text(self, block: Block) -> str:
        """The text as printed: with its code or number as the source writes it."""
        if block.kind not in {"heading", "item"} or not block.code:
            return block.text
        start = self.document.lines[block.line - 1]
        before = _SIGNS.sub("", self.document.text[start : block.content.start])
        return f"{' '.join(before.split())} {block.text}"

    def _marked(self, piece: Piece) -> Piece:
        """Raise the digits that mark footnotes; the text has them glued to the word before."""
        if not self.notes or not isinstance(piece, Paragraph):
            return piece
        numbers = "".join(map(str, self.notes))
        glued = re.compile(
            rf"(?<=[a-zæøå])[{numbers}](?=[\s.,;]|$)|(?<=(?:19|20)\d\d)[{numbers}]\b"
        )
        return Paragraph(
            glued.sub(lambda m: m.group().translate(RAISED), piece.text), piece.is_continued
        )

    # --- tables whose columns are lost in the text ------------------------------------------

    def _regained(self, lost: tuple[Block, ...], following: tuple[Block, ...]) -> Iterator[Table]:
        """Set the rows that plangraf reads out of paragraphs that stand below each other."""
        ends = following[0].content.start if following else len(self.document.text)
        heads = [at for at, block in enumerate(lost) if block.kind == "columns"]
        header = tuple(_cell([cell]) for cell in lost[0].rows[0])
        rows: list[tuple[Cell, ...]] = [header]
        for at, stop in zip(heads, [*heads[1:], len(lost)], strict=True):
            until = lost[stop].content.start if stop < len(lost) else ends
            group: Draft | None = None
            for measure in self.reading.of_type("measure", "reform_measure"):
                if lost[at].content.start < measure.text.start < until:
                    is_new = measure.parent is not None and measure.parent is not group
                    group = measure.parent
                    name: Cell = (group.label,) if is_new and group else ()
                    rows.append((name, (measure.label,), _cell(measure.descriptions)))
        yield Table(tuple(rows), self.heading, is_grouped=True)


def _cell(parts: list[Mapped]) -> Cell:
    return tuple(part.text for part in parts if part.text)


def _is_contents(block: Block) -> bool:
    is_title = block.kind == "heading" or block.note == "contents"
    return is_title and _CONTENTS.fullmatch(block.text) is not None


def _is_entry(block: Block) -> bool:
    return block.note == "contents" or block.kind == "item"


def _until_section(blocks: tuple[Block, ...], at: int) -> int:
    """How many blocks a table with lost columns takes: up to the next marked heading."""
    section = (
        step
        for step, block in enumerate(blocks[at:])
        if block.note == "page-number" or (block.kind == "heading" and block.level != _GUESSED)
    )
    return next(section, len(blocks) - at)


def _notes(text: str) -> dict[int, str]:
    """Cut the footnotes of a page: «2 Plan for vei 3 Vedtatt 2024» is two."""
    marks = list(_NOTE.finditer(text))
    ends = [match.start() for match in marks[1:]] + [len(text)]
    return {
        int(match["mark"].translate(_PLAIN)): text[match.end() : end].strip()
        for match, end in zip(marks, ends, strict=True)
    }
