"""``findings``, ``check``, ``coverage`` and ``validate``."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from graph.store import PlanStore
from plangraf.commands.options import (
    emit,
    emit_json,
    graph_option,
    json_option,
    language_option,
    text,
)
from plangraf.tables import table
from plangraf.texts import say


def _found(graph: Path, code: str | None, as_of: datetime | None) -> list[Any]:
    from queries.catalogue import Catalogue  # noqa: PLC0415
    from queries.finding import findings as find  # noqa: PLC0415

    return find(Catalogue(PlanStore.open(graph)), code=code, as_of=as_of.year if as_of else None)


_AS_OF = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help=text("option-as-of"))


@click.command(help=text("findings"))
@graph_option
@click.option("--code", help=text("option-code"))
@_AS_OF
@json_option
@language_option
def findings(
    graph: Path, code: str | None, as_of: datetime | None, *, as_json: bool, lang: str
) -> None:
    """Show the findings."""
    found = _found(graph, code, as_of)
    if as_json:
        emit_json([finding.json() for finding in found])
        return
    emit(_worklist(found, lang) if found else say("no-findings", lang))


@click.command(help=text("check"))
@graph_option
@click.option("--code", help=text("option-code"))
@_AS_OF
@json_option
@language_option
def check(
    graph: Path, code: str | None, as_of: datetime | None, *, as_json: bool, lang: str
) -> int:
    """Show the findings as a worklist; exit with 1 when anything is open."""
    found = _found(graph, code, as_of)
    states = Counter(finding.state for finding in found)
    if as_json:
        emit_json([finding.json() for finding in found])
    else:
        worklist = _worklist([f for f in found if f.state == "open"], lang)
        total = say(
            "check-total",
            lang,
            open=states["open"],
            unknown=states["unknown"],
            accepted=states["accepted"],
        )
        emit(f"{worklist}\n\n{total}" if worklist else total)
    return 1 if states["open"] else 0


def _worklist(found: list[Any], lang: str) -> str:
    """Findings by code, each with its sentence, place and proposal."""
    from ontology import labels  # noqa: PLC0415

    names = labels()["concepts"]["finding-code"]
    lines: list[str] = []
    counts = Counter(finding.code for finding in found)
    last = None
    for finding in found:
        if finding.code != last:
            last = finding.code
            severity = say(f"severity-{finding.severity}", lang)
            title = names[finding.code][lang]
            lines += ["", f"{title} [{finding.code}] · {severity} · {counts[finding.code]}"]
        state = "" if finding.state == "open" else f" ({say('state-' + finding.state, lang)})"
        lines.append(f"  • {finding.message[lang]}{state}")
        if finding.evidence:
            place = finding.evidence[0]
            where = (
                say("page", lang, page=place.page, line=place.line)
                if place.page
                else say("line", lang, line=place.line)
            )
            lines.append(f"    {place.file}, {where}")
        if finding.decision:
            decision = finding.decision
            lines.append(
                "    "
                + say(
                    "accepted-by",
                    lang,
                    by=decision["by"],
                    date=decision["date"],
                    reason=decision["reason"],
                )
            )
        for candidate in (finding.proposal or {}).get("candidates", [])[:2]:
            target = candidate["target"]
            code = f"{target['code']} " if target["code"] else ""
            lines.append(
                f"    {say('proposal', lang)}: {code}{target['label']} ({candidate['score']})"
            )
    return "\n".join(lines).strip("\n")


@click.command(help=text("coverage"))
@graph_option
@click.option("--rows", default="plan", help=text("option-rows"))
@click.option("--columns", default="focus_area", help=text("option-columns"))
@json_option
@language_option
def coverage(graph: Path, rows: str, columns: str, *, as_json: bool, lang: str) -> None:
    """Show the coverage figures and one matrix."""
    from queries.catalogue import Catalogue  # noqa: PLC0415
    from queries.covering import Coverage  # noqa: PLC0415

    answer = Coverage(Catalogue(PlanStore.open(graph)))
    figures = answer.json(rows, columns)
    if as_json:
        emit_json(figures)
        return
    levels = [
        [
            say(f"level-{level}", lang),
            f["total"],
            f["with_measure"],
            f["without_measure_count"],
            _percent(f["share"]),
        ]
        for level in ("strategies", "sub_goals", "main_goals", "focus_areas")
        for f in [figures[level]]
    ]
    measures = [
        [p["plan"], p["total"], p["with_thread"], p["with_stated_thread"], _percent(p["share"])]
        for p in figures["measures"]["by_plan"]
    ]
    matrix = answer.matrix(rows, columns)
    header = [
        say(f"axis-{rows}", lang),
        *(c.code or c.label for c in matrix.columns),
        say("without", lang),
        say("sum", lang),
    ]
    cells = [
        [
            f"{row.code} {row.label}" if row.code else row.label,
            *(len(matrix.cells.get((row.id, c.id), ())) or "" for c in matrix.columns),
            len(matrix.without.get(row.id, ())) or "",
            len(matrix.row_totals.get(row.id, ())),
        ]
        for row in matrix.rows
    ]
    legend = [f"  {c.code}: {c.label}" for c in matrix.columns if c.code]
    emit(
        "\n".join(
            [
                table(say("coverage-goals", lang).split("|"), levels), "",
                table(say("coverage-measures", lang).split("|"), measures), "",
                say("matrix", lang, rows=say(f"axis-{rows}", lang), columns=say(f"axis-{columns}", lang)), "",
                table(header, cells), *(["", *legend] if legend and len(legend) <= 25 else []),
            ]
        )
    )  # fmt: skip


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


@click.command(help=text("validate"))
@graph_option
@json_option
@language_option
def validate(graph: Path, *, as_json: bool, lang: str) -> int:
    """Check the graph against the SHACL shapes; exit with 3 when it breaks one."""
    from graph.validation import validate as run  # noqa: PLC0415 - pyshacl is slow to load

    report = run(PlanStore.open(graph).quads())
    if as_json:
        emit_json(
            {
                "conforms": report.conforms,
                "violations": [
                    {"focus": v.focus, "path": v.path, "message": v.message, "value": v.value}
                    for v in report.violations
                ],
            }
        )
    elif report.conforms:
        emit(say("conforms", lang))
    else:
        lines = [say("violations", lang, count=len(report.violations))]
        lines += [
            f"  • {v.focus} {v.path or ''}: {v.message.get(lang) or next(iter(v.message.values()), '')}"
            for v in report.violations
        ]
        emit("\n".join(lines))
    return 0 if report.conforms else 3
