"""Second looks: what a block is can depend on the blocks around it."""

import re
from dataclasses import replace
from itertools import pairwise

from loaders.document import Block, Mapped
from loaders.labels import match_label
from loaders.lexicon import threshold


def settle(blocks: list[Block], *, is_marked: bool = False) -> list[Block]:
    """Look at the blocks again in their order: what one alone could not tell.

    ``is_marked`` says that the text has marks for its headings and lists, so that numbers tell
    nothing more.
    """
    blocks = _join_bold(blocks)
    if not is_marked:
        blocks = _settle_coded_lists(_settle_numbers(blocks))
    return _settle_leads(_settle_quotes(blocks))


_OPEN = re.compile(
    r"(?:\S+\s+){0,6}(?:skal|vil|må|bør|kan|at|å|ved|gjennom|for|vi|me|kommunen)\s*[…:]?$",
    re.IGNORECASE,
)


def _settle_leads(blocks: list[Block]) -> list[Block]:
    """«Kommunen skal» right above a list is the beginning of each of its items."""
    settled = list(blocks)
    shown = [at for at, b in enumerate(blocks) if b.kind not in {"furniture", "footnote"}]
    for at, below in pairwise(shown):
        block = blocks[at]
        is_line = block.kind == "paragraph" or (block.kind == "heading" and block.level >= 6)
        if is_line and blocks[below].kind == "item" and _OPEN.fullmatch(block.text):
            settled[at] = replace(block, opens=True)
    return settled


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
        above = blocks[shown[place[index] - 1]] if place[index] else None
        label = match_label(above.text, is_heading=True) if above is not None else None
        if label is not None and label.is_whole and len(label.types) == 1:
            continue  # «Mål», and the only one below it
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
