"""Markdown to blocks, by a CommonMark parser with tables."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from loaders.document import Block, Mapped
from loaders.labels import BULLETS
from loaders.layout import CODE, heading_code, settle, split_bullets
from loaders.lines import Line, title_key

_MARKS = re.compile(
    r"\*\*|__|(?<![\w*])[*_](?=\S)|(?<=\S)[*_](?![\w*])|`|~~|\\(?=[\\`*_{}\[\]()#+.!|>-])"
)
_LINK = re.compile(r"!?\[(?P<text>[^\]\n]*)\]\([^)\n]*\)")
_NOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:\s*")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)


def markdown_blocks(text: str, lines: list[Line], contents: dict[str, int]) -> list[Block]:
    """Parse Markdown; the blocks' offsets count in ``text``, marks and all.

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
    return settle(sorted(blocks, key=lambda block: (block.line, block.content.start)))


class _Reader:
    """Turns the parser's tokens into blocks, one top-level construct at a time."""

    def __init__(self, lines: list[Line], contents: dict[str, int]) -> None:
        self.lines = lines
        self.contents = contents
        self.depth = 0
        self.markers: list[str] = []

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        quote = 0
        level = 0
        row: list[Mapped] = []
        table: list[tuple[Mapped, ...]] = []
        start = 0
        cells: list[Mapped] = []
        in_cell = False
        for token in tokens:
            kind = token.type
            if kind == "blockquote_open":
                quote += 1
            elif kind == "blockquote_close":
                quote -= 1
            elif kind in {"bullet_list_open", "ordered_list_open"}:
                self.depth += 1
            elif kind in {"bullet_list_close", "ordered_list_close"}:
                self.depth -= 1
            elif kind == "list_item_open":
                self.markers.append(f"{token.info}{token.markup}" or "-")
            elif kind == "list_item_close":
                self.markers = self.markers[: self.depth - 1]
            elif kind == "heading_open":
                level = int(token.tag[1:])
            elif kind == "table_open":
                table, start = [], token.map[0] if token.map else 0
            elif kind == "tr_open":
                row, cells = [], self._cells(token.map[0] if token.map else 0)
            elif kind in {"th_close", "td_close"}:
                in_cell = False
                row.append(cells[len(row)] if len(row) < len(cells) else Mapped(""))
            elif kind == "tr_close":
                table.append(tuple(row))
            elif kind == "table_close":
                line = self.lines[start]
                content = Mapped.join([Mapped.join(r, " | ") for r in table], " / ")
                yield Block("table", content, line.number, line.page, gap=1, rows=tuple(table))
            elif kind in {"th_open", "td_open"}:
                in_cell = True
            elif kind == "inline" and token.map and not in_cell:
                yield from self._inline(token, level, quote)
                level = 0
            elif kind in {"code_block", "fence", "html_block"} and token.map:
                yield self._paragraph(token.map[0], token.map[1])
            elif kind == "hr" and token.map:
                line = self.lines[token.map[0]]
                yield Block(
                    "furniture",
                    Mapped.of(line.raw, line.start),
                    line.number,
                    line.page,
                    note="rule",
                )

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
        cells = []
        for match in re.finditer(r"(?<!\\)\|", raw[start:stop]):
            cells.append((start if not cells else cells[-1][1] + 1, start + match.start()))
        cells.append((cells[-1][1] + 1 if cells else start, stop))
        return [plain(Mapped.of(raw[a:b], line.start + a)) for a, b in cells]

    def _inline(self, token: Token, level: int, quote: int) -> Iterator[Block]:
        first, last = token.map or [0, 0]
        line = self.lines[first]
        place = {"line": line.number, "page": line.page, "gap": 1}
        if quote:
            yield Block("quote", self._content(first, last), **place)  # type: ignore[arg-type]
            return
        if level:
            content = self._content(first, last, re.compile(r"\s*#{1,6}\s+"))
            content = content.part(0, len(content.text.rstrip("# ")))
            match = heading_code(content.text)
            yield Block(
                "heading",
                content.part(match.end()) if match else content,
                level=level,
                code=match["code"] if match else None,
                **place,  # type: ignore[arg-type]
            )
            return
        if self.depth:
            yield from self._item(first, last, place)
            return
        content = self._content(first, last)
        if _NOTE.match(content.text):
            yield Block("footnote", content, **place)  # type: ignore[arg-type]
            return
        raw = self.lines[first].raw.strip()
        bold = re.fullmatch(r"(\*\*|__)(?P<text>.+?)\1:?", raw)
        if bold and last == first + 1 and len(content.text) <= 90:
            yield Block("heading", content, level=6, is_strong=True, **place)  # type: ignore[arg-type]
            return
        if title_key(content.text) in self.contents:
            yield Block("heading", content, level=3, **place)  # type: ignore[arg-type]
            return
        yield from self._lines(first, last, place)

    def _lines(self, first: int, last: int, place: dict[str, int | None]) -> Iterator[Block]:
        """A paragraph; a hard line break or a label line inside it starts a new one."""
        start = first
        for number in range(first, last):
            raw = self.lines[number].raw
            hard = raw.endswith(("  ", "\\")) or _BREAK.search(raw + "") is not None
            if hard or number == last - 1:
                line = self.lines[start]
                where = {**place, "line": line.number, "gap": 1 if start == first else 0}
                content = self._content(start, number + 1)
                if re.search(f"[{BULLETS}]", content.text):
                    lead = re.search(f"[{BULLETS}]", content.text)
                    at = lead.start() if lead else 0
                    if content.part(0, at):
                        yield Block("paragraph", content.part(0, at), **where)  # type: ignore[arg-type]
                    yield from split_bullets(content.part(at + 1), where, "•", None, 0)
                elif content:
                    yield Block("paragraph", content, **where)  # type: ignore[arg-type]
                start = number + 1

    def _item(self, first: int, last: int, place: dict[str, int | None]) -> Iterator[Block]:
        marker = self.markers[-1] if self.markers else "-"
        content = self._content(
            first, last, re.compile(r"\s*(?:>\s?)*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(?:\[[ xX]\]\s+)?")
        )
        code = CODE.match(content.text)
        letter = re.match(r"([A-ZÆØÅ])[.)]\s+(?=\S)", content.text)
        if code:
            content, own = content.part(code.end()), code["code"].replace(",", ".")
        elif letter:
            content, own = content.part(letter.end()), letter.group(1)
        else:
            own = None
        yield from split_bullets(content, place, marker, own, self.depth - 1)


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
