"""Tables of measures, known by their header words."""

import re

from loaders.document import Block, Mapped
from loaders.drafts import Draft, PlanMention
from loaders.labels import header_cue
from loaders.lexicon import confidence
from loaders.marks import CODE
from loaders.plans import other_plan
from loaders.position import ATTRIBUTES, Position

_LEVELS = ("focus_area", "initiative", "main_goal", "goal", "sub_goal", "strategy", "measure")
_NOTHING = re.compile(r"[\s\-–—.•]*$")


def columns_of(row: tuple[Mapped, ...]) -> list[str | None] | None:
    """Return the type of each column of a header row, or None where the row is no header.

    A level left of the measures is what they stand under; right of them, what they refer to.

    >>> row = tuple(Mapped.of(t, 0) for t in ("Mål", "Tiltak", "Ansvar", "Strategi"))
    >>> columns_of(row)
    ['goal', 'measure', 'responsible', 'reference']
    """
    types: list[str | None] = []
    for cell in row:
        cue = header_cue(cell.text)
        types.append(cue.type if cue else None)
    known = [kind for kind in types if kind]
    if "measure" in known:
        at = types.index("measure")
        for index, kind in enumerate(types):
            if index > at and kind in _LEVELS:
                types[index] = "reference"
        return types if len(row) >= 2 else None
    levels = [kind for kind in known if kind in _LEVELS]
    return types if len(levels) >= 2 and len(known) * 2 > len(row) else None


class TableReader:
    """Makes elements of the rows of one table."""

    def __init__(
        self, position: Position, columns: list[str | None], header: tuple[Mapped, ...]
    ) -> None:
        self.position = position
        self.columns = columns
        self.header = header
        self.above: dict[str, Draft] = {}
        self.measure: Draft | None = None

    def row(self, cells: tuple[Mapped, ...], block: Block) -> None:
        """Read one row; a row that only continues the one before adds to its measure."""
        padded = [*cells, *([Mapped("")] * (len(self.columns) - len(cells)))]
        filled = {
            at: cell for at, cell in enumerate(padded) if cell and not _NOTHING.match(cell.text)
        }
        if not filled:
            return
        for at, kind in enumerate(self.columns):
            if kind in _LEVELS and kind != "measure" and at in filled:
                self._level(kind, filled[at], at, block)
        if "measure" not in self.columns:
            return
        at = self.columns.index("measure")
        if at in filled:
            self.measure = self._measure(filled[at], at, block)
            self.measure.cites = self._cited_plan()
            self._empty_columns(filled)
        if self.measure is not None:
            self._attributes(self.measure, filled, is_new=at in filled)

    def _level(self, kind: str, cell: Mapped, at: int, block: Block) -> None:
        known = self.above.get(kind)
        if known is not None and known.label == cell.text:
            return
        for lower in _LEVELS[_LEVELS.index(kind) :]:
            self.above.pop(lower, None)
        found = self._named(kind, cell)
        if found is None:
            found = self._add(kind, cell, at, block)
            found.parent = self._lowest() or found.parent
        self.above[kind] = found

    def _named(self, kind: str, cell: Mapped) -> Draft | None:
        """The element that the document already has under this name."""
        for draft in self.position.tree.drafts:
            same_kind = draft.type == kind or (
                kind == "goal" and draft.type in {"main_goal", "sub_goal"}
            )
            if same_kind and draft.label.rstrip(".").lower() == cell.text.rstrip(".").lower():
                return draft
        return None

    def _measure(self, cell: Mapped, at: int, block: Block) -> Draft:
        draft = self._add("measure", cell, at, block)
        draft.parent = self._lowest() or draft.parent
        return draft

    def _lowest(self) -> Draft | None:
        """The lowest of the levels that the columns to the left name."""
        named = [self.above[kind] for kind in _LEVELS if kind in self.above]
        return named[-1] if named else None

    def _add(self, kind: str, cell: Mapped, at: int, block: Block) -> Draft:
        code = CODE.match(cell.text)
        text = cell.part(code.end()) if code else cell
        word = self.header[at].text if at < len(self.header) else None
        if kind == "goal":
            kind = "main_goal"
        draft = Draft(
            kind, text, "table", confidence("table"),
            code=code["code"].replace(",", ".") if code else None, level_word=word,
        )  # fmt: skip
        draft.span = cell
        self.position.tree.add(draft, block)
        return draft

    def _attributes(self, measure: Draft, filled: dict[int, Mapped], *, is_new: bool) -> None:
        for at, kind in enumerate(self.columns):
            cell = filled.get(at)
            if cell is None or kind is None:
                continue
            if kind == "description":
                measure.descriptions.append(cell)
            elif kind == "reference":
                measure.citations.append(cell)
            elif kind == "code" and is_new:
                measure.code = measure.code or cell.text.rstrip(".")
            elif kind in ATTRIBUTES:
                measure.attributes.setdefault(kind, []).append(cell)

    def _cited_plan(self) -> PlanMention | None:
        """The plan that the header of the reference column names."""
        for kind, cell in zip(self.columns, self.header, strict=False):
            if kind == "reference":
                return other_plan(cell.text, self.position.metadata)
        return None

    def _empty_columns(self, filled: dict[int, Mapped]) -> None:
        if self.measure is None:
            return
        for at, kind in enumerate(self.columns):
            if kind in ATTRIBUTES | {"reference"} and at not in filled:
                self.measure.empty.add(kind or "")


def read_table(position: Position, blocks: list[Block], at: int) -> int:
    """Read the table at ``at`` and its continuations; return the index after them."""
    block = blocks[at]
    reader: TableReader | None = None
    position.tree.new_run()
    while at < len(blocks) and blocks[at].kind == "table":
        block = blocks[at]
        for row in block.rows:
            columns = columns_of(row)
            if columns is not None:
                if reader is None or columns != reader.columns:
                    reader = TableReader(position, columns, row)
            elif reader is not None and len(row) <= len(reader.columns) + 1:
                reader.row(row, block)
        at += 1
    position.leave(reader.measure if reader is not None else None)
    return at
