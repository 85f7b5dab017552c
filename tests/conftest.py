"""What many tests share: the built example, a browser, and golden files.

Golden files are rewritten only under ``--renew-golden``; look at the diff before you commit.
"""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import plangraf
from graph.store import PlanStore
from queries.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

EXAMPLE = Path(__file__).parents[1] / "examples" / "fjordvik"
#: No request of a browser leaves the machine.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


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


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """Give Chromium; without it the tests are skipped, but fail where CI is set.

    There is one for all tests of a process: a second could not be driven beside it.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to load

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium on this machine: install the package chromium to run these tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()
