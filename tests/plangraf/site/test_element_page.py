import json
from urllib.parse import urlsplit

import pytest

from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from tests.plangraf.site.conftest import Opened, words

MEASURE = "Lage felles overgangsplan for barnehage og skole"


def path_to(snapshot: Snapshot, label: str) -> str:
    return "/" + snapshot.path(snapshot.catalogue.find(label).id)


def test_the_page_of_an_element_stands_at_the_path_of_its_iri(snapshot: Snapshot) -> None:
    element = snapshot.catalogue.find(MEASURE)
    assert path_to(snapshot, MEASURE) == urlsplit(element.id).path


def test_every_step_of_the_firmest_thread_is_listed_with_its_sentence(
    opened: Opened, snapshot: Snapshot
) -> None:
    thread = snapshot.threads(snapshot.catalogue.find(MEASURE).id)[0]
    steps = opened(path_to(snapshot, MEASURE)).cssselect(".thread-list > .thread-steps > li")
    assert [words(step.cssselect("a bdi")[0]) for step in steps] == [
        " ".join(node.label.split()) for node in reversed(thread.nodes)
    ]
    quotes = [words(quote) for step in steps for quote in step.cssselect("q")]
    wanted = [" ".join(e.places[0].quote.split()) for e in reversed(thread.edges) if e.places]
    assert quotes == wanted
    assert len(wanted) == len(thread.edges)


def test_the_picture_of_the_thread_is_a_file_too(service: Service, snapshot: Snapshot) -> None:
    answer = service.answer(f"{path_to(snapshot, MEASURE)}/spor.svg", {})
    assert answer.media_type == "image/svg+xml"
    assert MEASURE.split(maxsplit=1)[0] in answer.body.decode()


def test_a_quote_stands_in_its_context_in_whole_words(opened: Opened, snapshot: Snapshot) -> None:
    element = snapshot.catalogue.find(MEASURE)
    place = snapshot.items[element.id].places[0]
    figure = opened(path_to(snapshot, MEASURE)).cssselect("figure.passage")[0]
    assert words(figure.cssselect("mark")[0]) == " ".join(place.quote.split())
    before, after = snapshot.context(place)
    text = (service_text(place.file)).replace("\t", " ")
    for around in filter(None, (before, after)):
        assert around in " ".join(text.split())
    assert f"linje {place.line}" in words(figure.cssselect("figcaption")[0])


def service_text(file: str) -> str:
    from tests.plangraf.site.conftest import EXAMPLE  # noqa: PLC0415

    return (EXAMPLE / file).read_text("utf-8")


def test_a_goal_tells_how_many_measures_lead_to_it(opened: Opened, snapshot: Snapshot) -> None:
    goal = snapshot.catalogue.find("1.B")
    page = opened(path_to(snapshot, "1.B"))
    count = len(snapshot.scene.measures_of[goal.id])
    assert f"{count} tiltak fører hit" in words(page.cssselect("section[aria-labelledby=under]")[0])


def test_a_strategy_without_measures_is_told_as_not_found(
    opened: Opened, snapshot: Snapshot
) -> None:
    page = opened(path_to(snapshot, "2.C1"))
    told = words(page.cssselect("main")[0])
    assert "Det er ikke funnet noe tiltak i dokumentene som er lest." in told
    assert "mangler" not in told


def test_who_judged_a_link_is_told(opened: Opened, snapshot: Snapshot) -> None:
    row = next(r for r in snapshot.references if r["method"] == "by-hand")
    page = opened("/" + snapshot.path(row["source"]["id"]))
    assert "Vurdert:" in words(page.cssselect("section[aria-labelledby=henvisninger]")[0])


def test_a_restatement_with_a_changed_meaning_shows_what_was_changed(
    opened: Opened, snapshot: Snapshot
) -> None:
    row = next(r for r in snapshot.restatements if r["changed"])
    section = opened("/" + snapshot.path(row["source"]["id"])).cssselect(
        "section[aria-labelledby=gjentatt]"
    )[0]
    assert "meningen er endret" in words(section)
    assert section.cssselect(".diff del, .diff ins")


def test_a_plan_lists_its_elements_and_what_it_cites(opened: Opened, snapshot: Snapshot) -> None:
    plan = next(p for p in snapshot.plans.values() if p.element.type == "societal_master_plan")
    page = opened("/" + snapshot.path(plan.element.id))
    shown = {words(b) for b in page.cssselect("section[aria-labelledby=t-strategy] li bdi")}
    assert shown == {
        " ".join(i.element.label.split())
        for i in snapshot.items.values()
        if i.element.plan_id == plan.element.id and i.element.type == "strategy"
    }


def test_a_goal_of_the_un_lists_the_elements_that_name_it(opened: Opened) -> None:
    page = opened("/sdg/13")
    assert page.cssselect("ul.plain li")
    assert "Bærekraftsmål" in words(page.cssselect(".tags")[0])


def test_the_words_of_a_plan_say_their_language(opened: Opened, snapshot: Snapshot) -> None:
    item = next(i for i in snapshot.items.values() if i.language == "nn")
    page = opened("/" + snapshot.path(item.element.id))
    assert page.cssselect("h1 bdi[lang=nn]")


@pytest.mark.parametrize("language", ["nn", "en"])
def test_a_page_in_another_language_links_to_pages_in_that_language(
    opened: Opened, snapshot: Snapshot, language: str
) -> None:
    page = opened(f"/{language}{path_to(snapshot, MEASURE)}")
    assert page.get("lang") == language
    links = [a.get("href") for a in page.cssselect("main a[href^='/']:not([type])")]
    assert links
    assert all(link.startswith(f"/{language}/") for link in links)


def test_the_twin_has_the_threads(service: Service, snapshot: Snapshot) -> None:
    element = snapshot.catalogue.find(MEASURE)
    told = json.loads(service.answer(f"{path_to(snapshot, MEASURE)}.json", {}).body)
    assert told["id"] == element.id
    assert told["threads"] == [thread.json() for thread in snapshot.threads(element.id)]


def test_a_path_nobody_has_is_answered_with_a_page_that_helps(service: Service) -> None:
    answer = service.answer("/plangraf/id/fjordvik/no-such-plan", {})
    assert answer.status == 404
    assert "Det finnes ingen side på" in answer.body.decode()


def test_what_is_said_of_an_element_as_data_is_linked_to(
    opened: Opened, snapshot: Snapshot
) -> None:
    page = opened(path_to(snapshot, MEASURE))
    kinds = {"text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"}
    for links in (page.cssselect("main .iri a[type]"), page.cssselect("head link[type*='/']")):
        found = {link.get("type"): link.get("href") for link in links}
        assert kinds <= set(found)
        assert found["text/turtle"] == f"{path_to(snapshot, MEASURE)}.ttl"
