"""Writing files so that they are whole or not at all, and saying in words what the disk refuses."""

import errno
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.errors import BadInput

#: What a disk says when it has no more room.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: OSError) -> bool:
    """Whether an error means that the disk, or the file size allowed, is used up.

    The engine gives its errors no number, only the system's words.

    >>> is_full(OSError(errno.ENOSPC, "x")), is_full(OSError("IO error: No space left on device"))
    (True, True)
    """
    return error.errno in FULL or "No space" in str(error) or "File too large" in str(error)


@contextmanager
def told(where: Path) -> Iterator[None]:
    """Turn what the disk refuses into :class:`~graph.errors.BadInput`.

    Its reference is ``output-full`` or ``output-unwritable``.
    """
    try:
        yield
    except OSError as error:
        reference = "output-full" if is_full(error) else "output-unwritable"
        raise BadInput(reference, where=where, reason=error.strerror or error) from error


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C for the few renames that must all happen."""
    try:
        former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not in the main thread: nobody can interrupt it there
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it; its folders are made where they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; what stood there stays until then.

    Raises :class:`~graph.errors.BadInput` (``output-unwritable``, ``output-full``).
    """
    with told(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        made = Path(name)
        try:
            write_synced(made, data)
            made.chmod(0o666 & ~_umask())
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)


def _umask() -> int:
    """The rights that new files of this process are not given; asking for them sets them."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
