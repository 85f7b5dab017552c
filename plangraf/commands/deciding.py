"""``accept``, ``decide``, ``decisions``: a human's word on findings and links, and undoing it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.errors import BadInput, NotFound
from graph.store import PlanStore
from ontology import labels
from plangraf.commands.grammar import (
    argument,
    as_day,
    command,
    graph_option,
    json_option,
    language_option,
    option,
    path_option,
    place,
)
from plangraf.commands.session import Session
from plangraf.terminal import wrapped
from plangraf.words import decision_word, finding_word, method_word

if TYPE_CHECKING:
    from plangraf.desk import Desk
    from plangraf.standing import Outcome, Standing
    from queries.catalogue import Catalogue


def _words(scheme: str) -> dict[str, str]:
    """The words that may be given for the notations of a vocabulary: Norwegian, and they."""
    concepts = labels()["concepts"][scheme]
    named = {words["nb"].replace(" ", "-"): notation for notation, words in concepts.items()}
    return named | {notation: notation for notation in concepts}


_ASSESSMENTS = _words("assessment")
_ACTIONS = _words("decision-action")
_by_option = option("--by", text="option-by", value="value-name")
_reason_option = option("--reason", text="option-reason", value="value-text")
_date_option = option("--date", "on", callback=as_day, text="option-date", value="value-date")
_replace_option = option("--replace", is_flag=True, text="option-replace")
_undo_option = option("--undo", is_flag=True, text="option-undo")
_plans_option = path_option("--plans", multiple=True, text="option-plans", value="value-folder")


@command("accept")
@argument("code", text="argument-code", value="value-code")
@argument("subject", text="argument-element", value="value-element")
@graph_option
@option("--as", "assessment", choices=tuple(_ASSESSMENTS), text="option-as")
@_by_option
@_reason_option
@_date_option
@_replace_option
@_undo_option
@_plans_option
@json_option
@language_option
@click.pass_obj
def accept(  # noqa: PLR0913, PLR0917 - the options of the command line
    session: Session,
    code: str,
    subject: str,
    graph: Path,
    assessment: str | None,
    by: str | None,
    reason: str | None,
    on: date | None,
    plans: tuple[Path, ...],
    *,
    replace: bool,
    undo: bool,
    as_json: bool,
) -> None:
    """Accept the findings of a code about an element, or undo that."""
    element = _catalogue(graph).find(subject)
    with _desk(graph, plans) as desk:
        if undo:
            outcome = desk.undo_finding(code, element.id)
        else:
            outcome = desk.accept_finding(
                code, element.id, _ASSESSMENTS[_given("--as", assessment)],
                by=_given("--by", by), reason=_given("--reason", reason), on=on or _today(),
                replace=replace,
            )  # fmt: skip
    _tell(session, outcome, element.label, as_json=as_json)


@command("decide")
@argument("reference", text="argument-link", value="value-link")
@graph_option
@option("--as", "action", choices=tuple(_ACTIONS), text="option-action")
@option("--to", "target", text="option-to", value="value-element")
@option("--from", "source", text="option-from", value="value-element")
@_by_option
@_reason_option
@_date_option
@_replace_option
@_undo_option
@_plans_option
@json_option
@language_option
@click.pass_obj
def decide(  # noqa: PLR0913, PLR0917 - the options of the command line
    session: Session,
    reference: str,
    graph: Path,
    action: str | None,
    target: str | None,
    source: str | None,
    by: str | None,
    reason: str | None,
    on: date | None,
    plans: tuple[Path, ...],
    *,
    replace: bool,
    undo: bool,
    as_json: bool,
) -> None:
    """Accept, reject or replace a reference, or undo that."""
    catalogue = _catalogue(graph)
    link = _link(catalogue, reference, source)
    with _desk(graph, plans) as desk:
        if undo:
            outcome = desk.undo_link(link)
        else:
            outcome = desk.decide_link(
                link, _ACTIONS[_given("--as", action)], by=_given("--by", by), reason=reason,
                on=on or _today(), target=catalogue.find(target).id if target else None,
                replace=replace,
            )  # fmt: skip
    _tell(session, outcome, reference, as_json=as_json)


@command("decisions")
@graph_option
@option("--undo", "key", text="option-undo-key", value="value-key")
@_plans_option
@json_option
@language_option
@click.pass_obj
def decisions(
    session: Session, graph: Path, key: str | None, plans: tuple[Path, ...], *, as_json: bool
) -> None:
    """Show the decisions that stand, or undo one."""
    with _desk(graph, plans) as desk:
        if key is not None:
            outcome = desk.undo(key)
            _tell(session, outcome, outcome.gone[0].subject, as_json=as_json)
            return
        found = desk.decisions()
    session.answer([one.json() for one in found], lambda: _listed(session, found), as_json=as_json)


@contextmanager
def _desk(graph: Path, plans: tuple[Path, ...]) -> Iterator["Desk"]:
    """A desk; see the command ``build`` for why no garbage is looked for."""
    from plangraf.desk import Desk  # noqa: PLC0415 - slow to load

    gc.disable()
    try:
        yield Desk(graph, plans)
    finally:
        gc.enable()


def _catalogue(graph: Path) -> "Catalogue":
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page

    return Catalogue(PlanStore.open(graph))


def _given(name: str, value: str | None) -> str:
    """A value that only undoing can do without."""
    if value is None:
        raise BadInput("option-missing", name=name, **place(click.get_current_context()))
    return value


def _today() -> date:
    return datetime.now().astimezone().date()


def _link(catalogue: "Catalogue", name: str, source: str | None) -> str:
    """The link that is meant: by its IRI, or by the words of a reference."""
    if "://" in name:
        return name
    from queries.referring import references  # noqa: PLC0415 - slow to load

    rows: list[dict[str, Any]] = references(catalogue)
    home = catalogue.find(source).id if source is not None else None
    wanted = _plain(name)
    found = {
        row["source"]["id"]: row
        for row in rows
        if _plain(row["text"]) == wanted and home in {None, row["source"]["id"]}
    }
    if len(found) == 1:
        return str(next(iter(found.values()))["id"])
    if found:
        near = [f"{row['source']['label']} ({row['source']['plan']})" for row in found.values()]
        raise NotFound("link-ambiguous", count=len(found), nearest=near[:8])
    from difflib import get_close_matches  # noqa: PLC0415 - only for words that are not there

    near = get_close_matches(name, [str(row["text"]) for row in rows], n=3, cutoff=0.5)
    raise NotFound("link-unknown", name=name, nearest=near)


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(" .").casefold()


def _tell(session: Session, outcome: "Outcome", name: str, *, as_json: bool) -> None:
    for notice in outcome.built.notices:
        if notice.reference.startswith("decision-"):
            session.tell(notice.render(session.language))
    session.answer(outcome.json(), lambda: _told(session, outcome, name), as_json=as_json)


def _told(session: Session, outcome: "Outcome", name: str) -> str:
    standing = outcome.made or outcome.gone[0]
    lines = [
        session.say(
            "decision-made" if outcome.made else "decision-undone", name=name,
            verdict=decision_word(standing.verdict, session.language), by=standing.by,
            date=standing.on,
        ),
        _state(session, standing, outcome),
        session.say("decision-where", path=standing.path),
    ]  # fmt: skip
    return "\n".join(wrapped(line) for line in lines if line)


def _state(session: Session, standing: "Standing", outcome: "Outcome") -> str:
    """What holds now, in words."""
    if outcome.state is None:
        return ""
    state = outcome.state
    if standing.kind == "finding" or state == "gone":
        state = session.say(f"state-{state}")
    else:
        state = method_word(state, session.language)
    return session.say(f"decision-{standing.kind}-now", count=outcome.count, state=state)


def _listed(session: Session, found: list["Standing"]) -> str:
    if not found:
        return session.say("no-decisions")
    return "\n".join(_one(session, standing) for standing in found)


def _one(session: Session, one: "Standing") -> str:
    """What was decided about what, by whom; the words it is about; why; and its key."""
    verdict = decision_word(one.verdict, session.language)
    head = session.say(
        "decision-line", name=one.subject, verdict=verdict, by=one.by, date=one.on
    )  # fmt: skip
    lines = [wrapped(head, "  • ")]
    if one.code is not None:
        lines.append(wrapped(finding_word(one.code, session.language), "    "))
    if one.text is not None:
        led = f"«{one.text}» → {one.target}" if one.target else f"«{one.text}»"
        lines.append(wrapped(led, "    "))
    if one.reason is not None:
        lines.append(wrapped(one.reason, "    "))
    about = "decision-key" if one.about else "decision-key-idle"
    lines.append(wrapped(session.say(about, name=one.key, count=len(one.about)), "    "))
    return "\n".join(lines)
