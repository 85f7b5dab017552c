"""Requests that mean harm: each is answered with a refusal, and nothing is reached or told."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from itertools import product
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from pyoxigraph import NamedNode

import plangraf
from graph.store import PlanStore
from ontology.terms import Class
from plangraf.sparql.endpoint import LONGEST
from tests.browser.serving import serving
from tests.plangraf.site.small import write_plans
from tests.plangraf.sparql.serving import TOKEN, rows

QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
#: What others added: a name with å, and what the words of a service could be hidden in.
ADDED = (
    '<http://e/g> { <http://e/å> <http://e/p> "blåbær"@nb , 5 , true , "x" ; '
    "<http://e/service> <http://e/SERVICE> . }"
)
#: What tells of the machine.
TELLTALE = re.compile(r'Traceback|File "|site-packages|\.py\b|/home/|/tmp/|root:|\.rs:\d')


def assert_no_leak(answer: httpx.Response) -> None:
    """Assert that an answer is no fault of ours, and tells nothing of the machine."""
    answer.read()
    assert answer.status_code != 500, answer.text
    found = TELLTALE.search(answer.text) or TELLTALE.search(str(answer.headers))
    assert found is None, f"{found}: {answer.text[:500]}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the graph of a small municipality, and what somebody added to it."""
    place = tmp_path_factory.mktemp("hostile")
    plangraf.build([write_plans(place / "plans")], place / "graph")
    (place / "graph" / "added.trig").write_text(ADDED, "utf-8")
    return place / "graph"


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    """Give a client of a server that gives a query two seconds; it looks at each answer."""
    words = ("--query-seconds", "2", "--sparql-update")
    with (
        serving(folder, *words, environment={"PLANGRAF_TOKEN": TOKEN}) as served,
        httpx.Client(
            base_url=served.address, timeout=60, event_hooks={"response": [assert_no_leak]}
        ) as client,
    ):
        yield client


def ask(client: httpx.Client, text: str, kind: str = QUERY) -> httpx.Response:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {TOKEN}"}
    return client.post("/sparql", content=text.encode(), headers=headers)


def raw(client: httpx.Client, target: str, accept: str = "*/*") -> httpx.Response:
    """Return what is answered to a target that no client would send as it is."""
    address = (client.base_url.host, client.base_url.port or 80)
    head = f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n"
    with socket.create_connection(address, timeout=60) as line, suppress(ConnectionError):
        line.sendall(head.encode())
        with HTTPResponse(line) as told:
            told.begin()
            answer = httpx.Response(told.status, headers=told.getheaders(), content=told.read())
    assert_no_leak(answer)
    return answer


def assert_refused(answer: httpx.Response, status: int, reference: str = "") -> None:
    """Assert that a refusal has the one shape that errors have."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    assert set(answer.json()) == {"error"}
    told = answer.json()["error"]
    assert set(told) == {"reference", "what", "where", "hint", "nearest"}
    assert reference in {"", told["reference"]}


def assert_well(client: httpx.Client) -> None:
    """Assert that the next query is answered, or one soon after it on a slow machine."""
    answers = (ask(client, f"ASK {{ <http://e/å> ?p 'x' }} # {n}") for n in range(5))
    assert any(answer.json().get("boolean") for answer in answers)


# --- reaching outside -------------------------------------------------------------------------


class Trap:
    """A server that nobody may connect to."""

    def __init__(self, listening: socket.socket) -> None:
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        self.was_reached = Event()
        self._listening = listening
        Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:  # the block is over
                return
            self.was_reached.set()
            line.close()


@contextmanager
def listening() -> Iterator[Trap]:
    with socket.create_server(("127.0.0.1", 0)) as own:
        yield Trap(own)
        own.shutdown(socket.SHUT_RDWR)


#: Where a query would reach {u}: as the engine reads it, not as one would write it.
REMOTE = (
    "ASK {{ SERVICE <{u}> {{ ?s ?p ?o }} }}",
    "ASK {{ service silent<{u}>{{?s ?p ?o}} }}",
    "ASK {{ ?s ?p 5SERVICE <{u}> {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p 1.SERVICE <{u}> {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p trueSERVICE <{u}> {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p 'x'SERVICE <{u}> {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p ?o .SERVICEin: {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p ?o .SeRvIcE#\n<{u}> {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p ?o . # '\r SERVICE <{u}> {{ ?s ?p ?o }} # ' \n }}",
    "ASK {{ OPTIONAL {{ ?s ex:a\\' ?o }} SERVICE <{u}> {{ ?s ?p ?o }} # ' \n }}",
    "ASK {{ OPTIONAL {{ ?s ex:a\\# ?o }} SERVICE <{u}> {{ ?s ?p ?o }} }}",
    'ASK {{ OPTIONAL {{ ?s ?p """a\\"""" }} SERVICE <{u}> {{ ?s ?p ?o }} #""" \n }}',
    "ASK {{ OPTIONAL {{ ?s ?p '''a''b''' }} SERVICE <{u}> {{ ?s ?p ?o }} #''' \n }}",
    "ASK {{ OPTIONAL {{ ?s ?p 'a\\\\' }} SERVICE <{u}> {{ ?s ?p ?o }} #' \n }}",
    "ASK {{ ?s ?p ?o FILTER(1<2) SERVICE <{u}> {{ ?s ?p ?o }} FILTER(2>1) }}",
    "ASK {{ VALUES ?u {{ <{u}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{u}> {{ ?s ?p ?o }} }} }}",
    "ASK {{ GRAPH <http://e/g> {{ SERVICE <{u}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{u}> {{ ?s ?p ?o }} }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{u}> {{ ?s ?p ?o }} }}",
    "DESCRIBE ?s WHERE {{ SERVICE <{u}> {{ ?s ?p ?o }} }}",
)
REMOTE_UPDATES = (
    "LOAD <{u}>",
    "load silent<{u}>into graph<http://e/new>",
    "LOADin:",
    "CLEAR GRAPH <http://e/none>;LOAD#\n<{u}>",
    "INSERT DATA {{ <http://e/a> <http://e/a\\u0027> 1 }} ; LOAD <{u}> #'\n",
    "INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{u}> {{ ?s ?p ?o }} }}",
    "DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p 5SERVICE <{u}> {{ ?s ?p ?o }} }}",
    "LOAD <file:///etc/passwd> INTO GRAPH <http://e/new>",
)


def hostile(text: str, trap: Trap) -> str:
    return f"PREFIX ex: <http://e/> PREFIX in: <{trap.address}>\n" + text.format(u=trap.address)


@pytest.mark.parametrize("text", REMOTE)
def test_no_query_reaches_another_server(client: httpx.Client, text: str) -> None:
    with listening() as trap:
        assert_refused(ask(client, hostile(text, trap)), 400, "query-remote")
        assert not trap.was_reached.is_set()


@pytest.mark.parametrize("text", REMOTE_UPDATES)
def test_no_update_reaches_another_server_or_a_file(client: httpx.Client, text: str) -> None:
    with listening() as trap:
        assert_refused(ask(client, hostile(text, trap), UPDATE), 400, "query-remote")
        assert not trap.was_reached.is_set()
    assert ask(client, "ASK { GRAPH <http://e/new> { ?s ?p ?o } }").json()["boolean"] is False


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_a_graph_that_a_query_names_is_never_fetched(client: httpx.Client, clause: str) -> None:
    with listening() as trap:
        for iri in (trap.address, "file:///etc/passwd"):
            pattern = "GRAPH ?g { ?s ?p ?o }" if "NAMED" in clause else "?s ?p ?o"
            text = f"SELECT * {clause} <{iri}> {{ {pattern} }}"
            assert rows(ask(client, text)) == []
            answer = client.get(
                "/sparql", params={"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": iri}
            )
            assert rows(answer) == []
        assert not trap.was_reached.is_set()


def test_words_that_only_look_so_are_no_harm(client: httpx.Client) -> None:
    text = (
        "PREFIX ex: <http://e/> SELECT ?service { ?service ex:service ex:SERVICE . "
        "FILTER('SERVICE <http://a>' != \"LOAD <http://a>\") } # SERVICE <http://a> {}"
    )
    assert rows(ask(client, text)) == [{"service": "http://e/å"}]


BYPASSED = """
import sys
from pyoxigraph import Store
from plangraf.sparql.nursery import confine
store = Store()
if sys.argv[2] == "confined":
    confine()
for text in (f"SELECT * {{ SERVICE <{sys.argv[1]}> {{ ?s ?p ?o }} }}", f"LOAD <{sys.argv[1]}>",
             "LOAD <file:///etc/passwd>"):
    try:
        list(store.query(text)) if text.startswith("SELECT") else store.update(text)
    except (OSError, SyntaxError, RuntimeError, ValueError):
        continue
    print("reached")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are not confined on this system")
@pytest.mark.parametrize("state", ["confined", "free"])
def test_a_worker_reaches_nothing_even_where_the_guard_is_passed_by(state: str) -> None:
    with listening() as trap:
        command = [sys.executable, "-c", BYPASSED, trap.address, state]
        done = subprocess.run(command, capture_output=True, check=True, timeout=60)
        assert done.stdout == b""
        # What is free does connect, so that the test can fail.
        assert trap.was_reached.is_set() is (state == "free")


# --- too much ---------------------------------------------------------------------------------


def test_what_is_longer_than_requests_may_be_is_refused(client: httpx.Client) -> None:
    fitting = "ASK {} #".ljust(LONGEST, "x")
    assert ask(client, fitting).status_code in {200, 503}  # answered, or stopped as too slow
    assert_refused(ask(client, fitting + "x"), 413, "sparql-too-long")
    parts = (b"x" * 100_000 for _ in range(11))  # without telling before how long it is
    answer = client.post("/sparql", content=parts, headers={"Content-Type": QUERY})
    assert_refused(answer, 413, "sparql-too-long")
    assert_refused(
        raw(client, "/sparql?query=ASK%20{}%23".ljust(LONGEST, "x")), 431, "request-head"
    )


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 400_000 + "}" * 400_000,
        "ASK { FILTER(" + "(" * 400_000 + "1" + ")" * 400_000 + ") }",
        "ASK { FILTER(" + "!" * 900_000 + "true) }",
        "ASK { ?s " + "^" * 900_000 + "<a:a> ?o }",
        "ASK { ?s <a:a> " + "[<a:a> " * 100_000 + "1" + "]" * 100_000 + " }",
        "SELECT * { " + "{} UNION " * 90_000 + "{} }",
        "ASK { ?s ?p ?o " + "FILTER(?o<1)" * 70_000 + " }",
        "ASK { VALUES ?x { " + "1 " * 400_000 + "} }",
        'ASK { ?s ?p """' + "'" * 900_000,
        "ASK { " + "<" * 900_000,
        "ASK { " + "\\" * 900_001,
    ],
    ids=lambda text: text[:20],
)
def test_a_long_query_of_any_form_is_answered_or_refused(client: httpx.Client, text: str) -> None:
    answer = ask(client, text)
    assert answer.status_code in {200, 400, 503}
    if answer.status_code != 200:
        assert_refused(answer, answer.status_code)
    assert_well(client)


def test_an_update_that_is_nested_deeply_is_refused(client: httpx.Client) -> None:
    text = "DELETE { ?s ?p ?o } WHERE " + "{" * 400_000 + "}" * 400_000
    answer = ask(client, text, UPDATE)
    assert_refused(answer, answer.status_code)
    assert_well(client)


ANY = "(!<a:a>|^!<a:a>)*"
SLOW = {
    "a path that explodes": f"SELECT DISTINCT ?d {{ ?a {ANY} ?b . ?b {ANY} ?c . ?c {ANY} ?d }}",
    "a cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
}


@pytest.mark.parametrize("name", SLOW)
def test_a_query_that_does_not_end_is_stopped(client: httpx.Client, name: str) -> None:
    answer = ask(client, SLOW[name])
    assert_refused(answer, 503, "query-too-slow")
    assert int(answer.headers["retry-after"]) > 0
    assert_well(client)


def test_more_parameters_than_anybody_needs_are_refused(client: httpx.Client) -> None:
    sent = "&".join(["query=ASK{}", *(f"named-graph-uri=http://e/{n}" for n in range(50_000))])
    answer = client.post("/sparql", content=sent[:LONGEST], headers={"Content-Type": FORM})
    assert_refused(answer, 400, "sparql-parameters")


@pytest.mark.parametrize(
    "accept", ["a/b," * 12_000, "text/csv;" + "q=0;" * 12_000, ";" * 50_000, "*/*;q=" + "9" * 5000]
)
def test_an_accept_header_without_end_is_read(client: httpx.Client, accept: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept})
    assert answer.status_code in {200, 406}


# --- addresses and parameters -----------------------------------------------------------------

NO_IRIS = ("", "å", "../etc/passwd", "file:///etc/passwd", "<http://a>", "http://a b", "\0", "%00")


@pytest.mark.parametrize(
    ("name", "value"),
    list(product(["default-graph-uri", "named-graph-uri", "format", "other"], NO_IRIS)),
)
def test_parameters_that_are_none_are_refused_or_name_nothing(
    client: httpx.Client, name: str, value: str
) -> None:
    params = {"query": "SELECT * { ?s ?p ?o } LIMIT 1", name: value}
    answer = client.get("/sparql", params=params)
    if answer.status_code != 200:
        assert_refused(answer, 400)
    elif "graph" in name:
        assert rows(answer) == []


@pytest.mark.parametrize(
    "path", ["/%00", "/%C3%A5", "/..%2f..%2fetc%2fpasswd", "//", "/x", ".ttl", "%00", "?query=%ff"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS", "PROPFIND"])
def test_addresses_beside_the_service_are_no_fault_of_ours(
    client: httpx.Client, method: str, path: str
) -> None:
    assert 200 <= client.request(method, f"/sparql{path}").status_code < 500


@pytest.fixture(scope="module")
def thing(folder: Path) -> str:
    """Give the path of the IRI of a measure."""
    quads = PlanStore.open(folder).quads()
    found = {q.subject.value for q in quads if q.object == NamedNode(Class.MEASURE)}
    return re.sub(r"^https?://[^/]+", "", min(found))


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json"])
def test_the_iri_of_a_thing_leads_on_however_it_is_escaped(
    client: httpx.Client, thing: str, accept: str
) -> None:
    escaped = thing.replace("e", "%65").replace("-", "%2D")
    for path in (thing, escaped):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(thing)


#: What may follow the path of a thing and is another's, or nobody's.
BESIDE = (
    "å", "%C3%A5", "%25C3%25A5", "%E5", "%2F", "%2Fx", "%00", "%0d%0aX-Evil:%201", "/..", "/../..",
    "/%2e%2e/%2e%2e/etc/passwd", "/..;/", "\\..\\x", "/.ttl", ".ttl.ttl", ".exe",
    "%3Cscript%3Ealert(1)%3C/script%3E", "'\"><svg/onload=x>", "?a=" + "b" * 5000,
    "/" + "x" * 5000, "//////",
)  # fmt: skip
#: What is the same thing all the same: a slash at the end is no name, nor is a query. A letter that
#: is not escaped is no part of an address.
KNOWN = {BESIDE[18]: {303}, "%2F": {303}, "//////": {303}, "/.ttl": {200}, "å": {400}}


@pytest.mark.parametrize("ending", BESIDE, ids=lambda ending: ending[:30])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_paths_beside_a_thing_are_not_found(
    client: httpx.Client, thing: str, ending: str, accept: str, language: str
) -> None:
    answer = raw(client, f"{language}{thing}{ending}", accept)
    assert answer.status_code in KNOWN.get(ending, {404})
    if answer.status_code == 303:  # never to another site, and never with a head of the client's
        assert answer.headers["location"].startswith((thing, f"{language}{thing}"))
    assert "x-evil" not in answer.headers
    assert "<script>alert" not in answer.text
    assert "<svg onload" not in answer.text
