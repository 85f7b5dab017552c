"""``validate``: whether the graph keeps the promises of the shapes."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import OurFault
from graph.store import PlanStore
from plangraf.commands.grammar import command, graph_option, json_option, language_option
from plangraf.commands.session import Session
from plangraf.terminal import wrapped

if TYPE_CHECKING:
    from graph.validation import Report


@command("validate")
@graph_option
@json_option
@language_option
@click.pass_obj
def validate(session: Session, graph: Path, *, as_json: bool) -> int:
    """Check the graph against the SHACL shapes; exit with 3 when it breaks one."""
    from graph.validation import validate as run  # noqa: PLC0415 - pyshacl is slow to load

    report = run(PlanStore.open(graph).quads())
    answer = {
        "conforms": report.conforms,
        "violations": [
            {"focus": v.focus, "path": v.path, "message": v.message, "value": v.value}
            for v in report.violations
        ],
    }
    session.answer(answer, lambda: _told(session, report), as_json=as_json)
    return 0 if report.conforms else OurFault.exit_code


def _told(session: Session, report: "Report") -> str:
    if report.conforms:
        return session.say("conforms")
    lines = [session.say("violations", count=len(report.violations))]
    for violation in report.violations:
        path = f" {violation.path.rpartition('#')[2]}" if violation.path else ""
        told = f"{violation.focus}{path}: {violation.told(session.language)}"
        lines.append(wrapped(told, "  • "))
    return "\n".join(lines)
