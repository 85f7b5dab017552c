"""The table of measures is what its metadata say, and tells of each what its plan does."""

from pathlib import Path
from typing import Any

import pytest
from csvw import CSVW

from graph.store import PlanStore
from ontology.terms import RDFS_LABEL, Property
from plangraf.exporting import export_bytes
from plangraf.standards.measures import METADATA, TABLE
from queries.catalogue import Catalogue
from queries.covering import Coverage


@pytest.fixture(scope="module")
def table(example: PlanStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("measures") / TABLE
    file.write_bytes(export_bytes(example, "measures"))
    (file.parent / METADATA).write_bytes(export_bytes(example, "measures-csvw"))
    return file


@pytest.fixture(scope="module")
def rows(table: Path) -> dict[str, dict[str, Any]]:
    read = CSVW(str(table)).tables[0].iterdicts()
    return {row["id"].unsplit(): row for row in read}


def test_the_table_is_valid_by_the_metadata_beside_it(table: Path) -> None:
    read = CSVW(str(table), validate=True)
    assert not read.no_metadata
    assert read.is_valid, read.warnings


def test_a_measure_that_stands_twice_is_found(table: Path, tmp_path: Path) -> None:
    lines = table.read_bytes().splitlines(keepends=True)
    (tmp_path / TABLE).write_bytes(table.read_bytes() + lines[-1])
    (tmp_path / METADATA).write_bytes((table.parent / METADATA).read_bytes())
    with pytest.raises(ValueError, match="duplicate primary key"):
        assert CSVW(str(tmp_path / TABLE), validate=True).is_valid


def test_each_measure_that_counts_has_a_row(
    example: PlanStore, rows: dict[str, dict[str, Any]]
) -> None:
    assert set(rows) == {measure.id for measure in Coverage(Catalogue(example)).measures}


def test_a_row_tells_who_is_responsible(
    example: PlanStore, rows: dict[str, dict[str, Any]]
) -> None:
    for iri, row in rows.items():
        labels = {
            term.value
            for predicate, body in example.describe(iri)
            if predicate == Property.RESPONSIBLE
            for inner, term in example.describe(body.value)
            if inner == RDFS_LABEL
        }
        assert labels <= {*row["responsible"]}


def test_a_row_tells_when_and_what_the_measure_leads_to(rows: dict[str, dict[str, Any]]) -> None:
    name = "Innføre fritidskort for barn i familier med lav inntekt"
    row = next(row for row in rows.values() if row["measure"] == name and "økonomi" in row["plan"])
    assert (row["deadline"], row["cost"]) == (["2025"], ["900000"])
    assert row["strategy"] == ["1.D1 Vi holder minst én fritidsaktivitet gratis i hvert tettsted."]
    assert row["vision"] == ["Nær havet, nær hverandre"]
