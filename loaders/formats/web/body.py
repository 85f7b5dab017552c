"""Walks the elements of a page, without recursion, and makes pieces of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml.etree import _Element, iterwalk

from loaders.formats.grids import Span, even_rows
from loaders.formats.numerals import formatted
from loaders.formats.pieces import Cell, Piece, strong_heading
from loaders.formats.web.cleaning import is_toggle, length, targets, tokens
from loaders.formats.web.page import printable
from loaders.lexicon import lexicon, pattern, threshold

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
     "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary",
     "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption", "optgroup", "button"}
)  # fmt: skip
_ROLES = {
    "table": "table", "grid": "table", "row": "tr", "cell": "td", "gridcell": "td",
    "columnheader": "th", "rowheader": "th", "list": "ul", "listitem": "li", "button": "button",
}  # fmt: skip
_HEADING = re.compile(r"h([1-6])")
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_NUMBER = re.compile(r"-?\d{1,6}")
_FIGURE = re.compile(r"(?:tabell|figur|diagram|kart)\s*\d", re.IGNORECASE)
_LOWEST = 6
_LINKED = 0.9
_TO_THE_END = 1_000_000


@dataclass(slots=True)
class _List:
    is_numbered: bool
    next: int = 1
    form: str = "decimal"


@dataclass(slots=True)
class _Table:
    rows: list[list[Span]] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    """The text since the last break, and how much of it is bold or linked."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    linked: int = 0


class Body:
    """Makes the pieces of one page; :meth:`pieces` is the whole use of it."""

    def __init__(self, name: str, tabs: dict[_Element, str]) -> None:
        """Begin a page; ``tabs`` are the titles of panels that a row of tabs shows."""
        self.name = name
        self._tabs = tabs
        self._sinks: list[list[Piece]] = [[]]
        self._closers: list[tuple[_Element, list[Callable[[], None]]]] = []
        self._line = _Line()
        self._bold = self._link = self._pre = 0
        self._gap = 1
        self._heading: int | None = None
        self._notes: list[str] = []
        self._lists: list[_List] = []
        self._item: tuple[str, int] | None = None
        self._tables: list[_Table | None] = []
        self._level = 1
        self._floors: list[int] = [0]
        self._toggles: dict[str, int] = {}
        self._panels: dict[str | None, int] = {}

    def pieces(self, root: _Element) -> list[Piece]:
        """Return what stands in ``root``, in reading order."""
        for event, element in iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                self._start(element)
                self._text(element.text)
            else:
                self._end(element)
                if element is not root:
                    self._text(element.tail)
        self._flush()
        return self._sinks[0]

    # --- elements ---------------------------------------------------------------------------

    def _start(self, element: _Element) -> None:
        tag = _ROLES.get(element.get("role") or "", str(element.tag))
        closers: list[Callable[[], None]] = []
        if tag == "br":
            self._break()
            return
        if tag in _BLOCKS or "-" in tag or element in self._tabs:
            self._flush()
            self._gap = 1
            closers.append(self._flush)
        if element in self._tabs:
            self._title(self._tabs[element], self._level + 1)
            closers += self._floor(self._level + 1)
        elif element.get("id") in self._panels:
            closers += self._floor(self._panels[element.get("id")])
        if (match := _HEADING.fullmatch(tag)) is not None:
            self._open_heading(int(match.group(1)), closers)
        elif is_toggle(element) or tag == "dt":
            self._open_toggle(element, closers)
        elif tag == "details":
            self._open_details(closers)
        else:
            self._open(element, tag, closers)
        if closers:
            self._closers.append((element, closers))

    def _open(self, element: _Element, tag: str, closers: list[Callable[[], None]]) -> None:
        if tag in _BOLD or _BOLD_STYLE.search(element.get("style") or ""):
            closers += self._counting("_bold")
        elif tag == "a":
            closers += self._counting("_link")
        elif tag == "pre":
            closers += self._counting("_pre")
        elif tag in {"ul", "ol", "menu"}:
            self._open_list(element, tag, closers)
        elif tag == "li":
            self._open_item(element)
            closers.append(self._close_item)
        elif tag in {"table", "tr", "td", "th"}:
            self._open_table(element, tag, closers)
        note = _note(element, tag)
        if note:
            self._notes.append(note)
            closers.append(lambda: self._flush_and(self._notes.pop))

    def _end(self, element: _Element) -> None:
        if self._closers and self._closers[-1][0] is element:
            for close in self._closers.pop()[1]:
                close()

    def _counting(self, name: str) -> list[Callable[[], None]]:
        setattr(self, name, getattr(self, name) + 1)
        return [lambda: setattr(self, name, getattr(self, name) - 1)]

    def _flush_and(self, then: Callable[[], object]) -> None:
        self._flush()
        then()

    # --- headings and what opens and closes -------------------------------------------------

    def _open_heading(self, level: int, closers: list[Callable[[], None]]) -> None:
        level = min(max(level, self._floors[-1] + 1), _LOWEST)
        self._heading = self._level = level
        self._toggles = {key: at for key, at in self._toggles.items() if at <= level}
        closers.insert(0, self._close_heading)

    def _close_heading(self) -> None:
        self._flush()
        self._heading = None

    def _open_toggle(self, element: _Element, closers: list[Callable[[], None]]) -> None:
        """The title of an accordion: one below the heading above, or that it stands in."""
        if self._heading is not None:
            return
        self._flush()
        key = f"{element.tag} {element.get('class') or ''} {len(self._floors)}"
        level = self._toggles.setdefault(key, min(self._level + 1, _LOWEST))
        self._heading = min(max(level, self._floors[-1] + 1), _LOWEST)
        closers.insert(0, self._close_heading)
        if element.tag == "summary":
            self._floors[-1] = self._heading
        for target in targets(element):
            self._panels.setdefault(target, self._heading)

    def _open_details(self, closers: list[Callable[[], None]]) -> None:
        outer = self._level
        closers += self._floor(self._floors[-1])

        def restore() -> None:
            self._level = outer

        closers.append(restore)

    def _floor(self, level: int) -> list[Callable[[], None]]:
        """Headings inside a panel stand below its title."""
        self._floors.append(level)
        return [lambda: self._flush_and(self._floors.pop)]

    def _title(self, text: str, level: int) -> None:
        level = min(level, _LOWEST)
        self._sinks[-1].append(Piece("heading", text, level, is_strong=level == _LOWEST))

    # --- lists ------------------------------------------------------------------------------

    def _open_list(self, element: _Element, tag: str, closers: list[Callable[[], None]]) -> None:
        start = _whole(element.get("start"), 1)
        form = _FORMS.get(element.get("type") or "", "decimal")
        self._lists.append(_List(tag == "ol", start, form))
        closers.append(lambda: self._flush_and(self._lists.pop))

    def _open_item(self, element: _Element) -> None:
        here = self._lists[-1] if self._lists else _List(is_numbered=False)
        label = "•"
        if here.is_numbered:
            number = _whole(element.get("value"), here.next)
            here.next = number + 1
            label = f"{formatted(number, here.form)}."
        self._item = label, max(len(self._lists) - 1, 0)

    def _close_item(self) -> None:
        self._flush()
        self._item = None

    # --- tables -----------------------------------------------------------------------------

    def _open_table(self, element: _Element, tag: str, closers: list[Callable[[], None]]) -> None:
        if tag == "table":
            is_plain = element.get("role") in {"presentation", "none"}
            is_plain = is_plain or len(self._tables) >= threshold("web", "list_depth")
            self._tables.append(None if is_plain else _Table())
            closers.append(lambda: self._close_table(self._tables.pop()))
            return
        table = self._tables[-1] if self._tables else None
        if table is None:
            return
        if tag == "tr":
            table.rows.append([])
        elif table.rows:
            cell = Cell([], is_header=tag == "th")
            span = Span(
                cell,
                columns=_whole(element.get("colspan"), 1),
                rows=_whole(element.get("rowspan"), 1) or _TO_THE_END,
            )
            table.rows[-1].append(span)
            outer = self._item, self._lists, self._heading
            self._item, self._lists, self._heading = None, [], None
            self._sinks.append([])
            closers.append(lambda: self._close_cell(cell, outer))

    def _close_cell(
        self, cell: Cell, outer: tuple[tuple[str, int] | None, list[_List], int | None]
    ) -> None:
        self._flush()
        cell.pieces = [strong_heading(piece) for piece in self._sinks.pop()]
        self._item, self._lists, self._heading = outer

    def _close_table(self, table: _Table | None) -> None:
        self._flush()
        if table is not None and table.rows:
            self._sinks[-1].append(Piece("table", rows=even_rows(table.rows, self.name)))

    # --- text -------------------------------------------------------------------------------

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._pre and "\n" in text:
            first, *rest = text.split("\n")
            self._text(first)
            for more in rest:
                self._break()
                self._text(more)
            return
        letters = len(text.strip())
        line = self._line
        line.parts.append(text)
        line.letters += letters
        line.bold += letters if self._bold else 0
        line.linked += letters if self._link else 0

    def _break(self) -> None:
        """A soft line break; two of them part paragraphs."""
        was_empty = not self._line.letters
        self._flush()
        self._gap = int(was_empty)

    def _flush(self) -> None:
        """Make a piece of the text since the last."""
        line, self._line = self._line, _Line()
        text = " ".join(printable("".join(line.parts)).split())
        if not text:
            return
        gap, self._gap = self._gap, 1
        if pattern("web", "interface").fullmatch(text):
            return
        piece = Piece(
            "paragraph", text, gap=gap,
            is_strong=line.bold == line.letters > 0, is_link=line.linked == line.letters > 0,
        )  # fmt: skip
        if self._notes:
            piece = replace(piece, kind="aside", note=self._notes[-1])
            if self._notes[-1] == "caption":
                piece = _caption(piece)
        elif self._heading is not None:
            level = self._heading
            piece = replace(piece, kind="heading", level=level, is_strong=level == _LOWEST)
        elif self._item is not None:
            (label, level), self._item = self._item, None
            is_bullet = label == "•"
            text = text if is_bullet else f"{label} {text}"
            marker = "•" if is_bullet else ""
            piece = replace(piece, kind="item", text=text, level=level, marker=marker)
        self._sinks[-1].append(piece)


def _whole(text: str | None, default: int) -> int:
    found = _NUMBER.match((text or "").strip())
    return max(int(found.group()), 0) if found else default


def _caption(piece: Piece) -> Piece:
    """«Tabell 3: …» tells of the table; any other caption is the title of its rows."""
    if _FIGURE.match(piece.text):
        return replace(piece, note="credit")
    return strong_heading(replace(piece, kind="paragraph", note="", is_strong=True))


def _note(element: _Element, tag: str) -> str:
    """What an element that holds no plan elements is: a quote, a credit, notes, contents."""
    if tag == "blockquote":
        return "quote"
    if tag == "figcaption":
        return "credit"
    if tag == "caption":
        return "caption"
    role = element.get("role") or ""
    is_notes = role in {"doc-footnote", "doc-endnotes", "doc-endnote"}
    if is_notes or tokens(element) & set(lexicon()["web"]["footnotes"]):
        return "footnote"
    is_outermost = next(element.iterancestors("ul", "ol"), None) is None
    if tag in {"ul", "ol"} and is_outermost and _is_contents(element):
        return "contents"
    return ""


def _is_contents(element: _Element) -> bool:
    """A list of links into the page itself."""
    links = list(element.iter("a"))
    if len(links) < 2 or not all((a.get("href") or "").startswith("#") for a in links):
        return False
    linked = sum(map(length, links))
    return linked >= _LINKED * length(element)
