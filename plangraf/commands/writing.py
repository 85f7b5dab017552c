"""``export``, ``view`` and ``report``."""

from pathlib import Path

import click

from graph.store import PlanStore
from plangraf.commands.options import emit, graph_option, language_option, text
from plangraf.exporting import FORMATS, export_bytes
from plangraf.texts import say


@click.command(help=text("export"))
@graph_option
@click.option(
    "--format", "fmt", required=True, help=f"{text('option-format')} {', '.join(FORMATS)}."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help=text("option-out"))
@language_option
def export(graph: Path, fmt: str, out: Path, *, lang: str) -> None:
    """Write the graph to a file, whole or not at all."""
    from graph.files import write_file  # noqa: PLC0415

    write_file(out, export_bytes(PlanStore.open(graph), fmt))
    emit(say("written", lang, path=out))


@click.command(help=text("view"))
@graph_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help=text("option-out"))
@click.option("--element", help=text("option-element"))
@language_option
def view(graph: Path, out: Path, element: str | None, *, lang: str) -> None:
    """Write the page with the graph."""
    from graph.files import write_file  # noqa: PLC0415
    from plangraf.picturing import view_page  # noqa: PLC0415 - pyvis is slow to load

    write_file(out, view_page(PlanStore.open(graph), element, lang).encode())
    emit(say("written", lang, path=out))


@click.command(help=text("report"))
@graph_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help=text("option-out"))
@language_option
def report(graph: Path, out: Path, *, lang: str) -> None:
    """Write the report page."""
    from graph.files import write_file  # noqa: PLC0415
    from plangraf.picturing import report_page  # noqa: PLC0415

    write_file(out, report_page(PlanStore.open(graph), lang).encode())
    emit(say("written", lang, path=out))
