import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from visualize.report_docx import report_docx
from visualize.report_tables import report_tables
from visualize.scene import Report
from visualize.wording import Wording


def opened(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


@pytest.fixture(scope="module")
def made(gathered: Report) -> bytes:
    return report_docx(gathered, "nb")


@pytest.fixture(scope="module")
def document(made: bytes) -> Document:
    return opened(made)


def headings(document: Document) -> list[tuple[int, str]]:
    return [
        (int(p.style.name[-1]), p.text)
        for p in document.paragraphs
        if p.style is not None and re.fullmatch(r"Heading \d", p.style.name or "")
    ]


def all_of(document: Document, name: str) -> Iterator[Any]:
    yield from document.element.body.iter(qn(name))


def text_of(element: Any) -> str:
    return "".join(words.text or "" for words in element.iter(qn("w:t")))


def test_headings_are_real_and_go_down_one_level_at_a_time(document: Document) -> None:
    levels = [level for level, _ in headings(document)]
    assert levels[0] == 1
    assert set(levels) == {1, 2, 3}
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_the_parts_stand_in_the_order_they_are_read_in(document: Document) -> None:
    assert [text for level, text in headings(document) if level == 1] == [
        "Nøkkeltall", "Dekning", "Mål og strategier", "En tråd fra tiltak til visjon", "Funn",
        "Alle tiltak", "Planer",
    ]  # fmt: skip


def test_the_contents_link_to_every_part_and_nothing_asks_to_be_updated(
    document: Document, made: bytes
) -> None:
    names = {mark.get(qn("w:name")) for mark in all_of(document, "w:bookmarkStart")}
    links = {link.get(qn("w:anchor")): text_of(link) for link in all_of(document, "w:hyperlink")}
    assert set(links) <= names
    listed = [text for level, text in headings(document) if level < 3]
    assert list(links.values()) == listed
    with zipfile.ZipFile(BytesIO(made)) as file:
        assert b"updateFields" not in file.read("word/settings.xml")
        assert b"fldChar" not in file.read("word/document.xml")


def test_every_table_has_one_head_that_is_repeated_and_no_merged_cells(document: Document) -> None:
    assert len(document.tables) > 20
    for table in all_of(document, "w:tbl"):
        rows = table.findall(qn("w:tr"))
        heads = [row for row in rows if row.find(f".//{qn('w:tblHeader')}") is not None]
        assert heads == rows[:1]
        assert text_of(rows[0])
        assert {len(row.findall(qn("w:tc"))) for row in rows} == {
            len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        }
        assert table.find(f".//{qn('w:gridSpan')}") is None
        assert table.find(f".//{qn('w:vMerge')}") is None


def test_a_table_is_no_wider_than_its_page(document: Document) -> None:
    sections = document.sections
    inner = max(int(s.page_width - s.left_margin - s.right_margin) for s in sections) / 635
    for table in all_of(document, "w:tbl"):
        widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
        assert sum(widths) <= inner
        assert min(widths) > 400


def test_the_language_stands_on_the_styles_and_on_words_of_another(
    document: Document, gathered: Report
) -> None:
    styles = document.styles.element
    assert {lang.get(qn("w:val")) for lang in styles.iter(qn("w:lang"))} == {"nb-NO"}
    marked = {lang.get(qn("w:val")) for lang in all_of(document, "w:lang")}
    assert marked == {"nn-NO"}
    english = opened(report_docx(gathered, "en"))
    langs = {lang.get(qn("w:val")) for lang in english.styles.element.iter(qn("w:lang"))}
    assert langs == {"en-GB"}
    assert {lang.get(qn("w:val")) for lang in all_of(english, "w:lang")} == {"nb-NO", "nn-NO"}


def test_the_properties_tell_title_and_language(document: Document) -> None:
    core = document.core_properties
    assert core.title == "Rapport om den røde tråden – Fjordvik"
    assert (core.author, core.language) == ("plangraf", "nb-NO")


def test_every_measure_stands_under_its_plan_with_its_thread(
    document: Document, gathered: Report
) -> None:
    rows = [text_of(row) for row in all_of(document, "w:tr")]
    for record in report_tables(gathered, Wording("nb"))["measures"].records():
        measure = record["measure"].text
        (row,) = [text for text in rows if text.startswith(measure) and str(record["line"]) in text]
        for strategy in record["strategy"] or ():
            assert strategy.text in row
        if record["sure"] is None:
            assert "ikke funnet i dokumentene som er lest" in row


def test_every_finding_stands_under_its_kind(document: Document, gathered: Report) -> None:
    text = text_of(document.element.body)
    for finding in gathered.scene.findings:
        assert " ".join(finding.message["nb"].split()) in text
    kinds = {finding.code for finding in gathered.scene.findings}
    assert len([t for _, t in headings(document) if re.search(r"\(\d+, ", t)]) == len(kinds)


def test_the_numbers_of_the_matrix_are_those_of_the_coverage(
    document: Document, gathered: Report
) -> None:
    matrix = gathered.by_plan
    table = next(t for t in document.tables if "1 Trygg oppvekst" in t.rows[0].cells[1].text)
    for row, element in zip(table.rows[1:], matrix.rows, strict=False):
        told = [cell.text for cell in row.cells]
        counts = [len(matrix.cells.get((element.id, area.id), ())) for area in matrix.columns]
        assert told[0] == element.label
        assert told[1 : len(counts) + 1] == [str(count) if count else "–" for count in counts]
        assert told[-1] == str(len(matrix.row_totals[element.id]))


def test_wide_tables_stand_on_pages_that_lie(document: Document) -> None:
    assert {section.orientation for section in document.sections} == set(WD_ORIENT)
    for section in document.sections:
        lies = section.orientation == WD_ORIENT.LANDSCAPE
        assert (section.page_width > section.page_height) == lies
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}


def test_pages_are_numbered_in_the_footer(document: Document) -> None:
    footer = document.sections[-1].footer._element  # noqa: SLF001 - fields have no other way in
    assert [f.get(qn("w:instr")) for f in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_the_thread_is_a_list_from_measure_to_vision(document: Document) -> None:
    steps = [p.text for p in document.paragraphs if p.style and p.style.name == "List Bullet"]
    assert steps[0].startswith("Tiltak: ")
    assert steps[-1] == "Visjon: Nær havet, nær hverandre"


def test_the_same_report_gives_the_same_bytes(gathered: Report, made: bytes) -> None:
    assert report_docx(gathered, "nb") == made
    with zipfile.ZipFile(BytesIO(made)) as file:
        assert {info.date_time[0] for info in file.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in file.read("docProps/core.xml")


def test_hostile_words_are_text_and_nothing_else(broken: Report) -> None:
    document = opened(report_docx(broken, "nb"))
    allowed = {"w:p", "w:tbl", "w:sectPr"}
    assert {child.tag for child in document.element.body} == {qn(name) for name in allowed}
    assert not set("\u202e\u202c\x01\x0b\ufffe") & set(text_of(document.element.body))
    assert "Bygge familiens hus" in text_of(document.element.body)


def test_an_empty_report_still_opens(sketch: Any) -> None:
    document = opened(report_docx(sketch.report(), "nb"))
    text = text_of(document.element.body)
    assert "Ingen funn." in text
    assert "Ingen tråd til visjonen er funnet i dokumentene som er lest." in text


def test_programmes_stand_under_the_title_of_their_plan(
    document: Document, gathered: Report
) -> None:
    told = headings(document)
    start = told.index((2, "Dekning per satsing"))
    below = [text for level, text in told[start + 1 :][:2] if level == 3]
    plans = {row.plan for row in gathered.by_initiative.rows if row.plan}
    assert set(below) == plans
