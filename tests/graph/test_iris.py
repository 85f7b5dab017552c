"""IRIs: the same key always gives the same one, and no other key does."""

from itertools import combinations

import pytest

from graph.iris import (
    BASE,
    cited_iri,
    document_iri,
    element_iri,
    graph_iri,
    law_iri,
    link_iri,
    municipality_iri,
    organization_iri,
    passage_iri,
    plan_graph_iri,
    plan_iri,
    sdg_iri,
    slug,
    state_iri,
)
from graph.models import Iri

HOME = municipality_iri("Fjordvik")
OWN_BASE = "https://plan.fjordvik.no/id/"


@pytest.mark.parametrize("key", ["1.B2", "drammen", "2024", "A1", "1.A-2"])
def test_a_plain_key_is_its_own_slug(key: str) -> None:
    assert slug(key) == key


@pytest.mark.parametrize(
    "key", ["Et godt sted", "Å", "", "/", "..", "a b", "a#b", "a?b", "%2e", "a" * 41, "mål-"]
)
def test_any_other_key_is_spelled_with_letters_digits_and_a_hash(key: str) -> None:
    made = slug(key)
    assert made != key
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize(
    ("one", "other"),
    list(
        combinations(
            ["Et godt sted", "et godt sted", "Et  godt sted", "Et godt sted.", "Et-godt-sted"], 2
        )
    ),
)
def test_keys_that_look_alike_do_not_share_a_slug(one: str, other: str) -> None:
    assert slug(one) != slug(other)


def test_nobody_can_write_a_key_that_another_key_is_hashed_to() -> None:
    hashed = slug("Et godt sted å leve")
    assert slug(hashed) != hashed


def test_the_two_ways_of_writing_an_accent_are_one_key() -> None:
    assert slug("Ma\u030al for a\u030aret") == slug("Mål for året")


def test_a_long_label_stays_readable_and_short() -> None:
    made = slug("Vi gir familier råd og støtte før vanskene vokser seg store")
    assert made.startswith("vi-gir-familier-rad-og-stotte-for-")
    assert len(made) <= 52


def test_a_kommunenummer_is_in_no_iri() -> None:
    assert municipality_iri("Fjordvik") == municipality_iri("FJORDVIK") == f"{BASE}fjordvik"


def test_the_base_can_be_chosen() -> None:
    home = municipality_iri("Fjordvik", OWN_BASE)
    made = [
        plan_iri(home, "thematic_plan", "Klima"),
        document_iri("ab" * 32, OWN_BASE),
        passage_iri("ab" * 32, 1, 2, OWN_BASE),
        graph_iri("links", OWN_BASE),
        law_iri("plan- og bygningsloven § 11-1", OWN_BASE),
        state_iri("staten", OWN_BASE),
        organization_iri(home, "kommunestyret"),
        link_iri(home, "a", "b"),
        cited_iri(home, "strategy", "Vi åpner skolene"),
    ]
    assert all(iri.startswith(OWN_BASE) for iri in made)


def test_a_goal_of_the_un_keeps_the_iri_of_the_un() -> None:
    assert sdg_iri(4) == "http://metadata.un.org/sdg/4"


def test_a_code_names_an_element_before_its_label_does() -> None:
    plan = plan_iri(HOME, "thematic_plan", "Klima")
    assert element_iri(plan, "sub_goal", "1.A") == f"{plan}/sub-goal/1.A"


def test_the_same_title_in_another_kind_or_edition_is_another_plan() -> None:
    made = {
        plan_iri(HOME, "thematic_plan", "Klima"),
        plan_iri(HOME, "action_plan", "Klima"),
        plan_iri(HOME, "thematic_plan", "Klima", edition="0123456789ab"),
    }
    assert len(made) == 3


def test_spaces_in_a_title_do_not_make_another_plan() -> None:
    one, other = "Temaplan  for\tklima ", "Temaplan for klima"
    assert plan_iri(HOME, "thematic_plan", one) == plan_iri(HOME, "thematic_plan", other)


def test_places_in_one_file_differ_by_their_offsets() -> None:
    made = {passage_iri("ab" * 32, start, end) for start, end in [(1, 23), (12, 3), (1, 2), (0, 2)]}
    assert len(made) == 4


def test_parts_of_a_link_never_run_together() -> None:
    assert link_iri(HOME, "ab", "c") != link_iri(HOME, "a", "bc")


def test_a_plans_named_graph_is_not_the_plan() -> None:
    plan = Iri(f"{HOME}/plan")
    assert plan_graph_iri(plan) == f"{plan}/graph"
