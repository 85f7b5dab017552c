"""Opening a built graph from Python."""

from pathlib import Path
from typing import TYPE_CHECKING

from graph.store import PlanStore
from queries.answers import Element, Finding, Thread
from queries.catalogue import Catalogue
from queries.comparing import Comparison, compare
from queries.covering import Coverage
from queries.finding import findings
from queries.tracing import threads

if TYPE_CHECKING:
    import networkx as nx
    import rdflib


class PlanGraphView:
    """A built graph: its threads, findings and coverage, and the shapes other libraries know."""

    def __init__(self, store: PlanStore) -> None:
        """Wrap an open store; use :func:`open_graph`."""
        self.store = store
        self.catalogue = Catalogue(store)

    def element(self, name: str) -> Element:
        """Return an element by code, text or IRI; raises :class:`~graph.errors.NotFound`."""
        return self.catalogue.find(name)

    def thread(self, name: str, *, stated_only: bool = False) -> list[Thread]:
        """Return the threads from an element to a vision, the firmest first."""
        return threads(self.catalogue, self.element(name), stated_only=stated_only)

    def findings(self, code: str | None = None) -> list[Finding]:
        """Return the findings, all or of one code."""
        return findings(self.catalogue, code=code)

    def coverage(self) -> Coverage:
        """Return the coverage figures and matrices."""
        return Coverage(self.catalogue)

    def compare(self, older: "PlanGraphView") -> Comparison:
        """Return what is new, changed, moved or removed since an older version of the plans."""
        return compare(older.catalogue, self.catalogue)

    def to_rdflib(self) -> "rdflib.Graph":
        """Return the union of all named graphs as an rdflib graph."""
        from graph.views import to_rdflib  # noqa: PLC0415

        return to_rdflib(self.store.quads())

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """Return the elements and their typed edges as a networkx graph."""
        from graph.views import to_networkx  # noqa: PLC0415

        return to_networkx(self.store.quads())


def open_graph(folder: Path | str) -> PlanGraphView:
    """Open the graph that ``plangraf build`` wrote to a folder, read-only.

    Raises :class:`~graph.errors.BadInput` (``graph-missing``) where there is none.
    """
    return PlanGraphView(PlanStore.open(Path(folder)))
