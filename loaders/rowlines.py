"""Tables whose columns were lost, one row to a line: cut again where the columns' kinds tell.

«Bygge turvei rundt vannet Teknisk 2026 Påbegynt»: below the header «Tiltak Ansvar Frist Status» a
year is the deadline and a capital begins who. Most lines must fit, or none is cut.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from loaders.document import EMPTY, Block, Mapped
from loaders.glued import WHEN
from loaders.labels import match_label
from loaders.tables import columns_of

_NO_SEAM = "".join(
    rf"(?<!\s{word})"
    for word in (
        "i",
        "på",
        "av",
        "for",
        "til",
        "med",
        "ved",
        "fra",
        "frå",
        "og",
        "rundt",
        "mot",
        "om",
    )
)
_KINDS = {
    "measure": rf"(\S.*?\S){_NO_SEAM}",
    "reference": r"((?:[A-ZÆØÅ]?\d[\d.,]*[a-z]?(?:(?:,\s*|\s+og\s+)(?=[A-ZÆØÅ]?\d))?)+)",
    "responsible": r"([A-ZÆØÅ][^\d]*?)",
    "deadline": rf"((?i:{WHEN.pattern}))",
    "cost": r"((?i:(?:kr\.?\s*)?\d[\d .]*(?:,\d+)?(?:\s*(?:kr|mill|mrd|mnok)\b\.?.*?)?(?:,-)?"
    r"|(?:innenfor|innanfor|drift|investering|ingen|-|–).*?))",
    "progress": r"([A-ZÆØÅ][\wæøåÆØÅ ]*?)",
}
_ANCHORS = frozenset({"deadline", "cost"})
_LEAST = 2
_SHARE = 0.6


def cut_rows(blocks: Sequence[Block], at: int) -> tuple[Block, int] | None:
    """Return the table that stands at a lost header and the index after it, or None."""
    header = blocks[at]
    kinds = columns_of(header.rows[0])
    if kinds is None:
        return None
    has_code = kinds[0] == "code"
    pattern = _pattern(kinds[1:] if has_code else kinds)
    if pattern is None:
        return None
    lines = _lines(blocks, at + 1)
    rows = []
    for block in lines:
        match = pattern.fullmatch(block.text)
        if match is not None:
            cells = [block.content.part(*match.span(n)) for n in range(1, len(match.groups()) + 1)]
            code = Mapped(block.code or "", ((0, block.content.start, len(block.code or "")),))
            rows.append((code if block.code else EMPTY, *cells) if has_code else tuple(cells))
    if len(rows) < _LEAST or len(rows) < _SHARE * len(lines):
        return None
    whole = (header.rows[0], *rows)
    content = Mapped.join([Mapped.join(row, " | ") for row in whole], " / ")
    return replace(header, kind="table", content=content, rows=whole), at + 1 + len(lines)


def _pattern(kinds: Sequence[str | None]) -> re.Pattern[str] | None:
    """The pattern of a row, or None where a column may hold anything."""
    known = [_KINDS.get(kind or "") for kind in kinds]
    if None in known or "measure" not in kinds or not _ANCHORS & set(kinds):
        return None
    return re.compile(r"\s+".join(part for part in known if part))


def _lines(blocks: Sequence[Block], at: int) -> list[Block]:
    """The lines right below a header: up to a label, a blank line or a heading of its own."""
    found: list[Block] = []
    while at < len(blocks):
        block = blocks[at]
        is_line = block.kind in {"heading", "paragraph", "item"} and not block.is_strong
        if not is_line or block.gap or match_label(block.text, is_heading=True) is not None:
            break
        found.append(block)
        at += 1
    return found
