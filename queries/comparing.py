"""What is new, changed, moved or removed between two versions of a municipality's plans."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.differing import opcodes, printed_diff, squash
from queries.answers import Element, Place
from queries.catalogue import Catalogue
from queries.pairing import NEAR, Nearness, Pairing, pairings
from queries.tracing import traced_measures
from queries.versions import Entry, Version, municipalities

#: Properties whose values are sentences: they differ by their words, not by their signs.
_PROSE = ("label", "description")
#: The share of their words that two sentences must have in common to be told word by word.
_READABLE = 0.4
#: What is compared, in the order it is told; names of the ontology's properties.
PROPERTIES = (
    "type", "code", "label", "description", "responsible", "owner", "deadline", "cost", "progress",
    "indicator", "status", "statusNote", "periodFrom", "periodTo", "adopted", "adoptedBy",
    "evaluationDue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A property that says something else now; None where a version says nothing.

    ``diff`` marks what fell away ``[-so-]`` and what came in ``{+so+}``.
    """

    property: str
    old: str | None
    new: str | None
    diff: str

    def json(self) -> dict[str, Any]:
        """Return the change as the command line gives it."""
        return {"property": self.property, "old": self.old, "new": self.new, "diff": self.diff}


@dataclass(frozen=True, slots=True)
class Move:
    """What an element hung under and does no more, and what it hangs under now and did not.

    Elements of the older version and of the newer one; plans among them where it changed plan.
    """

    old: tuple[Element, ...]
    new: tuple[Element, ...]

    def json(self) -> dict[str, Any]:
        """Return the move as the command line gives it."""
        return {"old": [e.json() for e in self.old], "new": [e.json() for e in self.new]}


@dataclass(frozen=True, slots=True)
class Pair:
    """One element in both versions: by what sign it is the same, what changed, where it went.

    ``how`` is one of the signs of :class:`~queries.pairing.Pairing`.
    """

    old: Element
    new: Element
    how: str
    likeness: float
    changes: tuple[Change, ...]
    move: Move | None
    old_places: tuple[Place, ...]
    new_places: tuple[Place, ...]

    def json(self) -> dict[str, Any]:
        """Return the pair as the command line gives it."""
        return {
            "old": self.old.json(), "new": self.new.json(),
            "how": self.how, "likeness": self.likeness,
            "changes": [change.json() for change in self.changes],
            "move": self.move.json() if self.move else None,
            "old_places": [place.json() for place in self.old_places],
            "new_places": [place.json() for place in self.new_places],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """The element of the other version that a lone one reads most like, though not enough so."""

    element: Element
    likeness: float
    places: tuple[Place, ...]

    def json(self) -> dict[str, Any]:
        """Return it as the command line gives it."""
        return {
            "element": self.element.json(), "likeness": self.likeness,
            "places": [place.json() for place in self.places],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lone:
    """An element of one version alone: new, or removed.

    ``losing`` are the measures of the newer version that had a thread to a vision through a
    removed element and have none now. ``plan_is_lone``: its whole plan is in one version alone.
    """

    element: Element
    places: tuple[Place, ...]
    near: Near | None = None
    losing: tuple[Element, ...] = ()
    plan_is_lone: bool = False

    def json(self) -> dict[str, Any]:
        """Return the element as the command line gives it."""
        return {
            "element": self.element.json(),
            "places": [place.json() for place in self.places],
            "near": self.near.json() if self.near else None,
            "losing_thread": [measure.json() for measure in self.losing],
            "plan_is_lone": self.plan_is_lone,
        }  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Two versions laid side by side: what is in both, what is new, and what is removed.

    Plans come before their elements, and elements in the order of the texts.
    """

    pairs: tuple[Pair, ...]
    new: tuple[Lone, ...]
    removed: tuple[Lone, ...]

    @cached_property
    def same(self) -> tuple[Pair, ...]:
        """What says the same in the same place."""
        return tuple(pair for pair in self.pairs if not pair.changes and not pair.move)

    @cached_property
    def changed(self) -> tuple[Pair, ...]:
        """What says something else; some of it has moved too."""
        return tuple(pair for pair in self.pairs if pair.changes)

    @cached_property
    def moved(self) -> tuple[Pair, ...]:
        """What hangs under something else; some of it has changed too."""
        return tuple(pair for pair in self.pairs if pair.move)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each; what both changed and moved counts in both."""
        return {
            "same": len(self.same), "changed": len(self.changed), "new": len(self.new),
            "removed": len(self.removed), "moved": len(self.moved),
        }  # fmt: skip

    def json(self) -> dict[str, Any]:
        """Return the comparison as the command line gives it."""
        return {
            "counts": self.counts,
            "same": [pair.json() for pair in self.same],
            "changed": [pair.json() for pair in self.changed],
            "moved": [pair.json() for pair in self.moved],
            "new": [lone.json() for lone in self.new],
            "removed": [lone.json() for lone in self.removed],
        }


def compare(old: Catalogue, new: Catalogue) -> Comparison:
    """Compare two versions of a municipality's plans: every plan that was read, every element.

    What a plan repeats from another is compared where it stands first. Plans of two municipalities
    have nothing in common; a plan that tells of none is of the one that the others are of.
    """
    homes = municipalities(old) | municipalities(new)
    home = next(iter(homes)) if len(homes) == 1 else ""
    return _Comparer(Version(old, home), Version(new, home)).compared()


class _Comparer:
    """Compares two versions whose elements have been paired."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old, self.new = old, new
        self.pairings = pairings(old, new)
        self.near = Nearness(old, new)
        self.now = {p.old.element.id: p.new.element.id for p in self.pairings}
        self.before = {now: before for before, now in self.now.items()}

    def compared(self) -> Comparison:
        return Comparison(
            tuple(map(self._pair, self.pairings)),
            tuple(self._new(e) for e in self.new if e.element.id not in self.before),
            tuple(self._removed(e) for e in self.old if e.element.id not in self.now),
        )

    def _pair(self, pairing: Pairing) -> Pair:
        old, new = pairing.old, pairing.new
        return Pair(
            old.element, new.element, pairing.how, round(pairing.likeness, 2),
            tuple(changes(old, new)), self._move(old, new), old.places, new.places,
        )  # fmt: skip

    # --- places -------------------------------------------------------------------------------

    def _move(self, old: Entry, new: Entry) -> Move | None:
        gone = [self.old.catalogue.element(iri) for iri in old.above]
        come = [self.new.catalogue.element(iri) for iri in new.above]
        for parent in list(gone):
            twin = next((other for other in come if self._is_same(parent, other)), None)
            if twin is not None:
                gone.remove(parent)
                come.remove(twin)
        if old.element.plan_id != self.before.get(new.element.plan_id or "", new.element.plan_id):
            gone += _plan_of(old, self.old)
            come += _plan_of(new, self.new)
        return Move(tuple(gone), tuple(come)) if gone or come else None

    def _is_same(self, old: Element, new: Element) -> bool:
        """Whether two parents are one; what was only cited is known by its words."""
        if old.id in self.now or new.id in self.before:
            return self.now.get(old.id) == new.id
        return old.id == new.id or squash(old.label) == squash(new.label)

    # --- what one version has alone -----------------------------------------------------------

    def _new(self, entry: Entry) -> Lone:
        ranked = self.near.likest_before(entry, NEAR)
        is_lone = (entry.element.plan_id or entry.element.id) not in self.before
        return Lone(entry.element, entry.places, _near(ranked), plan_is_lone=is_lone)

    def _removed(self, entry: Entry) -> Lone:
        ranked = self.near.likest(entry, NEAR)
        is_lone = (entry.element.plan_id or entry.element.id) not in self.now
        losing = [self.now[iri] for iri in self.old.under(entry.element.id) & self._losing]
        return Lone(
            entry.element, entry.places, _near(ranked),
            tuple(self.new.catalogue.element(iri) for iri in sorted(losing)), is_lone,
        )  # fmt: skip

    @cached_property
    def _losing(self) -> set[str]:
        """The measures, by their older IRIs, that had a thread to a vision and have none now."""
        traced, now = (traced_measures(side.catalogue.store) for side in (self.old, self.new))
        return {iri for iri in traced if iri in self.now and self.now[iri] not in now}


def _near(ranked: list[tuple[float, Entry]]) -> Near | None:
    if not ranked:
        return None
    score, entry = ranked[0]
    return Near(entry.element, round(score, 2), entry.places)


def _plan_of(entry: Entry, version: Version) -> list[Element]:
    plan = version.entry(entry.element.plan_id or "")
    return [plan.element] if plan is not None else []


def changes(old: Entry, new: Entry) -> Iterable[Change]:
    """Iterate over the properties of which two versions of an element say something else."""
    before, after = _told(old), _told(new)
    for name in PROPERTIES:
        said, says = before.get(name, ()), after.get(name, ())
        fold = _letters if name in _PROSE else _spaceless
        kept = set(map(fold, said)) & set(map(fold, says))
        between = " " if name in _PROSE else "; "
        gone = between.join(value for value in said if fold(value) not in kept) or None
        come = between.join(value for value in says if fold(value) not in kept) or None
        if gone is not None or come is not None:
            yield Change(name, gone, come, _diff(gone, come, is_prose=name in _PROSE))


def _told(entry: Entry) -> Mapping[str, tuple[str, ...]]:
    return {**entry.said, "type": (entry.element.type,)}


def _letters(text: str) -> str:
    return squash(text) or text


def _spaceless(text: str) -> str:
    return "".join(text.split()).casefold()


def _shared(old: str, new: str) -> float:
    """The share of the words of two texts that both have, in the same order."""
    before, after = old.split(), new.split()
    kept = sum(len(words) for tag, words, _ in opcodes(before, after) if tag == "equal")
    return kept / max(len(before), len(after), 1)


def _diff(old: str | None, new: str | None, *, is_prose: bool) -> str:
    """The marked difference: word by word of sentences, the whole of a name, date or sum.

    Sentences that share few words are told whole: their words in turn could not be read.
    """
    if is_prose and old is not None and new is not None and _shared(old, new) >= _READABLE:
        found = printed_diff(new, old)
        if found is not None:
            return found
    gone = f"[-{old}-]" if old is not None else ""
    come = "{+" + new + "+}" if new is not None else ""
    return " ".join(filter(None, (gone, come)))
