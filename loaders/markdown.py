"""Markdown to blocks, by a CommonMark parser with tables."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from loaders.document import EMPTY, Block, Mapped
from loaders.labels import BULLETS
from loaders.layout import split_bullets
from loaders.lines import Line, title_key
from loaders.marks import CODE, heading_code
from loaders.settling import settle

_MARKS = re.compile(
    r"\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])|`|~~|\\(?=[\\`*_{}\[\]()#+.!|>-])"
)
_LINK = re.compile(r"!?\[(?P<text>[^\]\n]*)\]\([^)\n]*\)")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:\s*")
_HEADING_MARK = re.compile(r"\s*#{1,6}\s+")
_ITEM_MARK = re.compile(r"\s*(?:>\s?)*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?:\[[ xX]\]\s+)?")
_BOLD_LINE = re.compile(r"(\*\*|__)(?P<text>.+?)\1:?")
_BOLD_MAX = 90
_CELL_EDGE = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)


def markdown_blocks(lines: list[Line], contents: dict[str, int]) -> list[Block]:
    """Parse Markdown; the blocks' offsets count the marks too.

    Raw HTML is text like any other: comments are furniture, tags are kept as they stand.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    source = "\n".join("" if line.note else line.raw for line in lines)
    reader = _Reader(lines, contents)
    blocks = [
        Block("furniture", Mapped.of(line.raw, line.start), line.number, line.page, note=line.note)
        for line in lines
        if line.note
    ]
    blocks += reader.blocks(parser.parse(source))
    blocks.sort(key=lambda block: (block.line, block.content.start))
    return settle(blocks, is_marked=True)


_OPENING = frozenset(
    {"blockquote_open", "bullet_list_open", "ordered_list_open", "list_item_open", "heading_open"}
)
_CLOSING = frozenset(
    {"blockquote_close", "bullet_list_close", "ordered_list_close", "list_item_close"}
)


def mark_front_matter(lines: list[Line]) -> None:
    """Mark the settings between two lines of dashes at the top as furniture."""
    if not lines or lines[0].text != "---":
        return
    end = next((at for at, line in enumerate(lines[1:], 1) if line.text in {"---", "..."}), None)
    for line in lines[: end + 1] if end is not None else ():
        line.note = "front-matter"


class _Reader:
    """Turns the parser's tokens into blocks, one top-level construct at a time."""

    def __init__(self, lines: list[Line], contents: dict[str, int]) -> None:
        self.lines = lines
        self.contents = contents
        self.depth = 0
        self.quotes = 0
        self.level = 0
        self.markers: list[str] = []

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        """Turn tokens into blocks; a table's tokens make one."""
        waiting = iter(tokens)
        for token in waiting:
            kind = token.type
            if kind == "table_open":
                yield self._table(token, waiting)
            elif kind in _OPENING:
                self._open(token)
            elif kind in _CLOSING:
                self._close(token)
            elif token.map and kind == "inline":
                yield from self._inline(token)
                self.level = 0
            elif token.map and kind in {"code_block", "fence", "html_block"}:
                yield self._paragraph(token.map[0], token.map[1])
            elif token.map and kind == "hr":
                line = self.lines[token.map[0]]
                rule = Mapped.of(line.raw, line.start)
                yield Block("furniture", rule, line.number, line.page, note="rule")

    def _open(self, token: Token) -> None:
        if token.type == "blockquote_open":
            self.quotes += 1
        elif token.type == "list_item_open":
            self.markers.append(f"{token.info}{token.markup}" or "-")
        elif token.type == "heading_open":
            self.level = int(token.tag[1:])
        else:
            self.depth += 1

    def _close(self, token: Token) -> None:
        if token.type == "blockquote_close":
            self.quotes -= 1
        elif token.type == "list_item_close":
            self.markers = self.markers[: self.depth - 1]
        else:
            self.depth -= 1

    def _table(self, opening: Token, tokens: Iterator[Token]) -> Block:
        """Take the tokens of one table; its cells are read from its lines, with their places."""
        rows: list[tuple[Mapped, ...]] = []
        width = 0
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                cells = self._cells(token.map[0] if token.map else 0)
                width = 0
            elif token.type in {"th_open", "td_open"}:
                width += 1
            elif token.type == "tr_close":
                rows.append(tuple((cells + [EMPTY] * width)[:width]))
        line = self.lines[opening.map[0] if opening.map else 0]
        content = Mapped.join([Mapped.join(row, " | ") for row in rows], " / ")
        return Block("table", content, line.number, line.page, gap=1, rows=tuple(rows))

    def _content(self, first: int, last: int, skip: re.Pattern[str] | None = None) -> Mapped:
        parts = []
        for number in range(first, last):
            line = self.lines[number]
            raw, offset = line.raw, line.start
            if number == first and skip:
                match = skip.match(raw)
                if match:
                    raw, offset = raw[match.end() :], offset + match.end()
            else:
                match = re.match(r"\s*(?:>\s?)*", raw)
                if match:
                    raw, offset = raw[match.end() :], offset + match.end()
            parts.append(plain(Mapped.of(raw, offset)))
        return Mapped.join(parts)

    def _paragraph(self, first: int, last: int) -> Block:
        line = self.lines[first]
        return Block("paragraph", self._content(first, last), line.number, line.page, gap=1)

    def _cells(self, number: int) -> list[Mapped]:
        line = self.lines[number]
        raw = line.raw.rstrip()
        start = len(raw) - len(raw.lstrip())
        if raw[start : start + 1] == "|":
            start += 1
        stop = len(raw) - 1 if raw.endswith("|") and not raw.endswith("\\|") else len(raw)
        edges = [start - 1, *(m.start() for m in _CELL_EDGE.finditer(raw, start, stop)), stop]
        return [plain(Mapped.of(raw[a + 1 : b], line.start + a + 1)) for a, b in pairwise(edges)]

    def _inline(self, token: Token) -> Iterator[Block]:
        first, last = token.map or [0, 0]
        line = self.lines[first]
        block = Block("paragraph", self._content(first, last), line.number, line.page, gap=1)
        bold = _BOLD_LINE.fullmatch(line.raw.strip())
        if self.quotes:
            yield replace(block, kind="quote")
        elif self.level:
            yield self._heading(first, last, replace(block, kind="heading", level=self.level))
        elif self.depth:
            yield from self._item(first, last, replace(block, kind="item"))
        elif _NOTE.match(block.text):
            yield replace(block, kind="footnote")
        elif bold and last == first + 1 and len(block.text) <= _BOLD_MAX:
            yield replace(block, kind="heading", level=6, is_strong=True)
        elif title_key(block.text) in self.contents:
            yield replace(block, kind="heading", level=3)
        else:
            yield from self._paragraphs(first, last)

    def _heading(self, first: int, last: int, block: Block) -> Block:
        content = self._content(first, last, _HEADING_MARK)
        content = content.part(0, len(content.text.rstrip("# ")))
        match = heading_code(content.text)
        if match is None:
            return replace(block, content=content)
        return replace(block, content=content.part(match.end()), code=match["code"])

    def _paragraphs(self, first: int, last: int) -> Iterator[Block]:
        """Cut the lines where one ends with a hard break, and where a bullet stands inside."""
        start = first
        for number in range(first, last):
            raw = self.lines[number].raw
            is_hard = raw.endswith(("  ", "\\")) or _BREAK.search(raw) is not None
            if not is_hard and number < last - 1:
                continue
            block = replace(self._paragraph(start, number + 1), gap=int(start == first))
            bullet = re.search(f"[{BULLETS}]", block.text)
            lead = block.content.part(0, bullet.start()) if bullet else block.content
            if lead:
                yield replace(block, content=lead)
            if bullet:
                items = block.content.part(bullet.end())
                yield from split_bullets(replace(block, kind="item", content=items, marker="•"))
            start = number + 1

    def _item(self, first: int, last: int, block: Block) -> Iterator[Block]:
        marker = self.markers[-1] if self.markers else "-"
        content = self._content(first, last, _ITEM_MARK)
        code = None
        if coded := CODE.match(content.text):
            content, code = content.part(coded.end()), coded["code"].replace(",", ".")
        elif letter := re.match(r"([A-ZÆØÅ])[.)]\s+(?=\S)", content.text):
            content, code = content.part(letter.end()), letter.group(1)
        yield from split_bullets(
            replace(block, content=content, level=self.depth - 1, marker=marker, code=code)
        )


def plain(content: Mapped) -> Mapped:
    """Take the marks of emphasis, code and links off a text that keeps its places.

    >>> plain(Mapped.of("**Visjon**: [her](https://x.no)", 0)).text
    'Visjon: her'
    """
    parts: list[Mapped] = []
    position = 0
    cuts: list[tuple[int, int]] = []
    for match in _LINK.finditer(content.text):
        cuts += [(match.start(), match.start("text")), (match.end("text"), match.end())]
    for pattern in (_MARKS, _NOTE_MARK):
        for match in pattern.finditer(content.text):
            if not any(a <= match.start() < b for a, b in cuts) and match.end() > match.start():
                if pattern is _NOTE_MARK and content.text[match.end() : match.end() + 1] == ":":
                    continue
                cuts.append(match.span())
    for match in _BREAK.finditer(content.text):
        cuts.append(match.span())
    for start, end in sorted(cuts):
        if start >= position:
            parts.append(_raw_part(content, position, start))
            if _BREAK.fullmatch(content.text[start:end]):
                parts.append(Mapped(" ", ((0, content.source(start), 1),)))
            position = end
    parts.append(_raw_part(content, position, len(content.text)))
    joined = Mapped.join(parts, "")
    return joined.part(0)


def _raw_part(content: Mapped, start: int, end: int) -> Mapped:
    """Slice without trimming: spaces between marked words stay."""
    pieces = tuple(
        (max(at, start) - start, offset + max(start - at, 0), min(at + n, end) - max(at, start))
        for at, offset, n in content.pieces
        if at < end and at + n > start
    )
    return Mapped(content.text[start:end], pieces)
