"""SHACL: whether a graph keeps the promises of the shapes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from graph.terms import iri_of
from graph.views import to_rdflib
from ontology import resource

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise: which thing, which property, and what to do, by language."""

    focus: str
    path: str | None
    message: dict[str, str]
    value: str | None = None

    def told(self, language: str) -> str:
        """Return the message in a language, or in the one there is."""
        return self.message.get(language) or next(iter(self.message.values()), "")


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation; empty violations mean that the graph conforms."""

    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        """Whether the graph keeps every promise."""
        return not self.violations


@cache
def _shapes() -> "Graph":
    from rdflib import Graph  # noqa: PLC0415 - a fifth of a second, only where validating

    return Graph().parse(str(resource("shapes.ttl")), format="turtle")


def validate(quads: Iterable[Quad]) -> Report:
    """Validate the union of all named graphs against the shapes of the ontology."""
    from pyshacl import validate as run  # noqa: PLC0415 - half a second, only where validating
    from rdflib import SH  # noqa: PLC0415

    conforms, report, _ = run(
        to_rdflib(quads), shacl_graph=_shapes(), inference="none", advanced=False, meta_shacl=False
    )
    if conforms:
        return Report(())
    found = [_violation(report, result) for result in report.subjects(SH.focusNode)]
    return Report(tuple(sorted(found, key=lambda v: (v.focus, v.path or "", v.value or ""))))


class Checked:
    """Validates the same graph again and again, and looks only at the things that changed.

    A shape says something of one thing by that thing's own triples alone (a test of the shapes
    holds them to it), so a thing that conformed and has the same triples still does.
    """

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: dict[str, list[Quad]] = {}

    def validate(self, quads: Iterable[Quad]) -> Report:
        """Validate the union of all named graphs; a graph that conforms is what is known next."""
        things: dict[str, list[Quad]] = {}
        for quad in quads:
            things.setdefault(iri_of(quad.subject), []).append(quad)
        new = [
            quad for iri, said in things.items() if self._known.get(iri) != said for quad in said
        ]
        report = validate(new) if new else Report(())
        if report.conforms:
            self._known = things
        return report


def _violation(report: "Graph", result: "Node") -> Violation:
    from rdflib import SH, Literal  # noqa: PLC0415

    messages = {
        (message.language or "en"): str(message)
        for message in report.objects(result, SH.resultMessage)
        if isinstance(message, Literal)
    }
    path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
    return Violation(
        focus=str(report.value(result, SH.focusNode)),
        path=None if path is None else str(path),
        message=dict(sorted(messages.items())),
        value=None if value is None else str(value),
    )
