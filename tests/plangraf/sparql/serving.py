"""A real server over a small graph of a test's own, asked over real connections."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from pyoxigraph import Quad

from graph.commit import commit
from plangraf.sparql.adding import NAME as ADDED
from tests.browser.serving import serving

TOKEN = "token-of-a-test"  # noqa: S105 - of a server that lives as long as a test


def graph_of(folder: Path, graphs: Mapping[str, list[Quad]], added: str = "") -> Path:
    """Write a graph folder with named graphs, and TriG that somebody added."""
    commit(folder, graphs, {}, {"documents": [], "as_of": None})
    if added:
        (folder / ADDED).write_text(added, "utf-8")
    return folder


@contextmanager
def asking(folder: Path, *words: str, **environment: str) -> Iterator[httpx.Client]:
    """Serve a folder and give a client of the server."""
    with (
        serving(folder, *words, environment=environment) as served,
        httpx.Client(base_url=served.address, timeout=60, follow_redirects=False) as client,
    ):
        yield client


def rows(answer: httpx.Response) -> list[dict[str, Any]]:
    """Return the rows of an answer in JSON as plain values."""
    assert answer.status_code == 200, answer.text
    found = answer.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]
