"""Coverage: how much of the goals has measures, how many measures have a thread, and the matrix."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.errors import BadInput
from queries.answers import Element
from queries.catalogue import Catalogue, code_order
from queries.library import run
from queries.tracing import traced_measures

ROWS = ("plan", "initiative", "strategy")
COLUMNS = ("focus_area", "main_goal", "sub_goal", "strategy", "sdg")
_GOALS = ("focus_area", "main_goal", "sub_goal", "strategy")
_MEASURES = ("measure", "reform_measure")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Measures by row and column; one with two columns counts in both, and once in its row."""

    rows: tuple[Element, ...]
    columns: tuple[Element, ...]
    cells: Mapping[tuple[str, str], frozenset[str]]
    row_totals: Mapping[str, frozenset[str]]
    column_totals: Mapping[str, frozenset[str]]
    without: Mapping[str, frozenset[str]]

    def json(self, kinds: tuple[str, str]) -> dict[str, Any]:
        """Return the matrix as the command line gives it."""
        return {
            "rows": kinds[0],
            "columns": kinds[1],
            "row_elements": [row.json() for row in self.rows],
            "column_elements": [column.json() for column in self.columns],
            "cells": [
                {
                    "row": row.id,
                    "column": column.id,
                    "measures": len(found),
                    "measure_ids": sorted(found),
                }
                for row in self.rows
                for column in self.columns
                if (found := self.cells.get((row.id, column.id)))
            ],
            "row_totals": {row.id: len(self.row_totals.get(row.id, ())) for row in self.rows},
            "column_totals": {c.id: len(self.column_totals.get(c.id, ())) for c in self.columns},
            "without_column": {row.id: len(self.without.get(row.id, ())) for row in self.rows},
        }


@dataclass(slots=True)
class _Index:
    """What stands under what, as sets: all-graph answers are quicker on these than in SPARQL."""

    goals_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    initiative: dict[str, str] = field(default_factory=dict)
    sdgs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def above(self, goals: Iterable[str]) -> set[str]:
        """Return some goals and all that stand above them."""
        found: set[str] = set()
        waiting = list(goals)
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting.extend(self.parents.get(here, ()))
        return found


class Coverage:
    """The coverage of a graph, stated edges alone or with the inferred ones."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the measures, the goals and what stands under what."""
        self.catalogue = catalogue
        store = catalogue.store
        self.stated = self._index("coverage/measure-goals")
        self.all = self._index("coverage/measure-goals-inferred")
        self.counted = {str(row["goal"]) for row in run(store, "coverage/counted-goals").dicts()}
        measures = {str(row["measure"]) for row in run(store, "coverage/counted-measures").dicts()}
        self.measures = [e for e in catalogue.of_type(*_MEASURES) if e.id in measures]
        self.traced = traced_measures(store)
        self.traced_stated = traced_measures(store, stated_only=True)

    def _index(self, query: str) -> _Index:
        store = self.catalogue.store
        index = _Index()
        for row in run(store, query).dicts():
            index.goals_of[str(row["measure"])].add(str(row["goal"]))
        for row in run(store, "coverage/hierarchy").dicts():
            index.parents[str(row["child"])].add(str(row["parent"]))
        for row in run(store, "coverage/initiative-of-measure").dicts():
            index.initiative[str(row["measure"])] = str(row["initiative"])
        for row in run(store, "grounding/sdgs").dicts():
            index.sdgs[str(row["subject"])].add(str(row["sdg"]))
        return index

    # --- figures --------------------------------------------------------------------------

    def goals(self, kind: str) -> list[Element]:
        """Return the goals of one level that count: the plan's own, neither repeated nor unread."""
        return [e for e in self.catalogue.of_type(kind) if e.id in self.counted]

    def covered(self, *, with_inferred: bool = False) -> set[str]:
        """Return the goals and strategies that at least one measure reaches."""
        index = self.all if with_inferred else self.stated
        found: set[str] = set()
        for measure in self.measures:
            found |= index.above(index.goals_of.get(measure.id, ()))
        return found

    def json(self, rows: str = "plan", columns: str = "focus_area") -> dict[str, Any]:
        """Return all figures and one matrix."""
        stated, inferred = self.covered(), self.covered(with_inferred=True)
        names = {"focus_area": "focus_areas", "main_goal": "main_goals", "sub_goal": "sub_goals",
                 "strategy": "strategies"}  # fmt: skip
        figures = {names[kind]: self._level(kind, stated, inferred) for kind in reversed(_GOALS)}
        return {
            **figures,
            "measures": self._measures(),
            "matrix": self.matrix(rows, columns).json((rows, columns)),
        }

    def _level(self, kind: str, stated: set[str], inferred: set[str]) -> dict[str, Any]:
        goals = self.goals(kind)
        by_plan = _grouped(goals, lambda e: e.plan_id)
        areas = {e.id: e for e in self.goals("focus_area")}
        by_area: dict[str, list[Element]] = defaultdict(list)
        for goal in goals:
            for above in self.stated.above([goal.id]) & set(areas):
                by_area[above].append(goal)
        return {
            **_share(goals, stated, inferred),
            "by_plan": [
                {
                    "plan": self.catalogue.element(plan).label,
                    "plan_id": plan,
                    **_share(of, stated, inferred),
                }
                for plan, of in sorted(by_plan.items())
            ],
            "by_focus_area": [
                {"focus_area": area.json(), **_share(by_area[area.id], stated, inferred)}
                for area in areas.values()
                if by_area.get(area.id)
            ],
            "without_measure": [e.json() for e in goals if e.id not in stated],
        }

    def _measures(self) -> dict[str, Any]:
        by_plan = _grouped(self.measures, lambda e: e.plan_id)
        by_initiative = _grouped(self.measures, lambda e: self.stated.initiative.get(e.id))
        return {
            **self._threads(self.measures),
            "by_plan": [
                {"plan": self.catalogue.element(plan).label, "plan_id": plan, **self._threads(of)}
                for plan, of in sorted(by_plan.items())
            ],
            "by_initiative": [
                {"initiative": self.catalogue.element(iri).json(), **self._threads(of)}
                for iri, of in sorted(by_initiative.items())
            ],
        }

    def _threads(self, measures: list[Element]) -> dict[str, Any]:
        whole = sum(m.id in self.traced for m in measures)
        stated = sum(m.id in self.traced_stated for m in measures)
        return {
            "total": len(measures),
            "with_thread": whole,
            "with_stated_thread": stated,
            "share": _ratio(whole, len(measures)),
        }

    # --- the matrix -------------------------------------------------------------------------

    def matrix(self, rows: str = "plan", columns: str = "focus_area") -> Matrix:
        """Return the measures by row and column, by stated edges.

        Raises :class:`~graph.errors.BadInput` (``coverage-axis``) for an axis that does not exist.
        """
        if rows not in ROWS or columns not in COLUMNS:
            raise BadInput(
                "coverage-axis", rows=rows, columns=columns,
                known_rows=", ".join(ROWS), known_columns=", ".join(COLUMNS),
            )  # fmt: skip
        cells: dict[tuple[str, str], set[str]] = defaultdict(set)
        totals: dict[str, set[str]] = defaultdict(set)
        sums: dict[str, set[str]] = defaultdict(set)
        without: dict[str, set[str]] = defaultdict(set)
        wanted = {e.id: e for e in self._columns(columns)}
        for measure in self.measures:
            reached = self.reached(measure, columns) & set(wanted)
            for row in self.rows_of(measure, rows):
                totals[row].add(measure.id)
                for column in reached:
                    cells[(row, column)].add(measure.id)
                if not reached:
                    without[row].add(measure.id)
            for column in reached:
                sums[column].add(measure.id)
        return Matrix(
            tuple(self._sorted(totals)),
            tuple(wanted.values()),
            {key: frozenset(found) for key, found in cells.items()},
            {key: frozenset(found) for key, found in totals.items()},
            {key: frozenset(found) for key, found in sums.items()},
            {key: frozenset(found) for key, found in without.items()},
        )

    def _columns(self, kind: str) -> list[Element]:
        if kind == "sdg":
            return sorted(self.catalogue.of_type("sdg"), key=lambda e: int(e.code or 0))
        return self.goals(kind)

    def reached(self, measure: Element, columns: str) -> set[str]:
        """Return what a measure leads to by stated steps; ``columns`` is a kind of COLUMNS.

        What stands on the way is in the answer too, so pick from it what is wanted.
        """
        above = self.stated.above(self.stated.goals_of.get(measure.id, ()))
        if columns != "sdg":
            return above
        places = above | {
            measure.id,
            measure.plan_id or "",
            self.stated.initiative.get(measure.id, ""),
        }
        return {sdg for place in places for sdg in self.stated.sdgs.get(place, ())}

    def rows_of(self, measure: Element, rows: str) -> list[str]:
        """Return the rows that a measure stands in; ``rows`` is a kind of ROWS."""
        if rows == "plan":
            return [measure.plan_id] if measure.plan_id else []
        if rows == "initiative":
            return [self.stated.initiative.get(measure.id) or measure.plan_id or ""]
        return [
            g
            for g in self.stated.goals_of.get(measure.id, ())
            if self.catalogue.element(g).type == "strategy"
        ]

    def _sorted(self, iris: Iterable[str]) -> list[Element]:
        found = [self.catalogue.element(iri) for iri in iris]
        return sorted(found, key=lambda e: (e.plan or "", code_order(e.code), e.label, e.id))


def _grouped(elements: list[Element], key: Any) -> dict[str, list[Element]]:  # noqa: ANN401
    groups: dict[str, list[Element]] = defaultdict(list)
    for element in elements:
        name = key(element)
        if name:
            groups[name].append(element)
    return groups


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _share(goals: list[Element], stated: set[str], inferred: set[str]) -> dict[str, Any]:
    covered = sum(e.id in stated for e in goals)
    return {
        "total": len(goals),
        "with_measure": covered,
        "with_measure_inferred": sum(e.id in inferred for e in goals),
        "without_measure_count": len(goals) - covered,
        "share": _ratio(covered, len(goals)),
    }
