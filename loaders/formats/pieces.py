"""What Word files and web pages are made of, in reading order, before it is written down.

A piece is a paragraph, an item, a heading, a table or an aside; a table's cells hold pieces again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from loaders.composing import Composer
from loaders.labels import BULLETS
from loaders.lexicon import threshold

PieceKind = Literal["heading", "paragraph", "item", "table", "aside"]

_SENTENCE_END = (".", ",", ";")
_MARKED = re.compile(rf"[{BULLETS}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a document.

    ``level`` is a heading's depth or an item's nesting; ``marker`` is what stands before an item
    and is not in its text; ``gap`` is 0 where it stands right under the piece above; ``note``
    names an aside; ``is_link`` says that all of it is links.
    """

    kind: PieceKind
    text: str = ""
    level: int = 0
    marker: str = "•"
    gap: int = 1
    note: str = ""
    is_strong: bool = False
    is_link: bool = False
    page: int | None = None
    rows: tuple["Row", ...] = ()


@dataclass(eq=False, slots=True)
class Cell:
    r"""One cell; it stands at every place of the grid that it covers.

    >>> Cell([Piece("paragraph", "Bygge bru"), Piece("item", "i år")]).text
    'Bygge bru\n• i år'
    """

    pieces: Sequence[Piece] = ()
    is_header: bool = False
    _text: str | None = field(default=None, repr=False)

    @property
    def text(self) -> str:
        """The cell's paragraphs, one a line, its items with their marks."""
        if self._text is None:
            self._text = "\n".join(_lines(self.pieces))
        return self._text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid, every row of which is as long."""

    cells: tuple[Cell, ...]
    page: int | None = None


def _lines(pieces: Iterable[Piece]) -> Iterable[str]:
    for piece in pieces:
        if piece.kind == "table":
            seen: set[int] = set()
            for cell in (cell for row in piece.rows for cell in row.cells):
                if id(cell) not in seen and cell.text:
                    yield cell.text
                seen.add(id(cell))
        elif piece.kind == "item" and piece.marker and not _MARKED.match(piece.text):
            yield f"{piece.marker} {piece.text}"
        elif piece.text and piece.note not in {"credit", "contents"}:
            yield piece.text


def strong_heading(piece: Piece) -> Piece:
    """Return a paragraph that is bold from end to end as the heading it is, if it is short.

    >>> strong_heading(Piece("paragraph", "Tiltak", is_strong=True)).kind
    'heading'
    >>> strong_heading(Piece("paragraph", "Vi skal bygge bru.", is_strong=True)).kind
    'paragraph'
    """
    is_title = len(piece.text) <= threshold("layout", "heading_max")
    is_sentence = piece.text.endswith(_SENTENCE_END) or _MARKED.match(piece.text)
    if piece.kind != "paragraph" or not piece.is_strong or not is_title or is_sentence:
        return piece
    return replace(piece, kind="heading", level=6)


def write(pieces: Iterable[Piece], composer: Composer) -> None:
    """Tell the composer what the pieces are, their tables cut into rows or told as text."""
    from loaders.formats.grids import write_table  # noqa: PLC0415 - the two write each other

    for piece in pieces:
        if piece.page is not None:
            composer.page(piece.page)
        if piece.kind == "heading":
            composer.heading(piece.text, piece.level, is_strong=piece.is_strong)
        elif piece.kind == "paragraph":
            composer.paragraph(piece.text, gap=piece.gap)
        elif piece.kind == "item":
            composer.item(piece.text, marker=piece.marker or "•", level=piece.level)
        elif piece.kind == "table":
            write_table(piece.rows, composer)
        else:
            composer.aside(piece.text, piece.note)
