"""The cells and rows of a sheet, whatever file it stands in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    r"""One cell; ``\n`` parts its paragraphs, as Alt+Enter does in Excel.

    ``columns`` is how many it spans; ``continues`` says that it is the lower part of a cell over
    several rows; ``weight`` is its size in points, a little more if it is bold.
    """

    text: str
    is_strong: bool = False
    weight: float = 0.0
    columns: int = 1
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row that have text, by column; ``number`` is its place in the sheet."""

    number: int
    cells: Mapping[int, Cell]

    @property
    def own(self) -> dict[int, Cell]:
        """The cells that begin in this row."""
        return {at: cell for at, cell in self.cells.items() if not cell.continues}

    @property
    def first(self) -> Cell:
        """The first cell that begins in this row."""
        return next(iter(self.own.values()))


def parts_of(cell: Cell) -> list[str]:
    """Return the paragraphs of a cell."""
    return [part for part in cell.text.split("\n") if part.strip()] or [""]


def line_of(cell: Cell) -> str:
    """Return the text of a cell on one line."""
    return " ".join(cell.text.split())


def lines_of(cells: Sequence[str]) -> Iterator[tuple[int, Cell]]:
    """Iterate over the cells of a row of plain texts that are not empty, with their columns."""
    for at, text in enumerate(cells):
        if text.strip():
            yield at, Cell(text.strip())
