"""What the tests of pages share: the example built once, and its pages as trees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import plangraf
from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot

EXAMPLE = Path(__file__).parents[3] / "examples" / "fjordvik"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with the graph of the example."""
    folder = tmp_path_factory.mktemp("site")
    plangraf.build([EXAMPLE], folder)
    return folder


@pytest.fixture(scope="session")
def service(built: Path) -> Service:
    """Give the service of the example's pages, nothing to be changed from them."""
    return Service(built)


@pytest.fixture(scope="session")
def snapshot(service: Service) -> Snapshot:
    """Give the example as the pages see it."""
    return service.library.snapshot(service.library.homes[0])


Opened = Callable[..., Any]


@pytest.fixture(scope="session")
def opened(service: Service) -> Opened:
    """Give what asks for a page and reads it as a tree; the page must be there."""

    def open_page(path: str, **query: str) -> Any:
        answer = service.answer(path, query)
        assert answer.status == 200, answer.body.decode()
        return lxml.html.document_fromstring(answer.body.decode())

    return open_page


def words(node: Any) -> str:
    """Return the text of a node with its spaces made one."""
    return " ".join(node.text_content().split())
