"""``read``: what one document says, unlinked."""

from pathlib import Path
from typing import Any

import click

from plangraf.commands.grammar import argument, command, json_option, language_option
from plangraf.commands.session import Session

_Row = dict[str, Any]


@command("read")
@argument("file", type=click.Path(path_type=Path), text="argument-file", value="value-file")
@json_option
@language_option
@click.pass_obj
def read(session: Session, file: Path, *, as_json: bool) -> None:
    """Read one document and show it."""
    from plangraf.reading import read as read_document  # noqa: PLC0415 - the reader is slow to load

    answer = read_document(file)
    for notice in answer["document"]["notices"]:
        place = f" ({notice['where']})" if notice["where"] else ""
        session.tell(f"{notice['reference']}: {notice['message'][session.language]}{place}")
    session.answer(answer, lambda: _told(session, answer), as_json=as_json)


def _told(session: Session, answer: _Row) -> str:
    """The document's facts, then its elements as an outline."""
    children: dict[str | None, list[_Row]] = {}
    known = {element["id"] for element in answer["elements"]}
    for element in answer["elements"]:
        parent = element["parent"] if element["parent"] in known else None
        children.setdefault(parent, []).append(element)
    outline = _branch(session, children, None, 0)
    body = "\n".join(outline) if outline else session.say("no-elements")
    return f"{_facts(session, answer['document'])}\n\n{body}"


def _facts(session: Session, document: _Row) -> str:
    from plangraf.terminal import wrapped  # noqa: PLC0415 - not needed for JSON
    from plangraf.words import type_word  # noqa: PLC0415

    first, last = document["period_from"], document["period_to"]
    kind = document["plan_kind"]
    facts = [
        document["title"],
        type_word(kind, session.language) if kind else session.say("unknown-kind"),
        document["municipality"] or session.say("unknown-municipality"),
        f"{first or '…'}–{last or '…'}" if first or last else session.say("unknown-period"),
    ]
    lines = [wrapped(" · ".join(facts))]
    if document["adopted"]:
        body = document["adopted_by"]
        key = "adopted-by" if body else "adopted"
        lines.append(session.say(key, date=document["adopted"], body=body))
    return "\n".join(lines)


def _branch(
    session: Session, children: dict[str | None, list[_Row]], parent: str | None, depth: int
) -> list[str]:
    from plangraf.terminal import wrapped  # noqa: PLC0415
    from plangraf.words import type_word  # noqa: PLC0415

    indent = "  " * depth
    lines = []
    for element in children.get(parent, []):
        code = f"{element['code']} " if element["code"] else ""
        where = session.say("line", line=element["passage"]["line"])
        word = type_word(element["type"], session.language)
        lines.append(
            wrapped(f"{word}: {code}{element['label']} ({where})", indent, indent + "    ")
        )
        lines += [
            wrapped(reference["text"], f"{indent}    → ") for reference in element["references"]
        ]
        if element["id"] != parent:
            lines += _branch(session, children, element["id"], depth + 1)
    return lines
