"""Who carries out the measures, by when, how far they have come, and whether money is planned."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from ontology.terms import Property
from queries.answers import Element, Place
from queries.catalogue import Catalogue
from queries.library import run


@dataclass(frozen=True, slots=True)
class Responsibility:
    """A measure, who is responsible for it, who owns it, and its deadline in the plan's own words.

    ``empty`` are the properties («responsible», «deadline», …) for which the plan has a column
    that it left empty; where it has none, nothing can be said.
    """

    measure: Element
    responsible: tuple[Element, ...]
    owner: Element | None
    deadline: str | None
    empty: tuple[str, ...]
    places: tuple[Place, ...]

    def json(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "measure": self.measure.json(),
            "responsible": [body.json() for body in self.responsible],
            "owner": self.owner.json() if self.owner else None,
            "deadline": self.deadline, "empty": list(self.empty),
            "places": [place.json() for place in self.places],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """How far a measure has come in a plan's own words, and the measure that tells it."""

    progress: str
    told_by: Element

    def json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {"progress": self.progress, "told_by": self.told_by.json()}


@dataclass(frozen=True, slots=True)
class Progress:
    """A measure under a goal, its deadline, and what is told of how far it has come.

    Its own plan may tell, and a plan that repeats it, such as the HØP. ``is_stated``: every step
    from the measure up to the goal stands in a text.
    """

    measure: Element
    reports: tuple[Report, ...]
    deadline: str | None
    is_stated: bool
    places: tuple[Place, ...]

    def json(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "measure": self.measure.json(),
            "reports": [report.json() for report in self.reports],
            "deadline": self.deadline, "stated": self.is_stated,
            "places": [place.json() for place in self.places],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A thematic plan's measure that was not found in the handlings- og økonomiplan.

    ``is_unknown``: no HØP of the municipality was read whole and with measures, so this is no gap.
    """

    measure: Element
    is_unknown: bool
    places: tuple[Place, ...]

    def json(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "measure": self.measure.json(), "unknown": self.is_unknown,
            "places": [place.json() for place in self.places],
        }  # fmt: skip


def responsibilities(catalogue: Catalogue) -> list[Responsibility]:
    """Return who is responsible for each measure and by when, in the order of the plans."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in run(catalogue.store, "elements/responsibility").dicts():
        rows[str(row["measure"])].append(row)
    return [_responsibility(catalogue, iri, found) for iri, found in rows.items()]


def progress_under(catalogue: Catalogue, goal: Element) -> list[Progress]:
    """Return how far each measure under a goal has come, in the order of the plans."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in run(catalogue.store, "thread/progress-under-goal", goal=goal.id).dicts():
        rows[str(row["measure"])].append(row)
    return [
        Progress(
            catalogue.element(iri), _reports(catalogue, iri, found),
            next(iter(_several(found, "deadline")), None), bool(found[0]["stated"]),
            _places(catalogue, iri),
        )
        for iri, found in rows.items()
    ]  # fmt: skip


def not_in_financial_plan(catalogue: Catalogue) -> list[Unplanned]:
    """Return the thematic plans' measures that no HØP repeats, refers to or reads like."""
    return [
        Unplanned(
            catalogue.element(str(row["measure"])), bool(row["unknown"]),
            _places(catalogue, str(row["measure"])),
        )
        for row in run(catalogue.store, "plans/not-in-financial-plan").dicts()
    ]  # fmt: skip


def _responsibility(
    catalogue: Catalogue, measure: str, rows: list[dict[str, Any]]
) -> Responsibility:
    owners = catalogue.values(measure, Property.OWNER)
    empty = catalogue.values(measure, Property.EMPTY_COLUMN)
    return Responsibility(
        catalogue.element(measure),
        tuple(catalogue.element(iri) for iri in _several(rows, "responsible")),
        catalogue.element(owners[0]) if owners else None,
        next(iter(_several(rows, "deadline")), None),
        tuple(prop.rpartition("#")[2] for prop in empty),
        _places(catalogue, measure),
    )


def _reports(catalogue: Catalogue, measure: str, rows: list[dict[str, Any]]) -> tuple[Report, ...]:
    """What is told of one measure, by itself first."""
    told = {(str(row["toldBy"]), str(row["progress"])) for row in rows if row["progress"]}
    ordered = sorted(told, key=lambda found: (found[0] != measure, *found))
    return tuple(Report(progress, catalogue.element(iri)) for iri, progress in ordered)


def _several(rows: list[dict[str, Any]], column: str) -> tuple[str, ...]:
    """The values of a column, each once, sorted."""
    return tuple(sorted({str(row[column]) for row in rows if row[column] is not None}))


def _places(catalogue: Catalogue, iri: str) -> tuple[Place, ...]:
    return catalogue.places(catalogue.values(iri, Property.PASSAGE))
