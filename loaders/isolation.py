"""Documents read in processes of their own, so that none takes the others with it."""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from graph.errors import BadInput, NotFound, OurFault, PlangrafError
from loaders.document import Document
from loaders.lexicon import threshold
from loaders.profile import active, dump_profile
from loaders.readers import Progress
from loaders.storing import load_document
from loaders.worker import ASKED_BY

_ERRORS = {kind.__name__: kind for kind in (BadInput, NotFound, OurFault)}
_MEGABYTE = 1_000_000
_LAST_WORDS = 2.0  # seconds that a process which has gone silent is given to say why


class Workers:
    """Some processes that read; each is started when it is first needed.

    ``command`` starts one: something that answers as :mod:`loaders.worker` does. Any thread may
    ask; when all are busy it waits.
    """

    def __init__(self, count: int | None = None, command: Sequence[str] | None = None) -> None:
        """Make ready for ``count`` processes; without it as many as the machine has cores."""
        self.count = max(count or cores(), 1)
        self._command = command or (sys.executable, "-P", "-m", "loaders.worker")
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all = [_Worker(self._command) for _ in range(self.count)]
        for worker in self._all:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        """Give the workers; leaving ends them."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self.close()

    def close(self) -> None:
        """End every process, also those that are reading."""
        for worker in self._all:
            worker.close()

    def read(
        self,
        parts: Mapping[str, bytes],
        name: str,
        *,
        kept: Path | None = None,
        progress: Progress | None = None,
    ) -> Document:
        """Read a file of one part, or a folder of several, in a process that may break.

        The profile in use here is in use there.

        Raises what the reader raises, and :class:`~graph.errors.BadInput`
        (``document-too-slow``, ``document-crashed-reader``).
        """
        worker = self._idle.get()
        try:
            return worker.read(parts, name, kept, progress)
        finally:
            self._idle.put(worker)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _EndedError(Exception):
    """The workers were ended while a thread still waited for one."""


class _Worker:
    """One process, replaced by a new one after it broke."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def read(
        self, parts: Mapping[str, bytes], name: str, kept: Path | None, progress: Progress | None
    ) -> Document:
        process = self._started()
        size = sum(map(len, parts.values()))
        watch = _Watch(process, size)
        is_whole = False
        try:
            _ask(process, parts, name, kept)
            document = self._answer(process, name, watch, progress)
            is_whole = True
        except PlangrafError as error:
            is_whole = error.reference != "document-crashed-reader"
            raise
        except (OSError, ValueError, KeyError) as error:  # it is gone, or talks nonsense
            raise self._told(process, name, watch) from error
        finally:
            watch.end()
            if not is_whole or watch.has_killed:
                self._end()
        return document

    def _answer(
        self, process: "subprocess.Popen[bytes]", name: str, watch: "_Watch",
        progress: Progress | None,
    ) -> Document:  # fmt: skip
        assert process.stdout is not None  # noqa: S101 - it was asked for
        while line := process.stdout.readline():
            answer = json.loads(line)
            if "page" in answer:
                watch.extend()
                if progress is not None:
                    progress(answer["page"], answer["pages"])
            elif "error" in answer:
                raise _error(answer["error"])
            elif "broke" in answer:
                raise _crashed(name, answer["broke"])
            else:
                return load_document(process.stdout.read(answer["document"]))
        raise self._told(process, name, watch)

    def _told(
        self, process: "subprocess.Popen[bytes]", name: str, watch: "_Watch"
    ) -> PlangrafError:
        """What to say of a process that ended without an answer."""
        try:
            code = process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        if watch.has_killed:
            return BadInput("document-too-slow", where=name, seconds=f"{watch.seconds:.0f}")
        if code < 0:
            return _crashed(name, signal.Signals(-code).name)
        return _crashed(name, self._last_words() or str(code))

    def _last_words(self) -> str:
        """The last line that the process wrote before it died: a traceback's error, say."""
        if self._errors is None or self._errors.closed:
            return ""
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(self._errors.tell() - 2000, 0))
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _started(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._is_closed:
                raise _EndedError
            if self._process is None:
                self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=self._errors, env=_environment(),
                    start_new_session=True,  # Ctrl-C reaches it through us alone
                )  # fmt: skip
            return self._process

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, self._errors):
                if stream is not None:
                    with suppress(OSError):  # something was left to say to nobody
                        stream.close()

    def close(self) -> None:
        self._is_closed = True
        self._end()


class _Watch:
    """Kills a process that takes longer than a file of some size can need.

    Each page that it tells of gives it more time: a long plan is read, a hanging page is not.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", size: int) -> None:
        per_megabyte = threshold("isolation", "seconds_per_megabyte")
        self.seconds = threshold("isolation", "seconds") + per_megabyte * size / _MEGABYTE
        self.has_killed = False
        self._per_page = threshold("isolation", "seconds_per_page")
        self._begun = time.monotonic()
        self._process = process
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def extend(self) -> None:
        self.seconds += self._per_page

    def end(self) -> None:
        self._over.set()

    def _watch(self) -> None:
        while (left := self._begun + self.seconds - time.monotonic()) > 0:
            if self._over.wait(left):
                return
        self.has_killed = True
        self._process.kill()


def _ask(
    process: "subprocess.Popen[bytes]", parts: Mapping[str, bytes], name: str, kept: Path | None
) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    request = {
        "name": name,
        "parts": [[path, len(data)] for path, data in parts.items()],
        "kept": str(kept.absolute()) if kept else None,
        "profile": dump_profile(active()),
    }
    process.stdin.write(json.dumps(request).encode() + b"\n")
    for data in parts.values():
        process.stdin.write(data)
    process.stdin.flush()


def _error(given: dict[str, Any]) -> PlangrafError:
    kind = _ERRORS.get(given["kind"], OurFault)
    return kind(
        given["reference"], where=given["where"], nearest=given["nearest"], **given["fields"]
    )


def _crashed(name: str, reason: str) -> BadInput:
    return BadInput("document-crashed-reader", where=name, reason=reason)


def _environment() -> dict[str, str]:
    """The environment of a process that imports what we import, from where we do."""
    here = os.pathsep.join(os.path.abspath(path) for path in sys.path)  # noqa: PTH100 - "" is here
    told = {"PYTHONPATH": here, "PYTHONWARNINGS": "ignore"}
    if os.name == "posix":  # elsewhere an interpreter in a venv is started by another, its parent
        told[ASKED_BY] = str(os.getpid())
    return {**os.environ, **told}
