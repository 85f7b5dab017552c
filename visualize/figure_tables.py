"""The figures of a report as tables: how much has measures, how many threads, where they stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from queries.answers import Element, Finding
from queries.covering import Matrix
from visualize.scene import Report
from visualize.tables import Column, Table, Value, Words, words
from visualize.wording import Wording, named

#: The levels in the order of the figures, with the type of each.
LEVELS = {
    "strategies": "strategy", "sub_goals": "sub_goal", "main_goals": "main_goal",
    "focus_areas": "focus_area",
}  # fmt: skip
SEVERITIES = ("error", "warning", "info")
STATES = ("open", "unknown", "accepted")
_AREA, _BROADEST = 15, 24


def level_figures(figures: Mapping[str, Any], say: Wording) -> Table:
    """Return, for each level, how many goals and strategies have measures.

    ``figures`` are those of :meth:`queries.covering.Coverage.json`.
    """
    columns = (
        Column("level", say("level"), width=60),
        Column("total", say("total"), "number", 11),
        Column("with_measure", say("with-measure"), "number", 13),
        Column("with_measure_inferred", say("with-measure-inferred"), "number", 16),
        Column("without_measure_count", say("not-found"), "number", 13),
        Column("share", say("share"), "share", 11),
    )
    rows = [
        _row(columns, figures[level] | {"level": say.type_name(kind).capitalize()})
        for level, kind in LEVELS.items()
    ]
    return Table(
        "levels", say("report-figures"), columns, tuple(rows), say("goals-caption"),
        leads=("goals",) * len(rows),
    )  # fmt: skip


def plan_figures(report: Report, say: Wording, languages: Mapping[str, str]) -> Table:
    """Return, for each plan, how many measures have a thread to the vision."""
    figures = report.figures["measures"]
    columns = (
        Column("plan", say("plan"), width=60),
        Column("total", say("measures"), "number", 11),
        Column("with_thread", say("with-thread"), "number", 13),
        Column("with_stated_thread", say("with-stated-thread"), "number", 16),
        Column("share", say("share"), "share", 11),
    )
    rows = [
        _row(columns, of | {"plan": words(of["plan"], languages.get(of["plan_id"], "nb"))})
        for of in figures["by_plan"]
    ]
    total = _row(columns, figures | {"plan": say("sum")})
    return Table(
        "threads", say("report-figures"), columns, tuple(rows), say("threads-caption"), total,
        ("measures",) * len(rows),
    )  # fmt: skip


def area_figures(report: Report, say: Wording, languages: Mapping[str, str]) -> Table:
    """Return, for each focus area, how many of its strategies have measures."""
    columns = (
        Column("area", say.type_name("focus_area").capitalize(), width=60),
        Column("total", say("total"), "number", 11),
        Column("with_measure", say("with-measure"), "number", 13),
        Column("without_measure_count", say("not-found"), "number", 13),
        Column("share", say("share"), "share", 11),
    )
    rows = []
    for of in report.figures["strategies"].get("by_focus_area", ()):
        area = Element(**of["focus_area"])
        rows.append(_row(columns, of | {"area": Words(named(area), languages.get(area.id, "nb"))}))
    return Table(
        "areas", say("report-figures"), columns, tuple(rows), say("sheet-areas-caption"),
        leads=("goals",) * len(rows),
    )  # fmt: skip


def state_figures(findings: Sequence[Finding], say: Wording) -> Table:
    """Return how many findings there are of each severity, by what became of them."""
    counted = Counter((finding.severity, finding.state) for finding in findings)
    columns = (
        Column("severity", say("sheet-severity"), width=60),
        Column("open", say("sheet-open"), "number", 11),
        Column("unknown", say("sheet-unknown"), "number", 13),
        Column("accepted", say("sheet-accepted"), "number", 16),
    )
    rows: list[tuple[Value, ...]] = [
        (say.concept("severity", one).capitalize(), *(counted[one, state] for state in STATES))
        for one in SEVERITIES
    ]
    sums = [sum(counted[one, state] for one in SEVERITIES) for state in STATES]
    return Table(
        "states", say("report-figures"), columns, tuple(rows), say("sheet-states-caption"),
        (say("sum"), *sums), ("findings",) * len(rows),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatrixWords:
    """What a matrix is called: its name in code, its title, its caption, a word for its rows.

    ``without`` is what its last column is called, where that is not of focus areas.
    """

    name: str
    title: str
    caption: str
    row: str
    without: str = ""


def matrix_table(
    matrix: Matrix, called: MatrixWords, say: Wording, languages: Mapping[str, str]
) -> Table:
    """Return a matrix as a table; rows that stand in plans have those in a column before them.

    A measure with two columns counts in both, and once in its row. The sums at the foot count
    each measure once.
    """
    is_plans = all(row.plan is None for row in matrix.rows)
    columns = [
        *([] if is_plans else [Column("plan", say("plan"), width=40)]),
        Column("row", called.row, width=36),
        *(Column(c.id, named(c), "number", _breadth(c), shaded=True) for c in matrix.columns),
        Column("without", called.without or say("without-area"), "gap", _AREA),
        Column("sum", say("sum"), "number", 9),
    ]
    foot = [len(matrix.column_totals.get(column.id, ())) for column in matrix.columns]
    without = frozenset[str]().union(*matrix.without.values())
    every = frozenset[str]().union(*matrix.row_totals.values())
    return Table(
        called.name, called.title, tuple(columns),
        tuple(
            (*_heads(row, say, languages, is_plans=is_plans), *_counts(matrix, row))
            for row in matrix.rows
        ),
        called.caption,
        (say("sum"), *([] if is_plans else [""]), *foot, len(without), len(every)),
    )  # fmt: skip


def _breadth(column: Element) -> int:
    """As broad as the longest word of a column's name, in the thick letters of a head."""
    longest = max(len(word) for word in named(column).split(" "))
    return min(max(_AREA, longest * 5 // 4), _BROADEST)


def _heads(
    row: Element, say: Wording, languages: Mapping[str, str], *, is_plans: bool
) -> tuple[Value, ...]:
    """What a row of a matrix is called; a plan among programmes is what stands in none."""
    name = Words(named(row), languages.get(row.id, "nb"))
    if is_plans:
        return (name,)
    if row.plan is None:
        return (name, say("no-initiative"))
    return (words(row.plan, languages.get(row.plan_id or "", "nb")), name)


def _counts(matrix: Matrix, row: Element) -> tuple[int, ...]:
    return (
        *(len(matrix.cells.get((row.id, column.id), ())) for column in matrix.columns),
        len(matrix.without.get(row.id, ())),
        len(matrix.row_totals.get(row.id, ())),
    )


def _row(columns: Sequence[Column], of: Mapping[str, Any]) -> tuple[Value, ...]:
    return tuple(of.get(column.key) for column in columns)
