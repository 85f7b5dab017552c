"""How alike wordings are: the cosine of their letters, those that few texts share counting most.

Character n-grams weighted by how rare they are among the texts keep right and wrong furthest
apart (the figures are in the documentation on linking).
"""

import heapq
import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import chain

from graph.differing import normalise

_ROUNDING = 1e-9


@cache
def grams(text: str) -> Counter[str]:
    """Return the character 3- to 5-grams of the words of a text."""
    padded = f" {normalise(text)} "
    return Counter(
        padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)
    )


class Likeness:
    """Some texts, ready to be compared: their n-grams, weighed by how few of the texts hold them.

    Grams stand on levels of commonness: on level n those that 2ⁿ⁻¹ to 2ⁿ - 1 texts hold, on level
    0 those that none does. ``common[text][level]`` is how much of a text's vector, squared, lies
    in grams above the level.

    >>> known = Likeness(["Vi åpner bekker i tettstedene", "Vi åpner skolene på kveldstid"])
    >>> [(at, round(share, 2)) for at, share in known.cosines("Vi åpner bekkene", 1, 0.3)]
    [(0, 0.51)]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Weigh the n-grams of the texts."""
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
