"""One municipality's plans as the pages need them: read once, then only looked up."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from hashlib import sha256
from typing import Any, TypeVar, cast

from graph.store import PlanStore
from ontology.terms import Property
from plangraf.gathering import language_of, scene_of
from plangraf.site.addresses import path_of
from queries.answers import Edge, Element, Finding, Place, Thread
from queries.catalogue import Catalogue
from queries.covering import Coverage
from queries.library import run
from queries.referring import references, restatements
from queries.tracing import threads
from visualize.scene import Item, PlanFacts, Scene

Made = TypeVar("Made")
#: How many letters of its hash name a finding.
_LETTERS = 12


class Snapshot:
    """The answers of one graph, each worked out once.

    ``prefix`` is what the paths of its pages begin with; empty where the graph holds the plans of
    one municipality alone.
    """

    def __init__(self, store: PlanStore, prefix: str = "", home: str = "") -> None:
        """Take a store with the plans of one municipality; ``home`` is the municipality's IRI."""
        self.store = store
        self.prefix = prefix
        self.home = home
        self.catalogue = Catalogue(store)
        self._made: dict[object, object] = {}
        self._threads: dict[str, tuple[Thread, ...]] = {}

    def once(self, make: Callable[..., Made], *given: object) -> Made:
        """Return what a function makes of this snapshot and some more, made at first call alone."""
        key = (make, *given)
        if key not in self._made:
            self._made[key] = make(self, *given)
        return cast("Made", self._made[key])

    def warm(self) -> "Snapshot":
        """Work out what nearly every page needs, so that the first visitor does not wait."""
        _ = self.scene, self.findings_of, self.below, self.keys, self.references
        return self

    # --- elements -------------------------------------------------------------------------

    @cached_property
    def coverage(self) -> Coverage:
        """The coverage of the graph."""
        return Coverage(self.catalogue)

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The figures of the coverage, as :meth:`queries.covering.Coverage.json` gives them."""
        return self.coverage.json()

    @cached_property
    def scene(self) -> Scene:
        """All elements, steps, findings and plans."""
        return scene_of(self.catalogue, self.coverage)

    @cached_property
    def items(self) -> dict[str, Item]:
        """What is told of each plan element, by IRI, in the order of plan, code and label."""
        return {item.element.id: item for item in self.scene.items}

    @cached_property
    def plans(self) -> dict[str, PlanFacts]:
        """The plans that were read or are cited, by IRI."""
        return {plan.element.id: plan for plan in self.scene.plans}

    @property
    def municipality(self) -> str:
        """The name of the municipality, or a dash."""
        return self.scene.municipality or "–"

    def element(self, iri: str) -> Element:
        """Return the element of an IRI."""
        return self.catalogue.element(iri)

    def language(self, iri: str) -> str:
        """Return the language of an element's own words."""
        if iri in self.items:
            return self.items[iri].language
        return self.plans[iri].language if iri in self.plans else language_of(self.catalogue, iri)

    def context(self, place: Place) -> tuple[str, str]:
        """Return what stands right before and after a quote in its document, in whole words."""
        before, after = (
            " ".join(self.catalogue.values(place.id, prop))
            for prop in (Property.PREFIX, Property.SUFFIX)
        )
        # A window of letters begins and ends where it may; a piece of a word would only be read
        # as a misprint.
        return before.partition(" ")[2].strip(), after.rpartition(" ")[0].strip()

    @cached_property
    def certainty(self) -> dict[str, float]:
        """How surely each element was read as what it is."""
        rows = run(self.store, "elements/reading").dicts()
        return {str(row["element"]): float(row["confidence"]) for row in rows}

    # --- names in addresses -----------------------------------------------------------------

    def key(self, iri: str) -> str:
        """Return the short name that an element has in the query of an address."""
        return iri.removeprefix(f"{self.home}/") if self.home else path_of(iri)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The IRI of each element by its short name."""
        return {self.key(iri): iri for iri in self.catalogue.elements}

    @cached_property
    def paths(self) -> dict[str, str]:
        """The IRI of each element by the path of its page."""
        return {self.path(iri): iri for iri in self.catalogue.elements}

    def path(self, iri: str) -> str:
        """Return the path of an element's page: that of its IRI.

        What belongs to no municipality, such as a sustainable development goal, has a page with
        each of several municipalities.
        """
        own = self.home and (iri == self.home or iri.startswith(f"{self.home}/"))
        return path_of(iri) if own or not self.prefix else f"{self.prefix}/{path_of(iri)}"

    # --- the thread -------------------------------------------------------------------------

    def threads(self, iri: str) -> tuple[Thread, ...]:
        """Return the threads from an element to a vision, the firmest first."""
        if iri not in self._threads:
            self._threads[iri] = tuple(threads(self.catalogue, self.element(iri)))
        return self._threads[iri]

    @cached_property
    def above(self) -> dict[str, tuple[Edge, ...]]:
        """The steps that a thread can take on from each element."""
        return _grouped(self.scene.edges, "source")

    @cached_property
    def below(self) -> dict[str, tuple[Edge, ...]]:
        """The steps that lead to each element."""
        return _grouped(self.scene.edges, "target")

    # --- findings ---------------------------------------------------------------------------

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, by severity, code, plan and place."""
        return self.scene.findings

    @cached_property
    def findings_of(self) -> dict[str, tuple[Finding, ...]]:
        """The findings about each element."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            found[finding.subject.id].append(finding)
        return {iri: tuple(some) for iri, some in found.items()}

    @cached_property
    def findings_by_id(self) -> dict[str, Finding]:
        """Every finding by the name it has in addresses."""
        return {finding_id(finding): finding for finding in self.findings}

    @cached_property
    def references(self) -> list[dict[str, Any]]:
        """Every reference in the order of the texts."""
        return references(self.catalogue)

    @cached_property
    def restatements(self) -> list[dict[str, Any]]:
        """Every repeated element with what it repeats."""
        return restatements(self.catalogue)


def finding_id(finding: Finding) -> str:
    """Return the name of a finding in addresses: the same as long as it says the same."""
    told = "\x1f".join((finding.code, finding.subject.id, finding.message["nb"]))
    return f"{finding.code}-{sha256(told.encode()).hexdigest()[:_LETTERS]}"


def _grouped(edges: Iterable[Edge], end: str) -> dict[str, tuple[Edge, ...]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[getattr(edge, end)].append(edge)
    return {iri: tuple(some) for iri, some in found.items()}
