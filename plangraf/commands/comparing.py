"""``compare``: two versions of a municipality's plans, laid side by side."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.store import PlanStore
from plangraf.commands.grammar import argument, command, json_option, language_option
from plangraf.commands.references import named
from plangraf.commands.session import Session
from plangraf.terminal import wrapped
from plangraf.words import relation_word, status_word, type_word

if TYPE_CHECKING:
    from queries.answers import Element, Place
    from queries.comparing import Change, Comparison, Lone, Pair

_FOLDER = click.Path(path_type=Path)
#: Properties whose values are names of ours, with what says them in the language of the run.
_NAMES: dict[str, Callable[[str, str], str]] = {"type": type_word, "status": status_word}
#: Measures that a removed goal takes the thread from, by name; --json has them all.
_SHOWN = 3


@command("compare")
@argument("old", text="argument-old", value="value-old", type=_FOLDER)
@argument("new", text="argument-new", value="value-new", type=_FOLDER)
@json_option
@language_option
@click.pass_obj
def compare(session: Session, old: Path, new: Path, *, as_json: bool) -> None:
    """Show what is new, changed, moved or removed between two graphs."""
    from queries.catalogue import Catalogue  # noqa: PLC0415 - not needed for the help page
    from queries.comparing import compare as lay_side_by_side  # noqa: PLC0415

    versions = [Catalogue(PlanStore.open(folder)) for folder in (old, new)]
    found = lay_side_by_side(*versions)
    session.answer(found.json(), lambda: _told(session, found), as_json=as_json)


def _told(session: Session, found: "Comparison") -> str:
    parts = [session.say("compared", **found.counts)]
    for key, pairs, tell in (
        ("changed", found.changed, _changed),
        ("moved", found.moved, _moved),
    ):
        by_plan = _grouped((pair.new, tell(session, pair)) for pair in pairs)
        parts += _section(session, key, len(pairs), by_plan)
    for key, alone in (("new", found.new), ("removed", found.removed)):
        others = [one for one in alone if not one.plan_is_lone]
        by_plan = _grouped((one.element, _lone(session, one)) for one in others)
        parts += _section(session, key, len(alone), [*_plans(session, alone), *by_plan])
    if found.changed:
        parts.append(wrapped(session.say("compared-legend")))
    return "\n\n".join(parts)


def _section(session: Session, key: str, count: int, parts: Iterable[str]) -> list[str]:
    return [session.say(f"compared-{key}", count=count), *parts] if count else []


def _grouped(told: Iterable[tuple["Element", Iterable[str]]]) -> list[str]:
    """Lines on elements, those of each plan under its title."""
    groups: dict[str, list[str]] = defaultdict(list)
    for element, lines in told:
        groups[element.plan or element.label] += lines
    return ["\n".join([wrapped(plan, "", "  "), *lines]) for plan, lines in groups.items()]


def _changed(session: Session, pair: "Pair") -> Iterator[str]:
    if [change.property for change in pair.changes] == ["code"]:
        # what was merely given another number need not fill a screen
        yield wrapped(f"{pair.old.code} → {named(pair.new.json())}", "  • ")
    else:
        yield _bullet(session, pair.new)
        for change in pair.changes:
            is_label = change.property == "label"
            name = "" if is_label else f"{relation_word(change.property, session.language)}: "
            yield wrapped(name + _difference(session, change), "    ", "      ")
    yield _places(session, pair.old_places, pair.new_places)


def _difference(session: Session, change: "Change") -> str:
    word = _NAMES.get(change.property)
    if word is None or change.old is None or change.new is None:
        return change.diff
    old, new = (word(value, session.language) for value in (change.old, change.new))
    return f"[-{old}-] {{+{new}+}}"


def _moved(session: Session, pair: "Pair") -> Iterator[str]:
    yield _bullet(session, pair.new)
    if pair.move is not None:
        for key, parents in (("from", pair.move.old), ("to", pair.move.new)):
            names = " · ".join(named(parent.json()) for parent in parents) or "–"
            yield wrapped(session.say(f"compared-{key}", names=names), "    ", "      ")
    yield _places(session, pair.old_places, pair.new_places)


def _lone(session: Session, one: "Lone") -> Iterator[str]:
    yield _bullet(session, one.element)
    if one.near is not None:
        likeness = session.number(one.near.likeness)
        near = session.say("compared-near", name=named(one.near.element.json()), score=likeness)
        yield wrapped(near, "    ", "      ")
    if one.losing:
        names = "; ".join(measure.label for measure in one.losing[:_SHOWN])
        rest = " …" if len(one.losing) > _SHOWN else ""
        losing = session.say("compared-losing", count=len(one.losing), names=names + rest)
        yield wrapped(losing, "    ", "      ")
    yield _places(session, one.places)


def _plans(session: Session, alone: Sequence["Lone"]) -> Iterator[str]:
    """The plans that one version has alone, each with how much there is in it."""
    lines = []
    for plan in alone:
        if plan.element.plan_id is not None or not plan.plan_is_lone:
            continue
        inside = Counter(
            one.element.type for one in alone if one.element.plan_id == plan.element.id
        )
        counts = ", ".join(
            f"{type_word(kind, session.language)}: {count}" for kind, count in inside.most_common()
        )
        told = session.say("compared-plan", plan=plan.element.label, counts=counts or "–")
        lines.append(wrapped(told, "  • "))
    if lines:
        yield "\n".join([session.say("compared-plans"), *lines])


def _bullet(session: Session, element: "Element") -> str:
    word = type_word(element.type, session.language).upper()
    return wrapped(f"{word}  {named(element.json())}", "  • ")


def _places(session: Session, *sides: Sequence["Place"]) -> str:
    """The first passage of an element in each version."""
    places = [_place(session, places[0]) for places in sides if places]
    return wrapped(" → ".join(places), "    ", "      ")


def _place(session: Session, place: "Place") -> str:
    where = session.say("page" if place.page else "line", page=place.page, line=place.line)
    return f"{place.file}, {where}"
