"""The red thread: every path from an element up to a vision, each step with its sentence."""

from graph.store import PlanStore
from ontology.terms import Property
from queries.answers import Edge, Element, Place, Thread
from queries.catalogue import Catalogue
from queries.library import run

#: A citation is the firmest first step; belonging to a programme says least of the goal.
_ORDER = {
    "restates": 0, "refersTo": 0, "followsUpStrategy": 1, "supportsSubGoal": 2,
    "supportsMainGoal": 3, "supportsFocusArea": 4, "belongsToInitiative": 6,
}  # fmt: skip

#: More paths than this from one element are cut; no plan text comes near.
MOST_THREADS = 200


def steps(catalogue: Catalogue, element: str) -> list[Edge]:
    """Return the edges that a thread can take on from an element, with their passages in order."""
    if element not in catalogue.steps:
        catalogue.steps[element] = tuple(_steps(catalogue, element))
    return list(catalogue.steps[element])


def _steps(catalogue: Catalogue, element: str) -> list[Edge]:
    found = []
    for row in run(catalogue.store, "thread/steps", element=element).dicts():
        relation = str(row["relation"]).rpartition("#")[2]
        passages = catalogue.values(str(row["link"]), Property.PASSAGE)
        found.append(
            Edge(
                source=element,
                target=str(row["to"]),
                relation=relation,
                is_stated=bool(row["stated"]),
                method=str(row["method"]).rpartition("#method-")[2],
                confidence=float(row["confidence"]),
                rule=str(row["rule"]),
                places=_own_first(catalogue, element, passages),
            )
        )
    return sorted(found, key=lambda e: (_ORDER.get(e.relation, 5), -e.confidence, e.target))


def _own_first(catalogue: Catalogue, element: str, passages: list[str]) -> tuple[Place, ...]:
    """The element's own words first: the sentence that the edge rests on most."""
    own = set(catalogue.values(element, Property.PASSAGE))
    places = catalogue.places(passages)
    return tuple(sorted(places, key=lambda p: p.id not in own))


def edges_above(catalogue: Catalogue, element: str) -> dict[str, list[Edge]]:
    """Return every edge that a thread from an element can take, by the element it leaves."""
    above: dict[str, list[Edge]] = {}
    waiting = [element]
    while waiting:
        here = waiting.pop()
        if here in above:
            continue
        above[here] = [
            e for e in steps(catalogue, here) if e.relation != "restates" or here == element
        ]
        waiting.extend(edge.target for edge in above[here])
    return above


def threads(catalogue: Catalogue, element: Element, *, stated_only: bool = False) -> list[Thread]:
    """Return the threads from ``element`` to a vision: stated, by citation and surest first.

    ``stated_only`` leaves out every path with an inferred step. A cycle ends a path; it never
    ends up in an answer.
    """
    above = {
        source: [edge for edge in edges if edge.is_stated or not stated_only]
        for source, edges in edges_above(catalogue, element.id).items()
    }
    found: list[Thread] = []
    _walk(catalogue, element.id, (element.id,), (), above, found)
    found.sort(
        key=lambda t: (
            not t.is_stated, _ORDER.get(t.edges[0].relation, 5), -t.confidence, -len(t.nodes),
            [n.id for n in t.nodes],
        )
    )  # fmt: skip
    return found


def _walk(  # noqa: PLR0913, PLR0917 - the state of one recursion
    catalogue: Catalogue,
    here: str,
    path: tuple[str, ...],
    steps: tuple[Edge, ...],
    above: dict[str, list[Edge]],
    found: list[Thread],
) -> None:
    if len(found) >= MOST_THREADS:
        return
    if steps and catalogue.element(here).type == "vision":
        found.append(Thread(tuple(catalogue.element(iri) for iri in path), steps))
        return
    for edge in above.get(here, ()):
        if edge.target not in path:
            _walk(catalogue, edge.target, (*path, edge.target), (*steps, edge), above, found)


def traced_measures(store: PlanStore, *, stated_only: bool = False) -> set[str]:
    """Return the measures from which a thread reaches a vision."""
    name = "thread/traced-stated" if stated_only else "thread/traced"
    return {str(row["measure"]) for row in run(store, name).dicts()}
