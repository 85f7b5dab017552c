"""Two versions compared: the example against a key written by hand, and what holds of any two."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plangraf
from graph import models
from graph.models import Iri, Text
from graph.store import PlanStore
from ontology import labels
from ontology.terms import PlanStatus, Property
from queries.answers import Element
from queries.catalogue import Catalogue
from queries.comparing import Comparison, Pair, compare
from tests.queries.conftest import Town

EXAMPLES = Path(__file__).parents[2] / "examples"
KEY = (EXAMPLES / "fjordvik-2020-fasit.md").read_text("utf-8")


@pytest.fixture(scope="session")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Give the example as its plans were in 2020."""
    folder = tmp_path_factory.mktemp("earlier")
    plangraf.build([EXAMPLES / "fjordvik-2020"], folder)
    return Catalogue(PlanStore.open(folder))


@pytest.fixture(scope="session")
def found(earlier: Catalogue, example_catalogue: Catalogue) -> Comparison:
    return compare(earlier, example_catalogue)


def section(number: int) -> str:
    """Give one section of the key."""
    return re.split(r"^## \d .*$", KEY, flags=re.MULTILINE)[number]


def items(number: int) -> list[str]:
    return sorted(re.findall(r"^- (.+)$", section(number), flags=re.MULTILINE))


def rows(number: int) -> list[tuple[str, ...]]:
    """Give the rows of a section's table, without its head."""
    lines = re.findall(r"^\| (.+) \|$", section(number), flags=re.MULTILINE)
    return sorted(tuple(line.split(" | ")) for line in lines[1:])


def name(element: Element) -> str:
    """Give an element as the key does: by its code, or else its text."""
    return element.code or element.label.rstrip(".")


def word(prop: str) -> str:
    return "ordlyd" if prop == "label" else labels()["properties"][prop]["nb"]


# --- the example against the key -----------------------------------------------------------------


def test_what_is_the_same_is_in_the_key(found: Comparison) -> None:
    assert sorted(name(pair.new) for pair in found.same) == items(1)


def test_what_changed_is_in_the_key_with_each_property(found: Comparison) -> None:
    told = [
        (name(p.new), name(p.old), ", ".join(word(change.property) for change in p.changes))
        for p in found.changed
    ]
    assert sorted(told) == rows(2)


def test_what_moved_is_in_the_key_with_both_places(found: Comparison) -> None:
    told = [
        (name(p.new), ", ".join(map(name, p.move.old)), ", ".join(map(name, p.move.new)))
        for p in found.moved
        if p.move
    ]
    assert sorted(told) == rows(3)


def test_what_is_new_is_in_the_key(found: Comparison) -> None:
    plans = {lone.element.id for lone in found.new if lone.element.type.endswith("plan")}
    apart = [lone for lone in found.new if lone.element.plan_id not in plans]
    assert sorted(name(lone.element) for lone in apart) == items(4)
    assert {lone.plan_is_lone for lone in found.new if lone not in apart} == {True}


def test_what_was_removed_is_in_the_key(found: Comparison) -> None:
    assert sorted(name(lone.element) for lone in found.removed) == items(5)


def test_a_removed_goal_tells_which_measures_lost_their_thread(found: Comparison) -> None:
    losing = {name(r.element): [m.label for m in r.losing] for r in found.removed if r.losing}
    shop = "Opne ombruksbutikk på gjenvinningsstasjonen"
    assert losing == {"3.C": [shop], "3.C1": [shop]}


def test_a_removed_goal_tells_what_it_reads_most_like(found: Comparison) -> None:
    near = {name(r.element): r.near for r in found.removed}
    ready = near["5.C"]
    assert ready is not None
    assert (name(ready.element), ready.likeness < 0.5) == ("3.B", True)
    assert near["1.A4"] is None


def test_a_change_shows_the_words_and_both_places(found: Comparison) -> None:
    pair = next(p for p in found.changed if p.new.code == "3.A4")
    assert [(c.property, c.diff) for c in pair.changes] == [
        ("code", "[-3.A3-] {+3.A4+}"),
        (
            "label",
            "Vi stiller [-miljøkrav-] {+klimakrav+} når kommunen kjøper varer og tjenester.",
        ),
    ]
    assert [(p.file, p.line) for p in (*pair.old_places[:1], *pair.new_places[:1])] == [
        ("samfunnsdel-2012-2024.md", 130), ("samfunnsdel.md", 146),
    ]  # fmt: skip


def test_a_plan_is_paired_with_the_one_it_says_it_replaces(found: Comparison) -> None:
    climate = next(p for p in found.pairs if p.new.label.startswith("Temaplan for klima"))
    assert (climate.old.label, climate.how) == (
        "Kommunedelplan for energi og klima 2012–2020", "replaced",
    )  # fmt: skip


def test_an_area_with_another_name_is_known_by_what_stands_below_it(found: Comparison) -> None:
    area = next(p for p in found.pairs if p.new.label == "Natur, klima og beredskap")
    assert (area.old.label, area.how) == ("Natur og klima", "below")


def test_the_other_way_round_new_and_removed_change_places(
    found: Comparison, earlier: Catalogue, example_catalogue: Catalogue
) -> None:
    back = compare(example_catalogue, earlier)
    assert {(p.old.id, p.new.id) for p in found.pairs} == {(p.new.id, p.old.id) for p in back.pairs}
    assert {p.new.id for p in found.moved} == {p.old.id for p in back.moved}
    assert {p.new.id for p in found.changed} == {p.old.id for p in back.changed}
    assert {lone.element.id for lone in back.removed} == {lone.element.id for lone in found.new}
    assert {lone.element.id for lone in back.new} == {lone.element.id for lone in found.removed}


def test_every_element_of_its_own_is_told_once(
    found: Comparison, example_catalogue: Catalogue
) -> None:
    told = [pair.new.id for pair in found.pairs] + [lone.element.id for lone in found.new]
    assert len(told) == len(set(told))
    strategies = {e.id for e in example_catalogue.of_type("strategy") if "/cited/" not in e.id}
    assert strategies <= set(told)


# --- rules, one by one ----------------------------------------------------------------------------


def village(*strategies: str, title: str = "Samfunnsdel 2020–2032") -> Town:
    """Give a town of one goal and the strategies that support it."""
    town = Town()
    town.plan(title, models.SocietalMasterPlan)
    goal = town.element(title, "A", models.SubGoal, label="Barn er trygge")
    for number, label in enumerate(strategies, 1):
        strategy = town.element(title, f"A{number}", models.Strategy, label=label)
        town.link(strategy, Property.SUPPORTS_SUB_GOAL, goal)
    return town


def pairs_of(old: Town, new: Town) -> dict[str, Pair]:
    """Give the pairs of two towns by the newer label."""
    return {pair.new.label: pair for pair in compare(old.catalogue(), new.catalogue()).pairs}


def test_an_element_that_got_another_code_is_known_by_its_text() -> None:
    old = village("Vi bygger lekeplasser", "Vi rydder stranda")
    new = village("Vi øver på brann", "Vi bygger lekeplasser", "Vi rydder stranda")
    pairs = pairs_of(old, new)
    changes = {label: [c.diff for c in pair.changes] for label, pair in pairs.items()}
    assert changes["Vi bygger lekeplasser"] == ["[-A1-] {+A2+}"]
    assert changes["Vi rydder stranda"] == ["[-A2-] {+A3+}"]
    assert "Vi øver på brann" not in pairs


def test_the_same_code_alone_does_not_make_two_texts_one() -> None:
    found = compare(
        village("Vi bygger lekeplasser").catalogue(), village("Vi øver på brann").catalogue()
    )
    assert [lone.element.label for lone in found.removed] == ["Vi bygger lekeplasser"]
    assert [lone.element.label for lone in found.new] == ["Vi øver på brann"]


def test_signs_and_case_and_broken_words_are_no_change() -> None:
    old = village("Vi rydder strandsonen, hver vår.")
    new = village("vi rydder strand sonen hver vår")
    assert [p.changes for p in pairs_of(old, new).values()] == [(), (), ()]


def test_of_look_alikes_each_keeps_its_own() -> None:
    one, other = "Vi åpner skolenes bygg for lag", "Vi åpner kommunens bygg for lag"
    pairs = pairs_of(village(one, other), village(other, one))
    assert {label: pair.old.label for label, pair in pairs.items() if "åpner" in label} == {
        one: one, other: other,
    }  # fmt: skip


def test_the_one_vision_of_a_plan_is_changed_and_not_removed() -> None:
    towns = []
    for code, vision in (("V1", "Nær havet"), ("V2", "Et grønt fjell")):
        town = village()
        town.element("Samfunnsdel 2020–2032", code, models.Vision, label=vision)
        towns.append(town)
    pair = pairs_of(*towns)["Et grønt fjell"]
    assert (pair.old.label, pair.how) == ("Nær havet", "place")
    assert pair.changes[-1].diff == "[-Nær havet-] {+Et grønt fjell+}"


def test_a_measure_by_another_name_is_known_by_its_description() -> None:
    towns = []
    for label in ("Etablere familiens hus", "Senter for foreldre"):
        town = Town()
        town.plan("T")
        told = Text(value="Helsestasjon og barnevern flytter inn i det gamle meieriet")
        town.element("T", label, label=label, descriptions=(told,))
        towns.append(town)
    assert pairs_of(*towns)["Senter for foreldre"].how == "description"


def test_an_element_in_another_plan_has_moved() -> None:
    old, new = Town(), Town()
    for town, home in ((old, "Temaplan A"), (new, "Handlingsplan B")):
        town.plan("Temaplan A")
        town.plan("Handlingsplan B", models.ActionPlan)
        town.element(home, "Plante trær langs veien")
    pair = pairs_of(old, new)["Plante trær langs veien"]
    assert pair.move is not None
    assert [[p.label for p in side] for side in (pair.move.old, pair.move.new)] == [
        ["Temaplan A"], ["Handlingsplan B"],
    ]  # fmt: skip


def test_an_element_that_became_another_type_is_changed() -> None:
    old, new = Town(), Town()
    for town, kind in ((old, models.Strategy), (new, models.SubGoal)):
        town.plan("S", models.SocietalMasterPlan)
        town.element("S", "Trygge skoleveier", kind)
    (change,) = pairs_of(old, new)["Trygge skoleveier"].changes
    assert (change.property, change.old, change.new) == ("type", "strategy", "sub_goal")


def test_a_plan_that_was_only_cited_is_new_when_it_is_read() -> None:
    old, new = village(), village()
    old.add(
        models.Plan(
            iri=old.iri("Klimaplan"), label=Text(value="Klimaplan"), municipality=old.home,
            status=PlanStatus.CITED, is_cited_only=True,
        )
    )  # fmt: skip
    new.plan("Klimaplan")
    found = compare(old.catalogue(), new.catalogue())
    assert [lone.element.label for lone in found.new] == ["Klimaplan"]


def test_what_a_plan_repeats_is_compared_where_it_stands_first() -> None:
    old, new = village("Vi rydder stranda"), village("Vi rydder stranda")
    for town, label in ((old, "Vi rydder stranda"), (new, "Vi rydder strendene")):
        town.plan("H", models.ActionPlan)
        again = town.element("H", "R", models.Strategy, label=label)
        town.repeat(again, town.iri("Samfunnsdel 2020–2032", "A1"))
    found = compare(old.catalogue(), new.catalogue())
    assert found.counts == {"same": 4, "changed": 0, "new": 0, "removed": 0, "moved": 0}


def test_a_guess_of_ours_moves_nothing() -> None:
    old, new = village(), village()
    for town in (old, new):
        town.plan("T")
        measure = town.element("T", "Rydde")
    new.link(measure, Property.SUPPORTS_SUB_GOAL, new.iri("Samfunnsdel 2020–2032", "A"),
             stated=False)  # fmt: skip
    assert compare(old.catalogue(), new.catalogue()).moved == ()


def test_two_municipalities_have_nothing_in_common() -> None:
    found = compare(village("Vi rydder").catalogue(), _elsewhere("Vi rydder").catalogue())
    assert found.pairs == ()
    assert len(found.removed) == len(found.new) == 3


def test_a_plan_that_tells_no_municipality_is_of_the_one_there_is() -> None:
    old, new = village("Vi rydder stranda"), village("Vi rydder stranda")
    things = old.things["Samfunnsdel 2020–2032"]
    at, plan = next((n, t) for n, t in enumerate(things) if isinstance(t, models.Plan))
    things[at] = plan.model_copy(update={"municipality": None})
    assert compare(old.catalogue(), new.catalogue()).counts["same"] == 3


def _elsewhere(strategy: str) -> Town:
    town = Town("Nabovik")
    town.plan("Samfunnsdel", models.SocietalMasterPlan)
    town.element("Samfunnsdel", "A", models.SubGoal, label="Barn er trygge")
    town.element("Samfunnsdel", "A1", models.Strategy, label=strategy)
    return town


# --- any two versions -----------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["rydde", "bygge", "skole", "strand", "barn", "eldre", "trygg", "plan", "hav", "by", "vei"]
)
LABELS = st.lists(
    st.lists(WORDS, min_size=1, max_size=6).map(" ".join), max_size=6, unique=True
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(LABELS)
def test_a_version_is_the_same_as_itself(strategies: list[str]) -> None:
    town = village(*strategies).catalogue()
    counts = compare(town, town).counts
    assert counts == {
        "same": len(strategies) + 2, "changed": 0, "new": 0, "removed": 0, "moved": 0,
    }  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(LABELS, LABELS)
def test_any_two_versions_compare_alike_both_ways(old: list[str], new: list[str]) -> None:
    one, other = village(*old).catalogue(), village(*new, title="Samfunnsdel 2024–2036").catalogue()
    there, back = compare(one, other), compare(other, one)
    assert {(p.old.id, p.new.id) for p in there.pairs} == {(p.new.id, p.old.id) for p in back.pairs}
    assert {r.element.id for r in there.removed} == {n.element.id for n in back.new}
    olds = [p.old.id for p in there.pairs] + [r.element.id for r in there.removed]
    news = [p.new.id for p in there.pairs] + [n.element.id for n in there.new]
    assert len(olds) == len(set(olds)) == len(old) + 2
    assert len(news) == len(set(news)) == len(new) + 2


@settings(max_examples=60, deadline=None)
@given(LABELS, LABELS)
def test_what_has_the_same_text_is_never_told_as_removed(old: list[str], new: list[str]) -> None:
    found = compare(village(*old).catalogue(), village(*new).catalogue())
    assert not {r.element.label for r in found.removed} & set(new)


def test_comparing_twice_gives_the_same(earlier: Catalogue, example_catalogue: Catalogue) -> None:
    once, twice = (
        compare(Catalogue(earlier.store), Catalogue(example_catalogue.store)).json() for _ in "ab"
    )
    assert once == twice


def test_the_answer_counts_what_it_lists(found: Comparison) -> None:
    told = found.json()
    assert told["counts"] == {kind: len(told[kind]) for kind in told["counts"]}


def test_an_old_element_is_an_iri_of_the_old_graph(found: Comparison, earlier: Catalogue) -> None:
    assert all(earlier.store.has(Iri(pair.old.id)) for pair in found.pairs)
