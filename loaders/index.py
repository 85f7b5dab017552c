"""The elements that a text may mean, ranked by how alike the wordings are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from graph.differing import squash
from graph.likeness import Likeness
from loaders.lexicon import threshold

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
        self.__dict__.pop("_likeness", None)

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness([target.label for target in self.targets])

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
        scores = self._likeness.cosines(text, most, floor)
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
