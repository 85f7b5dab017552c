"""Coverage: measures by row and column in fifteen tables, and how much has measures and threads."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.errors import NotFound
from plangraf.site import tallies
from plangraf.site.downloads import telling
from plangraf.site.page import Asked, Content
from plangraf.site.snapshot import Snapshot
from queries.answers import Element
from queries.catalogue import code_order
from queries.covering import COLUMNS, ROWS
from visualize.coverage_table import coverage_table
from visualize.figure_tables import MatrixWords, matrix_table
from visualize.site import capital

#: The table that the page shows where its path names none; the figures stand with it.
_FIRST = ("plan", "focus_area")
#: Columns that are grouped by the focus area they stand under.
_GROUPED = frozenset({"sub_goal", "strategy"})


def make(asked: Asked) -> Content:
    """Return the table that the path names, and with the first of them all figures."""
    rows, columns = _axes(asked)
    say, snapshot = asked.say, asked.snapshot
    matrix = snapshot.coverage.matrix(rows, columns)
    over = snapshot.once(_areas) if columns in _GROUPED else {}
    if over:
        matrix = replace(matrix, columns=_grouped(matrix.columns, over))
    table = coverage_table(matrix, rows, columns, say, over)
    told = _figures(asked) if (rows, columns) == _FIRST else {}
    kinds = {"rows": say.type_name(rows), "columns": say.type_name(columns)}
    return Content(
        template="coverage.jinja",
        title=say("coverage-title", **kinds),
        section="coverage",
        lead=say("coverage-lead"),
        values={
            "table": table,
            "caption": say("coverage-caption", **kinds),
            "row_kinds": [(kind, capital(say.type_name(kind))) for kind in ROWS],
            "column_kinds": [(kind, capital(say.type_name(kind))) for kind in COLUMNS],
            "beside": told,
            "plan_key": asked.given("plan"),
        },
        json={
            "matrix": matrix.json((rows, columns)),
            "without": {row: sorted(found) for row, found in sorted(matrix.without.items())},
            **_json(told),
        },
        table=lambda: matrix_table(
            matrix,
            MatrixWords(
                "matrix",
                say("nav-coverage"),
                say("coverage-caption", **kinds),
                capital(kinds["rows"]),
                capital(say("coverage-without", kind=kinds["columns"])),
            ),
            say,
            telling(asked).languages,
        ),
    )


def _axes(asked: Asked) -> tuple[str, str]:
    """Return the kinds of rows and columns that the path names."""
    steps = asked.path.split("/")[1:]
    if not steps:
        return _FIRST
    if len(steps) == 2 and steps[0] in ROWS and steps[1] in COLUMNS:
        return steps[0], steps[1]
    raise NotFound("page-unknown", name=asked.path)


def _areas(snapshot: Snapshot) -> dict[str, Element]:
    """Return the focus area that each goal and strategy stands under, the first where several."""
    areas = {area.id: area for area in snapshot.coverage.goals("focus_area")}
    found: dict[str, list[Element]] = defaultdict(list)
    for kind in _GROUPED:
        for goal in snapshot.coverage.goals(kind):
            above = snapshot.coverage.stated.above([goal.id])
            found[goal.id] += [area for iri, area in areas.items() if iri in above]
    return {
        iri: min(some, key=lambda area: (code_order(area.code), area.id))
        for iri, some in found.items()
        if some
    }


def _grouped(columns: tuple[Element, ...], over: Mapping[str, Element]) -> tuple[Element, ...]:
    """Return the columns by the area they stand under, those under none last, else as they were."""

    def place(column: Element) -> tuple[object, ...]:
        area = over.get(column.id)
        return (area is None, code_order(area.code) if area else (), area.id if area else "")

    return tuple(sorted(columns, key=place))


def _figures(asked: Asked) -> dict[str, Any]:
    """Return all that is told beside the first table."""
    every = asked.snapshot.once(tallies.uncovered)
    key = asked.given("plan")
    chosen = [row for row in every if not key or asked.snapshot.key(row.plan.id) == key]
    return {
        "levels": tallies.levels(asked),
        "by_area": [tallies.levels_by_area(asked, kind) for kind in ("sub_goal", "strategy")],
        "by_plan": tallies.traced_by_plan(asked),
        "by_initiative": tallies.traced_by_initiative(asked),
        "plans": [row.plan for row in every],
        "uncovered": chosen,
        "grounds": tallies.grounds(asked),
        "ranked": tallies.ranked(asked),
        "several": asked.snapshot.once(tallies.of_several),
    }


def _json(told: dict[str, Any]) -> dict[str, Any]:
    if not told:
        return {}
    names = ("levels", "by_plan", "by_initiative", "uncovered", "grounds", "ranked")
    return {
        **{name: [row.json() for row in told[name]] for name in names},
        "by_area": [row.json() for rows in told["by_area"] for row in rows],
        "measures_of_several_goals": [
            {"measure": measure.json(), "goals": [goal.json() for goal in goals]}
            for measure, goals in told["several"]
        ],
    }
