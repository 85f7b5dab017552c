"""``export``, ``view`` and ``report``: the graph as files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import Notice
from graph.files import write_file
from graph.store import PlanStore
from plangraf.commands.grammar import (
    command,
    graph_option,
    json_option,
    language_option,
    option,
    path_option,
)
from plangraf.commands.session import Session
from plangraf.exporting import FORMATS, export_bytes, export_losses
from plangraf.reporting import REPORT_FORMATS, format_of, report_bytes

if TYPE_CHECKING:
    from loaders.formats.stratml.losses import Losses

_out_option = path_option("--out", required=True, text="option-file", value="value-file")


def _write(
    session: Session, out: Path, data: bytes, *, as_json: bool, losses: "Losses | None" = None
) -> None:
    """Write a file, whole or not at all, and say so, and what it could not hold."""
    write_file(out, data)
    answer: dict[str, object] = {"written": str(out), "bytes": len(data)}
    if losses is not None:
        answer["losses"] = losses.json()
    if losses:
        told = {f"lost_{language}": losses.told(language) for language in ("nb", "en")}
        session.tell(Notice("stratml-not-held", **told).render(session.language))
    session.answer(answer, lambda: session.say("written", path=out), as_json=as_json)


@command("export")
@graph_option
@option("--format", "fmt", required=True, choices=tuple(FORMATS), text="option-export")
@option("--plan", text="option-export-plan", value="value-plan")
@_out_option
@json_option
@language_option
@click.pass_obj
def export(  # noqa: PLR0913 - one parameter for each option
    session: Session, graph: Path, fmt: str, plan: str | None, out: Path, *, as_json: bool
) -> None:
    """Write the graph in one of the formats that other tools read."""
    store = PlanStore.open(graph)
    data = export_bytes(store, fmt, plan)
    _write(session, out, data, as_json=as_json, losses=export_losses(store, fmt, plan))


@command("view")
@graph_option
@_out_option
@option("--element", text="option-element", value="value-element")
@json_option
@language_option
@click.pass_obj
def view(session: Session, graph: Path, out: Path, element: str | None, *, as_json: bool) -> None:
    """Write the page with the graph."""
    from plangraf.picturing import view_page  # noqa: PLC0415 - pyvis is slow to load

    page = view_page(PlanStore.open(graph), element, session.language)
    _write(session, out, page.encode(), as_json=as_json)


@command("report")
@graph_option
@_out_option
@option("--format", "fmt", choices=tuple(REPORT_FORMATS), text="option-report-format")
@json_option
@language_option
@click.pass_obj
def report(session: Session, graph: Path, out: Path, fmt: str | None, *, as_json: bool) -> None:
    """Write the report as a page, a workbook or a document."""
    data = report_bytes(PlanStore.open(graph), fmt or format_of(out), session.language)
    _write(session, out, data, as_json=as_json)
