"""One version of a municipality's plans, as it is compared with another: every element it has.

What a plan repeats from another, and what it only cites, is told where it stands first and is no
element of its own here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.differing import squash
from ontology.terms import (
    CONCEPT_IRI,
    CONTRIBUTING,
    RDFS_LABEL,
    PlanStatus,
    Property,
    from_concept_iri,
)
from queries.answers import Element, Place
from queries.catalogue import Catalogue
from queries.library import run

#: What an element hangs under. A vision stands above all of a plan, so it is no place in it.
_PLACING = frozenset(CONTRIBUTING) - {Property.REALISES_VISION}
_STATUSES = frozenset(CONCEPT_IRI[PlanStatus].values())
_YEARS = re.compile(r"\b\d{4}(?:\s*[–-]\s*\d{2,4})?\b")


@dataclass(frozen=True)
class Entry:
    """An element of one version: what is said of it, and what it hangs under by stated steps.

    ``said`` holds the values of each property by its name in the ontology («deadline»), as they
    are shown, sorted. ``home`` is the municipality of the plan.
    """

    element: Element
    home: str
    said: Mapping[str, tuple[str, ...]]
    above: tuple[str, ...]
    places: tuple[Place, ...]

    @cached_property
    def text(self) -> str:
        """What the element is called, letters and digits alone."""
        return squash(self.element.label) or self.element.label

    @cached_property
    def description(self) -> str:
        """What describes the element, letters and digits alone."""
        return "".join(map(squash, self.said.get("description", ())))

    @cached_property
    def title(self) -> str:
        """What the element is called, letters alone and without the years it holds for."""
        return squash(_YEARS.sub("", self.element.label)) or self.text


class Version:
    """The plans of one graph and their elements, in the order in which they stand there."""

    def __init__(self, catalogue: Catalogue, home: str = "") -> None:
        """Read every element that has a place of its own.

        ``home`` is the municipality of plans that do not tell theirs.
        """
        self.catalogue = catalogue
        self._home = home
        rows = run(catalogue.store, "plans/plans").dicts()
        plans = {str(row["plan"]): str(row["label"]) for row in rows if row["read"]}
        self.plans: dict[str, Entry] = {}
        self.elements: dict[str, Entry] = {}
        for plan in sorted(plans, key=lambda iri: (plans[iri], iri)):
            for entry in self._entries(plan):
                where = self.plans if entry.element.id == plan else self.elements
                where[entry.element.id] = entry
        self.replaced = [
            (str(row["plan"]), squash(str(row["replacedLabel"])))
            for row in run(catalogue.store, "plans/replaced").dicts()
        ]

    def entry(self, iri: str) -> Entry | None:
        """Return the plan or element of an IRI, if it has a place here."""
        return self.plans.get(iri) or self.elements.get(iri)

    def __iter__(self) -> Iterator[Entry]:
        """Iterate over the plans, and then over their elements."""
        yield from self.plans.values()
        yield from self.elements.values()

    @cached_property
    def below(self) -> Mapping[str, tuple[str, ...]]:
        """The elements right below each."""
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self.elements.values():
            for parent in entry.above:
                found[parent].append(entry.element.id)
        return {parent: tuple(children) for parent, children in found.items()}

    def under(self, iri: str) -> set[str]:
        """Return the elements below one, at any depth."""
        found: set[str] = set()
        waiting = [iri]
        while waiting:
            fresh = set(self.below.get(waiting.pop(), ())) - found
            found |= fresh
            waiting.extend(fresh)
        return found - {iri}

    def _entries(self, plan: str) -> list[Entry]:
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        above: dict[str, set[str]] = defaultdict(set)
        for row in run(self.catalogue.store, "elements/compared", plan=plan).dicts():
            iri, prop, value = str(row["element"]), str(row["property"]), row["value"]
            if prop in _PLACING:
                above[iri].add(str(value))
            else:
                name = "label" if prop == RDFS_LABEL else prop.rpartition("#")[2]
                said[iri][name].add(_shown(str(value), row["valueLabel"]))
        home = _home(said[plan].get("municipality", ())) or self._home
        entries = [
            Entry(
                self.catalogue.element(iri), home,
                {name: tuple(sorted(values)) for name, values in sorted(found.items())},
                tuple(sorted(above[iri])),
                self.catalogue.places(self.catalogue.values(iri, Property.PASSAGE)),
            )
            for iri, found in said.items()
        ]  # fmt: skip
        return sorted(entries, key=_order)


def municipalities(catalogue: Catalogue) -> set[str]:
    """Return the municipalities of the plans of a graph that were read, as entries name them."""
    rows = run(catalogue.store, "plans/plans").dicts()
    iris = {str(row["municipality"]) for row in rows if row["read"] and row["municipality"]}
    return {_home([catalogue.element(iri).label]) for iri in iris}


def _home(names: Iterable[str]) -> str:
    return " ".join(sorted(names)).casefold()


def _order(entry: Entry) -> tuple[str, int, str]:
    place = next(iter(entry.places), None)
    return (place.file, place.start, entry.element.id) if place else ("", 0, entry.element.id)


def _shown(value: str, label: object) -> str:
    """A value as it is shown: an organisation by its name, a status by its notation."""
    if label is not None:
        return str(label)
    return from_concept_iri(value).value if value in _STATUSES else value
