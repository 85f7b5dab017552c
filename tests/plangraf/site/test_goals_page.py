import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl

import pytest

from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from tests.plangraf.site.conftest import Opened, words
from visualize.scene import GAPS


def told(service: Service, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(service.answer("/mal.json", query).body)["goals"]
    return found


def every(goals: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for goal in goals:
        yield goal
        yield from every(goal["below"])


def row(page: Any, label: str) -> Any:
    """Return the entry of a goal, with all below it."""
    (found,) = [
        li
        for li in page.cssselect(".goals > li")
        if words(li.cssselect(".goal-name a")[0]) == label
    ]
    return found


def test_every_goal_and_strategy_that_was_read_stands_there_once(
    service: Service, snapshot: Snapshot
) -> None:
    kinds = {"vision", "focus_area", "main_goal", "sub_goal", "strategy"}
    wanted = [
        iri
        for iri, item in snapshot.items.items()
        if item.element.type in kinds and not item.is_cited_only
    ]
    assert sorted(goal["id"] for goal in every(told(service))) == sorted(wanted)


def test_the_number_at_a_goal_leads_to_as_many_measures(opened: Opened, service: Service) -> None:
    links = opened("/mal").cssselect(".goal-count a")
    assert links
    for link in links:
        query = dict(parse_qsl(link.get("href").partition("?")[2]))
        answer = json.loads(service.answer("/elementer.json", query).body)
        assert words(link) == f"{answer['total']} tiltak"


def test_a_gap_is_said_in_words_with_a_sign_and_leads_to_its_finding(
    opened: Opened, snapshot: Snapshot
) -> None:
    shown = [
        (words(link), link.get("href")) for link in opened("/mal").cssselect(".goal-said a.gap")
    ]
    kinds = {"focus_area", "main_goal", "sub_goal", "strategy"}
    wanted = [
        f"/funn/{name}"
        for name, finding in snapshot.findings_by_id.items()
        if finding.code in GAPS and finding.state == "open" and finding.subject.type in kinds
    ]
    assert sorted(link for _, link in shown) == sorted(wanted)
    assert all(text.startswith("⚠ ") and "uten funnet" in text for text, _ in shown)


def test_a_goal_tells_how_many_gaps_there_are_below_it(opened: Opened) -> None:
    area = row(opened("/mal"), "4 Arbeid og verdiskaping")
    below = [
        li for li in area.iterdescendants("li") if li.cssselect(":scope > .goal .goal-said .gap")
    ]
    assert f"⚠ {len(below)} hull under" in words(area.cssselect(".goal-count")[0])


def test_vision_areas_and_main_goals_are_open_and_sub_goals_closed(opened: Opened) -> None:
    page = opened("/mal")
    for fold in page.cssselect(".goals details"):
        level = fold.getparent().get("class").split()[0]
        assert (fold.get("open") is not None) is (level in {"level-0", "level-1", "level-2"})


def test_headings_go_down_by_one_level_at_a_time(opened: Opened) -> None:
    for path in ("/mal", "/mal/istapp"):
        levels = [int(h.tag[1]) for h in opened(path).iter("h1", "h2", "h3", "h4", "h5")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_goals_under_no_vision_stand_in_a_section_of_their_own(
    opened: Opened, snapshot: Snapshot
) -> None:
    page = opened("/mal")
    (section,) = page.cssselect("section[aria-labelledby=uten-visjon]")
    label = "Barn og familier som trenger det, skal få hjelp som virker, i sin egen kommune"
    assert label in words(section)
    repeated = {e.source for e in snapshot.scene.edges if e.relation == "restates"}
    names = {snapshot.element(iri).label for iri in repeated if iri in snapshot.items}
    again = [li for li in section.cssselect("li") if "gjentar" in words(li.cssselect(".goal")[0])]
    assert again
    assert {words(li.cssselect(".goal-name bdi")[0]) for li in again} <= names


def test_only_gaps_keeps_the_gaps_and_what_they_hang_under(service: Service) -> None:
    shown = list(every(told(service, hull="ja")))
    assert {goal["id"] for goal in shown if goal["chosen"]} == {
        goal["id"] for goal in every(told(service)) if goal["gaps"]
    }
    assert all(goal["chosen"] or goal["gaps_below"] for goal in shown)


def test_a_plan_keeps_the_goals_that_its_measures_lead_to_and_counts_them(
    opened: Opened, service: Service, snapshot: Snapshot
) -> None:
    plan = next(p for p in snapshot.plans.values() if "klima og natur" in p.element.label)
    key = snapshot.key(plan.element.id)
    own = {m.id for m in snapshot.coverage.measures if m.plan_id == plan.element.id}
    wanted = {iri for iri, reached in snapshot.scene.measures_of.items() if reached & own}
    shown = {goal["id"] for goal in every(told(service, plan=key)) if goal["chosen"]}
    assert shown == wanted
    area = row(opened("/mal", plan=key), "3 Natur, klima og beredskap")
    links = area.cssselect(":scope > .goal .goal-count a")
    assert words(links[1]) == "14 av dem i planen"
    query = dict(parse_qsl(links[1].get("href").partition("?")[2]))
    assert json.loads(service.answer("/elementer.json", query).body)["total"] == 14


def test_an_area_keeps_what_stands_under_it(service: Service, snapshot: Snapshot) -> None:
    area = next(a for a in snapshot.coverage.goals("focus_area") if a.code == "4")
    shown = [g for g in every(told(service, omrade=snapshot.key(area.id))) if g["chosen"]]
    assert {goal["code"] for goal in shown if goal["code"]} == {
        "4", "4.A", "4.A1", "4.A2", "4.A3", "4.B", "4.B1", "4.B2",
    }  # fmt: skip


def test_a_choice_stays_when_the_view_changes(opened: Opened) -> None:
    links = opened("/mal", hull="ja").cssselect(".tabs a")
    assert [link.get("href") for link in links] == ["/mal?hull=ja", "/mal/istapp?hull=ja"]
    assert [link.get("aria-current") for link in links] == ["page", None]


def test_the_boxes_of_the_icicle_are_the_goals_of_the_list_with_the_same_links(
    opened: Opened,
) -> None:
    page = opened("/mal/istapp")
    boxes = [box.get("href") for box in page.cssselect("svg a.box")]
    names = [a.get("href") for a in page.cssselect(".goal-tree .goal-name a")]
    assert boxes == names
    assert boxes == [a.get("href") for a in opened("/mal").cssselect(".goal-name a")]


def test_the_icicle_shows_what_is_chosen(opened: Opened) -> None:
    page = opened("/mal/istapp", hull="ja")
    listed = opened("/mal", hull="ja")
    boxes = [box.get("href") for box in page.cssselect("svg a.box")]
    assert boxes == [a.get("href") for a in listed.cssselect(".goal-name a")]
    gaps = {box.get("href") for box in page.cssselect("svg a.box.gap")}
    assert gaps == {a.get("href") for a in listed.cssselect(".is-gap > .goal .goal-name a")}


def test_levels_are_named_by_the_plans_words_where_these_are_others(opened: Opened) -> None:
    page = opened("/mal")
    goal = row(page, "2.C Flere kan bo hjemme lenger").cssselect(".level")[0]
    assert words(goal) == "Delmål · planens ord: «Slik vil vi ha det»"
    area = row(page, "2 Levende lokalsamfunn").cssselect(".level")[0]
    assert words(area) == "Satsingsområde"


@pytest.mark.parametrize("path", ["/mal/tull", "/mal/istapp/x"])
def test_other_views_are_not_found(service: Service, path: str) -> None:
    assert service.answer(path, {}).status == 404
