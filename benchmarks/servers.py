"""Servers as real processes on free ports, asked by wrk and by hand, and always ended."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from posixpath import join, normpath
from tempfile import TemporaryDirectory, TemporaryFile
from time import monotonic, sleep
from urllib.parse import urlsplit

#: How many clients ask at once, each for one page after the other.
CLIENTS = 8
#: How many seconds a server is given to answer for the first time.
_PATIENCE = 120
_SCRIPT = Path(__file__).with_name("load.lua")
#: What a page loads of ours: styles, scripts, the picture of the tab.
_LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src)="(/[^"]+)"')
_IN_STYLES = re.compile(r"url\(([\w./-]+)\)")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of asking for a while: how many, how fast in milliseconds, how much.

    ``cpu`` is what the server worked for it, in seconds: other than the time it tells little of
    what else the machine does.
    """

    requests: int
    seconds: float
    bytes: int
    p50: float
    p99: float
    slowest: float
    failed: int
    cpu: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    def times(self, other: "Load") -> float:
        """How many times the other's rate; where it managed none, as if it had managed one."""
        return self.rate / max(other.rate, 1 / other.seconds)

    @property
    def work(self) -> float:
        """What the server works for one answer, in milliseconds."""
        return 1000 * self.cpu / max(self.requests, 1)

    @property
    def kilobytes(self) -> float:
        """What is transferred for one answer, head and all."""
        return self.bytes / max(self.requests, 1) / 1000


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its body as it was sent, and how many bytes it took."""

    status: int
    body: bytes
    size: int


@dataclass
class Server:
    """A running server; ``loads`` are all that was asked of it by wrk."""

    port: int
    process: subprocess.Popen[bytes]
    loads: list[Load] = field(default_factory=list)
    _turns: Iterator[int] = field(default_factory=lambda: count(1))

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """Ask for one address on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            response = connection.getresponse()
            body = response.read()
            head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
            return Reply(response.status, body, head + len(body))
        finally:
            connection.close()

    def load(
        self, paths: Sequence[str], seconds: int, *, is_cold: bool, clients: int = CLIENTS
    ) -> Load:
        """Ask for addresses for a while: ever new ones, or always the same."""
        with TemporaryDirectory() as folder:
            listed = Path(folder) / "paths"
            listed.write_text("\n".join(paths) + "\n", "utf-8")
            command = (
                shutil.which("wrk") or "wrk", "-t1", f"-c{clients}", f"-d{seconds}s",
                "-s", str(_SCRIPT), f"http://127.0.0.1:{self.port}", "--", str(listed),
                str(next(self._turns) * 1_000_000), "cold" if is_cold else "warm",
            )  # fmt: skip
            began = self.worked
            run = subprocess.run(command, check=True, capture_output=True, text=True)
            cpu = self.worked - began
        found = Load(**json.loads(run.stdout.splitlines()[-1]), cpu=cpu)
        self.loads.append(found)
        return found

    def weight(self, path: str) -> tuple[int, int]:
        """Return the bytes of a page, and of it with all that it loads, to a new visitor."""
        packed = {"Accept-Encoding": "gzip"}
        page = self.get(path, packed)
        waiting = _LOADED.findall(self.get(path).body.decode())
        seen = dict.fromkeys(waiting)
        while waiting:
            address = waiting.pop()
            seen[address] = self.get(address, packed).size
            name = urlsplit(address).path
            if name.endswith(".css"):
                inner = _IN_STYLES.findall(self.get(address).body.decode())
                waiting += {normpath(join(name, "..", url)) for url in inner} - seen.keys()
        return page.size, page.size + sum(filter(None, seen.values()))

    @property
    def memory(self) -> float:
        """The memory it holds, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    @property
    def worked(self) -> float:
        """The seconds that it has worked."""
        told = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2]
        return sum(map(int, told.split()[11:13])) / os.sysconf("SC_CLK_TCK")

    @property
    def failed(self) -> int:
        """How many requests were not answered, or with an error."""
        return sum(load.failed for load in self.loads)

    @property
    def answered(self) -> int:
        """How many requests were answered."""
        return sum(load.requests for load in self.loads)


def running(module: str, *arguments: str) -> AbstractContextManager[Server]:
    """Run a Python module as a server on a free port, and end it when the block ends.

    Raises ``RuntimeError`` for one that does not answer.
    """
    return started(sys.executable, "-m", module, *arguments, "--port", "{port}")


@contextmanager
def started(*words: str) -> Iterator[Server]:
    """Run a command as a server on a free port, which stands in it as ``{port}``.

    Raises ``RuntimeError`` for one that does not answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [word.format(port=port) for word in words]
    with TemporaryFile() as told:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told)
        try:
            server = Server(port, process)
            if not _is_up(server):
                told.seek(0)
                message = f"{words[0]} does not answer\n{told.read().decode()}"
                raise RuntimeError(message)
            yield server
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _is_up(server: Server) -> bool:
    """Wait for the first answer; false where none comes."""
    end = monotonic() + _PATIENCE
    while monotonic() < end and server.process.poll() is None:
        try:
            server.get("/")
        except OSError:
            sleep(0.1)
        else:
            return True
    return False
