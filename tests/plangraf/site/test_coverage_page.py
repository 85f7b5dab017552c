import json
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pytest

from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from queries.covering import COLUMNS, ROWS
from queries.library import run
from tests.plangraf.site.conftest import Opened, words


def number(node: Any) -> int:
    return int(words(node).removeprefix("⚠ "))


def listed(service: Service, link: Any) -> int:
    """Return how many elements the list behind a link has."""
    parts = urlsplit(link.get("href"))
    answer = service.answer(f"{parts.path}.json", dict(parse_qsl(parts.query)))
    return int(json.loads(answer.body)["total"])


def section(page: Any, name: str) -> Any:
    (found,) = page.cssselect(f"section[aria-labelledby={name}]")
    return found


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("columns", COLUMNS)
def test_every_table_shows_its_matrix_with_totals_counted_once(
    opened: Opened, snapshot: Snapshot, rows: str, columns: str
) -> None:
    matrix = snapshot.coverage.matrix(rows, columns)
    page = opened(f"/dekning/{rows}/{columns}")
    (table,) = page.cssselect("table.matrix")
    # What the graph itself names has a page beside its own address.
    endings = {c.id: ".html" if c.id.startswith(snapshot.home) else "" for c in matrix.columns}
    order = {f"/{snapshot.path(iri)}{ending}": iri for iri, ending in endings.items()}
    heads = [a.get("href") for a in table.cssselect("thead th[scope=col] a")]
    assert sorted(heads) == sorted(order)
    for line, row in zip(table.cssselect("tbody tr"), matrix.rows, strict=True):
        *cells, without, total = map(number, line.cssselect("td"))
        assert cells == [len(matrix.cells.get((row.id, order[head]), ())) for head in heads]
        assert without == len(matrix.without.get(row.id, ()))
        assert total == len(matrix.row_totals[row.id])
    *_, every = map(number, table.cssselect("tfoot td"))
    assert every == len(frozenset[str]().union(*matrix.row_totals.values()))


@pytest.mark.parametrize("path", ["/dekning", "/dekning/initiative/sub_goal", "/dekning/plan/sdg"])
def test_every_number_of_a_table_leads_to_a_list_of_as_many(
    opened: Opened, service: Service, path: str
) -> None:
    links = opened(path).cssselect("table.matrix td.number a")
    assert [number(link) for link in links] == [listed(service, link) for link in links]


@pytest.mark.parametrize("name", ["niva", "spor", "berekraft", "flest"])
def test_every_figure_beside_it_leads_to_a_list_of_as_many(
    opened: Opened, service: Service, name: str
) -> None:
    found = section(opened("/dekning"), name)
    links = [a for a in found.iter("a") if a.get("aria-label") and words(a) != a.get("aria-label")]
    links = [a for a in links if words(a).removeprefix("⚠ ").isdigit()]
    assert links
    assert [number(link) for link in links] == [listed(service, link) for link in links]


def test_the_figures_of_the_levels_are_those_of_the_coverage(
    opened: Opened, snapshot: Snapshot
) -> None:
    table = section(opened("/dekning"), "niva").cssselect("table")[0]
    shown = {words(tr[0]): [words(td) for td in tr[1:]] for tr in table.cssselect("tbody tr")}
    figures = snapshot.figures["strategies"]
    assert shown["Strategi"][:2] == [str(figures["total"]), str(figures["with_measure"])]
    assert shown["Strategi"][3] == f"⚠ {figures['without_measure_count']}"
    assert shown["Strategi"][4] == str(figures["with_measure_inferred"])


def test_the_tables_lead_to_each_other_and_say_which_is_shown(opened: Opened) -> None:
    page = opened("/dekning/initiative/sub_goal")
    here = [a.get("href") for a in page.cssselect(".tabs a[aria-current]")]
    assert here == ["/dekning/initiative/sub_goal"] * 2
    links = {a.get("href") for a in page.cssselect(".tabs a")}
    assert links == {f"/dekning/{rows}/sub_goal" for rows in ROWS} | {
        f"/dekning/initiative/{columns}" for columns in COLUMNS
    }


def test_what_a_plan_does_not_cover_is_said_in_words(opened: Opened, snapshot: Snapshot) -> None:
    plan = next(p for p in snapshot.plans.values() if "klima og natur" in p.element.label)
    found = section(opened("/dekning", plan=snapshot.key(plan.element.id)), "ikke-dekket")
    (line,) = found.cssselect("li")
    rows = run(snapshot.store, "coverage/focus-areas-not-covered", plan=plan.element.id).dicts()
    areas = ", ".join(f"{row['code']} {row['label']}" for row in rows)
    assert words(line) == f"Temaplan for klima og natur 2024–2030 dekker ikke: {areas}."


def test_without_a_choice_every_plan_with_measures_is_told_of(
    opened: Opened, snapshot: Snapshot
) -> None:
    lines = section(opened("/dekning"), "ikke-dekket").cssselect("li")
    owners = {measure.plan for measure in snapshot.coverage.measures}
    assert {words(line.cssselect("a")[0]) for line in lines} == owners


def test_the_goals_with_most_and_fewest_measures_include_all_that_tie(
    opened: Opened, snapshot: Snapshot
) -> None:
    most, fewest = section(opened("/dekning"), "flest").cssselect(".side-by-side ul")
    goals = {
        goal.code: len(snapshot.scene.measures_of[goal.id])
        for goal in snapshot.coverage.goals("sub_goal")
    }
    for shown, is_end in ((most, max), (fewest, min)):
        codes = [words(code) for code in shown.cssselect(".code")]
        left = [count for code, count in goals.items() if code not in codes]
        counts = [number(li.cssselect(".number")[0]) for li in shown.cssselect("li")]
        assert counts == [goals[code] for code in codes]
        assert is_end(counts) == is_end(goals.values())
        assert not left or is_end([*left, counts[-1]]) == counts[-1]
        assert counts[-1] not in left


def test_measures_of_several_goals_are_listed_with_them(opened: Opened, snapshot: Snapshot) -> None:
    rows = list(run(snapshot.store, "coverage/measures-of-several-goals").dicts())
    lines = section(opened("/dekning"), "flere").cssselect("tbody tr")
    assert sum(len(line.cssselect("li")) for line in lines) == len(rows)
    assert {words(line[0]) for line in lines} == {row["label"] for row in rows}


def test_many_columns_are_named_by_code_under_their_area_and_in_full_below(
    opened: Opened, snapshot: Snapshot
) -> None:
    page = opened("/dekning/plan/strategy")
    (table,) = page.cssselect("table.matrix")
    codes = [words(th) for th in table.cssselect("th.is-code")]
    groups = [(words(th), int(th.get("colspan"))) for th in table.cssselect("th[scope=colgroup]")]
    assert sum(span for _, span in groups) == len(codes)
    assert dict(groups)["2 Levende lokalsamfunn"] == sum(code.startswith("2.") for code in codes)
    names = [a.get("aria-label") for a in table.cssselect("th.is-code a")]
    assert all(name.startswith(code) for name, code in zip(names, codes, strict=True))
    key = {words(tr[0]): words(tr[1]) for tr in page.cssselect("table.key tbody tr")}
    assert list(key) == codes
    labels = {e.code: " ".join(e.label.split()) for e in snapshot.coverage.goals("strategy")}
    assert all(labels[code] == text for code, text in key.items() if code in labels)


def test_the_shades_are_told_in_numbers(opened: Opened, snapshot: Snapshot) -> None:
    page = opened("/dekning")
    told = [words(span) for span in page.cssselect(".legend > span")[1:]]
    fullest = max(map(len, snapshot.coverage.matrix().cells.values()))
    assert told[-1] == "0"
    assert told[-2].endswith(str(fullest))


def test_the_table_is_there_for_a_spreadsheet(service: Service, snapshot: Snapshot) -> None:
    answer = service.answer("/dekning/plan/focus_area.xlsx", {})
    sheet = openpyxl.load_workbook(BytesIO(answer.body)).worksheets[0]
    cells = [value for line in sheet.iter_rows(values_only=True) for value in line]
    assert "Uten satsingsområde" in cells
    assert len(snapshot.coverage.measures) in cells


@pytest.mark.parametrize(
    "path", ["/dekning/plan", "/dekning/tull/focus_area", "/dekning/plan/vision", "/dekning/a/b/c"]
)
def test_tables_that_there_are_none_of_are_not_found(service: Service, path: str) -> None:
    assert service.answer(path, {}).status == 404
