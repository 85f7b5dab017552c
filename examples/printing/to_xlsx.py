"""A plan as an Excel workbook: its text down the first column, its tables as tables."""

from openpyxl import Workbook
from openpyxl.styles import Font

from examples.printing.script import Heading, Item, Paragraph, Quote, Script, Table
from visualize.workbooks import put, to_bytes

_APART = 5  # empty rows: fewer set the groups of one table apart
_SIZES = (18, 16, 14, 13, 12, 11, 11)


def xlsx_of(plan: Script) -> bytes:
    """Return the bytes of a workbook; the same plan gives the same bytes."""
    sheet = _Sheet()
    sheet.line(plan.title, size=_SIZES[0])
    for text in plan.cover:
        sheet.line(text)
    sheet.row += 1
    for piece in plan.pieces:
        if isinstance(piece, Heading):
            sheet.row += 1
            sheet.line(piece.text, size=_SIZES[min(piece.level, 6)])
        elif isinstance(piece, (Paragraph, Quote)):
            sheet.line(piece.text)
        elif isinstance(piece, Item):
            sheet.line(f"{piece.marker} {piece.text}")
        elif isinstance(piece, Table):
            sheet.table(piece)
    return to_bytes(sheet.workbook)


class _Sheet:
    """The one sheet of a plan, and the row that comes next."""

    def __init__(self) -> None:
        self.workbook = Workbook()
        self.page = self.workbook.worksheets[0]
        self.page.title = "Ark1"
        self.page.column_dimensions["A"].width = 60
        self.row = 1

    def line(self, text: str, size: int | None = None) -> None:
        cell = put(self.page, self.row, 1, text)
        if size is not None:
            cell.font = Font(bold=True, size=size)
        self.row += 1

    def table(self, table: Table) -> None:
        self.row += 1
        for at, cells in enumerate(table.rows):
            for column, parts in enumerate(cells, 1):
                cell = put(self.page, self.row, column, "\n".join(parts) or None)
                if not at:
                    cell.font = Font(bold=True)
            self.row += 1
        self.row += _APART
