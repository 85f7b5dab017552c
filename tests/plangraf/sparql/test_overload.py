"""A server that is asked for too much at once answers others all the same."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPResponse
from itertools import count
from pathlib import Path
from threading import Event
from urllib.parse import quote

import httpx
import pytest

import plangraf
from plangraf.sparql.adding import NAME as ADDED
from tests.plangraf.site.small import write_plans
from tests.plangraf.sparql.serving import asking, rows

#: Seconds that something may take which takes a moment.
PATIENCE = 40.0
NEVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
QUICK = "SELECT ?s { ?s <http://e/p> 'x' }"
#: As many slow queries as go on at once.
SLOW = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the graph of a small municipality, and a triple that somebody added."""
    place = tmp_path_factory.mktemp("overload")
    plangraf.build([write_plans(place / "plans")], place / "graph")
    (place / "graph" / ADDED).write_text("<http://e/g> { <http://e/å> <http://e/p> 'x' }", "utf-8")
    return place / "graph"


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[httpx.Client]:
    """Give a client of a server that gives a query longer than the tests wait."""
    with asking(folder, "--query-seconds", "600") as client:
        yield client


def ask(client: httpx.Client, text: str) -> httpx.Response:
    return client.get("/sparql", params={"query": text})


def quick(client: httpx.Client, number: int) -> None:
    """Ask what nobody asked before."""
    assert rows(ask(client, f"{QUICK} # {number}")) == [{"s": "http://e/å"}]


def until(holds: Callable[[], bool]) -> bool:
    """Wait for something to hold; return whether it does."""
    end = time.monotonic() + PATIENCE
    while not (done := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    return done


def connect(client: httpx.Client, sent: str = "") -> socket.socket:
    """Return a connection to the server on which a part of a request was sent, or all."""
    line = socket.create_connection((client.base_url.host, client.base_url.port or 80))
    line.sendall(sent.encode())
    return line


@contextmanager
def waiting(client: httpx.Client, text: str, many: int) -> Iterator[list[socket.socket]]:
    """Ask a query many times; at the end all of them hang up."""
    with ExitStack() as lines:
        asked = (f"GET /sparql?query={quote(f'{text} # {n}')} HTTP/1.1" for n in range(many))
        yield [
            lines.enter_context(connect(client, f"{line}\r\nHost: localhost\r\n\r\n"))
            for line in asked
        ]


def has_answer(line: socket.socket) -> bool:
    line.setblocking(False)  # noqa: FBT003
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


def working(folder: Path) -> int:
    """Return how many processes of the server of a folder are at work on a query now."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:  # it has ended
            continue
        is_worker = b"plangraf.sparql.nursery" in command and str(folder).encode() in command
        found += is_worker and state == "R"
    return found


HAS_PROC = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def test_quick_queries_are_answered_while_slow_ones_go_on(client: httpx.Client) -> None:
    with waiting(client, NEVER, SLOW - 2) as lines, ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda number: quick(client, number), range(40)))
        assert not any(map(has_answer, lines))


@HAS_PROC
def test_the_query_of_a_client_that_hangs_up_is_ended(client: httpx.Client, folder: Path) -> None:
    with waiting(client, NEVER, 3):
        assert until(lambda: working(folder) >= 3)
    assert until(lambda: working(folder) == 0)
    quick(client, -1)


def test_one_slow_query_too_many_is_told_to_come_back(client: httpx.Client) -> None:
    with waiting(client, NEVER, SLOW + 1) as lines:
        assert until(lambda: any(map(has_answer, lines)))
        for line in filter(has_answer, lines):
            line.setblocking(True)  # noqa: FBT003
            with HTTPResponse(line) as refused:
                refused.begin()
                assert (refused.status, refused.headers["retry-after"]) == (503, "5")
                assert json.load(refused)["error"]["reference"] == "sparql-busy"
        # What takes a moment longer, as the machine has much to do, is one too many as well.
        assert until(lambda: ask(client, f"{QUICK} # -2").status_code == 200)


def test_a_query_that_takes_all_memory_ends_and_the_next_is_answered(client: httpx.Client) -> None:
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?i ?c"
    # A slow query has the time that others leave, which may be little.
    refused = client.get("/sparql", params={"query": text}, timeout=500)
    assert refused.status_code == 503
    assert refused.json()["error"]["reference"] == "query-memory"
    quick(client, -3)


HALVES = {
    "nothing": "",
    "half a head": "GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: loc",
    "half a body": "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    "Content-Type: application/sparql-query\r\n\r\nASK {",
    "half a chunk": "POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    "Content-Type: application/sparql-query\r\n\r\n80\r\nASK {",
    "half an update": "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    "Content-Type: application/sparql-update\r\n\r\nCLEAR",
}


@pytest.mark.parametrize("name", HALVES)
def test_connections_that_are_held_open_keep_nobody_out(client: httpx.Client, name: str) -> None:
    with ExitStack() as lines:
        held = [lines.enter_context(connect(client, HALVES[name])) for _ in range(60)]
        for number in range(5):
            quick(client, number + 1000 * (1 + list(HALVES).index(name)))
        assert not any(map(has_answer, held))
    quick(client, -4 - list(HALVES).index(name))


@HAS_PROC
def test_a_query_whose_client_hangs_up_half_way_leaves_no_worker(
    client: httpx.Client, folder: Path
) -> None:
    for text in (NEVER, QUICK):  # long before, and perhaps after, it is answered
        with waiting(client, text, 4):
            pass
    assert until(lambda: working(folder) == 0)
    quick(client, -20)


#: More clients than workers, so that some wait for their turn while a build takes place.
ASKING = 8
LABELS = "SELECT ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label }"


def test_a_build_disturbs_no_query_and_leaves_what_was_added(
    client: httpx.Client, folder: Path
) -> None:
    is_over = Event()
    address = str(client.base_url)

    def asking_on(first: int) -> int:
        with httpx.Client(base_url=address, timeout=60) as own:
            for number in count(first):
                quick(own, number)
                if is_over.is_set():
                    return number - first
        raise AssertionError

    plan = next((folder.parent / "plans").glob("samfunnsdel*"))
    text = plan.read_text("utf-8")
    with waiting(client, NEVER, 1) as lines, ThreadPoolExecutor(ASKING) as threads:
        asked = [threads.submit(asking_on, 10_000 * n) for n in range(1, ASKING + 1)]
        try:
            for new in ("havet", "fjellet", "byen"):
                plan.write_text(text.replace("skogen og framtida", f"{new} og framtida"), "utf-8")
                plangraf.build([folder.parent / "plans"], folder)
                assert until(partial(is_told, client, f"Sammen om {new} og framtida"))
        finally:
            is_over.set()
        assert all(one.result() > 0 for one in asked)
        assert not any(map(has_answer, lines))  # what was begun before the builds goes on
    assert not is_told(client, "Sammen om skogen og framtida")
    quick(client, -30)
    assert (folder / ADDED).read_text("utf-8").count("<http://e/å>") == 1


def is_told(client: httpx.Client, label: str) -> bool:
    return any(label in row["label"] for row in rows(ask(client, LABELS)))
