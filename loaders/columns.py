"""Tables whose columns were lost in the PDF: which paragraph is the measure, which describes it.

Nothing sets the cells apart any more, and strict alternation fails at the first measure with two
descriptions. A chain of two states over the paragraphs, scored by what each paragraph says and
repeats (weights and reasons in ``data/columns.toml``), finds the best reading of the whole table;
for each paragraph the margin is the loss, in log-odds, if it had to be read the other way.
"""

import math
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from loaders.document import Block, Mapped
from loaders.drafts import Draft
from loaders.labels import header_cue
from loaders.lexicon import confidence, threshold
from loaders.segments import sentences
from loaders.verbs import is_infinitive

if TYPE_CHECKING:
    from loaders.outline import Outline

_FUNCTION_WORDS = frozenset(
    [
        "og",
        "i",
        "på",
        "av",
        "for",
        "til",
        "med",
        "som",
        "er",
        "en",
        "et",
        "ei",
        "ein",
        "eit",
        "den",
        "det",
        "de",
        "dei",
        "å",
        "ved",
        "fra",
        "frå",
        "om",
        "at",
        "skal",
        "vil",
        "kan",
        "må",
        "har",
        "seg",
        "sin",
        "sitt",
        "sine",
        "eller",
        "samt",
        "mellom",
        "alle",
        "gjennom",
        "også",
        "andre",
        "sitt",
        "der",
        "når",
        "etter",
        "over",
        "under",
        "innen",
        "hos",
        "blir",
        "vert",
        "bli",
        "være",
        "vere",
        "dette",
        "denne",
        "disse",
        "desse",
        "flere",
        "fleire",
    ]
)
_FINITE = re.compile(
    r"\b(?:er|har|skal|vil|kan|må|bør|blir|vert|får|gir|gjev|\w{3,}(?:er|ar|es|ast|st))\b",
    re.IGNORECASE,
)


@cache
def _model() -> dict[str, Any]:
    return tomllib.loads((files("loaders") / "data" / "columns.toml").read_text("utf-8"))


def words_of(text: str) -> tuple[str, ...]:
    """Return the content words of a text, in order.

    >>> words_of("Utvikle knutepunktene og møteplassene")
    ('utvikle', 'knutepunktene', 'møteplassene')
    """
    found = re.findall(r"[a-zæøåéè]+", text.lower())
    return tuple(w for w in found if len(w) > 3 and w not in _FUNCTION_WORDS)


@cache
def _meets(one: str, other: str) -> bool:
    """Two words meet when they share a stem, be it inside a compound: plan, indikator, utvikling."""
    if one[:5] == other[:5] and min(len(one), len(other)) >= 5:
        return True
    short, long = sorted((one, other), key=len)
    return any(short[at : at + 7] in long for at in range(len(short) - 6))


def overlap(part: tuple[str, ...], whole: tuple[str, ...]) -> float:
    """Return the share of the words of ``part`` that ``whole`` takes up again, 0 to 1."""
    if not part:
        return 0.0
    return sum(any(_meets(word, other) for other in whole) for word in part) / len(part)


def features(paragraphs: list[str], at: int) -> dict[str, float]:
    """Return what speaks for or against paragraph ``at`` being a measure, by feature."""
    text = paragraphs[at]
    lower = text.lower()
    own = words_of(text)
    before = words_of(paragraphs[at - 1]) if at else ()
    after = words_of(paragraphs[at + 1]) if at + 1 < len(paragraphs) else ()
    first = lower.split()[0] if lower.split() else ""
    openings = _model()["openings"]["explains"]
    return {
        "infinitive": float(is_infinitive(text)),
        "infinitive_after_statement": float(
            is_infinitive(text) and not is_infinitive(paragraphs[0])
        ),
        "noun_phrase": float(not _FINITE.search(text)),
        "explains": float(
            any(lower.startswith(o + " ") or lower.startswith(o + ",") for o in openings)
        ),
        "definite": float(
            bool(re.search(r"(?:en|et|ene|ane|ningen|inga|a)$", first))
            and not is_infinitive(text)
            and len(first) > 4
        ),
        "repeats_before": overlap(own, before),
        "repeated_after": overlap(after, own),
        "sentences": float(len(sentences(Mapped.of(text, 0))) > 1),
        "may": float(bool(re.search(r"\b(?:kan|vil|må|er|bør)\b", lower))),
        "length": max(len(text.split()) - 14, 0) / 10,
        "bias": 1.0,
    }


def measure_margins(paragraphs: list[str]) -> list[float]:
    """Return, for each paragraph, the log-odds that it is a measure in the best reading.

    Positive: a measure; the first paragraph always is one. The size is the margin: how much
    worse the best reading of the table becomes if this paragraph is read the other way.

    >>> margins = measure_margins(["Bygge ny bru", "Bruen gir kortere vei til skolen for alle."])
    >>> margins[0] > 0 > margins[1]
    True
    """
    if not paragraphs:
        return []
    best = _best(paragraphs, {})
    margins = []
    for at, state in enumerate(best[1]):
        if at == 0:
            margins.append(9.0)
            continue
        other = _best(paragraphs, {at: 1 - state})
        margin = min(best[0] - other[0], 9.0)
        margins.append(margin if state else -margin)
    return margins


def _best(paragraphs: list[str], fixed: dict[int, int]) -> tuple[float, list[int]]:
    """Viterbi over states (0 description, 1 measure); ``fixed`` forces some of them."""
    weights = _model()["weights"]
    moves = _model()["transitions"]
    move = {
        (1, 1): moves["measure_measure"],
        (1, 0): moves["measure_description"],
        (0, 1): moves["description_measure"],
        (0, 0): moves["description_description"],
    }
    words = [words_of(text) for text in paragraphs]
    table: list[dict[tuple[int, int], tuple[float, tuple[int, int] | None]]] = []
    for at in range(len(paragraphs)):
        odds = sum(weights[name] * value for name, value in features(paragraphs, at).items())
        column: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}
        for state in (0, 1):
            if fixed.get(at, state) != state or (at == 0 and state == 0):
                continue
            if at == 0:
                column[(1, 0)] = (odds / 2, None)
                continue
            for (former, opened), (score, _) in table[-1].items():
                value = score + move[(former, state)]
                value += odds / 2 if state else -odds / 2
                if not state and opened != at - 1:
                    row = tuple(word for one in words[opened:at] for word in one)
                    value -= weights["repeats_row"] * overlap(words[at], row)
                key = (state, at if state else opened)
                if key not in column or value > column[key][0]:
                    column[key] = (value, (former, opened))
        table.append(column)
    if not table[-1]:
        return -math.inf, [1] * len(paragraphs)
    key: tuple[int, int] | None = max(table[-1], key=lambda k: (table[-1][k][0], k))
    total = table[-1][key][0] if key is not None else 0.0
    states: list[int] = []
    for column in reversed(table):
        if key is None:
            break
        states.append(key[0])
        key = column[key][1]
    return total, states[::-1]


def read_columns(outline: "Outline", blocks: list[Block], at: int) -> int:
    """Read a table that lost its columns; return the index after it."""
    header = blocks[at]
    kinds = [cue.type if (cue := header_cue(cell.text)) else None for cell in header.rows[0]]
    groups: list[tuple[Mapped | None, list[Block]]] = []
    while at < len(blocks):
        block = blocks[at]
        if block.kind == "columns":
            groups.append((None, []))
        elif block.kind == "table" or (
            block.kind == "heading" and (block.level < 6 or block.is_strong)
        ):
            break
        else:
            _place(outline, kinds, groups, block)
        at += 1
    for name, cells in groups:
        _read_group(outline, header, kinds, name, cells)
    outline.current = None
    outline.last = None
    return at


def _place(
    outline: "Outline",
    kinds: list[str | None],
    groups: list[tuple[Mapped | None, list[Block]]],
    block: Block,
) -> None:
    """Put a paragraph into its group; a group's name stands first, or is a known strategy."""
    has_groups = kinds[0] not in {"measure", None}
    name, cells = groups[-1]
    known = has_groups and _known(outline, kinds[0] or "", block.text) is not None
    if has_groups and not cells and name is None and (known or len(block.text.split()) <= 4):
        groups[-1] = (block.content, cells)
    elif known:
        groups.append((block.content, []))
    elif re.search(r"[A-Za-zÆØÅæøå]{2}", block.text):
        cells.append(block)


def _known(outline: "Outline", kind: str, text: str) -> Draft | None:
    for draft in outline.tree.drafts:
        if draft.type == kind and draft.label.rstrip(".").lower() == text.rstrip(".").lower():
            return draft
    return None


def _read_group(
    outline: "Outline",
    header: Block,
    kinds: list[str | None],
    name: Mapped | None,
    cells: list[Block],
) -> None:
    tree = outline.tree
    word = next(
        (c.text for c, k in zip(header.rows[0], kinds, strict=True) if k == "measure"), None
    )
    parent: Draft | None = None
    if name is not None:
        parent = _known(outline, kinds[0] or "", name.text)
        if parent is None:
            parent = Draft(
                kinds[0] or "strategy", name, "columns", confidence("columns"),
                level_word=header.rows[0][0].text,
            )  # fmt: skip
            tree.add(parent, header)
    if "measure" not in kinds:
        return
    texts = [cell.text for cell in cells]
    margins = measure_margins(texts) if "description" in kinds else [9.0] * len(texts)
    measure: Draft | None = None
    for cell, margin in zip(cells, margins, strict=True):
        sure = confidence("columns") * (1 / (1 + math.exp(-abs(margin))))
        is_doubtful = abs(margin) < threshold("decision", "margin")
        if margin > 0:
            tree.new_run()
            measure = Draft("measure", cell.content, "columns", sure, level_word=word)
            tree.add(measure, cell)
            measure.parent = parent or measure.parent
            measure.margin = margin
            measure.alternative = "description" if is_doubtful else None
        elif measure is not None:
            measure.descriptions.append(cell.content)
            if is_doubtful and (measure.margin is None or abs(margin) < abs(measure.margin)):
                measure.margin = margin
                measure.alternative = "measure"
                measure.confidence = min(measure.confidence, sure)
