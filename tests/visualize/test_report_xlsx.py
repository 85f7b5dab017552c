import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.visualize.conftest import Sketch, whole
from visualize.report_tables import report_tables
from visualize.report_xlsx import FIGURES, report_xlsx, table_xlsx
from visualize.scene import Report
from visualize.tables import FILLS, Column, Table, Value, Words, lines_of
from visualize.wording import Wording

SAY = Wording("nb")
LISTS = ("by-plan", "by-initiative", "goals", "measures", "findings", "references", "plans")


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


@pytest.fixture(scope="module")
def made(gathered: Report) -> bytes:
    return report_xlsx(gathered, "nb")


@pytest.fixture(scope="module")
def workbook(made: bytes) -> Workbook:
    return opened(made)


def shown(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def as_read(value: Value) -> object:
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a cell has no zone
    if isinstance(value, int | float):
        return value
    told = [line.text if isinstance(line, Words) else str(line) for line in lines_of(value)]
    return "\n".join(told) or None


@pytest.mark.parametrize("name", LISTS)
def test_a_sheet_holds_the_rows_of_its_table_as_what_they_are(
    gathered: Report, workbook: Workbook, name: str
) -> None:
    table = report_tables(gathered, SAY)[name]
    rows = shown(workbook[table.title])
    assert rows[0] == [column.title for column in table.columns]
    assert rows[1 : len(table.rows) + 1] == [[as_read(v) for v in row] for row in table.rows]
    if table.total:
        assert rows[len(table.rows) + 1] == [as_read(value) for value in table.total]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_filtered_stays_headed_and_prints_lying(
    gathered: Report, workbook: Workbook, name: str
) -> None:
    table = report_tables(gathered, SAY)[name]
    sheet = workbook[table.title]
    last = sheet.cell(len(table.rows) + 1, len(table.columns)).coordinate
    assert sheet.auto_filter.ref == f"A1:{last}"
    assert sheet.freeze_panes is not None
    assert sheet.freeze_panes.endswith("2")
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert all(cell.alignment.wrap_text for row in sheet["A1:C3"] for cell in row)


def test_the_measures_stay_in_sight_beside_their_columns(workbook: Workbook) -> None:
    assert workbook["Tiltak"].freeze_panes == "D2"
    assert [cell.value for cell in workbook["Tiltak"][1]][:3] == ["Plan", "Satsing", "Tiltak"]


def test_numbers_years_and_days_have_formats_of_their_own(workbook: Workbook) -> None:
    def formats(tab: str, name: str) -> set[str]:
        sheet = workbook[tab]
        at = next(cell.column for cell in sheet[1] if cell.value == name)
        cells = [row[at - 1] for row in sheet.iter_rows(min_row=2)]
        return {c.number_format for c in cells if isinstance(c.value, int | float | datetime)}

    assert formats("Tiltak", "Kostnad") == {"#,##0"}
    assert formats("Tiltak", "Frist") == {"0"}
    assert formats("Tiltak", "Sikkerhet") == {"0.00"}
    assert formats("Planer", "Vedtatt") == {"dd.mm.yyyy"}
    assert formats("Funn", "Avgjort dato") == {"dd.mm.yyyy"}


def test_the_fullest_cell_is_the_darkest_and_an_empty_one_is_white(
    gathered: Report, workbook: Workbook
) -> None:
    matrix = gathered.by_plan
    fullest = max(len(found) for found in matrix.cells.values())
    sheet = workbook["Dekning per plan"]
    inner = sheet.iter_rows(
        min_row=2, max_row=len(matrix.rows) + 1, min_col=2, max_col=len(matrix.columns) + 1
    )
    fills = {cell.value: cell.fill.fgColor.rgb[2:] for row in inner for cell in row}
    assert fills[0] == FILLS[0]
    assert fills[fullest] == FILLS[-1]


def test_the_key_figures_are_those_of_the_coverage_and_lead_to_their_lists(
    gathered: Report, workbook: Workbook
) -> None:
    sheet = workbook["Nøkkeltall"]
    rows = {row[0].value: row for row in sheet.iter_rows()}
    strategies = gathered.figures["strategies"]
    assert [cell.value for cell in rows["Strategi"]][1:6] == [
        strategies[key] for key in (
            "total", "with_measure", "with_measure_inferred", "without_measure_count", "share",
        )
    ]  # fmt: skip
    assert rows["Strategi"][5].number_format == "0 %"
    assert rows["Strategi"][0].hyperlink.location == "'Mål og strategier'!A1"
    assert rows["Temaplan for oppvekst 2025–2032"][0].hyperlink.location == "'Tiltak'!A1"
    assert rows["Advarsel"][0].hyperlink.location == "'Funn'!A1"


def test_every_link_leads_to_a_sheet(workbook: Workbook) -> None:
    links = [
        cell.hyperlink.location
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert {link.split("'")[1] for link in links} == set(workbook.sheetnames) - {"Forside"}


def test_the_cover_tells_what_was_read_when_and_what_was_found(
    gathered: Report, workbook: Workbook
) -> None:
    rows = shown(workbook["Forside"])
    told = [value for row in rows for value in row if value is not None]
    assert told[0] == "Rapport om den røde tråden – Fjordvik"
    assert "2026-01-01" in str(told[1])
    assert str(told[2]).startswith("At noe ikke er funnet, betyr")
    counts = {row[0]: row[1] for row in rows if row[0] in {"Åpne", "Kan ikke avgjøres", "Godtatt"}}
    states = [finding.state for finding in gathered.scene.findings]
    assert counts == {
        "Åpne": states.count("open"), "Kan ikke avgjøres": states.count("unknown"),
        "Godtatt": states.count("accepted"),
    }  # fmt: skip
    read = [row for row in rows if row[0] == "Kommuneplanens samfunnsdel 2024–2036"]
    assert [str(value) for value in read[0][2:7]] == [
        "2024", "2036", "vedtatt", "2024-06-13 00:00:00", "samfunnsdel.md",
    ]  # fmt: skip


def test_the_same_report_gives_the_same_bytes(gathered: Report, made: bytes) -> None:
    assert report_xlsx(gathered, "nb") == made
    with zipfile.ZipFile(BytesIO(made)) as file:
        assert {info.date_time[0] for info in file.infolist()} == {1980}


def test_the_properties_tell_title_and_language(made: bytes, gathered: Report) -> None:
    properties = opened(made).properties
    assert properties.title == "Rapport om den røde tråden – Fjordvik"
    assert (properties.creator, properties.language) == ("plangraf", "nb-NO")
    assert opened(report_xlsx(gathered, "en")).properties.language == "en-GB"


def test_an_english_workbook_has_english_sheets_headers_and_formats(gathered: Report) -> None:
    workbook = opened(report_xlsx(gathered, "en"))
    assert workbook.sheetnames == [
        "Cover", "Key figures", "Coverage by plan", "Coverage by initiative",
        "Goals and strategies", "Measures", "Findings", "References", "Plans",
    ]  # fmt: skip
    measures = workbook["Measures"]
    assert [cell.value for cell in measures[1]][:4] == [
        "Plan", "Initiative", "Measure", "Description",
    ]  # fmt: skip
    sheet = workbook["Plans"]
    at = next(cell.column for cell in sheet[1] if cell.value == "Adopted")
    assert sheet.cell(2, at).number_format == "yyyy-mm-dd"


def test_no_cell_runs_as_a_formula_and_every_text_is_plain(broken: Report) -> None:
    workbook = opened(report_xlsx(broken, "nb"))
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.value
                if isinstance(cell.value, str):
                    assert not set("\u202e\u202c\x01\x0b\ufffe\ud800") & set(cell.value)
                    is_safe = not cell.value.startswith(("=", "+", "-", "@"))
                    assert is_safe or cell.quotePrefix


def test_an_empty_report_still_opens(sketch: Sketch) -> None:
    workbook = opened(report_xlsx(sketch.report(), "nb"))
    assert [cell.value for cell in workbook["Tiltak"][1]][2] == "Tiltak"
    assert workbook["Funn"].max_row == 1


def test_tables_alone_make_a_workbook_with_a_sheet_for_each(town: Sketch) -> None:
    tables = report_tables(whole(town), SAY)
    workbook = opened(table_xlsx([tables["measures"], tables["by-plan"]], "nb"))
    assert workbook.sheetnames == ["Tiltak", "Dekning per plan"]
    assert workbook["Tiltak"]["C2"].value == "Bygge familiens hus"


def test_a_title_that_no_tab_may_have_is_made_one() -> None:
    table = Table("cells", "Tiltak: [Plan/Område] 'a' " + "x" * 40, (Column("a", "A"),), (("b",),))
    (tab,) = opened(table_xlsx([table], "nb")).sheetnames
    assert len(tab) <= 31
    assert not set("[]:*?/\\'") & set(tab)


def test_the_figures_stand_on_one_sheet(gathered: Report, workbook: Workbook) -> None:
    captions = {row[0] for row in shown(workbook["Nøkkeltall"])}
    tables = report_tables(gathered, SAY)
    assert {tables[name].caption for name in FIGURES} <= captions
