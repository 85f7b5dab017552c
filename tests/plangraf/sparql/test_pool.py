"""Workers, forked and spawned, and what an answer may be at most."""

import asyncio
import csv
import io
import json
import shutil
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    Store,
    Triple,
    parse_query_results,
)

from graph.errors import BadInput
from graph.store import read_pointer
from plangraf.sparql import pool
from plangraf.sparql.formats import GRAPHS, RESULTS
from plangraf.sparql.pool import Bounds, Pool
from plangraf.sparql.worker import Limits, answer, rows_of
from tests.plangraf.sparql.serving import graph_of

SUBJECT, PROPERTY, GRAPH = (NamedNode(f"http://e/{name}") for name in ("å", "p", "g"))
#: Texts that contain what separates rows.
TEXTS = ("},{", "\n", "\r\n", '"', '","', '"\r\n"', "<result>", "\t", "[{", "\\", '\\"', "}, {", "")
JSON, TURTLE = "application/sparql-results+json", "text/turtle"
NEVER = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'?s{n} ?p{n} ?o{n} .' for n in range(15))} }}"
ROWS = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"

T = TypeVar("T")


def quads() -> list[Quad]:
    return [Quad(SUBJECT, PROPERTY, Literal(text), GRAPH) for text in TEXTS]


def job(
    text: str, results: str = JSON, graph: str = TURTLE, *, pack: bool = False
) -> dict[str, Any]:
    """Return what a worker is asked."""
    return {
        "text": text, "base": "http://e/", "default": None, "named": (), "results": results,
        "graph": graph, "pack": pack,
    }  # fmt: skip


# --- processes --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store in a folder."""
    folder = graph_of(
        tmp_path_factory.mktemp("pool") / "graph", {GRAPH.value: sorted(quads(), key=str)}
    )
    info = read_pointer(folder)
    assert info is not None
    return Path(folder / info["store"])


class Run(Protocol):
    """Runs what asks a pool, and waits for the pool's processes, which must end."""

    def __call__(self, asked: Coroutine[Any, Any, T]) -> T:
        """Return what comes of it."""


@pytest.fixture(params=["forked", "spawned"])
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give what runs a pool with workers that are begun in one of two ways."""
    if request.param == "forked" and not pool.CAN_FORK:
        pytest.skip("this system does not let a process become two")
    monkeypatch.setattr(pool, "CAN_FORK", request.param == "forked")
    begin, begun = asyncio.create_subprocess_exec, []

    async def noted(*words: Any, **options: Any) -> asyncio.subprocess.Process:
        begun.append(await begin(*words, **options))
        return begun[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)

    async def whole(asked: Coroutine[Any, Any, T]) -> T:
        found = await asked
        assert begun
        async with asyncio.timeout(30):
            await asyncio.gather(*(process.wait() for process in begun))
        return found

    def running(asked: Coroutine[Any, Any, T]) -> T:
        # In a thread of its own: a browser of other tests may have a loop running in this one.
        with ThreadPoolExecutor(1) as threads:
            return threads.submit(asyncio.run, whole(asked)).result()

    return running


async def waits() -> None:
    """Be somebody who waits for an answer however long it takes."""
    await asyncio.Event().wait()


async def leaves() -> None:
    """Be somebody who has gone."""


def test_workers_answer_one_after_the_other_and_many_at_once(run: Run, store: Path) -> None:
    async def asked() -> list[list[str]]:
        own = Pool(store)
        await own.warm()
        texts = [f"{ROWS} # {n}" for n in range(12)]
        answers = [await own.ask(job(text), waits) for text in texts[:2]]
        answers += await asyncio.gather(*(own.ask(job(text), waits) for text in texts[2:]))
        own.close()
        return [
            [row["o"]["value"] for row in json.loads(body)["results"]["bindings"]]
            for _, body in answers
        ]

    for found in run(asked()):
        assert found == sorted(TEXTS)


def test_a_query_that_takes_too_long_is_stopped_and_the_next_is_answered(
    run: Run, store: Path
) -> None:
    async def asked() -> tuple[str, bytes]:
        own = Pool(store, Bounds(seconds=0.5))
        with pytest.raises(BadInput) as stopped:
            await own.ask(job(NEVER), waits)
        _, body = await own.ask(job("ASK { ?s ?p '\\t' }"), waits)
        own.close()
        return stopped.value.reference, body

    assert run(asked()) == ("query-too-slow", b'{"head":{},"boolean":true}')


def test_a_query_that_nobody_waits_for_is_stopped_at_once(run: Run, store: Path) -> None:
    async def asked() -> None:
        own = Pool(store, Bounds(seconds=3600))
        with pytest.raises(BadInput):
            await own.ask(job(NEVER), leaves)
        own.close()

    run(asked())


def test_a_pool_that_was_closed_still_stops_what_takes_too_long(run: Run, store: Path) -> None:
    async def asked() -> str:
        own = Pool(store, Bounds(seconds=1.5))
        going_on = asyncio.ensure_future(own.ask(job(NEVER), waits))
        await asyncio.sleep(0.5)
        own.close()
        with pytest.raises(BadInput) as stopped:
            await going_on
        return stopped.value.reference

    assert run(asked()) == "query-too-slow"


def test_who_asked_before_a_pool_was_closed_is_answered(
    run: Run, store: Path, tmp_path: Path
) -> None:
    place = Path(shutil.copytree(store.parent, tmp_path / "graph")) / store.name

    async def asked() -> list[bytes]:
        own = Pool(place)
        await own.warm()
        asking = [own.ask(job(f"ASK {{ ?s ?p ?o }} # {n}"), waits) for n in range(12)]
        going_on = asyncio.gather(*asking)
        await asyncio.sleep(0)
        own.close()
        if pool.CAN_FORK:  # what is forked needs no file any more: a build has taken it away
            shutil.rmtree(place)
        return [body for _, body in await going_on]

    assert run(asked()) == [b'{"head":{},"boolean":true}'] * 12


def test_a_pool_that_is_closed_while_it_begins_leaves_no_process(run: Run, store: Path) -> None:
    async def asked() -> None:
        own = Pool(store)
        warming = asyncio.ensure_future(own.warm())
        await asyncio.sleep(0.05)
        own.close()
        await warming

    run(asked())


def test_the_bounds_of_a_pool_are_those_of_its_workers(run: Run, store: Path) -> None:
    async def asked(rows: int) -> dict[str, Any]:
        own = Pool(store, Bounds(rows=rows))
        head, _ = await own.ask(job(ROWS), waits)
        own.close()
        return head

    assert run(asked(len(TEXTS)))["type"] == JSON
    assert run(asked(len(TEXTS) - 1))["problem"] == "query-too-much"


# --- the longest answer -----------------------------------------------------------------------

ALL = [(ROWS, kind) for kind in RESULTS]
ALL += [("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", kind) for kind in GRAPHS]
PLENTY = 1_000_000


@pytest.fixture(scope="module")
def memory() -> Store:
    own = Store()
    own.extend(quads())
    return own


@pytest.mark.parametrize(("text", "kind"), ALL)
def test_as_many_rows_are_answered_as_there_may_be_and_not_one_more(
    memory: Store, text: str, kind: str
) -> None:
    asked = job(text, kind, kind)
    head, body = answer(memory, asked, Limits(most_bytes=PLENTY, most_rows=len(TEXTS)))
    assert head["type"] == kind
    assert body
    head, body = answer(memory, asked, Limits(most_bytes=PLENTY, most_rows=len(TEXTS) - 1))
    assert (head["problem"], body) == ("query-too-much", b"")
    assert head["fields"]["rows"] == len(TEXTS) - 1


@pytest.mark.parametrize(("text", "kind"), ALL)
def test_as_many_bytes_are_answered_as_there_may_be_and_not_one_more(
    memory: Store, text: str, kind: str
) -> None:
    asked = job(text, kind, kind)
    _, whole = answer(memory, asked, Limits(most_bytes=PLENTY, most_rows=PLENTY))
    _, same = answer(memory, asked, Limits(most_bytes=len(whole), most_rows=PLENTY))
    assert same == whole
    head, body = answer(memory, asked, Limits(most_bytes=len(whole) - 1, most_rows=PLENTY))
    assert (head["problem"], body) == ("query-too-much", b"")


def test_triples_are_counted_once_however_often_they_are_found(memory: Store) -> None:
    asked = job("CONSTRUCT { <a> <b> <c> } WHERE { ?s ?p ?o }")
    head, body = answer(memory, asked, Limits(most_bytes=PLENTY, most_rows=1))
    assert head == {"type": TURTLE, "tag": head["tag"]}
    assert body.count(b" .\n") - body.count(b"@prefix") == 1


# --- counting ---------------------------------------------------------------------------------

TERMS = st.one_of(
    st.none(),
    st.builds(Literal, st.text(st.characters(codec="utf-8", exclude_characters="\0"))),
    st.builds(Literal, st.sampled_from(TEXTS), language=st.sampled_from(["nb", "en-GB"])),
    st.builds(Literal, st.sampled_from(TEXTS), datatype=st.just(SUBJECT)),
    st.builds(Literal, st.lists(st.sampled_from(TEXTS)).map("".join)),
    st.builds(Literal, st.integers()),
    st.sampled_from([SUBJECT, NamedNode("http://e/,'()#&\u2028")]),
    st.sampled_from(TEXTS).map(lambda text: Triple(SUBJECT, PROPERTY, Literal(text))),
)
_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, list[list[Any]]]:
    """Draw how many columns a table has, and its rows."""
    width = draw(st.integers(0, 3))
    return width, draw(st.lists(st.lists(TERMS, min_size=width, max_size=width), max_size=6))


@settings(deadline=None)
@given(tables())
def test_rows_are_counted_by_their_bytes_as_a_parser_counts_them(
    table: tuple[int, list[list[Any]]],
) -> None:
    width, filled = table
    told = " ".join(f"({' '.join(map(_written, row))})" for row in filled)
    names = " ".join(f"?x{n}" for n in range(width))
    text = f"SELECT * {{ VALUES ({names}) {{ {told} }} }}"
    has_triples = any(isinstance(term, Triple) for row in filled for term in row)
    for kind, fmt in RESULTS.items():
        if fmt == "csv" and has_triples:
            continue  # CSV has no way to write a triple, and the engine writes no CSV then
        head, body = answer(Store(), job(text, kind), Limits(PLENTY, PLENTY))
        assert "problem" not in head, head
        assert rows_of(fmt, body) == _parsed(fmt, body) == len(filled), (fmt, body)


def _written(term: Any) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, Triple):
        return f"<<( {term.subject} {term.predicate} {term.object} )>>"
    return str(term)


def _parsed(fmt: str, body: bytes) -> int:
    if fmt == "csv":
        return len(list(csv.reader(io.StringIO(body.decode(), newline="")))) - 1
    found = parse_query_results(body, _FORMATS[fmt])
    assert isinstance(found, QuerySolutions)
    return len(list(found))
