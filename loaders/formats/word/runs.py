"""The text of one paragraph: its runs, breaks, symbols and fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element

from loaders.formats.word.styles import Look, Styles, switched, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CHOICE, FALLBACK, ALTERNATE = f"{_MC}Choice", f"{_MC}Fallback", f"{_MC}AlternateContent"
REMOVED = frozenset({qn("w:del"), qn("w:moveFrom")})
_BOX = qn("w:txbxContent")
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_SKIPPED = frozenset(
    {qn("w:pPr"), qn("w:rPr"), qn("w:delText"), qn("w:delInstrText"), qn("w:sdtPr"), qn("w:rt"),
     qn("w:txbxContent")}
)  # fmt: skip
_LITERAL = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}
#: What the symbols of the Symbol and Wingdings fonts mean inside a text; all others are bullets.
_SYMBOLS = {0xB3: "≥", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xE0: "→", 0xDE: "→"}
_FIELD = re.compile(r"\s*(\w+)")
_ENDS = (".", ":", ";", "!", "?")
_UNSEEN_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "NOTEREF"})


@dataclass(slots=True)
class Line:
    """A line of a paragraph, and how much of it is bold."""

    parts: list[str] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    page: int | None = None

    @property
    def text(self) -> str:
        """The line, its tabs kept."""
        return "".join(self.parts).strip()

    @property
    def is_ended(self) -> bool:
        """The line ends a sentence."""
        last = next((part.rstrip() for part in reversed(self.parts) if part.strip()), "")
        return last.endswith(_ENDS)

    @property
    def is_strong(self) -> bool:
        """Bold from end to end."""
        return self.letters > 0 and self.bold == self.letters


@dataclass(slots=True)
class _Field:
    name: str = ""
    is_result: bool = False


@dataclass(slots=True)
class Reader:
    """Reads runs one after the other; fields and pages reach over paragraphs.

    ``notes`` are the footnotes referred to and ``boxes`` the text boxes anchored since they were
    last taken. ``has_pages`` says that Word has told where its pages end.
    """

    styles: Styles
    has_pages: bool = False
    page: int = 1
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    _fields: list[_Field] = field(default_factory=list)
    _is_page_due: bool = False

    @property
    def is_contents(self) -> bool:
        """Inside the result of a table of contents."""
        return any(f.name in {"TOC", "INDEX"} and f.is_result for f in self._fields)

    def end_fields(self) -> None:
        """Leave all fields: no table of contents reaches over a heading."""
        self._fields.clear()

    def lines(self, paragraph: _Element, look: Look) -> list[Line]:
        """Return the lines of a paragraph, cut at its soft line breaks."""
        # A field's code ends in its own paragraph; one that does not is broken, and hides nothing.
        self._fields = [f for f in self._fields if f.is_result]
        lines = [Line()]
        for text, is_bold in self._pieces(paragraph, look):
            if text == "\n":
                lines.append(Line())
                continue
            line = lines[-1]
            letters = len(text.strip())
            if letters:
                if self._is_page_due:
                    self.page += 1
                    self._is_page_due = False
                if self.has_pages and line.page is None:
                    line.page = self.page
            line.parts.append(text)
            line.letters += letters
            line.bold += letters if is_bold else 0
        return lines

    def _pieces(self, parent: _Element, look: Look) -> Iterator[tuple[str, bool]]:
        """Yield what is seen; the depth of the walk is bounded by the parser's own."""
        for child in parent:
            tag = child.tag
            if tag == qn("w:r"):
                yield from self._run(child, look)
            elif tag == qn("w:fldSimple"):
                self._fields.append(_Field(_field_name(child.get(qn("w:instr"))), is_result=True))
                if not self._is_unseen():
                    yield from self._pieces(child, look)
                self._fields.pop()
            elif tag == qn("w:sdt") and is_placeholder(child):
                continue
            elif tag == ALTERNATE:
                yield from self._pieces(chosen(child), look)
            elif tag in REMOVED or tag in _SKIPPED:
                continue
            elif isinstance(tag, str):
                yield from self._pieces(child, look)

    def _run(self, run: _Element, look: Look) -> Iterator[tuple[str, bool]]:
        properties = run.find(qn("w:rPr"))
        style = value(properties, "w:rStyle")
        own = self.styles.of_style(style) if style else look
        hidden, bold = switched(properties, "w:vanish"), switched(properties, "w:b")
        if own.is_hidden if hidden is None else hidden:
            return
        is_bold = (own.is_bold or look.is_bold) if bold is None else bold
        for text in self._run_pieces(run):
            yield text, is_bold

    def _run_pieces(self, run: _Element) -> Iterator[str]:
        for child in run:
            tag = child.tag
            if tag == qn("w:fldChar"):
                self._field_char(str(child.get(qn("w:fldCharType"), "")))
            elif tag == qn("w:instrText"):
                if self._fields and not self._fields[-1].name:
                    self._fields[-1].name = _field_name(child.text)
            elif tag == qn("w:lastRenderedPageBreak"):
                self.page += 1
                self._is_page_due = False
            elif tag in {qn("w:drawing"), qn("w:pict"), qn("w:object"), ALTERNATE}:
                self.boxes += _boxes(child)
            elif tag in _NOTES:
                self.notes.append((_NOTES[tag], str(child.get(qn("w:id"), ""))))
            elif not self._is_unseen():
                yield from self._seen(child)

    def _seen(self, child: _Element) -> Iterator[str]:
        tag = child.tag
        if tag in {qn("w:t"), qn("m:t")}:
            yield (child.text or "").replace("\n", " ")
        elif tag in _LITERAL:
            yield _LITERAL[tag]
        elif tag == qn("w:sym"):
            yield _symbol(str(child.get(qn("w:char"), "")))
        elif tag == qn("w:br") and child.get(qn("w:type")) == "page":
            self._is_page_due = True
            yield "\n"
        elif tag in {qn("w:br"), qn("w:cr")}:
            yield "\n"

    def _field_char(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].is_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _is_unseen(self) -> bool:
        """Inside a field's code, or in the result of one that tells only a page or a mark."""
        return any(not f.is_result or f.name in _UNSEEN_FIELDS for f in self._fields)


def chosen(alternate: _Element) -> _Element:
    """Return the one of several ways to show the same thing that is read."""
    first = alternate.find(CHOICE)
    if first is not None and next(first.iter(qn("w:t"), _BOX), None) is not None:
        return first
    fallback = alternate.find(FALLBACK)
    return fallback if fallback is not None else alternate


def is_placeholder(control: _Element) -> bool:
    """A content control that only says «click here to write»."""
    properties = control.find(qn("w:sdtPr"))
    return switched(properties, "w:showingPlcHdr") is True


def _boxes(parent: _Element) -> list[_Element]:
    """The outermost text boxes of a drawing, each once."""
    if parent.tag == ALTERNATE:
        parent = chosen(parent)
    found: list[_Element] = []
    waiting = [parent]
    while waiting:
        at = waiting.pop()
        for child in at:
            if child.tag == _BOX:
                found.append(child)
            elif child.tag == ALTERNATE:
                waiting.append(chosen(child))
            else:
                waiting.append(child)
    return found


def _field_name(code: str | None) -> str:
    match = _FIELD.match(code or "")
    return match.group(1).upper() if match else ""


def _symbol(code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    return _SYMBOLS.get(number & 0xFF, "•") if 0xF000 <= number <= 0xF0FF else chr(number & 0xFFFF)
