"""Writing a build so that it is whole or not at all.

Everything is written beside the old graph first; one rename of ``build.json`` makes it the graph.
What fails before that rename leaves the former graph as it was; what comes after it only puts
the files in their places and tidies up. Graphs that did not change are not rewritten: the former
store is copied and the changed graphs are exchanged in it in one transaction.
"""

import hashlib
import json
import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from graph.errors import BadInput
from graph.files import is_full
from graph.store import FORMAT, POINTER, read_pointer

_STAGING = ".staging"
_LOCK = ".lock"


def commit(
    folder: Path,
    graphs: Mapping[str, list[Quad]],
    files: Mapping[str, bytes],
    info: Mapping[str, Any],
) -> list[str]:
    """Make ``graphs`` and ``files`` the content of a graph folder; return the graphs that changed.

    ``graphs`` maps each named graph's IRI to its sorted quads. Raises
    :class:`~graph.errors.BadInput` (``output-unwritable``, ``output-full``, ``output-busy``); then
    the folder is as it was.
    """
    with _writing(folder), _locked(folder):
        former = read_pointer(folder) if (folder / POINTER).exists() else None
        digests = {graph: _digest(quads) for graph, quads in sorted(graphs.items())}
        whole = hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:16]
        changed = _changed(former, digests)
        staging = folder / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            store = f"store-{whole}"
            if former is None or former["store"] != store or not (folder / store).is_dir():
                _write_store(staging / store, folder, former, graphs, digests, changed)
            for name, data in files.items():
                _write(staging / name, data)
            pointer = {
                "format": FORMAT,
                "store": store,
                "graphs": digests,
                "files": {
                    name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())
                },
                **info,
            }
            _write(
                staging / POINTER,
                (json.dumps(pointer, ensure_ascii=False, indent=1) + "\n").encode(),
            )
            with _uninterrupted():
                _switch(folder, staging, store, files)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        _tidy(folder, keep=store)
        return changed


def _digest(quads: list[Quad]) -> str:
    return hashlib.sha256(serialize(quads, format=RdfFormat.N_QUADS) or b"").hexdigest()


def _changed(former: Mapping[str, Any] | None, digests: Mapping[str, str]) -> list[str]:
    old = former["graphs"] if former is not None else {}
    return sorted(graph for graph in {*old, *digests} if old.get(graph) != digests.get(graph))


def _write_store(  # noqa: PLR0913
    path: Path,
    folder: Path,
    former: Mapping[str, Any] | None,
    graphs: Mapping[str, list[Quad]],
    digests: Mapping[str, str],
    changed: list[str],
) -> None:
    """Write a store: anew, or as a copy in which only what changed is exchanged."""
    kept = [graph for graph in digests if graph not in changed]
    if former is None or not kept or not (folder / former["store"]).is_dir():
        store = Store(str(path))
        store.bulk_extend(quad for quads in graphs.values() for quad in quads)
    else:
        shutil.copytree(folder / former["store"], path)
        store = Store(str(path))
        store.update(_exchange(changed, graphs))
    store.flush()
    del store


def _exchange(changed: list[str], graphs: Mapping[str, list[Quad]]) -> str:
    """One update request, which the engine runs as one transaction."""
    steps = []
    for graph in changed:
        steps.append(f"DROP SILENT GRAPH {NamedNode(graph)}")
        if graph in graphs:
            triples = [Triple(q.subject, q.predicate, q.object) for q in graphs[graph]]
            data = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()
            steps.append(f"INSERT DATA {{ GRAPH {NamedNode(graph)} {{\n{data}}} }}")
    return " ;\n".join(steps)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _switch(folder: Path, staging: Path, store: str, files: Mapping[str, bytes]) -> None:
    if (staging / store).is_dir():
        if (folder / store).is_dir():
            shutil.rmtree(folder / store)
        (staging / store).rename(folder / store)
    (staging / POINTER).replace(folder / POINTER)
    for name in files:
        (staging / name).replace(folder / name)


def _tidy(folder: Path, keep: str) -> None:
    for old in folder.glob("store-*"):
        if old.name != keep:
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one build at a time write to a folder."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only a build needs it

    lock = FileLock(str(folder / _LOCK))
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout as error:
        raise BadInput("output-busy", where=folder) from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into words; the folder itself is made where it is missing."""
    made = not folder.exists()
    done = False
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise BadInput("output-unwritable", where=folder, reason=error.strerror) from error
        yield
        done = True
    except OSError as error:
        if is_full(error):
            raise BadInput("output-full", where=folder) from error
        raise BadInput("output-unwritable", where=folder, reason=error.strerror or error) from error
    finally:
        if made and not done:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
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
