"""Takes off a page what is not its text: menus, banners, forms, scripts, hidden parts."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.etree import _Element

from loaders.formats.web.page import printable
from loaders.lexicon import lexicon, threshold

_NEVER = frozenset(
    {"script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed",
     "head", "link", "meta", "input", "select", "textarea", "datalist", "map", "audio", "video",
     "nav", "dialog", "math", "progress", "meter", "frameset"}
)  # fmt: skip
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog",
     "alert", "toolbar", "tooltip", "tablist"}
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PART = re.compile(r"[A-ZÆØÅ]?[a-zæøå]+|[A-ZÆØÅ]+")
_NOTE_MARK = re.compile(r"[\[(]?\s*(?:\d{1,3}|\*+|[ivx]{1,4}|[a-z])\s*[\])]?")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONG_TITLE = 200
_LONG_MARK = 10
_MOST_CANDIDATES = 50


def is_toggle(element: _Element) -> bool:
    """Tell whether an element opens and closes a part of the page: its text is a title."""
    if element.tag == "summary":
        return True
    if element.tag not in {"button", "a", "div", "span"} and element.get("role") != "button":
        return False
    opens = element.get("data-toggle") or element.get("data-bs-toggle")
    if element.tag == "button" or element.get("role") == "button":
        return element.get("aria-expanded") is not None or (
            element.get("aria-controls") is not None or opens == "collapse"
        )
    return opens == "collapse" or (element.tag == "a" and element.get("aria-expanded") is not None)


def targets(element: _Element) -> Iterator[str]:
    """Yield the ids of the parts that a toggle or tab shows."""
    for key in ("aria-controls", "data-target", "data-bs-target", "href"):
        target = (element.get(key) or "").removeprefix("#")
        if target and (key == "aria-controls" or (element.get(key) or "").startswith("#")):
            yield target


def tokens(element: _Element) -> frozenset[str]:
    """Return the words in an element's class and id.

    >>> from lxml.html import fromstring
    >>> sorted(tokens(fromstring('<p class="side-Meny">x</p>')))
    ['meny', 'side', 'sidemeny']
    """
    return _words(f"{element.get('class') or ''} {element.get('id') or ''}")


@lru_cache(maxsize=4096)
def _words(names: str) -> frozenset[str]:
    found: set[str] = set()
    for name in names.split():
        parts = [part.lower() for part in _PART.findall(name)]
        found.update(parts)
        found.add("".join(parts))
    return frozenset(found)


def length(element: _Element) -> int:
    """Return how many letters stand in an element."""
    return sum(len(text.strip()) for text in element.itertext())


def clean(root: _Element) -> tuple[_Element, bool]:
    """Take away what is not text; return the part that holds the text, and whether it says so.

    ``<main>`` (or its like) is that part where it holds most of the text, else the whole page. A
    page's main heading is kept also where it stands outside.
    """
    for element in list(root.iter(*_NEVER)):
        _drop(element)
    panels = _panels(root)
    for element in list(root.iter("button")):
        is_title = is_toggle(element) or element.get("role") == "tab"
        if not is_title and length(element) <= _LONG_TITLE:
            _drop(element)
    for element in list(root.iter("sup")):
        if _is_note_mark(element):
            _drop(element)
    sizes = _Sizes(root)
    titles = [e for e in root.iter("h1") if 0 < length(e) <= _LONG_TITLE]
    for element in list(root.iter()):
        if _is_attached(element, root) and _is_furniture(element, sizes, panels):
            _drop(element)
    main = _main(root)
    if main is None:
        return root, False
    if next(main.iter("h1"), None) is None and titles:
        titles[0].tail = None
        main.insert(0, titles[0])
    return main, True


class _Sizes:
    """How many letters stand in each element, and how many of them inside links."""

    def __init__(self, root: _Element) -> None:
        self.all: dict[_Element, int] = {}
        self.links: dict[_Element, int] = {}
        for element in reversed(list(root.iter())):  # children come before their parents
            own = len((element.text or "").strip())
            total, linked = own, 0
            for child in element:
                total += self.all.get(child, 0) + len((child.tail or "").strip())
                linked += self.links.get(child, 0)
            self.all[element] = total
            self.links[element] = total if element.tag == "a" else linked
        self.total = max(self.all.get(root, 0), 1)

    def is_most(self, element: _Element) -> bool:
        """It holds so much of the text that it is the text."""
        return self.all.get(element, 0) >= threshold("web", "main_share") * self.total

    def is_links(self, element: _Element) -> bool:
        """Most of it is links."""
        size = max(self.all.get(element, 0), 1)
        return self.links.get(element, 0) >= threshold("web", "link_share") * size


def _drop(element: _Element) -> None:
    """Remove an element; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail and tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = printable((before.tail or "") + tail)
        else:
            parent.text = printable((parent.text or "") + tail)
    parent.remove(element)


def _is_attached(element: _Element, root: _Element) -> bool:
    """An element of a part that was dropped has lost its place."""
    return element is not root and element.getparent() is not None


def _is_furniture(element: _Element, sizes: _Sizes, panels: frozenset[_Element]) -> bool:
    if element.tag in {"body", "html", "main"} or sizes.is_most(element):
        return False
    is_around = element.get("role") in _ROLES or element.tag in {"form", "footer"}
    is_head = element.tag == "header" and not _is_inside(element, ("main", "article", "section"))
    if is_around or is_head or (_is_hidden(element) and element not in panels):
        return True
    if element.tag == "aside" or element.get("role") == "complementary":
        return sizes.is_links(element)
    words = tokens(element)
    known = lexicon()["web"]
    if words & set(known["unseen"]) and element.tag not in _HEADINGS:
        return True
    if words & set(known["classes"]):
        return True
    return bool(words & set(known["link_classes"])) and sizes.is_links(element)


def _is_inside(element: _Element, tags: tuple[str, ...]) -> bool:
    return next(element.iterancestors(*tags), None) is not None


def _is_hidden(element: _Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _is_note_mark(element: _Element) -> bool:
    """«¹» as a link to its note, or a number in brackets set high."""
    text = ""
    for piece in element.itertext():
        text += str(piece).strip()
        if len(text) > _LONG_MARK:
            return False
    links = [*element.iter("a"), *element.iterancestors("a")]
    is_link = any((link.get("href") or "").startswith("#") for link in links)
    return _NOTE_MARK.fullmatch(text) is not None and (is_link or text[:1] in "[(")


def _panels(root: _Element) -> frozenset[_Element]:
    """The parts that a toggle or tab shows: hidden until then, and text all the same."""
    names: set[str] = set()
    panels: set[_Element] = set()
    known = set(lexicon()["web"]["panels"])
    for element in root.iter():
        if is_toggle(element) or element.get("role") == "tab":
            names.update(targets(element))
            panels.update(_below(element))
        is_named = element.get("role") == "region" and element.get("aria-labelledby")
        if element.get("role") == "tabpanel" or is_named or tokens(element) & known:
            panels.add(element)
    panels.update(e for e in root.iter() if e.get("id") in names and e.get("id"))
    return frozenset(panels)


def _below(toggle: _Element) -> Iterator[_Element]:
    """What follows a toggle, or the heading that it stands in."""
    following = toggle.getnext()
    parent = toggle.getparent()
    if following is None and parent is not None:
        following = parent.getnext()
    if following is not None:
        yield following


def _main(root: _Element) -> _Element | None:
    """The element that says it is the page's text and holds most of it."""
    least = threshold("web", "main_share") * length(root)
    found = [
        *root.iter("main"),
        *(e for e in root.iter() if e.get("role") == "main"),
        *root.iter("article"),
        *(e for e in root.iter("div", "section") if e.get("id") in {"main", "content", "innhold"}),
    ]
    return next((e for e in found[:_MOST_CANDIDATES] if length(e) >= least > 0), None)
