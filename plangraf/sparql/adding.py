"""What updates add: graphs of others beside those that are made of plans.

The graphs of plans are made by builds alone, so that they say what the plans say. What an update
adds lies in a file beside them; a build leaves it as it is, and queries see both.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.errors import BadInput
from graph.files import write_file
from graph.serialise import to_trig
from graph.store import read_pointer
from plangraf.sparql.guarding import outside, refuse_remote

#: The file in a graph's folder that holds what was added.
NAME = "added.trig"
_LOCK = ".added.lock"


def added(folder: Path) -> list[Quad]:
    """Return what updates have added to the graph in a folder.

    Raises :class:`~graph.errors.BadInput` (``graph-damaged``).
    """
    path = folder / NAME
    try:
        return list(parse(path.read_bytes(), RdfFormat.TRIG))
    except FileNotFoundError:
        return []
    except (OSError, SyntaxError) as error:
        raise BadInput("graph-damaged", where=path, reason=error) from error


def update(
    folder: Path,
    text: str,
    *,
    base: str = "",
    using: Sequence[str] = (),
    named: Sequence[str] = (),
) -> int:
    """Carry out an update all or not at all; return how many quads were added or removed.

    ``base`` is what its IRIs are relative to; ``using`` and ``named`` are the graphs that its
    patterns see, where the request names them.
    Raises :class:`~graph.errors.BadInput` (``query-syntax``, ``query-failed``, ``query-remote``,
    ``update-dataset``, ``update-of-plans``, ``graph-missing``, ``graph-damaged``).
    """
    refuse_remote(text, is_update=True)
    if using or named:
        text = with_graphs(text, using, named)
    text = _lenient(text)
    with FileLock(folder / _LOCK):
        info = read_pointer(folder)
        if info is None:
            raise BadInput("graph-missing", where=folder, folder=folder)
        of_plans = set(Store.read_only(str(folder / info["store"])))
        former = set(added(folder))
        store = Store()
        store.extend(of_plans | former)
        try:
            store.update(text, base_iri=base or None)
        except SyntaxError as error:
            raise BadInput("query-syntax", reason=error) from error
        except (ValueError, OSError, RuntimeError) as error:
            raise BadInput("query-failed", reason=error) from error
        made = set(info["graphs"])
        found = set(store)
        ours = {quad for quad in found if _graph(quad) in made}
        if ours != of_plans:
            raise BadInput("update-of-plans")
        theirs = found - ours
        write_file(folder / NAME, to_trig(sorted(theirs, key=_place)))
        return len(theirs ^ former)


def _lenient(text: str) -> str:
    """Return an update that may clear a graph that is not there: that leaves nothing to do.

    The engine calls it a fault, as if graphs without content were kept.
    """
    parts, last = [], 0
    for found in outside(text, r"(?:CLEAR|DROP)(?=\s+GRAPH\b)"):
        parts += [text[last : found.end()], " SILENT"]
        last = found.end()
    return "".join([*parts, text[last:]])


def _graph(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name.value)


def _place(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad)


def with_graphs(text: str, using: Sequence[str], named: Sequence[str]) -> str:
    """Return an update with the graphs that a request names for its patterns.

    The protocol lets a request name graphs beside the update, the engine only within it. Raises
    :class:`~graph.errors.BadInput` (``update-dataset``) where the update names graphs itself, or
    has a form that can't.

    >>> with_graphs("INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }", ["http://a"], [])
    'INSERT { ?s ?p 1 } USING <http://a> WHERE { ?s ?p 2 }'
    """
    clauses = [f"USING <{NamedNode(iri).value}> " for iri in using]
    clauses += [f"USING NAMED <{NamedNode(iri).value}> " for iri in named]
    parts, last = [], 0
    for found in outside(text, "USING", "WITH", "WHERE"):
        before = found.string[: found.start()].rstrip().upper()
        if found[0].upper() != "WHERE" or before.endswith("DELETE"):
            raise BadInput("update-dataset")
        parts += [text[last : found.start()], *clauses]
        last = found.start()
    return "".join([*parts, text[last:]])


def main() -> None:
    """Run as ``python -m plangraf.sparql.adding FOLDER``, with the update as JSON on stdin."""
    asked = json.load(sys.stdin)
    told: Mapping[str, Any]
    try:
        told = {"changed": update(Path(sys.argv[1]), **asked)}
    except BadInput as error:
        fields = {name: str(value) for name, value in error.fields.items()}
        told = {"problem": error.reference, "where": error.where, "fields": fields}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
