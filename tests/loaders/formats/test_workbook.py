"""Excel workbooks: what planners keep their measures in."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from graph.errors import BadInput
from loaders.document import Document
from loaders.formats import workbook
from loaders.readers import parse_document
from loaders.reading import read

HEADER = ["Hovedmål", "Delmål", "Tiltak", "Ansvar", "Frist", "Kostnad"]
Cells = Sequence[Any]


def fill(sheet: Worksheet, rows: Cells) -> None:
    for row in rows:
        sheet.append(list(row))


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def a_workbook(rows: Cells, change: Callable[[Worksheet], Any] = lambda _: None) -> bytes:
    book = Workbook()
    assert book.active is not None
    fill(book.active, rows)
    change(book.active)
    return saved(book)


def opened(data: bytes) -> Document:
    return parse_document(data, "liste.xlsx")


def tables(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
        if block.kind == "table"
    ]


def notices(document: Document) -> dict[str, str]:
    return {notice.reference: notice.what("nb") for notice in document.notices}


def test_a_list_of_measures_is_read_with_its_goals_and_columns() -> None:
    rows = [
        ["Handlingsplan for folkehelse 2025–2028"],
        [],
        HEADER,
        ["Trygge barn", "Flere er aktive", "Arrangere turdager", "Kultur", 2026, 425000],
        [None, None, "Gi ut turkart", "Teknisk", None, None],
        [None, "Alle har venner", "Lære bort leker", "Oppvekst", None, None],
    ]
    drafts = read(opened(a_workbook(rows))).drafts
    measures = [d for d in drafts if d.type == "measure"]
    assert [(d.label, d.parent.label if d.parent else None) for d in measures] == [
        ("Arrangere turdager", "Flere er aktive"),
        ("Gi ut turkart", "Flere er aktive"),
        ("Lære bort leker", "Alle har venner"),
    ]
    assert {d.type: d.label for d in drafts}["main_goal"] == "Trygge barn"
    first = {kind: [v.text for v in values] for kind, values in measures[0].attributes.items()}
    assert first == {"responsible": ["Kultur"], "deadline": ["2026"], "cost": ["425000"]}


def test_a_table_in_nynorsk_beginning_at_b4_is_found() -> None:
    rows = [
        [],
        [None, "Tiltaksliste"],
        [],
        [None, "Hovudmål", "Tiltak", "Ansvarleg", "Tidsfrist"],
        [None, "Trygge born", "Byggje bru", "Teknisk eining", 2027],
    ]
    drafts = read(opened(a_workbook(rows))).drafts
    assert [(d.type, d.label) for d in drafts] == [
        ("main_goal", "Trygge born"),
        ("measure", "Byggje bru"),
    ]


def test_a_header_of_two_lines_gives_one_name_to_each_column() -> None:
    def merge(sheet: Worksheet) -> None:
        for area in ("A1:A2", "B1:B2", "C1:E1"):
            sheet.merge_cells(area)

    rows = [
        ["Tiltak", "Ansvar", "Kostnad (1000 kr)"],
        [None, None, 2025, 2026, 2027],
        ["Bygge bru", "Teknisk", 100, None, 50],
    ]
    document = opened(a_workbook(rows, merge))
    assert tables(document) == [
        [["Tiltak", "Ansvar", "2025", "2026", "2027"], ["Bygge bru", "Teknisk", "100", "", "50"]]
    ]
    assert "Kostnad (1000 kr)" in document.text
    cost = read(document).of_type("measure")[0].attributes["cost"]
    assert [value.text for value in cost] == ["2025: 100", "2027: 50"]


def test_a_merged_cell_belongs_to_every_row_it_spans() -> None:
    def merge(sheet: Worksheet) -> None:
        for area in ("A2:A4", "C2:C3"):
            sheet.merge_cells(area)

    rows = [
        ["Delmål", "Tiltak", "Ansvar"],
        ["Flere er aktive", "Arrangere turdager", "Kultur"],
        [None, "Gi ut turkart", None],
        [None, "Rydde stier", "Teknisk"],
    ]
    (table,) = tables(opened(a_workbook(rows, merge)))
    assert [row[0] for row in table[1:]] == ["Flere er aktive"] * 3
    assert [row[2] for row in table[1:]] == ["Kultur", "Kultur", "Teknisk"]


def test_a_measure_over_two_rows_is_one_measure() -> None:
    rows = [["Tiltak", "Ansvar"], ["Bygge bru", "Teknisk"], [None, "Havnevesenet"]]
    data = a_workbook(rows, lambda sheet: sheet.merge_cells("A2:A3"))
    (measure,) = read(opened(data)).of_type("measure")
    assert [v.text for v in measure.attributes["responsible"]] == ["Teknisk", "Havnevesenet"]


def test_a_row_over_the_width_is_a_heading_inside_the_table() -> None:
    rows = [
        ["Tiltak", "Ansvar", "Frist"],
        ["Satsingsområde 1: Oppvekst"],
        ["Bygge lekeplass", "Teknisk", 2026],
        ["Satsingsområde 2: Klima"],
        ["Plante trær", "Teknisk", 2027],
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:C2")
        sheet.merge_cells("A4:C4")

    drafts = read(opened(a_workbook(rows, merge))).drafts
    areas = {d.label: d.parent.label for d in drafts if d.type == "measure" and d.parent}
    assert areas == {"Bygge lekeplass": "Oppvekst", "Plante trær": "Klima"}


def test_rows_that_add_up_are_no_measures() -> None:
    rows = [["Tiltak", "Kostnad"], ["Bygge bru", 100], ["Sum", 100], ["Sum drift 2025", 7]]
    assert [d.label for d in read(opened(a_workbook(rows))).of_type("measure")] == ["Bygge bru"]


def test_text_above_and_below_the_table_is_text() -> None:
    rows = [
        ["Planen er rullert hvert år siden 2019, og tiltakene er de som gjelder nå."],
        ["Tiltak", "Ansvar"],
        ["Bygge bru", "Teknisk"],
        [],
        ["Kostnadene er anslag fra i fjor."],
    ]
    document = opened(a_workbook(rows))
    assert [b.kind for b in document.blocks] == ["paragraph", "table", "paragraph"]


def test_a_name_and_what_it_is_stand_side_by_side() -> None:
    document = opened(a_workbook([["Visjon", "Sammen mot havet"], ["Kommune:", "Havnes"]]))
    assert [b.text for b in document.blocks] == ["Visjon: Sammen mot havet", "Kommune: Havnes"]


def test_line_breaks_in_a_cell_part_its_paragraphs() -> None:
    document = opened(a_workbook([["Tiltak", "Ansvar"], ["Bygge bru\nRive tak", "Teknisk"]]))
    (block,) = document.blocks
    assert [part.text for part in block.rows[1][0].paragraphs()] == ["Bygge bru", "Rive tak"]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (425000, "#,##0", "425 000"),
        (425000, '# ##0 "kr"', "425 000 kr"),
        (0.45, "0%", "45 %"),
        (1234.5, "#,##0.00", "1 234,50"),
        (datetime(2026, 12, 31, tzinfo=UTC).replace(tzinfo=None), "dd/mm/yyyy", "31.12.2026"),
        (datetime(2026, 12, 31, tzinfo=UTC).replace(tzinfo=None), "yyyy", "2026"),
        (datetime(2026, 12, 1, tzinfo=UTC).replace(tzinfo=None), "mmmm yyyy", "desember 2026"),
    ],
)
def test_values_are_told_as_excel_shows_them(value: object, number_format: str, shown: str) -> None:
    def show(sheet: Worksheet) -> None:
        sheet["B2"].number_format = number_format

    (table,) = tables(opened(a_workbook([["Tiltak", "Kostnad"], ["Bygge bru", value]], show)))
    assert table[1][1] == shown


def test_each_sheet_stands_under_its_name_unless_nobody_named_it() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.title = "Ark1"
    fill(book.active, [["Tiltak", "Ansvar"], ["Bygge bru", "Teknisk"]])
    fill(book.create_sheet("Helse"), [["Tiltak", "Ansvar"], ["Arrangere turer", "Kultur"]])
    blocks = opened(saved(book)).blocks
    assert [(b.kind, b.text) for b in blocks if b.kind == "heading"] == [("heading", "Helse")]


def test_a_hidden_sheet_is_named_and_not_read() -> None:
    book = Workbook()
    assert book.active is not None
    fill(book.active, [["Tiltak", "Ansvar"], ["Bygge bru", "Teknisk"]])
    for title, state in (("Valg", "hidden"), ("Gammelt", "veryHidden")):
        sheet = book.create_sheet(title)
        fill(sheet, [["Tiltak", "Ansvar"], ["Rive bru", "Teknisk"]])
        sheet.sheet_state = state
    document = opened(saved(book))
    assert "Rive bru" not in document.text
    assert "«Valg», «Gammelt»" in notices(document)["workbook-hidden-sheet"]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    rows = [["Tiltak", "Ansvar", "Frist"], ["Bygge bru", "Teknisk", 2025], ["Male bru", "Teknisk"]]
    document = opened(a_workbook(rows, hide))
    assert "Male bru" in document.text
    assert "(C, 3)" in notices(document)["workbook-hidden-rows"]


def test_a_formula_never_computed_is_told() -> None:
    document = opened(a_workbook([["Tiltak", "Kostnad"], ["Bygge bru", "=1+1"]]))
    assert "B2" in notices(document)["workbook-value-missing"]
    assert "=1+1" not in document.text


def test_comments_are_no_part_of_the_plan() -> None:
    def note(sheet: Worksheet) -> None:
        sheet["A2"].comment = Comment("Husk å spørre Kari", "Ola")

    rows = [["Tiltak", "Ansvar"], ["Bygge bru", "Teknisk"]]
    assert "Kari" not in opened(a_workbook(rows, note)).text


def test_a_title_before_the_sheet_is_the_plans_title() -> None:
    def grow(sheet: Worksheet) -> None:
        sheet.title = "Tiltaksdel"
        sheet["A1"].font = Font(b=True, sz=18)

    rows = [["Temaplan for klima 2025–2028"], [], ["Tiltak", "Frist"], ["Plante trær", 2026]]
    document = opened(a_workbook(rows, grow))
    assert document.blocks[0].text == "Temaplan for klima 2025–2028"
    assert read(document).metadata.period_to == 2028


def test_a_list_of_choices_beside_the_table_is_no_part_of_it() -> None:
    rows = [
        ["Tiltak", "Status", None, "Valgliste"],
        ["Plante trær", "Pågår", None, "Ferdig"],
        [None, None, None, "Ikke startet"],
    ]
    document = opened(a_workbook(rows))
    assert tables(document) == [[["Tiltak", "Status"], ["Plante trær", "Pågår"]]]
    assert {b.text for b in document.blocks if b.note} == {"Valgliste", "Ferdig", "Ikke startet"}


def test_a_goal_above_each_table_is_what_its_measures_stand_under() -> None:
    rows = [
        ["Mål 1: Alle barn har venner"],
        ["Tiltak", "Ansvar"],
        ["Lære bort leker", "Oppvekst"],
        ["Mål 2: Lufta er rein"],
        ["Tiltak", "Ansvar"],
        ["Plante trær", "Teknisk"],
    ]
    measures = read(opened(a_workbook(rows))).of_type("measure")
    assert [m.parent.label if m.parent else None for m in measures] == [
        "Alle barn har venner",
        "Lufta er rein",
    ]


# --- bad input -------------------------------------------------------------------------------


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for info in before.infolist():
            part = before.read(info)
            after.writestr(info.filename, change(part) if info.filename == name else part)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PLAIN = a_workbook([["Tiltak", "Ansvar", "Frist"], ["Bygge bru", "Teknisk", 2026]])


def test_entities_are_refused() -> None:
    bomb = with_part(PLAIN, SHEET, lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml)
    with pytest.raises(BadInput, match="document-bomb"):
        opened(bomb)


def test_a_sheet_cut_short_is_broken() -> None:
    with pytest.raises(BadInput, match="document-broken"):
        opened(with_part(PLAIN, SHEET, lambda xml: xml[: len(xml) // 2]))


def test_an_empty_workbook_is_told_to_be_empty() -> None:
    with pytest.raises(BadInput, match="document-empty"):
        opened(a_workbook([]))


def test_a_size_that_the_file_only_claims_costs_nothing() -> None:
    def claim(xml: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)

    assert tables(opened(with_part(PLAIN, SHEET, claim))) == tables(opened(PLAIN))


def test_formatted_rows_below_the_list_are_no_reason_to_stop() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (n, n) for n in range(3, 30_000))
    data = with_part(PLAIN, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    document = opened(data)
    assert tables(document) == tables(opened(PLAIN))
    assert not document.notices


def test_a_sheet_is_read_no_further_than_a_list_can_reach() -> None:
    one = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>Bygge bru %d</t></is></c></row>'
    rows = b"".join(one % (n, n, n) for n in range(3, 20_010))
    data = with_part(PLAIN, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    assert "rad 20001" in notices(opened(data))["sheet-cut"]


def test_a_text_merged_over_all_rows_is_not_repeated_without_end() -> None:
    rows = [["Delmål", "Tiltak"], ["x" * 30_000, "Bygge bru"], *[[None, "Male"]] * 500]
    data = a_workbook(rows, lambda sheet: sheet.merge_cells("A2:A502"))
    assert len(opened(data).text) < 3_000_000


def test_macros_and_links_to_other_files_are_not_followed() -> None:
    data = a_workbook([["Tiltak", "Ansvar"], ["Bygge bru", "='[http://x.invalid/a.xlsx]Ark1'!A1"]])
    assert "x.invalid" not in opened(data).text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8), st.floats(0, 1))
def test_a_damaged_file_is_read_or_refused(flips: list[tuple[int, int]], keep: float) -> None:
    data = bytearray(PLAIN)
    for at, byte in flips:
        data[at % len(data)] = byte
    damaged = bytes(data[: int(len(data) * keep) if keep < 0.5 else len(data)])
    with suppress(BadInput):
        assert workbook.read(damaged, "skadet.xlsx").name == "skadet.xlsx"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([SHEET, "xl/styles.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(b'<>/"0aZ= ')), max_size=6),
)
def test_a_damaged_part_is_read_or_refused(part: str, flips: list[tuple[int, int]]) -> None:
    def damage(xml: bytes) -> bytes:
        changed = bytearray(xml)
        for at, byte in flips:
            changed[at % len(changed)] = byte
        return bytes(changed)

    with suppress(BadInput):
        assert workbook.read(with_part(PLAIN, part, damage), "skadet.xlsx").sha256
