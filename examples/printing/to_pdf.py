"""A plan as a PDF: one column or two, running header and page number, tables in four looks."""

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from examples.printing.script import (
    Heading,
    Item,
    NewPage,
    Paragraph,
    Quote,
    Script,
    Table,
)

_MARGIN = 2.2 * cm
_GUTTER = 1 * cm
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13.5, spaceAfter=7,
                       alignment=TA_LEFT)  # fmt: skip
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=9, leading=11.5, spaceAfter=2)
_HEAD = ParagraphStyle("head", parent=_CELL, fontName="Helvetica-Bold")
_ITEM = ParagraphStyle("item", parent=_BODY, leftIndent=16, bulletIndent=4, spaceAfter=4)
_QUOTE = ParagraphStyle("quote", parent=_BODY, fontName="Helvetica-Oblique", fontSize=13,
                        leading=18, leftIndent=20, spaceBefore=6, spaceAfter=10)  # fmt: skip
_SIZES = (20, 16, 13.5, 12, 11, 10.5)
_LETTER = 5.2  # points: no word of a cell is cut
_PADDING = 14
_GREY = colors.HexColor("#E4E8EE")
LOOKS: dict[str, list[tuple[Any, ...]]] = {
    "ruled": [("GRID", (0, 0), (-1, -1), 0.5, colors.black)],
    "half-ruled": [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black)],
    "unruled": [],
    "shaded": [("BACKGROUND", (0, 0), (-1, 0), colors.lightblue),
               ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.white, _GREY])],
}  # fmt: skip


def pdf_of(plan: Script, look: str = "ruled", columns: int = 1) -> bytes:
    """Return the bytes of a PDF; the same plan gives the same bytes."""
    made = BytesIO()
    report = BaseDocTemplate(
        made, pagesize=A4, invariant=1, title=plan.title, author="", leftMargin=_MARGIN,
        rightMargin=_MARGIN, topMargin=_MARGIN, bottomMargin=_MARGIN,
    )  # fmt: skip
    width, height = A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN
    whole = Frame(_MARGIN, _MARGIN, width, height, id="whole", leftPadding=0, rightPadding=0)
    part = (width - _GUTTER * (columns - 1)) / columns
    parts = [
        Frame(_MARGIN + n * (part + _GUTTER), _MARGIN, part, height, id=f"part{n}", leftPadding=0,
              rightPadding=0)
        for n in range(columns)
    ]  # fmt: skip

    def edges(canvas: Canvas, doc: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(_MARGIN, A4[1] - 1.3 * cm, plan.title)
        canvas.drawRightString(A4[0] - _MARGIN, 1.2 * cm, f"Side {doc.page}")

    report.addPageTemplates([
        PageTemplate("text", parts, onPage=edges), PageTemplate("table", [whole], onPage=edges),
    ])  # fmt: skip
    report.build(list(_Story(plan, look, width, is_split=columns > 1).flowables()))
    return made.getvalue()


class _Story:
    """The flowables of a plan; with columns, tables stand on pages of their own width."""

    def __init__(self, plan: Script, look: str, width: float, *, is_split: bool) -> None:
        self.plan = plan
        self.look = look
        self.width = width
        self.is_split = is_split

    def flowables(self) -> list[Flowable]:
        made: list[Flowable] = [Text(escape(self.plan.title), _heading(1))]
        made += [Text(escape(line), _BODY) for line in self.plan.cover]
        for piece in self.plan.pieces:
            if isinstance(piece, Heading):
                made.append(Text(escape(piece.text), _heading(piece.level + 1)))
            elif isinstance(piece, Paragraph):
                made.append(Text(self._marked(piece.text), _BODY))
            elif isinstance(piece, Quote):
                made.append(Text(escape(piece.text), _QUOTE))
            elif isinstance(piece, Item):
                made.append(Text(escape(piece.text), _ITEM, bulletText=piece.marker))
            elif isinstance(piece, Table):
                made += self._table(piece)
            elif isinstance(piece, NewPage):
                made.append(PageBreak())
        return made

    def _marked(self, text: str) -> str:
        parts = []
        for part, note in self.plan.runs(text):
            mark = f"<super size=7>{note}</super>" if note is not None else ""
            parts.append(escape(part) + mark)
        return "".join(parts)

    def _table(self, table: Table) -> list[Flowable]:
        count = len(table.rows[0])
        rows = [
            [[Text(escape(part), _CELL if at else _HEAD) for part in cell] for cell in row]
            for at, row in enumerate(table.rows)
        ]
        longest = [max(sum(map(len, row[n])) for row in table.rows) for n in range(count)]
        words = [
            max((len(word) for row in table.rows for part in row[n] for word in part.split()),
                default=1) for n in range(count)
        ]  # fmt: skip
        least = [_LETTER * word + _PADDING for word in words]
        shares = [min(size, 90) for size in longest]
        room = max(self.width - sum(least), 0)
        widths = [
            low + room * share / max(sum(shares), 1)
            for low, share in zip(least, shares, strict=True)
        ]
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *LOOKS[self.look]]
        made = Grid(rows, colWidths=widths, repeatRows=1, style=style)
        if not self.is_split:
            return [made, Spacer(1, 10)]
        return [NextPageTemplate("table"), PageBreak(), made, NextPageTemplate("text"), PageBreak()]


def _heading(level: int) -> ParagraphStyle:
    size = _SIZES[min(level, len(_SIZES)) - 1]
    return ParagraphStyle(
        f"heading{level}", fontName="Helvetica-Bold", fontSize=size, leading=1.25 * size,
        spaceBefore=12, spaceAfter=6,
    )  # fmt: skip
