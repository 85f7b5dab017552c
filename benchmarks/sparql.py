"""How many queries per second the SPARQL service answers beside other servers, in one run.

``python benchmarks/sparql.py`` serves the plans of Drammen (the example without them) and a graph
of some 100,000 triples by ``plangraf serve``, by oxigraph's own server on a store on disk, and by
rdflib-endpoint over its oxigraph store. wrk asks all of them by turns, with 1, 8 and 32 clients,
for the thread of a measure, a kind of finding and a coverage table, by GET and in JSON. Every query
is another text, so that none is answered from what is held; then always the same are asked, as a
page that many look at does. Our JSON twins of the same answers stand beside. At last a query that
takes until it is stopped runs beside the others. ``--check`` exits with 1 where we answer fewer
queries per second than oxigraph's server, or fewer than five times rdflib-endpoint's, where the
median beside a slow query grows by more than a quarter, or where answers differ.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from urllib.parse import quote

from many import names, write_many
from servers import Load, Server, running, started
from speed import ROOT, plans

from graph.serialise import to_turtle
from graph.store import PlanStore, read_pointer
from plangraf.building import build
from plangraf.site.addresses import path_of
from plangraf.sparql.examples import runnable
from queries.catalogue import Catalogue
from queries.library import question

#: How many times the queries per second of oxigraph's server and of rdflib-endpoint we answer.
TIMES, TIMES_RDFLIB = 1.0, 5.0
#: How many times as long as without it the median may be beside a slow query.
BESIDE = 1.25
CLIENTS = (1, 8, 32)
#: Municipalities of the example that make up some 100,000 triples.
MANY = 9
#: How many answers are compared of each question.
COMPARED = 40
JSON = "application/sparql-results+json"
#: What one of them says of texts that others leave unsaid.
_STRING = '"datatype": "http://www.w3.org/2001/XMLSchema#string", '
#: Texts of each query: more than any server answers in a run.
TEXTS = 30_000
_SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }"
#: Where each server is asked.
ENTRIES = ("/sparql", "/query", "/")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its query, once for each thing that it is asked of, and our twins of it."""

    name: str
    queries: Sequence[str]
    twins: Sequence[str]

    def paths(self, entry: str = ENTRIES[0], *, is_new: bool) -> list[str]:
        """Return the addresses: each a text of its own, or each query once."""
        if not is_new:
            return [_path(query, entry) for query in self.queries]
        return [
            _path(f"{self.queries[at % len(self.queries)]}#{at}", entry)
            for at in range(max(TEXTS, len(self.queries)))
        ]


def _path(query: str, entry: str = ENTRIES[0]) -> str:
    return f"{entry}?query={quote(query)}"


def rows_of(server: Server, path: str) -> list[str]:
    """Return the rows that a server answers with, each as JSON, in one order."""
    reply = server.get(path, {"Accept": JSON})
    found = json.loads(reply.body)["results"]["bindings"]
    return sorted(json.dumps(row, sort_keys=True).replace(_STRING, "") for row in found)


def asked_of(store: PlanStore, prefix: str) -> Iterator[Asked]:
    """Give what is asked of a graph; ``prefix`` is where the pages of one municipality begin."""
    catalogue = Catalogue(store)
    thread = runnable(question("thread/goals-of-measure")).replace(
        "WHERE {", "WHERE {\n  VALUES $element { <IRI> }", 1
    )
    measures = [element.id for element in catalogue.of_type("measure")][:400]
    yield Asked(
        "thread of a measure",
        [thread.replace("<IRI>", f"<{iri}>") for iri in measures],
        [f"/{path_of(iri)}.json" for iri in measures],
    )
    yield Asked(
        "strategies without measures",
        [runnable(question("findings/strategy-without-measure"))],
        [f"{prefix}/funn.json?type=strategy-without-measure"],
    )
    yield Asked(
        "measures by plan and focus area",
        [runnable(question("coverage/measures-by-plan-and-area"))],
        [f"{prefix}/dekning/plan/focus_area.json"],
    )


def compare(
    what: str,
    some: Sequence[Asked],
    servers: Sequence[Server],
    seconds: int,
    numbers: Sequence[int],
) -> bool:
    """Let wrk ask all servers by turns and print the figures; true within the limits."""
    ours = servers[0]
    print(
        f"\n| {what} | clients | plangraf | oxigraph | times | rdflib-endpoint | times"
        " | p50, p99: plangraf | oxigraph | rdflib-endpoint | held | twin |"
        "\n|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    least, least_rdflib, is_same = float("inf"), float("inf"), True
    for asked in some:
        same = asked.paths(is_new=False)
        for at in range(min(len(same), COMPARED)):
            each = [
                rows_of(server, asked.paths(entry, is_new=False)[at])
                for server, entry in zip(servers, ENTRIES, strict=True)
            ]
            is_same &= each[0] == each[1] == each[2]
        is_same &= all(ours.get(twin).status == 200 for twin in asked.twins)
        for clients in numbers:
            mine, other, slow = (
                server.load(
                    asked.paths(entry, is_new=True), seconds, is_cold=False, clients=clients
                )
                for server, entry in zip(servers, ENTRIES, strict=True)
            )
            held = ours.load(same, 1, is_cold=False, clients=clients)
            twin = ours.load(asked.twins, 1, is_cold=False, clients=clients)
            least, least_rdflib = (
                min(least, mine.times(other)), min(least_rdflib, mine.times(slow)),
            )  # fmt: skip
            cells = (
                asked.name, str(clients), _rate(mine), _rate(other), f"{mine.times(other):.1f}",
                _rate(slow), f"{mine.times(slow):.1f}", *map(_times, (mine, other, slow)),
                _rate(held), _rate(twin),
            )  # fmt: skip
            print(f"| {' | '.join(cells)} |", flush=True)
    print(
        f"\n{least:.1f} times oxigraph's server at least (limit {TIMES:.0f}), "
        f"{least_rdflib:.1f} times rdflib-endpoint (limit {TIMES_RDFLIB:.0f})"
    )
    print(f"The servers answer {'the same' if is_same else 'not the same'}.")
    return is_same and least >= TIMES and least_rdflib >= TIMES_RDFLIB


def _rate(load: Load) -> str:
    return f"{load.rate:.0f}/s"


def _times(load: Load) -> str:
    return f"{load.p50:.1f}, {load.p99:.1f} ms"


def beside_slow(server: Server, asked: Asked, seconds: int) -> bool:
    """Print the median alone and beside a slow query; true where it hardly grows."""
    paths = asked.paths(is_new=True)
    alone = server.load(paths, seconds, is_cold=False, clients=1)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(server.get, _path(_SLOW))
        sleep(0.5)  # from a quarter of a second on it is slow
        beside = server.load(paths[::-1], seconds, is_cold=False, clients=1)
        status = slow.result().status
    times = beside.p50 / alone.p50
    print(
        f"\nBeside a query that is stopped after its time (status {status}): median"
        f" {beside.p50:.2f} ms, {times:.2f} times the {alone.p50:.2f} ms alone (limit {BESIDE})"
    )
    return times <= BESIDE and status == 503


def run(graph: Path, folder: Path, what: str, seconds: int, numbers: Sequence[int]) -> bool:
    """Serve a graph by each server and compare them."""
    store = PlanStore.open(graph)
    file = folder / "graph.ttl"
    file.write_bytes(to_turtle(store.quads()))
    place = graph / str((read_pointer(graph) or {})["store"])
    homes = Catalogue(store).of_type("municipality")
    prefix = f"/{path_of(homes[0].id).rpartition('/')[2]}" if len(homes) > 1 else ""
    some = list(asked_of(store, prefix))
    tools = Path(sys.executable).parent
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                running("plangraf.cli", "serve", "--graph", str(graph), "--no-browser")
            ),
            stack.enter_context(
                started(
                    str(tools / "oxigraph"), "serve-read-only", "--location", str(place),
                    "--union-default-graph", "--bind", "127.0.0.1:{port}",
                )
            ),
            stack.enter_context(
                started(
                    str(tools / "rdflib-endpoint"), "serve", "--store", "Oxigraph",
                    "--host", "127.0.0.1", "--port", "{port}", str(file),
                )
            ),
        ]  # fmt: skip
        sleep(5)  # pages are made when the server starts
        within = compare(f"{what}, {len(store)} quads", some, servers, seconds, numbers)
        within &= beside_slow(servers[0], some[0], max(seconds, 4))
        print(f"{servers[0].answered} answers of ours, {servers[0].failed} errors")
        return within and not servers[0].failed


def main() -> int:
    """Run all of it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--short", action="store_true", help="one graph, eight clients, a second each"
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 outside of the limits")
    arguments = parser.parse_args()
    seconds = 1 if arguments.short else 4
    with TemporaryDirectory() as home:
        folder = Path(home)
        source, _ = plans()
        build([source], folder / "one")
        numbers = CLIENTS[1:2] if arguments.short else CLIENTS
        within = run(folder / "one", folder, source.name, seconds, numbers)
        if not arguments.short:
            build([ROOT / "examples" / "fjordvik"], folder / "example")
            write_many(folder / "example", folder / "many", names(MANY))
            within &= run(folder / "many", folder, f"{MANY} municipalities", seconds, numbers)
    return 0 if within or not arguments.check else 1


if __name__ == "__main__":
    sys.exit(main())
