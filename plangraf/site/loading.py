"""Opens a graph for its pages: one snapshot for each municipality, made when it is asked for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pyoxigraph import NamedNode, Quad

from graph.store import PlanStore
from graph.terms import iri_of
from ontology.terms import Property
from plangraf.site.addresses import path_of
from plangraf.site.snapshot import Snapshot
from queries.answers import Element
from queries.catalogue import Catalogue

#: What points from a decision to what was decided about.
_ABOUT = frozenset({str(Property.SUBJECT), str(Property.DECIDES), str(Property.CORRECTS)})


@dataclass(frozen=True, slots=True)
class Home:
    """A municipality of a graph: its element, and what the paths of its pages begin with."""

    element: Element | None
    prefix: str

    @property
    def iri(self) -> str:
        """The municipality's IRI; empty where the plans name none."""
        return self.element.id if self.element else ""


class Library:
    """The snapshots of one graph: one where it holds one municipality's plans, else several."""

    def __init__(self, store: PlanStore) -> None:
        """Take a store; what it holds is read when it is asked for."""
        self.store = store
        self.catalogue = Catalogue(store)
        found = self.catalogue.of_type("municipality")
        if len(found) > 1:
            self.homes = tuple(Home(e, path_of(e.id).rpartition("/")[2]) for e in found)
        else:
            self.homes = (Home(found[0] if found else None, ""),)
        self._snapshots: dict[str, Snapshot] = {}
        self._lock = Lock()

    @classmethod
    def open(cls, folder: Path) -> "Library":
        """Open the graph in a folder; raises what :meth:`graph.store.PlanStore.open` does."""
        return cls(PlanStore.open(folder))

    @property
    def has_several(self) -> bool:
        """Whether the graph holds the plans of more than one municipality."""
        return len(self.homes) > 1

    def home(self, path: str) -> Home | None:
        """Return the municipality whose pages a path belongs to, or None where it is of none."""
        if not self.has_several:
            return self.homes[0]
        for home in self.homes:
            own = (home.prefix, path_of(home.iri))
            if any(path == begin or path.startswith(f"{begin}/") for begin in own):
                return home
        return None

    def snapshot(self, home: Home) -> Snapshot:
        """Return the snapshot of one municipality, made at the first call."""
        with self._lock:
            if home.prefix not in self._snapshots:
                store = self._part(home) if self.has_several else self.store
                self._snapshots[home.prefix] = Snapshot(store, home.prefix, home.iri).warm()
            return self._snapshots[home.prefix]

    def _part(self, home: Home) -> PlanStore:
        """Return a store with what one municipality's plans say, and what that points to."""
        return PlanStore.of(
            part_of(self.store.quads(), home.iri, self._others(home)), self.store.info
        )

    def _others(self, home: Home) -> tuple[str, ...]:
        return tuple(other.iri for other in self.homes if other is not home)


def part_of(quads: Iterable[Quad], home: str, others: Iterable[str]) -> list[Quad]:
    """Return the quads about what is a municipality's own, and about all that these point to.

    Nothing of another municipality is in the answer, even if something points to it.
    """
    by_subject: dict[str, list[Quad]] = defaultdict(list)
    about: dict[str, list[str]] = defaultdict(list)
    for quad in quads:
        by_subject[iri_of(quad.subject)].append(quad)
        if quad.predicate.value in _ABOUT and isinstance(quad.object, NamedNode):
            about[quad.object.value].append(iri_of(quad.subject))
    foreign = tuple(f"{iri}/" for iri in others)
    outside = frozenset(others)
    waiting = [iri for iri in by_subject if iri == home or iri.startswith(f"{home}/")]
    seen: set[str] = set()
    found: list[Quad] = []
    while waiting:
        iri = waiting.pop()
        if iri in seen or iri in outside or iri.startswith(foreign):
            continue
        seen.add(iri)
        waiting.extend(about.get(iri, ()))
        for quad in by_subject.get(iri, ()):
            found.append(quad)
            if isinstance(quad.object, NamedNode):
                waiting.append(quad.object.value)
    return found
