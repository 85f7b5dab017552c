import json
from pathlib import Path

import lxml.html
import pytest

import plangraf
from plangraf.site.service import Service
from queries.catalogue import Catalogue
from queries.comparing import compare
from tests.plangraf.site.conftest import EXAMPLE, Opened, words


@pytest.fixture(scope="module")
def compared(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    older = tmp_path_factory.mktemp("older")
    plangraf.build([EXAMPLE.with_name("fjordvik-2020")], older)
    return Service(built, compare=older)


def test_without_an_older_graph_the_page_says_how_to_name_one(opened: Opened) -> None:
    assert "--compare" in words(opened("/sammenlign").cssselect("main")[0])


def test_every_difference_is_listed_under_what_became_of_it(compared: Service) -> None:
    told = json.loads(compared.answer("/sammenlign.json", {}).body)
    assert compared.other is not None
    found = compare(
        Catalogue(compared.other.store),
        compared.library.snapshot(compared.library.homes[0]).catalogue,
    )
    assert told["counts"] == found.counts
    by_fate = {
        fate: [one["element"]["id"] for one in told["differences"] if fate in one["fates"]]
        for fate in ("endret", "flyttet", "ny", "fjernet")
    }
    assert sorted(by_fate["endret"]) == sorted(pair.new.id for pair in found.changed)
    assert sorted(by_fate["flyttet"]) == sorted(pair.new.id for pair in found.moved)
    assert sorted(by_fate["ny"]) == sorted(lone.element.id for lone in found.new)
    assert sorted(by_fate["fjernet"]) == sorted(lone.element.id for lone in found.removed)


def test_a_number_leads_to_a_list_that_long(compared: Service) -> None:
    page = lxml.html.document_fromstring(compared.answer("/sammenlign", {}).body.decode())
    for card in page.cssselect(".cards a"):
        path, _, query = card.get("href").partition("?")
        name, _, value = query.partition("=")
        listed = lxml.html.document_fromstring(compared.answer(path, {name: value}).body.decode())
        assert len(listed.cssselect(".differences > li")) == int(words(card.cssselect("strong")[0]))


def test_what_was_removed_is_no_link_since_it_has_no_page(compared: Service) -> None:
    answer = compared.answer("/sammenlign", {"endring": "fjernet"})
    page = lxml.html.document_fromstring(answer.body.decode())
    assert page.cssselect(".differences > li")
    assert not page.cssselect(".differences .difference-head a")
