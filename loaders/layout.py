"""From lines to blocks: what is a heading, an item, a row, a paragraph.

The rules look at layout only (numbers, bullets, bold, width, blank lines); what a block means
is for the recognisers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from loaders.document import EMPTY, Block, Mapped
from loaders.labels import BULLETS, header_cue, match_label
from loaders.lexicon import cues, threshold
from loaders.lines import Line, title_key

BULLET = re.compile(rf"(?P<mark>[{BULLETS}*–—−-]|o(?=\s+\w))\s+(?=\S)|(?P<tight>[{BULLETS}])(?=\S)")
INLINE_BULLET = re.compile(rf"\s*[{BULLETS}]\s*")
NUMBER = re.compile(r"(?P<mark>(?:\d{1,2}|[a-zæøå])[.)]|[A-ZÆØÅ][.)])\s+(?=\S)")
CODE = re.compile(
    r"(?P<code>[A-ZÆØÅ]{1,2}[.-]?\d{1,2}(?:\.\d{1,2})*|\d{1,2}(?:[.,]\d{1,2}){1,3}[a-z]?)[.:)]?\s+(?=[^\W\d_]|[«\"])"
)
NUMBERED_HEADING = re.compile(r"(?P<code>\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=[A-ZÆØÅ«])")
LETTERED_HEADING = re.compile(r"(?P<code>[A-ZÆØÅ]\d{0,2})[.)]\s+(?=[A-ZÆØÅ«])")
MD_HEADING = re.compile(r"(?P<mark>#{1,6})\s+(?P<text>.*?)\s*#*$")
_MONTH = re.compile(
    r"\d{1,2}\.\s*(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|trinn|klasse|linje|halvår|plass)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"(?P<mark>[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\d{1,2})\s+(?=[A-ZÆØÅ«\w])")
_GLUED = re.compile(r"[a-zæøå»”\"](\d{1,2})(?=[\s.,;:)]|$)")
_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?$|[-=_*]{3,}$")
_BOLD = re.compile(r"\*\*(?P<text>.+?)\*\*$|__(?P<under>.+?)__$")
_SENTENCE_END = (".", "!", "?", ":")


@dataclass(slots=True)
class _Row:
    """Lines that belong together, and why the next line does not join them."""

    lines: list[Line]
    kind: str = "text"
    gap: int = 0
    blank_after: bool = False
    width: int = 0
    parts: list[Mapped] = field(default_factory=list)

    def content(self) -> Mapped:
        return Mapped.join(_unhyphened([Mapped.of(x.raw, x.start) for x in self.lines]))


def _unhyphened(parts: list[Mapped]) -> list[Mapped]:
    """Join a word cut at the line's end; a hyphen after capitals, digits or before og stays."""
    joined: list[Mapped] = []
    for part in parts:
        last = joined[-1] if joined else None
        if (
            last is not None
            and re.search(r"[a-zæøå]{2}-$", last.text)
            and re.match(r"[a-zæøå]{2}", part.text)
            and not re.match(r"(?:og|eller|samt|und)\b", part.text)
        ):
            joined[-1] = Mapped.join([last.part(0, len(last.text) - 1), part], "")
        else:
            joined.append(part)
    return joined


def to_blocks(lines: list[Line], contents: dict[str, int]) -> list[Block]:
    """Turn lines, furniture marked, into blocks in reading order."""
    rows = list(_rows(lines))
    blocks: list[Block] = []
    known_notes: set[str] = set()
    for row in rows:
        blocks.extend(_blocks_of(row, contents, blocks, known_notes))
    return settle(blocks)


def settle(blocks: list[Block]) -> list[Block]:
    """Look at the blocks again in their order: what one alone could not tell."""
    blocks = _join_bold(blocks)
    blocks = _settle_numbers(blocks)
    blocks = _settle_coded_lists(blocks)
    return _settle_quotes(blocks)


# --- lines that belong together -----------------------------------------------------------


def _rows(lines: list[Line]) -> Iterator[_Row]:
    chunk: list[Line] = []
    gap = 0
    cover = _cover_end(lines)
    for line in lines:
        if line.note is not None:
            if line.note in {"comment", "page-number", "running-header"} and chunk:
                yield from _rows_of(chunk, gap, cover)
                chunk, gap = [], 0
            yield _Row([line], "furniture")
            continue
        if not line.text:
            if chunk:
                yield from _rows_of(chunk, gap, cover)
                chunk, gap = [], 0
            gap += 1
            continue
        if line.breaks and chunk:
            yield from _rows_of(chunk, gap, cover)
            chunk, gap = [], 1
        chunk.append(line)
    if chunk:
        yield from _rows_of(chunk, gap, cover)


def _cover_end(lines: list[Line]) -> int:
    """Return the line before which short lines are a title page, each its own."""
    for line in lines:
        if line.note == "contents" or len(line.text) > 100 or line.number > 40:
            return line.number
        if line.text and line.note is None and match_label(line.text, is_heading=True):
            return line.number
    return lines[-1].number if lines else 0


def _rows_of(chunk: list[Line], gap: int, cover: int) -> Iterator[_Row]:
    width = max(len(line.raw.rstrip()) for line in chunk)
    current: _Row | None = None
    for line in chunk:
        kind = _kind(line)
        if current is not None and _continues(current, line, kind, width, cover):
            current.lines.append(line)
            continue
        if current is not None:
            yield current
        current = _Row([line], kind, gap if line is chunk[0] else 0, width=width)
    if current is not None:
        current.blank_after = True
        yield current


def _kind(line: Line) -> str:
    text = line.text
    if text.startswith("|") and text.count("|") >= 2:
        return "pipe"
    if "\t" in text and _cells(text) and not BULLET.match(text) and not NUMBER.match(text):
        return "tabs"
    if MD_HEADING.match(text):
        return "md"
    if _RULE.match(text):
        return "rule"
    if text.startswith("**") or text.startswith("__"):
        return "bold"
    if BULLET.match(text):
        return "bullet"
    if CODE.match(text):
        return "code"
    if NUMBER.match(text) and not _MONTH.match(text):
        return "number"
    if _is_columns(text):
        return "columns"
    return "text"


def _cells(text: str) -> bool:
    return sum(bool(cell.strip()) for cell in text.split("\t")) >= 2 or text.endswith("\t")


def _is_columns(text: str) -> bool:
    """A header row whose columns were lost: nothing but header words, two or more."""
    words = text.split()
    if not 2 <= len(words) <= 8 or len(text) > 80 or text.endswith((".", ":", "?")):
        return False
    return split_header(text) is not None


def split_header(text: str) -> tuple[str, ...] | None:
    """Cut a line of header words into its headers, or None where it is no header row.

    >>> split_header("Strategi Tiltak Beskrivelse")
    ('Strategi', 'Tiltak', 'Beskrivelse')
    """
    words = text.split()
    if not words[0][0].isupper() or not re.search(r"tiltak|aktivitet", text, re.IGNORECASE):
        return None
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in (4, 3, 2, 1):
            phrase = " ".join(words[at : at + size])
            if at + size <= len(words) and words[at][0].isupper() and _is_header(phrase):
                found.append(phrase)
                at += size
                break
        else:
            return None
    kinds = {cue.type for cue in map(header_cue, found) if cue}
    return tuple(found) if len(kinds) >= 2 and "measure" in kinds else None


def _is_header(phrase: str) -> bool:
    if " " in phrase and phrase.lower() not in {**cues("headers"), **cues("labels")}:
        return False  # only a single word may be misspelt: two headers side by side are no phrase
    cue = header_cue(phrase)
    return cue is not None and cue.type not in {"context", "vision", "value"}


def _continues(current: _Row, line: Line, kind: str, width: int, cover: int) -> bool:
    previous = current.lines[-1].text
    if current.kind in {"md", "rule", "columns", "pipe"} or kind in {
        "md", "rule", "pipe", "tabs", "columns",
    }:  # fmt: skip
        return False
    if current.kind == "bold":
        return not previous.endswith(("**", "__"))
    if kind == "bold":
        return False
    if kind in {"bullet", "code"}:
        return kind == "bullet" and line.text[0] in "–—-−" and _is_dash(current, line, width)
    if kind == "number" and not _in_sentence(current, line, width):
        return False
    if re.fullmatch(r"[«\"“].+[»\"”](?:\s*\(.{3,80}\))?", line.text):
        return False
    if current.kind == "tabs":
        return line.text[:1].islower()
    label = match_label(previous)
    if label and label.is_whole and len(current.lines) == 1:
        return False
    starts = match_label(line.text)
    if starts and (starts.is_whole or starts.is_marked):
        return False
    if re.match(r"[«\"(]?[a-zæøå]|[,;:)%&/]", line.text):
        return True
    if line.number <= cover and line.text[:1].isupper():
        return False
    first = line.text.split()[0]
    full = len(current.lines[-1].raw.rstrip()) + 1 + len(first) > width - threshold(
        "layout", "wrap_slack"
    )
    if re.search(
        r"[,–—-]$|\b(?:og|i|på|av|for|til|med|om|ved|fra|frå|den|det|en|ei|et|eit|som|å)$", previous
    ):
        return True
    return full


def _is_dash(current: _Row, line: Line, width: int) -> bool:
    """A dash that begins a wrapped line inside a sentence is no bullet."""
    previous = current.lines[-1].text
    wraps = len(previous) + 8 > width
    return (
        current.kind != "bullet"
        and wraps
        and len(line.text.split()) > 1
        and line.text.split()[1][:1].islower()
        and not previous.endswith(_SENTENCE_END)
    )


def _in_sentence(current: _Row, line: Line, width: int) -> bool:
    """Tell a number that begins a wrapped line, as in «… innen / 10. trinn», from a list's."""
    previous = current.lines[-1].text
    numbers = [re.match(r"(\d{1,2})[.)]", x.text) for x in (current.lines[0], line)]
    if numbers[0] and numbers[1] and int(numbers[1][1]) == int(numbers[0][1]) + 1:
        return False
    rest = NUMBER.sub("", line.text, count=1)
    return rest[:1].islower() and not previous.endswith(_SENTENCE_END) and len(previous) + 6 > width


# --- blocks -------------------------------------------------------------------------------


def _blocks_of(
    row: _Row, contents: dict[str, int], before: list[Block], notes: set[str]
) -> list[Block]:
    line = row.lines[0]
    content = row.content()
    place = {"line": line.number, "page": line.page, "gap": row.gap}
    if row.kind == "furniture":
        return [Block("furniture", content, line.number, line.page, note=line.note)]
    if row.kind == "rule":
        return [Block("furniture", content, line.number, line.page, note="rule")]
    if row.kind in {"tabs", "pipe"}:
        return _table_row(row, before)
    footnotes = _footnotes(content, notes)
    if footnotes:
        return [Block("footnote", note, line.number, line.page) for note in footnotes]
    for match in _GLUED.finditer(content.text):
        notes.add(match.group(1))
    if row.kind == "columns":
        headers = split_header(content.text) or ()
        cells = []
        at = 0
        for header in headers:
            at = content.text.index(header, at)
            cells.append(content.part(at, at + len(header)))
            at += len(header)
        return [Block("columns", content, rows=(tuple(cells),), **place)]
    if row.kind == "md":
        mark = len(re.match(r"#+", line.text).group())  # type: ignore[union-attr]
        text = content.part(mark).text.rstrip("# ")
        start = content.text.index(text, mark) if text else mark
        return [_heading(content.part(start, start + len(text)), mark, place)]
    if row.kind == "bold":
        bold = _BOLD.match(content.text)
        if bold:
            inner = content.part(2, len(content.text) - 2)
            return [replace(_heading(inner, 2, place), is_strong=True)]
        return [Block("paragraph", content, **place)]
    if title_key(content.text) in contents and len(content.text) <= 120:
        return [_heading(content, 3, place)]
    if row.kind == "code" and match_label(content.text):
        return list(_paragraphs(row, content, place))
    if row.kind == "code" and _is_coded_heading(content.text):
        return [_heading(content, 0, place)]
    if row.kind in {"bullet", "code", "number"}:
        return list(_items(row, content, place))
    return list(_paragraphs(row, content, place))


def heading_code(text: str) -> re.Match[str] | None:
    """Match the number or letter that a heading begins with («2.1 Oppvekst», «A. Barn er trygge»)."""
    return NUMBERED_HEADING.match(text) or LETTERED_HEADING.match(text)


def _is_coded_heading(text: str) -> bool:
    """«6.1 Statens mål»: a number of two or more steps, and no sentence after it."""
    match = NUMBERED_HEADING.match(text)
    limit = threshold("layout", "heading_max") + 40
    return bool(match) and len(text) <= limit and not text.endswith((".", ",", ";", ":"))


def _heading(content: Mapped, level: int, place: dict[str, int | None]) -> Block:
    match = heading_code(content.text)
    code = match["code"] if match else None
    text = content.part(match.end()) if match else content
    if code and not level:
        level = code.count(".") + 1
    return Block("heading", text, level=level, code=code, **place)  # type: ignore[arg-type]


def _table_row(row: _Row, before: list[Block]) -> list[Block]:
    line = row.lines[0]
    separator = "\t" if row.kind == "tabs" else r"(?<!\\)\|"
    cells = []
    start = 0
    raw = line.raw if row.kind == "tabs" else line.raw.strip().strip("|")
    offset = line.start if row.kind == "tabs" else line.start + line.raw.index(raw)
    for match in re.finditer(separator, raw):
        cells.append(Mapped.of(raw[start : match.start()], offset + start))
        start = match.end()
    cells.append(Mapped.of(raw[start:], offset + start))
    if row.kind == "tabs" and cells and not cells[0] and not line.raw.startswith("\t"):
        cells = cells[1:]
    for more in row.lines[1:]:
        cells[-1] = Mapped.join([cells[-1], Mapped.of(more.raw, more.start)])
    content = Mapped.join(cells, " | ")
    block = Block("table", content, line.number, line.page, gap=row.gap, rows=(tuple(cells),))
    last = before[-1] if before else None
    if last is not None and last.kind == "furniture" and last.note == "rule" and len(before) > 1:
        last = before[-2]
        if last.kind == "table" and last.line >= line.number - 2:
            before.pop()
    if last is not None and last.kind == "table" and row.gap == 0:
        before[-1] = replace(
            last,
            rows=(*last.rows, tuple(cells)),
            content=Mapped.join([last.content, content], " / "),
        )
        return []
    return [block]


def _footnotes(content: Mapped, notes: set[str]) -> list[Mapped]:
    """A line that begins with a number that stands glued to a word above it."""
    match = _FOOTNOTE.match(content.text)
    if match is None:
        return []
    mark = match["mark"]
    if mark.isdigit() and mark.isascii() and mark not in notes:
        return []
    cuts = [0]
    if mark.isascii():
        following = re.compile(rf"\s({int(mark) + 1})\s+(?=[A-ZÆØÅ«])").search(content.text)
        while following and following.group(1) in notes:
            cuts.append(following.start())
            number = int(following.group(1)) + 1
            following = re.compile(rf"\s({number})\s+(?=[A-ZÆØÅ«])").search(
                content.text, following.end()
            )
    return [content.part(a, b) for a, b in zip(cuts, [*cuts[1:], None], strict=True)]


def _items(row: _Row, content: Mapped, place: dict[str, int | None]) -> Iterator[Block]:
    text = content.text
    first = row.lines[0]
    level = int(first.raw.startswith(" ") and not first.breaks)
    bullet = BULLET.match(text)
    marker = None
    at = 0
    if bullet:
        marker = bullet["mark"] or bullet["tight"]
        at = bullet.end()
    code = CODE.match(text, at)
    number = NUMBER.match(text, at)
    if code:
        yield from split_bullets(
            content.part(code.end()), place, marker or "", code["code"].replace(",", "."), level
        )
    elif number and not _MONTH.match(text[at:]):
        mark = number["mark"]
        letter = mark[:-1] if mark[0].isupper() else None
        yield from split_bullets(content.part(number.end()), place, mark, letter, level)
    else:
        yield from split_bullets(content.part(at), place, marker, None, level)


def split_bullets(
    content: Mapped, place: dict[str, int | None], marker: str | None, code: str | None, level: int
) -> Iterator[Block]:
    """Several bullets on one line are several items."""
    pieces = content.split(INLINE_BULLET)
    if marker == "o":
        pieces = [
            p for piece in pieces for p in piece.split(re.compile(r"\s+o\s+(?=[a-zæøåA-ZÆØÅ])"))
        ]
    for number, piece in enumerate(pieces or [EMPTY]):
        own = CODE.match(piece.text) if number else None
        yield Block(
            "item",
            piece.part(own.end()) if own else piece,
            level=level,
            marker=marker if number == 0 else "•",
            code=code if number == 0 else (own["code"] if own else None),
            **place,  # type: ignore[arg-type]
        )


def _paragraphs(row: _Row, content: Mapped, place: dict[str, int | None]) -> Iterator[Block]:
    """A paragraph, with the items that begin inside it as blocks of their own."""
    first = INLINE_BULLET.search(content.text)
    lead = content.part(0, first.start()) if first else content
    if lead:
        yield _plain(row, lead, place, has_items=first is not None)
    if first:
        yield from split_bullets(content.part(first.end()), place, "•", None, 0)


def _plain(row: _Row, content: Mapped, place: dict[str, int | None], *, has_items: bool) -> Block:
    text = content.text
    limit = threshold("layout", "heading_max")
    words = len(text.split())
    numbered = NUMBERED_HEADING.match(text)
    if numbered and len(text) <= limit + 40 and not text.endswith((".", ",", ";")):
        depth = numbered["code"].count(".") + 1
        return _heading(content, depth, place)
    is_short = len(text) <= limit and words <= threshold("layout", "heading_max_words")
    if (
        is_short
        and not has_items
        and re.match(r"[A-ZÆØÅ«\"]", text)
        and not text.endswith((".", ",", ";", ":", "»", "!"))
        and len(row.lines) <= 2
    ):
        return _heading(content, 6, place)
    return Block("paragraph", content, **place)  # type: ignore[arg-type]


# --- second looks -------------------------------------------------------------------------


def _join_bold(blocks: list[Block]) -> list[Block]:
    """A bold heading over two or three lines is one heading."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last is not None
            and block.is_strong
            and last.is_strong
            and block.gap == 0
            and block.line - last.line <= 2
        ):
            joined[-1] = replace(last, content=Mapped.join([last.content, block.content]))
        else:
            joined.append(block)
    return joined


def _settle_numbers(blocks: list[Block]) -> list[Block]:
    """«11. Gol kommune som organisasjon» alone is a heading; 1., 2., 3. in a row are a list."""
    shown = [i for i, b in enumerate(blocks) if b.kind not in {"furniture", "footnote"}]
    place = {index: at for at, index in enumerate(shown)}
    settled = list(blocks)
    for index in shown:
        block = blocks[index]
        marker = block.marker or ""
        if block.kind != "item" or not re.fullmatch(r"\d{1,2}[.)]", marker):
            continue
        number = int(marker[:-1])
        near = [blocks[shown[at]] for at in _around(place[index], len(shown))]
        in_list = any(
            other.kind == "item"
            and re.fullmatch(r"\d{1,2}[.)]", other.marker or "")
            and abs(int((other.marker or "0.")[:-1]) - number) == 1
            for other in near
        )
        text = block.text
        short = len(text) <= threshold("layout", "heading_max") and not text.endswith(".")
        if not in_list and marker.endswith(".") and short and text[:1].isupper():
            settled[index] = replace(block, kind="heading", level=1, code=marker[:-1], marker=None)
        elif not in_list and number != 1 and text[:1].islower():
            settled[index] = replace(block, kind="paragraph", marker=None)
    return settled


def _settle_coded_lists(blocks: list[Block]) -> list[Block]:
    """Coded lines of one depth right after each other are a list, not empty sections."""
    settled = list(blocks)
    for at, block in enumerate(blocks):
        if not _is_numbered(block):
            continue
        near = [blocks[i] for i in _around(at, len(blocks))]
        if any(_is_numbered(b) and _follows(b.code or "", block.code or "") for b in near):
            settled[at] = replace(block, kind="item", level=0, marker="")
    return settled


def _is_numbered(block: Block) -> bool:
    return block.kind == "heading" and "." in (block.code or "")


def _follows(one: str, other: str) -> bool:
    """Codes are neighbours: 3.1 and 3.2."""
    stem_one, _, last_one = one.rpartition(".")
    stem_other, _, last_other = other.rpartition(".")
    return stem_one == stem_other and abs(int(last_one) - int(last_other)) == 1


def _around(at: int, size: int) -> list[int]:
    return [i for i in (at - 1, at + 1) if 0 <= i < size]


def _settle_quotes(blocks: list[Block]) -> list[Block]:
    """A paragraph in quotation marks of its own, or one that repeats the body, is a pull quote."""
    body = " ".join(b.text for b in blocks if b.kind == "paragraph" and b.text[:1] not in '«"“”')
    settled = []
    for block in blocks:
        text = block.text
        quoted = re.fullmatch(r"[«\"“”](.+?)[»\"“”]\.?(?:\s*\([^()]{3,80}\))?", text)
        inner = quoted.group(1) if quoted else ""
        if (
            block.kind in {"paragraph", "heading"}
            and quoted
            and (len(inner.split()) >= 4 or inner in body)
        ):
            settled.append(replace(block, kind="quote"))
        else:
            settled.append(block)
    return settled
