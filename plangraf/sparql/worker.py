"""Answers queries one after the other, in a process that can be ended at any moment.

What it is asked and what it answers are frames: a head as JSON and a body, each with its length
before it. It reads nothing but the graph, which it has in memory, and opens nothing.
"""

import gzip
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from graph.serialise import PREFIXED
from plangraf.sparql.adding import added
from plangraf.sparql.formats import GRAPHS, RESULTS
from plangraf.sparql.guarding import outside

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_RESULTS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
TRIPLES = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "n3": RdfFormat.N3,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
#: Below this an answer gains nothing by being packed.
_WORTH_PACKING = 500
#: How hard: the next levels take half as long again for a twentieth of the bytes.
_PACKING = 4


class TooMuch(Exception):  # noqa: N818 - it ends an answer, and is told as bad input
    """An answer is longer than answers may be."""


class _Sink(io.BytesIO):
    """Takes an answer as it is written, until it is too long."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: "ReadableBuffer", /) -> int:
        """Take a piece; raises :class:`TooMuch`."""
        if self.tell() + len(memoryview(data)) > self._most:
            raise TooMuch
        return super().write(data)


#: Texts and names in JSON.
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
#: Values of CSV that are quoted; a quote in one is written twice.
_QUOTED = re.compile(rb'"[^"]*"')


def rows_of(fmt: str, data: bytes) -> int:
    r"""Return how many rows or triples an answer has, told by its bytes alone.

    >>> rows_of("csv", b'a\r\n"x\r\ny"\r\n2\r\n'), rows_of("tsv", b"?a\n1\n")
    (2, 1)
    >>> rows_of("json", b'{"results":{"bindings":[{"a":{"value":"},{"}},{}]}}')
    2
    """
    if fmt == "json":
        plain = _STRINGS.sub(b"", data)
        return plain.count(b"},{") + (b"[{" in plain)
    if fmt == "xml":
        return data.count(b"<result>")
    if fmt == "csv":
        return _QUOTED.sub(b"", data).count(b"\n") - 1
    return data.count(b"\n") - (fmt == "tsv")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an answer may be: bytes as they are sent, and rows."""

    most_bytes: int
    most_rows: int


def answer(store: Store, asked: Mapping[str, Any], limits: Limits) -> tuple[dict[str, Any], bytes]:
    """Return the head and the body of the answer to a query.

    The head has ``type`` and ``tag``, and ``packed`` where the body is; or ``problem``, the
    reference of an error, with its ``fields``.
    """
    try:
        found = store.query(asked["text"], base_iri=asked["base"], **_graphs(asked))
        media_type, data = _written(found, asked, limits)
    except SyntaxError as error:
        return {"problem": "query-syntax", "fields": {"reason": str(error)}}, b""
    except (ValueError, OSError, RuntimeError) as error:  # as the engine tells of what fails later
        return {"problem": "query-failed", "fields": {"reason": str(error)}}, b""
    except TooMuch:
        rows, megabytes = limits.most_rows, limits.most_bytes // 1_000_000
        return {"problem": "query-too-much", "fields": {"rows": rows, "megabytes": megabytes}}, b""
    if not media_type:
        return {"problem": "sparql-not-acceptable"}, b""
    head = {"type": media_type, "tag": tag_of(data)}
    small = packed(data) if asked["pack"] else b""
    return ({**head, "packed": True}, small) if small else (head, data)


def packed(data: bytes) -> bytes:
    """Return an answer packed; empty where it gains nothing by that."""
    return gzip.compress(data, _PACKING, mtime=0) if len(data) > _WORTH_PACKING else b""


def tag_of(data: bytes) -> str:
    """Return what tells an answer from others, for ETag."""
    return f'"{sha256(data).hexdigest()[:24]}"'


def _graphs(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the graphs that a query sees: those that the request names, or the query, or all."""
    if asked["default"] is None:
        return {"use_default_graph_as_union": not any(outside(asked["text"], "FROM"))}
    return {
        "default_graph": [NamedNode(iri) for iri in asked["default"]],
        "named_graphs": [NamedNode(iri) for iri in asked["named"]],
    }


def _written(
    found: QuerySolutions | QueryBoolean | QueryTriples, asked: Mapping[str, Any], limits: Limits
) -> tuple[str, bytes]:
    if isinstance(found, QueryTriples):
        media_type, fmt = asked["graph"], GRAPHS.get(asked["graph"], "")
    else:
        media_type, fmt = asked["results"], RESULTS.get(asked["results"], "")
    if not fmt:
        return "", b""
    sink = _Sink(limits.most_bytes)
    if isinstance(found, QueryTriples):
        # Each triple once, in an order: the engine gives them as it finds them.
        serialize(
            sorted(set(_first(found, limits.most_rows)), key=str), sink, TRIPLES[fmt],
            prefixes=PREFIXED,
        )  # fmt: skip
        return media_type, sink.getvalue()
    found.serialize(sink, _RESULTS[fmt])
    data = sink.getvalue()
    if rows_of(fmt, data) > limits.most_rows:
        raise TooMuch
    return media_type, data


def _first(found: QueryTriples, most: int) -> Iterator[Triple]:
    for at, triple in enumerate(found):
        if at >= most:
            raise TooMuch
        yield triple


# --- frames -----------------------------------------------------------------------------------

#: Bytes that a length takes.
LENGTH = 8


def frame(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a head and a body as they are sent."""
    told = json.dumps(head).encode()
    return b"".join((len(told).to_bytes(LENGTH), len(body).to_bytes(LENGTH), told, body))


def serve(store: Store, heard: BinaryIO, told: BinaryIO, limits: Limits) -> None:
    """Answer what is asked until nobody asks any more."""
    while lengths := heard.read(2 * LENGTH):
        job = heard.read(int.from_bytes(lengths[:LENGTH]))
        told.write(frame(*answer(store, json.loads(job), limits)))
        told.flush()


def loaded(place: Path) -> Store:
    """Return a store, and what was added beside it, in memory.

    Questions are answered there in a fifth of the time. Raises :class:`OSError` and
    :class:`~graph.errors.BadInput`.
    """
    store = Store()
    store.extend(added(place.parent))
    store.extend(Store.read_only(str(place)).quads_for_pattern(None, None, None, None))
    return store
