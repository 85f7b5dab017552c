"""A printed plan before it gets a format: what stands on its pages, in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

#: The paragraphs of one cell, in order; an empty cell has none.
Cell = tuple[str, ...]

#: Digits that stand raised in a printed plan and mark a footnote.
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 is a chapter. Its number is a part of the text."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``is_continued`` holds for lines that belong to the item above them."""

    text: str
    is_continued: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the text that is set in large type."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; ``marker`` is «•» or what numbers it («1.», «a)»)."""

    text: str
    marker: str = "•"

    @property
    def is_numbered(self) -> bool:
        """True of an item with a number or a letter."""
        return self.marker != "•"


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its header row first; ``caption`` is the heading that it stands under.

    ``is_grouped`` holds where the first column names the group that a row belongs to: the name
    stands once, in the group's first row.
    """

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    is_grouped: bool = False

    def groups(self) -> Iterator[tuple[int, int]]:
        """Iterate over the first and the last row of each group, counted from the header row.

        >>> rows = ((("Mål",), ("Tiltak",)), (("A",), ("Bygge",)), ((), ("Rive",)))
        >>> list(Table(rows, is_grouped=True).groups())
        [(1, 2)]
        """
        if not self.is_grouped:
            return
        starts = [at for at, row in enumerate(self.rows) if at and row[0]]
        for start, end in pairwise([*starts, len(self.rows)]):
            yield start, end - 1


@dataclass(frozen=True, slots=True)
class NewPage:
    """The end of a page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, under its own title; its entries are the headings."""

    title: str


Piece = Heading | Paragraph | Quote | Item | Table | NewPage | Contents


@dataclass(frozen=True, slots=True)
class Script:
    """A plan: what stands on its cover, what follows, and its footnotes by number."""

    name: str
    title: str
    municipality: str
    language: str
    cover: tuple[str, ...]
    pieces: tuple[Piece, ...]
    notes: dict[int, str] = field(default_factory=dict)

    def runs(self, text: str) -> Iterator[tuple[str, int | None]]:
        """Cut a text at its footnote marks: each part with the number of the note after it.

        >>> plan = Script("p", "Plan", "Vik", "nb", (), (), {1: "Kilde"})
        >>> list(plan.runs("I 2018¹ var det 4 m²."))
        [('I 2018', 1), (' var det 4 m².', None)]
        """
        start = 0
        marks = {str(number).translate(RAISED): number for number in self.notes}
        for at, sign in enumerate(text):
            if sign in marks:
                yield text[start:at], marks[sign]
                start = at + 1
        if start < len(text):
            yield text[start:], None
