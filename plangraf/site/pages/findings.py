"""Findings as a worklist; below it the single findings, and the links that a human can decide."""

from collections import Counter
from itertools import groupby
from typing import Any

from ontology.terms import FindingCode
from plangraf.site.downloads import telling
from plangraf.site.facets import element_facets, finding_facets
from plangraf.site.listing import Facet, Listing, Row, listing
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.pages import finding, links
from plangraf.site.snapshot import Snapshot, finding_id
from plangraf.site.states import states_of
from queries.answers import Finding, Place
from visualize.report_tables import findings_table
from visualize.site import capital
from visualize.wording import Wording

STATES = ("open", "unknown", "accepted")
_SORTS = ("alvorlighet", "plan", "sted")


def make(asked: Asked) -> Content:
    """Return the list of findings, one of them, or what stands of links below them.

    Raises :class:`~graph.errors.NotFound` (``finding-not-here``, ``link-gone``).
    """
    _, _, rest = asked.path.partition("/")
    if not rest:
        return _listed(asked)
    first, _, key = rest.partition("/")
    if first == links.PATH:
        return links.make(asked, key)
    return finding.make(asked, rest)


def _listed(asked: Asked) -> Content:
    say, snapshot = asked.say, asked.snapshot
    found = listing(asked, snapshot.once(_rows), _facets(asked), _sorts(say))
    code = asked.given("type")
    crumbs = [Crumb(say("nav-overview"), asked.address(""))]
    if code:
        crumbs.append(Crumb(say("nav-findings"), asked.address("funn")))
    return Content(
        template="findings.jinja",
        title=capital(say.concept("finding-code", code)) if code else say("nav-findings"),
        section="findings",
        lead=say("findings-lead"),
        values={
            "listing": found,
            "groups": _grouped(found),
            "states": states_of(asked, found, STATES, facet="vurdering", words="state"),
            "finding_id": finding_id,
            "language_of_file": snapshot.once(finding.language_of_file),
            "link_of": lambda iri: snapshot.once(links.links_by_id).get(iri),
            "kinds": () if code else _kinds(found),
            "quotes": _quotes,
            "place_of": lambda one: _place(snapshot, one),
            "proposals": sum(
                link.is_suggested for link in snapshot.once(links.links_by_id).values()
            ),
        },
        json=lambda: {
            "total": found.total,
            "findings": [finding.finding_json(snapshot, row.thing) for row in found.rows],
        },
        crumbs=tuple(crumbs),
        table=lambda: findings_table(telling(asked), [row.thing for row in found.rows]),
    )


def _rows(snapshot: Snapshot) -> list[Row]:
    facets = snapshot.once(finding_facets)
    return [
        Row(one, facets[name], _order(snapshot, at, one))
        for at, (name, one) in enumerate(snapshot.findings_by_id.items())
    ]


def _order(snapshot: Snapshot, at: int, one: Finding) -> dict[str, Any]:
    place = _place(snapshot, one)
    return {
        "alvorlighet": at,
        "plan": (one.subject.plan or one.subject.label, at),
        "sted": (place.file, place.page or 0, place.start, at) if place else ("", 0, 0, at),
    }


def _facets(asked: Asked) -> list[Facet]:
    say = asked.say
    return [
        Facet("type", say("facet-type"), lambda v: capital(say.concept("finding-code", v))),
        *element_facets(asked, "plan", "satsing", "omrade"),
        Facet(
            "alvorlighet", say("facet-alvorlighet"), lambda v: capital(say.concept("severity", v))
        ),
        Facet("vurdering", say("facet-vurdering"), lambda v: _state_word(say, v), default="open"),
    ]


def _state_word(say: Wording, state: str) -> str:
    return capital(say(f"state-{state}")) if state in STATES else state


def _sorts(say: Wording) -> dict[str, str]:
    return {name: say(f"findings-sort-{name}") for name in _SORTS}


def _grouped(found: Listing) -> list[tuple[str, list[tuple[Row, Any]]]]:
    """Return the rows with their ranks by type, in the order of the list; flat in another order."""
    rows = list(zip(found.rows, found.ranks, strict=True))
    if not found.sorts.options[0].is_chosen:
        return [("", rows)] if rows else []
    return [(code, list(some)) for code, some in groupby(rows, lambda pair: pair[0].thing.code)]


def _kinds(found: Listing) -> list[tuple[str, int]]:
    """Return the types of the rows, each with how many there are, in the order of the list."""
    return list(Counter(row.thing.code for row in found.rows).items())


def _place(snapshot: Snapshot, one: Finding) -> Place | None:
    """Return where to look first: the citing text, the quote that tells most, the element."""
    link = snapshot.once(links.links_by_id).get(one.link or "")
    places = (link.places if link else ()) or _quotes(one) or one.evidence
    return places[0] if places else None


def _quotes(one: Finding) -> tuple[Place, ...]:
    """Return the passages whose words tell more than the finding's sentence does."""
    told = " ".join(one.message["nb"].split()).casefold()
    more = [p for p in one.evidence if " ".join(p.quote.split()).rstrip(".").casefold() not in told]
    if one.code == FindingCode.EVALUATION_DUE:  # the promise stands after what names the plan
        return tuple(more[-1:])
    return tuple(more[:2]) if one.link else ()
