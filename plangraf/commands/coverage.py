"""``coverage``: how much of the goals has measures, and the matrix."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.store import PlanStore
from plangraf.commands.grammar import command, graph_option, json_option, language_option, option
from plangraf.commands.session import Session
from plangraf.tables import table
from plangraf.terminal import terminal_width, wrapped
from plangraf.words import type_word

if TYPE_CHECKING:
    from queries.answers import Element
    from queries.covering import Coverage, Matrix

_LEVELS = ("strategies", "sub_goals", "main_goals", "focus_areas")
#: The names of the rows keep this much of a matrix that is too wide.
_NAMES = 24
#: A label that heads a column is cut to this; the legend has it whole.
_HEAD = 10


@command("coverage")
@graph_option
@option("--rows", default="plan", text="option-rows", value="value-axis")
@option("--columns", default="focus_area", text="option-columns", value="value-axis")
@json_option
@language_option
@click.pass_obj
def coverage(session: Session, graph: Path, rows: str, columns: str, *, as_json: bool) -> None:
    """Show the coverage figures and one matrix."""
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page
    from queries.covering import COLUMNS, ROWS, Coverage  # noqa: PLC0415

    axes = _axis(rows, ROWS), _axis(columns, COLUMNS)
    answer = Coverage(Catalogue(PlanStore.open(graph)))
    figures = answer.json(*axes)
    session.answer(figures, lambda: _told(session, answer, figures, axes), as_json=as_json)


def _axis(word: str, names: tuple[str, ...]) -> str:
    """The name of an axis: a planner may say «delmål» for sub_goal."""
    wanted = word.casefold().replace("-", "_")
    for name in names:
        if wanted in {name, *(type_word(name, language) for language in ("nb", "nn", "en"))}:
            return name
    return word


def _told(
    session: Session, answer: "Coverage", figures: dict[str, Any], axes: tuple[str, str]
) -> str:
    levels = [
        [
            session.say(f"level-{level}"), figures[level]["total"], figures[level]["with_measure"],
            figures[level]["without_measure_count"], session.percent(figures[level]["share"]),
        ]
        for level in _LEVELS
    ]  # fmt: skip
    measures = [
        [p["plan"], p["total"], p["with_thread"], p["with_stated_thread"],
         session.percent(p["share"])]
        for p in figures["measures"]["by_plan"]
    ]  # fmt: skip
    rows, columns = (type_word(axis, session.language) for axis in axes)
    return "\n\n".join(
        [
            table(session.say("coverage-goals").split("|"), levels),
            table(session.say("coverage-measures").split("|"), measures),
            wrapped(session.say("matrix", rows=rows, columns=columns)),
            *_matrix(session, answer.matrix(*axes), rows),
        ]
    )


def _matrix(session: Session, matrix: "Matrix", corner: str) -> list[str]:
    """The matrix, cut into parts that fit the width, the sums in the last; then its legend."""
    sums = [session.say("without"), session.say("sum")]
    heads = [column.code or column.label[:_HEAD] for column in matrix.columns]
    parts = _parts(heads, sums)
    shown = []
    for part in parts:
        is_last = part is parts[-1]
        rows = [
            [
                _name(row),
                *(len(matrix.cells.get((row.id, matrix.columns[at].id), ())) or "" for at in part),
                *(_sums(matrix, row) if is_last else []),
            ]
            for row in matrix.rows
        ]
        shown.append(table([corner, *(heads[at] for at in part), *(sums if is_last else [])], rows))
    legend = [wrapped(f"{c.code or ''} {c.label}".strip(), "  ", "    ") for c in matrix.columns]
    return [*shown, "\n".join(legend)]


def _parts(heads: list[str], sums: list[str]) -> list[list[int]]:
    """The columns as groups, none of them wider than the terminal."""
    room = terminal_width() - _NAMES
    spare = sum(len(word) + 2 for word in sums)
    parts: list[list[int]] = [[]]
    used = spare
    for at, head in enumerate(heads):
        wide = max(len(head), 2) + 2
        if used + wide > room and parts[-1]:
            parts.append([])
            used = spare
        parts[-1].append(at)
        used += wide
    return parts


def _sums(matrix: "Matrix", row: "Element") -> list[int | str]:
    return [len(matrix.without.get(row.id, ())) or "", len(matrix.row_totals.get(row.id, ()))]


def _name(row: "Element") -> str:
    return f"{row.code} {row.label}" if row.code else row.label
