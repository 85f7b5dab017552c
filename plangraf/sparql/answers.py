"""Answers to queries and updates of the graph in a folder, as long as one build of it lasts."""

import asyncio
import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool

from graph.errors import BadInput, OurFault
from graph.store import POINTER, PlanStore, read_pointer
from plangraf.sparql.adding import NAME as ADDED
from plangraf.sparql.description import service_description, void_address, void_description
from plangraf.sparql.examples import example_quads
from plangraf.sparql.formats import GRAPHS, Wanted
from plangraf.sparql.operation import Operation
from plangraf.sparql.pool import Bounds, Pool
from plangraf.sparql.worker import TRIPLES, tag_of
from plangraf.vocabularies import written

#: Answers that are held, in bytes: all, and the longest of them.
_MOST_HELD, _LONGEST_HELD = 32_000_000, 1_000_000
#: How many descriptions are held: each host that is asked by has its own.
_MOST_TOLD = 40
#: Seconds that an update may take.
_LONGEST_UPDATE = 60

#: What an answer is held by: the query, its graphs, the media types, and whether it is packed.
_Key = tuple[str, str, tuple[str, ...], tuple[str, ...], str, str, bool]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request is answered with."""

    status: int
    media_type: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class Answers:
    """What one graph is asked, answered by workers, and held until the next build."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        """Take the folder of a graph; it is read when something is asked."""
        self._folder = folder
        self._bounds = bounds
        self._pool: Pool | None = None
        self._of: object = None
        self._held: OrderedDict[_Key, Reply] = OrderedDict()
        self._bytes = 0
        self._told: dict[tuple[str, str, str], Reply] = {}

    async def query(
        self,
        operation: Operation,
        base: str,
        want: Wanted,
        gone: Callable[[], Awaitable[None]],
        *,
        packs: bool,
    ) -> Reply:
        """Return the answer to a query: the one that is held, or that of a worker.

        ``gone`` returns when nobody waits for it any more. Raises what
        :meth:`plangraf.sparql.pool.Pool.ask` does, and :class:`~graph.errors.BadInput` for what a
        worker tells of.
        """
        key = (
            operation.text, base, operation.default_graphs, operation.named_graphs, want.results,
            want.graph, packs,
        )  # fmt: skip
        self._current()
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        job = {
            "text": operation.text,
            "base": base,
            "default": operation.default_graphs if operation.names_graphs else None,
            "named": operation.named_graphs,
            "results": want.results,
            "graph": want.graph,
            "pack": packs,
        }
        pool, head, body = await self._asked(job, gone)
        if "problem" in head:
            raise BadInput(head["problem"], **head.get("fields", {}))
        packing = (("Content-Encoding", "gzip"),) if head.get("packed") else ()
        reply = Reply(200, head["type"], body, (("ETag", head["tag"]), *packing))
        self._hold(pool, key, reply)
        return reply

    async def _asked(
        self, job: Mapping[str, Any], gone: Callable[[], Awaitable[None]]
    ) -> tuple[Pool, dict[str, Any], bytes]:
        """Ask the workers, and those of the next build where it took the graph from under them."""
        while True:
            pool = self._current()
            try:
                return pool, *await pool.ask(job, gone)
            except OurFault:
                if self._current() is pool:
                    raise

    async def update(self, operation: Operation, base: str) -> None:
        """Carry out an update in a process of its own.

        Raises what :func:`plangraf.sparql.adding.update` does, ``query-too-slow`` and
        ``query-memory``.
        """
        asked = {
            "text": operation.text,
            "base": base,
            "using": operation.default_graphs,
            "named": operation.named_graphs,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "plangraf.sparql.adding", str(self._folder),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(_LONGEST_UPDATE):
                told, _ = await process.communicate(json.dumps(asked).encode())
        except TimeoutError as error:
            process.kill()  # nothing is written before all is done
            raise BadInput("query-too-slow", seconds=_LONGEST_UPDATE) from error
        outcome = json.loads(told or b'{"problem": "query-memory", "fields": {}}')
        if "problem" in outcome:
            raise BadInput(outcome["problem"], where=outcome.get("where", ""), **outcome["fields"])

    async def description(self, kind: str, address: str, media_type: str) -> Reply:
        """Return what is told of the graph and the service at an address."""
        self._current()
        key = (kind, address, media_type)
        if key not in self._told:
            made = await run_in_threadpool(_told, self._folder, kind, address, media_type)
            self._told = {**dict(list(self._told.items())[-_MOST_TOLD:]), key: made}
        return self._told[key]

    def _current(self) -> Pool:
        """Return the pool of the latest build; what was held of an earlier one is forgotten."""
        build = self._state() or self._of
        if self._pool is None or build != self._of:
            info = read_pointer(self._folder)
            if info is None:
                raise BadInput("graph-missing", where=self._folder, folder=self._folder)
            if self._pool is not None:
                self._pool.close()
            self._pool, self._of = Pool(self._folder / info["store"], self._bounds), build
            self._held.clear()
            self._told.clear()
            self._bytes = 0
        return self._pool

    def _state(self) -> object:
        """What tells one state of the folder from the next; None where it holds no graph.

        It may be gone, or a build is moving it into place.
        """
        states = []
        for name in (POINTER, ADDED):
            try:
                stat = (self._folder / name).stat()
            except OSError:
                if name == POINTER:
                    return None
                continue
            states.append((name, stat.st_mtime_ns, stat.st_ino, stat.st_size))
        return tuple(states)

    def _hold(self, pool: Pool, key: _Key, reply: Reply) -> None:
        if pool is not self._pool or key in self._held or len(reply.body) > _LONGEST_HELD:
            return
        self._held[key] = reply
        self._bytes += len(reply.body) + len(key[0])
        while self._bytes > _MOST_HELD:
            former, gone = self._held.popitem(last=False)
            self._bytes -= len(gone.body) + len(former[0])

    async def warm(self) -> None:
        """Begin the workers that quick queries need; raises what :meth:`query` does."""
        await self._current().warm()

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.close()


def _told(folder: Path, kind: str, address: str, media_type: str) -> Reply:
    if kind == "void":
        quads = void_description(PlanStore.open(folder), address)
    elif kind == "examples":
        quads = example_quads(address, PlanStore.open(folder))
    else:
        graphs = (read_pointer(folder) or {}).get("graphs", ())
        quads = service_description(address, graphs, void_address(address))
    body = written(quads, TRIPLES[GRAPHS[media_type]])
    return Reply(200, media_type, body, (("ETag", tag_of(body)),))
