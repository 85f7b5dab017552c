"""How many pages per second are served beside Datasette with the same rows, in one run.

``python benchmarks/serving.py`` starts ``plangraf serve`` and ``datasette serve`` beside each other
and lets wrk ask both by turns: pages of one municipality, then of fifty at once. Every address is
asked for once before, so that either has read what it reads but once. A page is *cold* where no
address is asked for twice, so that each page is made; *warm* where always the same are asked for,
so that ours is held. Then it weighs what a new visitor is sent, compares pages under load with
pages when quiet, and tells the memory. ``--check`` exits with 1 where we serve fewer pages per
second than the peer, a page weighs too much, or any answer is not what it should be.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote, urlencode

from as_tables import MATRICES, tables_of, write_tables
from many import names, renamed, renamed_tables, write_many
from servers import CLIENTS, Load, Server, running
from speed import ROOT, plans

from plangraf.site.listing import PAGE_ROWS
from plangraf.site.loading import Library
from plangraf.site.snapshot import Snapshot
from visualize.site import NAVIGATION

#: How many times the peer's pages per second we serve at least.
TIMES = 1.0
#: The most bytes that a new visitor is sent for a page with all that it loads, and for the map.
PAGE_BYTES, MAP_BYTES = 300_000, 1_000_000
_MAP = "/graf"
#: How many municipalities a graph holds at once, and how many elements of each are asked for.
MANY, OF_EACH = 50, 4
#: How many pages are compared under load.
COMPARED = 60


@dataclass(frozen=True, slots=True)
class Pair:
    """The same rows as addresses of both servers."""

    name: str
    ours: Sequence[str]
    theirs: Sequence[str]


# --- what is compared --------------------------------------------------------------------------


def of_one(snapshot: Snapshot) -> Iterator[Pair]:
    """Give the pages of one municipality beside pages of the peer with the same rows."""
    items = list(snapshot.items)
    kinds = sorted({item.element.type for item in snapshot.items.values()})
    codes = sorted({finding.code for finding in snapshot.findings})
    things = [f"/{quote(snapshot.path(iri))}" for iri in items]
    rows = [f"/rows/elements/{number}" for number, _ in enumerate(items, 1)]
    every = _table("elements")
    yield Pair("all elements", ["/elementer"], [every])
    yield Pair(
        "elements of a type",
        [f"/elementer?type={kind}" for kind in kinds],
        [_table("elements", type=kind) for kind in kinds],
    )
    yield Pair("one element", [f"{thing}.html" for thing in things], rows)
    yield Pair(
        "findings of a type",
        [f"/funn?type={code}&vurdering=alle" for code in codes],
        [_table("findings", code=code) for code in codes],
    )
    # The first table stands with all figures, for which the peer has no page.
    yield Pair(
        "a table of the coverage",
        [f"/dekning/{rows}/{columns}" for rows, columns in MATRICES[1:]],
        [_table("cells", rows=rows, columns=columns) for rows, columns in MATRICES[1:]],
    )
    yield Pair("all elements as JSON", ["/elementer.json"], [_table("elements", ".json")])
    yield Pair(
        "one element as JSON",
        [f"{thing}.json" for thing in things],
        [f"{row}.json?_shape=objects" for row in rows],
    )


def of_many(snapshot: Snapshot, named: Sequence[str]) -> Iterator[Pair]:
    """Give pages of many municipalities, beside a peer with the rows of all in each table."""
    homes = [name.lower() for name in named]  # as paths of pages have them
    yield Pair(
        "the elements of each",
        [f"/{home}/elementer" for home in homes],
        [_table("elements", municipality=home) for home in homes],
    )
    yield Pair(
        "the findings of each",
        [f"/{home}/funn?vurdering=alle" for home in homes],
        [_table("findings", municipality=home) for home in homes],
    )
    whole = len(snapshot.items)
    chosen = [whole * step // OF_EACH for step in range(OF_EACH)]
    paths = [snapshot.path(list(snapshot.items)[at]) for at in chosen]
    yield Pair(
        "an element of each",
        [f"/{quote(renamed(path, name))}.html" for name in named for path in paths],
        [f"/rows/elements/{whole * n + at + 1}" for n, _ in enumerate(homes) for at in chosen],
    )


def _table(name: str, ending: str = "", **chosen: str) -> str:
    shape = {"_shape": "objects"} if ending else {}
    return f"/rows/{name}{ending}?{urlencode({**chosen, '_size': PAGE_ROWS, **shape})}"


# --- comparing ---------------------------------------------------------------------------------

_HEAD = """
| {what} | | plangraf | Datasette | times | p50, p99, slowest | Datasette's | CPU | KB |
|---|---|---|---|---|---|---|---|---|"""


def compare(what: str, pairs: Iterable[Pair], ours: Server, theirs: Server, seconds: int) -> bool:
    """Let wrk ask both servers by turns and print the figures; true where we are no slower."""
    print(_HEAD.format(what=what))
    slowest = float("inf")
    for pair in pairs:
        for server, paths in ((ours, pair.ours), (theirs, pair.theirs)):
            for path in paths:
                server.get(path)
        for is_cold in (True, False):
            lasting = seconds if is_cold else 1  # thousands of what is held in a second
            own = ours.load(pair.ours, lasting, is_cold=is_cold)
            other = theirs.load(pair.theirs, lasting, is_cold=is_cold)
            slowest = min(slowest, own.times(other))
            print(_row(pair.name, own, other, is_cold=is_cold), flush=True)
    print(f"\n{slowest:.1f} times the pages per second at least (limit {TIMES:.0f})")
    return slowest >= TIMES


def _row(name: str, own: Load, other: Load, *, is_cold: bool) -> str:
    cells = (
        name,
        "cold" if is_cold else "warm",
        f"{own.rate:.0f}/s",
        f"{other.rate:.0f}/s",
        f"{own.times(other):.1f}",
        _times(own),
        _times(other),
        f"{own.work:.1f}, {other.work:.1f} ms",
        f"{own.kilobytes:.0f}, {other.kilobytes:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _times(load: Load) -> str:
    return f"{load.p50:.0f}, {load.p99:.0f}, {load.slowest:.0f} ms"


def slowest_page(server: Server, seconds: int) -> None:
    """Print how slow the pages of the navigation are, one of which is the slowest there is."""
    print("\n| page, cold | plangraf | p50, p99, slowest | CPU | KB |\n|---|---|---|---|---|")
    for name, path in NAVIGATION:
        server.get(f"/{path}")
        load = server.load([f"/{path}"], seconds, is_cold=True)
        cells = (name, f"{load.rate:.0f}/s", _times(load), f"{load.work:.1f} ms")
        print(f"| {' | '.join(cells)} | {load.kilobytes:.0f} |", flush=True)


def weigh(server: Server, paths: Iterable[str]) -> bool:
    """Print what the heaviest pages weigh for a new visitor; true within the limits."""
    weights = {path: server.weight(path) for path in dict.fromkeys(paths)}
    within = True
    print("\n| page | KB | KB with styles, scripts, fonts | limit |\n|---|---|---|---|")
    for name, limit, some in (
        ("map", MAP_BYTES, [_MAP]),
        ("heaviest of {}", PAGE_BYTES, [path for path in weights if path != _MAP]),
    ):
        path = max(some, key=lambda path: weights[path][1])
        page, whole = weights[path]
        told = f"{name.format(len(some))}: {path}"
        print(f"| {told} | {page / 1000:.0f} | {whole / 1000:.0f} | {limit / 1000:.0f} |")
        within &= whole <= limit
    return within


def same_under_load(server: Server, paths: Sequence[str], seconds: int) -> bool:
    """Compare pages that are made under load with those that were made when quiet."""
    chosen = paths[:: max(len(paths) // COMPARED, 1)]
    quiet = {path: server.get(_marked(path, 1)).body for path in chosen}
    compared = others = 0
    with ThreadPoolExecutor(1) as threads:
        busy = threads.submit(server.load, paths, seconds, is_cold=True)
        while not busy.done():
            path = chosen[compared % len(chosen)]
            reply = server.get(_marked(path, 2 + compared))
            body = re.sub(rb"_m=\d+", b"_m=1", reply.body)
            others += reply.status != 200 or body != quiet[path]
            compared += 1
        busy.result()
    print(f"\nCompared under load: {compared} pages, {others} not as they are when quiet.")
    return not others


def _marked(path: str, number: int) -> str:
    return f"{path}{'&' if '?' in path else '?'}_m={number}"


def visit_first(server: Server, homes: Sequence[str]) -> None:
    """Print how long the first visit of each municipality takes, all clients coming at once."""

    def visit(home: str) -> float:
        began = perf_counter()
        server.get(f"/{home}")
        return perf_counter() - began

    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        took = list(clients.map(visit, homes))
    whole = perf_counter() - began
    print(
        f"\nFirst visits of {len(homes)} municipalities, {CLIENTS} at once: {whole:.1f} s in all,"
        f" {median(took):.2f} s each, {max(took):.2f} s the slowest."
    )


# --- the two runs ------------------------------------------------------------------------------


def run_one(folder: Path, seconds: int) -> bool:
    """Compare the pages of one municipality."""
    source, _ = plans()
    graph = _built(source, folder / "one")
    library = Library.open(graph)
    snapshot = library.snapshot(library.homes[0])
    database = folder / "one" / "rows.db"
    write_tables(database, {snapshot.municipality: tables_of(snapshot)})
    pairs = list(of_one(snapshot))
    with _served(graph) as ours, _peer(database) as theirs:
        at_start = ours.memory
        what = f"{snapshot.municipality}, {len(snapshot.items)} elements"
        within = compare(what, pairs, ours, theirs, seconds)
        pages = [f"/{path}" for _, path in NAVIGATION] + [p for pair in pairs for p in pair.ours]
        html = [page for page in pages if not page.endswith(".json")]
        slowest_page(ours, 1)
        within &= weigh(ours, html)
        within &= same_under_load(ours, pages, 2 * seconds)
        return within & _is_sound(ours, at_start)


def run_many(folder: Path, seconds: int) -> bool:
    """Compare pages of many municipalities in one graph."""
    example = _built(ROOT / "examples" / "fjordvik", folder / "example")
    library = Library.open(example)
    snapshot = library.snapshot(library.homes[0])
    named = names(MANY)
    graph, database = folder / "many" / "graph", folder / "many" / "rows.db"
    write_many(example, graph, named)
    tables = tables_of(snapshot)
    rows = {name.lower(): renamed_tables(tables, name) for name in named}
    write_tables(database, rows)
    pairs = list(of_many(snapshot, named))
    with _served(graph) as ours, _peer(database) as theirs:
        at_start = ours.memory
        visit_first(ours, list(rows))
        within = compare(f"{MANY} municipalities", pairs, ours, theirs, seconds)
        within &= same_under_load(ours, [p for pair in pairs for p in pair.ours], seconds)
        return within & _is_sound(ours, at_start)


def _built(source: Path, folder: Path) -> Path:
    """Build the graph of some plans."""
    graph = folder / "graph"
    command = [sys.executable, "-m", "plangraf.cli", "build", str(source), "--out", str(graph)]
    subprocess.run(command, check=True, capture_output=True)
    return graph


def _served(graph: Path) -> AbstractContextManager[Server]:
    return running("plangraf.cli", "serve", "--graph", str(graph), "--no-browser")


def _peer(database: Path) -> AbstractContextManager[Server]:
    """Serve tables that do not change, without guessing what else could be counted."""
    settings = ("--setting", "suggest_facets", "off")
    return running("datasette", "serve", "--immutable", str(database), *settings)


def _is_sound(server: Server, at_start: float) -> bool:
    """Print the memory and what failed; true where nothing did."""
    print(
        f"Memory: {at_start:.0f} MB at the start, {server.memory:.0f} MB after"
        f" {server.answered:,} answers, of which {server.failed} were errors."
    )
    return not server.failed


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks/serving.py", description=__doc__)
    parser.add_argument("--seconds", type=int, default=2, help="how long each page is asked for")
    parser.add_argument("--short", action="store_true", help="one municipality, a second each")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a limit is broken")
    asked = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is not here (Debian: apt-get install wrk)")
        return 2
    seconds = 1 if asked.short else asked.seconds
    with TemporaryDirectory() as folder:
        within = run_one(Path(folder), seconds)
        if not asked.short:
            within &= run_many(Path(folder), seconds)
    return int(asked.check and not within)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
