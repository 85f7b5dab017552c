"""Circles of contributions."""

from collections.abc import Callable

import pytest

from graph.cycles import cycles
from graph.models import Iri, Link
from graph.plan_graph import NamedPart, PlanGraph
from ontology.terms import Property

MakeLink = Callable[[str, str, Property], Link]


def graph_of(make_link: MakeLink, pairs: str, relation: Property) -> PlanGraph:
    """Make a graph of links written as «ab bc»: a serves b, b serves c."""
    links = tuple(make_link(pair[0], pair[1], relation) for pair in pairs.split())
    return PlanGraph((NamedPart(Iri("https://example.org/g"), links),))


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ("ab bc", []),
        ("ab ac bd cd", []),
        ("aa", [("a",)]),
        ("ab ba", [("a", "b")]),
        ("ab bc cb", [("b", "c")]),
        ("ab bc ca", [("a", "b", "c")]),
        ("ab ba cd dc", [("a", "b"), ("c", "d")]),
        ("za ab ba", [("a", "b")]),
    ],
)
def test_the_circles_among_contributions_are_found(
    make_link: MakeLink, pairs: str, found: list[tuple[str, ...]]
) -> None:
    assert cycles(graph_of(make_link, pairs, Property.SUB_GOAL_OF)) == found


def test_a_circle_of_likenesses_is_none(make_link: MakeLink) -> None:
    assert cycles(graph_of(make_link, "ab ba", Property.RESEMBLES)) == []


def test_a_long_chain_does_not_run_out_of_room(make_link: MakeLink) -> None:
    numbers = [f"{number:05}" for number in range(3000)]
    links = tuple(
        make_link(one, other, Property.SUB_GOAL_OF)
        for one, other in zip(numbers, [*numbers[1:], numbers[0]], strict=True)
    )
    plan_graph = PlanGraph((NamedPart(Iri("https://example.org/g"), links),))
    assert [len(circle) for circle in cycles(plan_graph)] == [3000]
