"""A story of a Word file (its body, a cell, a text box, a note) as pieces in reading order."""

import re
from collections.abc import Iterator
from dataclasses import replace

from docx.oxml.ns import qn
from lxml.etree import _Element

from loaders.document import Mapped
from loaders.formats.grids import Span, even_rows
from loaders.formats.pieces import Cell, Piece, strong_heading
from loaders.formats.word.numbering import Mark, Numbering
from loaders.formats.word.runs import ALTERNATE, REMOVED, Line, Reader, chosen, is_placeholder
from loaders.formats.word.styles import Look, Styles, value, whole
from loaders.lexicon import threshold
from loaders.tables import columns_of

_TIGHT = 60  # twentieths of a point: paragraphs nearer than 3 pt look like lines of one
_ENTRY = re.compile(r"(?P<title>.+?)(?:\t|\s*\.{3,}\s*)(?P<page>\d{1,3})$")
_WORD = re.compile(r"[^\W\d_]{2}")
_ROMAN = re.compile(r"\(?[ivxlcdm]{2,}[.)]|\(?[IVXLCDM]{2,}[.)]")
_LOWEST = 6
_GOES_ON = re.compile(r"[a-zæøå]")


class Story:
    """Reads stories; the counters of lists and the pages go on from one to the next."""

    def __init__(self, styles: Styles, numbering: Numbering, name: str) -> None:
        self.styles = styles
        self.numbering = numbering
        self.name = name
        self.runs = Reader(styles)
        self.contents: list[tuple[str, int]] = []
        self.has_headings = False
        self._carried: list[Line] = []
        self._above: Look | None = None
        self._is_apart = True

    def pieces(self, parent: _Element) -> Iterator[Piece]:
        """Yield what stands in a story, content controls and text boxes among it."""
        for child in parent:
            tag = child.tag
            if tag == qn("w:p"):
                yield from self._paragraph(child)
                boxes, self.runs.boxes = self.runs.boxes, []
                for box in boxes:
                    yield from self.pieces(box)
            elif tag == qn("w:tbl"):
                yield self._table(child)
                self._is_apart = True
            elif tag == qn("w:sdt") and is_placeholder(child):
                continue
            elif tag == ALTERNATE:
                yield from self.pieces(chosen(child))
            elif tag in REMOVED or tag == qn("w:sdtPr"):
                continue
            elif isinstance(tag, str):
                yield from self.pieces(child)

    # --- paragraphs -------------------------------------------------------------------------

    def _paragraph(self, paragraph: _Element) -> Iterator[Piece]:
        properties = paragraph.find(qn("w:pPr"))
        look = self.styles.of_paragraph(properties)
        if look.kind in {"heading", "title"}:
            self.runs.end_fields()
        was_contents = self.runs.is_contents
        lines, self._carried = self._carried, []
        lines += self.runs.lines(paragraph, look)
        if _is_mark_deleted(properties):
            self._carried = lines  # it runs on in the next paragraph
            return
        is_empty = not any(line.text for line in lines)
        mark = self.numbering.mark(look)
        if is_empty:
            self._is_apart = True
            return
        gap = int(self._is_apart or self._is_spaced(look))
        self._above, self._is_apart = look, False
        lines = [line for line in _joined(lines) if line.text]
        if look.kind == "contents" or was_contents or self.runs.is_contents:
            yield self._entry(lines)
        elif look.kind in {"contents_heading", "caption", "quote"}:
            notes = {"contents_heading": "contents", "caption": "credit", "quote": "quote"}
            text = _run_on(lines)
            yield Piece("aside", text, note=notes[look.kind], page=lines[0].page)
        elif look.kind in {"heading", "title"} and _is_short(lines):
            self.has_headings = self.has_headings or look.kind == "heading"
            yield _heading(lines, look, mark)
        else:
            yield from _text(lines, look, mark, gap)

    def _is_spaced(self, look: Look) -> bool:
        above = self._above
        if above is None or above.kind in {"heading", "title"}:
            return True
        if above.is_tight and look.is_tight and above.style == look.style:
            return False
        return max(above.after, look.before) > _TIGHT

    def _entry(self, lines: list[Line]) -> Piece:
        text = _run_on(lines)
        entry = _ENTRY.match(text)
        title = entry["title"] if entry else text
        self.contents.append((title, int(entry["page"]) if entry else 0))
        return Piece("aside", text, note="contents", page=lines[0].page)

    # --- tables -----------------------------------------------------------------------------

    def _table(self, table: _Element) -> Piece:
        """A table; a cell merged downwards is continued by empty cells in the rows below."""
        rows: list[list[Span]] = []
        pages: list[int | None] = []
        above: dict[int, tuple[int, int]] = {}  # column: row and place of the cell that began there
        for row in _parts(table, qn("w:tr")):
            if _is_row_deleted(row):
                continue
            spans: list[Span] = []
            begun: dict[int, tuple[int, int]] = {}
            at = whole(value(row.find(qn("w:trPr")), "w:gridBefore")) or 0
            if at > 0:
                spans.append(Span(Cell(), columns=at))
            first = last = self.runs.page
            starts: list[int] = []
            for element in _parts(row, qn("w:tc")):
                properties = element.find(qn("w:tcPr"))
                merged = _merged(properties)
                self.runs.page = first
                cell = Cell([strong_heading(piece) for piece in self._inside(element)])
                starts += [piece.page for piece in cell.pieces[:1] if piece.page is not None]
                last = max(last, self.runs.page)
                wide = max(whole(value(properties, "w:gridSpan")) or 1, 1)
                if merged == "continue" and at in above:
                    up, place = begun[at] = above[at]
                    rows[up][place] = replace(rows[up][place], rows=len(rows) - up + 1)
                else:
                    if merged is not None:
                        begun[at] = len(rows), len(spans)
                    spans.append(Span(cell, columns=wide))
                at += wide
            above = begun
            self.runs.page = last
            rows.append(spans)
            pages.append(min(starts, default=first) if self.runs.has_pages else None)
        return Piece("table", rows=even_rows(rows, self.name, pages))

    def _inside(self, cell: _Element) -> list[Piece]:
        self._above, self._is_apart = None, True
        return list(self.pieces(cell))


def _parts(parent: _Element, tag: str) -> Iterator[_Element]:
    """The rows of a table or the cells of a row, also those inside content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in REMOVED and child.tag not in {qn("w:tc"), qn("w:tr")}:
            yield from _parts(child, tag)


def _merged(properties: _Element | None) -> str | None:
    """How a cell takes part in one that is merged downwards: restart, continue or not (None)."""
    found = properties.find(qn("w:vMerge")) if properties is not None else None
    return None if found is None else str(found.get(qn("w:val"), "continue"))


def _is_row_deleted(row: _Element) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and properties.find(qn("w:del")) is not None


def _is_mark_deleted(properties: _Element | None) -> bool:
    """The end of the paragraph is deleted: it runs on in the next."""
    run = properties.find(qn("w:rPr")) if properties is not None else None
    return run is not None and any(run.find(tag) is not None for tag in REMOVED)


# --- text -----------------------------------------------------------------------------------


def _run_on(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def _joined(lines: list[Line]) -> list[Line]:
    """Join a line that goes on in the middle of a sentence: the break only sets it."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and _GOES_ON.match(line.text) and not last.is_ended:
            last.parts += [" ", *line.parts]
            last.letters += line.letters
            last.bold += line.bold
        else:
            joined.append(line)
    return joined


def _is_short(lines: list[Line]) -> bool:
    return len(_run_on(lines)) <= threshold("word", "heading_max")


def _heading(lines: list[Line], look: Look, mark: Mark | None) -> Piece:
    text = _run_on(lines)
    if mark is not None and mark.text and not mark.is_bullet:
        text = f"{mark.text} {text}"
    level = 1 if look.kind == "title" else min(look.level, _LOWEST)
    return Piece("heading", text, level, is_strong=level == _LOWEST, page=lines[0].page)


def _text(lines: list[Line], look: Look, mark: Mark | None, gap: int) -> Iterator[Piece]:
    """A paragraph, or an item of a list and the lines below it."""
    first, *rest = lines
    if mark is not None and (mark.is_bullet or _ROMAN.fullmatch(mark.text)):
        depth = max(mark.level, look.level)  # «List Bullet 2» is a list of its own, one level down
        yield Piece("item", first.text, depth, marker=mark.text, page=first.page)
    elif mark is not None and mark.text and not _WORD.search(mark.text):
        label = mark.text.lstrip("(")
        yield Piece("item", f"{label} {first.text}", mark.level, marker="", page=first.page)
    elif mark is not None and mark.text:  # «Delmål 1.2:» is a label that counts
        yield Piece("paragraph", f"{mark.text} {first.text}", gap=gap, page=first.page)
    elif look.kind == "bullets":
        yield Piece("item", first.text, look.level, page=first.page)
    else:
        yield Piece("paragraph", first.text, gap=gap, is_strong=first.is_strong, page=first.page)
    for line in rest:
        yield Piece("paragraph", line.text, gap=0, is_strong=line.is_strong, page=line.page)


def tabbed(pieces: list[Piece], name: str) -> Iterator[Piece]:
    """Make a table of paragraphs whose tabs set columns under a row of headers."""
    at = 0
    while at < len(pieces):
        rows = _tabbed_rows(pieces, at)
        if rows:
            cells = [[Span(Cell([Piece("paragraph", text)])) for text in row] for row in rows]
            pages = [piece.page for piece in pieces[at : at + len(rows)]]
            yield Piece("table", rows=even_rows(cells, name, pages))
            at += len(rows)
        else:
            yield pieces[at]
            at += 1


def _tabbed_rows(pieces: list[Piece], at: int) -> list[list[str]]:
    """The rows that begin with the header row at ``at``, or none where there is no header."""
    if "\t" not in pieces[at].text or pieces[at].kind not in {"paragraph", "heading"}:
        return []
    header = [text.strip() for text in re.split(r"\t+", pieces[at].text)]
    if columns_of(tuple(Mapped.of(text, 0) for text in header)) is None:
        return []
    rows = [header]
    for piece in pieces[at + 1 :]:
        row = [text.strip() for text in piece.text.split("\t")]
        if piece.kind != "paragraph" or len(row) < 2 or len(row) > len(header):
            break
        rows.append(row)
    return rows if len(rows) > 1 else []
