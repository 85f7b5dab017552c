"""What the browser tests share: Chromium with no way out, and the pages of the example as files."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

import plangraf
from graph.store import PlanStore
from plangraf.picturing import report_page, view_page
from tests.browser.serving import KINDS, TRANSLATED, Served, serving
from tests.browser.windows import Seen, Window, Windows

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "fjordvik"
FORMER = ROOT / "examples" / "fjordvik-2020"

#: Pictures of all pages take as long as all other tests of pages: they are made on request.
collect_ignore = [] if os.environ.get("PLANGRAF_SCREENSHOTS") else ["test_site_pictures.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


Opener = Callable[..., Seen]


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opener]:
    """Give what opens a file in a browser from which no request can leave."""
    contexts = []

    def open_file(path: Path, *, width: int = 1400, height: int = 900, **options: Any) -> Seen:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        seen = Seen(page)

        def stop(route: Route) -> None:
            if route.request.url.startswith(("file:", "data:")):
                route.continue_()
            else:
                seen.left.append(route.request.url)
                route.abort()

        context.route("**/*", stop)
        page.on("request", lambda r: r.url.startswith("file:") or seen.left.append(r.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda m: m.type in {"error", "warning"} and seen.errors.append(m.text))
        page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        if options.get("java_script_enabled", True) and page.locator("#rest").count():
            page.wait_for_selector("html[data-ready]", state="attached", timeout=10_000)
        return seen

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> PlanStore:
    """Give the graph of the example, built once."""
    folder = tmp_path_factory.mktemp("example")
    plangraf.build([EXAMPLE], folder)
    return PlanStore.open(folder)


@pytest.fixture(scope="session")
def view(example: PlanStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the page with the graph of the example, as a file."""
    path = tmp_path_factory.mktemp("view") / "view.html"
    path.write_text(view_page(example, None, "nb"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def report(example: PlanStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the report of the example, as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(example, "nb"), encoding="utf-8")
    return path


# --- the site ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give the real server: the example, built from a copy of its plans, beside those of 2020."""
    home = tmp_path_factory.mktemp("served")
    for plans in (EXAMPLE, FORMER):
        shutil.copytree(plans, home / plans.name)
        plangraf.build([home / plans.name], home / "graphs" / plans.name)
    graphs = home / "graphs"
    with serving(graphs / EXAMPLE.name, "--compare", str(graphs / FORMER.name)) as server:
        yield server


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Iterator[Windows]:
    """Give the windows that are used from test to test."""
    kept = Windows(chromium)
    yield kept
    kept.close()


@pytest.fixture
def guarded(windows: Windows) -> Iterator[Callable[..., Seen]]:
    """Give what opens a page of a server in a window that may ask that server alone.

    When the test is over no page may have asked another, shown a dialog, or told of an error.
    """
    taken: list[Window] = []

    def open_page(
        served: Served,
        path: str,
        *,
        width: int = 1400,
        height: int = 900,
        java_script_enabled: bool = True,
        **looks: Any,
    ) -> Seen:
        window = windows.take(served.address, taken, has_scripts=java_script_enabled)
        taken.append(window)
        return window.open(served.address + path, (width, height), looks)

    yield open_page
    every = [window.seen for window in taken]
    done = [(seen.page.url, seen.left, seen.errors, seen.dialogs) for seen in every]
    windows.clean()
    assert [told for told in done if any(told[1:])] == []


@pytest.fixture
def visit(served: Served, guarded: Callable[..., Seen]) -> Opener:
    """Give what opens a page of the example's site: one of the kinds by its name, or a path."""

    def open_page(page: str, **options: Any) -> Seen:
        known = {**KINDS, **TRANSLATED}
        path = known[page](served) if page in known else page
        return guarded(served, path, **options)

    return open_page
