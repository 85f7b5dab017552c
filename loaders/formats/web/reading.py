"""Reads a saved page, or a folder of pages as one document."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from graph.errors import BadInput
from loaders.composing import Composer
from loaders.document import Document
from loaders.formats.pieces import Piece, strong_heading, write
from loaders.formats.web.body import Body
from loaders.formats.web.cleaning import clean
from loaders.formats.web.page import open_page, text_of
from loaders.formats.web.scripted import refuse_scripted
from loaders.lexicon import threshold

_MEDIA_TYPE = "text/html"
_INDEX = re.compile(r"(?:index|default)\.x?html?", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_MENU_ITEMS = 4


@dataclass(frozen=True, slots=True)
class _Read:
    """A page's pieces, the encoding it had and the files that it links to, in order."""

    name: str
    pieces: list[Piece]
    encoding: str
    links: tuple[str, ...]


def read(data: bytes, name: str) -> Document:
    """Read a saved page (.html) or a web archive (.mhtml).

    Raises :class:`~graph.errors.BadInput` (``document-empty``, ``document-binary``,
    ``document-broken``, ``document-bomb``, ``document-too-large``, ``web-filled-by-script``).
    """
    page = _read_page(data, name)
    return _document(page.pieces, name, data, page.encoding)


def read_folder(pages: Sequence[tuple[str, bytes]], name: str) -> Document:
    """Read the pages of a folder, ``(path, bytes)`` each, as one document.

    They come in the order that the index page links to them, the others after them by name. What
    stands on most pages (menus, the plan's name above each page) is read once or not at all. A
    page that holds no text is left out where another does.

    Raises as :func:`read` does.
    """
    read_pages = []
    empty: BadInput | None = None
    for path, data in sorted(pages, key=lambda page: _natural(page[0])):
        try:
            read_pages.append(_read_page(data, path))
        except BadInput as error:
            if error.reference != "document-empty":
                raise
            empty = error
    if not read_pages:
        raise empty or BadInput("document-empty", where=name)
    ordered = _ordered(read_pages)
    pieces = [piece for part in _without_repeats(ordered) for piece in part]
    data = b"\0".join(part for _, part in sorted(pages))
    encodings = {page.encoding for page in ordered}
    return _document(pieces, name, data, encodings.pop() if len(encodings) == 1 else "utf-8")


def _read_page(data: bytes, name: str) -> _Read:
    page = open_page(data, name)
    refuse_scripted(page.root, name)
    links = tuple(dict.fromkeys(_links(page.root, name)))
    tabs = _tabs(page.root)
    root, has_main = clean(page.root)
    pieces = [strong_heading(piece) for piece in Body(name, tabs).pieces(root)]
    if not has_main:
        pieces = list(_without_menus(pieces))
    return _Read(name, pieces, page.encoding, links)


def _document(pieces: Sequence[Piece], name: str, data: bytes, encoding: str) -> Document:
    has_headings = any(piece.kind == "heading" for piece in pieces)
    composer = Composer(guesses_headings=not has_headings, is_marked=has_headings)
    write(pieces, composer)
    document = composer.document(name, data, _MEDIA_TYPE, encoding)
    if not document.text:
        raise BadInput("document-empty", where=name)
    return document


def _tabs(root: _Element) -> dict[_Element, str]:
    """The panels of a row of tabs with their titles, which stand apart from them."""
    panels = {e.get("id"): e for e in root.iter() if e.get("role") == "tabpanel" and e.get("id")}
    labelled = {e.get("aria-labelledby"): e for e in root.iter() if e.get("role") == "tabpanel"}
    tabs: dict[_Element, str] = {}
    for tab in root.iter():
        if tab.get("role") != "tab":
            continue
        names = (tab.get("aria-controls"), (tab.get("href") or "").removeprefix("#"))
        panel = next((panels[name] for name in names if name in panels), None)
        if panel is None and tab.get("id"):
            panel = labelled.get(tab.get("id"))
        title = text_of(tab)
        if panel is not None and title:
            tabs.setdefault(panel, title)
    return tabs


def _without_menus(pieces: list[Piece]) -> Iterator[Piece]:
    """On a page that does not say where its text stands, a list of nothing but links is a menu."""
    for is_linked, run in groupby(pieces, key=lambda p: p.is_link and p.kind == "item"):
        part = list(run)
        if is_linked and len(part) >= _MENU_ITEMS:
            part = [replace(piece, kind="aside", note="contents") for piece in part]
        yield from part


# --- a folder -------------------------------------------------------------------------------


def _natural(path: str) -> list[tuple[int, int, str]]:
    """Sort «side10» after «side9»."""
    parts = _DIGITS.split(path.lower())
    return [(1, int(p), "") if p.isdigit() and p.isascii() else (0, 0, p) for p in parts]


def _links(root: _Element, name: str) -> Iterator[str]:
    folder = posixpath.dirname(name)
    for link in root.iter("a"):
        try:
            target = urlsplit(link.get("href") or "")
        except ValueError:  # «http://[»: no address at all
            continue
        if target.path and not target.scheme and not target.netloc:
            yield posixpath.normpath(posixpath.join(folder, unquote(target.path)))


def _ordered(pages: list[_Read]) -> list[_Read]:
    """The index first, then as it links to the others (and they to each other), then by name."""
    known = {page.name: page for page in pages}
    indices = [page for page in pages if _INDEX.fullmatch(posixpath.basename(page.name))]
    start = min(indices, key=lambda page: page.name.count("/"), default=pages[0])
    ordered = {start.name: start}
    for target in start.links:
        if target in known:
            ordered.setdefault(target, known[target])
    for page in pages:
        ordered.setdefault(page.name, page)
    return list(ordered.values())


def _without_repeats(pages: list[_Read]) -> Iterator[list[Piece]]:
    """Leave out what stands on most pages, but for headings inside them, which may be labels."""
    stands = Counter(key for page in pages for key in {_key(piece) for piece in page.pieces})
    least = max(threshold("web", "repeated_pages"), threshold("web", "repeated_share") * len(pages))
    repeated = {key for key, count in stands.items() if count >= least and key[1]}
    names = {page.name for page in pages}
    for number, page in enumerate(pages):
        is_index = not number and bool(names & set(page.links))
        first, last = _own(page.pieces, repeated)
        kept = []
        for at, piece in enumerate(page.pieces):
            is_again = _key(piece) in repeated and (piece.is_link or not first <= at < last)
            is_title = not number and piece.kind == "heading"
            if is_index and piece.is_link:
                kept.append(replace(piece, kind="aside", note="contents"))
            elif is_title or not is_again:
                kept.append(piece)
        yield kept


def _own(pieces: list[Piece], repeated: set[tuple[str, str]]) -> tuple[int, int]:
    """Where a page's own text begins and ends."""
    own = [at for at, piece in enumerate(pieces) if _key(piece) not in repeated]
    return (own[0], own[-1] + 1) if own else (0, 0)


def _key(piece: Piece) -> tuple[str, str]:
    return piece.kind, piece.text.lower()
