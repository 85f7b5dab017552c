"""What the browser tests share: Chromium with no way out, and the pages of the example as files."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Route, sync_playwright

import plangraf
from graph.store import PlanStore
from plangraf.picturing import report_page, view_page
from tests.browser.serving import KINDS, TRANSLATED, Served, serving

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "fjordvik"
FORMER = ROOT / "examples" / "fjordvik-2020"
#: The tests of pages of the site use the newest axe, which npm brings, with its Norwegian words.
AXE = ROOT / "frontend" / "node_modules" / "axe-core"
REFUSALS = frozenset({400, 404})
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
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

    def faults(self, *only: str) -> list[str]:
        """Return what the newest axe finds wrong, every rule of WCAG 2.2 AA and of good practice.

        Names of rules ask for those alone.

        axe tells its own words for a rule that is not in the locale. It takes the words of all rows
        below a row of a tree for the words of the row, whose name is its own alone; so rows of
        trees are left out of the one rule that compares the two.
        """
        self.page.evaluate(_axe())
        found = self.page.evaluate(
            """async ([locale, tags, only]) => {
              const named = ":is([aria-label], [aria-labelledby]):not([role=treeitem])";
              const rules = [{ id: "label-content-name-mismatch", selector: named }];
              axe.configure({ locale, rules });
              const told = await axe.run(document, {
                runOnly: only.length ? only : { type: "tag", values: tags },
                rules: only.length ? {} : { "target-size": { enabled: true } },
                resultTypes: ["violations"], selectors: false,
              });
              return told.violations.flatMap((rule) => rule.nodes.map((node) =>
                `${rule.id}: ${rule.help}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
            }""",
            [_axe_words(), list(RULES), list(only)],
        )
        return [str(fault) for fault in found]

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


@cache
def _axe() -> str:
    """Return axe as a script; without it the tests are skipped, but fail where CI is set."""
    file = AXE / "axe.min.js"
    if not file.exists():
        reason = "axe-core is not there: make assets brings it from npm"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return file.read_text("utf-8")


@cache
def _axe_words() -> Any:
    return json.loads((AXE / "locales" / "nb.json").read_text("utf-8"))


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


@pytest.fixture
def guarded(chromium: Browser) -> Iterator[Callable[..., Seen]]:
    """Give what opens a page of a server in a browser that may ask that server alone.

    When the test is over no page may have asked another, shown a dialog, or told of an error.
    """
    opened: list[Seen] = []

    def open_page(
        served: Served, path: str, *, width: int = 1400, height: int = 900, **options: Any
    ) -> Seen:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="nb-NO", **options
        )
        seen = Seen(context.new_page())
        opened.append(seen)

        def stop(route: Route) -> None:
            seen.left.append(route.request.url)
            route.abort()

        context.route(re.compile(rf"^(?!{re.escape(served.address)}/|data:|blob:)"), stop)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on(
            "console", lambda m: m.type in {"error", "warning"} and seen.errors.append(m.text)
        )
        seen.page.on("dialog", lambda d: (seen.dialogs.append(d.message), d.dismiss()))
        answer = seen.page.goto(served.address + path)
        if answer and answer.status in REFUSALS:  # the browser tells of that as of an error
            seen.errors.clear()
        return seen

    yield open_page
    done = [(seen.page.url, seen.left, seen.errors, seen.dialogs) for seen in opened]
    for seen in opened:
        seen.page.context.close()
    assert [told for told in done if any(told[1:])] == []


@pytest.fixture
def visit(served: Served, guarded: Callable[..., Seen]) -> Opener:
    """Give what opens a page of the example's site: one of the kinds by its name, or a path."""

    def open_page(page: str, **options: Any) -> Seen:
        known = {**KINDS, **TRANSLATED}
        path = known[page](served) if page in known else page
        return guarded(served, path, **options)

    return open_page
