"""From the rows of a sheet to blocks: which rows are text, and where the tables begin and end.

Excel workbooks and CSV files share it. A table begins where header words stand in a row (or two),
wherever that is; a row of one cell is a title or text; rows of two cells are a name and what it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from loaders.composing import Composer
from loaders.document import Mapped
from loaders.labels import header_cue, match_label
from loaders.lexicon import Profile, active_profile, pattern, threshold, use_profile
from loaders.rows import LEVELS
from loaders.tables import columns_of

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[-−]?[\d\s.,]*\d[\d\s.,]*(?:%|kr|,-)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")
_COUNTED = frozenset({"deadline", "cost", "progress"})


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


@dataclass(slots=True)
class _Table:
    header: dict[int, str]
    kinds: dict[int, str | None]
    unsaid: list[str] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)

    @property
    def measure(self) -> int | None:
        """The column of the measures."""
        return next((at for at, kind in self.kinds.items() if kind == "measure"), None)


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
    return _line(cell) if is_large and not is_label else None


class _Writer:
    """Walks the rows of one sheet."""

    def __init__(self, rows: Sequence[Row], composer: Composer) -> None:
        self.rows = rows
        self.composer = composer
        self.table: _Table | None = None
        self.loose: list[Row] = []
        self.left = int(threshold("sheets", "max_repeated"))
        weights = {row.first.weight for row in rows if len(row.own) == 1}
        self.levels = {w: 2 + at for at, w in enumerate(sorted(weights, reverse=True)[:3])}

    def write(self) -> None:
        """Write all rows."""
        at = 0
        while at < len(self.rows):
            found = _header_at(self.rows, at)
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
        elif _is_total(row):
            self._flush()
            self.composer.aside(" ".join(_line(cell) for cell in row.own.values()), "figure")
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
        is_followed = at + 1 < len(self.rows) and self._gap(at + 1) == 0
        return gap > 0 and len(self.rows[at].own) == 1 and not is_followed

    def _is_title(self, at: int, table: _Table) -> bool:
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
        last = max(table.header)
        while last + 1 in used:
            last += 1
        columns = sorted({*table.header, *(at for at in used if at <= last)})
        header = [table.header.get(at, "") for at in columns]
        body = [self._texts(row, columns, table) for row in table.body]
        self.composer.table([header, *body])
        for row in table.body:
            for at, cell in row.own.items():
                if at > last:  # a list of choices, or a note in the margin
                    self.composer.aside(_line(cell), "figure")
        table.body = []

    def _texts(self, row: Row, columns: list[int], table: _Table) -> list[str]:
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
        leads = at + 1 < len(self.rows) and _header_at(self.rows, at + 1) is not None
        is_large = cell.is_strong or cell.weight > min(self.levels)
        if _is_short(cell.text) and (leads or is_large):
            self._title(cell, self.levels.get(cell.weight, 5))
            return
        for part in _parts(cell):
            self.composer.paragraph(part, gap=int(self._gap(at) > 0))

    def _title(self, cell: Cell, level: int) -> None:
        parts = _parts(cell)
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
        first, *rest = _parts(what)
        self.composer.paragraph(f"{_line(name).rstrip(' :')}: {first}")
        for part in rest:
            self.composer.paragraph(part, gap=0)


# --- headers --------------------------------------------------------------------------------


def _header_at(rows: Sequence[Row], at: int) -> tuple[_Table, int] | None:
    """The header that begins in a row, and how many rows it takes."""
    top = _texts_of(rows[at])
    if not _may_be_header(top):
        return None
    single = _table_of(top)
    if at + 1 < len(rows) and rows[at + 1].number == rows[at].number + 1:
        below = _texts_of(rows[at + 1])
        if _goes_on_below(rows[at], rows[at + 1]) and _may_be_header(below, least=1):
            double = _table_of(_both(top, below, rows[at]), top.values())
            if double is not None:
                return double, 2
    return (single, 1) if single is not None else None


def _texts_of(row: Row) -> dict[int, str]:
    return {at: _line(cell) for at, cell in row.cells.items()}


def _may_be_header(texts: Mapping[int, str], least: int = 2) -> bool:
    """Short texts, and no numbers but years: what is no header is told without its words."""
    longest = threshold("sheets", "header_max")
    return len(texts) >= least and all(
        len(text) <= longest and (_YEAR.fullmatch(text) or not _NUMBER.fullmatch(text))
        for text in texts.values()
    )


def _table_of(texts: Mapping[int, str], said: Iterable[str] = ()) -> _Table | None:
    """The table under a header; of what was ``said`` there, what its names leave out is kept."""
    header = _years_alone(texts)
    if not any(_kind(text) in LEVELS for text in header.values()):
        return None
    kinds = columns_of(tuple(Mapped.of(text, 0) for text in header.values()))
    if kinds is None:
        return None
    unsaid = [text for text in dict.fromkeys([*said, *texts.values()]) if text]
    unsaid = [text for text in unsaid if not any(text in name for name in header.values())]
    return _Table(header, dict(zip(header, kinds, strict=True)), unsaid)


def _kind(text: str) -> str | None:
    return _known_kind(text, active_profile())


@lru_cache(maxsize=4096)
def _known_kind(text: str, profile: Profile) -> str | None:
    with use_profile(profile):
        cue = header_cue(text)
    return cue.type if cue else None


def _goes_on_below(row: Row, below: Row) -> bool:
    """The row below has texts only where this one is empty or spans several columns."""
    starts = sorted(row.cells)
    spans = {at: _span(row, at, after) for at, after in pairwise([*starts, max(below.cells) + 1])}
    groups = [at for at, span in spans.items() if sum(at <= c < at + span for c in below.own) > 1]
    if not groups:
        return False
    inside = {at + step for at in groups for step in range(spans[at])}
    return all(at in inside or at not in row.own for at in below.own)


def _span(row: Row, at: int, after: int) -> int:
    """How many columns a header cell stands over: those it is merged over, or left empty."""
    cell = row.cells[at]
    return cell.columns if cell.columns > 1 else max(after - at, 1)


def _both(top: Mapping[int, str], below: Mapping[int, str], row: Row) -> dict[int, str]:
    """One header of two rows: the lower text, unless only the upper one says what it is."""
    header: dict[int, str] = dict(top)
    for at, text in below.items():
        over = max((column for column in row.cells if column <= at), default=at)
        above = top.get(over, "")
        if text == above or _YEAR.fullmatch(text) or _kind(text) or not _kind(above):
            header[at] = text
        else:
            header[at] = f"{above} ({text})"
    return header


def _years_alone(texts: Mapping[int, str]) -> dict[int, str]:
    """«Budsjett 2025», «Budsjett 2026»: a column for each year is named by the year."""
    years = {at: _YEAR.findall(text) for at, text in texts.items()}
    stems = {at: _YEAR.sub("", text).strip(" -–:()") for at, text in texts.items() if years[at]}
    costs = {at for at, stem in stems.items() if len(years[at]) == 1 and _kind(stem) in _COUNTED}
    if len(costs) < 2:
        return dict(texts)
    return {at: years[at][0] if at in costs else text for at, text in texts.items()}


# --- texts ----------------------------------------------------------------------------------


def _parts(cell: Cell) -> list[str]:
    return [part for part in cell.text.split("\n") if part.strip()] or [""]


def _line(cell: Cell) -> str:
    return " ".join(cell.text.split())


def _is_short(text: str) -> bool:
    return (
        len(text) <= threshold("layout", "heading_max")
        and len(text.split()) <= threshold("layout", "heading_max_words")
        and not text.rstrip().endswith((".", ",", ";", ":"))
    )


def _is_total(row: Row) -> bool:
    """«Sum», «Totalt per år», and numbers."""
    name, *numbers = (_line(cell) for cell in row.own.values())
    is_named = pattern("sheets", "totals").fullmatch(name) is not None
    return is_named and all(_NUMBER.fullmatch(text) for text in numbers)


def lines_of(cells: Sequence[str]) -> Iterator[tuple[int, Cell]]:
    """Iterate over the cells of a row of plain texts that are not empty, with their columns."""
    for at, text in enumerate(cells):
        if text.strip():
            yield at, Cell(text.strip())
