"""``references`` and ``restatements``: how the plans speak of each other's elements."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graph.store import PlanStore
from plangraf.commands.grammar import command, graph_option, json_option, language_option
from plangraf.commands.session import Session
from plangraf.tables import table
from plangraf.terminal import wrapped
from plangraf.words import method_word

_Row = dict[str, Any]


@command("references")
@graph_option
@json_option
@language_option
@click.pass_obj
def references(session: Session, graph: Path, *, as_json: bool) -> None:
    """Show every reference."""
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page
    from queries.referring import references as find  # noqa: PLC0415

    found = find(Catalogue(PlanStore.open(graph)))
    session.answer(found, lambda: _references_told(session, found), as_json=as_json)


def _references_told(session: Session, found: list[_Row]) -> str:
    if not found:
        return session.say("no-references")
    header = session.say("columns-references").split("|")
    parts = [
        f"{plan}\n\n{table(header, [_reference(session, row) for row in rows])}"
        for plan, rows in _grouped(found, lambda row: row["source"]["plan"] or "–").items()
    ]
    methods = Counter(row["method"] for row in found)
    counts = ", ".join(
        f"{number} {method_word(method, session.language)}"
        for method, number in methods.most_common()
    )
    parts.append(wrapped(session.say("references-total", total=len(found), counts=counts)))
    return "\n\n".join(parts)


def _reference(session: Session, row: _Row) -> list[str]:
    target = row["target"]
    # Words that are the same need not be read twice.
    is_same = row["method"] == "exact" and target is not None and target["code"]
    meant = target["code"] if is_same else named(target)
    return [
        row["source"]["label"], row["text"], meant, method_word(row["method"], session.language),
        session.number(row["confidence"]),
    ]  # fmt: skip


@command("restatements")
@graph_option
@json_option
@language_option
@click.pass_obj
def restatements(session: Session, graph: Path, *, as_json: bool) -> None:
    """Show every restated element."""
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page
    from queries.referring import restatements as find  # noqa: PLC0415

    found = find(Catalogue(PlanStore.open(graph)))
    session.answer(found, lambda: _restatements_told(session, found), as_json=as_json)


def _restatements_told(session: Session, found: list[_Row]) -> str:
    if not found:
        return session.say("no-restatements")
    header = session.say("columns-restatements").split("|")
    parts = [
        f"{title}\n\n{table(header, [_restatement(session, row) for row in rows])}"
        for title, rows in _grouped(found, lambda row: _from(session, row)).items()
    ]
    changed = sum(row["changed"] for row in found)
    parts.append(session.say("restatements-total", total=len(found), changed=changed))
    if changed:
        parts[-1] += "\n" + wrapped(session.say("diff-legend"))
    return "\n\n".join(parts)


def _restatement(session: Session, row: _Row) -> list[str]:
    judged = f"{session.say('yes')}: {row['diff']}" if row["changed"] else session.say("no")
    return [row["source"]["label"], named(row["target"]), judged]


def _from(session: Session, row: _Row) -> str:
    plan, target = row["source"]["plan"] or "–", row["target"]
    if target is None or not target["plan"]:
        return str(plan)
    return session.say("restated-from", plan=plan, source=target["plan"])


def _grouped(found: list[_Row], key: Callable[[_Row], str]) -> dict[str, list[_Row]]:
    """The rows by a heading, in the order in which the headings first come."""
    groups: dict[str, list[_Row]] = {}
    for row in found:
        groups.setdefault(key(row), []).append(row)
    return groups


def named(element: _Row | None) -> str:
    """Return an element by its code and text; a dash where there is none."""
    if element is None:
        return "–"
    return f"{element['code']} {element['label']}" if element["code"] else str(element["label"])
