"""Each question answers on a town of two thousand elements, within a bound."""

from datetime import date
from itertools import cycle, islice
from time import monotonic

import pytest

from graph import models
from graph.iris import sdg_iri
from graph.models import Iri, Text
from graph.store import PlanStore
from ontology.terms import (
    Assessment,
    Class,
    DecisionAction,
    FindingCode,
    Method,
    PlanStatus,
    Property,
)
from queries.library import questions, run
from tests.queries.conftest import Town

AREAS = 6
PLANS = 8
#: Seconds: far above what any takes; one whose time grows with the square takes minutes.
BOUND = 5
#: The town has every area and goal covered, no look-alikes, no empty cell of these columns, and
#: no plan that another replaces.
EMPTY = {
    "coverage/focus-areas-not-covered",
    "findings/ambiguous-term",
    "findings/focus-area-without-measure",
    "findings/goal-without-measure",
    "findings/measure-without-indicator",
    "findings/measure-without-owner",
    "plans/replaced",
    "provenance/broken-promises",
    "thread/measures-losing-thread",
    "thread/measures-of-strategy",
}


def grown(size: int) -> Town:
    """Return a town with ``size`` plan elements, every kind of link among them.

    A fifth are strategies, three fifths measures; one measure in ten cites nothing, one in
    twenty-five something that is not there, one in forty something that is not clear.
    """
    town = Town(f"Storby {size}")
    goals, strategies = _goals(town, size)
    measures = _measures(town, goals, strategies, size)
    _repeated(town, measures, size)
    _grounded(town, size)
    return town


def _goals(town: Town, size: int) -> tuple[list[Iri], list[Iri]]:
    plan = "Samfunnsdel"
    town.plan(plan, models.SocietalMasterPlan, period_from=2024, period_to=2036)
    vision = town.element(plan, "V", models.Vision)
    mains = []
    for number in range(AREAS):
        area = town.element(plan, f"S{number}", models.FocusArea)
        main = town.element(plan, f"H{number}", models.MainGoal)
        town.link(main, Property.GOAL_OF_FOCUS_AREA, area)
        town.link(area, Property.REALISES_VISION, vision)
        mains.append(main)
    goals = [town.element(plan, f"D{n}", models.SubGoal) for n in range(size // 20)]
    for goal, main in zip(goals, cycle(mains), strict=False):
        town.link(goal, Property.SUB_GOAL_OF, main)
    strategies = [town.element(plan, f"T{n}", models.Strategy) for n in range(size // 5)]
    for number, (strategy, goal) in enumerate(zip(strategies, cycle(goals), strict=False)):
        town.link(strategy, Property.SUPPORTS_SUB_GOAL, goal, stated=number % 10 != 9)
    return goals, strategies


def _measures(
    town: Town, goals: list[Iri], strategies: list[Iri], size: int
) -> list[tuple[str, Iri]]:
    plans = [f"Temaplan {number}" for number in range(PLANS)]
    initiatives: dict[str, list[Iri]] = {}
    for number, plan in enumerate(plans):
        town.plan(
            plan, period_from=2020, period_to=2024 + number, evaluation_due=2023 + number,
            cites_level=Iri(Class.STRATEGY),
        )  # fmt: skip
        initiatives[plan] = [
            town.element(plan, f"I{n}", models.Initiative) for n in range(max(1, size // 400))
        ]
        for at, initiative in enumerate(initiatives[plan]):
            town.link(initiative, Property.SUPPORTS_SUB_GOAL, goals[(at + number) % len(goals)])
    measures = []
    cited = strategies[: len(strategies) * 3 // 4]
    for number, plan in enumerate(islice(cycle(plans), size * 3 // 5)):
        empty = (Iri(Property.DEADLINE), Iri(Property.COST)) if number % 12 == 0 else ()
        measure = town.element(plan, f"M{number}", empty_columns=empty)
        measures.append((plan, measure))
        if number % 3:
            inside = initiatives[plan]
            town.link(measure, Property.BELONGS_TO_INITIATIVE, inside[number % len(inside)])
        _cite(town, measure, number, goals, cited)
    return measures


def _cite(town: Town, measure: Iri, number: int, goals: list[Iri], cited: list[Iri]) -> None:
    strategy = cited[number * 7 % len(cited)]
    if number % 10 == 0:
        return
    if number % 25 == 1:
        nearest = (town.candidate(strategy, 1, "0.5"),)
        town.cite(measure, f"N{number}", None, method=Method.NONE, candidates=nearest)
    elif number % 40 == 2:
        both = (town.candidate(strategy, 1, "0.9"), town.candidate(goals[0], 2, "0.89"))
        town.cite(measure, f"N{number}", None, method=Method.AMBIGUOUS, candidates=both)
    elif number % 40 == 3:
        town.cite(measure, f"N{number}", goals[number % len(goals)])
    else:
        similar = number % 4 == 1
        link = town.cite(
            measure, f"N{number}", strategy,
            method=Method.SIMILAR if similar else Method.EXACT,
            confidence="0.8" if similar else "1", word_diff="x → y" if similar else None,
        )  # fmt: skip
        if similar:
            _approve(town, link)
    if number % 4 == 0:
        town.cite(measure, f"N{number} too", cited[(number * 7 + 1) % len(cited)])


def _approve(town: Town, link: Iri) -> None:
    town.add(
        models.LinkDecision(
            iri=Iri(f"{link}/decision"), link=link, action=DecisionAction.ACCEPT,
            decided_by="Kari", decided_on=date(2025, 1, 1),
        )
    )  # fmt: skip


def _repeated(town: Town, measures: list[tuple[str, Iri]], size: int) -> None:
    town.plan("Handlingsplan", models.ActionPlan)
    town.plan("Kostnadsplan", models.ActionAndFinancialPlan)
    for number in range(size // 10):
        _, measure = measures[number]
        if number % 2:
            again = town.element("Handlingsplan", f"G{number}")
            town.repeat(again, measure, changed=number % 5 == 0, word_diff="x → y")
        else:
            again = town.element("Kostnadsplan", f"G{number}")
            town.link(again, Property.RESEMBLES, measure, stated=False, method=Method.SIMILAR)
        if number + 50 < len(measures) and number % 10 == 0:
            town.link(
                measure, Property.RESEMBLES, measures[number + 50][1], stated=False,
                method=Method.SIMILAR, confidence="0.95",
            )  # fmt: skip


def _grounded(town: Town, size: int) -> None:
    for number in range(1, 18):
        goal = town.add(
            models.SustainableDevelopmentGoal(
                iri=sdg_iri(number), label=Text(value=f"Mål {number}"), code=str(number)
            )
        )
        town.link(town.iri("Samfunnsdel", f"S{number % AREAS}"), Property.GROUNDED_IN, goal)
        town.link(town.iri(f"Temaplan {number % PLANS}"), Property.GROUNDED_IN, goal)
    for number in range(size // 50):
        cited = town.add(
            models.Plan(
                iri=town.iri(f"Omtalt {number}"), label=Text(value=f"Omtalt {number}"),
                municipality=town.home, status=PlanStatus.CITED, is_cited_only=True,
            )
        )  # fmt: skip
        town.link(town.iri("Samfunnsdel"), Property.CITES, cited)
    town.add(
        models.FindingDecision(
            iri=Iri(f"{town.home}/decision"), finding_code=FindingCode.STRATEGY_WITHOUT_MEASURE,
            subject=town.iri("Samfunnsdel", f"T{size // 5 - 1}"), decided_by="Kari",
            assessment=Assessment.NOT_RELEVANT, decided_on=date(2025, 1, 1), reason="Nei",
        )
    )  # fmt: skip


@pytest.fixture(scope="session")
def large() -> PlanStore:
    return grown(2000).store()


@pytest.mark.parametrize("name", sorted(questions()))
def test_a_question_is_answered_on_two_thousand_nodes(name: str, large: PlanStore) -> None:
    asked = questions()[name]
    town = Town("Storby 2000")
    known = {
        "element": town.iri("Samfunnsdel", "T0"), "goal": town.iri("Samfunnsdel", "D0"),
        "plan": town.iri("Temaplan 0"), "since": "2025-01-01",
    }  # fmt: skip
    values = {p.name: known.get(p.name, 2026) for p in asked.parameters}
    began = monotonic()
    rows = run(large, name, **values).rows
    assert monotonic() - began < BOUND
    assert bool(rows) == (name not in EMPTY)
