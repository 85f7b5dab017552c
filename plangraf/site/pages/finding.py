"""The page of one finding: what it rests on, what can be done about it, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import NotFound
from ontology.terms import Assessment, FindingCode
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.pages import links
from plangraf.site.snapshot import Snapshot, finding_id
from queries.answers import Finding, Place
from queries.linking import Link
from visualize.site import capital
from visualize.wording import named

#: What can be done about a finding, by its code: the ending of a text's key.
_ADVICE = {
    FindingCode.STRATEGY_WITHOUT_MEASURE: "measure",
    FindingCode.SUBGOAL_WITHOUT_MEASURE: "measure",
    FindingCode.GOAL_WITHOUT_MEASURE: "measure",
    FindingCode.FOCUS_AREA_WITHOUT_MEASURE: "measure",
    FindingCode.SUBGOAL_WITHOUT_STRATEGY: "strategy",
    FindingCode.MEASURE_WITHOUT_REFERENCE: "reference",
    FindingCode.MEASURE_WITHOUT_THREAD: "reference",
    FindingCode.REFERENCE_UNRESOLVED: "unresolved",
    FindingCode.REFERENCE_AMBIGUOUS: "unresolved",
    FindingCode.REFERENCE_LEVEL_SKIPPED: "level",
    FindingCode.REFERENCE_WORDING_DIFFERS: "wording",
    FindingCode.RESTATEMENT_CHANGED: "restatement",
    FindingCode.PLAN_CITED_NOT_LOADED: "unread",
    FindingCode.PLAN_OUTDATED: "outdated",
    FindingCode.EVALUATION_DUE: "evaluation",
    FindingCode.DUPLICATE_MEASURE: "alike",
    FindingCode.AMBIGUOUS_TERM: "alike",
    FindingCode.MEASURE_WITHOUT_OWNER: "particulars",
    FindingCode.MEASURE_WITHOUT_DEADLINE: "particulars",
    FindingCode.MEASURE_WITHOUT_FUNDING: "particulars",
    FindingCode.MEASURE_WITHOUT_INDICATOR: "particulars",
}

#: Findings that are gone when their link is decided; the others stay, whatever it leads to.
_SETTLED_BY_LINK = frozenset({
    FindingCode.REFERENCE_UNRESOLVED, FindingCode.REFERENCE_AMBIGUOUS,
    FindingCode.REFERENCE_WORDING_DIFFERS,
})  # fmt: skip


def make(asked: Asked, name: str) -> Content:
    """Return the page of a finding.

    Raises :class:`~graph.errors.NotFound` (``finding-not-here``) for one that is no longer there.
    """
    say, snapshot = asked.say, asked.snapshot
    finding = finding_of(snapshot, name)
    link = snapshot.once(links.links_by_id).get(finding.link or "")
    kind = capital(say.concept("finding-code", finding.code))
    alike = [f for f in snapshot.findings_of[finding.subject.id] if f.code == finding.code]
    return Content(
        template="finding.jinja",
        title=f"{kind}: {named(finding.subject)}",
        section="findings",
        values={
            "finding": finding,
            "name": name,
            "kind": kind,
            "beside": beside(snapshot, finding.code, name),
            "others": [other for other in finding.others if other != finding.subject],
            "way": lambda iri: links.way(snapshot, iri),
            "places": _places(snapshot, finding, link),
            "language_of_file": snapshot.once(language_of_file),
            "advice": _ADVICE[FindingCode(finding.code)],
            "alike": len(alike),
            "is_settled_by_link": finding.code in _SETTLED_BY_LINK,
            "assessments": [one.value for one in Assessment],
            "done": _done(asked, finding),
            **links.deciding(asked, link),
        },
        json=finding_json(snapshot, finding),
        crumbs=(
            Crumb(say("nav-overview"), asked.address("")),
            Crumb(say("nav-findings"), asked.address("funn")),
            Crumb(kind, asked.address("funn", type=finding.code)),
        ),
        script=("decide.js",) if asked.can_edit else (),
    )


def finding_of(snapshot: Snapshot, name: str) -> Finding:
    """Return the finding of a name in addresses; raises what :func:`make` does."""
    if name not in snapshot.findings_by_id:
        raise NotFound("finding-not-here", name=name)
    return snapshot.findings_by_id[name]


def finding_json(snapshot: Snapshot, finding: Finding) -> dict[str, Any]:
    """Return a finding for programs: with its name, the path of its page, and its link."""
    name = finding_id(finding)
    path = "/".join(filter(None, (snapshot.prefix, "funn", name)))
    return {"id": name, "path": path, **finding.json(), "link": finding.link}


@dataclass(frozen=True, slots=True)
class Beside:
    """The findings of the same type: where one stands among them, and the names around it."""

    number: int
    count: int
    before: str | None
    after: str | None
    next_open: str | None


def beside(snapshot: Snapshot, code: str, name: str) -> Beside:
    """Return the findings around one of a type, in an order that no acceptance changes.

    The next open one is looked for in a circle; a name that is no longer there stands before all.
    """
    same = {n: f for n, f in snapshot.findings_by_id.items() if f.code == code}
    names = list(same)
    at = names.index(name) if name in same else -1
    around = [*names[at + 1 :], *names[: max(at, 0)]]
    return Beside(
        number=at + 1,
        count=len(names),
        before=names[at - 1] if at > 0 else None,
        after=names[at + 1] if at + 1 < len(names) else None,
        next_open=next((other for other in around if same[other].state == "open"), None),
    )


def language_of_file(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the language of each document, by the name of its file."""
    return {file: plan.language for plan in snapshot.plans.values() for file in plan.files}


def _places(snapshot: Snapshot, finding: Finding, link: Link | None) -> tuple[Place, ...]:
    """Return the passages a finding rests on, and one of each other element that it names.

    What cites stands before what is cited.
    """
    citing = link.places if link else ()
    found = sorted(finding.evidence, key=lambda place: place not in citing)
    for other in finding.others:
        own = snapshot.items[other.id].places if other.id in snapshot.items else ()
        if own and not set(own) & set(found):
            found.append(own[0])
    return tuple(found)


def _done(asked: Asked, finding: Finding) -> str:
    """Return what was just done to the finding, where it stands as the address says."""
    said = asked.given("gjort")
    is_accepted = finding.state == "accepted"
    return said if {"godtatt": is_accepted, "angret": not is_accepted}.get(said) else ""
