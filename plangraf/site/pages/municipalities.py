"""The front page of several municipalities: how each stands, and the way to its pages.

The figures are those that the build wrote: no municipality's plans are read for them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from plangraf.site.addresses import Address
from plangraf.site.loading import Home, Library
from plangraf.site.page import Content
from queries.library import run
from visualize.wording import Wording


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and its figures."""

    home: Home
    plans: int
    strategies: int
    without_measure: int
    measures: int
    with_thread: int
    findings: int

    @property
    def share(self) -> float | None:
        """How many of the measures have a thread to the vision, of one; None without measures."""
        return self.with_thread / self.measures if self.measures else None

    def json(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        element = self.home.element
        return {
            "id": self.home.iri,
            "label": element.label if element else None,
            "path": self.home.prefix,
            "plans": self.plans,
            "strategies": self.strategies,
            "strategies_without_measure": self.without_measure,
            "measures": self.measures,
            "measures_with_thread": self.with_thread,
            "share": self.share,
            "open_findings": self.findings,
        }


def make(library: Library, folder: Path, say: Wording) -> Content:
    """Return the list of municipalities; ``folder`` is the one the graph lies in.

    Raises :class:`~graph.errors.BadInput` (``graph-damaged``).
    """
    found = _municipalities(library, folder)
    return Content(
        template="municipalities.jinja",
        title=say("municipalities-title"),
        section="",
        lead=say("municipalities-lead", count=len(found)),
        values={
            "municipalities": found,
            "address_of": lambda one, path="", **query: Address.of(
                f"{one.home.prefix}/{path}", language=say.language, **query
            ),
        },
        json={"municipalities": [one.json() for one in found]},
    )


def _municipalities(library: Library, folder: Path) -> list[Municipality]:
    """Return the municipalities by name."""
    coverage = _stored(folder, "coverage.json")
    plans = _sums(library, ((row["plan"], {"plans": 1}) for row in _plans(library)))
    strategies, measures = (
        _sums(library, ((row["plan_id"], row) for row in coverage[level]["by_plan"]))
        for level in ("strategies", "measures")
    )
    findings = _sums(
        library,
        (
            (finding["subject"]["id"], {"open": 1})
            for finding in _stored(folder, "findings.json")
            if finding["state"] == "open"
        ),
    )
    found = [
        Municipality(
            home=home,
            plans=plans[home.iri]["plans"],
            strategies=strategies[home.iri]["total"],
            without_measure=strategies[home.iri]["without_measure_count"],
            measures=measures[home.iri]["total"],
            with_thread=measures[home.iri]["with_thread"],
            findings=findings[home.iri]["open"],
        )
        for home in library.homes
    ]
    return sorted(found, key=lambda one: (_name(one.home).casefold(), one.home.iri))


def _stored(folder: Path, name: str) -> Any:  # noqa: ANN401 - a file of answers
    """Return one of the files of answers that a build wrote beside the graph."""
    try:
        return json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput("graph-damaged", where=folder / name, reason=error) from error


def _plans(library: Library) -> Iterable[Mapping[str, Any]]:
    """Return the plans that were read, each once."""
    rows = {str(row["plan"]): row for row in run(library.store, "plans/plans").dicts()}
    return [row for row in rows.values() if row["read"]]


def _sums(
    library: Library, told: Iterable[tuple[object, Mapping[str, Any]]]
) -> dict[str, Counter[str]]:
    """Add up the numbers that are told of elements, by the municipality they belong to."""
    sums: dict[str, Counter[str]] = {home.iri: Counter() for home in library.homes}
    for iri, numbers in told:
        home = next((h for h in sums if str(iri).startswith(f"{h}/") or iri == h), None)
        if home is not None:
            sums[home].update({k: v for k, v in numbers.items() if isinstance(v, int)})
    return sums


def _name(home: Home) -> str:
    return home.element.label if home.element else ""
