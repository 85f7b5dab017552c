"""Pages that hold no text until a script fills them: recognised, never guessed at."""

import re

from lxml.etree import _Element

from graph.errors import BadInput
from loaders.formats.web.page import text_of
from loaders.labels import header_cue
from loaders.lexicon import lexicon, pattern, threshold

_ROOTS = frozenset({"root", "app", "app-root", "__next", "__nuxt", "react-root", "main-app"})
_ROOT_MARKS = (
    "ng-app",
    "data-reactroot",
    "ng-version",
    "data-ng-app",
    "data-server-rendered",
    "v-cloak",
)
_TEMPLATE = re.compile(r"\{\{[^{}]{1,200}\}\}")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "svg"})
_SOURCES = ("src", "href", "content", "id", "class", "ng-app", "data-app", "name")


def refuse_scripted(root: _Element, name: str) -> None:
    """Refuse a page whose text, or whose tables of goals, a script would have filled.

    Raises :class:`~graph.errors.BadInput` (``web-filled-by-script``).
    """
    size = _visible(root)
    vendor = _vendor(root)
    is_bare = size < threshold("web", "min_text")
    if vendor is not None and (is_bare or _has_unfilled(root)):
        raise BadInput("web-filled-by-script", where=name, vendor_nb=vendor, vendor_en=vendor)
    if is_bare and (_is_app(root) or _asks_for_script(root)):
        raise BadInput(
            "web-filled-by-script",
            where=name,
            vendor_nb="en nettapplikasjon",
            vendor_en="a web app",
        )


def _visible(root: _Element) -> int:
    """Count the letters that are no script's or style's."""
    total = 0
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN and element.text:
            total += len(element.text.strip())
        parent = element.getparent()
        if element.tail and parent is not None and parent.tag not in _UNSEEN:
            total += len(element.tail.strip())
    return total


def _vendor(root: _Element) -> str | None:
    """The maker of publications that a page's scripts, addresses or application root name."""
    vendors: dict[str, str] = lexicon()["web"]["vendors"]
    for element in root.iter("script", "link", "meta", "base", "html", "body", "div", "app-root"):
        marks = [str(element.get(key) or "") for key in _SOURCES]
        if element.tag == "script":
            marks.append((element.text or "")[:20_000])
        text = " ".join(marks).lower()
        for sign, vendor in vendors.items():
            if sign in text:
                return vendor
    return None


def _has_unfilled(root: _Element) -> bool:
    """A table with its header and nothing below, or a template that no script has filled."""
    for table in root.iter("table"):
        heads = [text_of(cell) for cell in table.iter("th")]
        cells = [text_of(cell) for cell in table.iter("td")]
        is_known = any(head and header_cue(head) for head in heads)
        if is_known and not any(cell and not _TEMPLATE.search(cell) for cell in cells):
            return True
    return any(
        _TEMPLATE.search(element.text or "")
        for element in root.iter("td", "p", "div", "span", "h1", "h2", "h3", "h4", "li")
    )


def _is_app(root: _Element) -> bool:
    for element in root.iter("html", "body", "div", "main", "app-root"):
        if element.tag == "app-root" or str(element.get("id", "")).lower() in _ROOTS:
            return True
        if any(element.get(mark) is not None for mark in _ROOT_MARKS):
            return True
    return any(script.get("type") == "module" for script in root.iter("script"))


def _asks_for_script(root: _Element) -> bool:
    words = pattern("web", "needs_script")
    return any(words.search(text_of(e)) for e in root.iter("noscript", "body"))
