"""The examples in the docstrings run."""

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

from plangraf.opening import PlanGraphView

PACKAGES = ("graph", "loaders", "ontology", "plangraf", "queries", "visualize")


def modules() -> Iterator[str]:
    for name in PACKAGES:
        yield name
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            yield module.name


MODULES = [name for name in modules() if name != "ontology.generate"]


#: Modules whose examples are about the example's graph: it stands there as ``graph``.
ABOUT_A_GRAPH = {"plangraf.opening", "plangraf.shown"}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module(
    name: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    given = {}
    if name in ABOUT_A_GRAPH:
        given["graph"] = PlanGraphView(request.getfixturevalue("example"))
    module = importlib.import_module(name)
    assert doctest.testmod(module, extraglobs=given, optionflags=doctest.ELLIPSIS).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = (finder.find(importlib.import_module(name)) for name in MODULES)
    assert sum(bool(test.examples) for tests in found for test in tests) > 60
