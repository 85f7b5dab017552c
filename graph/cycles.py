"""Elements that contribute to each other in a circle: no plan means that, so the user is told."""

from collections.abc import Iterator, Mapping

from graph.models import Iri, Link
from graph.plan_graph import PlanGraph
from ontology.terms import CONTRIBUTING


def cycles(plan_graph: PlanGraph) -> list[tuple[Iri, ...]]:
    """Return the circles of contributing links, each as the IRIs in it, in their order."""
    above: dict[Iri, set[Iri]] = {}
    for thing in plan_graph.things():
        if isinstance(thing, Link) and thing.target and thing.relation in CONTRIBUTING:
            above.setdefault(thing.source, set()).add(thing.target)
    return list(_circles({source: sorted(targets) for source, targets in above.items()}))


def _circles(above: Mapping[Iri, list[Iri]]) -> Iterator[tuple[Iri, ...]]:
    """Walk up from each element once; where the walk meets itself, it has found a circle."""
    walked: set[Iri] = set()
    for start in sorted(above):
        path: list[Iri] = []
        steps = [iter([start])]
        while steps:
            here = next(steps[-1], None)
            if here is None:
                steps.pop()
                if path:
                    walked.add(path.pop())
            elif here in path:
                yield tuple(path[path.index(here) :])
            elif here not in walked:
                path.append(here)
                steps.append(iter(above.get(here, [])))
