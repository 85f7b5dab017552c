"""Golden files are rewritten only under ``--renew-golden``; look at the diff before you commit."""

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture(scope="session")
def renews_golden(request: pytest.FixtureRequest) -> bool:
    renews = bool(request.config.getoption("--renew-golden"))
    assert not (renews and os.environ.get("CI")), "golden files are not rewritten in CI"
    return renews
