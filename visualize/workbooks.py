"""Excel workbooks that others made or will open: the same bytes each time, and never a formula."""

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, cast

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from visualize.packing import repacked

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: Said with every font that is set: one that says nothing is shown in letters with serifs.
FONT = "Calibri"
_LONGEST = 32_000  # Excel keeps 32,767 characters in a cell
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LINE = 15  # points of a line of text
_HIGHEST = 400  # points: Excel shows no higher row
_BROAD = 1.1  # words don't fill a line to its end


def put(sheet: "Worksheet", row: int, column: int, value: object) -> "Cell":
    """Write a value; a text stays a text, whatever it begins with.

    >>> from openpyxl import Workbook
    >>> cell = put(Workbook().active, 1, 1, "=1+1")
    >>> cell.value, cell.data_type, bool(cell.quotePrefix)
    ('=1+1', 's', True)
    """
    cell = cast("Cell", sheet.cell(row, column))
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST]
        cell.value = text
        if text.startswith(_FORMULA):
            cell.data_type = "s"
            cell.quotePrefix = True
    else:
        cell.value = cast("float | None", value)  # numbers and dates, as openpyxl takes them
    return cell


def head(sheet: "Worksheet", row: int, names: Sequence[str]) -> None:
    """Write a row of column names."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - slow to load

    for column, name in enumerate(names, 1):
        cell = put(sheet, row, column, name)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1E3A5F")
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def header(sheet: "Worksheet", names: Sequence[str], widths: Sequence[int]) -> None:
    """Write a header row that stays in sight, with filters below it."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - slow to load
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    head(sheet, 1, names)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 2 * _LINE + 3
    sheet.freeze_panes = "A2"
    sheet.page_setup.paperSize = 8  # A3
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{max(sheet.max_row, 1)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def fit(sheet: "Worksheet", row: int, widths: Sequence[int]) -> None:
    """Make a row as high as its longest text needs; a program that opens it does not reckon so."""
    lines = [
        sum(max(ceil(len(line) * _BROAD / width), 1) for line in str(cell.value or "").split("\n"))
        for cell, width in zip(sheet[row], widths, strict=False)
    ]
    sheet.row_dimensions[row].height = min(max(lines) * _LINE + 3, _HIGHEST)


def to_bytes(workbook: "Workbook") -> bytes:
    """Return a workbook as a file whose bytes depend on nothing but its contents."""
    made = BytesIO()
    workbook.save(made)
    return repacked(made.getvalue())
