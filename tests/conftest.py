"""What many tests share: the built example, and golden files.

Golden files are rewritten only under ``--renew-golden``; look at the diff before you commit.
"""

import os
from pathlib import Path

import pytest

import plangraf
from graph.store import PlanStore
from queries.catalogue import Catalogue

EXAMPLE = Path(__file__).parents[1] / "examples" / "fjordvik"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture(scope="session")
def renews_golden(request: pytest.FixtureRequest) -> bool:
    renews = bool(request.config.getoption("--renew-golden"))
    assert not (renews and os.environ.get("CI")), "golden files are not rewritten in CI"
    return renews


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> PlanStore:
    """Give the built example."""
    folder = tmp_path_factory.mktemp("graph")
    plangraf.build([EXAMPLE], folder)
    return PlanStore.open(folder)


@pytest.fixture(scope="session")
def example_catalogue(example: PlanStore) -> Catalogue:
    """Give the built example, ready for typed answers."""
    return Catalogue(example)
