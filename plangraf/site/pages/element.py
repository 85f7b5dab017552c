"""The page of one element or plan, at its IRI's path: its threads, its words, what leads to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from graph.terms import iri_of
from ontology.terms import Property
from plangraf.site.facets import facets, finding_facets
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.pages.elements import item_json
from plangraf.site.snapshot import Snapshot, finding_id
from queries.answers import Edge, Element, Place, Thread
from queries.judging import Judgement, judgements
from queries.library import run
from visualize.scene import Item
from visualize.site import capital
from visualize.thread import chosen, thread_svg
from visualize.wording import named

#: What stands under an element, the firmest ways to serve it first.
_BELOW = (
    "goalOfFocusArea", "subGoalOf", "supportsFocusArea", "supportsMainGoal", "supportsSubGoal",
    "belongsToInitiative", "followsUpStrategy", "refersTo", "restates", "realisesVision",
)  # fmt: skip

#: What measures lead to a vision by: without one of these a thread may be lost.
_GOALS = frozenset({"focus_area", "main_goal", "sub_goal", "strategy"})


def make(asked: Asked, iri: str) -> Content:
    """Return the page of an element, a plan, or something that plans are grounded in."""
    snapshot = asked.snapshot
    if iri in snapshot.items:
        return _of_element(asked, snapshot.items[iri])
    if iri in snapshot.plans:
        return _of_plan(asked, iri)
    return _of_other(asked, snapshot.element(iri))


# --- an element -------------------------------------------------------------------------------


def _of_element(asked: Asked, item: Item) -> Content:
    snapshot, iri = asked.snapshot, item.element.id
    threads = snapshot.threads(iri)
    losing = _losing(snapshot, item.element)
    return Content(
        template="element.jinja",
        title=named(item.element),
        title_language=item.language,
        section="threads",
        values=lambda: {
            "item": item,
            "threads": threads,
            "drawn": chosen(threads),
            "picture": _picture(asked, threads),
            "below": _below(snapshot, iri),
            "measures": snapshot.scene.measures_of.get(iri),
            "above": snapshot.above.get(iri, ()),
            "findings": [(finding_id(f), f) for f in snapshot.findings_of.get(iri, ())],
            "judged": snapshot.once(_judged),
            "restated": _restated(snapshot, iri),
            "references": [row for row in snapshot.references if row["source"]["id"] == iri],
            "reading": _reading(snapshot, iri),
            "grounded": _grounded(snapshot, iri),
            "successor": _successor(snapshot, iri),
            "losing": losing,
        },
        json=lambda: {
            **item_json(snapshot, item),
            "threads": [thread.json() for thread in threads],
            "below": [edge.json() for edges in _below(snapshot, iri).values() for edge in edges],
            "measure_ids": sorted(snapshot.scene.measures_of.get(iri, ())),
            "findings": [finding.json() for finding in snapshot.findings_of.get(iri, ())],
            "judgements": [judgement.json() for judgement in judgements_of(snapshot, iri)],
            "reading": _reading(snapshot, iri),
            "losing_thread": None if losing is None else [element.id for element in losing],
        },
        crumbs=_crumbs(asked, item),
        script=("thread.js",),
    )


def _picture(asked: Asked, threads: Sequence[Thread]) -> Markup:
    nodes = {node.id for thread in threads for node in thread.nodes}
    languages = {iri: asked.snapshot.language(iri) for iri in nodes}
    drawn = thread_svg(threads, asked.say.language, languages)
    return Markup(drawn)  # noqa: S704 - drawn by us, text escaped


def _crumbs(asked: Asked, item: Item) -> tuple[Crumb, ...]:
    """Return the way to an element: its plan, and its programme where it has one."""
    snapshot, element = asked.snapshot, item.element
    steps = [Crumb(asked.say("nav-overview"), asked.address(""))]
    initiative = snapshot.coverage.stated.initiative.get(element.id)
    for iri in (element.plan_id, initiative):
        if iri:
            found = snapshot.element(iri)
            steps.append(Crumb(named(found), asked.address_of(iri), snapshot.language(iri)))
    return tuple(steps)


def _below(snapshot: Snapshot, iri: str) -> Mapping[str, tuple[Edge, ...]]:
    """Return the steps that lead to an element, by how they serve it."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in snapshot.below.get(iri, ()):
        found[edge.relation].append(edge)
    order = {iri: at for at, iri in enumerate(snapshot.items)}
    known = [name for name in _BELOW if name in found]
    rest = sorted(set(found) - set(_BELOW))
    return {
        name: tuple(sorted(found[name], key=lambda edge: order.get(edge.source, len(order))))
        for name in (*known, *rest)
    }


def _judged(snapshot: Snapshot) -> dict[tuple[str, str | None], Judgement]:
    """Return what humans have judged, by the element and what it was linked to."""
    found = judgements(snapshot.catalogue)
    return {(judgement.subject, judgement.target): judgement for judgement in found}


def judgements_of(snapshot: Snapshot, iri: str) -> list[Judgement]:
    """Return what humans have judged of an element or of its links."""
    judged = snapshot.once(_judged)
    return [judgement for (subject, _), judgement in judged.items() if subject == iri]


def _restated(snapshot: Snapshot, iri: str) -> list[dict[str, Any]]:
    """Return where an element is repeated, and what it repeats."""
    return [
        row
        for row in snapshot.restatements
        if iri in {row["source"]["id"], (row["target"] or {}).get("id")}
    ]


def _reading(snapshot: Snapshot, iri: str) -> dict[str, Any] | None:
    """Return by what rule and how surely an element was read as what it is."""
    told = snapshot.once(_readings).get(iri)
    return dict(told) if told else None


def _readings(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    return {
        str(row["element"]): {
            "rule": str(row["rule"]),
            "confidence": float(row["confidence"]),
            "section": row["section"],
        }
        for row in run(snapshot.store, "elements/reading").dicts()
    }


def _grounded(snapshot: Snapshot, iri: str) -> list[Element]:
    """Return the law and the sustainable development goals that an element names."""
    found = snapshot.catalogue.values(iri, Property.GROUNDED_IN)
    return sorted((snapshot.element(one) for one in found), key=lambda e: (e.type, len(e.id), e.id))


def _losing(snapshot: Snapshot, element: Element) -> list[Element] | None:
    """Return the measures that lose their thread if a goal goes; None for what is no goal."""
    if element.type not in _GOALS:
        return None
    held = snapshot.once(_lost)
    if element.id not in held:
        rows = run(snapshot.store, "thread/measures-losing-thread", element=element.id).dicts()
        losing = dict.fromkeys(str(row["measure"]) for row in rows)
        held[element.id] = [snapshot.element(iri) for iri in losing]
    return held[element.id]


def _lost(_: Snapshot) -> dict[str, list[Element]]:
    """Where the measures are held that lose their thread with each goal: it takes long to tell."""
    return {}


def _successor(snapshot: Snapshot, iri: str) -> Element | None:
    if iri not in snapshot.once(_replaced):
        return None
    rows = run(snapshot.store, "provenance/iri-and-successor", element=iri).dicts()
    found = sorted(str(row["successor"]) for row in rows if row["successor"])
    return snapshot.element(found[0]) if found else None


def _replaced(snapshot: Snapshot) -> frozenset[str]:
    """Return all that something else replaces."""
    return frozenset(iri_of(quad.object) for quad in snapshot.store.of_predicate(Property.REPLACES))


# --- a plan -----------------------------------------------------------------------------------


def _of_plan(asked: Asked, iri: str) -> Content:
    snapshot = asked.snapshot
    facts = snapshot.plans[iri]
    key = snapshot.key(iri)
    inside = [item for i, item in snapshot.items.items() if key in snapshot.once(facets)[i]["plan"]]
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in sorted(inside, key=lambda item: item.position):
        groups[item.element.type].append(item)
    share = next((p for p in snapshot.figures["measures"]["by_plan"] if p["plan_id"] == iri), None)
    cited = sorted(snapshot.catalogue.values(iri, Property.CITES))
    return Content(
        template="plan.jinja",
        title=named(facts.element),
        title_language=facts.language,
        section="overview",
        values={
            "facts": facts,
            "key": key,
            "groups": groups,
            "share": share,
            "findings": snapshot.findings_of.get(iri, ()),
            "finding_id": finding_id,
            "open_findings": sum(
                key in found["plan"] and "open" in found["vurdering"]
                for found in snapshot.once(finding_facets).values()
            ),
            "cited": [snapshot.element(one) for one in cited],
            "grounded": _grounded(snapshot, iri),
        },
        json={
            **facts.element.json(),
            "status": facts.status,
            "read": facts.is_read,
            "period": facts.period,
            "adopted": facts.adopted,
            "files": list(facts.files),
            "language": facts.language,
            "measures": share,
            "elements": {kind: [i.element.json() for i in some] for kind, some in groups.items()},
            "cites": cited,
            "findings": [finding.json() for finding in snapshot.findings_of.get(iri, ())],
            "passages": [place.json() for place in facts.places],
        },
        crumbs=(Crumb(asked.say("nav-overview"), asked.address("")),),
    )


# --- what is neither --------------------------------------------------------------------------


def _of_other(asked: Asked, element: Element) -> Content:
    """Return the page of a body, a law or a goal of the UN: what the plans say of it."""
    snapshot = asked.snapshot
    named_by = sorted(
        snapshot.once(_pointing).get(element.id, ()),
        key=lambda pair: (pair[0], snapshot.element(pair[1]).plan or "", pair[1]),
    )
    places: tuple[Place, ...] = snapshot.catalogue.places(
        snapshot.catalogue.values(element.id, Property.PASSAGE)
    )
    return Content(
        template="other.jinja",
        title=capital(named(element)),
        title_language=snapshot.language(element.id),
        section="overview",
        values={
            "element": element,
            "named_by": [(relation, snapshot.element(iri)) for relation, iri in named_by],
            "places": places,
        },
        json={
            **element.json(),
            "named_by": [
                {"relation": relation, "element": snapshot.element(iri).json()}
                for relation, iri in named_by
            ],
            "passages": [place.json() for place in places],
        },
        crumbs=(Crumb(asked.say("nav-overview"), asked.address("")),),
    )


def _pointing(snapshot: Snapshot) -> dict[str, list[tuple[str, str]]]:
    """Return what points to bodies, laws and goals of the UN: the property and the element."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for iri in (*snapshot.items, *snapshot.plans):
        for prop in _POINTING:
            for target in snapshot.catalogue.values(iri, prop):
                found[target].append((prop.rpartition("#")[2], iri))
    return found


_POINTING = (
    Property.GROUNDED_IN, Property.RESPONSIBLE, Property.OWNER, Property.ADOPTED_BY,
    Property.MUNICIPALITY,
)  # fmt: skip
