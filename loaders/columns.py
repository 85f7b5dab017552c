"""Tables whose columns were lost in the PDF: their measures, descriptions and groups."""

import math
import re
from dataclasses import dataclass, field

from loaders.chain import measure_margins
from loaders.document import Block, Mapped
from loaders.drafts import Draft
from loaders.glued import is_glued, read_glued
from loaders.labels import header_cue, match_label
from loaders.lexicon import confidence, threshold
from loaders.pairs import pair_of, read_pairs
from loaders.position import Position

_SURE = 9.0
_WORD = re.compile(r"[A-Za-zÆØÅæøå]{2}")


@dataclass(slots=True)
class _Group:
    """The paragraphs under one name in the table's first column."""

    name: Block | None = None
    cells: list[Block] = field(default_factory=list)

    def whole(self) -> list[Block]:
        """The paragraphs with the name, where they stood."""
        return [self.name, *self.cells] if self.name is not None else self.cells


def read_columns(position: Position, blocks: list[Block], at: int) -> int:
    """Read a table that lost its columns; return the index after it."""
    if is_glued(blocks[at], next(iter(blocks[at + 1 :]), None)):
        return read_glued(position, blocks, at)
    table = _Columns(position, blocks[at])
    is_pair = pair_of(table.header) is not None
    while at < len(blocks):
        block = blocks[at]
        if block.kind == "columns":
            table.groups.append(_Group())
        elif block.kind == "table" or _is_section(block) or (is_pair and _is_label(block)):
            break
        else:
            table.place(block)
        at += 1
    if is_pair:
        read_pairs(position, table.header, [cell for g in table.groups for cell in g.whole()])
    else:
        for group in table.groups:
            table.read(group)
    position.current = None
    position.last = None
    return at


def _is_section(block: Block) -> bool:
    return block.kind == "heading" and (block.level < 6 or block.is_strong)


def _is_label(block: Block) -> bool:
    label = match_label(block.text, is_heading=True)
    return label is not None and (label.is_whole or label.is_marked)


class _Columns:
    """One table: the types of its columns, and its paragraphs in groups."""

    def __init__(self, position: Position, header: Block) -> None:
        self.at = position
        self.header = header
        cues = [header_cue(cell.text) for cell in header.rows[0]]
        self.kinds = [cue.type if cue else None for cue in cues]
        self.groups: list[_Group] = []

    @property
    def group_kind(self) -> str | None:
        """What the first column holds, where it is not the measures themselves."""
        return None if self.kinds[0] == "measure" else self.kinds[0]

    def place(self, block: Block) -> None:
        """Put a paragraph into its group; a group's name stands first, or is a known strategy."""
        group = self.groups[-1]
        is_known = self._known(block.text) is not None
        is_first = self.group_kind is not None and not group.cells and group.name is None
        if is_first and (is_known or len(block.text.split()) <= 4):
            group.name = block
        elif is_known:
            self.groups.append(_Group(block))
        elif _WORD.search(block.text):
            group.cells.append(block)

    def _known(self, text: str) -> Draft | None:
        """The element of the document that a group is named after."""
        for draft in self.at.tree.drafts:
            same = draft.label.rstrip(".").lower() == text.rstrip(".").lower()
            if self.group_kind is not None and draft.type == self.group_kind and same:
                return draft
        return None

    def read(self, group: _Group) -> None:
        """Make the measures of one group."""
        parent = self._parent(group.name.content) if group.name is not None else None
        if "measure" not in self.kinds:
            return
        texts = [cell.text for cell in group.cells]
        has_descriptions = "description" in self.kinds
        margins = measure_margins(texts) if has_descriptions else [_SURE] * len(texts)
        measure: Draft | None = None
        for cell, margin in zip(group.cells, margins, strict=True):
            if margin > 0:
                measure = self._measure(cell, margin, parent)
            elif measure is not None:
                _describe(measure, cell, margin)

    def _parent(self, name: Mapped) -> Draft:
        known = self._known(name.text)
        if known is not None:
            return known
        parent = Draft(
            self.group_kind or "strategy",
            name,
            "columns",
            confidence("columns"),
            level_word=self.header.rows[0][0].text,
        )
        self.at.tree.add(parent, self.header)
        return parent

    def _measure(self, cell: Block, margin: float, parent: Draft | None) -> Draft:
        word = self.header.rows[0][self.kinds.index("measure")].text
        self.at.tree.new_run()
        measure = Draft("measure", cell.content, "columns", _sureness(margin), level_word=word)
        self.at.tree.add(measure, cell)
        measure.parent = parent or measure.parent
        measure.margin = margin
        measure.alternative = "description" if _is_doubtful(margin) else None
        return measure


def _describe(measure: Draft, cell: Block, margin: float) -> None:
    """Add a description; a doubtful one makes the measure's reading doubtful."""
    measure.descriptions.append(cell.content)
    if _is_doubtful(margin) and (measure.margin is None or abs(margin) < abs(measure.margin)):
        measure.margin = margin
        measure.alternative = "measure"
        measure.confidence = min(measure.confidence, _sureness(margin))


def _sureness(margin: float) -> float:
    return confidence("columns") / (1 + math.exp(-abs(margin)))


def _is_doubtful(margin: float) -> bool:
    return abs(margin) < threshold("decision", "margin")
