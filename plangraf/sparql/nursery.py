"""Begins workers: a process that has read the graph once becomes two for each that is needed.

Where the system can't do that (Windows), each worker is a process that reads the graph itself.
"""

import ctypes
import gc
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

from pyoxigraph import Store

from plangraf.sparql.worker import Limits, loaded, serve

#: What a nursery, or a worker without one, says when it has read the graph.
READY = b"+"
#: Memory that a worker may take beside the graph that it shares with others.
MOST_MEMORY = 1_500_000_000
_NO_NETWORK = 0x10000000 | 0x40000000  # CLONE_NEWUSER | CLONE_NEWNET


def main() -> None:
    """Run as ``python -m plangraf.sparql.nursery STORE ROWS BYTES [SOCKET]``.

    Without the number of a socket the process itself is a worker, which hears and speaks through
    its standard streams.
    """
    place, rows, most, *number = sys.argv[1:]
    store = loaded(Path(place))
    limits = Limits(most_bytes=int(most), most_rows=int(rows))
    if number:
        _begin(store, socket.socket(fileno=int(number[0])), limits)
    else:
        sys.stdout.buffer.write(READY)
        sys.stdout.buffer.flush()
        serve(store, sys.stdin.buffer, sys.stdout.buffer, limits)


def _begin(store: Store, line: socket.socket, limits: Limits) -> None:
    """Begin a worker for each line that is handed over, until there will be no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that have ended
    gc.freeze()  # what is shared stays shared
    line.sendall(READY)
    while True:
        asked, lines, _, _ = socket.recv_fds(line, 1, 1)
        if not asked:
            return
        child = os.fork()
        if child == 0:
            line.close()
            own = socket.socket(fileno=lines[0])
            heard, told = own.makefile("rb"), own.makefile("wb")
            confine()
            serve(store, heard, told, limits)
            os._exit(0)
        os.close(lines[0])
        line.sendall(child.to_bytes(8))


def confine() -> None:
    """Take from this process what an answer does not need: files, the network, much memory."""
    import resource  # noqa: PLC0415 - not on Windows

    with suppress(OSError, AttributeError):  # not every system lets a process do so
        ctypes.CDLL(None).unshare(_NO_NETWORK)
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # With no handle left neither a file nor a connection can be opened.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


if __name__ == "__main__":
    main()
