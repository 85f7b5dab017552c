"""Tables of measures and goals: where their headers stand, and which way they run."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from loaders.document import EMPTY, Block, Mapped
from loaders.labels import header_cue, match_label
from loaders.position import Position
from loaders.rows import LEVELS, RowReader

Row = tuple[Mapped, ...]
_CARD = frozenset({*LEVELS, "description", "responsible", "deadline", "cost", "progress",
                   "indicator", "reference"})  # fmt: skip
_YEAR = re.compile(r"(?:19|20)\d\d")


def columns_of(row: Row) -> list[str | None] | None:
    """Return the type of each column of a header row, or None where the row is no header.

    A level left of the measures is what they stand under; right of them, what they refer to. A
    year is a column of its own: «year».

    >>> row = tuple(Mapped.of(t, 0) for t in ("Mål", "Tiltak", "Ansvar", "Strategi"))
    >>> columns_of(row)
    ['goal', 'measure', 'responsible', 'reference']
    """
    types = [_column(cell) for cell in row]
    known = [kind for kind in types if kind]
    if "measure" in known:
        at = types.index("measure")
        for index, kind in enumerate(types):
            if index > at and kind in LEVELS:
                types[index] = "reference"
        return types if len(row) >= 2 else None
    levels = [kind for kind in known if kind in LEVELS]
    return types if len(levels) >= 2 and len(known) * 2 > len(row) else None


def _column(cell: Mapped) -> str | None:
    if _YEAR.fullmatch(cell.text):
        return "year"
    cue = header_cue(cell.text)
    return cue.type if cue else None


def read_table(position: Position, blocks: list[Block], at: int) -> int:
    """Read the table at ``at`` and its continuations; return the index after them."""
    reader: RowReader | None = None
    position.tree.new_run()
    while at < len(blocks) and blocks[at].kind == "table":
        block = blocks[at]
        for row in _rows(block):
            columns = columns_of(row)
            if columns is not None:
                if reader is None or columns != reader.columns:
                    reader = RowReader(position, columns, row)
            elif reader is not None and len(row) <= len(reader.columns) + 1:
                reader.row(row, block)
        at += 1
    position.leave(reader.measure if reader is not None else None)
    return at


def _rows(block: Block) -> Sequence[Row]:
    """The rows of a table; those of a card, whose headers stand in its first column, turned."""
    if not _is_card(block.rows) and any(columns_of(row) for row in block.rows):
        return block.rows
    return list(_turned(block.rows)) or block.rows


def _is_card(rows: Sequence[Row]) -> bool:
    """Headers stand one below the other, and none beside the first of them."""
    below = sum(_card_kind(row) is not None for row in rows)
    beside = sum(_column(cell) is not None for cell in rows[0][1:])
    return below >= 2 and below * 2 > len(rows) and not beside


def _turned(rows: Sequence[Row]) -> Iterator[Row]:
    """«Tiltak | Bygge bru», «Ansvar | Teknisk»: a card for each measure, one below the other."""
    card: list[Row] = []
    for row in rows:
        kind = _card_kind(row)
        if kind in {"measure", "goal"} and any(_card_kind(r) == kind for r in card):
            yield from _from_card(card)
            card = []
        if kind is not None:
            card.append(row)
    yield from _from_card(card)


def _card_kind(row: Row) -> str | None:
    if len(row) < 2 or not row[0] or len(row[0].text.split()) > 6:
        return None
    label = match_label(row[0].text, is_heading=True)
    if label is not None and label.is_whole and len(label.types) == 1 and label.type in _CARD:
        return label.type
    kind = _column(row[0])
    return kind if kind in _CARD else None


def _from_card(card: list[Row]) -> Iterator[Row]:
    """A header row and the rows of one card, or nothing where it names no measure or goals."""
    kinds = [_card_kind(row) for row in card]
    levels = [kind for kind in kinds if kind in LEVELS]
    if len(card) < 2 or not levels or (levels == ["goal"] and len(card) == 2):
        return
    order = sorted(range(len(card)), key=lambda at: _height(kinds[at]))
    turned = list(zip_longest(*(card[at] for at in order), fillvalue=EMPTY))
    if columns_of(turned[0]) is not None:
        yield from turned


def _height(kind: str | None) -> int:
    """Levels stand left of the measure, what is said of it right."""
    return LEVELS.index(kind) if kind in LEVELS else len(LEVELS)
