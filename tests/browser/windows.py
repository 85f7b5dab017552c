"""Windows of the browser: what a page did in one, and windows that are kept from test to test."""

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

#: The tests of pages of the site use the newest axe, which npm brings, with its Norwegian words.
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: Answers that the browser tells of as of errors, though the page is what was asked for.
REFUSALS = frozenset({400, 404})
#: How pages look where a test does not ask for something else.
_PLAIN = {"color_scheme": "light", "reduced_motion": "no-preference", "forced_colors": "none"}


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


class Window:
    """A window that notes what its page does, and whom it asks beside one server.

    No other can be reached: the browser is told that there are none. To look at each request on
    its way, as a route does, would keep the browser from using what it has loaded.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        """Open an empty window."""
        self.page = context.new_page()
        self.seen = Seen(self.page)
        self._own = (f"{address}/", "data:", "blob:", "about:")
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.seen.errors.append(str(error)))
        self.page.on("console", self._told)
        self.page.on("dialog", lambda d: (self.seen.dialogs.append(d.message), d.dismiss()))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(self._own):
            self.seen.left.append(request.url)

    def _told(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.seen.errors.append(message.text)

    def open(self, url: str, size: tuple[int, int], looks: Mapping[str, Any]) -> Seen:
        """Open a page as a test asks for it; what an earlier one did is forgotten."""
        self.seen = Seen(self.page)
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(media="null", **{**_PLAIN, **looks})
        self.page.mouse.move(0, 0)
        answer = self.page.goto(url)
        if answer and answer.status in REFUSALS:
            self.seen.errors.clear()
        return self.seen


@dataclass
class Windows:
    """Windows by the server that they may ask, and whether scripts run in them.

    They keep what they loaded, so that the styles and scripts of a site are loaded once for all
    tests of a process.
    """

    browser: Browser
    _contexts: dict[tuple[str, bool], BrowserContext] = field(default_factory=dict)
    _windows: dict[tuple[str, bool], list[Window]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, address: str, taken: list[Window], *, has_scripts: bool) -> Window:
        """Return a window that is not taken."""
        key = (address, has_scripts)
        if key not in self._contexts:
            self._contexts[key] = self.browser.new_context(
                locale="nb-NO", java_script_enabled=has_scripts
            )
        for window in self._windows[key]:
            if window not in taken:
                return window
        self._windows[key].append(Window(self._contexts[key], address))
        return self._windows[key][-1]

    def clean(self) -> None:
        """Forget what pages have left in the browser."""
        for context in self._contexts.values():
            context.clear_cookies()

    def close(self) -> None:
        """Close all windows."""
        for context in self._contexts.values():
            context.close()
