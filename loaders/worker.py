"""A process of its own that reads one document after the other for another process.

Readers of PDF, Word and web files call code that is not ours, on bytes that anybody may have
made. Here it may crash, hang or swell: the process that asked lives on. What is asked and answered
is JSON in lines, with bytes after it where a line announces them.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from graph.errors import PlangrafError
from loaders.document import Document
from loaders.keeping import KeptPages
from loaders.lexicon import threshold
from loaders.profile import parse_profile, using
from loaders.readers import Progress, parse_parts
from loaders.storing import dump_document

#: A file's parts (one, or the pages of a folder), its name, and where its pages may be kept.
Read = Callable[[Mapping[str, bytes], str, Progress, KeptPages | None], Document]

#: The variable that tells who asked. A process whose asker was killed while it was still starting
#: has another parent already, and would follow that one.
ASKED_BY = "PLANGRAF_ASKED_BY"


def serve(read: Read, asked: BinaryIO, answers: BinaryIO) -> None:
    """Read what is asked for until nothing more is asked."""
    while line := asked.readline():
        request = json.loads(line)
        parts = {path: asked.read(size) for path, size in request["parts"]}
        _limit(sum(map(len, parts.values())))
        kept = KeptPages(Path(request["kept"])) if request["kept"] else None
        try:
            with using(parse_profile(request["profile"])):
                data = dump_document(read(parts, request["name"], _Teller(answers), kept))
        except PlangrafError as error:
            _answer(answers, error=_told(error))
        except (MemoryError, RecursionError) as error:
            # Whatever was read lies about still: a new process begins with an empty table.
            _answer(answers, broke=type(error).__name__)
            return
        else:
            _answer(answers, document=len(data))
            answers.write(data)
            answers.flush()


class _Teller:
    """Tells that a page was read: a sign of life, and what the progress line shows."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers

    def __call__(self, page: int, pages: int) -> None:
        _answer(self._answers, page=page, pages=pages)


def _answer(answers: BinaryIO, **told: object) -> None:
    answers.write(json.dumps(told, default=str).encode() + b"\n")
    answers.flush()


def _told(error: PlangrafError) -> dict[str, Any]:
    return {
        "kind": type(error).__name__,
        "reference": error.reference,
        "where": error.where,
        "nearest": error.nearest,
        "fields": error.fields,
    }


def _limit(size: int) -> None:
    """Let the process have no more memory than a file of some size can need."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, where only the time is bounded
    except ImportError:
        return
    most = int(threshold("isolation", "memory") + threshold("isolation", "memory_per_byte") * size)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    with suppress(ValueError, OSError):  # a system that knows the limit and can't hold it
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _follow(parent: int) -> None:
    """End when the process that asked is gone, however it ended and whatever is being read."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run(read: Read) -> None:
    """Serve on the standard streams of this process."""
    # Ctrl-C is for the process that asked; it ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _follow(int(os.environ.get(ASKED_BY, os.getppid())))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what others print is no answer
    with answers, suppress(BrokenPipeError):
        serve(read, sys.stdin.buffer, answers)


if __name__ == "__main__":
    run(parse_parts)
