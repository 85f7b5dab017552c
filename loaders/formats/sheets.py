"""From the rows of a sheet to blocks: which rows are text, and where the tables begin and end.

Excel workbooks and CSV files share it. A table begins where header words stand in a row (or two),
wherever that is; a row of one cell is a title or text; rows of two cells are a name and what it is.
"""

import re
from collections.abc import Sequence

from loaders.composing import Composer
from loaders.document import Mapped
from loaders.formats.sheetheads import NUMBER, Table, header_at
from loaders.formats.sheetrows import Cell, Row, line_of, parts_of
from loaders.labels import match_label
from loaders.lexicon import pattern, threshold
from loaders.rows import LEVELS
from loaders.tables import columns_of

_WORD = re.compile(r"[^\W\d_]{3}")


def write_rows(rows: Sequence[Row], composer: Composer) -> None:
    r"""Tell the composer what the rows of one sheet are.

    >>> composer = Composer(guesses_headings=False, is_marked=True)
    >>> lines = ["Handlingsdel", "", "Tiltak;Ansvar", "Bygge bru;Teknisk", "", "Anslag i kroner."]
    >>> cells = [{at: Cell(t) for at, t in enumerate(line.split(";")) if t} for line in lines]
    >>> write_rows([Row(n, c) for n, c in enumerate(cells) if c], composer)
    >>> [(b.kind, b.text) for b in composer.document("a.csv", b"", "text/csv").blocks]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('heading', 'Handlingsdel'), ('table', 'Tiltak | Ansvar / Bygge bru | Teknisk'),
     ('paragraph', 'Anslag i kroner.')]
    """
    _Writer([row for row in rows if row.own], composer).write()


def title_of(rows: Sequence[Row]) -> str | None:
    """Return the title that a sheet begins with, or None where it begins with something else.

    >>> title_of([Row(1, {0: Cell("Handlingsplan", True, 16)}), Row(3, {0: Cell("Tiltak")})])
    'Handlingsplan'
    """
    rows = [row for row in rows if row.own]
    if not rows or len(rows[0].own) > 1 or not _is_short(rows[0].first.text):
        return None
    cell = rows[0].first
    is_large = cell.is_strong or cell.weight > min(row.first.weight for row in rows)
    is_label = match_label(cell.text, is_heading=True) is not None
    return line_of(cell) if is_large and not is_label else None


class _Writer:
    """Walks the rows of one sheet."""

    def __init__(self, rows: Sequence[Row], composer: Composer) -> None:
        self.rows = rows
        self.composer = composer
        self.table: Table | None = None
        self.loose: list[Row] = []
        self.left = int(threshold("sheets", "max_repeated"))
        weights = {row.first.weight for row in rows if len(row.own) == 1}
        self.levels = {w: 2 + at for at, w in enumerate(sorted(weights, reverse=True)[:3])}

    def write(self) -> None:
        """Write all rows."""
        at = 0
        while at < len(self.rows):
            found = header_at(self.rows, at)
            if found is not None:
                self._end_table()
                self.table, size = found
                for text in self.table.unsaid:
                    self.composer.aside(text, "figure")
                at += size
                continue
            self._row(at)
            at += 1
        self._end_table()

    def _row(self, at: int) -> None:
        row = self.rows[at]
        if self.table is not None and self._ends(at):
            self._end_table()
        if self.table is None:
            self._loose_row(at)
        elif min(row.own) > self.table.last + 1:
            self._margin(row)  # a list of choices beside the table
        elif _is_total(row):
            self._flush()
            self.composer.aside(" ".join(line_of(cell) for cell in row.own.values()), "figure")
        elif self._is_title(at, self.table):
            self._flush()
            self._title(row.first, 6)
        else:
            self.table.body.append(row)

    # --- where a table ends, and what stands inside it ----------------------------------------

    def _gap(self, at: int) -> int:
        """How many empty rows stand above a row."""
        return self.rows[at].number - self.rows[at - 1].number - 1 if at else 0

    def _ends(self, at: int) -> bool:
        """A long empty stretch ends a table, and so does lone text that no rows follow."""
        gap = self._gap(at)
        if gap >= threshold("sheets", "table_gap"):
            return True
        if self._leads(at) and len(self.rows[at].own) == 1:
            return True
        is_followed = at + 1 < len(self.rows) and self._gap(at + 1) == 0
        return gap > 0 and len(self.rows[at].own) == 1 and not is_followed

    def _leads(self, at: int) -> bool:
        """The next row is a header."""
        return at + 1 < len(self.rows) and header_at(self.rows, at + 1) is not None

    def _is_title(self, at: int, table: Table) -> bool:
        """A row of one cell that names the rows below it and is none of them."""
        row = self.rows[at]
        if len(row.cells) != 1:
            return False
        column, cell = next(iter(row.own.items()))
        if cell.columns >= max(2, len(table.header) / 2):
            return True
        kind = table.kinds.get(column)
        label = match_label(cell.text, is_heading=True)
        if label is not None and label.type in LEVELS[:-1] and not label.is_whole:
            return label.type != kind
        if kind in LEVELS[:-1] or not _WORD.search(cell.text):
            return False
        if cell.is_strong and not self._is_strong_column(at, column):
            return True
        is_led = self._gap(at) > 0 and len(self.rows[at + 1].own) > 1
        return _is_short(cell.text) and (is_led or kind != "measure")

    def _is_strong_column(self, at: int, column: int) -> bool:
        """The rows around have bold text in this column too."""
        near = [row for row in self.rows[max(at - 9, 0) : at + 10] if len(row.own) > 1]
        here = [row.cells[column] for row in near if column in row.cells and row is not near[0]]
        return bool(here) and all(cell.is_strong for cell in here)

    def _end_table(self) -> None:
        self._flush()
        self._flush_loose()
        self.table = None

    def _flush(self) -> None:
        """Write the rows of the open table so far; those to come get its header again."""
        table = self.table
        if table is None or not table.body:
            return
        used = {at for row in table.body for at in row.cells}
        last = table.last
        while last + 1 in used:
            last += 1
        columns = sorted({*table.header, *(at for at in used if at <= last)})
        header = [table.header.get(at, "") for at in columns]
        body = [self._texts(row, columns, table) for row in table.body]
        self.composer.table([header, *body])
        for row in table.body:
            self._margin(row, last)
        table.body = []

    def _margin(self, row: Row, last: int = -1) -> None:
        """Keep what stands right of a table's columns as a note."""
        for at, cell in row.own.items():
            if at > last:
                self.composer.aside(line_of(cell), "figure")

    def _texts(self, row: Row, columns: list[int], table: Table) -> list[str]:
        """The texts of a row; the rows that a measure spans only add to it."""
        measure = row.cells.get(-1 if table.measure is None else table.measure)
        is_more = measure is not None and measure.continues
        texts = []
        for at in columns:
            cell = row.cells.get(at)
            if cell is None or (cell.continues and (is_more or self.left < len(cell.text))):
                texts.append("")
                continue
            self.left -= len(cell.text) if cell.continues else 0
            texts.append(cell.text)
        return texts

    # --- rows outside tables ------------------------------------------------------------------

    def _loose_row(self, at: int) -> None:
        row = self.rows[at]
        if len(row.own) > 1:
            if self.loose and self._gap(at):
                self._flush_loose()
            self.loose.append(row)
            return
        self._flush_loose()
        cell = row.first
        is_large = cell.is_strong or cell.weight > min(self.levels)
        if _is_short(cell.text) and (self._leads(at) or is_large):
            self._title(cell, self.levels.get(cell.weight, 5))
            return
        for part in parts_of(cell):
            self.composer.paragraph(part, gap=int(self._gap(at) > 0))

    def _title(self, cell: Cell, level: int) -> None:
        parts = parts_of(cell)
        if len(parts) == 1 and _is_short(parts[0]):
            self.composer.heading(parts[0], level, is_strong=True)
            return
        for part in parts:
            self.composer.paragraph(part)

    def _flush_loose(self) -> None:
        """Write rows that stand under no header: «Visjon | Sammen mot havet», or a table."""
        rows, self.loose = self.loose, []
        if not rows:
            return
        names = tuple(Mapped.of(row.first.text, 0) for row in rows)
        is_card = columns_of(names) is not None
        if not is_card and all(len(row.own) == 2 for row in rows):
            for row in rows:
                name, what = row.own.values()
                self._named(name, what)
            return
        columns = sorted({at for row in rows for at in row.own})
        empty = Cell("")
        self.composer.table([[row.own.get(at, empty).text for at in columns] for row in rows])

    def _named(self, name: Cell, what: Cell) -> None:
        first, *rest = parts_of(what)
        self.composer.paragraph(f"{line_of(name).rstrip(' :')}: {first}")
        for part in rest:
            self.composer.paragraph(part, gap=0)


# --- texts ----------------------------------------------------------------------------------


def _is_short(text: str) -> bool:
    return (
        len(text) <= threshold("layout", "heading_max")
        and len(text.split()) <= threshold("layout", "heading_max_words")
        and not text.rstrip().endswith((".", ",", ";", ":"))
    )


def _is_total(row: Row) -> bool:
    """«Sum», «Totalt per år», and numbers."""
    name, *numbers = (line_of(cell) for cell in row.own.values())
    is_named = pattern("sheets", "totals").fullmatch(name) is not None
    return is_named and all(NUMBER.fullmatch(text) for text in numbers)
