"""Writing a build so that it is whole or not at all.

Everything is written beside the old graph first; one rename of ``build.json`` makes it the graph.
What fails before that, or in the few renames after it, leaves the former graph as it was. Graphs
that did not change are not written again: the former store is copied and the changed graphs are
exchanged in it in one transaction.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from graph.errors import BadInput
from graph.files import is_full, told, uninterrupted, write_synced
from graph.serialise import to_nquads
from graph.store import FORMAT, POINTER, read_pointer

_STAGING = ".staging"
_FORMER = "former"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class _Change:
    """What a build makes of a folder: its graphs, and the digests of those that stand there."""

    graphs: Mapping[str, list[Quad]]
    digests: Mapping[str, str]
    former: Mapping[str, str]
    former_store: Path | None

    @property
    def store(self) -> str:
        """The name of the store: the same graphs give the same name."""
        return f"store-{hashlib.sha256(json.dumps(self.digests).encode()).hexdigest()[:16]}"

    @property
    def changed(self) -> list[str]:
        """The graphs that are new, gone or different."""
        names = {*self.former, *self.digests}
        return sorted(n for n in names if self.former.get(n) != self.digests.get(n))

    def __len__(self) -> int:
        return sum(map(len, self.graphs.values()))


def commit(  # noqa: PLR0913 - what a folder holds, and how long to wait for it
    folder: Path,
    graphs: Mapping[str, list[Quad]],
    files: Mapping[str, bytes],
    info: Mapping[str, Any],
    *,
    beside: Mapping[str, bytes] | None = None,
    wait: float = 0,
) -> list[str]:
    """Make ``graphs`` and ``files`` the content of a graph folder; return the graphs that changed.

    ``graphs`` maps each named graph's IRI to its sorted quads. Files ``beside`` it are written
    with the others, but ``build.json`` does not name them: they belong to this machine, not to
    the graph. ``wait`` is how many seconds another build is given to finish.

    Raises :class:`~graph.errors.BadInput` (``output-unwritable``, ``output-full``,
    ``output-busy``, ``output-exists``); then the folder is as it was.
    """
    unnamed = beside or {}
    with told(folder), _made(folder), _locked(folder, wait):
        change = _change(folder, graphs, files)
        with _staging(folder) as staging:
            if not _is_whole(folder / change.store, len(change)):
                _write_store(staging / change.store, change)
            for name, data in (*files.items(), *unnamed.items()):
                write_synced(staging / name, data)
            write_synced(staging / POINTER, _pointer(change, files, info))
            with uninterrupted():
                _switch(folder, staging, [change.store, POINTER, *files, *unnamed])
        _tidy(folder, keep=change.store)
        return change.changed


def _change(folder: Path, graphs: Mapping[str, list[Quad]], files: Mapping[str, bytes]) -> _Change:
    former = _former(folder, files)
    return _Change(
        graphs=graphs,
        digests={
            graph: hashlib.sha256(to_nquads(quads)).hexdigest()
            for graph, quads in sorted(graphs.items())
        },
        former=former["graphs"] if former else {},
        former_store=folder / former["store"] if former else None,
    )


def _former(folder: Path, files: Mapping[str, bytes]) -> dict[str, Any] | None:
    """What stands in the folder: a graph of ours, or nothing that a build would overwrite."""
    if not (folder / POINTER).exists():
        taken = [name for name in files if (folder / name).exists()]
        if taken:
            raise BadInput("output-exists", where=folder, name=taken[0])
        return None
    try:
        return read_pointer(folder)
    except BadInput as error:
        # A graph of another version, or a broken one, is what a new build is for.
        if any(folder.glob("store-*")):
            return None
        raise BadInput("output-exists", where=folder, name=POINTER) from error


def _pointer(change: _Change, files: Mapping[str, bytes], info: Mapping[str, Any]) -> bytes:
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    pointer = {
        "format": FORMAT, "store": change.store, "graphs": change.digests, "files": hashes, **info,
    }  # fmt: skip
    return (json.dumps(pointer, ensure_ascii=False, indent=1) + "\n").encode()


def _is_whole(path: Path, quads: int) -> bool:
    """Whether a store can be opened and holds all that it should."""
    if not path.is_dir():
        return False
    try:
        return len(Store.read_only(str(path))) == quads
    except OSError:
        return False


def _write_store(path: Path, change: _Change) -> None:
    """Write a store: as a copy in which what changed is exchanged, else anew."""
    keeps_some = len(change.changed) < len({*change.former, *change.digests})
    if change.former_store is not None and keeps_some:
        try:
            _copy_store(path, change.former_store, change)
        except OSError as error:
            if is_full(error):
                raise
        if _is_whole(path, len(change)):
            return
        shutil.rmtree(path, ignore_errors=True)
    store = Store(str(path))
    store.bulk_extend(quad for quads in change.graphs.values() for quad in quads)
    store.flush()


def _copy_store(path: Path, former: Path, change: _Change) -> None:
    shutil.copytree(former, path, ignore=shutil.ignore_patterns("LOG*"))
    store = Store(str(path))
    store.update(_exchange(change))
    store.flush()


def _exchange(change: _Change) -> str:
    """One update request, which the engine runs as one transaction."""
    steps = []
    for graph in change.changed:
        steps.append(f"DROP SILENT GRAPH {NamedNode(graph)}")
        if graph in change.graphs:
            triples = [Triple(q.subject, q.predicate, q.object) for q in change.graphs[graph]]
            data = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
            steps.append(f"INSERT DATA {{ GRAPH {NamedNode(graph)} {{\n{data}}} }}")
    return " ;\n".join(steps)


# --- putting it in its place -------------------------------------------------------------------


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Make a folder for what is being written; what a killed build left there goes first."""
    staging = folder / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _switch(folder: Path, staging: Path, names: list[str]) -> None:
    """Move what was written to its place; when one move fails, put back what was moved."""
    kept = staging / _FORMER
    kept.mkdir()
    moving = [name for name in names if (staging / name).exists()]
    for name in moving:
        _keep(folder / name, kept / name)
    moved = []
    try:
        for name in moving:
            moved.append(name)
            _move(staging / name, folder / name)
    except OSError:
        for name in reversed(moved):
            _restore(kept / name, folder / name)
        raise


def _keep(path: Path, copy: Path) -> None:
    """Keep a file under a second name, which takes no room; a store is whole by itself."""
    if path.is_file():
        try:
            os.link(path, copy)
        except OSError:  # a file system without hard links
            shutil.copy2(path, copy)


def _move(source: Path, target: Path) -> None:
    if target.is_dir():  # a store of that name that is not whole
        shutil.rmtree(target)
    source.replace(target)


def _restore(kept: Path, target: Path) -> None:
    with suppress(OSError):
        if kept.exists():
            kept.replace(target)
        elif target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)


def _tidy(folder: Path, keep: str) -> None:
    for old in folder.glob("store-*"):
        if old.name != keep:
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _locked(folder: Path, wait: float) -> Iterator[None]:
    """Let one build at a time write to a folder."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only a build needs it

    lock = FileLock(str(folder / _LOCK))
    try:
        with lock.acquire(timeout=wait):
            yield
    except Timeout as error:
        raise BadInput("output-busy", where=folder) from error


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder where it is missing; what was made goes again when the work fails."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if missing:
            (folder / _LOCK).unlink(missing_ok=True)
        for path in missing:
            with suppress(OSError):  # somebody else has put something there
                path.rmdir()
        raise
