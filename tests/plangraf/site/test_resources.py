"""The IRIs of things lead to pages and to data, and the data are what the graph says."""

import json
from collections.abc import Mapping

import lxml.html
import pytest
from rdflib import RDFS, Graph, URIRef

from graph.serialise import to_ntriples
from plangraf.site.app import application
from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from tests.plangraf.site.asking import Client
from tests.plangraf.site.conftest import words

MEASURE = "Lage felles overgangsplan for barnehage og skole"
#: The formats of data: the ending, and what rdflib calls it.
FORMATS: Mapping[str, str] = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".jsonld": "json-ld"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(service: Service) -> Client:
    return Client(application(service, {}, ["localhost"]))


@pytest.fixture(scope="module")
def iri(snapshot: Snapshot) -> str:
    """Give the IRI of a measure."""
    return str(snapshot.catalogue.find(MEASURE).id)


@pytest.fixture(scope="module")
def path(snapshot: Snapshot, iri: str) -> str:
    return f"/{snapshot.path(iri)}"


@pytest.fixture(scope="module")
def whole(snapshot: Snapshot) -> Graph:
    """Give the graph, as a library that is not ours reads it."""
    return Graph().parse(data=to_ntriples(snapshot.store.quads()), format="nt")


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BROWSER, ".html"),
        ("", ".html"),
        ("*/*", ".html"),
        ("text/html", ".html"),
        ("application/xhtml+xml", ".html"),
        ("text/turtle", ".ttl"),
        ("text/turtle, */*;q=0.1", ".ttl"),
        ("TEXT/TURTLE", ".ttl"),
        ("text/turtle;q=0.3, application/ld+json;q=0.4", ".jsonld"),
        ("application/ld+json", ".jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', ".jsonld"),
        ("application/rdf+xml", ".rdf"),
        ("application/n-triples", ".nt"),
        ("application/json", ".json"),
        ("image/png, text/html;q=0, application/n-triples;q=0.1", ".nt"),
        ("gibberish", ".html"),
    ],
)
@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_the_iri_of_a_thing_leads_to_what_a_client_likes_best(
    client: Client, path: str, accept: str, ending: str, language: str
) -> None:
    answer = client.get(f"{language}{path}", headers={"Accept": accept})
    assert (answer.status_code, answer.content) == (303, b"")
    # What the graph says is the same in every language; a page and its twin are not.
    own = language if ending == ".html" else ""
    assert answer.headers["location"] == f"{own}{path}{ending}"
    assert "Accept" in answer.headers["vary"]
    assert client.get(answer.headers["location"]).status_code == 200


def test_who_likes_nothing_of_it_is_told_what_there_is(client: Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "Accept" in answer.headers["vary"]
    told = answer.json()["error"]
    assert told["reference"] == "not-acceptable"
    assert "text/turtle" in told["hint"]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_head_is_led_as_get_is(client: Client, path: str, method: str) -> None:
    answer = client.request(method, path, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}.ttl")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_thing_is_not_changed_by_its_address(client: Client, path: str, method: str) -> None:
    assert client.request(method, path).status_code == 405
    assert client.request(method, f"{path}.ttl").status_code == 405


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json", "image/png"])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_an_iri_that_nobody_has_is_answered_with_a_page_that_helps(
    client: Client, path: str, accept: str, language: str
) -> None:
    mark = "" if language == "nb" else f"/{language}"
    answer = client.get(f"{mark}{path}-x", headers={"Accept": accept})
    assert answer.status_code == 404
    page = lxml.html.document_fromstring(answer.text)
    assert page.get("lang") == language
    assert page.cssselect("main a[href]")
    assert "x" in words(page.cssselect("main p.lead")[0])


@pytest.mark.parametrize("ending", [".html", ".ttl", ".json", ".rdf", ".jsonld", ".nt", ".exe"])
def test_neither_a_page_nor_data_of_what_nobody_has_is_there(
    client: Client, path: str, ending: str
) -> None:
    assert client.get(f"{path}-x{ending}").status_code == 404


# --- data -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def some(snapshot: Snapshot) -> dict[str, str]:
    """Give one thing of each type: its IRI by the path of its page."""
    types = {element.type: iri for iri, element in snapshot.catalogue.elements.items()}
    chosen = set(types.values())
    return {path: iri for path, iri in snapshot.paths.items() if iri in chosen}


def read(client: Client, path: str, ending: str) -> Graph:
    answer = client.get(f"/{path}{ending}")
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=FORMATS[ending])


@pytest.mark.parametrize("ending", FORMATS)
def test_the_data_are_part_of_the_graph_and_all_that_it_says_of_the_thing(
    client: Client, some: dict[str, str], whole: Graph, ending: str
) -> None:
    for path, iri in some.items():
        told = read(client, path, ending)
        assert set(told) <= set(whole), path
        thing = URIRef(iri)
        assert set(told.triples((thing, None, None))) == set(whole.triples((thing, None, None)))
        assert set(told.triples((None, None, thing))) == set(whole.triples((None, None, thing)))


def test_all_formats_say_the_same(client: Client, some: dict[str, str]) -> None:
    for path in some:
        turtle, *others = (set(read(client, path, ending)) for ending in FORMATS)
        assert turtle
        assert all(other == turtle for other in others), path


def test_what_a_thing_is_linked_to_is_told_by_name(
    client: Client, snapshot: Snapshot, path: str, iri: str
) -> None:
    told = read(client, path.lstrip("/"), ".ttl")
    others = {
        str(end) for triple in told for end in triple if str(end) in snapshot.catalogue.elements
    }
    assert others > {iri}
    assert all(told.value(URIRef(other), RDFS.label) for other in others)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        (".ttl", "text/turtle"), (".nt", "application/n-triples"),
        (".rdf", "application/rdf+xml"), (".jsonld", "application/ld+json"),
        (".json", "application/json"), (".html", "text/html"),
    ],
)  # fmt: skip
def test_what_is_sent_says_what_it_is_and_whether_it_has_changed(
    client: Client, path: str, ending: str, kind: str
) -> None:
    first = client.get(f"{path}{ending}")
    assert first.headers["content-type"].partition(";")[0] == kind
    again = client.get(f"{path}{ending}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_twin_tells_the_iri(client: Client, path: str, iri: str) -> None:
    assert json.loads(client.get(f"{path}.json").content)["id"] == iri


# --- links ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "elementer?type=measure", "mal", "funn", "THING"])
@pytest.mark.parametrize("language", ["", "en/"])
def test_links_in_pages_go_to_pages_without_being_led(
    client: Client, snapshot: Snapshot, path: str, page: str, language: str
) -> None:
    address = f"/{language}{path.lstrip('/') if page == 'THING' else page}"
    answer = client.get(f"{address}.html" if page == "THING" else address)
    assert answer.status_code == 200
    tree = lxml.html.document_fromstring(answer.text)
    links = {a.get("href").partition("#")[0] for a in tree.cssselect("a[href^='/']")}
    things = {f"/{language}{thing}" for thing in snapshot.paths}
    assert not links & things
    led = {link for link in links if link.removesuffix(".html") in things}
    assert client.get(min(led)).status_code == 200
