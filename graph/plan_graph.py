"""A plan graph as a value: what each named graph holds, ready to be stored or compared."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.models import Iri, Thing


@dataclass(frozen=True, slots=True)
class NamedPart:
    """One named graph: what one document says, or the links, or the decisions."""

    iri: Iri
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class PlanGraph:
    """All named graphs of a build, sorted by IRI, their things sorted by IRI."""

    parts: tuple[NamedPart, ...]

    def things(self) -> Iterator[Thing]:
        """Iterate over everything in every part."""
        for part in self.parts:
            yield from part.things
