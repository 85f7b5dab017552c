"""Tables of PDF files: each kind of ruling, rows over pages, and what is no table."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Printed

from loaders.formats.pdf.page import Page, pages
from loaders.formats.pdf.tables import Table, find_tables, join

STYLES: dict[str, list[tuple[Any, ...]]] = {
    "ruled": [("GRID", (0, 0), (-1, -1), 0.5, "black")],
    "half-ruled": [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")],
    "header-ruled": [("LINEBELOW", (0, 0), (-1, 0), 0.5, "black")],
    "columns-ruled": [
        ("LINEBEFORE", (1, 0), (-1, -1), 0.5, "black"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"),
    ],
    "shaded": [
        ("BACKGROUND", (0, 0), (-1, 0), "navy"),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), ["white", "lightgrey"]),
    ],
    "unruled": [],
}
HEADER = ("Tiltak", "Beskrivelse", "Ansvarlig virksomhet")
ROWS = (
    ("Bygge bru over elva", "Brua gjør veien til skolen kortere for barn og unge.", "Teknisk"),
    (
        "Leie ut verktøy til alle som vil reparere noe selv",
        "Verkstedet holder åpent hver kveld. Kurs i reparasjon gis sammen med frivillige.",
        "Kultur og fritid",
    ),
    ("Plante trær", "Skygge på torget.", "Teknisk"),
)
PROSE = "Kommunen vil legge til rette for at flere kan delta i det som skjer der de bor. " * 3
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=6)
HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=14, leading=18)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=11)
BOLD = ParagraphStyle("bold", parent=CELL, fontName="Helvetica-Bold")


def printed(  # noqa: PLR0913 - what a table may look like
    rows: Sequence[Sequence[str]],
    style: Sequence[tuple[Any, ...]] = (),
    *,
    widths: Sequence[float] = (120, 210, 110),
    lead: float = 0,
    repeat: int = 1,
    header: ParagraphStyle = BOLD,
) -> list[Page]:
    """Print rows between two paragraphs; ``lead`` points of white space stand before them."""
    cells = [
        [Paragraph(text, header if not at else CELL) for text in row] for at, row in enumerate(rows)
    ]
    top = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    table = Printed(cells, colWidths=widths, style=[*top, *style], repeatRows=repeat, splitInRow=1)
    file = BytesIO()
    SimpleDocTemplate(file).build(
        [Paragraph("Satsing", HEAD), Paragraph(PROSE, BODY), Spacer(1, lead), table,
         Spacer(1, 12), Paragraph("Neste satsing", HEAD), Paragraph(PROSE, BODY)]
    )  # fmt: skip
    return list(pages(file.getvalue(), "plan.pdf"))


def read(found: Sequence[Page]) -> list[tuple[str, ...]]:
    """Return the rows of the one table of the pages."""
    whole: Table | None = None
    for page in found:
        for table in find_tables(page, whole):
            joined = join(whole, table) if whole is not None else table
            assert joined is not None
            whole = joined
    return list(whole.rows) if whole is not None else []


@pytest.mark.parametrize("style", STYLES)
def test_rows_and_cells_are_whole_in_every_style(style: str) -> None:
    assert read(printed([HEADER, *ROWS], STYLES[style])) == [HEADER, *ROWS]


@pytest.mark.parametrize("style", STYLES)
def test_columns_may_stand_in_any_order(style: str) -> None:
    rows = [tuple(row[at] for at in (2, 0, 1)) for row in (HEADER, *ROWS)]
    assert read(printed(rows, STYLES[style], widths=(110, 120, 210))) == rows


@pytest.mark.parametrize("style", ["ruled", "half-ruled", "unruled"])
@pytest.mark.parametrize("repeat", [0, 1])
def test_a_row_cut_by_the_page_is_one(style: str, repeat: int) -> None:
    found = printed([HEADER, *ROWS], STYLES[style], lead=500, repeat=repeat)
    assert len(found) > 1
    assert read(found) == [HEADER, *ROWS]


@pytest.mark.parametrize("style", STYLES)
def test_an_empty_cell_stays_empty(style: str) -> None:
    rows = [HEADER, ROWS[0], ("Rive tak", "", "Teknisk"), ROWS[1], ("Male", "Gult hus.", "")]
    assert read(printed(rows, STYLES[style])) == rows


def test_a_merged_cell_stands_in_all_its_rows() -> None:
    rows = [("Mål", "Tiltak", "Ansvar"), ("Trygge barn", "Bygge bru", "A"), ("", "Rive tak", "B")]
    style = [*STYLES["ruled"], ("SPAN", (0, 1), (0, 2))]
    assert read(printed(rows, style))[1:] == [
        ("Trygge barn", "Bygge bru", "A"),
        ("Trygge barn", "Rive tak", "B"),
    ]


@pytest.mark.parametrize("style", ["ruled", "half-ruled", "unruled"])
def test_a_title_across_the_table_is_a_row_of_one_cell(style: str) -> None:
    title = "Satsing: Tidlig innsats for barn og unge i hele kommunen, sammen med frivillige"
    rows = [HEADER, ROWS[0], (title, "", ""), ROWS[1], ROWS[2]]
    spanned = [*STYLES[style], ("SPAN", (0, 2), (-1, 2))]
    assert read(printed(rows, spanned)) == rows


def test_paragraphs_and_bullets_of_a_cell_are_parted() -> None:
    rows = [HEADER, ("Bygge bru", "Slik:<br/>• Tegne brua<br/>• Kjøpe stein", "Teknisk")]
    assert read(printed(rows, STYLES["ruled"]))[1][1] == "Slik:\n• Tegne brua\n• Kjøpe stein"


def test_a_header_of_two_lines_is_one() -> None:
    header = ("Tiltak", "Beskrivelse", "Ansvarlig<br/>virksomhet")
    assert read(printed([header, *ROWS]))[0] == HEADER


def test_a_misspelt_header_is_one() -> None:
    header = ("Tiltak", "Beskrivlse", "Ansvarlig")
    assert read(printed([header, *ROWS])) == [header, *ROWS]


def test_a_word_cut_at_the_line_end_is_whole() -> None:
    rows = [HEADER, ("Bygge bru", "Mer sam-<br/>arbeid, VTA-<br/>bedrifter, barne-<br/>og", "A")]
    assert read(printed(rows))[1][1] == "Mer samarbeid, VTA-bedrifter, barne- og"


def test_a_framed_paragraph_is_no_table() -> None:
    assert read(printed([(PROSE,)], STYLES["ruled"], widths=(440,))) == []


def test_two_columns_of_prose_are_no_table() -> None:
    assert read(printed([(PROSE, PROSE)], widths=(220, 220), header=CELL)) == []


def test_a_table_with_another_header_is_not_joined() -> None:
    one, other = (
        find_tables(printed([header, *ROWS], STYLES["ruled"])[0])[0]
        for header in (HEADER, ("Delmål", "Strategi", "Frist"))
    )
    assert join(one, other) is None


def test_a_drawing_of_many_lines_is_no_table() -> None:
    file = BytesIO()
    canvas = Canvas(file)
    for at in range(3000):
        canvas.line(50, 50 + at / 4, 500, 50 + at / 4)
        canvas.line(50 + at / 7, 50, 50 + at / 7, 800)
    canvas.drawString(60, 60, "Kart")
    canvas.save()
    assert read(list(pages(file.getvalue(), "kart.pdf"))) == []
