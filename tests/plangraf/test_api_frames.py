"""The graph as data frames: the same in pandas and polars, typed, joined by IRIs."""

import builtins
import importlib.util
from collections.abc import Mapping
from datetime import date
from importlib.machinery import ModuleSpec
from typing import Any

import pandas as pd
import polars as pl
import pytest

from graph.errors import BadInput
from graph.store import PlanStore
from plangraf.frames import Frame
from plangraf.opening import TABLES, PlanGraphView

MEASURE = "Lage felles overgangsplan for barnehage og skole"


@pytest.fixture(scope="module")
def graph(example: PlanStore) -> PlanGraphView:
    return PlanGraphView(example)


def cells(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of either library's frame as plain values, an empty cell as None."""
    if isinstance(frame, pl.DataFrame):
        return frame.to_dicts()
    return [{k: plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return value
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if pd.isna(value) else value


def row_of(frame: Any, **wanted: str) -> Mapping[str, Any]:
    found = [row for row in cells(frame) if wanted.items() <= row.items()]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("table", TABLES)
def test_both_libraries_have_the_same_rows(graph: PlanGraphView, table: str) -> None:
    ours = graph.to_dataframe(table, engine="pandas")
    theirs = graph.to_dataframe(table, engine="polars")
    assert isinstance(ours, pd.DataFrame)
    assert isinstance(theirs, pl.DataFrame)
    assert list(ours.columns) == theirs.columns
    assert cells(ours) == cells(theirs)
    assert len(theirs) > 0


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_an_empty_table_has_the_same_types(graph: PlanGraphView, engine: str) -> None:
    none = graph.findings(state="unknown").to_dataframe(engine)
    some = graph.findings().to_dataframe(engine)
    assert len(none) == 0
    types = "dtypes" if engine == "pandas" else "schema"
    assert list(
        getattr(none, types).items() if engine == "pandas" else none.schema.items()
    ) == list(getattr(some, types).items() if engine == "pandas" else some.schema.items())


def test_a_measure_stands_with_its_thread_who_carries_it_out_and_by_when(
    graph: PlanGraphView,
) -> None:
    row = row_of(graph.to_dataframe("measures", engine="polars"), label=MEASURE)
    assert [name[:4] for name in row["strategy"]] == ["1.B3"]
    assert row["focus_area"] == ["1 Trygg oppvekst"]
    assert row["vision"] == ["Nær havet, nær hverandre"]
    assert (row["stated"], row["confidence"]) == (True, 0.9)
    assert row["threads"] == len(graph.thread(MEASURE))
    assert (row["file"], row["line"]) == ("temaplan-oppvekst.txt", 151)


def test_a_deadline_is_kept_as_printed_and_as_what_it_is(graph: PlanGraphView) -> None:
    frame = graph.to_dataframe("measures", engine="polars")
    row = row_of(frame, label="Bygge ny barnehage på Leirnes")
    assert (row["deadline"], row["deadline_year"], row["deadline_date"]) == ("2028", 2028, None)
    assert (row["cost"], row["amount"]) == ("62 000 000", 62_000_000.0)
    assert row["responsible"] == ["Eiendom og drift"]
    assert frame.schema["deadline_date"] == pl.Date


def test_a_measure_without_a_thread_has_no_confidence(graph: PlanGraphView) -> None:
    frame = graph.to_dataframe("measures", engine="polars")
    lone = [row for row in frame.to_dicts() if not row["threads"]]
    assert len(lone) == 8
    assert {(row["stated"], row["confidence"]) for row in lone} == {(None, None)}
    assert all("measure-without-thread" in row["findings"] for row in lone)


def test_dates_and_confidences_are_typed_in_pandas(graph: PlanGraphView) -> None:
    plans = graph.to_dataframe("plans", engine="pandas")
    assert plans["adopted"].dtype.kind == "M"
    assert plans["period_from"].dtype == "Int64"
    assert plans["read"].dtype == "boolean"
    references = graph.to_dataframe("references", engine="pandas")
    assert references["confidence"].dtype == "Float64"
    assert references["confidence"].dropna().between(0, 1).all()


def test_a_decision_stands_with_its_day(graph: PlanGraphView) -> None:
    row = row_of(graph.to_dataframe("findings", engine="polars"), state="accepted")
    assert (row["decided_by"], row["decided_on"]) == ("Kari Nordmann", date(2025, 11, 3))


def test_tables_are_joined_by_iri(graph: PlanGraphView) -> None:
    elements = set(graph.to_dataframe("elements", engine="polars")["id"])
    plans = set(graph.to_dataframe("plans", engine="polars")["id"])
    assert set(graph.to_dataframe("measures", engine="polars")["id"]) <= elements
    assert set(graph.to_dataframe("goals", engine="polars")["id"]) <= elements
    assert set(graph.to_dataframe("findings", engine="polars")["subject"]) <= elements | plans
    edges = graph.to_dataframe("edges", engine="polars")
    assert set(edges["source"]) | set(edges["target"]) <= elements


def test_strategies_without_measures_are_those_that_the_findings_name(
    graph: PlanGraphView,
) -> None:
    strategies = graph.to_dataframe("strategies", engine="polars")
    without = {row["id"] for row in strategies.to_dicts() if row["measures"] == 0}
    named = {one.subject.id for one in graph.findings("strategy-without-measure")}
    assert without == named
    assert len(without) == 10


def test_coverage_has_a_row_for_each_cell_and_the_matrix_one_for_each_row(
    graph: PlanGraphView,
) -> None:
    coverage = graph.coverage("plan", "focus_area")
    tidy = graph.to_dataframe("coverage", engine="polars")
    wide = coverage.to_dataframe("polars")
    assert len(tidy) == len(coverage.matrix.rows) * len(coverage.matrix.columns)
    areas = wide.columns[1:-2]
    assert sum(wide[area].sum() for area in areas) == tidy["measures"].sum()
    assert wide["total"].sum() == len(graph.measures)
    row = row_of(wide, plan="Temaplan for oppvekst 2025–2032")
    assert (row["1 Trygg oppvekst"], row["without"], row["total"]) == (14, 4, 24)


def test_columns_of_one_name_are_told_apart(graph: PlanGraphView) -> None:
    wide = graph.coverage("plan", "strategy").to_dataframe("polars")
    assert len(set(wide.columns)) == len(wide.columns) == 43 + 3


def test_a_thread_is_a_row_with_what_it_passes(graph: PlanGraphView) -> None:
    frame = graph.thread(MEASURE).to_dataframe("polars")
    first = frame.to_dicts()[0]
    assert first["relations"][0] == "refersTo"
    assert len(first["relations"]) == len(first["passes"]) == len(first["passes_ids"])
    assert first["passes"][-1] == "Nær havet, nær hverandre"


def test_a_query_becomes_typed_columns(graph: PlanGraphView) -> None:
    rows = graph.query("plans/plans")
    assert not isinstance(rows, bool)
    schema = rows.to_dataframe("polars").schema
    assert (schema["periodFrom"], schema["read"], schema["adopted"]) == (
        pl.Int64, pl.Boolean, pl.Date,
    )  # fmt: skip


def test_without_an_engine_it_is_pandas(graph: PlanGraphView) -> None:
    assert isinstance(graph.to_dataframe("plans"), pd.DataFrame)


def without(*names: str) -> Any:
    found = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name in names else found(name, package)

    return find


def test_polars_serves_where_pandas_is_not_installed(
    graph: PlanGraphView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plangraf.frames.find_spec", without("pandas"))
    assert isinstance(graph.to_dataframe("plans"), pl.DataFrame)


@pytest.mark.parametrize(
    ("engine", "missing", "advice"),
    [
        (None, ("pandas", "polars"), "pip install pandas"),
        ("polars", ("polars",), "pip install polars"),
    ],
)
def test_a_library_that_is_not_installed_is_told_with_what_to_do(
    graph: PlanGraphView,
    monkeypatch: pytest.MonkeyPatch,
    engine: str | None,
    missing: tuple[str, ...],
    advice: str,
) -> None:
    monkeypatch.setattr("plangraf.frames.find_spec", without(*missing))
    with pytest.raises(BadInput, match="dataframe-engine-missing") as told:
        graph.to_dataframe("plans", engine=engine)
    assert advice in told.value.hint("nb")


def test_all_else_works_without_these_libraries(
    example: PlanStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in {"pandas", "polars"}:
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    graph = PlanGraphView(example)
    assert len(graph.findings()) > 0
    assert graph.thread(MEASURE)._repr_html_()


@pytest.mark.parametrize("engine", ["dask", "Pandas", ""])
def test_another_engine_is_refused(graph: PlanGraphView, engine: str) -> None:
    with pytest.raises(BadInput, match="choice-unknown"):
        graph.to_dataframe("plans", engine=engine)


def test_a_table_that_does_not_exist_is_refused_with_the_nearest(graph: PlanGraphView) -> None:
    with pytest.raises(BadInput, match="choice-unknown") as told:
        graph.to_dataframe("measure")
    assert told.value.nearest == ("measures",)


def test_a_frame_keeps_what_is_empty_apart_from_nought() -> None:
    frame = Frame({"n": "number", "flag": "flag"}, [(0, False), (None, None)])
    assert cells(frame.to("pandas")) == cells(frame.to("polars"))
    assert cells(frame.to("pandas")) == [{"n": 0, "flag": False}, {"n": None, "flag": None}]
