"""The things of a graph as models, read once for a whole file."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import TypeVar

from graph.iris import BASE, graph_iri
from graph.models import Iri, LinkDecision, Municipality, Passage, SourceDocument, Text, Thing
from graph.rdf import from_triples
from graph.store import PlanStore
from graph.terms import Term, iri_of
from visualize.wording import plain

_LINKS = graph_iri("links").removeprefix(BASE)
_T = TypeVar("_T", bound=Thing)


class Things:
    """The things of a graph by IRI, and by what they are."""

    def __init__(self, store: PlanStore) -> None:
        """Read everything that the graph says in the ontology's terms.

        What somebody added about other things, or only in part, is no thing of ours.
        """
        said: dict[str, dict[tuple[str, Term], None]] = {}
        graphs = set()
        for quad in store.quads():
            graphs.add(iri_of(quad.graph_name))
            said.setdefault(iri_of(quad.subject), {})[quad.predicate.value, quad.object] = None
        self._found: dict[str, Thing] = {}
        for iri in sorted(said):
            with suppress(KeyError, ValueError):
                self._found[iri] = from_triples(iri, said[iri])
        #: The named graphs, sorted.
        self.graphs = tuple(sorted(graphs))

    def __iter__(self) -> Iterator[Thing]:
        """Iterate over all things, sorted by IRI."""
        return iter(self._found.values())

    def of(self, model: type[_T]) -> list[_T]:
        """Return the things of a model, sorted by IRI."""
        return [thing for thing in self if isinstance(thing, model)]

    def get(self, iri: str | None) -> Thing | None:
        """Return the thing of an IRI, or None where the graph says nothing of it."""
        return self._found.get(iri) if iri is not None else None

    def label(self, iri: str | None) -> str:
        """Return what a thing is called on one line; nothing where it has no name."""
        text = getattr(self.get(iri), "label", None)
        return plain(text.value) if isinstance(text, Text) else ""

    def place(self, iri: str) -> str:
        """Return where a passage stands: the file, the line, and the words."""
        passage = self.get(iri)
        if not isinstance(passage, Passage):
            return ""
        document = self.get(passage.document)
        file = document.file_name if isinstance(document, SourceDocument) else ""
        return f"{file}:{passage.line} «{plain(passage.quote)}»"

    @cached_property
    def base(self) -> str:
        """What the IRIs of the graph begin with."""
        links = (name for name in self.graphs if name.endswith(f"/{_LINKS}"))
        return next((name.removesuffix(_LINKS) for name in links), BASE)

    @cached_property
    def owner(self) -> Iri:
        """The municipality where there is one; what all IRIs begin with where there are more."""
        found = self.of(Municipality)
        return found[0].iri if len(found) == 1 else Iri(self.base.rstrip("/"))

    @cached_property
    def decided(self) -> dict[str, LinkDecision]:
        """What a human decided of a link, by the link's IRI."""
        return {decision.link: decision for decision in self.of(LinkDecision)}
