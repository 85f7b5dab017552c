"""``thread``: the paths from an element up to a vision."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.store import PlanStore
from plangraf.commands.grammar import (
    argument,
    command,
    graph_option,
    json_option,
    language_option,
    option,
    path_option,
)
from plangraf.commands.session import Session

if TYPE_CHECKING:
    from queries.answers import Edge, Element, Place, Thread
    from queries.catalogue import Catalogue

#: A reader follows this many paths; --json has them all.
_SHOWN = 3
_QUOTED = 150


@command("thread")
@argument("element", text="argument-element", value="value-element")
@graph_option
@option("--stated", is_flag=True, text="option-stated")
@path_option("--svg", text="option-svg", value="value-file")
@json_option
@language_option
@click.pass_obj
def thread(  # noqa: PLR0913 - one for each option
    session: Session, element: str, graph: Path, svg: Path | None, *, stated: bool, as_json: bool
) -> None:
    """Show the threads from an element to the vision."""
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page
    from queries.tracing import threads  # noqa: PLC0415

    catalogue = Catalogue(PlanStore.open(graph))
    found = catalogue.find(element)
    answer = threads(catalogue, found, stated_only=stated)
    if svg is not None:
        _draw(session, catalogue, answer, svg)
    session.answer(
        {"element": found.json(), "threads": [one.json() for one in answer]},
        lambda: _told(session, found, answer, is_stated_only=stated),
        as_json=as_json,
    )


def _draw(session: Session, catalogue: "Catalogue", threads: list["Thread"], svg: Path) -> None:
    """Write the threads as a picture, whole or not at all; no threads give no file."""
    from graph.files import write_file  # noqa: PLC0415 - only for a picture
    from plangraf.picturing import thread_picture  # noqa: PLC0415

    picture = thread_picture(catalogue, threads, session.language)
    if picture:
        write_file(svg, picture.encode())
        session.tell(session.say("written", path=svg))


def _told(
    session: Session, element: "Element", threads: list["Thread"], *, is_stated_only: bool
) -> str:
    from plangraf.terminal import wrapped  # noqa: PLC0415 - not needed for JSON

    if not threads:
        key = "no-stated-thread" if is_stated_only else "no-thread"
        return wrapped(session.say(key, label=element.label))
    parts = []
    for number, one in enumerate(threads[:_SHOWN], 1):
        key = "thread-stated" if one.is_stated else "thread-inferred"
        title = session.say(
            "thread-title", number=number, total=len(threads), kind=session.say(key),
            confidence=session.number(one.confidence),
        )  # fmt: skip
        parts.append("\n".join([title, *_path(session, one)]))
    if len(threads) > _SHOWN:
        parts.append(session.say("more-threads", count=len(threads) - _SHOWN))
    return "\n\n".join(parts)


def _path(session: Session, one: "Thread") -> list[str]:
    """The path from the top down: each node, and below it the step that leads up to it."""
    from plangraf.terminal import wrapped  # noqa: PLC0415
    from plangraf.words import type_word  # noqa: PLC0415

    lines = []
    last_plan = None
    for at in range(len(one.nodes) - 1, -1, -1):
        node = one.nodes[at]
        name = f"{node.code} {node.label}" if node.code else node.label
        # The plan is said where the thread passes from one plan to another.
        plan = f" ({node.plan})" if node.plan and node.plan != last_plan else ""
        last_plan = node.plan
        word = type_word(node.type, session.language).upper()
        lines.append(wrapped(f"{word}  {name}{plan}", "  ", " " * 6))
        if at:
            lines += _step(session, one.edges[at - 1])
    return lines


def _step(session: Session, edge: "Edge") -> list[str]:
    from plangraf.terminal import wrapped  # noqa: PLC0415
    from plangraf.words import method_word, relation_word  # noqa: PLC0415

    language = session.language
    kind = session.say("stated" if edge.is_stated else "inferred")
    relation, method = relation_word(edge.relation, language), method_word(edge.method, language)
    lines = [f"    ↑ {relation} · {method} · {kind}"]
    if edge.places:
        lines.append(wrapped(_source(session, edge.places[0]), " " * 6, " " * 8))
    return lines


def _source(session: Session, place: "Place") -> str:
    where = session.say("page" if place.page else "line", page=place.page, line=place.line)
    quote = " ".join(place.quote.split())
    if len(quote) > _QUOTED:
        quote = quote[: _QUOTED - 2].rsplit(" ", 1)[0] + " …"
    return f"{place.file}, {where}: «{quote}»"
