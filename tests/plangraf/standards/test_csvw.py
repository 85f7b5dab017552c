"""The spreadsheet is what its metadata say, judged by a validator that is not ours."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW
from pyoxigraph import Literal
from uritemplate import expand

from graph.store import PlanStore
from ontology.terms import Property
from plangraf.exporting import COLUMNS, export_bytes
from plangraf.standards.csvw import SUFFIX, TABLE

LANGUAGES = {"nb", "nn", "en"}


@pytest.fixture(scope="module")
def spreadsheet(example: PlanStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the spreadsheet of the example, its metadata beside it where the standard looks."""
    file = tmp_path_factory.mktemp("csvw") / TABLE
    file.write_bytes(export_bytes(example, "csv"))
    (file.parent / f"{TABLE}{SUFFIX}").write_bytes(export_bytes(example, "csvw"))
    return file


def test_the_spreadsheet_is_valid_by_the_metadata_beside_it(spreadsheet: Path) -> None:
    read = CSVW(str(spreadsheet), validate=True)
    assert not read.no_metadata
    assert read.is_valid, read.warnings


@pytest.mark.filterwarnings("always")  # the validator gathers what it warns of
@pytest.mark.parametrize(
    ("column", "cell"),
    [("stated", "kanskje"), ("confidence", "1.2"), ("line", "0"), ("label", ""), ("id", "")],
)
def test_a_cell_that_breaks_a_promise_is_found(
    spreadsheet: Path, tmp_path: Path, column: str, cell: str
) -> None:
    lines = spreadsheet.read_text("utf-8-sig").splitlines()
    sound = dict.fromkeys(COLUMNS, "1") | {"id": "https://example.org/a", "stated": "True"}
    broken = ",".join((sound | {column: cell}).values())
    file = tmp_path / TABLE
    file.write_text(f"{lines[0]}\n{broken}\n", encoding="utf-8")
    described = spreadsheet.parent / f"{TABLE}{SUFFIX}"
    (tmp_path / described.name).write_bytes(described.read_bytes())
    assert not CSVW(str(file), validate=True).is_valid
    file.write_text(f"{lines[0]}\n{','.join(sound.values())}\n", encoding="utf-8")
    assert CSVW(str(file), validate=True).is_valid


def test_each_column_is_described_in_every_language(spreadsheet: Path) -> None:
    columns = CSVW(str(spreadsheet)).tables[0].tableSchema.columns
    assert [column.name for column in columns] == list(COLUMNS)
    for column in columns:
        assert set(column.titles.value) == LANGUAGES


def test_what_the_metadata_make_of_a_row_stands_in_the_graph(
    example: PlanStore, spreadsheet: Path
) -> None:
    table = CSVW(str(spreadsheet)).tables[0]
    said = set()
    for row in table.iterdicts():
        cells = {name: _text(cell) for name, cell in row.items()}
        links = _links(example, cells)
        for column in table.tableSchema.columns:
            about, prop = column.inherit("aboutUrl"), column.inherit("propertyUrl")
            if prop is None or row[column.name] is None or "dc/terms" in str(prop):
                continue
            subjects = links if "_row" in str(about) else {expand(str(about), cells)}
            value = column.inherit("valueUrl")
            wanted = expand(str(value), cells) if value else cells[column.name]
            if str(prop) in {Property.FILE_NAME, Property.PAGE, Property.LINE, Property.QUOTE}:
                continue  # said of the passage, whose quote may run over several lines
            found = {
                _plain(term)
                for subject in subjects
                for predicate, term in example.describe(subject)
                if predicate == str(prop)
            }
            assert wanted in found, (column.name, cells)
            said.add(column.name)
    assert said == {
        "code", "label", "relation", "target_id", "target_code", "target_label", "stated",
        "method", "confidence",
    }  # fmt: skip


def _links(store: PlanStore, cells: dict[str, str]) -> set[str]:
    """Return the links from a row's element to its target."""
    if not cells["target_id"]:
        return set()
    return {
        quad.subject.value
        for quad in store.of_object(cells["target_id"])
        if quad.predicate.value == Property.TARGET
        and any(
            predicate == Property.SOURCE and term.value == cells["id"]
            for predicate, term in store.describe(quad.subject.value)
        )
    }


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return str(float(cell))
    return str(cell.unsplit() if hasattr(cell, "unsplit") else cell)


def _plain(term: Any) -> str:
    if not isinstance(term, Literal):
        return str(term.value)
    if term.datatype.value.endswith("boolean"):
        return str(term.value == "true")
    if term.datatype.value.endswith("decimal"):
        return str(float(term.value))
    return term.value
