"""Decisions made in the pages: what a form asks for is carried out at the desk and answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from graph.errors import NotFound, PlangrafError
from ontology.terms import Assessment, DecisionAction, FindingCode
from plangraf.site.addresses import Address
from plangraf.site.forms import Sent
from plangraf.site.page import NAME, Asked, Draft
from plangraf.site.pages import decisions, links
from plangraf.site.pages.finding import finding_of
from plangraf.site.snapshot import Snapshot
from queries.answers import Element
from queries.linking import Link
from visualize.wording import named, plain

if TYPE_CHECKING:
    from plangraf.desk import Desk

#: The field of a form that an error of the desk is about.
_FIELD_OF = {
    "decision-without-name": NAME,
    "decision-name-too-long": NAME,
    "decision-without-reason": "grunn",
    "decision-reason-too-long": "grunn",
    "decision-target-needed": "valg",
    "decision-target-itself": "mal",
    "element-unknown": "mal",
}
#: Errors that say that somebody else was there first, or is there now.
_CONFLICTS = frozenset({
    "decision-standing", "decision-overruled", "decision-gone", "decisions-busy",
    "decisions-changed", "output-busy",
})  # fmt: skip
#: The forms in which something is entered.
_FORMS = frozenset({"godta", "kobling"})
_LONGEST_TOLD = 120


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the page to look at now, and who did it; empty for an undoing."""

    address: Address
    by: str = ""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A form with something wrong in it, to be shown again, and the status of the answer."""

    draft: Draft
    status: int = 422


#: Does what a form asks for.
Deed = Callable[[Asked, Sent, "Desk"], "Done | Faulty"]


def act(asked: Asked, sent: Sent, desk: "Desk") -> Done | Faulty:
    """Do what a form asks for, and return where to look, or what is wrong with the form.

    Raises :class:`~graph.errors.NotFound` for a page that takes no such form
    (``form-unknown``), or is about something that is no longer there (``finding-not-here``,
    ``link-gone``).
    """
    deed = _deed(asked, sent.get("gjor", ""))
    try:
        return deed(asked, sent, desk)
    except PlangrafError as error:
        return _refused(asked, sent, error)


def _deed(asked: Asked, name: str) -> Deed:
    """Return what a page can do by that name."""
    first, _, rest = asked.path.partition("/")
    below, _, key = rest.partition("/")
    deeds: Mapping[str, Deed] = {}
    if asked.path == decisions.PATH:
        deeds = {"angre": _undo}
    elif first == "funn" and below == links.PATH and key:
        deeds = {"kobling": _decide, "angre": _undo_link}
        links.link_of(asked.snapshot, key)
    elif first == "funn" and rest and below != links.PATH:
        deeds = {"godta": _accept, "angre": _undo_finding}
        finding_of(asked.snapshot, rest)
    if name not in deeds:
        raise NotFound("form-unknown", name=asked.path)
    return deeds[name]


def _refused(asked: Asked, sent: Sent, error: PlangrafError) -> Faulty:
    """Return a form with what the desk says is wrong with it."""
    speech = "en" if asked.say.language == "en" else "nb"
    form = sent.get("skjema", "") if sent.get("skjema", "") in _FORMS else ""
    field = _FIELD_OF.get(error.reference, "") if form else ""
    told = error.what(speech)
    if not field:
        told = " ".join(filter(None, (told, error.hint(speech))))
    status = 422 if error.exit_code == 2 else 500
    return Faulty(
        Draft(dict(sent), {field: told}, form), 409 if error.reference in _CONFLICTS else status
    )


def _faulty(sent: Sent, form: str, wrong: Mapping[str, str]) -> Faulty:
    return Faulty(Draft(dict(sent), {name: text for name, text in wrong.items() if text}, form))


def _today() -> date:
    return datetime.now().astimezone().date()


# --- findings ---------------------------------------------------------------------------------


def _finding(asked: Asked) -> tuple[str, str]:
    """Return the code and the subject of the finding whose page is asked for."""
    found = finding_of(asked.snapshot, asked.path.partition("/")[2])
    return found.code, found.subject.id


def _accept(asked: Asked, sent: Sent, desk: "Desk") -> Done | Faulty:
    say = asked.say
    name, reason, assessment = (sent.get(k, "").strip() for k in (NAME, "grunn", "vurdering"))
    wrong = {
        "vurdering": "" if assessment in set(Assessment) else say("wrong-assessment"),
        NAME: "" if name else say("wrong-name"),
        "grunn": "" if reason else say("wrong-reason"),
    }
    if any(wrong.values()):
        return _faulty(sent, "godta", wrong)
    desk.accept_finding(*_finding(asked), assessment, by=name, reason=reason, on=_today())
    return Done(asked.address(asked.path, gjort="godtatt"), name)


def _undo_finding(asked: Asked, sent: Sent, desk: "Desk") -> Done:
    del sent
    desk.undo_finding(*_finding(asked))
    return Done(asked.address(asked.path, gjort="angret"))


# --- links ------------------------------------------------------------------------------------


def _link(asked: Asked) -> Link:
    """Return the link whose page is asked for."""
    return links.link_of(asked.snapshot, asked.path.rpartition("/")[2])


def _decide(asked: Asked, sent: Sent, desk: "Desk") -> Done | Faulty:
    say, link = asked.say, _link(asked)
    name, reason, choice = (sent.get(k, "").strip() for k in (NAME, "grunn", "valg"))
    target: str | None = None
    wrong = {}
    if choice == "annen":
        found = called(asked.snapshot, sent.get("mal", ""))
        target = found[0].id if len(found) == 1 else None
        wrong["mal"] = "" if target else _not_one(asked, sent.get("mal", ""), len(found))
    elif choice != "avvis":
        target = asked.snapshot.keys.get(choice)
        wrong["valg"] = "" if target else say("wrong-choice")
    wrong[NAME] = "" if name else say("wrong-name")
    if any(wrong.values()):
        return _faulty(sent, "kobling", wrong)
    action = _action(link, target)
    desk.decide_link(
        link.id, action.value, by=name, on=_today(), reason=reason or None, target=target
    )
    code = sent.get("fra", "")
    onwards = code if code in set(FindingCode) else None
    return Done(asked.address(asked.path, gjort=action.value, fra=onwards), name)


def _action(link: Link, target: str | None) -> DecisionAction:
    """Return what leading a link to a target means: to take what is proposed is to accept it."""
    if target is None:
        return DecisionAction.REJECT
    proposed = {link.target.id} if link.target else {element.id for element, _ in link.candidates}
    return DecisionAction.ACCEPT if target in proposed else DecisionAction.REPLACE


def called(snapshot: Snapshot, text: str) -> list[Element]:
    """Return what a link may be led to by a name: by code, or as the form or the plan calls it."""
    names = snapshot.once(links.target_names)
    wanted = _folded(text)
    if not wanted:
        return []
    ways: tuple[Callable[[str, Element], set[str]], ...] = (
        lambda _, element: {_folded(element.code or ""), _folded(element.id)},
        lambda name, element: {_folded(t) for t in (name, named(element), element.label)},
    )
    for way in ways:
        found = [element for name, element in names.items() if wanted in way(name, element)]
        if found:
            return found
    return []


def _folded(text: str) -> str:
    return plain(text).rstrip(".").casefold()


def _not_one(asked: Asked, text: str, count: int) -> str:
    """Say why a name is not that of one element."""
    told = plain(text)[:_LONGEST_TOLD]
    if not told:
        return asked.say("wrong-target")
    if count:
        return asked.say("wrong-target-several", count=count, name=told)
    return asked.say("wrong-target-unknown", name=told)


def _undo_link(asked: Asked, sent: Sent, desk: "Desk") -> Done:
    del sent
    desk.undo_link(_link(asked).id)
    return Done(asked.address(asked.path, gjort="angret"))


# --- all decisions ----------------------------------------------------------------------------


def _undo(asked: Asked, sent: Sent, desk: "Desk") -> Done:
    desk.undo(sent.get("nokkel", ""))
    return Done(asked.address(asked.path, gjort="angret"))
