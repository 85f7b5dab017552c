"""A plan as a Word file: real heading styles and lists, tables in one of four looks."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from examples.printing.script import (
    Heading,
    Item,
    NewPage,
    Paragraph,
    Quote,
    Script,
    Table,
)

_DAY = datetime(2025, 1, 1, tzinfo=UTC)
_STAMP = (1980, 1, 1, 0, 0, 0)
#: The looks of a table, by the names that all formats share.
LOOKS = {"ruled": "Table Grid", "half-ruled": "Light List", "unruled": "Normal Table",
         "shaded": "Light Shading"}  # fmt: skip


def docx_of(plan: Script, look: str = "ruled") -> bytes:
    """Return the bytes of a Word file; the same plan gives the same bytes."""
    document = docx.Document()
    about = document.core_properties
    about.author, about.created, about.modified, about.title = "", _DAY, _DAY, plan.title
    document.add_paragraph(plan.title, style="Title")
    for line in plan.cover:
        document.add_paragraph(line, style="Subtitle")
    for piece in plan.pieces:
        if isinstance(piece, Heading):
            document.add_heading(piece.text, min(piece.level, 6))
        elif isinstance(piece, Paragraph):
            _paragraph(document, plan, piece.text)
        elif isinstance(piece, Quote):
            document.add_paragraph(piece.text, style="Intense Quote")
        elif isinstance(piece, Item):
            if piece.is_numbered:
                document.add_paragraph(f"{piece.marker} {piece.text}")
            else:
                document.add_paragraph(piece.text, style="List Bullet")
        elif isinstance(piece, Table):
            _table(document, piece, look)
        elif isinstance(piece, NewPage):
            document.add_page_break()
    made = BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _paragraph(document: "docx.document.Document", plan: Script, text: str) -> None:
    made = document.add_paragraph()
    for part, note in plan.runs(text):
        made.add_run(part)
        if note is not None:
            made.add_run(str(note)).font.superscript = True


def _table(document: "docx.document.Document", table: Table, look: str) -> None:
    made = document.add_table(len(table.rows), len(table.rows[0]))
    made.style = LOOKS[look]
    for row, cells in zip(made.rows, table.rows, strict=True):
        for cell, parts in zip(row.cells, cells, strict=False):
            cell.text = parts[0] if parts else ""
            for part in parts[1:]:
                cell.add_paragraph(part)
    for start, end in table.groups():
        if end > start:
            made.cell(start, 0).merge(made.cell(end, 0)).text = table.rows[start][0][0]
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(header)  # noqa: SLF001 - python-docx has no name for it
    document.add_paragraph()


def _timeless(data: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()
