"""Opens a graph for its pages: one snapshot for each municipality, made when it is asked for."""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock

from graph.iris import BASE
from graph.store import PlanStore
from plangraf.site.addresses import path_of
from plangraf.site.parts import Parts
from plangraf.site.snapshot import Snapshot
from queries.answers import Element
from queries.catalogue import Catalogue

#: How many municipalities are held at once; the longest unasked goes first. One as large as the
#: example takes 5 MB, and half a second to be made anew.
_MOST = 64


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
        self._begins = [
            (f"{begin}/", home) for home in self.homes for begin in (home.prefix, path_of(home.iri))
        ]
        self._places: OrderedDict[str, _Place] = OrderedDict()
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
        return next((h for begin, h in self._begins if f"{path}/".startswith(begin)), None)

    @cached_property
    def things(self) -> tuple[str, ...]:
        """What the paths of the IRIs of this graph's own things begin with."""
        own = {path_of(home.iri) for home in self.homes if home.iri} or {path_of(BASE)}
        return tuple(sorted(f"{path}/" for path in own))

    def is_thing(self, path: str) -> bool:
        """Whether a path is that of an IRI that this graph makes."""
        return f"{path}/".startswith(self.things)

    def is_ready(self, path: str) -> bool:
        """Whether the snapshot that a path needs is there, if it needs one."""
        home = self.home(path)
        place = self._places.get(home.prefix) if home else None
        return home is None or (place is not None and place.snapshot is not None)

    def snapshot(self, home: Home) -> Snapshot:
        """Return the snapshot of one municipality, made at the first call.

        Who asks for one that is being made waits for it; others are not held up.
        """
        place = self._place(home)
        with place.lock:
            if place.snapshot is None:
                place.snapshot = Snapshot(self._part(home), home.prefix, home.iri).warm()
            return place.snapshot

    def _place(self, home: Home) -> "_Place":
        with self._lock:
            place = self._places.setdefault(home.prefix, _Place())
            self._places.move_to_end(home.prefix)
            if len(self._places) > _MOST:
                self._places.popitem(last=False)
            return place

    def _part(self, home: Home) -> PlanStore:
        """Return a store with what one municipality's plans say, and what that points to.

        It is in memory, where questions are answered in a fifth of the time.
        """
        if not self.has_several:
            return PlanStore.of(self.store.quads(), self.store.info)
        with self._lock:
            parts = self._parts
        return PlanStore.of(parts.of(home.iri), self.store.info)

    @cached_property
    def _parts(self) -> Parts:
        return Parts(self.store, [home.iri for home in self.homes])


@dataclass(slots=True)
class _Place:
    """Where a snapshot is held, or will be by whoever has the lock."""

    lock: Lock = field(default_factory=Lock)
    snapshot: Snapshot | None = None
