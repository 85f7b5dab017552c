"""A folder that is exchanged whole: made beside its place, and moved there at the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.errors import BadInput
from graph.files import told, uninterrupted

_MADE, _FORMER, _LOCK = "made", "former", ".lock"


@contextmanager
def exchanged(folder: Path) -> Iterator[Path]:
    """Give an empty folder; when the work in it ends well, it takes the place of ``folder``.

    When the work fails, what stood in ``folder`` is as it was.

    Raises :class:`~graph.errors.BadInput` (``output-unwritable``, ``output-full``,
    ``output-busy``).
    """
    folder = folder.resolve()
    with told(folder), _parents(folder), _staging(folder) as staging:
        made = staging / _MADE
        made.mkdir()
        yield made
        with uninterrupted():
            _exchange(folder, made, staging / _FORMER)


def keep(folder: Path, made: Path, but: frozenset[str]) -> None:
    """Copy what stands in a folder to the one that replaces it, but for the files named.

    Where both have a file of one name, that of the new folder stays.
    """
    for where, folders, files in os.walk(folder):
        inner = Path(where).relative_to(folder)
        linked = [name for name in folders if (Path(where) / name).is_symlink()]
        for name in (*files, *linked):
            path = inner / name
            target = made / path
            if path.as_posix() not in but and not os.path.lexists(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(folder / path, target, follow_symlinks=False)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Make the folder for what is being made; what an ended run left there goes first."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - slow to load

    staging = folder.parent / f".{folder.name}.staging"
    former = staging / _FORMER
    staging.mkdir(exist_ok=True)
    lock = FileLock(str(staging / _LOCK))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadInput("output-busy", where=folder) from error
    try:
        _restore(folder, former)
        for path in (staging / _MADE, former):
            shutil.rmtree(path, ignore_errors=True)
        yield staging
    finally:
        lock.release()
        if folder.exists() or not former.exists():
            shutil.rmtree(staging, ignore_errors=True)


def _exchange(folder: Path, made: Path, former: Path) -> None:
    if folder.exists():
        shutil.copymode(folder, made)
        folder.replace(former)
    try:
        made.replace(folder)
    except OSError:
        _restore(folder, former)
        raise


def _restore(folder: Path, former: Path) -> None:
    """Move back what was moved away and not replaced."""
    if former.exists() and not folder.exists():
        former.replace(folder)


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    """Make the folders above one; those that were made go again when the work fails."""
    missing = [path for path in folder.parents if not path.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):  # somebody else has put something there
                path.rmdir()
        raise
