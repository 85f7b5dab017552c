"""One shape for every file format: a document is an ordered list of blocks.

Every piece of text remembers where it came from (:class:`Mapped`), so that an element made of
three wrapped lines, or of one cell, can be shown in its place in the original.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, Self

from graph.errors import Notice

BlockKind = Literal[
    "heading", "paragraph", "item", "table", "columns", "record", "footnote", "quote", "furniture"
]

_GAP = r"\s\u00a0\u2007\u202f\u00ad\u200b\ufeff"
# Words with one plain space between them are one run: they stand side by side in both texts.
_RUNS = re.compile(rf"[^{_GAP}]+(?: [^{_GAP}]+)*|(?P<gap>[{_GAP}]+)")
_SOFT = "\u00ad\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Mapped:
    """Text with its whitespace collapsed, and where each character stood.

    ``pieces`` are ``(position in text, offset in the document, length)``, in order; characters
    of one piece stand side by side in both.

    >>> m = Mapped.of("to   ord", 10)
    >>> m.text, m.start, m.end, m.part(3, 6).start
    ('to ord', 10, 18, 15)
    """

    text: str
    pieces: tuple[tuple[int, int, int], ...] = ()

    @classmethod
    def of(cls, raw: str, offset: int) -> Self:
        """Collapse the whitespace of ``raw``, which starts at ``offset`` in the document."""
        out: list[str] = []
        pieces: list[tuple[int, int, int]] = []
        length = 0
        for run in _RUNS.finditer(raw):
            text = run.group()
            if run.lastgroup == "gap":
                if not out or not text.strip(_SOFT):  # soft hyphens vanish, spaces become one
                    continue
                text = " "
            out.append(text)
            pieces.append((length, offset + run.start(), len(text)))
            length += len(text)
        if out and out[-1] == " ":
            out.pop()
            pieces.pop()
        return cls("".join(out), tuple(pieces))

    @classmethod
    def join(cls, parts: Iterable["Mapped"], separator: str = " ") -> "Mapped":
        """Put parts after each other; the separator belongs to no place."""
        text = ""
        pieces: list[tuple[int, int, int]] = []
        for part in parts:
            if not part.text:
                continue
            if text:
                text += separator
            pieces.extend((at + len(text), source, n) for at, source, n in part.pieces)
            text += part.text
        return Mapped(text, tuple(pieces))

    def source(self, position: int) -> int:
        """Return the offset in the document of the character at ``position``."""
        at = bisect_right(self.pieces, (position, float("inf"), 0)) - 1
        start, offset, length = self.pieces[max(at, 0)]
        return offset + min(max(position - start, 0), length - 1)

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.pieces[0][1] if self.pieces else 0

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.pieces[-1][1] + self.pieces[-1][2] if self.pieces else 0

    def part(self, start: int, end: int | None = None) -> "Mapped":
        """Return a slice of the text, trimmed of spaces, that still knows its place."""
        stop = len(self.text) if end is None else min(end, len(self.text))
        while start < stop and self.text[start] == " ":
            start += 1
        while stop > start and self.text[stop - 1] == " ":
            stop -= 1
        pieces = tuple(
            (
                max(at, start) - start,
                offset + max(start - at, 0),
                min(at + n, stop) - max(at, start),
            )
            for at, offset, n in self.pieces
            if at < stop and at + n > start
        )
        return Mapped(self.text[start:stop], pieces)

    def split(self, pattern: re.Pattern[str]) -> list["Mapped"]:
        """Cut at every match of ``pattern``; empty parts are left out."""
        parts = []
        start = 0
        for match in pattern.finditer(self.text):
            parts.append(self.part(start, match.start()))
            start = match.end()
        parts.append(self.part(start))
        return [part for part in parts if part.text]

    def paragraphs(self) -> list["Mapped"]:
        """Cut where parts were joined that stood apart: the paragraphs of a cell.

        >>> joined = Mapped.join([Mapped.of("Mål", 0), Mapped.of("Tiltak", 9)])
        >>> [part.text for part in joined.paragraphs()]
        ['Mål', 'Tiltak']
        """
        cuts = [0, *(at for at, _, _ in self.pieces[1:] if not self._is_covered(at - 1))]
        ends = [*cuts[1:], len(self.text)]
        return [part for a, b in zip(cuts, ends, strict=True) if (part := self.part(a, b))]

    def _is_covered(self, position: int) -> bool:
        at = bisect_right(self.pieces, (position, float("inf"), 0)) - 1
        start, _, length = self.pieces[at]
        return position < start + length

    def __bool__(self) -> bool:
        """Text that is not empty."""
        return bool(self.text)


EMPTY = Mapped("")


@dataclass(frozen=True, slots=True)
class Record:
    """What a register says of one element: its type, its id there and the id of its parent.

    ``details`` are what it says besides, outright: ``(description, reference or attribute, text)``.
    """

    type: str
    id: str
    parent: str | None = None
    details: tuple[tuple[str, Mapped], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of layout: what it looks like, not yet what it means.

    ``level`` is a heading's depth (1-6, 0 unknown) or a list item's nesting; ``marker`` and
    ``code`` are what stood before the text («•», «1.», «A1»); ``note`` says which furniture;
    ``opens`` says that the list below goes on with the block's sentence («Kommunen skal»).
    ``rows`` are the cells of a table, its header row first; a cell of several paragraphs is cut
    by :meth:`Mapped.paragraphs`. ``record`` is what a register says of an element outright.
    """

    kind: BlockKind
    content: Mapped
    line: int
    page: int | None = None
    level: int = 0
    marker: str | None = None
    code: str | None = None
    note: str | None = None
    is_strong: bool = False
    opens: bool = False
    gap: int = 0
    rows: tuple[tuple[Mapped, ...], ...] = ()
    record: Record | None = None

    @property
    def text(self) -> str:
        """The block's text, whitespace collapsed."""
        return self.content.text


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its decoded text, its blocks and how it was decoded.

    ``text`` is what the blocks' offsets count in; ``original`` differs from it only where broken
    characters were repaired, and ``repairs`` says where: ``(start, end, original start,
    original end)`` for each repaired word. A format without a text of its own (PDF, Word) gets
    one: its paragraphs and cells in reading order, one a line. ``notices`` tell what could not be
    read, or was read in a way that the user should know of. Where a format says outright what sort
    of plan it holds, that is ``plan_kind``; where it has a field for the title, ``has_title`` says
    that the first heading is it, whatever it looks like.
    """

    name: str
    sha256: str
    media_type: str
    encoding: str
    text: str
    original: str
    blocks: tuple[Block, ...]
    repairs: tuple[tuple[int, int, int, int], ...] = ()
    lines: tuple[int, ...] = field(default=())
    pages: tuple[tuple[int, int], ...] = ()
    notices: tuple[Notice, ...] = ()
    plan_kind: str | None = None
    has_title: bool = False

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Translate offsets of ``text`` to offsets of ``original``."""
        if not self.repairs:
            return start, end
        return self._origin(start, is_end=False), self._origin(end, is_end=True)

    def _origin(self, offset: int, *, is_end: bool) -> int:
        key = offset - 1 if is_end else offset
        at = bisect_right(self.repairs, (key, float("inf"), 0, 0)) - 1
        if at < 0:
            return offset
        start, end, original_start, original_end = self.repairs[at]
        if start <= key < end:
            return original_end if is_end else original_start
        return offset - end + original_end

    def line_at(self, offset: int) -> int:
        """Return the line, counted from 1, of an offset of ``text``."""
        return max(bisect_right(self.lines, offset), 1)

    def page_at(self, offset: int) -> int | None:
        """Return the page of an offset of ``text``, or None where the text tells none."""
        at = bisect_right(self.pages, (offset, 10**9)) - 1
        return self.pages[at][1] if at >= 0 else None

    def content_blocks(self) -> Iterator[Block]:
        """Iterate over the blocks that can hold plan elements."""
        return (b for b in self.blocks if b.kind not in {"furniture", "footnote", "quote"})

    def with_blocks(self, blocks: Iterable[Block]) -> "Document":
        """Return the same document with other blocks."""
        return replace(self, blocks=tuple(blocks))
