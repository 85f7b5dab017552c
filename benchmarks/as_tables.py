"""What the pages show of a municipality as tables of SQLite, for a peer to serve."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import count, product
from pathlib import Path
from typing import Any

from plangraf.site.pages.elements import item_json
from plangraf.site.snapshot import Snapshot
from queries.covering import COLUMNS, ROWS

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
#: What the tables of the coverage have in their rows and columns.
MATRICES = tuple(product(ROWS, COLUMNS))
#: By what the tables are filtered, and so have indices on.
_INDICES = {
    "elements": ("municipality", "type"),
    "findings": ("municipality", "code", "element"),
    "cells": ("municipality", "columns"),
    "threads": ("municipality", "element"),
}


def tables_of(snapshot: Snapshot) -> Tables:
    """Return the rows of each table: elements, findings, cells of the coverage, steps of threads.

    Lists, such as the passages of an element, are JSON in one column.
    """
    return {
        "elements": [
            {
                **item_json(snapshot, item),
                "findings": len(snapshot.findings_of.get(iri, ())),
                "threads": len(snapshot.threads(iri)),
            }
            for iri, item in snapshot.items.items()
        ],
        "findings": [
            {
                **finding.json(),
                "subject": finding.subject.label,
                "message": finding.message["nb"],
                "element": finding.subject.id,
            }
            for finding in snapshot.findings
        ],
        "cells": [cell for rows, columns in MATRICES for cell in _cells(snapshot, rows, columns)],
        "threads": [
            {"element": iri, "thread": number, "step": step, **edge.json()}
            for iri in snapshot.items
            for number, thread in enumerate(snapshot.threads(iri), 1)
            for step, edge in enumerate(thread.edges, 1)
        ],
    }


def _cells(snapshot: Snapshot, rows: str, columns: str) -> Iterator[dict[str, Any]]:
    matrix = snapshot.coverage.matrix(rows, columns)
    for row in matrix.rows:
        for column in matrix.columns:
            yield {
                "rows": rows,
                "columns": columns,
                "row": row.label,
                "column": column.label,
                "measures": len(matrix.cells.get((row.id, column.id), ())),
            }


def write_tables(path: Path, municipalities: Mapping[str, Tables]) -> None:
    """Write the tables of municipalities, by name, as one database."""
    with closing(sqlite3.connect(path)) as database:
        for table, indices in _INDICES.items():
            rows = [
                {"municipality": name, **row}
                for name, tables in municipalities.items()
                for row in tables[table]
            ]
            _write(database, table, rows)
            for column in indices:
                database.execute(f'CREATE INDEX "{table}-{column}" ON "{table}" ("{column}")')
        database.commit()
        database.execute("VACUUM")


def _write(database: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows with a number each; a column for all that any of them says."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    named = "".join(f', "{column}"' for column in columns)
    database.execute(f'CREATE TABLE "{table}" (number INTEGER PRIMARY KEY{named})')
    marks = ", ".join("?" * (len(columns) + 1))
    numbered = (
        [number, *(_cell(row.get(column)) for column in columns)]
        for number, row in zip(count(1), rows, strict=False)
    )
    insert = f'INSERT INTO "{table}" VALUES ({marks})'  # noqa: S608 - names of ours
    database.executemany(insert, numbered)


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
