"""The elements that a text may mean, ranked by how alike the wordings are.

Character n-grams weighted by how rare they are among the elements keep right and wrong furthest
apart (the figures are in the documentation on linking).
"""

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import chain

from graph.differing import normalise
from loaders.lexicon import threshold
from loaders.wording import squash

_CODE = re.compile(
    r"(?:(?:jf\.?|se|strategi|delmål|mål|tiltak)\s+)?"
    r"(\d{1,2}(?:\.\d{1,2})*\.?[A-ZÆØÅ]?\d{0,2}|[A-ZÆØÅ]\d{0,2})[.:)]?",
    re.IGNORECASE,
)
_ROUNDING = 1e-9


def as_share(value: float) -> Decimal:
    """Return a likeness or a confidence as it is kept: from 0 to 1, with two decimals.

    >>> as_share(0.98349), as_share(1.2)
    (Decimal('0.98'), Decimal('1'))
    """
    return Decimal(str(round(min(max(value, 0.0), 1.0), 2))).normalize() + 0


@cache
def grams(text: str) -> Counter[str]:
    """Return the character 3- to 5-grams of the words of a text."""
    padded = f" {normalise(text)} "
    return Counter(
        padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)
    )


@dataclass(frozen=True, slots=True)
class Target:
    """An element that a text may mean. ``key`` is the caller's own handle for it."""

    key: str
    type: str
    label: str
    code: str | None = None
    plan: str = ""


class Index:
    """The elements of all plans that a citation may mean, ready to be compared."""

    def __init__(self, targets: Iterable[Target] = ()) -> None:
        """Learn the targets by their letters and codes; n-grams are weighed when first needed."""
        self.targets: list[Target] = []
        self._squashed: dict[str, list[Target]] = {}
        self._codes: dict[str, list[Target]] = {}
        for target in targets:
            self.add(target)

    def add(self, target: Target) -> None:
        """Add a target; what was weighed before is weighed anew."""
        self.targets.append(target)
        self._squashed.setdefault(squash(target.label), []).append(target)
        if target.code:
            self._codes.setdefault(_code_key(target.code), []).append(target)
        self.__dict__.pop("_grams", None)

    @cached_property
    def _grams(self) -> "_Grams":
        return _Grams([target.label for target in self.targets])

    def rank(
        self, text: str, most: int = 5, least: float | None = None
    ) -> list[tuple[Target, float]]:
        """Return the targets most like ``text``, best first, with their cosine from 0 to 1.

        Those less like it than ``least`` (the threshold ``mention`` where none is given) are
        left out.

        >>> index = Index([Target("a", "strategy", "Utvikler trygge skoleveier")])
        >>> index.rank("Utvikler trygge skuleveier")[0][1] > 0.4
        True
        """
        floor = threshold("matching", "mention") if least is None else least
        scores = self._grams.cosines(text, most, floor)
        best = sorted(scores, key=lambda item: (-item[1], self.targets[item[0]].key))
        return [(self.targets[at], min(score, 1.0)) for at, score in best[:most]]

    def same(self, text: str) -> list[Target]:
        """Return the targets whose letters and digits are exactly those of ``text``."""
        return self._squashed.get(squash(text), [])

    def by_code(self, text: str) -> list[Target]:
        """Return the targets that ``text`` names by code alone («1.A2», «Strategi A2»)."""
        match = _CODE.fullmatch(text.strip())
        if match is None or not re.search(r"\d", match.group(1)):
            return []
        key = _code_key(match.group(1))
        if key in self._codes or key[0].isdigit():
            return self._codes.get(key, [])
        ends = (targets for code, targets in self._codes.items() if code.endswith(key))
        return [target for targets in ends for target in targets]


def _code_key(code: str) -> str:
    return code.replace(".", "").upper()


class _Grams:
    """The n-grams of some texts, weighed by how few of the texts hold them.

    Grams stand on levels of commonness: on level n those that 2ⁿ⁻¹ to 2ⁿ - 1 texts hold, on level
    0 those that none does. ``common[text][level]`` is how much of a text's vector, squared, lies
    in grams above the level.
    """

    def __init__(self, texts: list[str]) -> None:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(grams(text).keys())
        total = len(texts) + 1
        self.rare = {gram: math.log(total / (1 + n)) + 1 for gram, n in counts.items()}
        self.unseen = math.log(total) + 1
        self.level = {gram: n.bit_length() for gram, n in counts.items()}
        self.levels = total.bit_length() + 1
        self.vectors = [self.vector(text) for text in texts]
        self.holders: dict[str, list[tuple[int, float]]] = {gram: [] for gram in counts}
        for at, vector in enumerate(self.vectors):
            for gram, weight in vector.items():
                self.holders[gram].append((at, weight))
        self.common = [self._common(vector) for vector in self.vectors]
        self.commonest = [max(parts) for parts in zip(*self.common, strict=True)] or [0.0]

    def vector(self, text: str) -> dict[str, float]:
        """Return the weights of a text's n-grams, scaled to the length 1."""
        rare, unseen = self.rare, self.unseen
        raw = {
            gram: rare.get(gram, unseen) * (1 if n == 1 else 1 + math.log(n))
            for gram, n in grams(text).items()
        }
        length = math.sqrt(sum(w * w for w in raw.values())) or 1.0
        return {gram: weight / length for gram, weight in raw.items()}

    def _common(self, vector: dict[str, float]) -> list[float]:
        on = [0.0] * self.levels
        for gram, weight in vector.items():
            on[self.level[gram]] += weight * weight
        return [sum(on[level + 1 :]) for level in range(self.levels)]

    def cosines(self, text: str, most: int, floor: float) -> list[tuple[int, float]]:
        """Return ``(number of the text, cosine)`` of the ``most`` texts likest, and maybe others.

        The rarest grams are looked up first. What two texts share of the commoner ones adds at
        most the product of the lengths of these parts (Cauchy and Schwarz): once no text can
        reach ``floor`` by them alone, they are looked up only for the texts that can still win.
        """
        ladder: list[list[tuple[str, float]]] = [[] for _ in range(self.levels)]
        for gram, weight in self.vector(text).items():
            ladder[self.level.get(gram, 0)].append((gram, weight))
        scores = [0.0] * len(self.vectors)
        rest = 1.0
        level = 0
        for level, part in enumerate(ladder):
            for gram, weight in part:
                for at, other in self.holders.get(gram, ()):
                    scores[at] += weight * other
                rest -= weight * weight
            if rest * self.commonest[level] < floor * floor:
                break
        near = self._within_reach(scores, most, floor, max(rest, 0.0), level)
        for gram, weight in chain.from_iterable(ladder[level + 1 :]):
            for at in near:
                scores[at] += weight * self.vectors[at].get(gram, 0.0)
        return [(at, scores[at]) for at in near if scores[at] >= floor]

    def _within_reach(
        self, scores: list[float], most: int, floor: float, rest: float, level: int
    ) -> list[int]:
        """The texts that can be among the likest, whatever they share above the level."""
        needed = max(floor, *heapq.nlargest(most, scores)[-1:], 0.0) - _ROUNDING
        return [
            at
            for at, score in enumerate(scores)
            if score and score + math.sqrt(rest * self.common[at][level]) >= needed
        ]
