"""``findings`` and ``check``: gaps and doubts as a list, and as a worklist."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.store import PlanStore
from plangraf.commands.grammar import (
    as_of_option,
    command,
    graph_option,
    json_option,
    language_option,
    option,
)
from plangraf.commands.references import named
from plangraf.commands.session import Session
from plangraf.terminal import wrapped
from plangraf.words import assessment_word, finding_word

if TYPE_CHECKING:
    from queries.answers import Finding

#: The best guesses are worth a reader's time, the rest is in --json.
_GUESSES = 2

_code_option = option("--code", text="option-code", value="value-code")


@command("findings")
@graph_option
@_code_option
@as_of_option
@json_option
@language_option
@click.pass_obj
def findings(
    session: Session, graph: Path, code: str | None, as_of: date | None, *, as_json: bool
) -> None:
    """Show the findings."""
    found = _found(graph, code, as_of)
    session.answer([one.json() for one in found], lambda: _told(session, found), as_json=as_json)


@command("check")
@graph_option
@_code_option
@as_of_option
@json_option
@language_option
@click.pass_obj
def check(
    session: Session, graph: Path, code: str | None, as_of: date | None, *, as_json: bool
) -> int:
    """Show what is open as a worklist; exit with 1 when anything is."""
    found = _found(graph, code, as_of)
    is_open = [one for one in found if one.state == "open"]
    session.answer(
        [one.json() for one in found], lambda: _told(session, found, is_open), as_json=as_json
    )
    return 1 if is_open else 0


def _found(graph: Path, code: str | None, as_of: date | None) -> list["Finding"]:
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page
    from queries.finding import findings as find  # noqa: PLC0415

    year = as_of.year if as_of is not None else None
    return find(Catalogue(PlanStore.open(graph)), code=code, as_of=year)


def _told(session: Session, found: list["Finding"], shown: list["Finding"] | None = None) -> str:
    """The findings by code, each with its sentence, place and proposal; then how many there are."""
    groups: dict[str, list[Finding]] = {}
    for one in found if shown is None else shown:
        groups.setdefault(one.code, []).append(one)
    parts = []
    for code, members in groups.items():
        name = finding_word(code, session.language)
        severity = session.say(f"severity-{members[0].severity}")
        title = session.say(
            "finding-title", name=name[:1].upper() + name[1:], code=code, severity=severity,
            count=len(members),
        )  # fmt: skip
        parts.append("\n".join([title, *(_one(session, member) for member in members)]))
    states = Counter(one.state for one in found)
    total = session.say(
        "check-total", open=states["open"], unknown=states["unknown"], accepted=states["accepted"]
    )
    return "\n\n".join([*parts, total if found else session.say("no-findings")])


def _one(session: Session, one: "Finding") -> str:
    told = one.message.get(session.language) or one.message["nb"]
    if one.state != "open":
        told += f" [{session.say(f'state-{one.state}')}]"
    lines = [wrapped(told, "  • ")]
    if one.evidence:
        place = one.evidence[0]
        where = session.say("page" if place.page else "line", page=place.page, line=place.line)
        lines.append(f"    {place.file}, {where}")
    if one.decision:
        assessment = assessment_word(one.decision["assessment"], session.language)
        decision = session.say("accepted-by", **{**one.decision, "assessment": assessment})
        lines.append(wrapped(decision, "    "))
    guesses = (one.proposal or {}).get("candidates", [])[:_GUESSES]
    return "\n".join([*lines, *(wrapped(_guess(session, guess), "    ") for guess in guesses)])


def _guess(session: Session, guess: dict[str, Any]) -> str:
    score = session.number(guess["score"])
    return f"{session.say('proposal')}: {named(guess['target'])} ({score})"
