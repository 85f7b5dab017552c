"""CSV files: the same lists, saved out of Excel or another system."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from loaders.document import Document
from loaders.formats import csv
from loaders.readers import parse_document
from loaders.reading import read

LINES = ("Hovedmål;Tiltak;Ansvar;Frist", "Trygge barn;Bygge bru, og male den;Teknisk;2026")


def opened(text: str, encoding: str = "utf-8") -> Document:
    return parse_document(text.encode(encoding), "liste.csv")


def table(document: Document) -> list[list[str]]:
    (block,) = (block for block in document.blocks if block.kind == "table")
    return [[cell.text for cell in row] for row in block.rows]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_told_by_the_rows(delimiter: str) -> None:
    text = "\r\n".join(line.replace(";", delimiter) for line in LINES)
    assert table(opened(text))[1] == ["Trygge barn", "Bygge bru, og male den", "Teknisk", "2026"]


def test_commas_part_columns_where_nothing_else_does() -> None:
    text = 'Tiltak,Ansvar\n"Bygge bru, og male den",Teknisk\n'
    assert table(opened(text)) == [["Tiltak", "Ansvar"], ["Bygge bru, og male den", "Teknisk"]]


def test_what_the_first_line_says_of_the_delimiter_holds() -> None:
    assert table(opened("sep=,\nTiltak,Ansvar\nBygge;bru,Teknisk"))[1] == ["Bygge;bru", "Teknisk"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_norwegian_systems_are_read(encoding: str) -> None:
    assert table(opened("\n".join(LINES), encoding))[0][0] == "Hovedmål"


def test_a_line_break_in_quotes_parts_paragraphs_of_the_cell() -> None:
    document = opened('Tiltak;Ansvar\n"Bygge bru\nRive tak";Teknisk\n')
    (block,) = document.blocks
    assert [part.text for part in block.rows[1][0].paragraphs()] == ["Bygge bru", "Rive tak"]


def test_a_quote_that_never_ends_swallows_nothing() -> None:
    drafts = read(opened('Tiltak;Ansvar\nBygge "bru";Teknisk\n"Rive tak;Teknisk\nMale;Kultur\n'))
    assert len(drafts.of_type("measure")) == 3


def test_the_header_stands_where_it_stands() -> None:
    text = "Handlingsdel for klima 2025–2028;;\n;;\nTiltak;Ansvar;Frist\nPlante trær;Teknisk;2026\n"
    document = opened(text)
    assert document.blocks[0].kind == "heading"
    assert [d.label for d in read(document).of_type("measure")] == ["Plante trær"]


def test_groups_between_the_rows_are_headings() -> None:
    text = "Tiltak;Ansvar\n\nOppvekst;\nBygge skole;Teknisk\n\nHelse;\nArrangere turer;Kultur\n"
    document = opened(text)
    assert [b.text for b in document.blocks if b.kind == "heading"] == ["Oppvekst", "Helse"]
    assert [d.label for d in read(document).of_type("measure")] == [
        "Bygge skole",
        "Arrangere turer",
    ]


def test_a_measure_of_which_nothing_is_said_is_a_measure() -> None:
    document = opened("Tiltak;Ansvar\nBygge skole;Teknisk\nArrangere turer;\nRydde;Teknisk\n")
    assert len(read(document).of_type("measure")) == 3


def test_two_tables_with_their_own_headers_are_two() -> None:
    text = "Tiltak;Ansvar\nBygge;Teknisk\n\nAktivitet;Frist;Status\nRydde;2026;Pågår\n"
    assert [len(b.rows[0]) for b in opened(text).blocks if b.kind == "table"] == [2, 3]


def test_budgets_of_several_years_are_told_by_year() -> None:
    document = opened("Tiltak;Budsjett 2025;Budsjett 2026\nBygge bru;100;200\n")
    cost = read(document).of_type("measure")[0].attributes["cost"]
    assert [value.text for value in cost] == ["2025: 100", "2026: 200"]


def test_an_empty_file_is_told_to_be_empty() -> None:
    with pytest.raises(BadInput, match="document-empty"):
        opened(" \n")


def test_a_list_longer_than_any_is_cut_and_told() -> None:
    document = opened("Tiltak;Ansvar\n" + "Bygge;Teknisk\n" * 20_100)
    assert [n.reference for n in document.notices] == ["sheet-cut"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='æTiltak;,"\t\n\r| 25sep=', min_size=1, max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(BadInput):
        document = csv.read(text.encode(), "liste.csv")
        assert len(document.text) <= 60 * len(text) + 100
