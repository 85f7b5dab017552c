"""Everything that was decided, each with who, when and why, and a way to undo it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.pages import links
from plangraf.site.snapshot import Snapshot
from plangraf.standing import Standing
from queries.answers import Element
from queries.judging import judgements
from queries.linking import Link
from visualize.wording import Wording

#: Where the page is.
PATH = "vurderinger"
KINDS = ("finding", "link", "element")


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: what was said of what. ``code`` is a finding's, ``key`` what undoes it.

    ``subject`` is what it is about as the file calls it; ``elements`` those of the graph that it
    holds for, none where what it names is no longer there. ``link`` is what a link decision is
    about, ``finding`` the name of an accepted finding in addresses.
    """

    kind: str
    verdict: str
    subject: str
    by: str
    date: str
    reason: str | None
    elements: tuple[Element, ...] = ()
    code: str | None = None
    link: Link | None = None
    finding: str | None = None
    key: str = ""

    def json(self) -> dict[str, Any]:
        """Return the decision as plain values."""
        return {
            "kind": self.kind, "verdict": self.verdict, "subject": self.subject, "by": self.by,
            "date": self.date, "reason": self.reason, "code": self.code, "finding": self.finding,
            "elements": [element.json() for element in self.elements],
            "link": self.link.json() if self.link else None,
        }  # fmt: skip


def make(asked: Asked) -> Content:
    """Return the page of all decisions: those in the files where they can be undone."""
    say, snapshot = asked.say, asked.snapshot
    found = _in_graph(snapshot) if asked.standing is None else _in_files(snapshot, asked.standing)
    groups = {kind: [one for one in found if one.kind == kind] for kind in KINDS}
    return Content(
        template="decisions.jinja",
        title=say("decisions-title"),
        section="findings",
        lead=say("decisions-lead"),
        values={
            "groups": {kind: some for kind, some in groups.items() if some},
            "verdict": lambda one: verdict_word(say, one.kind, one.verdict),
            "link_key": links.key,
            "can_undo": asked.can_edit and asked.standing is not None,
            "done": "angret" if asked.given("gjort") == "angret" else "",
        },
        json={"decisions": [one.json() for one in found]},
        crumbs=(
            Crumb(say("nav-overview"), asked.address("")),
            Crumb(say("nav-findings"), asked.address("funn")),
        ),
        script=("decide.js",) if asked.can_edit else (),
    )


def verdict_word(say: Wording, kind: str, verdict: str) -> str:
    """Return the word for what was decided."""
    if kind == "link":
        return say(f"links-state-{verdict}")
    return say.concept({"finding": "assessment", "element": "correction"}[kind], verdict)


def _newest_first(found: Iterable[Decided]) -> list[Decided]:
    by_name = sorted(found, key=lambda one: (one.kind, one.subject, one.key))
    return sorted(by_name, key=lambda one: one.date, reverse=True)


def _in_files(snapshot: Snapshot, standing: Iterable[Standing]) -> list[Decided]:
    """Return the decisions of the files, those that hold for nothing any more too."""
    by_id, names = snapshot.once(links.links_by_id), snapshot.once(_names)
    known = snapshot.catalogue.elements
    found = []
    for one in standing:
        link = next((by_id[iri] for iri in one.about if iri in by_id), None)
        about = (link.source.id,) if link else one.about
        elements = tuple(known[iri] for iri in about if iri in known)
        if about and not elements:
            continue  # of another municipality's plans
        name = next((names[key] for e in elements if (key := (one.code, e.id)) in names), None)
        found.append(
            Decided(
                one.kind, one.verdict, one.subject, one.by, one.on.isoformat(), one.reason,
                elements, one.code, link, name, one.key,
            )
        )  # fmt: skip
    return _newest_first(found)


def _in_graph(snapshot: Snapshot) -> list[Decided]:
    """Return the decisions that stand in the graph."""
    by_id, named = snapshot.once(links.links_by_id), snapshot.findings_by_id
    found = [
        Decided(
            "finding", f.decision["assessment"], f.subject.label, f.decision["by"],
            f.decision["date"], f.decision["reason"], (f.subject,), f.code, finding=name,
        )
        for name in snapshot.once(_names).values()
        if (f := named[name]).decision
    ]  # fmt: skip
    for one in judgements(snapshot.catalogue):
        element = snapshot.element(one.subject)
        found.append(
            Decided(
                "link" if one.link else "element", one.action, element.label, one.by, one.date,
                one.reason, (element,), link=by_id.get(one.link or ""),
            )
        )  # fmt: skip
    return _newest_first(found)


def _names(snapshot: Snapshot) -> dict[tuple[str | None, str], str]:
    """Return the first finding of each code about each element: a decision holds for all."""
    found: dict[tuple[str | None, str], str] = {}
    for name, finding in snapshot.findings_by_id.items():
        found.setdefault((finding.code, finding.subject.id), name)
    return found
