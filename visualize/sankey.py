"""A flow as a picture: two columns of boxes, and ribbons as wide as the measures they carry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from visualize.drawing import drawing, letters_in, linked, number, text_lines, wrapped
from visualize.flow import Flow, Node, Ribbon
from visualize.wording import Wording

WIDTH = 1000.0
_MARGIN = 10.0
_LABEL, _BAR, _BETWEEN = 262.0, 14.0, 10.0
_LETTER, _SMALL = 13.0, 11.5
_LINE = _LETTER * 1.25
_BETWEEN_NODES = 14.0
#: How high all ribbons together may be, and the least and most for one measure.
_ROOM, _THINNEST, _WIDEST = 640.0, 5.0, 12.0
#: A ribbon lower than this has no room for its number; its name and the table tell it.
_TELLING = 10.0
_GAP_INK = "#7a4100"
#: A colour for each box on the left; each has 3:1 against the ground.
INKS = (
    "#0b57a4", "#1b7340", "#7a3e9d", "#a85400", "#00707a", "#b0225f", "#6b6a00", "#4c5661",
)  # fmt: skip

#: Gives the link of a ribbon, or of a box where the other side is None.
Link = Callable[[Node | None, Node | None], str]


@dataclass(frozen=True, slots=True)
class Bar:
    """A box with its place; ``middle`` is that of its label."""

    node: Node
    x: float
    y: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """The height at which the label stands."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Band:
    """A ribbon with its place: its upper edge at both ends, and how high it is."""

    ribbon: Ribbon
    left: float
    right: float
    height: float
    ink: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Where everything stands."""

    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    bands: tuple[Band, ...]
    height: float


def framed(flow: Flow, say: Wording) -> Frame:
    """Return the places of a flow's boxes and ribbons.

    Every box has room for its label, so no two labels overlap; the ribbons at a box lie in the
    order of the boxes they lead to, and fill it.
    """
    whole = sum(ribbon.count for ribbon in flow.ribbons)
    unit = min(max(_ROOM / max(whole, 1), _THINNEST), _WIDEST)
    sides = [
        _slots(nodes, lambda node: unit * _carried(flow, node), say)
        for nodes in (flow.left, flow.right)
    ]
    tallest = max(_height(slots) for slots in sides)
    left, right = (
        _bars(slots, x, _MARGIN + (tallest - _height(slots)) / 2)
        for slots, x in zip(sides, (_LABEL, WIDTH - _LABEL - _BAR), strict=True)
    )
    return Frame(left, right, _bands(flow, left, right, unit), tallest + 2 * _MARGIN)


def _carried(flow: Flow, node: Node) -> int:
    """How many measures the ribbons of a box carry together."""
    return sum(r.count for r in flow.ribbons if r.left is node or r.right is node)


def _slots(
    nodes: Sequence[Node], high: Callable[[Node], float], say: Wording
) -> list[tuple[Node, float, tuple[str, ...]]]:
    """Return each box with its height and the lines of its label."""
    room = letters_in(_LABEL - _BETWEEN - _MARGIN, _LETTER)
    return [
        (
            node,
            high(node),
            (
                *wrapped(f"⚠ {node.label}" if _is_gap(node) else node.label, room, 3),
                say("flow-measures", count=len(node.measures)),
            ),
        )
        for node in nodes
    ]


def _is_gap(node: Node) -> bool:
    return node.part == "without" or not node.measures


def _taken(slot: tuple[Node, float, tuple[str, ...]]) -> float:
    return max(slot[1], len(slot[2]) * _LINE)


def _height(slots: Sequence[tuple[Node, float, tuple[str, ...]]]) -> float:
    return sum(map(_taken, slots)) + _BETWEEN_NODES * max(len(slots) - 1, 0)


def _bars(
    slots: Sequence[tuple[Node, float, tuple[str, ...]]], x: float, y: float
) -> tuple[Bar, ...]:
    made = []
    for slot in slots:
        node, height, lines = slot
        made.append(Bar(node, x, y + (_taken(slot) - height) / 2, height, lines))
        y += _taken(slot) + _BETWEEN_NODES
    return tuple(made)


def _bands(flow: Flow, left: Sequence[Bar], right: Sequence[Bar], unit: float) -> tuple[Band, ...]:
    """Return the ribbons, each below the one before it at both of its boxes."""
    free = {id(bar.node): bar.y for bar in (*left, *right)}
    inks = {id(bar.node): at for at, bar in enumerate(left)}
    made = []
    for ribbon in flow.ribbons:
        one, other, height = id(ribbon.left), id(ribbon.right), ribbon.count * unit
        made.append(Band(ribbon, free[one], free[other], height, inks[one] % len(INKS)))
        free[one] += height
        free[other] += height
    return tuple(made)


def sankey_svg(
    flow: Flow, lang: str, link: Link, languages: Mapping[str, str] | None = None
) -> str:
    """Return a flow as an SVG picture; the same flow gives the same bytes.

    Each box and each ribbon is a link with a name that says all of it. What leads nowhere has
    dashed ribbons and a sign. ``languages`` has the language of each element whose words are not
    bokmål.
    """
    say = Wording(lang)
    frame = framed(flow, say)
    parts: list[Markup] = []
    for bar in frame.left:
        parts.append(_bar(bar, link(bar.node, None), languages or {}, say))
        parts += [
            _band(band, link(band.ribbon.left, band.ribbon.right), say)
            for band in frame.bands
            if band.ribbon.left is bar.node
        ]
    parts += [_bar(bar, link(None, bar.node), languages or {}, say) for bar in frame.right]
    return drawing(
        WIDTH, frame.height, parts, title=say("flow-picture"), css="sankey", name="sankey",
        role="group",
    )  # fmt: skip


def told_of(ribbon: Ribbon, say: Wording) -> str:
    """Return what a ribbon says: how many measures, from what, to what."""
    return say("cell", count=ribbon.count, row=ribbon.right.label, column=ribbon.left.label)


def _band(band: Band, link: str, say: Wording) -> Markup:
    x, end = _LABEL + _BAR, WIDTH - _LABEL - _BAR
    middle = (x + end) / 2
    is_gap = band.ribbon.left.part == "without"
    path = Markup("M{x} {a} C{m} {a} {m} {b} {e} {b} V{d} C{m} {d} {m} {c} {x} {c}Z").format(
        x=number(x), e=number(end), m=number(middle),
        a=number(band.left), b=number(band.right),
        c=number(band.left + band.height), d=number(band.right + band.height),
    )  # fmt: skip
    drawn = Markup(
        '<path d="{}" fill="{ink}" fill-opacity="{}" stroke="{ink}" stroke-width="1"{}/>'
    ).format(
        path, "0.08" if is_gap else "0.26", Markup(' stroke-dasharray="5 4"') if is_gap else "",
        ink=_GAP_INK if is_gap else INKS[band.ink],
    )  # fmt: skip
    if band.height >= _TELLING:
        for at, y, anchor in ((x + 7, band.left, "start"), (end - 7, band.right, "end")):
            drawn += text_lines(
                at, y + band.height / 2 + _SMALL * 0.36, [str(band.ribbon.count)], "count",
                size=_SMALL, anchor=anchor,
            )  # fmt: skip
    css = "ribbon gap" if is_gap else f"ribbon ink-{band.ink}"
    return linked(link, css, told_of(band.ribbon, say), drawn)


def _bar(bar: Bar, link: str, languages: Mapping[str, str], say: Wording) -> Markup:
    is_left = bar.x < WIDTH / 2
    element = bar.node.element
    lang = languages.get(element.id, "") if element else ""
    x = bar.x - _BETWEEN if is_left else bar.x + _BAR + _BETWEEN
    first = bar.middle - (len(bar.lines) - 1) * _LINE / 2 + _LETTER * 0.36
    anchor = "end" if is_left else "start"
    last = first + (len(bar.lines) - 1) * _LINE
    gap = _is_gap(bar.node)
    parts = Markup(
        '<rect class="reach" x="{}" y="{}" width="{}" height="{}" fill="none"'
        ' pointer-events="all"/>'
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>'
    ).format(
        number(_MARGIN if is_left else bar.x),
        number(min(bar.y, first - _LETTER)),
        number(_LABEL + _BAR - _MARGIN),
        number(max(bar.height, len(bar.lines) * _LINE + 2)),
        number(bar.x), number(bar.y if bar.height else bar.middle - 1),
        number(_BAR), number(bar.height or 2),
        _GAP_INK if gap else "#4c5661",
        "",
    ) + text_lines(
        x, first, list(bar.lines[:-1]), "told", size=_LETTER, anchor=anchor, lang=lang,
        ink=_GAP_INK if gap else "#1b1f24",
    ) + text_lines(
        x, last, [bar.lines[-1]], "small", size=_SMALL, anchor=anchor, ink="#4c5661",
    )  # fmt: skip
    name = say("coverage-row", count=len(bar.node.measures), row=bar.node.label)
    return linked(link, "node gap" if gap else "node", name, parts)
