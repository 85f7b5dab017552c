"""Who carries out the measures, by when, and how far they have come."""

from graph import models
from graph.models import Iri, Text
from ontology.terms import Property
from queries.catalogue import Catalogue
from queries.responsibility import not_in_financial_plan, progress_under, responsibilities
from tests.queries.conftest import Town

SKOMAKERBEKKEN = "Åpne Skomakerbekken gjennom sentrum"


def test_a_measure_is_told_with_who_and_when_and_where_it_stands(
    example_catalogue: Catalogue,
) -> None:
    told = {one.measure.label: one for one in responsibilities(example_catalogue)}[SKOMAKERBEKKEN]
    assert [body.label for body in told.responsible] == ["Vann og avløp"]
    assert (told.deadline, told.owner, told.empty) == ("2027", None, ())
    assert {(place.file, place.line) for place in told.places} == {("hop-2025-2028.md", 69)}


def test_a_cell_left_empty_is_told_apart_from_a_plan_without_the_column(
    example_catalogue: Catalogue,
) -> None:
    told = {one.measure.label: one for one in responsibilities(example_catalogue)}
    empty = told["Sette i stand Leirnes fyrstasjon"]
    unsaid = told["Lage hjertesoner rundt alle barneskoler"]
    assert (empty.responsible, empty.empty) == ((), ("responsible",))
    assert (unsaid.responsible, unsaid.empty) == ((), ())


def test_a_measure_that_is_merely_repeated_is_not_told_twice(town: Town) -> None:
    town.plan("A")
    town.plan("B", models.ActionPlan)
    first, again = town.element("A", "M"), town.element("B", "M")
    town.repeat(again, first)
    assert [one.measure.id for one in responsibilities(town.catalogue())] == [first]


def test_several_who_are_responsible_are_one_answer(town: Town) -> None:
    town.plan("A")
    bodies = tuple(
        town.add(models.Organization(iri=town.iri("org", name), label=Text(value=name)))
        for name in ("Skole", "Kultur")
    )
    town.element("A", "M", responsible=bodies, deadline=Text(value="2026"))
    (told,) = responsibilities(town.catalogue())
    assert [body.label for body in told.responsible] == ["Kultur", "Skole"]


def test_a_financial_plan_tells_how_far_a_thematic_plans_measure_has_come(
    example_catalogue: Catalogue,
) -> None:
    goal = example_catalogue.find("3.B")
    told = {
        (one.measure.label, one.measure.plan): [
            (report.progress, report.told_by.label) for report in one.reports
        ]
        for one in progress_under(example_catalogue, goal)
    }
    opened = ("Opne Skomakarbekken gjennom sentrum", "Temaplan for klima og natur 2024–2030")
    assert told[opened] == [("Prosjekteres", SKOMAKERBEKKEN)]
    raised = ("Heve kaikanten ved Fjordvik brygge", "Temaplan for klima og natur 2024–2030")
    assert told[raised] == []


def test_a_measure_tells_of_itself_before_others_tell_of_it(town: Town) -> None:
    town.plan("S", models.SocietalMasterPlan)
    town.plan("T")
    town.plan("H", models.ActionAndFinancialPlan)
    goal = town.element("S", "D", models.SubGoal)
    measure = town.element("T", "M", progress=Text(value="Ferdig"))
    repeated = town.element("H", "H", progress=Text(value="Under arbeid"))
    town.link(measure, Property.SUPPORTS_SUB_GOAL, goal)
    town.repeat(repeated, measure)
    catalogue = town.catalogue()
    (told,) = progress_under(catalogue, catalogue.element(goal))
    assert [report.progress for report in told.reports] == ["Ferdig", "Under arbeid"]
    assert told.is_stated


def planned(town: Town, **financial: object) -> Iri:
    """Give a town a thematic plan with one measure, and a financial plan with another."""
    town.plan("T")
    town.plan("H", models.ActionAndFinancialPlan, **financial)
    town.element("H", "Bygge ny bru")
    return town.element("T", "Plante trær")


def test_a_measure_that_is_not_in_the_financial_plan_is_told(town: Town) -> None:
    measure = planned(town)
    (told,) = not_in_financial_plan(town.catalogue())
    assert (told.measure.id, told.is_unknown) == (measure, False)
    assert [place.quote for place in told.places] == ["Plante trær"]


def test_a_measure_is_in_the_financial_plan_by_its_words_a_link_or_a_likeness(town: Town) -> None:
    planned(town)
    cited, alike = town.element("T", "Sette opp benker"), town.element("T", "Male naust")
    town.element("H", "Plante trær")
    town.repeat(town.element("H", "Benker"), cited)
    town.link(town.element("H", "Naust males"), Property.RESEMBLES, alike, stated=False)
    assert not_in_financial_plan(town.catalogue()) == []


def test_without_a_whole_financial_plan_nothing_is_known_to_be_left_out(town: Town) -> None:
    planned(town, is_excerpt=True)
    assert [one.is_unknown for one in not_in_financial_plan(town.catalogue())] == [True]
    other = Town("Nabovik")
    other.plan("T")
    other.element("T", "Plante trær")
    assert [one.is_unknown for one in not_in_financial_plan(other.catalogue())] == [True]


def test_a_financial_plan_of_another_municipality_says_nothing(town: Town) -> None:
    other = Town("Nabovik")
    other.plan("HN", models.ActionAndFinancialPlan)
    other.element("HN", "Plante trær")
    town.plan("T")
    town.element("T", "Plante trær")
    for graph, things in other.things.items():
        town.things.setdefault(graph, []).extend(things)
    assert [one.is_unknown for one in not_in_financial_plan(town.catalogue())] == [True]
