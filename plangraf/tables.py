"""Plain text tables for the terminal: aligned, wrapped to its width."""

import shutil
import textwrap
from collections.abc import Iterable, Sequence

_GAP = "  "


def table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, width: int | None = None
) -> str:
    """Return rows as a text table; numbers stand to the right, long texts wrap.

    >>> print(table(["Plan", "Tiltak"], [["Klima", 16]], width=40))
    Plan   Tiltak
    -----  ------
    Klima      16
    """
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    numeric = [
        all(_is_number(row[at]) for row in cells if row[at]) and bool(cells)
        for at in range(len(header))
    ]
    widths = _widths(header, cells, width or shutil.get_terminal_size((110, 24)).columns)
    lines = _row(header, widths, numeric)
    lines.append(_GAP.join("-" * w for w in widths))
    for row in cells:
        lines.extend(_row(row, widths, numeric))
    return "\n".join(line.rstrip() for line in lines)


def _is_number(text: str) -> bool:
    return (
        text.replace(" ", "")
        .replace("%", "")
        .replace(",", "")
        .replace(".", "")
        .replace("–", "0")
        .isdigit()
    )


def _widths(header: Sequence[str], cells: list[list[str]], total: int) -> list[int]:
    """Give each column what it needs; where that is too much, the widest give way."""
    widths = [max([len(name), *(len(row[at]) for row in cells)]) for at, name in enumerate(header)]
    room = total - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: list[int], numeric: list[bool]) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_long_words=True) or [""]
        for cell, width in zip(cells, widths, strict=True)
    ]
    lines = []
    for number in range(max(len(parts) for parts in wrapped)):
        parts = [part[number] if number < len(part) else "" for part in wrapped]
        lines.append(
            _GAP.join(
                part.rjust(width) if right else part.ljust(width)
                for part, width, right in zip(parts, widths, numeric, strict=True)
            )
        )
    return lines
