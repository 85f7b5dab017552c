"""What elements can be filtered by: plan, initiative, focus area, type, and how they stand."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from ontology.terms import FindingCode
from plangraf.site.listing import Facet, Facets
from plangraf.site.page import Asked
from plangraf.site.snapshot import Snapshot
from queries.answers import Element
from queries.responsibility import not_in_financial_plan
from queries.reviewing import SURE
from visualize.scene import Item
from visualize.site import capital
from visualize.wording import named

_MEASURES = frozenset({"measure", "reform_measure"})


class Standing(StrEnum):
    """How an element stands, as the addresses of lists name it."""

    WITH_MEASURE = "med-tiltak"
    WITHOUT_MEASURE = "uten-tiltak"
    WITH_THREAD = "med-spor"
    WITHOUT_THREAD = "uten-spor"
    INFERRED_THREAD = "utledet-spor"
    STATED_THREAD = "ordrett-spor"
    COUNTED = "telles"
    WITH_INFERRED_MEASURE = "med-utledet-tiltak"
    REPEATED = "gjentatt"
    CITED_ONLY = "omtalt"
    UNCERTAIN = "usikker"
    WITH_FINDING = "med-funn"
    NOT_IN_FINANCIAL_PLAN = "ikke-i-hop"


_STANDINGS = frozenset(Standing)


def facets(snapshot: Snapshot) -> dict[str, Facets]:
    """Return what each plan element and plan of a graph can be filtered by, as names for queries.

    ``plan``, ``satsing`` and ``omrade`` hold short names of elements, ``type`` the type's own,
    ``tilstand`` the :class:`Standing`.
    """
    counted = {measure.id for measure in snapshot.coverage.measures}
    areas = _areas(snapshot)
    found: dict[str, Facets] = {}
    for iri, item in snapshot.items.items():
        element = item.element
        initiative = snapshot.coverage.stated.initiative.get(iri, "")
        found[iri] = {
            "plan": _keys(snapshot, [element.plan_id or ""]),
            "satsing": _keys(snapshot, [iri if element.type == "initiative" else initiative]),
            "omrade": _keys(snapshot, areas(element)),
            "type": frozenset({element.type}),
            "tilstand": frozenset(_standing(snapshot, item, counted)),
        }
    for iri, plan in snapshot.plans.items():
        found[iri] = {
            "plan": _keys(snapshot, [iri]),
            "type": frozenset({plan.element.type}),
            "tilstand": frozenset() if plan.is_read else frozenset({Standing.CITED_ONLY.value}),
        }
    return found


def _keys(snapshot: Snapshot, iris: Iterable[str]) -> frozenset[str]:
    return frozenset(snapshot.key(iri) for iri in iris if iri)


def _areas(snapshot: Snapshot) -> Callable[[Element], set[str]]:
    """Return what tells the focus areas of an element: those it stands under or leads to."""
    coverage = snapshot.coverage
    every = {area.id for area in coverage.goals("focus_area")}
    under: dict[str, set[str]] = {}
    for measure in coverage.measures:
        under[measure.id] = coverage.reached(measure, "focus_area") & every
        initiative = coverage.stated.initiative.get(measure.id)
        if initiative:
            under.setdefault(initiative, set()).update(under[measure.id])

    def areas(element: Element) -> set[str]:
        if element.id in under:
            return under[element.id]
        return coverage.stated.above([element.id]) & every

    return areas


def _standing(snapshot: Snapshot, item: Item, counted: set[str]) -> Iterable[str]:
    iri, coverage = item.element.id, snapshot.coverage
    if iri in coverage.counted:
        yield Standing.COUNTED
        reached = bool(snapshot.scene.measures_of.get(iri))
        yield Standing.WITH_MEASURE if reached else Standing.WITHOUT_MEASURE
        if iri in snapshot.once(_covered_by_inference):
            yield Standing.WITH_INFERRED_MEASURE
    if iri in counted:
        yield Standing.COUNTED
        if iri in coverage.traced:
            yield Standing.WITH_THREAD
            is_stated = iri in coverage.traced_stated
            yield Standing.STATED_THREAD if is_stated else Standing.INFERRED_THREAD
        else:
            yield Standing.WITHOUT_THREAD
    elif item.element.type in _MEASURES and not item.is_cited_only:
        yield Standing.REPEATED
    if item.is_cited_only:
        yield Standing.CITED_ONLY
    if snapshot.certainty.get(iri, 1.0) < SURE:
        yield Standing.UNCERTAIN
    if any(finding.state == "open" for finding in snapshot.findings_of.get(iri, ())):
        yield Standing.WITH_FINDING
    if iri in snapshot.once(_unplanned):
        yield Standing.NOT_IN_FINANCIAL_PLAN


def _covered_by_inference(snapshot: Snapshot) -> frozenset[str]:
    """Return the goals that measures reach when inferred steps count too."""
    return frozenset(snapshot.coverage.covered(with_inferred=True))


def _unplanned(snapshot: Snapshot) -> frozenset[str]:
    """Return the measures of thematic plans that no financial plan has, where one was read."""
    found = not_in_financial_plan(snapshot.catalogue)
    return frozenset(one.measure.id for one in found if not one.is_unknown)


def finding_facets(snapshot: Snapshot) -> dict[str, Facets]:
    """Return what each finding can be filtered by, by the finding's name in addresses.

    A finding belongs to the plan, the initiative and the focus areas of its subject; that a plan
    was cited but not read belongs to the plans that cite it too.
    """
    subjects = snapshot.once(facets)
    homes = {file: plan.element.id for plan in snapshot.plans.values() for file in plan.files}
    found: dict[str, Facets] = {}
    for name, finding in snapshot.findings_by_id.items():
        about = subjects.get(finding.subject.id, {})
        plans = about.get("plan", frozenset())
        if finding.code == FindingCode.PLAN_CITED_NOT_LOADED:
            plans |= _keys(snapshot, (homes.get(place.file, "") for place in finding.evidence))
        found[name] = {
            "type": frozenset({finding.code}),
            "plan": plans,
            "satsing": about.get("satsing", frozenset()),
            "omrade": about.get("omrade", frozenset()),
            "alvorlighet": frozenset({finding.severity}),
            "vurdering": frozenset({finding.state}),
        }
    return found


def element_facets(asked: Asked, *names: str) -> list[Facet]:
    """Return the facets of elements as a form shows them, all or those that are named."""
    say, snapshot = asked.say, asked.snapshot

    def element_word(key: str) -> str:
        return named(snapshot.element(snapshot.keys[key])) if key in snapshot.keys else key

    words: dict[str, Callable[[str], str]] = {
        "plan": element_word,
        "satsing": element_word,
        "omrade": element_word,
        "type": lambda kind: capital(say.type_name(kind)),
        "tilstand": lambda state: say(f"standing-{state}") if state in _STANDINGS else state,
    }
    return [
        Facet(name, say(f"facet-{name}"), word)
        for name, word in words.items()
        if not names or name in names
    ]
