"""What the page of coverage tells beside its matrix: figures, each with the list behind it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from plangraf.site.addresses import Address
from plangraf.site.facets import Standing
from plangraf.site.page import Asked
from plangraf.site.snapshot import Snapshot
from queries.answers import Element
from queries.catalogue import code_order
from queries.library import run

#: The levels from the top down: their types, and their names among the figures.
LEVELS = {
    "focus_area": "focus_areas", "main_goal": "main_goals", "sub_goal": "sub_goals",
    "strategy": "strategies",
}  # fmt: skip
_MEASURES = frozenset({"measure", "reform_measure"})
#: How many of the goals with most and with fewest measures are named; more where several tie.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the list behind it; nought has none."""

    count: int
    address: Address

    def json(self) -> int:
        """Return the number."""
        return self.count


@dataclass(frozen=True, slots=True)
class Level:
    """How much of a level has measures; ``name`` is its type or the focus area it is under."""

    kind: str
    total: Figure
    covered: Figure
    covered_with_inferred: Figure
    uncovered: Figure
    share: float | None
    share_with_inferred: float | None
    area: Element | None = None

    def json(self) -> dict[str, Any]:
        """Return the figures for programs."""
        return {
            "level": self.kind,
            "focus_area": self.area.json() if self.area else None,
            "total": self.total.count,
            "with_measure": self.covered.count,
            "with_measure_inferred": self.covered_with_inferred.count,
            "without_measure": self.uncovered.count,
            "share": self.share,
            "share_inferred": self.share_with_inferred,
        }


@dataclass(frozen=True, slots=True)
class Traced:
    """How many measures of a plan or an initiative have a thread; of all where it is None."""

    element: Element | None
    total: Figure
    traced: Figure
    stated: Figure
    untraced: Figure
    share: float | None

    def json(self) -> dict[str, Any]:
        """Return the figures for programs."""
        return {
            "element": self.element.json() if self.element else None,
            "total": self.total.count,
            "with_thread": self.traced.count,
            "with_stated_thread": self.stated.count,
            "without_thread": self.untraced.count,
            "share": self.share,
        }


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The focus areas that no measure of a plan leads to by stated steps, of how many."""

    plan: Element
    areas: tuple[Element, ...]
    among: int

    def json(self) -> dict[str, Any]:
        """Return the plan and the areas for programs."""
        return {"plan": self.plan.json(), "not_covered": [area.json() for area in self.areas]}


@dataclass(frozen=True, slots=True)
class Grounds:
    """A sustainable development goal, its measures, and what names it with the measures of that."""

    goal: Element
    measures: Figure
    named_by: tuple[tuple[Element, Figure], ...]

    def json(self) -> dict[str, Any]:
        """Return the goal and what names it for programs."""
        return {
            "goal": self.goal.json(),
            "measures": self.measures.count,
            "named_by": [
                {"element": element.json(), "measures": figure.count}
                for element, figure in self.named_by
            ],
        }


@dataclass(frozen=True, slots=True)
class Ranked:
    """The goals of one level by how many measures they have, those with most first."""

    kind: str
    goals: tuple[tuple[Element, Figure], ...]

    @property
    def most(self) -> tuple[tuple[Element, Figure], ...]:
        """The goals with most measures, none without any."""
        return _ends(self.goals, fewest=False)

    @property
    def fewest(self) -> tuple[tuple[Element, Figure], ...]:
        """The goals with fewest measures, the fewest first."""
        return _ends(self.goals[::-1], fewest=True)

    def json(self) -> dict[str, Any]:
        """Return the goals for programs."""
        return {
            "level": self.kind,
            "goals": [{**goal.json(), "measures": figure.count} for goal, figure in self.goals],
        }


def levels(asked: Asked) -> list[Level]:
    """Return how much of each level has measures."""
    figures = asked.snapshot.figures
    return [_level(asked, kind, figures[name]) for kind, name in LEVELS.items()]


def levels_by_area(asked: Asked, kind: str) -> list[Level]:
    """Return how much of a level has measures under each focus area."""
    return [
        _level(asked, kind, row, asked.snapshot.element(row["focus_area"]["id"]))
        for row in asked.snapshot.figures[LEVELS[kind]]["by_focus_area"]
    ]


def _level(asked: Asked, kind: str, row: dict[str, Any], area: Element | None = None) -> Level:
    key = asked.snapshot.key(area.id) if area else ""

    def figure(count: int, standing: Standing) -> Figure:
        query = {"type": kind, "tilstand": standing.value, "omrade": key}
        return Figure(count, asked.address("elementer", **query))

    inferred = row["with_measure_inferred"]
    return Level(
        kind,
        figure(row["total"], Standing.COUNTED),
        figure(row["with_measure"], Standing.WITH_MEASURE),
        figure(inferred, Standing.WITH_INFERRED_MEASURE),
        figure(row["without_measure_count"], Standing.WITHOUT_MEASURE),
        row["share"],
        inferred / row["total"] if row["total"] else None,
        area,
    )


def traced_by_plan(asked: Asked) -> list[Traced]:
    """Return how many measures of each plan have a thread, then of all."""
    measures = asked.snapshot.figures["measures"]
    rows = [
        _traced(asked, row, asked.snapshot.element(row["plan_id"]), "plan")
        for row in measures["by_plan"]
    ]
    return [*sorted(rows, key=_named), _traced(asked, measures, None, "plan")]


def traced_by_initiative(asked: Asked) -> list[Traced]:
    """Return how many measures of each initiative have a thread."""
    rows = [
        _traced(asked, row, asked.snapshot.element(row["initiative"]["id"]), "initiative")
        for row in asked.snapshot.figures["measures"]["by_initiative"]
    ]
    return sorted(rows, key=_named)


def _named(row: Traced) -> tuple[str, str, str]:
    element = row.element
    return (element.plan or "", element.label, element.id) if element else ("", "", "")


def _traced(asked: Asked, row: dict[str, Any], element: Element | None, rows: str) -> Traced:
    key = asked.snapshot.key(element.id) if element else ""
    facet = {"plan": "plan", "initiative": "satsing"}[rows]
    every = asked.address("elementer", rader=rows, rad=key)

    def figure(count: int, standing: Standing) -> Figure:
        query = {facet: key, "tilstand": standing.value}
        return Figure(count, asked.address("elementer", **query))

    return Traced(
        element,
        Figure(row["total"], every),
        figure(row["with_thread"], Standing.WITH_THREAD),
        figure(row["with_stated_thread"], Standing.STATED_THREAD),
        figure(row["total"] - row["with_thread"], Standing.WITHOUT_THREAD),
        row["share"],
    )


def uncovered(snapshot: Snapshot) -> list[Uncovered]:
    """Return the focus areas that each plan with measures does not cover."""
    owners = {
        item.element.plan_id
        for item in snapshot.items.values()
        if item.element.type in _MEASURES and not item.is_cited_only
    }
    among = len(snapshot.coverage.goals("focus_area"))
    return [
        Uncovered(
            plan.element,
            tuple(
                snapshot.element(str(row["area"]))
                for row in run(snapshot.store, "coverage/focus-areas-not-covered", plan=iri).dicts()
            ),
            among,
        )
        for iri, plan in snapshot.plans.items()
        if plan.is_read and iri in owners
    ]


def grounds(asked: Asked) -> list[Grounds]:
    """Return the sustainable development goals that plans name, by their numbers."""
    snapshot = asked.snapshot
    totals = snapshot.coverage.matrix("plan", "sdg").column_totals
    named: dict[str, list[tuple[Element, Figure]]] = defaultdict(list)
    for row in snapshot.once(_groundings):
        subject = snapshot.element(str(row["subject"]))
        figure = Figure(int(row["measures"]), _measures_of(asked, subject))
        named[str(row["sdg"])].append((subject, figure))
    made = []
    for iri, subjects in named.items():
        query = {"kolonner": "sdg", "kolonne": snapshot.key(iri)}
        figure = Figure(len(totals.get(iri, ())), asked.address("elementer", **query))
        made.append(Grounds(snapshot.element(iri), figure, tuple(subjects)))
    return sorted(made, key=lambda found: code_order(found.goal.code))


def _groundings(snapshot: Snapshot) -> list[dict[str, Any]]:
    return list(run(snapshot.store, "grounding/sdgs").dicts())


def _measures_of(asked: Asked, element: Element) -> Address:
    """Return the list of the measures that serve a goal or stand in a plan or an initiative."""
    key = asked.snapshot.key(element.id)
    if element.id in asked.snapshot.scene.measures_of:
        return asked.address("elementer", under=key)
    if element.type in _MEASURES:
        return asked.address_of(element.id)
    rows = "initiative" if element.type == "initiative" else "plan"
    return asked.address("elementer", rader=rows, rad=key)


def ranked(asked: Asked) -> list[Ranked]:
    """Return the main goals and the sub-goals by how many measures they have."""
    snapshot = asked.snapshot
    found: dict[str, list[tuple[Element, Figure]]] = {"main_goal": [], "sub_goal": []}
    for row in snapshot.once(_by_goal):
        goal = snapshot.element(str(row["goal"]))
        query = {"under": snapshot.key(goal.id)}
        figure = Figure(int(row["measures"]), asked.address("elementer", **query))
        found[goal.type].append((goal, figure))

    def place(pair: tuple[Element, Figure]) -> tuple[object, ...]:
        return (-pair[1].count, code_order(pair[0].code), pair[0].label, pair[0].id)

    return [Ranked(kind, tuple(sorted(some, key=place))) for kind, some in found.items() if some]


def _by_goal(snapshot: Snapshot) -> list[dict[str, Any]]:
    return list(run(snapshot.store, "coverage/measures-by-goal").dicts())


def _ends(
    goals: tuple[tuple[Element, Figure], ...], *, fewest: bool
) -> tuple[tuple[Element, Figure], ...]:
    """Return the first few, and those after them that tie with the last of these."""
    if not goals:
        return ()
    last = goals[min(_NAMED, len(goals)) - 1][1].count
    return tuple(
        (goal, figure)
        for goal, figure in goals
        if (figure.count <= last if fewest else figure.count >= max(last, 1))
    )


def of_several(snapshot: Snapshot) -> list[tuple[Element, tuple[Element, ...]]]:
    """Return the measures that serve several goals with these, those of most goals first."""
    found: dict[str, list[Element]] = defaultdict(list)
    for row in run(snapshot.store, "coverage/measures-of-several-goals").dicts():
        found[str(row["measure"])].append(snapshot.element(str(row["goal"])))
    order = {iri: at for at, iri in enumerate(snapshot.items)}
    return [
        (snapshot.element(iri), tuple(found[iri]))
        for iri in sorted(found, key=lambda iri: (-len(found[iri]), order.get(iri, len(order))))
    ]
