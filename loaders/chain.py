"""Which paragraph of a table that lost its columns is the measure, and which describes it.

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
from typing import Any, NamedTuple

from loaders.document import Mapped
from loaders.segments import sentences
from loaders.verbs import is_infinitive

_FINITE = re.compile(
    r"\b(?:er|har|skal|vil|kan|må|bør|blir|vert|får|gir|gjev|\w{3,}(?:er|ar|es|ast|st))\b",
    re.IGNORECASE,
)
_SURE = 9.0


@cache
def _model() -> dict[str, Any]:
    return tomllib.loads((files("loaders") / "data" / "columns.toml").read_text("utf-8"))


@cache
def _function_words() -> frozenset[str]:
    return frozenset(_model()["function_words"]["words"])


@cache
def _openings() -> tuple[str, ...]:
    return tuple(f"{phrase}{end}" for phrase in _model()["openings"]["explains"] for end in " ,")


def words_of(text: str) -> tuple[str, ...]:
    """Return the content words of a text, in order.

    >>> words_of("Utvikle knutepunktene og møteplassene")
    ('utvikle', 'knutepunktene', 'møteplassene')
    """
    found = re.findall(r"[a-zæøåéè]+", text.lower())
    return tuple(w for w in found if len(w) > 3 and w not in _function_words())


@cache
def _meets(one: str, other: str) -> bool:
    """Two words meet when they share a stem, be it inside a compound."""
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
    return {
        "infinitive": float(is_infinitive(text)),
        "infinitive_after_statement": float(
            is_infinitive(text) and not is_infinitive(paragraphs[0])
        ),
        "noun_phrase": float(not _FINITE.search(text)),
        "explains": float(lower.startswith(_openings())),
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
    chain = _Chain(paragraphs)
    best, states = chain.read()
    margins = [_SURE]
    for at, state in enumerate(states[1:], 1):
        other, _ = chain.read((at, 1 - state))
        margin = min(best - other, _SURE)
        margins.append(margin if state else -margin)
    return margins


class _State(NamedTuple):
    """Whether a paragraph is a measure (1) or describes one (0), and where its row began."""

    kind: int
    opened: int


class _Step(NamedTuple):
    """The best way to a state: its log-odds and the state before it."""

    score: float
    before: _State | None


class _Chain:
    """The paragraphs of one table with their own odds, worked out once."""

    def __init__(self, paragraphs: list[str]) -> None:
        model = _model()
        weights, moves = model["weights"], model["transitions"]
        self.move = {
            (1, 1): moves["measure_measure"],
            (1, 0): moves["measure_description"],
            (0, 1): moves["description_measure"],
            (0, 0): moves["description_description"],
        }
        self.repeats_row: float = weights["repeats_row"]
        self._rows: dict[tuple[int, int], float] = {}
        self.words = [words_of(text) for text in paragraphs]
        self.odds: list[float] = [
            sum(weights[name] * value for name, value in features(paragraphs, at).items())
            for at in range(len(paragraphs))
        ]

    def read(self, fixed: tuple[int, int] | None = None) -> tuple[float, list[int]]:
        """Return the best reading (Viterbi) and its score; ``fixed`` forces one paragraph."""
        steps = [{_State(1, 0): _Step(self.odds[0] / 2, None)}]
        for at in range(1, len(self.odds)):
            kinds = (fixed[1],) if fixed is not None and fixed[0] == at else (0, 1)
            steps.append(self._next(steps[-1], at, kinds))
        state: _State | None = max(steps[-1], key=lambda s: (steps[-1][s].score, s))
        score = steps[-1][state].score if state is not None else -math.inf
        kinds_back: list[int] = []
        for column in reversed(steps):
            if state is None:
                break
            kinds_back.append(state.kind)
            state = column[state].before
        return score, kinds_back[::-1]

    def _next(
        self, before: dict[_State, _Step], at: int, kinds: tuple[int, ...]
    ) -> dict[_State, _Step]:
        found: dict[_State, _Step] = {}
        for kind in kinds:
            for former, step in before.items():
                score = step.score + self.move[former.kind, kind] + self._own(kind, at, former)
                state = _State(kind, at if kind else former.opened)
                if state not in found or score > found[state].score:
                    found[state] = _Step(score, former)
        return found

    def _own(self, kind: int, at: int, former: _State) -> float:
        """What paragraph ``at`` adds: a second description takes up the words of its row."""
        if kind:
            return self.odds[at] / 2
        own = -self.odds[at] / 2
        if former.opened != at - 1:
            own -= self.repeats_row * self._repeated(former.opened, at)
        return own

    def _repeated(self, opened: int, at: int) -> float:
        """The share of the words of paragraph ``at`` that its row has, reckoned once."""
        if (opened, at) not in self._rows:
            row = tuple(word for words in self.words[opened:at] for word in words)
            self._rows[opened, at] = overlap(self.words[at], row)
        return self._rows[opened, at]
