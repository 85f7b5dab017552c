"""The seam to the SPARQL engine: a plan graph on disk or in memory, asked by SPARQL.

A graph folder holds one immutable store and ``build.json``, which names it; a reader opens what
``build.json`` names and is never disturbed by a build beside it. This module imports nothing
slow: a question from the command line should cost little more than opening the store.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Variable,
)

from graph.errors import BadInput, OurFault

POINTER = "build.json"
FORMAT = 1

Node = NamedNode | Literal | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT: the variables in order, and a tuple of terms for each row."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Iterate over the rows as ``{variable: plain value}``; unbound variables are None."""
        for row in self.rows:
            yield dict(zip(self.variables, map(value_of, row), strict=True))


def value_of(term: Any) -> Any:  # noqa: ANN401 - RDF terms of every kind
    """Return the plain value of a term: text, int, float, bool; an IRI is its string.

    >>> value_of(Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")))
    True
    """
    if term is None:
        return None
    if not isinstance(term, Literal):
        return getattr(term, "value", str(term))
    kind = term.datatype.value.rpartition("#")[2]
    if kind == "integer":
        return int(term.value)
    if kind in {"decimal", "double", "float"}:
        return float(term.value)
    if kind == "boolean":
        return term.value == "true"
    return term.value


class PlanStore:
    """A plan graph that can be asked; all its named graphs are seen as one."""

    def __init__(self, store: Store, info: Mapping[str, Any] | None = None) -> None:
        """Wrap an engine store; :meth:`open` and :meth:`of` are the ways in."""
        self._store = store
        self.info = dict(info or {})

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> "PlanStore":
        """Return a store in memory."""
        store = Store()
        store.extend(list(quads))
        return cls(store)

    @classmethod
    def open(cls, folder: Path) -> "PlanStore":
        """Open the graph in a folder, read-only.

        Raises :class:`~graph.errors.BadInput` (``graph-missing``) where there is none.
        """
        info = read_pointer(folder)
        if info is None:
            raise BadInput("graph-missing", where=folder, folder=folder)
        try:
            return cls(Store.read_only(str(folder / info["store"])), info)
        except OSError as error:
            raise OurFault("graph-damaged", where=folder, reason=error) from error

    def select(self, query: str, bindings: Mapping[str, NamedNode | Literal] | None = None) -> Rows:
        """Answer a SELECT query; ``bindings`` are put in as RDF terms, never as text."""
        answer = self.ask(query, bindings)
        if not isinstance(answer, QuerySolutions):
            raise BadInput("query-form", format="rows")
        names = tuple(variable.value for variable in answer.variables)
        return Rows(names, tuple(tuple(row[name] for name in names) for row in answer))

    def ask(
        self, query: str, bindings: Mapping[str, NamedNode | Literal] | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Answer any query form, in the engine's own terms."""
        substitutions = {Variable(name): term for name, term in (bindings or {}).items()}
        try:
            return self._store.query(
                query, use_default_graph_as_union=True, substitutions=substitutions or None
            )
        except SyntaxError as error:
            raise BadInput("query-syntax", reason=error) from error

    def quads(self) -> list[Quad]:
        """Return all quads, in no order."""
        return list(self._store.quads_for_pattern(None, None, None, None))

    def describe(self, iri: str) -> list[tuple[str, Any]]:
        """Return the ``(predicate, object)`` pairs of one subject."""
        found = self._store.quads_for_pattern(NamedNode(iri), None, None, None)
        return [(quad.predicate.value, quad.object) for quad in found]

    def has(self, iri: str) -> bool:
        """Whether the graph says anything of an IRI."""
        return (
            next(iter(self._store.quads_for_pattern(NamedNode(iri), None, None, None)), None)
            is not None
        )

    def __len__(self) -> int:
        """Return the number of quads."""
        return len(self._store)


def read_pointer(folder: Path) -> dict[str, Any] | None:
    """Return what ``build.json`` says, or None where a folder holds no graph."""
    path = folder / POINTER
    try:
        info = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadInput("graph-damaged", where=path, reason=error) from error
    if info.get("format") != FORMAT:
        raise BadInput("graph-format", where=folder, found=info.get("format"), known=FORMAT)
    return dict(info)


__all__ = ["DefaultGraph", "PlanStore", "Rows", "read_pointer", "value_of"]
