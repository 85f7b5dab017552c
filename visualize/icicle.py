"""The hierarchy as an icicle: a column for each level, a box as high as what stands below it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from queries.answers import Element
from visualize.drawing import drawing, letters_in, linked, number, text_lines, wrapped
from visualize.hierarchy import Branch
from visualize.scene import LEVELS
from visualize.wording import Wording, named, plain

ROW = 22.0
_LETTER = 12.0
#: The left edge of each column, and the right edge of the last: vision, area, main goal, sub-goal,
#: strategy.
COLUMNS = (0.0, 34.0, 186.0, 382.0, 640.0, 1100.0)
_HEAD = 24.0
_GAP_INK = "#7a4100"
#: From how many measures on a box is a shade darker.
_SHADES = (1, 3, 6, 10)
_FILLS = ("#ffffff", "#e9f2fb", "#d3e5f6", "#bcd7f0", "#a4c8e9")


@dataclass(frozen=True, slots=True)
class Block:
    """A goal or strategy of the icicle: how many measures reach it, and the gap, if it is one.

    ``measures`` is None for what measures are not counted for, such as a vision.
    """

    branch: Branch
    measures: int | None
    gap: str | None
    children: tuple["Block", ...]

    @property
    def rows(self) -> int:
        """How many rows high the block is: one for each block below it that has none below."""
        return sum(child.rows for child in self.children) or 1


@dataclass(frozen=True, slots=True)
class Box:
    """A block with its place in the picture."""

    block: Block
    x: float
    y: float
    width: float
    height: float


def blocks(
    branches: Iterable[Branch], measures: Mapping[str, int], gaps: Mapping[str, str]
) -> tuple[Block, ...]:
    """Return the goals and strategies of some trees, measures and initiatives left out.

    ``measures`` says how many measures reach each element, ``gaps`` what was not found for it.
    """
    return tuple(
        Block(
            branch,
            measures.get(branch.item.element.id),
            gaps.get(branch.item.element.id),
            blocks(branch.children, measures, gaps),
        )
        for branch in branches
        if _is_goal(branch)
    )


def _is_goal(branch: Branch) -> bool:
    kind = branch.item.element.type
    return LEVELS.get(kind, 9) <= LEVELS["strategy"] and kind != "initiative"


def boxes(roots: Iterable[Block]) -> list[Box]:
    """Return the boxes of the icicle: children stand beside their parent and fill its height."""
    placed: list[Box] = []
    y = _HEAD
    for root in roots:
        _place(root, y, placed)
        y += root.rows * ROW
    return placed


def _place(block: Block, y: float, placed: list[Box]) -> None:
    level = LEVELS[block.branch.item.element.type]
    x = COLUMNS[level]
    placed.append(Box(block, x, y, COLUMNS[level + 1] - x, block.rows * ROW))
    for child in block.children:
        _place(child, y, placed)
        y += child.rows * ROW


def icicle_svg(
    roots: Iterable[Block], lang: str, link: Callable[[Element], str] | None = None
) -> str:
    """Return the icicle as an SVG picture; the same blocks give the same bytes.

    Each box carries its code, text and number of measures; a gap has a hatched ground and a sign,
    and each box has a title with all of it. ``link`` makes every box a link, in reading order.
    """
    say = Wording(lang)
    placed = boxes(roots)
    height = max((box.y + box.height for box in placed), default=_HEAD) + 1
    parts = [_hatching(), *_headings(say), *(_box(box, say, link) for box in placed)]
    return drawing(
        COLUMNS[-1] + 1, height, parts, title=say("icicle-title"), css="icicle", name="icicle",
        role="group" if link else "img",
    )  # fmt: skip


def _hatching() -> Markup:
    return Markup(
        '<defs><pattern id="icicle-gap" width="7" height="7" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect class="gap-ground" width="7" height="7"'
        ' fill="#fff8ec"/><rect class="gap-line" width="1.6" height="7" fill="#e7b66b"/>'
        "</pattern></defs>"
    )


def _headings(say: Wording) -> list[Markup]:
    kinds = ("vision", "focus_area", "main_goal", "sub_goal", "strategy")
    return [
        text_lines(x + 5, 15, wrapped(say.type_name(kind).capitalize(), 24, 1), "head", size=11.0)
        for kind, x in zip(kinds[1:], COLUMNS[1:], strict=False)
    ]


def _box(box: Box, say: Wording, link: Callable[[Element], str] | None) -> Markup:
    block = box.block
    item = block.branch.item
    told = _told(block, say)
    inferred = block.branch.edge is not None and not block.branch.edge.is_stated
    shade = sum((block.measures or 0) >= least for least in _SHADES)
    css = f"box shade-{shade}" + (" gap" if block.gap else "") + (" inferred" if inferred else "")
    drawn = Markup(
        '<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}" stroke="{stroke}"{dashes}/>'
        "{text}"
    ).format(
        x=number(box.x + 0.5), y=number(box.y + 0.5), w=number(box.width), h=number(box.height),
        fill="url(#icicle-gap)" if block.gap else _FILLS[shade],
        stroke=_GAP_INK if block.gap else "#6b7683",
        dashes=Markup(' stroke-dasharray="4 3"') if inferred or block.gap else "",
        text=_upright(box, item.language) if item.element.type == "vision" else _text(box),
    )  # fmt: skip
    if link:
        return linked(link(item.element), css, told, drawn)
    return Markup('<g class="{}"><title>{}</title>{}</g>').format(css, told, drawn)


def _told(block: Block, say: Wording) -> str:
    told = f"{say.type_name(block.branch.item.element.type)}: {named(block.branch.item.element)}"
    if block.measures is not None:
        told += f" – {say('measures-count', count=block.measures)}"
    return f"{told} – {plain(block.gap)}" if block.gap else told


def _text(box: Box) -> Markup:
    block = box.block
    count = "" if block.measures is None else str(block.measures)
    count = f"⚠ {count}" if block.gap else count
    room = box.width - 14 - len(count) * 8
    lines = max(int((box.height - 6) // (_LETTER * 1.25)), 1)
    shown = wrapped(named(block.branch.item.element), letters_in(room, _LETTER), lines)
    first = (
        box.y + box.height / 2 - (len(shown) - 1) * _LETTER * 1.25 / 2 + _LETTER * 0.36
        if box.height < 2 * ROW
        else box.y + 16
    )
    return text_lines(
        box.x + 6, first, shown, "told", size=_LETTER, lang=block.branch.item.language
    ) + text_lines(
        box.x + box.width - 5, first, [count], "count", size=_LETTER, anchor="end",
        ink=_GAP_INK if block.gap else "#1b1f24",
    )  # fmt: skip


def _upright(box: Box, lang: str) -> Markup:
    """The vision reads upwards along its narrow column."""
    x, y = box.x + box.width / 2 + 4, box.y + min(box.height, 600) / 2
    shown = wrapped(named(box.block.branch.item.element), letters_in(box.height, 13), 1)
    return Markup('<g transform="rotate(-90 {} {})">{}</g>').format(
        number(x), number(y),
        text_lines(x, y, shown, "told", size=13.0, lang=lang, anchor="middle"),
    )  # fmt: skip
