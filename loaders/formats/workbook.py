"""Reads Excel workbooks: every visible sheet, its values as Excel shows them.

Values, not formulas; macros and links to other files are never opened. What the author hid tells
two things apart: a hidden sheet holds lists of choices or old versions, so it is named and not
read; a hidden row or column is most often one that a filter or a print layout folded away, and
the measures in it hold all the same, so they are read and the user is told. Comments are talk
about the plan, not the plan.
"""

import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from lxml.etree import LxmlError

from graph.errors import BadInput
from loaders.composing import Composer
from loaders.document import Document
from loaders.formats.packed import check_xml, open_packed
from loaders.formats.sheetparts import SheetFacts, facts_of, sheet_parts
from loaders.formats.sheetrows import Cell, Row
from loaders.formats.sheets import title_of, write_rows
from loaders.formats.values import shown
from loaders.lexicon import pattern, threshold

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What openpyxl lets through of a file that is not what it says it is.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, BadZipFile, EOFError, LookupError, LxmlError,
    NotImplementedError, OSError, ParseError, RuntimeError, TypeError, ValueError, struct.error,
    zlib.error,
)  # fmt: skip
_ESCAPED = re.compile(r"_x(?:000[DA]|0009)_")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f]")
_SHOWN_CELLS = 5
_BOLD = 0.5  # points: bold text stands above plain text of its size


def read(data: bytes, name: str) -> Document:
    """Read an Excel workbook.

    Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``,
    ``document-encrypted``, ``document-empty``).
    """
    composer = Composer(guesses_headings=False, is_marked=True)
    with open_packed(data, name) as archive:
        _check_size(archive, name)
        try:
            check_xml(archive, name)
            _Reader(archive, name, composer).read(data)
        except _BROKEN as error:
            reason = str(error).split("\n", 1)[0] or type(error).__name__
            raise BadInput("document-broken", where=name, reason=reason) from error
    document = composer.document(name, data, _MEDIA_TYPE)
    if not document.blocks and not document.notices:
        raise BadInput("document-empty", where=name)
    return document


def _check_size(archive: ZipFile, name: str) -> None:
    limit = threshold("sheets", "max_part")
    largest = max((part.file_size for part in archive.infolist()), default=0)
    if largest > limit:
        size, most = f"{largest / 1e6:.0f}", f"{limit / 1e6:.0f}"
        raise BadInput("document-too-large", where=name, size=size, limit=most)


@dataclass(slots=True)
class _Merging:
    """The merged cells of one sheet that reach the row being read."""

    facts: SheetFacts
    above: dict[int, tuple[Cell, int]] = field(default_factory=dict)

    def widths(self, number: int) -> dict[int, int]:
        """How many columns the cells that begin in a row span, by their first column."""
        areas = self.facts.merged.get(number, ())
        return {first: last - first + 1 for first, _, last in areas}

    def row(self, number: int, cells: dict[int, Cell]) -> Row:
        """Add to a row the texts of the cells above that reach down into it."""
        self.above = {at: (c, last) for at, (c, last) in self.above.items() if last >= number}
        reaching = {at: replace(cell, continues=True) for at, (cell, _) in self.above.items()}
        for first, last, _ in self.facts.merged.get(number, ()):
            if last > number and first in cells:
                self.above[first] = (cells[first], last)
        both = {**cells, **reaching}
        return Row(number, {at: both[at] for at in sorted(both)})


class _Reader:
    """Reads the sheets of one workbook, as far as the thresholds allow."""

    def __init__(self, archive: ZipFile, name: str, composer: Composer) -> None:
        self.archive = archive
        self.name = name
        self.composer = composer
        self.unscanned = int(threshold("sheets", "max_scanned"))
        self.unwritten = int(threshold("sheets", "max_text"))

    def read(self, data: bytes) -> None:
        """Read all visible sheets in their order."""
        from openpyxl import load_workbook  # noqa: PLC0415 - slow, and only for workbooks

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not read: charts, lists of choices
            book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            parts = sheet_parts(self.archive, self.name)
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
            if hidden:
                names = ", ".join(f"«{title}»" for title in hidden)
                self.composer.notice("workbook-hidden-sheet", where=self.name, sheets=names)
            shown_sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            rows = {sheet.title: self._sheet(sheet, parts) for sheet in shown_sheets}
        finally:
            book.close()
        self._write({title: found for title, found in rows.items() if found})

    def _write(self, sheets: dict[str, list[Row]]) -> None:
        """Write the sheets: first what the first says it is, then each under its name."""
        for number, (title, rows) in enumerate(sheets.items()):
            opening = title_of(rows) if not number else None
            if opening is not None:
                self.composer.heading(opening, 1, is_strong=True)
            is_named = pattern("sheets", "unnamed").fullmatch(title.strip()) is None
            if is_named and not (opening is not None and len(sheets) == 1):
                self.composer.heading(title, 1, is_strong=True)
            write_rows(rows[1:] if opening is not None else rows, self.composer)

    def _sheet(self, sheet: Any, parts: dict[str, str]) -> list[Row]:  # noqa: ANN401 - openpyxl's own is untyped
        facts = facts_of(self.archive, parts.get(sheet.title, ""), self.name)
        merging = _Merging(facts)
        errors: list[str] = []
        found = self._cells(sheet, merging, errors)
        rows = [merging.row(number, cells) for number, cells in found]
        self._tell(sheet.title, facts, rows, errors)
        return rows

    def _cells(
        self, sheet: Any, merging: _Merging, errors: list[str]  # noqa: ANN401 - as above
    ) -> Iterator[tuple[int, dict[int, Cell]]]:  # fmt: skip
        """Iterate over the rows that have text; what is only formatted costs no memory."""
        sheet.reset_dimensions()  # what a file says of its size may be anything
        left = int(threshold("sheets", "max_rows"))
        for number, row in enumerate(sheet.iter_rows(max_row=merging.facts.last_row), start=1):
            self.unscanned -= len(row) + 1
            widths = merging.widths(number)
            cells = {}
            for at, cell in enumerate(row, start=1):
                text = _text_of(cell, errors)
                if text:
                    self.unwritten -= len(text)
                    cells[at] = _cell(cell, text, widths.get(at, 1))
            if self.unscanned < 0 or self.unwritten < 0 or not left:
                self.composer.notice("sheet-cut", where=self.name, sheet=sheet.title, row=number)
                return
            if cells:
                left -= 1
                yield number, cells

    def _tell(self, title: str, facts: SheetFacts, rows: list[Row], errors: list[str]) -> None:
        """Tell what the user should know of a sheet that was read."""
        numbers = [row.number for row in rows if row.number in facts.hidden_rows]
        used = sorted({at for row in rows for at in row.cells if facts.is_hidden_column(at)})
        if numbers or used:
            from openpyxl.utils import get_column_letter  # noqa: PLC0415 - loaded by now

            hidden = [*map(get_column_letter, used), *map(str, numbers)]
            self.composer.notice(
                "workbook-hidden-rows", where=self.name, sheet=title, hidden=_some(hidden)
            )
        unknown = [*facts.unknown, *errors]
        if unknown:
            self.composer.notice(
                "workbook-value-missing", where=self.name, sheet=title, cells=_some(unknown)
            )
        if facts.is_cut:
            most = int(threshold("sheets", "max_merged"))
            self.composer.notice("workbook-merges-cut", where=self.name, sheet=title, most=most)


def _text_of(cell: Any, errors: list[str]) -> str:  # noqa: ANN401 - openpyxl's own is untyped
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        errors.append(cell.coordinate)
        return ""
    text = value if isinstance(value, str) else shown(value, cell.number_format)
    text = _ESCAPED.sub("\n", text).replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return _ODD.sub(" ", text).strip()


def _cell(cell: Any, text: str, columns: int) -> Cell:  # noqa: ANN401 - as above
    font = cell.font
    is_strong = bool(font is not None and font.b)
    size = float(font.sz or 0) if font is not None else 0.0
    return Cell(text, is_strong, size + _BOLD * is_strong, columns)


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN_CELLS
    return ", ".join(names[:_SHOWN_CELLS]) + (f" … (+{more})" if more > 0 else "")
