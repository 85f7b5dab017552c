"""``query``: any SPARQL, and the library's questions by name."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import BadInput
from graph.store import PlanStore
from plangraf.commands.grammar import (
    argument,
    command,
    json_option,
    language_option,
    option,
    path_option,
    place,
)

if TYPE_CHECKING:
    from plangraf.commands.session import Session


@command("query")
@argument("question", required=False, text="argument-question", value="value-question")
@path_option("--graph", text="option-graph", value="value-folder")
@option("--format", "fmt", choices=("table", "json", "csv"), default="table", text="option-format")
@option("--param", "params", multiple=True, text="option-param", value="value-param")
@option("--list", "is_list", is_flag=True, text="option-list")
@json_option
@language_option
@click.pass_context
def query(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    question: str | None,
    graph: Path | None,
    fmt: str,
    params: tuple[str, ...],
    *,
    is_list: bool,
    as_json: bool,
) -> None:
    """Ask a SPARQL file, or a question of the library."""
    from plangraf.asking import answer_query, list_questions  # noqa: PLC0415 - not for help

    session: Session = ctx.obj
    fmt = "json" if as_json else fmt
    if is_list:
        session.emit(list_questions(session.language, fmt))
        return
    if question is None:
        raise BadInput("argument-missing", name=session.explain("value-question"), **place(ctx))
    if graph is None:
        raise BadInput("option-missing", name="--graph", **place(ctx))
    values = dict(map(_parameter, params))
    session.emit(answer_query(PlanStore.open(graph), question, values, fmt))


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadInput("parameter-form", value=text)
    return name, value
