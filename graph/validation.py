"""SHACL: whether a graph keeps the promises of the shapes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyoxigraph import Quad

from graph.views import to_rdflib
from ontology import resource


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise: which thing, which property, and what to do, by language."""

    focus: str
    path: str | None
    message: dict[str, str]
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation; empty violations mean that the graph conforms."""

    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        """Whether the graph keeps every promise."""
        return not self.violations


@cache
def _shapes() -> Any:  # noqa: ANN401 - an rdflib graph
    from rdflib import Graph  # noqa: PLC0415

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
    found = []
    for result in report.subjects(predicate=SH.focusNode):
        path = report.value(result, SH.resultPath)
        value = report.value(result, SH.value)
        messages = {
            str(m.language or "en"): str(m) for m in report.objects(result, SH.resultMessage)
        }
        found.append(
            Violation(
                str(report.value(result, SH.focusNode)),
                str(path) if path is not None else None,
                dict(sorted(messages.items())),
                str(value) if value is not None else None,
            )
        )
    return Report(tuple(sorted(found, key=lambda v: (v.focus, v.path or "", v.value or ""))))
