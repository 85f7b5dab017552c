"""The graph for Neo4j and its kin: tables for its bulk import, and a script in openCypher."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby

from graph.store import PlanStore
from plangraf.standards.packing import packed
from plangraf.standards.property_graph import (
    EVIDENCE,
    Node,
    PropertyGraph,
    Relationship,
    Value,
    node_kinds,
)

_SUFFIX = {int: ":int", bool: ":boolean", float: ":double", date: ":date"}
#: How many nodes or relationships one statement of the script makes.
_AT_ONCE = 500


def to_neo4j(store: PlanStore) -> bytes:
    """Return a ZIP archive with ``nodes.csv``, ``relationships.csv`` and ``load.cypher``.

    The tables are for ``neo4j-admin database import``, the script for a database that runs.
    """
    graph = PropertyGraph.of(store)
    files = {
        "load.cypher": "".join(_script(graph)),
        "nodes.csv": _nodes_csv(graph.nodes),
        "relationships.csv": _relationships_csv(graph.relationships),
    }
    return packed({name: text.encode() for name, text in files.items()})


# --- tables for the bulk import ---------------------------------------------------------------


def _nodes_csv(nodes: Iterable[Node]) -> str:
    kinds = node_kinds()
    rows = ([node.id, ";".join(node.labels), *_cells(kinds, node.data)] for node in nodes)
    return _table(["id:ID", ":LABEL", *_heads(kinds)], rows)


def _relationships_csv(relationships: Iterable[Relationship]) -> str:
    rows = (
        [one.source.id, one.target.id, one.type, *_cells(EVIDENCE, one.data)]
        for one in relationships
    )
    return _table([":START_ID", ":END_ID", ":TYPE", *_heads(EVIDENCE)], rows)


def _heads(kinds: Mapping[str, type]) -> list[str]:
    return [f"{name}{_SUFFIX.get(kind, '')}" for name, kind in kinds.items()]


def _cells(columns: Iterable[str], data: Mapping[str, Value]) -> list[str]:
    return [_cell(data.get(name)) for name in columns]


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


# --- the script -------------------------------------------------------------------------------


def _script(graph: PropertyGraph) -> Iterator[str]:
    """Yield statements that may be run twice: what is there already is brought up to date."""
    for labels, nodes in groupby(sorted(graph.nodes, key=_labels_and_id), lambda one: one.labels):
        rows = [f"{{id: {_literal(node.id)}, data: {_map(node.data)}}}" for node in nodes]
        more = f"SET n:{':'.join(labels[1:])} " if labels[1:] else ""
        made = f"MERGE (n:{labels[0]} {{id: row.id}}) {more}SET n += row.data"
        yield from _statements(rows, made)
    for ends, found in groupby(sorted(graph.relationships, key=_ends), _ends):
        kind, source, target, is_link = ends
        known = " {id: row.id}" if is_link else ""
        yield from _statements(
            [_row(one) for one in found],
            f"MATCH (a:{source} {{id: row.source}}), (b:{target} {{id: row.target}}) "
            f"MERGE (a)-[r:{kind}{known}]->(b) SET r += row.data",
        )


def _row(one: Relationship) -> str:
    ends = f"source: {_literal(one.source.id)}, target: {_literal(one.target.id)}"
    return f"{{{ends}, id: {_literal(one.id)}, data: {_map(one.data)}}}"


def _labels_and_id(node: Node) -> tuple[tuple[str, ...], str]:
    return node.labels, node.id


def _ends(one: Relationship) -> tuple[str, str, str, bool]:
    return one.type, one.source.labels[0], one.target.labels[0], bool(one.id)


def _statements(rows: list[str], action: str) -> Iterator[str]:
    for start in range(0, len(rows), _AT_ONCE):
        listed = ",\n".join(rows[start : start + _AT_ONCE])
        yield f"UNWIND [\n{listed}\n] AS row\n{action};\n"


def _map(data: Mapping[str, Value]) -> str:
    return f"{{{', '.join(f'{name}: {_literal(value)}' for name, value in data.items())}}}"


def _literal(value: Value) -> str:
    r"""Return a value as openCypher writes it.

    >>> _literal("Barn og unges 'stemme'"), _literal(True), _literal(date(2025, 1, 2))
    ("'Barn og unges \\'stemme\\''", 'true', "date('2025-01-02')")
    """
    if isinstance(value, bool | int | float):
        return str(value).lower()
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    return "'" + value.replace("'", r"\'") + "'"
