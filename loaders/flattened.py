"""Tables that were poured out as text: put back into rows before they are read.

A PDF saved as text often gives a table's first column whole, then the second, and so on: «Tiltak»
and all measures, «Ansvar» and all names. Columns that agree on the number of their cells tell the
rows; a table that goes on over a page does so without its headers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from loaders.document import EMPTY, Block, Mapped
from loaders.labels import match_label
from loaders.position import ATTRIBUTES
from loaders.rowlines import cut_rows

_COLUMNS = ATTRIBUTES | {"measure", "description", "reference"}
_PAGE = frozenset({"comment", "page-number", "running-header"})
_LEAST_COLUMNS = 3
# A capital after one of these begins no cell: «medlemskap i FREMSAM».
_LEADS_ON = re.compile(
    r"(?:\b(?:i|på|av|for|til|med|ved|fra|frå|og|eller|mot|hos|om|per|under|gjennom|den|det|de|dei)"
    r"|[,:/&(-])$"
)
_CAPITAL = re.compile(r"(?<=\S)\s+(?=[A-ZÆØÅ])")


@dataclass(frozen=True, slots=True)
class _Column:
    """A header and the cells poured out after it."""

    type: str
    header: Mapped
    cells: tuple[Mapped, ...]


def pour_back(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with tables in place of what was poured out column by column."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        table = cut_rows(blocks, at) if blocks[at].kind == "columns" else None
        if table is not None:
            found.append(table[0])
            at = table[1]
            continue
        columns, end = _columns_at(blocks, at)
        rows = _rows_of(columns)
        more, stop = _continued(blocks, end, columns) if columns else ([], end)
        if columns and rows and (more or len(rows) > 1):
            header = tuple(column.header for column in columns)
            cells = (header, *rows, *more)
            content = Mapped.join([Mapped.join(row, " | ") for row in cells], " / ")
            found.append(replace(blocks[at], kind="table", content=content, level=0, rows=cells))
            found.extend(b for b in blocks[at:stop] if b.kind == "furniture")
            at = stop
        else:
            found.append(blocks[at])
            at += 1
    return found


def _columns_at(blocks: Sequence[Block], at: int) -> tuple[list[_Column], int]:
    """The columns that begin at a block: «Tiltak …», then others that say something of it."""
    columns: list[_Column] = []
    while at < len(blocks) and _is_line(blocks[at]):
        block = blocks[at]
        label = match_label(block.text, is_heading=True)
        if label is None or label.is_marked or label.type not in _COLUMNS or len(label.types) > 1:
            break
        if (not columns) != (label.type == "measure") or label.type in {c.type for c in columns}:
            break
        header = block.content.part(0, len(label.word))
        cells = [rest] if (rest := block.content.part(label.end)) else []
        at += 1
        while at < len(blocks) and _is_cell(blocks[at]):
            cells.append(blocks[at].content)
            at += 1
        columns.append(_Column(label.type, header, tuple(cells)))
    return (columns, at) if len(columns) >= _LEAST_COLUMNS else ([], at)


def _is_line(block: Block) -> bool:
    return block.code is None and (
        block.kind == "paragraph" or (block.kind == "heading" and block.level >= 6)
    )


def _is_cell(block: Block) -> bool:
    """A line right under the one before it, that is no header itself."""
    return _is_line(block) and block.gap == 0 and match_label(block.text, is_heading=True) is None


def _rows_of(columns: Sequence[_Column]) -> list[tuple[Mapped, ...]]:
    """The rows of some columns, or none where they don't agree on how many there are."""
    if not columns:
        return []
    size = max(len(column.cells) for column in columns)
    if any(len(column.cells) not in {0, 1, size} for column in columns):
        return []
    cut = [_cut(column.cells, size) for column in columns]
    agreeing = sum(len(cells) == size for cells in cut)
    if len(cut[0]) != size or (size > 1 and agreeing < 2):
        return []
    padded = [[*cells, *[EMPTY] * (size - len(cells))] for cells in cut]
    return list(zip(*padded, strict=True))


def _cut(cells: tuple[Mapped, ...], size: int) -> Sequence[Mapped]:
    """Cut a single line into as many cells as the other columns have, where capitals tell how."""
    if len(cells) != 1 or size == 1:
        return cells
    text = cells[0]
    starts = [
        m.end()
        for m in _CAPITAL.finditer(text.text)
        if not _LEADS_ON.search(text.text[: m.start()])
    ]
    if len(starts) != size - 1:
        return cells
    return [text.part(a, b) for a, b in zip([0, *starts], [*starts, None], strict=True)]


def _continued(
    blocks: Sequence[Block], at: int, columns: Sequence[_Column]
) -> tuple[list[tuple[Mapped, ...]], int]:
    """The rows on the next page, column by column in the same order, a blank line between."""
    start = at
    while at < len(blocks) and _is_line(blocks[at]) and not _begins(blocks[at]):
        at += 1  # a line that the pouring put in the wrong place stands last on the page
    page = at
    while at < len(blocks) and blocks[at].note in _PAGE:
        at += 1
    if at == page:
        return [], start
    groups: list[list[Mapped]] = []
    while at < len(blocks) and _is_line(blocks[at]) and not _begins(blocks[at]):
        if blocks[at].gap or not groups:
            groups.append([])
        groups[-1].append(blocks[at].content)
        at += 1
    if len(groups) != len(columns):
        return [], start
    went_on = [replace(c, cells=tuple(group)) for c, group in zip(columns, groups, strict=True)]
    rows = _rows_of(went_on)
    return (rows, at) if rows else ([], start)


def _begins(block: Block) -> bool:
    return match_label(block.text, is_heading=True) is not None
