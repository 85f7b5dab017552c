"""Which element of an older version is which of a newer one: paired one to one.

The surest sign comes first: the same text in the same plan, the same text elsewhere, the same
description, then wordings that are alike. Every step treats the two versions alike, so that
comparing them the other way round pairs the same.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from graph.likeness import Likeness
from queries.versions import Entry, Version

#: Rewordings in the plans measured share 0.69 and more of their letters, different goals under one
#: parent seldom over 0.45 and under several seldom over 0.55 (docs/explanation/comparing.md).
ALIKE = 0.55
#: With the same code, or under the same parent, less likeness is enough to be the same element.
ALIKE_IN_PLACE = 0.45
#: In another plan it must be nearly the same words: measures of several plans are seldom over 0.64.
ALIKE_ELSEWHERE = 0.70
#: Below this, an element is not even mentioned as what another may have become.
NEAR = 0.30
#: A description shorter than this may stand under several elements by chance, in letters.
_TELLING = 20
#: Of what stands below two elements, the share that must be the same for them to be one under
#: another name; and so many at least, since one strategy may come under another goal by itself.
SHARED_BELOW = 0.5
_FEWEST_BELOW = 2
#: A municipality has one of each in force, whatever its title.
_ONE_OF_A_KIND = frozenset(
    {"societal_master_plan", "action_and_financial_plan", "planning_strategy"}
)
#: A plan has one vision, and what stands under one focus area has one main goal.
_ONE_IN_A_PLACE = ("vision", "main_goal")
#: From the top down, so that what an element hangs under is paired before the element itself.
_TOP_DOWN = (
    "vision", "value", "focus_area", "main_goal", "sub_goal", "initiative", "priority", "strategy",
    "recommendation", "measure", "reform_measure", "indicator",
)  # fmt: skip
_ROUNDED = 9

Key = Callable[[Entry], Hashable]


@dataclass(frozen=True, slots=True)
class Pairing:
    """An element in two versions; ``how`` tells by what sign, ``likeness`` how alike they read.

    The signs: ``iri``, ``text``, ``description``, ``likeness``; ``place``, the only one of its kind
    in its place; ``below``, most of what stands below it is the same; and of plans ``replaced``
    (a plan says so) and ``title``.
    """

    old: Entry
    new: Entry
    how: str
    likeness: float


def pairings(old: Version, new: Version) -> list[Pairing]:
    """Return the plans and elements that are the same in both versions, in the order of the new."""
    pairer = _Pairer(old, new)
    pairer.pair_plans()
    pairer.pair_elements()
    order = {entry.element.id: at for at, entry in enumerate(new)}
    return sorted(pairer.found, key=lambda pairing: order[pairing.new.element.id])


class Nearness:
    """How alike the elements of two versions read, within each type."""

    def __init__(self, old: Version, new: Version) -> None:
        """Take the versions; letters are weighed when a type is first asked about."""
        self.sides = (old, new)
        self.of_type = cache(self._of_type)

    def _of_type(self, kind: str) -> tuple[list[Entry], list[Entry], Likeness]:
        old, new = ([e for e in side if e.element.type == kind] for side in self.sides)
        return old, new, Likeness([entry.element.label for entry in (*old, *new)])

    def likest(self, entry: Entry, floor: float) -> list[tuple[float, Entry]]:
        """Return the newer elements of its type and municipality like an older one, best first."""
        old, new, likeness = self.of_type(entry.element.type)
        return self._ranked(entry, new, len(old), likeness, floor)

    def likest_before(self, entry: Entry, floor: float) -> list[tuple[float, Entry]]:
        """Return the older elements of its type and municipality like a newer one, best first."""
        old, _, likeness = self.of_type(entry.element.type)
        return self._ranked(entry, old, 0, likeness, floor)

    @staticmethod
    def _ranked(
        entry: Entry, others: Sequence[Entry], first: int, likeness: Likeness, floor: float
    ) -> list[tuple[float, Entry]]:
        every = likeness.cosines(entry.element.label, len(likeness.vectors), floor)
        found = [
            (round(min(score, 1.0), _ROUNDED), at - first)
            for at, score in every
            if 0 <= at - first < len(others) and others[at - first].home == entry.home
        ]
        return [(score, others[at]) for score, at in sorted(found, key=lambda f: (-f[0], f[1]))]


class _Pairer:
    """Pairs what is left of two versions, step by step."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old, self.new = old, new
        self.near = Nearness(old, new)
        self.found: list[Pairing] = []
        #: IRIs of the older version, and what they are in the newer one
        self.now: dict[str, str] = {}
        self.before: dict[str, str] = {}

    def _left(self, side: Version, kind: str | None = None) -> list[Entry]:
        taken = self.now if side is self.old else self.before
        return [
            entry
            for entry in (side.elements.values() if kind != "plan" else side.plans.values())
            if entry.element.id not in taken and kind in {None, "plan", entry.element.type}
        ]

    def _is_left(self, old: Entry, new: Entry) -> bool:
        return old.element.id not in self.now and new.element.id not in self.before

    def _pair(self, old: Entry, new: Entry, how: str, likeness: float | None = None) -> None:
        self.now[old.element.id] = new.element.id
        self.before[new.element.id] = old.element.id
        alike = self._likeness(old, new) if likeness is None else likeness
        self.found.append(Pairing(old, new, how, alike))

    def _by(self, key: Key, how: str, kind: str | None = None, *, sole: bool = False) -> None:
        """Pair what has the same key, in the order of the texts; ``sole``: only where one has."""
        groups: dict[Hashable, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
        for at, side in enumerate((self.old, self.new)):
            for entry in self._left(side, kind):
                if (found := key(entry)) is not None:
                    groups[found][at].append(entry)
        for old, new in groups.values():
            if sole and (len(old), len(new)) != (1, 1):
                continue
            for one, other in zip(old, new, strict=False):
                is_same = one.element.id == other.element.id
                self._pair(one, other, "iri" if is_same else how)

    def _likeness(self, one: Entry, other: Entry) -> float:
        if one.text == other.text or one.element.type != other.element.type:
            return 1.0 if one.text == other.text else 0.0
        ranked = self.near.likest(one, 0.0)
        return next((score for score, entry in ranked if entry is other), 0.0)

    def _greedily(self, pairs: Iterable[tuple[float, int, Entry, Entry]], how: str) -> None:
        """Pair the likest first; the number tells those apart that are as like."""
        for score, _, one, other in sorted(pairs, key=lambda p: (-p[0], p[1])):
            if self._is_left(one, other):
                self._pair(one, other, how, score if how == "likeness" else None)

    # --- plans --------------------------------------------------------------------------------

    def pair_plans(self) -> None:
        """Pair the plans: by IRI, by what plans say they replace, by title, by their kind."""
        self._by(lambda e: e.element.id, "iri", "plan")
        self._by(lambda e: (e.home, e.element.type, e.text), "title", "plan")
        for one, other in self._told():
            if self._is_left(one, other):
                self._pair(one, other, "replaced")
        self._by(lambda e: (e.home, e.element.type, e.title), "title", "plan", sole=True)
        self._by(
            lambda e: (e.home, e.element.type) if e.element.type in _ONE_OF_A_KIND else None,
            "place", "plan", sole=True,
        )  # fmt: skip
        self._alike("plan", lambda _one, _other: ALIKE)

    def _told(self) -> list[tuple[Entry, Entry]]:
        """Plans of one kind of which one tells that it, or another, takes the other's place."""
        found = [
            (one, other)
            for one in self._left(self.old, "plan")
            for other in self._left(self.new, "plan")
            if (one.home, one.element.type) == (other.home, other.element.type)
            and (
                (other.element.id, one.text) in self.new.replaced
                or (one.element.id, other.text) in self.old.replaced
            )
        ]
        sole = Counter(id(entry) for pair in found for entry in pair)
        return [pair for pair in found if all(sole[id(entry)] == 1 for entry in pair)]

    # --- elements -----------------------------------------------------------------------------

    def pair_elements(self) -> None:
        """Pair the elements of all plans."""
        self._by(lambda e: (self._plan(e), e.element.type, e.element.code, e.text), "text")
        self._by(lambda e: (self._plan(e), e.element.type, e.text), "text")
        self._by(lambda e: (e.home, e.element.type, e.text), "text")
        self._by(lambda e: (self._plan(e), e.text), "text")
        self._by(
            lambda e: (
                (self._plan(e), e.element.type, e.description)
                if len(e.description) >= _TELLING
                else None
            ),
            "description", sole=True,
        )  # fmt: skip
        for kind in (*_TOP_DOWN, None):
            self._alike(kind, self._needed)
            if kind in _ONE_IN_A_PLACE:
                self._by(lambda e: (self._plan(e), self._above(e)), "place", kind, sole=True)
        for kind in reversed(_TOP_DOWN):
            self._by_content(kind)

    def _plan(self, entry: Entry) -> Hashable:
        """The plan of an element as the newer version has it; its own where that has none."""
        plan = entry.element.plan_id or ""
        return self.now.get(plan, plan)

    def _above(self, entry: Entry) -> frozenset[str]:
        return frozenset(self.now.get(parent, parent) for parent in entry.above)

    def _needed(self, one: Entry, other: Entry) -> float:
        """How alike an element of each version must be to be the same."""
        if self._plan(one) != self._plan(other):
            return ALIKE_ELSEWHERE
        is_coded = one.element.code is not None and one.element.code == other.element.code
        is_in_place = bool(self._above(one) & self._above(other))
        return ALIKE_IN_PLACE if is_coded or is_in_place else ALIKE

    def _by_content(self, kind: str) -> None:
        """Pair what has another name, but most of the same elements below it in the plan."""
        old, new = (
            [(entry, _below(side, entry)) for entry in self._left(side, kind)]
            for side in (self.old, self.new)
        )
        pairs = (
            (_share({self.now.get(iri, "") for iri in below}, below_now), at + other_at, one, other)
            for at, (one, below) in enumerate(old)
            for other_at, (other, below_now) in enumerate(new)
            if self._plan(one) == self._plan(other)
        )
        self._greedily((pair for pair in pairs if pair[0] > SHARED_BELOW), "below")

    def _alike(self, kind: str | None, needed: Callable[[Entry, Entry], float]) -> None:
        """Pair what is left of a type and reads alike, the likest first."""
        places: Mapping[str, int] = {
            entry.element.id: at for at, entry in enumerate(self._left(self.new, kind))
        }
        if not places:
            return
        self._greedily(
            [
                (score, at + places[other.element.id], one, other)
                for at, one in enumerate(self._left(self.old, kind))
                for score, other in self.near.likest(one, ALIKE_IN_PLACE)
                if other.element.id in places and score >= needed(one, other)
            ],
            "likeness",
        )


def _below(version: Version, entry: Entry) -> set[str]:
    """The elements of its plan below one."""
    found = (version.elements[iri] for iri in version.under(entry.element.id))
    return {e.element.id for e in found if e.element.plan_id == entry.element.plan_id}


def _share(one: set[str], other: set[str]) -> float:
    """How much of two sets is shared, from 0 to 1; too little to tell is nothing.

    >>> _share({"a", "b", "c"}, {"b", "c", "d"}), _share({"a"}, {"a"})
    (0.6666666666666666, 0.0)
    """
    shared = len(one & other)
    return 2 * shared / (len(one) + len(other)) if shared >= _FEWEST_BELOW else 0.0
