"""The elements that a text may mean, ranked by how alike the wordings are.

Character n-grams weighted by how rare they are among the elements keep right and wrong furthest
apart (the figures are in the documentation on linking).
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from loaders.wording import normalise, squash

_CODE = re.compile(
    r"(?:(?:jf\.?|se|strategi|delmål|mål|tiltak)\s+)?"
    r"(\d{1,2}(?:\.\d{1,2})*\.?[A-ZÆØÅ]?\d{0,2}|[A-ZÆØÅ]\d{0,2})[.:)]?",
    re.IGNORECASE,
)


def as_share(value: float) -> Decimal:
    """Return a likeness or a confidence as it is kept: from 0 to 1, with two decimals.

    >>> as_share(0.98349), as_share(1.2)
    (Decimal('0.98'), Decimal('1'))
    """
    return Decimal(str(round(min(max(value, 0.0), 1.0), 2))).normalize() + 0


@cache
def grams(text: str) -> Counter[str]:
    """Return the character 3- to 5-grams of the words of a text."""
    found: Counter[str] = Counter()
    padded = f" {normalise(text)} "
    for size in (3, 4, 5):
        for at in range(len(padded) - size + 1):
            found[padded[at : at + size]] += 1
    return found


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

    def __init__(self, targets: Sequence[Target]) -> None:
        """Weigh the n-grams of all targets by how rare they are."""
        self.targets = list(targets)
        counts: Counter[str] = Counter()
        for target in self.targets:
            counts.update(grams(target.label).keys())
        total = len(self.targets) + 1
        self._rare = {gram: math.log(total / (1 + n)) + 1 for gram, n in counts.items()}
        self._unseen = math.log(total) + 1
        self._vectors = [self._vector(target.label) for target in self.targets]
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for at, vector in enumerate(self._vectors):
            for gram, weight in vector.items():
                self._postings.setdefault(gram, []).append((at, weight))
        self._squashed: dict[str, list[Target]] = {}
        self._codes: dict[str, list[Target]] = {}
        for target in self.targets:
            self._squashed.setdefault(squash(target.label), []).append(target)
            if target.code:
                self._codes.setdefault(_code_key(target.code), []).append(target)

    def _vector(self, text: str) -> dict[str, float]:
        raw = {
            g: (1 + math.log(n)) * self._rare.get(g, self._unseen) for g, n in grams(text).items()
        }
        length = math.sqrt(sum(w * w for w in raw.values())) or 1.0
        return {gram: weight / length for gram, weight in raw.items()}

    def rank(self, text: str, most: int = 5) -> list[tuple[Target, float]]:
        """Return the targets most like ``text``, best first, with their cosine from 0 to 1.

        >>> index = Index([Target("a", "strategy", "Utvikler trygge skoleveier")])
        >>> index.rank("Utvikler trygge skuleveier")[0][1] > 0.4
        True
        """
        scores: dict[int, float] = {}
        for gram, weight in self._vector(text).items():
            for at, other in self._postings.get(gram, ()):
                scores[at] = scores.get(at, 0.0) + weight * other
        best = sorted(scores.items(), key=lambda item: (-item[1], self.targets[item[0]].key))
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
