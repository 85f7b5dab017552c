"""``plangraf report``: one report, four formats, chosen by name or by the ending of the file."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import plangraf
from graph.errors import BadInput
from graph.store import PlanStore
from plangraf import cli
from plangraf.exporting import table_csv
from plangraf.gathering import report_of
from plangraf.picturing import report_page
from plangraf.reporting import REPORT_FORMATS, report_bytes
from queries.catalogue import Catalogue
from visualize.report_tables import report_tables
from visualize.tables import Column, Table, words
from visualize.wording import Wording

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
BEGINNINGS = {"html": b"<!DOCTYPE html>", "xlsx": b"PK", "docx": b"PK", "pdf": b"%PDF-"}
Reported = Callable[..., bytes]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the built example."""
    folder = tmp_path_factory.mktemp("report") / "graph"
    plangraf.build([EXAMPLE], folder)
    return folder


@pytest.fixture(scope="module")
def example(built: Path) -> PlanStore:
    """Give the graph in it."""
    return PlanStore.open(built)


@pytest.fixture
def reported(built: Path, tmp_path: Path) -> Reported:
    """Give what writes a report on the example and returns the bytes of the file."""

    def write(name: str, *words: str) -> bytes:
        out = tmp_path / name
        command = ["report", "--graph", str(built), "--out", str(out), *words]
        assert cli.run(command) == 0
        return out.read_bytes()

    return write


@pytest.mark.parametrize("ending", REPORT_FORMATS)
def test_the_ending_of_the_file_chooses_the_format(
    reported: Reported, example: PlanStore, ending: str
) -> None:
    data = reported(f"rapport.{ending.upper()}")
    assert data.startswith(BEGINNINGS[ending])
    assert data == report_bytes(example, ending, "nb")


def test_a_format_that_is_named_goes_before_the_ending(reported: Reported) -> None:
    assert reported("rapport.xlsx", "--format", "pdf").startswith(b"%PDF-")


def test_another_ending_gives_the_page_it_always_gave(
    reported: Reported, example: PlanStore
) -> None:
    assert reported("rapport").decode() == report_page(example, "nb")
    assert reported("rapport.side") == reported("rapport.html")


def test_the_language_of_the_run_is_that_of_the_report(reported: Reported) -> None:
    assert b"/Lang(en-GB)" in reported("report.pdf", "--lang", "en")


def test_a_format_that_there_is_none_of_is_answered_with_those_there_are(
    built: Path, example: PlanStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rapport.doc"
    command = ["report", "--graph", str(built), "--out", str(out), "--format", "doc"]
    assert cli.run(command) == 2
    assert "docx" in capsys.readouterr().err
    assert not out.exists()
    with pytest.raises(BadInput) as refused:
        report_bytes(example, "doc", "nb")
    assert refused.value.reference == "export-format"


def test_the_answer_tells_what_was_written(
    reported: Reported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = reported("rapport.docx", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"written": str(tmp_path / "rapport.docx"), "bytes": len(data)}


def test_a_table_is_written_for_spreadsheets_as_what_it_holds(example: PlanStore) -> None:
    table = report_tables(report_of(Catalogue(example)), Wording("nb"))["by-plan"]
    rows = list(csv.reader(io.StringIO(table_csv(table, "nb").decode("utf-8-sig"))))
    assert rows[0] == [column.title for column in table.columns]
    assert [row[1:] for row in rows[1:]] == [
        [str(value) for value in row[1:]] for row in (*table.rows, table.total or ())
    ]


def test_no_cell_of_such_a_table_runs_as_a_formula() -> None:
    column = Column("a", "=HYPERLINK(1)")
    table = Table("t", "T", (column,), ((words("=cmd|' /C calc'!A0"),), (0.5,)))
    told = table_csv(table, "nb").decode("utf-8-sig").splitlines()
    assert told == ["'=HYPERLINK(1)", "'=cmd|' /C calc'!A0", "0.5"]
