"""What was read and linked, before a human's word on links and findings is put over it.

Linking takes a hundred times as long as deciding, so decisions can be tried on the same linked
plans again and again: nothing here changes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from graph.errors import Notice
from graph.iris import document_iri
from graph.models import (
    Candidate,
    ElementDecision,
    Iri,
    Link,
    Organization,
    Passage,
    Plan,
    PlanElement,
    Reference,
    Thing,
)
from graph.plan_graph import PlanGraph
from loaders.builder import Builder
from loaders.deciding import Names, apply_decisions, meant_links
from loaders.decisions import Decisions, ElementEntry, FindingEntry, LinkEntry


@dataclass(frozen=True, slots=True)
class Assembly:
    """The linked graph and what the reader should be told."""

    graph: PlanGraph
    notices: tuple[Notice, ...]


class Linked:
    """The linked plans; ``folders`` are where the documents were read from, by their hash."""

    def __init__(self, builder: Builder, folders: Mapping[str, Path]) -> None:
        """Take what was linked."""
        self._builder = builder
        self._folders = dict(folders)

    def decided(self, decisions: Mapping[Path, Decisions]) -> Assembly:
        """Return the graph with the decisions of all folders put over it, in the folders' order."""
        builder = self._builder.copy()
        for folder in sorted(decisions):
            apply_decisions(builder, decisions[folder])
        return Assembly(builder.plan_graph(), tuple(builder.notices))

    @cached_property
    def names(self) -> Names:
        """The elements by what decisions may call them."""
        return Names(self._builder)

    @cached_property
    def _things(self) -> dict[Iri, Thing]:
        return {thing.iri: thing for thing in self._builder.things()}

    def link(self, iri: str) -> Link | None:
        """Return the link of an IRI, as the texts have it."""
        found = self._things.get(Iri(iri))
        return found if isinstance(found, Link) else None

    def links_from(self, iri: str) -> list[Link]:
        """Return the links that begin at an element, sorted."""
        found = (t for t in self._things.values() if isinstance(t, Link) and t.source == iri)
        return sorted(found, key=lambda link: link.iri)

    def candidates(self, link: Link) -> list[Iri]:
        """Return the elements that a reference may mean, the likeliest first."""
        iris = link.candidates if isinstance(link, Reference) else ()
        found = [c for iri in iris if isinstance(c := self._things.get(iri), Candidate)]
        return [candidate.target for candidate in sorted(found, key=lambda c: c.rank)]

    def label(self, iri: str) -> str:
        """Return what an element or a plan is called; of anything else, its IRI."""
        found = self._things.get(Iri(iri))
        return found.label.value if isinstance(found, PlanElement | Plan) else iri

    def reach(self, entry: ElementEntry | LinkEntry | FindingEntry) -> frozenset[Iri]:
        """Return what a decision holds for: elements of a finding, links, or corrected elements."""
        if isinstance(entry, FindingEntry):
            return frozenset(self.names.find(entry.subject))
        if isinstance(entry, LinkEntry):
            meant = meant_links(self._builder, self.names, entry)
            return frozenset(() if isinstance(meant, Notice) else (link.iri for _, link in meant))
        return frozenset(
            iri
            for thing in self._things.values()
            if isinstance(thing, ElementDecision)
            and (thing.text, thing.correction) == (entry.text, entry.action)
            for iri in thing.elements
        )

    def home(self, iri: str) -> Path:
        """Return the folder whose decisions file a decision about an element belongs to.

        It is the folder of the document of its plan. What is only cited belongs where it is
        cited; where that tells nothing, the first folder by name is taken.
        """
        for thing in (self._things.get(Iri(iri)), *self._leading_to(Iri(iri))):
            folder = self._folder_of(thing)
            if folder is not None:
                return folder
        return min(self._folders.values())

    def _leading_to(self, iri: Iri) -> list[Thing | None]:
        links = (t for t in self._things.values() if isinstance(t, Link) and t.target == iri)
        return [self._things.get(link.source) for link in sorted(links, key=lambda k: k.iri)]

    def _folder_of(self, thing: Thing | None) -> Path | None:
        plan = thing.part_of_plan if isinstance(thing, PlanElement) else thing and thing.iri
        for record in self._builder.records:
            if record.iri == plan:
                return self._folders.get(record.reading.document.sha256)
        if not isinstance(thing, PlanElement | Plan | Organization):
            return None
        documents = {
            document_iri(sha256, self._builder.base): folder
            for sha256, folder in self._folders.items()
        }
        passages = (self._things.get(passage) for passage in thing.passages)
        found = [documents.get(p.document) for p in passages if isinstance(p, Passage)]
        return min((folder for folder in found if folder is not None), default=None)
