import json

import pytest

from plangraf.site.facets import Standing, facets
from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from queries.covering import COLUMNS, ROWS
from queries.responsibility import not_in_financial_plan
from tests.plangraf.site.conftest import Opened, words


def listed(service: Service, **query: str) -> list[str]:
    return [e["id"] for e in json.loads(service.answer("/elementer.json", query).body)["elements"]]


def test_strategies_without_measures_are_those_of_the_coverage(
    service: Service, snapshot: Snapshot
) -> None:
    found = listed(service, type="strategy", tilstand=Standing.WITHOUT_MEASURE)
    wanted = [e["id"] for e in snapshot.figures["strategies"]["without_measure"]]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("columns", COLUMNS)
def test_a_cell_of_any_matrix_lists_the_measures_it_counts(
    service: Service, snapshot: Snapshot, rows: str, columns: str
) -> None:
    matrix = snapshot.coverage.matrix(rows, columns)
    (row, column), wanted = max(matrix.cells.items(), key=lambda cell: (len(cell[1]), cell[0]))
    query = {"rader": rows, "kolonner": columns, "rad": snapshot.key(row)}
    assert set(listed(service, **query, kolonne=snapshot.key(column))) == wanted
    assert set(listed(service, **query)) == matrix.row_totals[row]


def test_a_filter_keeps_what_has_the_value_and_counts_the_others(
    opened: Opened, snapshot: Snapshot
) -> None:
    area = next(a for a in snapshot.coverage.goals("focus_area") if a.code == "3")
    page = opened("/elementer", omrade=snapshot.key(area.id), type="measure")
    shown = {words(row.cssselect("th a")[0]) for row in page.cssselect("tbody tr")}
    wanted = {
        item.element.label
        for iri, item in snapshot.items.items()
        if snapshot.key(area.id) in snapshot.once(facets)[iri]["omrade"]
        and item.element.type == "measure"
    }
    assert shown == wanted
    chosen = page.cssselect("select[name=omrade] option[selected]")
    assert words(chosen[0]) == f"3 Natur, klima og beredskap ({len(wanted)})"


def test_lists_are_sorted_as_asked(opened: Opened) -> None:
    page = opened("/elementer", type="strategy", sorter="navn")
    names = [words(bdi).casefold() for bdi in page.cssselect("tbody th bdi")]
    assert names == sorted(names)


def test_a_value_nobody_has_leaves_an_empty_list(opened: Opened) -> None:
    page = opened("/elementer", plan="no-such-plan")
    assert not page.cssselect("tbody tr")
    assert "Viser 0 av" in words(page.cssselect(".list-count")[0])


def test_an_element_nobody_has_is_told_of(service: Service) -> None:
    answer = service.answer("/elementer.json", {"under": "no-such-goal"})
    assert answer.status == 404
    assert json.loads(answer.body)["error"]["reference"] == "element-unknown"


def test_a_list_is_turned_over_without_losing_or_repeating_a_row(
    service: Service, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plangraf.site.service.PAGE_ROWS", 50)
    few = Service(service.folder)
    found: list[str] = []
    for side in range(1, 10):
        found += listed(few, side=str(side))
        if len(found) >= len(snapshot.items):
            break
    assert sorted(found) == sorted(snapshot.items)


def test_measures_are_shown_with_owner_deadline_and_thread(opened: Opened) -> None:
    page = opened("/elementer", type="measure")
    heads = [words(head) for head in page.cssselect("thead th")]
    assert heads == ["Element", "Plan", "Tråd", "Ansvarlig", "Frist", "Status", "Kilde"]


def test_what_the_financial_plan_does_not_hold_can_be_listed(
    service: Service, snapshot: Snapshot
) -> None:
    wanted = {
        one.measure.id for one in not_in_financial_plan(snapshot.catalogue) if not one.is_unknown
    }
    assert wanted
    assert set(listed(service, tilstand=Standing.NOT_IN_FINANCIAL_PLAN)) == wanted
