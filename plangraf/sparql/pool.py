"""Processes that answer queries: as many as are needed, each ended when its query takes too long.

A query that is still running after a moment is slow: it goes on with the time that others leave,
and no longer counts among those that run at once, so that quick ones are answered meanwhile.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.errors import BadInput, OurFault
from plangraf.sparql.nursery import READY
from plangraf.sparql.worker import LENGTH, frame

#: Seconds after which a query is slow.
_MOMENT = 0.25
#: How many slow queries go on at once; one more is told to come back.
_MOST_SLOW = 12
#: How many quick ones run at once; others wait for their turn.
AT_ONCE = max(2, os.cpu_count() or 2)
#: Seconds for a graph to be read.
_PATIENCE = 60
CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
#: The least of the system's time that a process can ask for.
_LAST = 19


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a query may take, in seconds, and how much may be answered."""

    seconds: float = 10.0
    rows: int = 250_000
    megabytes: int = 50


_USUAL = Bounds()


@dataclass(slots=True)
class _Worker:
    """A process that answers one query at a time."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    process: asyncio.subprocess.Process | None = None
    is_slow: bool = False

    async def ask(self, job: bytes) -> tuple[dict[str, Any], bytes]:
        """Return the head and the body of an answer; raises EOFError where the process ended."""
        self.writer.write(job)
        lengths = await self.reader.readexactly(2 * LENGTH)
        told = await self.reader.readexactly(int.from_bytes(lengths[:LENGTH]))
        body = await self.reader.readexactly(int.from_bytes(lengths[LENGTH:]))
        return json.loads(told), body

    def slow_down(self) -> None:
        """Let others go first from now on."""
        self.is_slow = True
        with suppress(OSError):
            if hasattr(os, "SCHED_IDLE"):  # measured: with the last priority others still wait
                os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))
            elif hasattr(os, "setpriority"):
                os.setpriority(os.PRIO_PROCESS, self.pid, _LAST)

    def end(self, *, is_busy: bool) -> None:
        """Let the process end, or end it whatever it does."""
        self.writer.close()
        if not is_busy:  # it ends by itself, and its number may be another's by now
            return
        with suppress(OSError):
            if self.process is not None:
                self.process.kill()
            else:
                os.kill(self.pid, signal.SIGKILL)


class _Nursery:
    """Begins workers for one store."""

    def __init__(self, store: Path, bounds: Bounds) -> None:
        self._command = [
            sys.executable, "-m", "plangraf.sparql.nursery", str(store), str(bounds.rows),
            str(bounds.megabytes * 1_000_000),
        ]  # fmt: skip
        self._lock = asyncio.Lock()
        self._line: socket.socket | None = None
        self._process: asyncio.subprocess.Process | None = None

    async def begin(self) -> _Worker:
        """Return a new worker; raises :class:`~graph.errors.OurFault` where none can be begun."""
        try:
            return await (self._forked() if CAN_FORK else self._spawned())
        except (OSError, EOFError, TimeoutError) as error:
            self.close()
            raise OurFault("sparql-no-worker", reason=type(error).__name__) from error

    async def _forked(self) -> _Worker:
        loop = asyncio.get_running_loop()
        async with self._lock:
            if self._line is None:
                await self._start()
            line = self._line
            assert line is not None  # noqa: S101 - it was just started
            ours, theirs = socket.socketpair()
            with theirs:
                socket.send_fds(line, [READY], [theirs.fileno()])
            pid = int.from_bytes(await loop.sock_recv(line, LENGTH))
        if not pid:
            raise EOFError
        ours.settimeout(0)
        return _Worker(pid, *await asyncio.open_connection(sock=ours))

    async def _start(self) -> None:
        """Begin the process that has read the graph."""
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            self._process = await asyncio.create_subprocess_exec(
                *self._command, str(number), pass_fds=[number], stdin=subprocess.DEVNULL
            )
        ours.settimeout(0)
        async with asyncio.timeout(_PATIENCE):
            if not await asyncio.get_running_loop().sock_recv(ours, len(READY)):
                raise EOFError
        self._line = ours

    async def _spawned(self) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin  # noqa: S101 - both are pipes
        assert process.stdout  # noqa: S101
        try:
            async with asyncio.timeout(_PATIENCE):
                await process.stdout.readexactly(len(READY))
        except TimeoutError:
            process.kill()
            raise
        return _Worker(process.pid, process.stdout, process.stdin, process)

    def close(self) -> None:
        """Begin no more workers; those that are there go on."""
        if self._line is not None:
            self._line.close()
            self._line = None
        self._process = None  # it ends when its line does


class _Turn:
    """A place among those that run at once, which is given back once."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places
        self._has = False

    async def take(self) -> None:
        await self._places.acquire()
        self._has = True

    def give_back(self) -> None:
        if self._has:
            self._has = False
            self._places.release()


class Pool:
    """Answers queries to one store by workers."""

    def __init__(self, store: Path, bounds: Bounds = _USUAL) -> None:
        """Take a store; the first worker is begun by the first query, or by :meth:`warm`."""
        self.bounds = bounds
        self._nursery = _Nursery(store, bounds)
        self._idle: list[_Worker] = []
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._slow = 0
        self._waiting = 0
        self._is_closed = False

    async def warm(self) -> None:
        """Begin the workers that quick queries need."""
        with self._in_line():
            while len(self._idle) < AT_ONCE and not self._is_closed:
                self._keep(await self._nursery.begin())

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        """Wait for a worker: a pool that is closed goes on until the last has got one."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            if self._is_closed and not self._waiting:
                self._nursery.close()

    async def ask(
        self, job: Mapping[str, Any], gone: Callable[[], Awaitable[None]]
    ) -> tuple[dict[str, Any], bytes]:
        """Return the head and the body of the answer to a query.

        ``gone`` returns when nobody waits for the answer any more. Raises
        :class:`~graph.errors.BadInput` (``query-too-slow``, ``query-memory``, ``sparql-busy``)
        and :class:`~graph.errors.OurFault` (``sparql-no-worker``).
        """
        turn = _Turn(self._turn)
        with self._in_line():
            await turn.take()
            try:
                worker = self._idle.pop() if self._idle else await self._nursery.begin()
            except BaseException:
                turn.give_back()
                raise
        task = asyncio.ensure_future(worker.ask(frame(job)))
        try:
            done, _ = await asyncio.wait({task}, timeout=_MOMENT)
            if not done:
                if self._slow >= _MOST_SLOW:
                    raise BadInput("sparql-busy", most=_MOST_SLOW)
                turn.give_back()
                await self._patiently(task, worker, gone)
            return task.result()
        except (EOFError, ConnectionError) as error:
            raise BadInput("query-memory") from error
        finally:
            turn.give_back()
            self._release(worker, task)

    async def _patiently(
        self, task: "asyncio.Future[Any]", worker: _Worker, gone: Callable[[], Awaitable[None]]
    ) -> None:
        """Wait for a slow query, but not longer than it may take or anyone waits for it."""
        worker.slow_down()
        self._slow += 1
        left = asyncio.ensure_future(gone())
        try:
            await asyncio.wait(
                {task, left}, timeout=self.bounds.seconds - _MOMENT,
                return_when=asyncio.FIRST_COMPLETED,
            )  # fmt: skip
            if not task.done():
                raise BadInput("query-too-slow", seconds=f"{self.bounds.seconds:g}")
        finally:
            self._slow -= 1
            left.cancel()

    def _release(self, worker: _Worker, task: "asyncio.Future[Any]") -> None:
        """Keep a worker for the next query, unless it is broken, busy or slowed down."""
        is_busy = not task.done()
        task.cancel()
        is_whole = not is_busy and not task.cancelled() and task.exception() is None
        if is_whole and not worker.is_slow:
            self._keep(worker)
        else:
            worker.end(is_busy=is_busy)

    def _keep(self, worker: _Worker) -> None:
        """Keep a worker that is idle, or let it end where there are enough."""
        if len(self._idle) < AT_ONCE and not self._is_closed:
            self._idle.append(worker)
        else:
            worker.end(is_busy=False)

    def close(self) -> None:
        """End the workers that nobody needs; who has asked is answered."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().end(is_busy=False)
        if not self._waiting:
            self._nursery.close()
