"""Tables of merged cells: made even, told from those that only set text, cut at their titles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from graph.errors import BadInput
from loaders.composing import Composer
from loaders.document import Mapped
from loaders.formats.pieces import Cell, Row, write
from loaders.labels import match_label
from loaders.lexicon import threshold
from loaders.tables import columns_of

_CODE = re.compile(r"(?=\S*\d|[A-ZÆØÅ]\b)[\w.)-]{1,8}")
_TICK = re.compile(r"[xX✓✔√☒☑•]")
_HEADER_ROWS = 3
_HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Span:
    """A cell as a row of the file gives it: how many columns and rows it covers."""

    cell: Cell
    columns: int = 1
    rows: int = 1


def even_rows(
    rows: Sequence[Sequence[Span]], name: str, pages: Sequence[int | None] = ()
) -> tuple[Row, ...]:
    """Lay cells that cover several columns and rows out on an even grid.

    What a cell claims to cover is cut to the columns that a plan can need and the rows there are.

    Raises :class:`~graph.errors.BadInput` (``document-bomb``) when they are too many even so.

    >>> from loaders.formats.pieces import Piece
    >>> goal, one, two = (Cell([Piece("paragraph", text)]) for text in ("Mål", "a", "b"))
    >>> [
    ...     [cell.text for cell in row.cells]
    ...     for row in even_rows([[Span(goal, rows=9), Span(one)], [Span(two)]], "plan.docx")
    ... ]
    [['Mål', 'a'], ['Mål', 'b']]
    """
    most = int(threshold("tables", "max_columns"))
    left = int(threshold("tables", "max_cells"))
    grid: list[dict[int, Cell]] = []
    open_below: dict[int, tuple[Cell, int]] = {}
    for spans in rows:
        cells = {at: cell for at, (cell, _) in open_below.items()}
        open_below = {at: (cell, n - 1) for at, (cell, n) in open_below.items() if n > 1}
        at = 0
        for span in spans:
            while at in cells:
                at += 1
            for column in range(at, min(at + max(span.columns, 1), most)):
                if column not in cells:
                    cells[column] = span.cell
                    if span.rows > 1:
                        open_below[column] = (span.cell, span.rows - 1)
        left -= len(cells)
        if left < 0:
            raise BadInput("document-bomb", where=name, reason=f"{len(rows)} × {len(cells)}")
        grid.append(cells)
    width = max((max(cells, default=-1) + 1 for cells in grid), default=0)
    page_of = list(pages) or [None] * len(grid)
    return tuple(
        Row(tuple(cells.get(at) or Cell() for at in range(width)), page)
        for cells, page in zip(grid, page_of, strict=False)
    )


def write_table(rows: Sequence[Row], composer: Composer) -> None:
    """Write a table: its rows under their header, or the text that it only sets.

    A row that is one cell from side to side is a title; the rows below it get the header again.
    """
    rows = _filled(rows)
    if not rows:
        return
    if _is_layout(rows):
        for cell in _cells(rows):
            write(cell.pieces, composer)
        return
    header: list[str] | None = None
    groups: list[list[int]] = []
    repeats = _Repeats()
    heads: list[Row] = []
    has_plain = _has_plain(rows)
    for is_title, run in groupby(rows, key=lambda row: _is_title(row, has_plain=has_plain)):
        part = list(run)
        if is_title:
            for row in part:
                _write_title(row, composer)
            continue
        if header is None or _is_header(part[0]):
            size = _header_rows(part)
            groups = _column_groups(part[0])
            header = [_joined_header(part[:size], group) for group in groups]
            heads = part[:size]
            part = part[size:]
        at = _measure_column(header)
        measures = groups[at][0] if at is not None else None
        body = [(row.page, repeats.texts(row, groups, heads, measures)) for row in part]
        first = part[0].page if part else heads[0].page
        _write_rows([(first, header), *body], composer)


def _write_rows(rows: list[tuple[int | None, list[str]]], composer: Composer) -> None:
    """Give the rows of each page apart: a table that goes on is read on."""
    for page, run in groupby(rows, key=lambda row: row[0]):
        if page is not None:
            composer.page(page)
        composer.table([cells for _, cells in run])


def _filled(rows: Sequence[Row]) -> list[Row]:
    """Leave out the rows and columns in which nothing stands."""
    kept = [row for row in rows if any(cell.text for cell in row.cells)]
    width = len(kept[0].cells) if kept else 0
    columns = [at for at in range(width) if any(row.cells[at].text for row in kept)]
    return [Row(tuple(row.cells[at] for at in columns), row.page) for row in kept]


def _cells(rows: Sequence[Row]) -> Iterator[Cell]:
    """Every cell once, in reading order."""
    seen: set[int] = set()
    for cell in (cell for row in rows for cell in row.cells):
        if id(cell) not in seen:
            seen.add(id(cell))
            yield cell


# --- what kind of table ---------------------------------------------------------------------


def _known_headers(row: Row) -> int:
    """How many columns a header row names; 0 where the row is no header."""
    columns = columns_of(tuple(Mapped.of(cell.text, 0) for cell in row.cells))
    return sum(kind is not None for kind in columns or ())


def _is_header(row: Row) -> bool:
    return _known_headers(row) > 0


def _is_layout(rows: Sequence[Row]) -> bool:
    """A table that sets text: one column, labels to the left, or prose and headings inside."""
    if len(rows[0].cells) == 1:
        return True
    has_plain = _has_plain(rows)
    plain = [row for row in rows if not _is_title(row, has_plain=has_plain)][:_HEADER_WITHIN]
    headers = max((_known_headers(row) for row in plain), default=0)
    if headers >= 2:
        return False
    cells = [cell for cell in _cells(rows) if cell.text]
    first = {id(row.cells[0]): row.cells[0].text for row in rows}
    labels = [match_label(text, is_heading=True) for text in first.values() if text]
    if 2 * sum(label is not None and label.is_whole for label in labels) > len(labels):
        return True
    if headers:
        return False
    if any(cell.is_header for cell in rows[0].cells) and len(rows) > 1:
        return False
    words = sum(len(cell.text.split()) for cell in cells) / len(cells)
    has_structure = any(
        piece.kind == "table" or (piece.kind == "heading" and piece.level < 6)
        for cell in cells
        for piece in cell.pieces
    )
    return has_structure or words >= threshold("tables", "prose_words")


# --- titles inside ----------------------------------------------------------------------------


def _has_plain(rows: Sequence[Row]) -> bool:
    """Some row begins with a text that is not bold."""
    return any(row.cells[0].text and not _is_bold(row.cells[0]) for row in rows)


def _is_title(row: Row, *, has_plain: bool) -> bool:
    """A row of one cell from side to side, or of one bold text where other rows have none."""
    if all(cell is row.cells[0] for cell in row.cells):
        return True
    is_alone = not any(cell.text for cell in row.cells[1:])
    return has_plain and is_alone and _is_bold(row.cells[0])


def _is_bold(cell: Cell) -> bool:
    return bool(cell.pieces) and all(p.kind == "heading" and p.is_strong for p in cell.pieces)


def _write_title(row: Row, composer: Composer) -> None:
    if row.page is not None:
        composer.page(row.page)
    pieces = list(row.cells[0].pieces)
    is_short = len(pieces) == 1 and pieces[0].kind in {"paragraph", "heading"}
    if is_short and len(pieces[0].text) <= threshold("layout", "heading_max"):
        composer.heading(pieces[0].text, 6, is_strong=True)
    else:
        write(pieces, composer)


# --- headers over several columns and rows ----------------------------------------------------


def _header_rows(rows: Sequence[Row]) -> int:
    """How many rows the header takes: its cells reach down into the next."""
    size = 1
    while (
        size < min(len(rows) - 1, _HEADER_ROWS)
        and any(a is b for a, b in zip(rows[size - 1].cells, rows[size].cells, strict=True))
        and len({id(cell) for cell in rows[size - 1].cells}) < len(rows[0].cells)
    ):
        size += 1
    return size


def _column_groups(header: Row) -> list[list[int]]:
    """The columns that stand under one cell of the header are one column."""
    places = range(len(header.cells))
    return [list(run) for _, run in groupby(places, key=lambda at: id(header.cells[at]))]


def _joined_header(rows: Sequence[Row], group: list[int]) -> str:
    """The uppermost text of a group of columns, or of one column the lowest that says more."""
    texts = [row.cells[group[0]].text.replace("\n", " ") for row in rows]
    return next((text for text in texts if text), "")


def _measure_column(header: list[str]) -> int | None:
    columns = columns_of(tuple(Mapped.of(text, 0) for text in header)) or []
    return columns.index("measure") if "measure" in columns else None


class _Repeats:
    """Writes the texts of rows; a long text that covers many rows is written but once."""

    def __init__(self) -> None:
        self._left = int(threshold("tables", "max_repeated"))
        self._seen: set[int] = set()
        self._goes_on = False

    def texts(
        self, row: Row, groups: list[list[int]], header: Sequence[Row], measures: int | None
    ) -> list[str]:
        """Return the text of each group of columns in a row.

        Under a measure that covers several rows, the later ones hold only what they add to it.
        """
        self._goes_on = measures is not None and id(row.cells[measures]) in self._seen
        return [self._text(row, group, header) for group in groups]

    def _text(self, row: Row, group: list[int], header: Sequence[Row]) -> str:
        texts: list[str] = []
        last: Cell | None = None
        for at in group:
            cell = row.cells[at]
            if cell is last:
                continue
            last = cell
            text = self._once(cell)
            if len(group) > 1 and len(header) > 1 and _TICK.fullmatch(text):
                text = header[-1].cells[at].text  # a tick under «2026» says 2026
            texts += [text] if text else []
        if len(texts) > 1 and _CODE.fullmatch(texts[0]):
            texts[:2] = [f"{texts[0]} {texts[1]}"]
        return "\n".join(texts)

    def _once(self, cell: Cell) -> str:
        if id(cell) in self._seen:
            self._left -= len(cell.text)
            return cell.text if self._left >= 0 and not self._goes_on else ""
        self._seen.add(id(cell))
        return cell.text
