"""The seam to the SPARQL engine: a plan graph on disk or in memory, asked by SPARQL.

A graph folder holds one immutable store and ``build.json``, which names it; a reader opens what
``build.json`` names and is never disturbed by a build beside it. This module imports nothing
slow: a question from the command line should cost little more than opening the store.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Variable,
)

from graph.errors import BadInput
from graph.terms import Term, iri_of, value_of

POINTER = "build.json"
FORMAT = 1
#: The languages that texts of plans and names of things are in.
LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: the variables in order, and a tuple of terms for each row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    @classmethod
    def of(cls, answer: QuerySolutions) -> Self:
        """Read all solutions of the engine."""
        names = tuple(variable.value for variable in answer.variables)
        return cls(names, tuple(tuple(row[name] for name in names) for row in answer))

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Iterate over the rows as ``{variable: plain value}``; unbound variables are None."""
        for row in self.rows:
            yield dict(zip(self.variables, map(value_of, row), strict=True))


class PlanStore:
    """A plan graph that can be asked; all its named graphs are seen as one."""

    def __init__(self, store: Store, info: Mapping[str, Any] | None = None) -> None:
        """Wrap an engine store; :meth:`open` and :meth:`of` are the ways in."""
        self._store = store
        self.info = dict(info or {})

    @classmethod
    def of(cls, quads: Iterable[Quad], info: Mapping[str, Any] | None = None) -> Self:
        """Return a store in memory."""
        store = Store()
        store.extend(list(quads))
        return cls(store, info)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the graph in a folder, read-only.

        Raises :class:`~graph.errors.BadInput` (``graph-missing``, ``graph-damaged``,
        ``graph-format``).
        """
        info = _pointer(folder)
        try:
            return cls._opened(folder, info)
        except OSError as error:
            # A build may have put another store in its place since build.json was read.
            latest = _pointer(folder)
            if latest["store"] == info["store"]:
                raise BadInput("graph-damaged", where=folder, reason=_brief(error)) from error
            return cls._opened(folder, latest)

    @classmethod
    def _opened(cls, folder: Path, info: Mapping[str, Any]) -> Self:
        return cls(Store.read_only(str(folder / info["store"])), info)

    def select(self, query: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> Rows:
        """Answer a SELECT query; ``bindings`` are put in as RDF terms, never as text."""
        answer = self.ask(query, bindings)
        if not isinstance(answer, QuerySolutions):
            raise BadInput("query-form", format="rows")
        return Rows.of(answer)

    def ask(
        self, query: str, bindings: Mapping[str, NamedNode | Literal] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Answer any query form, in the engine's own terms.

        Raises :class:`~graph.errors.BadInput` (``query-syntax``).
        """
        terms: dict[Variable, Term] = {
            Variable(name): term for name, term in (bindings or {}).items()
        }
        try:
            return self._store.query(
                query, use_default_graph_as_union=True, substitutions=terms or None
            )
        except SyntaxError as error:
            raise BadInput("query-syntax", reason=error) from error

    def quads(self, graph: str | None = None) -> list[Quad]:
        """Return all quads, or those of one named graph, in no order."""
        name = NamedNode(graph) if graph is not None else None
        return list(self._store.quads_for_pattern(None, None, None, name))

    def of_subject(self, iri: str) -> list[Quad]:
        """Return the quads that say something of a thing."""
        return list(self._store.quads_for_pattern(NamedNode(iri), None, None, None))

    def of_object(self, iri: str) -> list[Quad]:
        """Return the quads that say something of other things by pointing to one."""
        return list(self._store.quads_for_pattern(None, None, NamedNode(iri), None))

    def of_predicate(self, prop: str) -> list[Quad]:
        """Return the quads that say a property of anything."""
        return list(self._store.quads_for_pattern(None, NamedNode(prop), None, None))

    def describe(self, iri: str) -> list[tuple[str, Term]]:
        """Return the ``(predicate, object)`` pairs of one subject."""
        return [(quad.predicate.value, quad.object) for quad in self.of_subject(iri)]

    def having(self, prop: str, text: str) -> list[str]:
        """Return the subjects of which a property says exactly a text, in any of our languages."""
        literals = [Literal(text), *(Literal(text, language=tag) for tag in LANGUAGES)]
        found = {
            iri_of(quad.subject)
            for literal in literals
            for quad in self._store.quads_for_pattern(None, NamedNode(prop), literal, None)
        }
        return sorted(found)

    def has(self, iri: str) -> bool:
        """Whether the graph says anything of an IRI."""
        found = self._store.quads_for_pattern(NamedNode(iri), None, None, None)
        return next(iter(found), None) is not None

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self._store)


def read_pointer(folder: Path) -> dict[str, Any] | None:
    """Return what ``build.json`` says, or None where a folder holds no graph.

    Raises :class:`~graph.errors.BadInput` (``graph-damaged``, ``graph-format``).
    """
    path = folder / POINTER
    try:
        info = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise BadInput("graph-damaged", where=path, reason=_brief(error)) from error
    if not isinstance(info, dict) or not {"format", "store"} <= set(info):
        raise BadInput("graph-damaged", where=path, reason="format")
    if info["format"] != FORMAT:
        raise BadInput("graph-format", where=folder, found=info["format"], known=FORMAT)
    return info


def _pointer(folder: Path) -> dict[str, Any]:
    info = read_pointer(folder)
    if info is None:
        raise BadInput("graph-missing", where=folder, folder=folder)
    return info


def _brief(error: Exception) -> str:
    """The first line of what the system says."""
    lines = str(getattr(error, "strerror", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__


__all__ = ["FORMAT", "POINTER", "PlanStore", "Rows", "read_pointer", "value_of"]
