"""A thread as a picture: a path from the vision down to the element, both parents side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from queries.answers import Edge, Element, Thread
from visualize.drawing import LETTER, drawing, filled, letters_in, number, text_lines, wrapped
from visualize.scene import LEVELS
from visualize.wording import Wording, plain

#: A picture with more boxes than this is read no better than a list.
MOST_NODES = 15
_ABREAST = 3
_WIDTH = 760.0
_MARGIN = 12.0
_BETWEEN = 18.0
_STEP = 66.0
_WIDEST = 520.0
_PASSING = 24.0
_PLAN_LETTERS = 20
_LETTER = 14.0
_SMALL = 11.5
_INK, _QUIET, _LINE, _RED = "#1b1f24", "#4c5661", "#6b7683", "#b3001b"
_FILLS = {
    "vision": "#f3e8f7", "focus_area": "#e3eefb", "main_goal": "#e2f3ee", "sub_goal": "#eef3dc",
    "strategy": "#fdf1d8", "initiative": "#fdf1d8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cell:
    """A place in a row: of an element, or of a line on its way to a row further up."""

    x: float
    width: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where everything stands: the rows with their tops and heights, and the cells in them."""

    rows: list[list[Element]]
    edges: list[Edge]
    tops: list[float]
    heights: list[float]
    cells: dict[tuple[int, str], _Cell]

    @property
    def bottom(self) -> float:
        return self.tops[-1] + self.heights[-1]


def own(threads: Sequence[Thread]) -> list[Thread]:
    """Return the threads that begin with what an element refers to itself.

    Where it refers to nothing, they are those through its programme.
    """
    cited = [t for t in threads if t.edges and t.edges[0].relation != "belongsToInitiative"]
    return cited or list(threads)


def chosen(threads: Sequence[Thread]) -> list[Thread]:
    """Return as many of an element's own threads as one picture holds, the firmest first."""
    kept: list[Thread] = []
    for thread in own(threads):
        rows = _rows([*kept, thread])
        fits = sum(map(len, rows)) <= MOST_NODES and all(len(row) <= _ABREAST for row in rows)
        if rows and fits:
            kept.append(thread)
    return kept


def in_codes(thread: Thread, say: Wording) -> str:
    """Return a thread in codes, from what the element refers to up to the vision."""
    steps = []
    for node in thread.nodes[1:]:
        name = node.code or f"«{wrapped(node.label, 34, 1)[0]}»"
        steps.append(f"{say.type_name(node.type)} {name}")
    return " → ".join(steps) + ("" if thread.is_stated else f" ({say('inferred')})")


def thread_codes(threads: Sequence[Thread], say: Wording) -> list[str]:
    """Return the threads that one picture holds in codes, each once, the firmest first."""
    return list(dict.fromkeys(in_codes(thread, say) for thread in chosen(threads)))


def thread_svg(
    threads: Sequence[Thread], lang: str, languages: Mapping[str, str] | None = None
) -> str:
    """Return the threads of one element as an SVG picture, the vision on top.

    The words are the plans' own. Each step says what it is, how it was found and how sure that is;
    a stated step has a whole line, an inferred one a dashed line. The same threads give the same
    bytes; no threads give an empty text. ``languages`` has the language of each element whose
    words are not bokmål.
    """
    kept = chosen(threads)
    if not kept:
        return ""
    say = Wording(lang)
    edges = {(e.source, e.target): e for thread in kept for e in thread.edges}
    frame = _framed(_rows(kept), list(edges.values()))
    parts = [_arrow_head(), *_lines(frame, say), *_boxes(frame, languages or {}, say)]
    height = frame.bottom + _MARGIN
    if len(kept) < len(threads):
        more = say("thread-more", count=len(threads) - len(kept))
        parts.append(text_lines(_MARGIN, height + 8, [more], "small", size=_SMALL, ink=_QUIET))
        height += 20
    title = say("thread-picture", label=plain(kept[0].nodes[0].label))
    return drawing(_WIDTH, height, parts, title=title, css="thread", name="thread")


def _rows(threads: Sequence[Thread]) -> list[list[Element]]:
    """Return the elements by row, from the vision down: by level, and below all they lead to.

    Threads that lead in a ring have no rows.
    """
    nodes = {node.id: node for thread in threads for node in thread.nodes}
    level = {iri: LEVELS.get(node.type, 0) for iri, node in nodes.items()}
    steps = {(edge.source, edge.target) for thread in threads for edge in thread.edges}
    for _ in nodes:
        lifted = {source for source, target in sorted(steps) if level[source] <= level[target]}
        if not lifted:
            used = sorted(set(level.values()))
            return [[nodes[iri] for iri in nodes if level[iri] == row] for row in used]
        for source, target in sorted(steps):
            level[source] = max(level[source], level[target] + 1)
    return []


def _framed(rows: list[list[Element]], edges: list[Edge]) -> _Frame:
    """Return the frame of a picture; a line past a row has a narrow cell of its own there."""
    row_of = {node.id: at for at, row in enumerate(rows) for node in row}
    frame = _Frame(rows, edges, [], [], {})
    y = _MARGIN
    for at, row in enumerate(rows):
        through = [edge for edge in edges if row_of[edge.target] < at < row_of[edge.source]]
        aside = len(through) * (_PASSING + _BETWEEN)
        gaps = (len(row) - 1) * _BETWEEN
        width = min((_WIDTH - 2 * _MARGIN - aside - gaps) / len(row), _WIDEST)
        x = (_WIDTH - len(row) * width - gaps - aside) / 2
        for node in row:
            frame.cells[at, node.id] = _Cell(x, width)
            x += width + _BETWEEN
        for edge in through:
            frame.cells[at, _passage(edge)] = _Cell(x, _PASSING)
            x += _PASSING + _BETWEEN
        frame.tops.append(y)
        tallest = max(len(_words(node, width)) for node in row)
        frame.heights.append(30 + tallest * _LETTER * 1.25)
        y = frame.bottom + _STEP
    return frame


def _passage(edge: Edge) -> str:
    return f"{edge.source} {edge.target}"


def _words(node: Element, width: float) -> list[str]:
    return wrapped(node.label, letters_in(width - 20, _LETTER), 12)


def _boxes(frame: _Frame, languages: Mapping[str, str], say: Wording) -> list[Markup]:
    return [
        _box(frame, at, node, languages.get(node.id, "nb"), say)
        for at, row in enumerate(frame.rows)
        for node in row
    ]


def _box(frame: _Frame, row: int, node: Element, lang: str, say: Wording) -> Markup:
    """An element: its type, code and plan in small letters, then its words."""
    cell, top = frame.cells[row, node.id], frame.tops[row]
    kind = say.type_name(node.type).upper() + (f" {node.code}" if node.code else "")
    room = letters_in(cell.width - 20, _SMALL)
    has_room = node.plan and room - len(kind) >= _PLAN_LETTERS
    head = wrapped(f"{kind} · {node.plan}" if has_room else kind, room, 1)
    words = _words(node, cell.width)
    return filled(
        '<g class="node level-{level}"><rect x="{x}" y="{y}" width="{w}" height="{h}" rx="5"'
        ' fill="{fill}" stroke="{line}"/>{head}{words}</g>',
        level=min(LEVELS.get(node.type, 5), 5),
        x=number(cell.x), y=number(top), w=number(cell.width), h=number(frame.heights[row]),
        fill=_FILLS.get(node.type, "#f6f6f6"), line=_LINE,
        head=text_lines(cell.x + 10, top + 17, head, "small", size=_SMALL, ink=_QUIET),
        words=text_lines(cell.x + 10, top + 36, words, "told", size=_LETTER, lang=lang, ink=_INK),
    )  # fmt: skip


def _arrow_head() -> Markup:
    return filled(
        '<defs><marker id="thread-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5"'
        ' markerHeight="5" orient="auto"><path class="head" d="M0 0 8 4 0 8z" fill="{}"/>'
        "</marker></defs>",
        _RED,
    )


def _lines(frame: _Frame, say: Wording) -> list[Markup]:
    """The steps, then what is told of each: no line may cross a word."""
    drawn, told = [], []
    for edge in frame.edges:
        points = _points(frame, edge)
        drawn.append(
            filled(
                '<path class="step" d="M{}" fill="none" stroke="{}" stroke-width="2.5"{}'
                ' marker-end="url(#thread-head)"/>',
                " L".join(f"{number(x)} {number(y)}" for x, y in points),
                _RED,
                Markup("") if edge.is_stated else Markup(' stroke-dasharray="7 5"'),
            )
        )
        # Steps that meet at one end part again at the other; there is room for the words there.
        parts_above = sum(other.source == edge.source for other in frame.edges) > 1
        x = points[1 if parts_above else 0][0]
        told.append(_label(edge, x, (points[0][1] + points[1][1]) / 2, say))
    return [*drawn, *told]


def _points(frame: _Frame, edge: Edge) -> list[tuple[float, float]]:
    """Return the corners of a step, from the top of its element to the foot of its target."""
    row_of = {node.id: at for at, row in enumerate(frame.rows) for node in row}
    low, high = row_of[edge.source], row_of[edge.target]
    points = [(frame.cells[low, edge.source].middle, frame.tops[low])]
    for at in range(low - 1, high, -1):
        x = frame.cells[at, _passage(edge)].middle
        points += [(x, frame.tops[at] + frame.heights[at]), (x, frame.tops[at])]
    foot = frame.tops[high] + frame.heights[high]
    return [*points, (frame.cells[high, edge.target].middle, foot)]


def _label(edge: Edge, x: float, y: float, say: Wording) -> Markup:
    """What a step is, how it was found and how sure that is, on a plate over its line."""
    told = [
        say.property_name(edge.relation) + ("" if edge.is_stated else f" ({say('inferred')})"),
        f"{say.concept('method', edge.method)} · {say.decimal(edge.confidence)}",
    ]
    width = max(map(len, told)) * _SMALL * LETTER + 8
    return filled(
        '<g class="how"><rect class="ground" x="{}" y="{}" width="{}" height="34" rx="3"'
        ' fill="#ffffff"/>{}</g>',
        number(x - width / 2), number(y - 17), number(width),
        text_lines(x, y - 3, told, "small", size=_SMALL, anchor="middle", ink=_QUIET),
    )  # fmt: skip
