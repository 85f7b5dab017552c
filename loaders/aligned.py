"""Tables set with spaces, as a PDF exported with its layout gives them.

A header row of known header words, set apart by wide spaces, says where the columns stand; the
lines below it are cut there. A cell that was wrapped goes on in the lines below its first.
"""

import re
from dataclasses import dataclass

from loaders.document import Mapped
from loaders.labels import header_cue
from loaders.lexicon import cues
from loaders.lines import Line

_WIDE = re.compile(r"\s{2,}")
_SLACK = 2  # characters that a cell may begin before its header


@dataclass(frozen=True, slots=True)
class Aligned:
    """The columns of a table set with spaces: where each begins in its line."""

    starts: tuple[int, ...]

    def cells(self, line: Line) -> list[Mapped] | None:
        """Cut a line at the columns; None where the text runs across them."""
        raw = line.raw.expandtabs(1).rstrip()
        cuts = [0]
        for start in self.starts[1:]:
            cut = _cut_near(raw, start)
            if cut is None:
                return None
            cuts.append(max(cut, cuts[-1]))
        ends = [*cuts[1:], len(raw)]
        return [Mapped.of(line.raw[a:b], line.start + a) for a, b in zip(cuts, ends, strict=True)]


def _cut_near(raw: str, start: int) -> int | None:
    """The beginning of the word at a column's start; the line's end where it is shorter."""
    if len(raw) <= start:
        return len(raw)
    for at in range(start, max(start - _SLACK, 0) - 1, -1):
        if raw[at - 1].isspace() and not raw[at].isspace():
            return at
    return start if raw[start].isspace() or raw[start - 1].isspace() else None


def header_of(line: Line) -> Aligned | None:
    """Return the columns that a header row sets, or None where the line is none.

    >>> header_of(Line("Tiltak          Ansvar     Frist", 0, 1)).starts
    (0, 16, 27)
    """
    raw = line.raw.expandtabs(1).rstrip()
    starts = [0] if raw[:1].strip() else []
    starts += [match.end() for match in _WIDE.finditer(raw)]
    cells = [raw[a:b].strip() for a, b in zip(starts, [*starts[1:], len(raw)], strict=True)]
    if len(cells) < 2 or not all(len(cell.split()) <= 6 for cell in cells):
        return None
    found = [header_cue(cell) for cell in cells]
    kinds = {cue.type for cue in found if cue}
    is_known = 2 * sum(cue is not None for cue in found) > len(found)
    exact = {**cues("headers"), **cues("labels")}
    is_named = any(cell.lower() in exact for cell in cells)
    is_header = "measure" in kinds and len(kinds) >= 2 and is_known and is_named
    return Aligned(tuple(starts)) if is_header else None


def table_at(lines: list[Line], at: int) -> tuple[list[tuple[Line, list[Mapped]]], int]:
    """Read the table whose header stands at ``at``: its rows, each with its first line.

    Returns the rows and the index after the table; no rows where the line heads no table.
    """
    aligned = header_of(lines[at])
    if aligned is None:
        return [], at
    rows: list[tuple[Line, list[Mapped]]] = []
    after_blank = False
    stop = at
    while at < len(lines):
        line = lines[at]
        cells = aligned.cells(line) if line.text and line.note is None else None
        if line.text and cells is None:
            break
        if cells is not None:
            if len(rows) > 1 and _goes_on(cells, after_blank=after_blank):
                first, row = rows[-1]
                rows[-1] = (first, [Mapped.join([a, b]) for a, b in zip(row, cells, strict=True)])
            elif after_blank and sum(map(bool, cells)) == 1:
                break
            else:
                rows.append((line, cells))
            stop = at + 1
        after_blank = not line.text
        at += 1
    return (rows, stop) if len(rows) > 1 else ([], at)


def _goes_on(cells: list[Mapped], *, after_blank: bool) -> bool:
    """A wrapped line: nothing in the first cell, or one cell of many, or all in lower case."""
    filled = [cell.text for cell in cells if cell]
    if after_blank:
        return False
    is_lower = len(filled) < len(cells) and all(text[0].islower() for text in filled)
    return not cells[0] or is_lower or (len(filled) == 1 and len(cells) > 2)
