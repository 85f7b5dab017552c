"""Lost tables whose measures are numbered: what stands between two numbers is said of the first.

«1.1 Bygge bru / Teknisk 2025 Innenfor ramme»: the cells of a row run into one line. A year or a
word for «all the time» is the deadline; what stands before it is who, what stands after how much.
"""

import re

from loaders.document import Block, Mapped
from loaders.drafts import Draft
from loaders.labels import header_cue
from loaders.lexicon import confidence
from loaders.position import ATTRIBUTES, Position

#: A year, part of one, or a word for «all the time».
WHEN = re.compile(
    r"\b(?:(?:[1-4]\.?\s*(?:kvartal|halvår|tertial)|vår(?:en)?|høst(?:en)?|haust(?:en)?)\s+)?"
    r"(?:19|20)\d\d(?:\s*[–/-]\s*(?:(?:19|20)\d\d|\d\d))?\b"
    r"|\b(?:årlig|årleg|kontinuerlig|kontinuerleg|løpende|løpande|fortløpende|snarest)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"[\s–-]*")


def is_glued(header: Block, following: Block | None) -> bool:
    """Tell whether a lost table holds numbered measures and nothing but attributes of them."""
    kinds = [cue.type if cue else None for cue in (header_cue(c.text) for c in header.rows[0])]
    return (
        len(kinds) >= 2
        and kinds[0] == "measure"
        and all(kind in ATTRIBUTES for kind in kinds[1:])
        and following is not None
        and following.code is not None
    )


def read_glued(position: Position, blocks: list[Block], at: int) -> int:
    """Read the numbered measures below the header at ``at``; return the index after them."""
    header = blocks[at]
    kinds = [cue.type for c in header.rows[0] if (cue := header_cue(c.text))]
    stem = _stem(blocks[at + 1])
    position.tree.new_run()
    at += 1
    measure: Draft | None = None
    cells: list[Mapped] = []
    while at < len(blocks) and _belongs(blocks[at], stem):
        block = blocks[at]
        if block.code is not None:
            _say(measure, cells, kinds)
            measure, cells = _measure(position, block, header), []
        else:
            cells.append(block.content)
        at += 1
    _say(measure, cells, kinds)
    position.leave(measure)
    return at


def _stem(block: Block) -> str:
    return (block.code or "").rpartition(".")[0]


def _belongs(block: Block, stem: str) -> bool:
    """A row has a number beside the first row's; other lines carry no mark of their own."""
    if block.code is not None:
        return _stem(block) == stem
    return block.kind == "paragraph" or (block.kind == "heading" and bool(WHEN.search(block.text)))


def _measure(position: Position, block: Block, header: Block) -> Draft:
    draft = Draft(
        "measure", block.content, "columns", confidence("columns"), code=block.code,
        level_word=header.rows[0][0].text,
    )  # fmt: skip
    return position.tree.add(draft, block)


def _say(measure: Draft | None, cells: list[Mapped], kinds: list[str]) -> None:
    """Give a measure what the line after it says, column by column."""
    if measure is None or not cells:
        return
    line = Mapped.join(cells)
    when = WHEN.search(line.text) if "deadline" in kinds else None
    if when is None:
        measure.attributes.setdefault(kinds[1], []).append(line)
        return
    place = kinds.index("deadline")
    told = {
        "deadline": line.part(when.start(), when.end()),
        **{kind: line.part(0, when.start()) for kind in kinds[1:place][:1]},
        **{kind: line.part(when.end()) for kind in kinds[place + 1 :][:1]},
    }
    for kind, value in told.items():
        if not _EMPTY.fullmatch(value.text):
            measure.attributes.setdefault(kind, []).append(value)
