"""Clients that are not ours ask the service, and hear what our own library answers."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from rdflib.term import Identifier, Literal, URIRef
from SPARQLWrapper import GET, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

import plangraf
from graph.store import PlanStore
from plangraf.sparql.adding import NAME as ADDED
from queries.library import questions, run
from tests.browser.serving import serving
from tests.plangraf.site.small import write_plans
from tests.plangraf.sparql.serving import TOKEN

HARNESS = Path(__file__).with_name("asking.mjs")
#: Where the packages are installed that the pages and these tests are made with.
PACKAGES = Path(__file__).parents[3] / "frontend" / "node_modules"
#: What somebody added: å in names and in texts, and what has a meaning in each of the formats.
TEXT = 'rødt & <blått>, "grønt"\n\tog \\svart\\'
TURTLE_ADDED = (
    f"<http://e/blåbær> <http://e/på> {Literal(TEXT, lang='nb').n3()} , 5 , true ; "
    "<http://e/på> <http://e/bær/%C3%A5?a=b&c=d#å> ."
)
ASKED = {
    "select": "SELECT ?bær ?o { ?bær <http://e/på> ?o }",
    "ask": f"ASK {{ ?bær <http://e/på> {Literal(TEXT, lang='nb').n3()} }}",
    "construct": "CONSTRUCT { ?o <http://e/i> ?s } WHERE { ?s <http://e/på> ?o FILTER isIRI(?o) }",
    "describe": "DESCRIBE <http://e/blåbær>",
}
#: Questions of the library that each client asks; one of them is long.
SOME = ("elements/all", "thread/traced")
#: What is answered by triples.
TRIPLES = {"construct", "describe"}


@dataclass(frozen=True, slots=True)
class Service:
    """A service, and the graph that it asks."""

    address: str
    store: PlanStore


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give the service of a small municipality, to which somebody added something."""
    place = tmp_path_factory.mktemp("clients")
    plangraf.build([write_plans(place / "plans")], place / "graph")
    (place / "graph" / ADDED).write_text(f"<http://e/g> {{ {TURTLE_ADDED} }}", "utf-8")
    environment = {"PLANGRAF_TOKEN": TOKEN}
    with serving(place / "graph", "--sparql-update", environment=environment) as served:
        yield Service(f"{served.address}/sparql", PlanStore.open(place / "graph"))


# --- clients ----------------------------------------------------------------------------------

Row = Mapping[str, str]
#: A client takes the address of a service, the kind of what is asked, and its text; it gives the
#: rows, the truth, the triples, or nothing for an update.
Client = Callable[[str, str, str], Any]


def of_json(kind: str, told: Any) -> Any:
    """Return the truth or the rows that an answer in JSON has."""
    if kind == "ask":
        return told["boolean"]
    return [{n: cell["value"] for n, cell in row.items()} for row in told["results"]["bindings"]]


def by_wrapper(sent: tuple[str, str], fmt: str, address: str, kind: str, text: str) -> Any:
    """Ask by SPARQLWrapper."""
    client = SPARQLWrapper(address)
    client.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
    client.setMethod(POST if kind == "update" else sent[0])
    client.setRequestMethod(sent[1])
    client.setReturnFormat(TURTLE if kind in TRIPLES else fmt)
    client.setQuery(text)
    answer = client.query()
    if kind == "update":
        return None
    found = answer.convert()
    if kind in TRIPLES:
        return Graph().parse(data=found, format="turtle")
    if fmt == JSON:
        return of_json(kind, found)
    if kind == "ask":
        return found.getElementsByTagName("boolean")[0].firstChild.data == "true"
    return [
        {
            cell.getAttribute("name"): cell.firstChild.firstChild.data
            for cell in row.getElementsByTagName("binding")
        }
        for row in found.getElementsByTagName("result")
    ]


def by_rdflib(method: str, fmt: str, address: str, kind: str, text: str) -> Any:
    """Ask by the stores of rdflib."""
    head = {"Authorization": f"Bearer {TOKEN}"}
    if kind == "update":
        SPARQLUpdateStore(address, address, headers=head).update(text)
        return None
    wanted = "turtle" if kind in TRIPLES else fmt  # it takes nothing else than it asks for
    answer = Graph(SPARQLStore(address, method=method, returnFormat=wanted)).query(text)
    if kind == "ask":
        return answer.askAnswer
    if kind == "select":
        return [{str(n): str(term) for n, term in row.items()} for row in answer.bindings]
    return answer.graph


def by_curl(way: str, address: str, kind: str, text: str) -> Any:
    """Ask by curl, the text on its standard input."""
    name = "update" if kind == "update" else "query"
    own = {
        "get": ["--get", "--data-urlencode", "query@-"],
        "form": ["--data-urlencode", f"{name}@-"],
        "direct": ["--data-binary", "@-", "-H", f"Content-Type: application/sparql-{name}"],
    }["form" if kind == "update" and way == "get" else way]
    accept = "text/turtle" if kind in TRIPLES else "application/json"
    done = subprocess.run(
        [tool("curl"), "-sS", "--fail-with-body", "--noproxy", "*", *own, address,
         "-H", f"Accept: {accept}", "-H", f"Authorization: Bearer {TOKEN}", "--compressed"],
        input=text.encode(), capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    if kind == "update":
        return None
    if accept == "text/turtle":
        return Graph().parse(data=done.stdout, format="turtle")
    return of_json(kind, json.loads(done.stdout))


def by_comunica(options: Mapping[str, Any], address: str, kind: str, text: str) -> Any:
    """Ask by what Comunica asks services by, in Node."""
    asked = {
        "packages": f"{PACKAGES}{os.sep}", "service": address, "kind": kind, "query": text,
        "token": TOKEN, "options": options,
    }  # fmt: skip
    node = tool("node")
    if not (PACKAGES / "fetch-sparql-endpoint").is_dir():
        missing("the packages of frontend/package.json are not installed: make assets")
    done = subprocess.run(
        [node, str(HARNESS)], input=json.dumps(asked), capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return Graph().parse(data=told, format="nt") if kind in TRIPLES else told


def tool(name: str) -> str:
    """Return where a tool is; without it a test is skipped, but fails in CI."""
    found = shutil.which(name)
    return found or missing(f"no {name} on this machine")


def missing(reason: str) -> str:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


CLIENTS: Mapping[str, Client] = {
    "SPARQLWrapper, GET": partial(by_wrapper, (GET, URLENCODED), JSON),
    "SPARQLWrapper, a form": partial(by_wrapper, (POST, URLENCODED), XML),
    "SPARQLWrapper, a text": partial(by_wrapper, (POST, POSTDIRECTLY), JSON),
    "rdflib, GET": partial(by_rdflib, "GET", "xml"),
    "rdflib, a form": partial(by_rdflib, "POST_FORM", "json"),
    "rdflib, a text": partial(by_rdflib, "POST", "xml"),
    "curl, GET": partial(by_curl, "get"),
    "curl, a form": partial(by_curl, "form"),
    "curl, a text": partial(by_curl, "direct"),
    "Comunica's, GET": partial(by_comunica, {"method": "GET"}),
    "Comunica's, a text": partial(by_comunica, {"method": "POST", "directPost": True}),
}


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> Client:
    return CLIENTS[request.param]


# --- what they hear ---------------------------------------------------------------------------


def told_by_library(service: Service, name: str) -> list[Row]:
    """Return what the library answers to a question, in an order."""
    answer = run(service.store, name)
    named = (dict(zip(answer.variables, row, strict=True)) for row in answer.rows)
    return in_order(
        {name: plain(term) for name, term in row.items() if term is not None} for row in named
    )


def plain(term: Any) -> str:
    return str(term.value)


def in_order(rows: Any) -> list[Row]:
    return sorted(rows, key=lambda row: sorted(row.items()))


@pytest.mark.parametrize("name", SOME)
def test_a_client_hears_what_the_library_answers(
    service: Service, client: Client, name: str
) -> None:
    found = client(service.address, "select", questions()[name].sparql)
    assert found
    assert in_order(found) == told_by_library(service, name)


def test_every_question_without_values_is_answered_as_by_the_library(service: Service) -> None:
    client = CLIENTS["rdflib, GET"]
    asked = [question for question in questions().values() if not question.parameters]
    assert asked
    for question in asked:
        found = in_order(client(service.address, "select", question.sparql))
        assert found == told_by_library(service, question.name), question.name


def test_a_client_hears_letters_and_signs_as_they_are(service: Service, client: Client) -> None:
    values = (TEXT, "5", "true", "http://e/bær/%C3%A5?a=b&c=d#å")
    wanted = [{"bær": "http://e/blåbær", "o": value} for value in values]
    assert in_order(client(service.address, "select", ASKED["select"])) == in_order(wanted)


def test_a_client_hears_whether_it_is_so(service: Service, client: Client) -> None:
    assert client(service.address, "ask", ASKED["ask"]) is True
    assert client(service.address, "ask", ASKED["ask"].replace("svart", "hvitt")) is False


def test_a_client_is_given_triples(service: Service, client: Client) -> None:
    whole = Graph().parse(data=TURTLE_ADDED, format="turtle")
    assert isomorphic(client(service.address, "describe", ASKED["describe"]), whole)
    made = client(service.address, "construct", ASKED["construct"])
    under: tuple[Identifier, Identifier, Identifier] = (
        URIRef("http://e/bær/%C3%A5?a=b&c=d#å"), URIRef("http://e/i"),
        URIRef("http://e/blåbær"),
    )  # fmt: skip
    assert set(made) == {under}


@pytest.mark.parametrize("name", ["SPARQLWrapper, a text", "curl, a form", "Comunica's, GET"])
def test_a_client_with_the_token_adds_to_the_graph(service: Service, name: str) -> None:
    client = CLIENTS[name]
    triple = f"<http://e/{name[:4]}> <http://e/på> {Literal(TEXT, lang='nn').n3()}"
    where = f"GRAPH <http://e/nytt> {{ {triple} }}"
    assert client(service.address, "ask", f"ASK {{ {where} }}") is False
    client(service.address, "update", f"INSERT DATA {{ {where} }}")
    assert client(service.address, "ask", f"ASK {{ {where} }}") is True


def test_a_graph_of_rdflib_is_asked_and_written_as_if_it_were_here(service: Service) -> None:
    head = {"Authorization": f"Bearer {TOKEN}"}
    store = SPARQLUpdateStore(service.address, service.address, headers=head)
    graph = Graph(store, identifier=URIRef("http://e/eget"))
    triple = (URIRef("http://e/å"), URIRef("http://e/på"), Literal(TEXT, lang="nb"))
    graph.add(triple)
    assert list(graph) == [triple]
    assert triple in graph
    graph.remove(triple)
    assert len(graph) == 0
