"""From lines to blocks: what is a heading, an item, a row, a paragraph.

The rules look at layout only (numbers, bullets, bold, width, blank lines); what a block means
is for the recognisers.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from loaders.document import EMPTY, Block, Mapped
from loaders.labels import match_label
from loaders.lexicon import threshold
from loaders.lines import Line, title_key
from loaders.marks import (
    BULLET,
    CODE,
    DATED,
    INLINE_BULLET,
    NUMBER,
    NUMBERED_HEADING,
    heading_code,
    split_header,
)
from loaders.settling import settle
from loaders.wrapping import Row, wrap_rows

_FOOTNOTE = re.compile(r"(?P<mark>[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\d{1,2})\s+(?=[A-ZÆØÅ«\w])")
_GLUED = re.compile(r"[a-zæøå»”\"](\d{1,2})(?=[\s.,;:)]|$)")
_BOLD = re.compile(r"\*\*(?P<text>.+?)\*\*$|__(?P<under>.+?)__$")
_CELL_EDGE = {"tabs": re.compile("\t"), "pipe": re.compile(r"(?<!\\)\|")}
_LETTER_BULLET = re.compile(r"\s+o\s+(?=[a-zæøåA-ZÆØÅ])")
_TITLE_MAX = 120


def to_blocks(lines: list[Line], contents: dict[str, int]) -> list[Block]:
    """Turn lines, furniture marked, into blocks in reading order."""
    layout = Layout(contents)
    for row in wrap_rows(lines):
        layout.add(row)
    return settle(layout.blocks)


def split_bullets(first: Block) -> Iterator[Block]:
    """Several bullets on one line are several items; ``first`` tells how the line begins."""
    pieces = first.content.split(INLINE_BULLET)
    if first.marker == "o":
        pieces = [p for piece in pieces for p in piece.split(_LETTER_BULLET)]
    for number, piece in enumerate(pieces or [EMPTY]):
        if not number:
            yield replace(first, content=piece)
            continue
        own = CODE.match(piece.text)
        code = own["code"] if own else None
        rest = piece.part(own.end()) if own else piece
        yield replace(first, content=rest, marker="•", code=code)


class Layout:
    """The blocks so far, and the footnote numbers that stand in their texts."""

    def __init__(self, contents: dict[str, int], *, guesses_headings: bool = True) -> None:
        """Begin empty; without ``guesses_headings`` a short line alone is no heading."""
        self.contents = contents
        self.guesses_headings = guesses_headings
        self.blocks: list[Block] = []
        self.notes: set[str] = set()

    def add(self, row: Row) -> None:
        """Add the blocks of one row."""
        line = row.lines[0]
        block = Block("paragraph", row.content(), line.number, line.page, gap=row.gap)
        if row.kind in {"furniture", "rule"}:
            note = line.note or "rule"
            self.blocks.append(replace(block, kind="furniture", note=note, gap=0))
        elif row.kind in {"tabs", "pipe", "aligned"}:
            self._table_row(row, block)
        elif footnotes := self._footnotes(block.content):
            self.blocks += [replace(block, kind="footnote", content=n, gap=0) for n in footnotes]
        else:
            self.notes.update(match.group(1) for match in _GLUED.finditer(block.text))
            self.blocks.extend(self._text(row, block))

    def _text(self, row: Row, block: Block) -> Iterator[Block]:
        strong = _BOLD.match(block.text) if row.kind == "bold" else None
        is_title = title_key(block.text) in self.contents and len(block.text) <= _TITLE_MAX
        if row.kind == "columns":
            yield _header_row(block)
        elif row.kind == "md":
            yield _marked_heading(block)
        elif strong:
            inner = block.content.part(2, len(block.text) - 2)
            yield _heading(replace(block, content=inner, is_strong=True), 2)
        elif is_title and row.kind != "bold":
            yield _heading(block, 3)
        elif row.kind == "code" and match_label(block.text):
            yield from _paragraphs(row, block, guesses_headings=self.guesses_headings)
        elif row.kind == "code" and _is_coded_heading(block.text):
            yield _heading(block, 0)
        elif row.kind in {"bullet", "code", "number"}:
            yield from _items(row, block)
        else:
            yield from _paragraphs(row, block, guesses_headings=self.guesses_headings)

    def _table_row(self, row: Row, block: Block) -> None:
        """A row joins the table above it, the line of dashes between them left out."""
        cells = row.cells or tuple(_cells(row))
        content = Mapped.join(cells, " | ")
        table = self._table_above(block.line)
        if table is None or row.gap:
            self.blocks.append(replace(block, kind="table", content=content, rows=(cells,)))
            return
        self.blocks[-1] = replace(
            table,
            rows=(*table.rows, cells),
            content=Mapped.join([table.content, content], " / "),
        )

    def _table_above(self, line: int) -> Block | None:
        last = self.blocks[-1] if self.blocks else None
        if last is not None and last.note == "rule" and len(self.blocks) > 1:
            last = self.blocks[-2]
            if last.kind == "table" and last.line >= line - 2:
                self.blocks.pop()
        return last if last is not None and last.kind == "table" else None

    def _footnotes(self, content: Mapped) -> list[Mapped]:
        """Cut a line that begins with a number which stands glued to a word above it."""
        match = _FOOTNOTE.match(content.text)
        if match is None:
            return []
        mark = match["mark"]
        is_plain = mark.isdigit() and mark.isascii()
        if is_plain and mark not in self.notes:
            return []
        cuts = [0]
        number = int(mark) + 1 if is_plain else 0
        while is_plain and str(number) in self.notes:
            following = re.compile(rf"\s{number}\s+(?=[A-ZÆØÅ«])").search(content.text, cuts[-1])
            if following is None:
                break
            cuts.append(following.start())
            number += 1
        return [content.part(a, b) for a, b in zip(cuts, [*cuts[1:], None], strict=True)]


def _header_row(block: Block) -> Block:
    """A header row whose columns were lost, its headers as cells."""
    cells = []
    at = 0
    for header in split_header(block.text) or ():
        at = block.text.index(header, at)
        cells.append(block.content.part(at, at + len(header)))
        at += len(header)
    return replace(block, kind="columns", rows=(tuple(cells),))


def _cells(row: Row) -> list[Mapped]:
    line = row.lines[0]
    raw = line.raw if row.kind == "tabs" else line.raw.strip().strip("|")
    offset = line.start if row.kind == "tabs" else line.start + line.raw.index(raw)
    cells = []
    start = 0
    for match in _CELL_EDGE[row.kind].finditer(raw):
        cells.append(Mapped.of(raw[start : match.start()], offset + start))
        start = match.end()
    cells.append(Mapped.of(raw[start:], offset + start))
    if row.kind == "tabs" and not cells[0] and not line.raw.startswith("\t"):
        cells = cells[1:]
    for more in row.lines[1:]:
        cells[-1] = Mapped.join([cells[-1], Mapped.of(more.raw, more.start)])
    return cells


# --- headings -----------------------------------------------------------------------------


def _marked_heading(block: Block) -> Block:
    """«## Mål»: the marks tell the level."""
    level = len(block.text) - len(block.text.lstrip("#"))
    text = block.text[level:].strip().rstrip("# ")
    start = block.text.index(text, level) if text else level
    return _heading(replace(block, content=block.content.part(start, start + len(text))), level)


def _heading(block: Block, level: int) -> Block:
    """A heading without the number it begins with; level 0 is told by the number."""
    match = heading_code(block.text)
    code = match["code"] if match else None
    text = block.content.part(match.end()) if match else block.content
    if code and not level:
        level = code.count(".") + 1
    return replace(block, kind="heading", content=text, level=level, code=code)


def _is_coded_heading(text: str) -> bool:
    """«6.1 Statens mål»: a number and no sentence after it."""
    limit = threshold("layout", "heading_max") + 40
    is_sentence = text.endswith((".", ",", ";"))
    return bool(NUMBERED_HEADING.match(text)) and len(text) <= limit and not is_sentence


def _is_plain_heading(row: Row, text: str) -> bool:
    """A short line that begins with a capital and ends like no sentence."""
    return (
        len(text) <= threshold("layout", "heading_max")
        and len(text.split()) <= threshold("layout", "heading_max_words")
        and re.match(r"[A-ZÆØÅ«\"]", text) is not None
        and not text.endswith((".", ",", ";", ":", "»", "!"))
        and len(row.lines) <= 2
    )


# --- items and paragraphs -----------------------------------------------------------------


def _items(row: Row, block: Block) -> Iterator[Block]:
    """The items of a line that begins with a bullet, a code, a number, or two of them."""
    line = row.lines[0]
    bullet = BULLET.match(block.text)
    at = bullet.end() if bullet else 0
    marker = (bullet["mark"] or bullet["tight"]) if bullet else None
    code = None
    if coded := CODE.match(block.text, at):
        at, marker, code = coded.end(), marker or "", coded["code"].replace(",", ".")
    elif (number := NUMBER.match(block.text, at)) and not DATED.match(block.text, at):
        at, marker = number.end(), number["mark"]
        code = marker[:-1] if marker[0].isupper() else None
    yield from split_bullets(
        replace(
            block,
            kind="item",
            content=block.content.part(at),
            level=int(line.raw.startswith(" ") and not line.breaks),
            marker=marker,
            code=code,
        )
    )


def _paragraphs(row: Row, block: Block, *, guesses_headings: bool) -> Iterator[Block]:
    """A paragraph, with the items that begin inside it as blocks of their own."""
    first = INLINE_BULLET.search(block.text)
    lead = block.content.part(0, first.start()) if first else block.content
    if lead:
        is_title = guesses_headings and first is None
        yield _plain(row, replace(block, content=lead), can_be_title=is_title)
    if first:
        items = block.content.part(first.end())
        yield from split_bullets(replace(block, kind="item", content=items, marker="•"))


def _plain(row: Row, block: Block, *, can_be_title: bool) -> Block:
    numbered = NUMBERED_HEADING.match(block.text)
    if numbered and _is_coded_heading(block.text):
        return _heading(block, numbered["code"].count(".") + 1)
    if can_be_title and _is_plain_heading(row, block.text):
        return _heading(block, 6)
    return block
