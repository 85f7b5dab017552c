"""Links that a machine proposed or a plan states: how sure they are, and who decided them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.errors import NotFound
from plangraf.site.facets import element_facets, facets
from plangraf.site.listing import Facet, Row, listing
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.snapshot import Snapshot, finding_id
from plangraf.site.states import states_of
from queries.answers import Element
from queries.linking import Link, links
from visualize.site import capital
from visualize.wording import Wording, named

#: Where the list stands, below the findings.
PATH = "koblinger"
STATES = ("open", "accept", "reject", "replace")
#: What a reference may be led to.
_TARGETS = (
    "vision", "focus_area", "main_goal", "sub_goal", "strategy", "initiative", "measure",
    "reform_measure",
)  # fmt: skip
_SORTS = ("sikkerhet", "plan", "kobling")
_DONE = frozenset({"accept", "reject", "replace", "angret"})


def make(asked: Asked, name: str) -> Content:
    """Return the list of proposed links, or the page of the link that is named.

    Raises :class:`~graph.errors.NotFound` (``link-gone``).
    """
    return _one(asked, link_of(asked.snapshot, name)) if name else _listed(asked)


def links_by_id(snapshot: Snapshot) -> dict[str, Link]:
    """Return every link that a human can decide, by its IRI, the least sure first."""
    return {link.id: link for link in links(snapshot.catalogue)}


def key(iri: str) -> str:
    """Return the name that a link has in addresses: the last step of its IRI."""
    return iri.rpartition("/")[2]


def link_of(snapshot: Snapshot, name: str) -> Link:
    """Return the link of a name in addresses.

    Raises :class:`~graph.errors.NotFound` (``link-gone``).
    """
    found = snapshot.once(_links_by_key).get(name)
    if found is None:
        raise NotFound("link-gone")
    return found


def _links_by_key(snapshot: Snapshot) -> dict[str, Link]:
    return {key(iri): link for iri, link in snapshot.once(links_by_id).items()}


# --- the list ---------------------------------------------------------------------------------


def _listed(asked: Asked) -> Content:
    say, snapshot = asked.say, asked.snapshot
    found = listing(asked, snapshot.once(_rows), _facets(asked), _sorts(say))
    return Content(
        template="links.jinja",
        title=say("links-title"),
        section="findings",
        lead=say("links-lead"),
        values={
            "listing": found,
            "states": states_of(asked, found, STATES, facet="vurdering", words="links-state"),
            "link_key": key,
        },
        json={"total": found.total, "links": [_json(snapshot, row.thing) for row in found.rows]},
        crumbs=(
            Crumb(say("nav-overview"), asked.address("")),
            Crumb(say("nav-findings"), asked.address("funn")),
        ),
    )


def _json(snapshot: Snapshot, link: Link) -> dict[str, Any]:
    path = "/".join(filter(None, (snapshot.prefix, "funn", PATH, key(link.id))))
    return {"path": path, **link.json()}


def _rows(snapshot: Snapshot) -> list[Row]:
    homes = snapshot.once(facets)
    order = {iri: at for at, iri in enumerate(snapshot.items)}
    found = []
    for at, link in enumerate(snapshot.once(links_by_id).values()):
        if link.is_suggested:
            place = order.get(link.source.id, len(order))
            found.append(
                Row(
                    link,
                    {
                        "plan": homes.get(link.source.id, {}).get("plan", frozenset()),
                        "kobling": frozenset({link.relation}),
                        "metode": frozenset({link.method}),
                        "vurdering": frozenset({link.state}),
                    },
                    {
                        "sikkerhet": (link.confidence, place, at),
                        "plan": (place, at),
                        "kobling": (link.relation, place, at),
                    },
                )
            )
    return found


def _facets(asked: Asked) -> list[Facet]:
    say = asked.say
    return [
        *element_facets(asked, "plan"),
        Facet("kobling", say("facet-kobling"), lambda v: capital(say.property_name(v))),
        Facet("metode", say("facet-metode"), lambda v: capital(say.concept("method", v))),
        Facet("vurdering", say("facet-vurdering"), lambda v: _state_word(say, v), default="open"),
    ]


def _state_word(say: Wording, state: str) -> str:
    return capital(say(f"links-state-{state}")) if state in STATES else state


def _sorts(say: Wording) -> dict[str, str]:
    return {name: say(f"links-sort-{name}") for name in _SORTS}


# --- one link ---------------------------------------------------------------------------------


def _one(asked: Asked, link: Link) -> Content:
    say, snapshot = asked.say, asked.snapshot
    about = [finding for finding in snapshot.findings if finding.link == link.id]
    title = say("links-one", relation=say.property_name(link.relation), source=named(link.source))
    return Content(
        template="link.jinja",
        title=title,
        section="findings",
        values={
            "about": [(finding_id(finding), finding) for finding in about],
            "way": lambda iri: way(snapshot, iri),
            "done": _done(asked, link),
            "onwards": _onwards(asked, link),
            **deciding(asked, link),
        },
        json=_json(snapshot, link),
        crumbs=(
            Crumb(say("nav-overview"), asked.address("")),
            Crumb(say("nav-findings"), asked.address("funn")),
            Crumb(say("links-title"), asked.address(f"funn/{PATH}")),
        ),
        script=("decide.js",) if asked.can_edit else (),
    )


def _done(asked: Asked, link: Link) -> str:
    """Return what was just done to the link, where it stands as the address says."""
    said = asked.given("gjort")
    if said not in _DONE:
        return ""
    return said if said == link.state or (said == "angret" and link.state == "open") else ""


def _onwards(asked: Asked, link: Link) -> str | None:
    """Return the name of an open finding to go on with, of the type that one came from."""
    code = asked.given("fra")
    found = (
        name
        for name, finding in asked.snapshot.findings_by_id.items()
        if finding.code == code and finding.state == "open" and finding.link != link.id
    )
    return next(found, None)


# --- deciding ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choice:
    """What a link may lead to: the element, how like it is, whether it is what was read."""

    element: Element
    score: float | None
    is_read: bool


def deciding(asked: Asked, link: Link | None) -> dict[str, Any]:
    """Return what the form that decides a link shows: what it may lead to, and other names."""
    can_lead = link is not None and link.text is not None and asked.can_edit
    return {
        "link": link,
        "link_key": key,
        "choices": choices(link) if link else (),
        "targets": asked.snapshot.once(target_names) if can_lead else {},
    }


def choices(link: Link) -> tuple[Choice, ...]:
    """Return what a link may lead to: what it was read as, then what else is like it."""
    scores = {element.id: score for element, score in link.candidates}
    read = [Choice(link.target, scores.get(link.target.id), is_read=True)] if link.target else []
    taken = {choice.element.id for choice in read}
    return (
        *read,
        *(Choice(e, score, is_read=False) for e, score in link.candidates if e.id not in taken),
    )


def target_names(snapshot: Snapshot) -> Mapping[str, Element]:
    """Return what a reference may be led to, by what to call it: code and text, plan if needed.

    What repeats an element of another plan is left out: what it repeats is meant.
    """
    repeating = {row["source"]["id"] for row in snapshot.restatements}
    elements = [
        item.element
        for iri, item in snapshot.items.items()
        if item.element.type in _TARGETS and not item.is_cited_only and iri not in repeating
    ]
    often = Counter(element.label for element in elements)
    found: dict[str, Element] = {}
    for element in elements:
        name = named(element)
        is_alone = often[element.label] == 1
        found.setdefault(name if is_alone else f"{name} ({element.plan})", element)
    return found


def way(snapshot: Snapshot, iri: str) -> tuple[Element, ...]:
    """Return what stands above an element on its firmest way up, the uppermost first.

    The vision, which is above all, is left out where something stands between.
    """
    found: list[Element] = []
    here = iri
    while (steps := snapshot.above.get(here, ())) and len(found) < len(snapshot.items):
        best = max(steps, key=lambda step: (step.is_stated, step.confidence, step.relation))
        here = best.target
        if here == iri or any(element.id == here for element in found):
            break
        found.append(snapshot.element(here))
    shown = [element for element in found if element.type != "vision"] or found
    return tuple(reversed(shown))
