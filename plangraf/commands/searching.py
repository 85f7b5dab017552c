"""``search``: the elements that some words name, the best first."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import BadInput
from graph.store import PlanStore
from plangraf.commands.grammar import (
    argument,
    command,
    graph_option,
    json_option,
    language_option,
    option,
)
from plangraf.commands.session import Session
from plangraf.terminal import wrapped
from plangraf.words import relation_word, type_word

if TYPE_CHECKING:
    from queries.catalogue import Catalogue
    from queries.searching import Hit

#: A reader looks at so many; --limit shows others.
_SHOWN = 20


@command("search")
@argument("words", nargs=-1, required=True, text="argument-search", value="value-words")
@graph_option
@option("--limit", type=click.IntRange(min=1), default=_SHOWN, text="option-search-limit",
        value="value-number")  # fmt: skip
@json_option
@language_option
@click.pass_obj
def search(
    session: Session, words: tuple[str, ...], graph: Path, limit: int, *, as_json: bool
) -> None:
    """Show the elements that some words name."""
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page
    from queries.indexing import index_of  # noqa: PLC0415
    from queries.searching import read_question  # noqa: PLC0415

    text = " ".join(words)
    asked = read_question(text)
    if not asked.words:
        raise BadInput("search-wordless", text=text)
    catalogue = Catalogue(PlanStore.open(graph))
    index = index_of(catalogue)
    found = index.search(text, limit=len(index.entries))
    near = [] if found else index.suggestions(text)
    if asked.is_cut:
        session.tell(session.say("search-cut", words=" ".join(asked.words)))
    session.answer(
        {
            "question": text,
            "total": len(found),
            "hits": [
                {"element": catalogue.element(hit.element_id).json(), **hit.json()}
                for hit in found[:limit]
            ],
            "suggestions": near,
        },
        lambda: _told(session, catalogue, text, found, limit) if found
        else _not_found(session, text, near),
        as_json=as_json,
    )  # fmt: skip


def _told(
    session: Session, catalogue: "Catalogue", text: str, found: list["Hit"], limit: int
) -> str:
    hits = [_hit(session, catalogue, hit) for hit in found[:limit]]
    key = "search-total" if len(found) <= limit else "search-first"
    total = session.say(key, text=text, total=len(found), shown=len(hits))
    return "\n".join([*hits, "", wrapped(total)])


def _hit(session: Session, catalogue: "Catalogue", hit: "Hit") -> str:
    """The element on a line, and below it where it was found, where that is not in its name."""
    element = catalogue.element(hit.element_id)
    name = f"{element.code} {element.label}" if element.code else element.label
    plan = f" ({element.plan})" if element.plan else ""
    word = type_word(element.type, session.language).upper()
    lines = [wrapped(f"{word}  {name}{plan}", "", " " * 4)]
    if hit.field in {"description", "quote"}:
        where = relation_word(hit.field, session.language)
        lines.append(wrapped(f"{where}: {hit.excerpt}", " " * 4, " " * 6))
    return "\n".join(lines)


def _not_found(session: Session, text: str, near: list[str]) -> str:
    lines = [session.say("search-none", text=text)]
    if near:
        others = ", ".join(f"«{one}»" for one in near)
        lines.append(session.say("search-suggested", others=others))
    return "\n".join(map(wrapped, lines))
