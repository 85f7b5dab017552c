"""Writing single files so that they are whole or not at all."""

import errno
import os
import tempfile
from pathlib import Path

from graph.errors import BadInput

#: What a disk says when it has no more room.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_full(error: OSError) -> bool:
    """Whether an error means that the disk, or the file size allowed, is used up."""
    return error.errno in FULL or "No space" in str(error) or "File too large" in str(error)


def write_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there; what stood there stays until then.

    Raises :class:`~graph.errors.BadInput` (``output-unwritable``, ``output-full``).
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise BadInput("output-unwritable", where=path, reason=error.strerror or error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except OSError as error:
        reference = "output-full" if is_full(error) else "output-unwritable"
        raise BadInput(reference, where=path, reason=error.strerror or error) from error
    finally:
        Path(name).unlink(missing_ok=True)
