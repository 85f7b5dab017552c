"""What one plan says of itself: its own elements, each under one other, and what they cite.

A standard for single plans has room for this and not for the graph around it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph import models
from graph.models import Iri, Passage, Plan, PlanElement, Reference
from graph.types import json_type
from loaders.elements import relation
from ontology.terms import Method
from plangraf.standards.things import Things


def kind_of(element: PlanElement) -> str:
    """Return the type of an element as the command line calls it."""
    return json_type([element.rdf_class]) or "thing"


@dataclass(frozen=True)
class PlanOutline:
    """A plan with its own elements in order; ``parents`` give each the one it stands under.

    ``restated`` are what the plan repeats of others, which are none of its own; ``cited`` are the
    references of its elements in the order they are printed; ``drawn`` are the links that
    ``parents`` come of.
    """

    plan: Plan
    elements: tuple[PlanElement, ...]
    restated: tuple[PlanElement, ...]
    parents: Mapping[Iri, PlanElement]
    cited: Mapping[Iri, tuple[Reference, ...]]
    drawn: frozenset[Iri]

    @classmethod
    def of(cls, things: Things, plan: Plan) -> "PlanOutline":
        """Return the outline of a plan."""
        repeated = {link.source for link in things.of(models.Restatement)}
        every = sorted(
            (one for one in things.of(PlanElement) if one.part_of_plan == plan.iri),
            key=lambda one: (one.position, one.iri),
        )
        own = {one.iri: one for one in every if one.iri not in repeated and not one.is_cited_only}
        steps = _steps(things, own)
        return cls(
            plan,
            tuple(own.values()),
            tuple(one for one in every if one.iri in repeated),
            {child: own[link.target] for child, link in steps.items() if link.target},
            _citations(things, own),
            frozenset(link.iri for link in steps.values()),
        )

    def of_kind(self, *kinds: str) -> Iterator[PlanElement]:
        """Iterate over the elements of some types, in order."""
        return (one for one in self.elements if kind_of(one) in kinds)

    def below(self, parent: PlanElement | None) -> list[PlanElement]:
        """Return what stands right under an element, or under none."""
        return self._below.get(parent.iri if parent is not None else None, [])

    @cached_property
    def _below(self) -> Mapping[Iri | None, list[PlanElement]]:
        found: dict[Iri | None, list[PlanElement]] = {}
        for one in self.elements:
            above = self.parents.get(one.iri)
            found.setdefault(above.iri if above is not None else None, []).append(one)
        return found


def read_plans(things: Things) -> list[Plan]:
    """Return the plans that were read, not only cited, sorted by IRI."""
    return [plan for plan in things.of(Plan) if not plan.is_cited_only]


def _steps(things: Things, own: Mapping[Iri, PlanElement]) -> dict[Iri, models.Link]:
    """The link that puts each element under another; of several the surest, and no circles."""
    found: dict[Iri, models.Link] = {}
    links = [
        link
        for link in things.of(models.Link)
        if type(link) is models.Link and link.target in own and link.source in own
    ]
    for link in sorted(links, key=lambda link: (link.method is not Method.STRUCTURE, link.iri)):
        source, target = own[link.source], own[Iri(str(link.target))]
        if link.relation != relation(kind_of(source), kind_of(target)):
            continue
        if link.source not in found and not _is_above(found, link.source, target.iri):
            found[link.source] = link
    return found


def _is_above(found: Mapping[Iri, models.Link], element: Iri, other: Iri) -> bool:
    """Whether an element stands over another, or is it."""
    here: Iri | None = other
    while here is not None:
        if here == element:
            return True
        link = found.get(here)
        here = link.target if link is not None else None
    return False


def _citations(things: Things, own: Mapping[Iri, PlanElement]) -> dict[Iri, tuple[Reference, ...]]:
    found: dict[Iri, list[tuple[int, Reference]]] = {}
    for link in things.of(Reference):
        if link.source in own:
            places = [things.get(one) for one in link.passages]
            starts = [place.start for place in places if isinstance(place, Passage)]
            found.setdefault(link.source, []).append((min(starts, default=0), link))
    return {
        source: tuple(link for _, link in sorted(links, key=lambda one: (one[0], one[1].iri)))
        for source, links in found.items()
    }
