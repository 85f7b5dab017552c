"""Plain text tables for the terminal: aligned, wrapped to its width."""

import re
import textwrap
from collections.abc import Iterable, Sequence

from plangraf.terminal import terminal_width

_GAP = "  "
#: A column that gives way to others keeps this much.
_NARROW = 12
_NUMBER = re.compile(r"[-–]|[+-]?\d[\d ]*(?:[.,]\d+)? ?%?")


def table(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, width: int | None = None
) -> str:
    """Return rows as a text table; numbers stand to the right, long texts wrap.

    Where some row takes several lines, an empty line sets the rows apart.

    >>> print(table(["Plan", "Tiltak"], [["Klima", 16], ["Kultur", 3]], width=40))
    Plan    Tiltak
    ------  ------
    Klima       16
    Kultur       3
    """
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    is_right = [
        bool(cells) and all(_NUMBER.fullmatch(row[at]) for row in cells if row[at])
        for at in range(len(header))
    ]
    widths = _widths(header, cells, width or terminal_width())
    blocks = [_lines(row, widths, is_right) for row in cells]
    gap = [""] if any(len(block) > 1 for block in blocks) else []
    body = [line for block in blocks for line in [*gap, *block]]
    rule = _GAP.join("-" * w for w in widths)
    return "\n".join([*_lines(header, widths, is_right), rule, *body[len(gap) :]])


def _widths(header: Sequence[str], cells: list[list[str]], total: int) -> list[int]:
    """Give each column what it needs; where that is too much, the widest give way.

    Words are broken only where even the longest word of each column is too much.
    """
    columns = [[name, *(row[at] for row in cells)] for at, name in enumerate(header)]
    widths = [max(map(len, column)) for column in columns]
    room = total - len(_GAP) * (len(widths) - 1)
    words = [
        max(len(word) for text in column for word in text.split() or [""]) for column in columns
    ]
    for floors in (words, [_NARROW] * len(columns)):
        while sum(widths) > room:
            at = max(range(len(widths)), key=lambda n: (widths[n] > floors[n], widths[n]))
            if widths[at] <= floors[at]:
                break
            widths[at] -= 1
    return widths


def _lines(cells: Sequence[str], widths: list[int], is_right: list[bool]) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_on_hyphens=False) or [""]
        for cell, width in zip(cells, widths, strict=True)
    ]
    lines = []
    for number in range(max(map(len, wrapped), default=0)):
        parts = [part[number] if number < len(part) else "" for part in wrapped]
        line = _GAP.join(
            part.rjust(width) if right else part.ljust(width)
            for part, width, right in zip(parts, widths, is_right, strict=True)
        )
        lines.append(line.rstrip())
    return lines
