"""Tells the municipalities of one graph apart: what the plans of each say, and no other's."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from pyoxigraph import NamedNode, Quad

from graph.store import PlanStore
from graph.terms import iri_of
from ontology.terms import RDF_TYPE, Property

#: What points from a decision to what was decided about.
_ABOUT = (Property.SUBJECT, Property.DECIDES, Property.CORRECTS)


class Parts:
    """The quads of a graph by municipality.

    Whose each thing is, and whose documents are read, is looked at once for all; the quads of one
    municipality are then looked up by subject, so that no more of the graph is held than that.
    """

    def __init__(self, store: PlanStore, homes: Collection[str]) -> None:
        """Read whose each thing of the graph is; ``homes`` are the municipalities' IRIs."""
        self._store = store
        self._homes = frozenset(homes)
        self._depths = sorted({iri.count("/") + 1 for iri in homes})
        things = {iri_of(quad.subject) for quad in store.of_predicate(RDF_TYPE)}
        self._whose = {iri: self._home(iri) for iri in things}
        self._own = _grouped((home, iri) for iri, home in self._whose.items())
        self._about = _grouped(
            (iri_of(quad.object), iri_of(quad.subject))
            for prop in _ABOUT
            for quad in store.of_predicate(prop)
        )
        self._documents = _grouped(
            (self._home(iri_of(quad.subject)), iri_of(quad.object))
            for quad in store.of_predicate(Property.SOURCE_DOCUMENT)
        )

    def _home(self, iri: str) -> str:
        """Return the municipality that an IRI belongs to, or an empty text for what all share."""
        steps = iri.split("/")
        begins = ("/".join(steps[:depth]) for depth in self._depths)
        return next((begin for begin in begins if begin in self._homes), "")

    def of(self, home: str) -> list[Quad]:
        """Return the quads about what is a municipality's own, and about all that these point to.

        Nothing of another municipality is among them, even if something points to it; of what
        several share, such as a law, only the places in this one's documents.
        """
        waiting = list(self._own.get(home, ()))
        seen: set[str] = set()
        elsewhere: set[str] = set()
        found: list[Quad] = []
        while waiting:
            iri = waiting.pop()
            if iri in seen or self._whose.get(iri) not in {home, ""}:
                continue
            seen.add(iri)
            quads = self._store.of_subject(iri)
            if self._is_elsewhere(quads, home):
                elsewhere.add(iri)
                continue
            found += quads
            waiting += self._about.get(iri, ())
            waiting += (q.object.value for q in quads if isinstance(q.object, NamedNode))
        return [q for q in found if not (_is_place(q) and iri_of(q.object) in elsewhere)]

    def _is_elsewhere(self, quads: Iterable[Quad], home: str) -> bool:
        """Whether something is a place in a document that is not this municipality's."""
        own = self._documents.get(home, ())
        return any(
            quad.predicate.value == Property.DOCUMENT and iri_of(quad.object) not in own
            for quad in quads
        )


def _is_place(quad: Quad) -> bool:
    return quad.predicate.value == Property.PASSAGE


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return dict(found)
