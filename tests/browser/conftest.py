"""What the browser tests share: Chromium with no way out, and the pages of the example as files."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, sync_playwright

import plangraf
from graph.store import PlanStore
from plangraf.picturing import report_page, view_page

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give Chromium; without it the tests are skipped, but fail where CI is set."""
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


@dataclass
class Seen:
    """An open page and all that it did: requests that would leave, errors, messages, dialogs."""

    page: Page
    left: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """Return what axe finds wrong with the page as it stands."""
        found = Axe().run(self.page).response["violations"]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    def map(self) -> dict[str, Any]:
        """Return the boxes and lines that the map holds, by text and by the texts they join."""
        told: dict[str, Any] = self.page.evaluate(
            """() => {
              const text = (id) => get(id).text + (get(id).level > 5 ? " (gjengitt)" : "");
              return {
                nodes: Object.fromEntries(onMap.nodes.get().map((n) => [text(n.id), n.label && {
                  label: n.label, dashes: n.shapeProperties.borderDashes, border: n.color.border,
                  width: n.borderWidth, ink: n.font.color, x: n.x, y: n.y,
                }])),
                edges: onMap.edges.get().map((e) => ({
                  from: text(e.from), to: text(e.to), dashes: e.dashes, width: e.width,
                  color: e.color.color, opacity: e.color.opacity,
                })),
              };
            }"""
        )
        return told

    def row(self, text: str) -> Locator:
        """Return the first row of the list that has a text."""
        return self.page.get_by_role("treeitem").filter(has_text=text).last.locator("> .row")

    def rows(self) -> list[str]:
        """Return the texts of the list, as they stand."""
        return [
            " ".join(text.split()) for text in self.page.locator(".row .name").all_inner_texts()
        ]


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
