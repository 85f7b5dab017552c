"""A graph of many municipalities: one of them told again under the names of the others.

Building them of their plans gives the same graph, but takes a second and a half for each.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from as_tables import Tables
from pyoxigraph import RdfFormat, Store

from graph.serialise import to_nquads
from graph.store import FORMAT, POINTER, PlanStore

_NAME = "Fjordvik"
_TREES = ("Ask", "Bjerk", "Gran", "Hassel", "Hegg", "Lind", "Older", "Pil", "Rogn", "Selje")
_PLACES = ("vik", "heim", "stad", "nes", "lund")
_HASH = re.compile(r'sha256> "([0-9a-f]{64})"')


def names(count: int) -> list[str]:
    """Return the names of made-up municipalities, fifty at most."""
    every = (tree + place for place in _PLACES for tree in _TREES)
    return list(islice(every, count))


def renamed(text: str, name: str) -> str:
    """Return a text about the example's municipality as one about another.

    >>> renamed("FJORDVIK: Fjordvik brygge, id/fjordvik", "Askvik")
    'ASKVIK: Askvik brygge, id/askvik'
    """
    for write in (str, str.upper, str.lower):
        text = text.replace(write(_NAME), write(name))
    return text


def renamed_tables(tables: Tables, name: str) -> Tables:
    """Return tables about the example's municipality as those of another."""
    return dict(json.loads(renamed(json.dumps(tables, ensure_ascii=False), name)))


def write_many(graph: Path, out: Path, named: Sequence[str]) -> None:
    """Write a graph in which the example's plans are those of each municipality."""
    text = to_nquads(PlanStore.open(graph).quads()).decode()
    out.mkdir(parents=True)
    store = Store(str(out / "store"))
    for name in named:
        store.bulk_load(_told_of(text, name).encode(), RdfFormat.N_QUADS)
    store.flush()
    for name, of_all in (("findings.json", _all_findings), ("coverage.json", _all_coverage)):
        told = (graph / name).read_text("utf-8")
        every = of_all([json.loads(renamed(told, one)) for one in named])
        (out / name).write_text(json.dumps(every), "utf-8")
    (out / POINTER).write_text(json.dumps({"format": FORMAT, "store": "store"}), "utf-8")


def _all_findings(each: Sequence[list[Any]]) -> list[Any]:
    return [finding for findings in each for finding in findings]


def _all_coverage(each: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the figures by plan, which the front page adds up."""
    return {
        level: {"by_plan": [row for one in each for row in one[level]["by_plan"]]}
        for level in ("strategies", "measures")
    }


def _told_of(text: str, name: str) -> str:
    """Return the graph as another municipality's, with documents of its own."""
    told = renamed(text, name)
    for former, own in _documents(text, name):
        told = told.replace(former, own).replace(former[:32], own[:32])
    return told


def _documents(text: str, name: str) -> Iterator[tuple[str, str]]:
    for former in sorted(set(_HASH.findall(text))):
        yield former, sha256((former + name).encode()).hexdigest()
