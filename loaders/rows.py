"""The rows of a table with known columns: levels, measures, and what is said of them."""

import re

from loaders.document import Block, Mapped
from loaders.drafts import Draft, PlanMention
from loaders.labels import match_label
from loaders.lexicon import confidence
from loaders.marks import BULLET, CODE, DATED, INLINE_BULLET, NUMBER
from loaders.plans import other_plan
from loaders.position import ATTRIBUTES, Position
from loaders.segments import enumerated
from loaders.verbs import is_infinitive

#: The levels that a column can hold, the highest first.
LEVELS = ("focus_area", "initiative", "main_goal", "goal", "sub_goal", "strategy", "measure")
_NOTHING = re.compile(r"[\s\-–—.•]*$")
_MONEY = re.compile(
    r"(?:kr\.?|NOK)?[\d\s.,]*\d[\d\s.,]*(?:kr|mill\.?|mrd\.?|MNOK|,-)?", re.IGNORECASE
)
_TICKED = re.compile(r"[xX✓✔●•√]")
_WORD = re.compile(r"[A-Za-zÆØÅæøå]{3}")


class RowReader:
    """Makes elements of the rows of one table.

    ``measure`` is the last measure made; what the columns say holds for all measures of the row.
    """

    def __init__(
        self, position: Position, columns: list[str | None], header: tuple[Mapped, ...]
    ) -> None:
        """Begin a table with the given columns."""
        self.position = position
        self.columns = columns
        self.header = header
        self.above: dict[str, Draft | None] = {}
        self.measures: list[Draft] = []

    @property
    def measure(self) -> Draft | None:
        """The last measure of the table."""
        return self.measures[-1] if self.measures else None

    def row(self, cells: tuple[Mapped, ...], block: Block) -> None:
        """Read one row; a row that only continues the one before adds to its measure."""
        padded = [*cells, *([Mapped("")] * (len(self.columns) - len(cells)))]
        filled = {
            at: cell for at, cell in enumerate(padded) if cell and not _NOTHING.match(cell.text)
        }
        if not filled or self._group(filled, len(padded), block):
            return
        for at, kind in enumerate(self.columns):
            if kind in LEVELS and kind != "measure" and at in filled:
                self._level(kind, filled[at], at, block)
        if "measure" not in self.columns:
            return
        at = self.columns.index("measure")
        if at in filled:
            self.measures = [self._measure(item, at, block) for item in items_of(filled[at])]
            for measure in self.measures:
                measure.cites = self._cited_plan()
                self._empty_columns(measure, filled)
        for measure in self.measures:
            self._attributes(measure, filled, is_new=at in filled)

    # --- levels ---------------------------------------------------------------------------

    def _group(self, filled: dict[int, Mapped], width: int, block: Block) -> bool:
        """Read a row that is one cell: the heading of the rows below it."""
        first = next(iter(filled.values()))
        is_merged = len(filled) == width >= 2 and len({c.text for c in filled.values()}) == 1
        if not _WORD.search(first.text) or not (is_merged or len(filled) == 1):
            return False
        label = match_label(first.text, is_heading=True)
        if label is not None and label.type in LEVELS[:-1] and len(label.types) == 1:
            rest = first.part(label.end)
            if rest:
                self._level(label.type, rest, 0, block, code=label.code)
                return True
        named = next((d for kind in LEVELS[:-1] if (d := self._named(kind, first))), None)
        if named is not None:
            self._open(named.type, named)
            return True
        if not is_merged:
            return False
        is_part = self.position.metadata.kind in {"thematic_plan", "action_plan"}
        self._level("initiative" if is_part else "focus_area", first, 0, block)
        return True

    def _level(
        self, kind: str, cell: Mapped, at: int, block: Block, *, code: str | None = None
    ) -> None:
        known = self.above.get(kind)
        if known is not None and known.label == cell.text:
            return
        items = items_of(cell) if kind != "focus_area" else [cell]
        found: list[Draft] = []
        above = self._lowest(below=kind)
        for item in items:
            draft = self._named(kind, item)
            if draft is None:
                draft = self._add(kind, item, at, block)
                draft.code = draft.code or code
                draft.parent = above or draft.parent
            found.append(draft)
        # What a list of several goals is followed by belongs to what is above them all.
        self._open(kind, found[0] if len(found) == 1 else None)

    def _open(self, kind: str, draft: Draft | None) -> None:
        kind = kind if kind in LEVELS else "goal"
        for lower in LEVELS[LEVELS.index(kind) :]:
            self.above.pop(lower, None)
        self.above[kind] = draft

    def _named(self, kind: str, cell: Mapped) -> Draft | None:
        """The element that the document already has under this name."""
        text = _uncoded(cell)[1].text.rstrip(".").lower()
        for draft in self.position.tree.drafts:
            same_kind = draft.type == kind or (
                kind == "goal" and draft.type in {"main_goal", "sub_goal"}
            )
            if same_kind and draft.label.rstrip(".").lower() == text:
                return draft
        return None

    def _lowest(self, below: str | None = None) -> Draft | None:
        """The lowest of the levels that the columns to the left name."""
        levels = LEVELS[: LEVELS.index(below)] if below is not None else LEVELS
        named = [draft for kind in levels if (draft := self.above.get(kind)) is not None]
        return named[-1] if named else None

    # --- measures -------------------------------------------------------------------------

    def _measure(self, cell: Mapped, at: int, block: Block) -> Draft:
        draft = self._add("measure", cell, at, block)
        draft.parent = self._lowest() or draft.parent
        return draft

    def _add(self, kind: str, cell: Mapped, at: int, block: Block) -> Draft:
        code, text = _uncoded(cell)
        word = self.header[at].text if at < len(self.header) else None
        if kind == "goal":
            kind = "main_goal"
        draft = Draft(kind, text, "table", confidence("table"), code=code, level_word=word)
        draft.span = cell
        self.position.tree.add(draft, block)
        return draft

    def _attributes(self, measure: Draft, filled: dict[int, Mapped], *, is_new: bool) -> None:
        for at, kind in enumerate(self.columns):
            cell = filled.get(at)
            if cell is None or kind is None:
                continue
            if kind == "description":
                measure.descriptions.extend(cell.paragraphs())
            elif kind == "reference":
                measure.citations.append(cell)
            elif kind == "code" and is_new:
                measure.code = measure.code or cell.text.rstrip(".")
            elif kind == "year":
                self._in_year(measure, self.header[at], cell)
            elif kind in ATTRIBUTES:
                measure.attributes.setdefault(kind, []).append(cell)

    def _in_year(self, measure: Draft, year: Mapped, cell: Mapped) -> None:
        """Money under a year is what the measure costs then; a tick says that it is done then."""
        if _MONEY.fullmatch(cell.text):
            told = Mapped.join([year, cell], ": ")
            measure.attributes.setdefault("cost", []).append(told)
        elif _TICKED.fullmatch(cell.text) and "deadline" not in self.columns:
            measure.attributes.setdefault("deadline", []).append(year)

    def _cited_plan(self) -> PlanMention | None:
        """The plan that the header of the reference column names."""
        for kind, cell in zip(self.columns, self.header, strict=False):
            if kind == "reference":
                return other_plan(cell.text, self.position.metadata)
        return None

    def _empty_columns(self, measure: Draft, filled: dict[int, Mapped]) -> None:
        for at, kind in enumerate(self.columns):
            if kind in ATTRIBUTES | {"reference"} and at not in filled:
                measure.empty.add(kind or "")


def _uncoded(cell: Mapped) -> tuple[str | None, Mapped]:
    """Cut the code off a cell: «1.2 Bygge bru»."""
    code = CODE.match(cell.text)
    if code is None:
        return None, cell
    return code["code"].replace(",", "."), cell.part(code.end())


def items_of(cell: Mapped) -> list[Mapped]:
    """Cut a cell into the elements it lists: bullets, numbers, or a paragraph for each.

    >>> [item.text for item in items_of(Mapped.of("• Bygge bru • Rive tak", 0))]
    ['Bygge bru', 'Rive tak']
    >>> [item.text for item in items_of(Mapped.of("Bygge bru", 0))]
    ['Bygge bru']
    """
    parts = cell.paragraphs()
    marked = [_unmarked(part) for part in parts]
    if len(parts) > 1 and sum(is_item for is_item, _ in marked) >= 2:
        return _joined(marked)
    if len(parts) > 1 and all(is_infinitive(part.text) for part in parts):
        return parts
    bulleted = cell.split(INLINE_BULLET)
    if len(bulleted) > 1 and INLINE_BULLET.match(cell.text):
        return bulleted
    numbered = enumerated(cell)
    return numbered if len(numbered) > 1 else [cell]


def _unmarked(part: Mapped) -> tuple[bool, Mapped]:
    """Tell whether a paragraph begins with a bullet or a number, and take it off."""
    mark = BULLET.match(part.text) or NUMBER.match(part.text)
    if mark is not None and not DATED.match(part.text):
        return True, part.part(mark.end())
    return CODE.match(part.text) is not None, part


def _joined(marked: list[tuple[bool, Mapped]]) -> list[Mapped]:
    """Join what goes on after an item to it; what stands before the first is no item."""
    items: list[Mapped] = []
    for is_item, part in marked:
        if is_item:
            items.append(part)
        elif items and part.text[:1].islower():
            items[-1] = Mapped.join([items[-1], part])
    return items
