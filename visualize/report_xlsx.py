"""The report as a workbook: a cover, the figures, and a sheet with filters for each list."""

import re
from collections import Counter
from collections.abc import Sequence
from copy import copy
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any, Literal, cast

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from visualize.report_tables import report_tables
from visualize.scene import Report
from visualize.tables import FILLS, Column, Table, Value, Words, lines_of, shades_of
from visualize.wording import LOCALES, Wording, plain
from visualize.workbooks import FONT, fit, head, header, put, to_bytes

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles.cell_style import StyleArray
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.worksheet import Worksheet

#: The tables that stand below each other on the sheet of figures.
FIGURES = ("levels", "threads", "areas", "states")
_TOTAL = PatternFill("solid", fgColor="E4E9EF")
_RULE = Side("thin", color="C3CCD6")
_RIGHT = frozenset({"number", "gap", "share", "sure"})
_TYPED = (int, float, date)
_BORDER = Border(_RULE, _RULE, _RULE, _RULE)
_LINK = Font(name=FONT, size=11, color="0B5394", underline="single")
_BOLD = Font(name=FONT, size=11, bold=True)
_HEADING = Font(name=FONT, size=13, bold=True)
_TITLE = Font(name=FONT, size=18, bold=True)
_COVER = (46, 30, 10, 10, 16, 13, 40)
_NO_TAB = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TAB = 31
_A4 = 9
_A4_LETTERS = 170  # more letters abreast can't be read on a page of that size
_A3_LETTERS = 310
_FROZEN_LETTERS = 80
#: The columns that say what a row is: they and those before them stay in sight.
_FROZEN = frozenset({"measure", "row", "finding"})


def report_xlsx(report: Report, lang: str) -> bytes:
    """Return the report as a workbook, the same bytes every time."""
    say = Wording(lang)
    tables = report_tables(report, say)
    workbook = Workbook()
    cover = workbook.worksheets[0]
    cover.title = say("sheet-cover")
    figures = workbook.create_sheet(say("report-figures"))
    lists = [table for name, table in tables.items() if name not in FIGURES]
    for table in lists:
        _list(workbook.create_sheet(table.title), table, say)
    _figures(figures, [tables[name] for name in FIGURES], tables, say)
    _cover(cover, report, tables, say)
    return _finished(workbook, say("report-title", municipality=_home(report)), say)


def table_xlsx(tables: Sequence[Table], lang: str) -> bytes:
    """Return tables as a workbook with a sheet for each, the same bytes every time."""
    say = Wording(lang)
    workbook = Workbook()
    for sheet in workbook.worksheets:
        workbook.remove(sheet)
    for table in tables:
        tab = _NO_TAB.sub(" ", plain(table.title)).strip()[:_LONGEST_TAB]
        _list(workbook.create_sheet(tab or table.name), table, say)
    return _finished(workbook, ", ".join(table.title for table in tables), say)


def _home(report: Report) -> str:
    return plain(report.scene.municipality) or "–"


def _finished(workbook: Workbook, title: str, say: Wording) -> bytes:
    workbook.properties.title = title
    workbook.properties.creator = "plangraf"
    workbook.properties.language = LOCALES[say.language]
    for sheet in workbook.worksheets:
        footer = cast("HeaderFooterItem", sheet.oddFooter)
        footer.left.text, footer.right.text = "&A", "&P / &N"
        sheet.page_margins = PageMargins(0.4, 0.4, 0.5, 0.75, header=0.3, footer=0.3)
    return to_bytes(workbook)


# --- lists ------------------------------------------------------------------------------------


def _list(sheet: "Worksheet", table: Table, say: Wording) -> None:
    """Write one table to a sheet of its own: its header in the first row, filters, the sums."""
    widths = [column.width for column in table.columns]
    _rows(sheet, 2, table, say)
    header(sheet, [column.title for column in table.columns], widths)
    _headed(sheet, 1, table)
    after = len(table.rows) + 2
    if table.total:
        _total(sheet, after, table, say)
        after += 1
    if any(column.shaded for column in table.columns):
        put(sheet, after + 1, 1, table.caption).alignment = Alignment(vertical="top")
    frozen = _frozen(table)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    if frozen:
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    sheet.page_setup.fitToWidth = ceil(sum(widths) / _A3_LETTERS)
    if sum(widths) <= _A4_LETTERS:
        sheet.page_setup.paperSize = _A4


def _headed(sheet: "Worksheet", row: int, table: Table) -> None:
    """Set the names of the columns as their values stand: those of numbers to the right."""
    for at, column in enumerate(table.columns, 1):
        if column.kind in _RIGHT:
            sheet.cell(row, at).alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="right", indent=1
            )
    fit(sheet, row, [column.width for column in table.columns])


def _frozen(table: Table) -> int:
    """How many columns stay in sight: up to the one that says what a row is, if they are narrow."""
    letters = 0
    for number, column in enumerate(table.columns, 1):
        letters += column.width
        if column.key in _FROZEN and letters <= _FROZEN_LETTERS:
            return number
    return 0


def _rows(sheet: "Worksheet", top: int, table: Table, say: Wording) -> None:
    widths = [column.width for column in table.columns]
    shade = shades_of(table)
    looks: dict[object, StyleArray] = {}
    for row, values in enumerate(table.rows, top):
        for at, (column, value) in enumerate(zip(table.columns, values, strict=True), 1):
            cell = cast("Any", put(sheet, row, at, _plain(value)))  # its types leave out _style
            fill = FILLS[shade(column, value)] if column.shaded else ""
            # Setting how a cell looks takes longer than all else; what looks alike is set once.
            look = (at, type(value) if isinstance(value, _TYPED) else str, fill, cell.quotePrefix)
            if look not in looks:
                _dress(cell, value, column, say)
                cell.border = _BORDER
                if fill:
                    cell.fill = PatternFill("solid", fgColor=fill)
                looks[look] = copy(cell._style)  # noqa: SLF001 - as openpyxl's users do
            cell._style = copy(looks[look])  # noqa: SLF001
        fit(sheet, row, widths)


def _total(sheet: "Worksheet", row: int, table: Table, say: Wording) -> None:
    for at, (column, value) in enumerate(zip(table.columns, table.total or (), strict=True), 1):
        cell = _cell(sheet, row, at, value, column, say)
        cell.font = _BOLD
        cell.fill = _TOTAL
        cell.border = _BORDER


def _cell(  # noqa: PLR0913, PLR0917 - where, what, and how it is told
    sheet: "Worksheet", row: int, at: int, value: Value, column: Column, say: Wording
) -> "Cell":
    """Write a value as what it is: a number, a date, or text that stays text."""
    cell = put(sheet, row, at, _plain(value))
    _dress(cell, value, column, say)
    return cell


def _dress(cell: "Cell", value: Value, column: Column, say: Wording) -> None:
    """Set how a value stands in its cell."""
    side: Literal["left", "right"] = "right" if column.kind in _RIGHT else "left"
    cell.alignment = Alignment(
        wrap_text=True, vertical="top", horizontal=side, indent=side == "right"
    )
    if isinstance(value, _TYPED):
        cell.number_format = _format(value, column, say)


def _plain(value: Value) -> str | float | date | None:
    """A value as a cell takes it: several lines are one text."""
    if isinstance(value, _TYPED):
        return value
    told = [line.text if isinstance(line, Words) else str(line) for line in lines_of(value)]
    return "\n".join(told) or None


def _format(value: Value, column: Column, say: Wording) -> str:
    if isinstance(value, date):
        return "yyyy-mm-dd" if say.language == "en" else "dd.mm.yyyy"
    formats = {
        "share": "0%" if say.language == "en" else "0 %", "sure": "0.00", "year": "0",
        "gap": '"⚠ "#,##0;-#,##0;"–"',
    }  # fmt: skip
    if column.kind in formats:
        return formats[column.kind]
    if column.shaded:
        return '#,##0;-#,##0;"–"'
    return "#,##0" if isinstance(value, int) else "#,##0.##"


# --- figures and cover ------------------------------------------------------------------------


def _figures(
    sheet: "Worksheet", shown: Sequence[Table], tables: dict[str, Table], say: Wording
) -> None:
    """Write the small tables below each other; what a row counts is a link to its list."""
    row = 1
    for table in shown:
        if not table.rows:
            continue
        put(sheet, row, 1, table.caption).font = _HEADING
        head(sheet, row + 1, [column.title for column in table.columns])
        _headed(sheet, row + 1, table)
        _rows(sheet, row + 2, table, say)
        for at, leads in enumerate(table.leads, row + 2):
            _link(sheet, at, tables[leads].title)
        row += 2 + len(table.rows)
        if table.total:
            _total(sheet, row, table, say)
            row += 1
        row += 1
        for at, column in enumerate(table.columns, 1):
            letter = get_column_letter(at)
            known = sheet.column_dimensions[letter].width if row > 2 else 0
            sheet.column_dimensions[letter].width = max(column.width, known)
    _on_paper(sheet)


def _cover(sheet: "Worksheet", report: Report, tables: dict[str, Table], say: Wording) -> None:
    """Write what the report is, what it rests on, and where in the workbook to find what."""
    scene = report.scene
    for at, width in enumerate(_COVER, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.sheet_view.showGridLines = False
    read = [plan for plan in scene.plans if plan.is_read]
    lead = say("report-lead", plans=len(read))
    if scene.as_of:
        lead += f" {say('report-as-of', date=scene.as_of)}"
    _across(sheet, 1, say("report-title", municipality=_home(report))).font = _TITLE
    sheet.row_dimensions[1].height = 30
    _across(sheet, 2, lead)
    _across(sheet, 3, say("report-caution"))
    row = _contents(sheet, 5, tables, say)
    row = _states(sheet, row + 1, report, tables, say)
    _read_plans(sheet, row + 1, tables["plans"], say)
    _on_paper(sheet)


def _contents(sheet: "Worksheet", row: int, tables: dict[str, Table], say: Wording) -> int:
    """Write what the sheets hold, with a link to each; return the next row."""
    put(sheet, row, 1, say("contents")).font = _HEADING
    figures = (say("report-figures"), None, say("sheet-about-figures"))
    lists = [
        (table.title, len(table.rows), table.caption)
        for name, table in tables.items()
        if name not in FIGURES
    ]
    for title, count, about in (figures, *lists):
        row += 1
        put(sheet, row, 1, title)
        _link(sheet, row, title)
        put(sheet, row, 2, say("sheet-rows", count=count) if count is not None else None)
        _across(sheet, row, about, first=3)
        for at in (1, 2):
            sheet.cell(row, at).alignment = Alignment(vertical="top")
    return row + 1


def _states(
    sheet: "Worksheet", row: int, report: Report, tables: dict[str, Table], say: Wording
) -> int:
    """Write how many findings are open, unknown and accepted; return the next row."""
    put(sheet, row, 1, say("report-findings")).font = _HEADING
    counted = Counter(finding.state for finding in report.scene.findings)
    for key in ("open", "unknown", "accepted"):
        row += 1
        names = {
            "open": say("sheet-open"),
            "unknown": say("sheet-unknown"),
            "accepted": say("sheet-accepted"),
        }
        put(sheet, row, 1, names[key])
        _link(sheet, row, tables["findings"].title)
        put(sheet, row, 2, counted[key]).alignment = Alignment(horizontal="left")
    return row + 1


def _read_plans(sheet: "Worksheet", row: int, plans: Table, say: Wording) -> None:
    """Write the plans that were read, with period, status, day of adoption and file."""
    keys = ("plan", "kind", "from", "to", "status", "adopted", "files")
    columns = tuple(plans.column(key) for key in keys)
    rows = tuple(
        tuple(record[key] for key in keys)
        for record in plans.records()
        if record["read"] == say("sheet-yes")
    )
    shown = Table("read", plans.title, columns, rows)
    put(sheet, row, 1, say("sheet-read-plans")).font = _HEADING
    head(sheet, row + 1, [column.title for column in columns])
    _headed(sheet, row + 1, shown)
    _rows(sheet, row + 2, shown, say)


def _across(sheet: "Worksheet", row: int, text: str, first: int = 1) -> "Cell":
    """Write a text over the whole width of the cover."""
    cell = put(sheet, row, first, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=len(_COVER))
    letters = sum(_COVER[first - 1 :])
    sheet.row_dimensions[row].height = 15 * ceil(len(text) * 1.1 / letters) + 3
    return cell


def _link(sheet: "Worksheet", row: int, tab: str) -> None:
    """Make the first cell of a row a link to a sheet of the workbook."""
    cell = cast("Cell", sheet.cell(row, 1))
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{tab}'!A1")
    cell.font = _LINK


def _on_paper(sheet: "Worksheet") -> None:
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
