"""``thread``, ``references``, ``restatements`` and ``query``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.errors import BadInput
from graph.store import PlanStore
from plangraf.commands.options import (
    emit,
    emit_json,
    graph_option,
    json_option,
    language_option,
    text,
)
from plangraf.texts import say

if TYPE_CHECKING:
    from queries.answers import Place, Thread
    from queries.catalogue import Catalogue

_SHOWN = 3


def _catalogue(graph: Path) -> "Catalogue":
    from queries.catalogue import Catalogue  # noqa: PLC0415

    return Catalogue(PlanStore.open(graph))


@click.command(help=text("thread"))
@click.argument("element")
@graph_option
@click.option("--stated", is_flag=True, help=text("option-stated"))
@json_option
@language_option
def thread(element: str, graph: Path, *, stated: bool, as_json: bool, lang: str) -> None:
    """Show the threads from an element to the vision."""
    from queries.tracing import threads  # noqa: PLC0415

    catalogue = _catalogue(graph)
    found = catalogue.find(element)
    answer = threads(catalogue, found, stated_only=stated)
    if as_json:
        emit_json({"element": found.json(), "threads": [one.json() for one in answer]})
        return
    if not answer:
        emit(say("no-thread", lang, label=found.label))
        return
    parts = [
        _one_thread(one, number, len(answer), lang) for number, one in enumerate(answer[:_SHOWN], 1)
    ]
    if len(answer) > _SHOWN:
        parts.append(say("more-threads", lang, count=len(answer) - _SHOWN))
    emit("\n\n".join(parts))


def _one_thread(one: "Thread", number: int, total: int, lang: str) -> str:
    """A vertical path, the vision on top, each step with its sentence below it."""
    from ontology import labels  # noqa: PLC0415
    from ontology.terms import TYPE_NAME  # noqa: PLC0415

    words = labels()
    names = {
        json: words["classes"][str(cls).rpartition("#")[2]][lang] for cls, json in TYPE_NAME.items()
    }
    methods = words["concepts"]["relation-method"] if "relation-method" in words["concepts"] else {}
    kind = say("thread-stated" if one.is_stated else "thread-inferred", lang)
    sure = f"{one.confidence:.2f}".replace(".", "," if lang == "nb" else ".")
    lines = [say("thread-title", lang, number=number, total=total, confidence=sure, kind=kind)]
    for at in range(len(one.nodes) - 1, -1, -1):
        node = one.nodes[at]
        code = f"{node.code} " if node.code else ""
        plan = (
            f"  ({node.plan})"
            if node.plan and (at in {0, len(one.nodes) - 1} or node.plan != one.nodes[at + 1].plan)
            else ""
        )
        lines.append(f"  {names.get(node.type, node.type).upper()}  {code}{node.label}{plan}")
        if at > 0:
            edge = one.edges[at - 1]
            relation = words["properties"].get(edge.relation, {}).get(lang, edge.relation)
            method = methods.get(edge.method, {}).get(lang, edge.method)
            step = say("stated" if edge.is_stated else "inferred", lang)
            lines.append(f"    ↑ {relation} · {method} · {step}")
            if edge.places:
                lines.append(f"      {_source(edge.places[0], lang)}")
    return "\n".join(lines)


def _source(place: "Place", lang: str) -> str:
    where = (
        say("page", lang, page=place.page, line=place.line)
        if place.page
        else say("line", lang, line=place.line)
    )
    quote = " ".join(place.quote.split())
    short = quote if len(quote) <= 150 else quote[:147].rsplit(" ", 1)[0] + " …"
    return f"{say('source', lang)}: {place.file}, {where}: «{short}»"


@click.command(help=text("references"))
@graph_option
@json_option
@language_option
def references(graph: Path, *, as_json: bool, lang: str) -> None:
    """Show every reference."""
    from queries.referring import references as all_references  # noqa: PLC0415

    answer = all_references(_catalogue(graph))
    if as_json:
        emit_json(answer)
        return
    from plangraf.tables import table  # noqa: PLC0415

    rows = [
        [
            r["source"]["label"],
            r["text"],
            _named(r["target"]),
            _method(r["method"], lang),
            r["confidence"],
        ]
        for r in answer
    ]
    emit(table(say("columns-references", lang).split("|"), rows))


def _named(target: dict[str, Any] | None) -> str:
    if target is None:
        return "–"
    return f"{target['code']} {target['label']}" if target["code"] else str(target["label"])


def _method(method: str, lang: str) -> str:
    from ontology import labels  # noqa: PLC0415

    return labels()["concepts"].get("relation-method", {}).get(method, {}).get(lang, method)


@click.command(help=text("restatements"))
@graph_option
@json_option
@language_option
def restatements(graph: Path, *, as_json: bool, lang: str) -> None:
    """Show every restated element."""
    from queries.referring import restatements as all_restatements  # noqa: PLC0415

    answer = all_restatements(_catalogue(graph))
    if as_json:
        emit_json(answer)
        return
    from plangraf.tables import table  # noqa: PLC0415

    rows = [
        [r["source"]["plan"], r["source"]["label"], _named(r["target"]),
         (f"{say('yes', lang)}: {r['diff']}" if r["changed"] else say("no", lang))]
        for r in answer
    ]  # fmt: skip
    emit(table(say("columns-restatements", lang).split("|"), rows))


@click.command(help=text("query"))
@click.argument("question", required=False)
@click.option("--graph", "graph", type=click.Path(path_type=Path), help=text("option-graph"))
@click.option(
    "--format",
    "fmt",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=text("option-format"),
)
@click.option("--param", "params", multiple=True, metavar="NAVN=VERDI", help=text("option-param"))
@click.option("--list", "show_list", is_flag=True, help=text("option-list"))
@json_option
@language_option
def query(  # noqa: PLR0913 - one parameter for each option
    question: str | None,
    graph: Path | None,
    fmt: str,
    params: tuple[str, ...],
    *,
    show_list: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Ask a SPARQL file, or a question of the library."""
    from plangraf.asking import answer_query, list_questions  # noqa: PLC0415

    fmt = "json" if as_json else fmt
    if show_list:
        emit(list_questions(lang, fmt))
        return
    if question is None or graph is None:
        raise click.UsageError("QUESTION --graph DIR" if question is None else "--graph DIR")
    values: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise BadInput("parameter-invalid", value=param, kind="NAVN=VERDI")
        values[name] = value
    emit(answer_query(PlanStore.open(graph), question, values, fmt))
