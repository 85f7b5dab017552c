"""What a human should look at: elements and links that are uncertain, most valuable first.

The value of looking is how uncertain a reading is times how much hangs on it: ``(1 - confidence)``
times one more than the number of elements below, for an element; an element with nothing above it
counts as wholly uncertain of its place.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from graph.types import json_type
from ontology.terms import Method, Property
from queries.answers import Element, Place
from queries.catalogue import Catalogue
from queries.library import run
from queries.referring import references

#: An element or link surer than this is not asked about.
SURE = 0.9
_DECIDED = "decision"
_ABOVE = {
    "sub_goal": ("main_goal", "focus_area"),
    "strategy": ("sub_goal", "main_goal", "focus_area", "initiative"),
    "measure": ("initiative", "strategy", "sub_goal", "main_goal"),
}
#: The methods by which a machine alone says what a reference means, or that it means nothing.
MACHINE = frozenset({Method.SIMILAR, Method.AMBIGUOUS, Method.NONE})


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. ``kind`` is element, parent or reference.

    ``text`` is a reference as printed; ``before`` the element that stands before it in its plan.
    ``alternatives`` are the types an element may have instead, or the elements it may stand under
    or mean, the likeliest first.
    """

    kind: str
    value: float
    subject: Element
    place: Place | None
    rule: str
    confidence: float
    section: str | None = None
    parent: Element | None = None
    text: str | None = None
    before: str | None = None
    alternatives: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the doubt as plain values."""
        found = asdict(self)
        found |= {
            "value": round(self.value, 2),
            "subject": self.subject.json(),
            "place": self.place.json() if self.place else None,
            "parent": self.parent.json() if self.parent else None,
            "alternatives": list(self.alternatives),
        }
        return found


def doubts(catalogue: Catalogue, *, everything: bool = False) -> list[Doubt]:
    """Return what a human should look at, most valuable first; with ``everything``, all there is.

    What a human has decided already is left out.
    """
    rows = run(catalogue.store, "elements/reading").dicts()
    read = _Read(catalogue, rows)
    found = [*read.elements(everything=everything), *read.homeless()]
    found += _references(catalogue, everything=everything)
    return sorted(found, key=lambda d: (-d.value, d.kind, d.subject.id, d.text or ""))


class _Read:
    """How the elements of a graph were read, and what stands below each."""

    def __init__(self, catalogue: Catalogue, rows: Iterable[dict[str, Any]]) -> None:
        self.catalogue = catalogue
        self.rows: dict[str, dict[str, Any]] = {}
        self.children: dict[str, set[str]] = defaultdict(set)
        self.before: dict[str, str] = {}
        former: dict[str, Any] | None = None
        for row in rows:
            element = str(row["element"])
            if former is not None and former["plan"] == row["plan"]:
                self.before.setdefault(element, str(former["element"]))
            if former is None or element != str(former["element"]):
                former = row
            self.rows.setdefault(element, row)
            if row["parent"]:
                self.children[str(row["parent"])].add(element)

    def elements(self, *, everything: bool) -> Iterable[Doubt]:
        """Iterate over the elements whose type or wording is uncertain."""
        for iri, row in self.rows.items():
            sure = float(row["confidence"])
            is_doubtful = sure < SURE or row["mayBe"]
            if row["rule"] == _DECIDED or not (is_doubtful or everything):
                continue
            other = json_type([str(row["mayBe"])]) if row["mayBe"] else None
            weight = 1 - sure if not other else max(1 - sure, 0.5)
            parent = self.catalogue.element(str(row["parent"])) if row["parent"] else None
            yield self._doubt(
                "element", iri, row, weight * (1 + self._below(iri)), parent=parent,
                alternatives=(other,) if other else (),
            )  # fmt: skip

    def homeless(self) -> Iterable[Doubt]:
        """Iterate over the elements that no rule could put under anything, though others are."""
        cited = {str(r["source"]["id"]) for r in references(self.catalogue)}
        for iri, row in self.rows.items():
            element = self.catalogue.element(iri)
            above = _ABOVE.get(element.type)
            if above is None or row["parent"] or row["rule"] == _DECIDED or iri in cited:
                continue
            near = self.catalogue.of_type(*above)
            options = tuple(e.label for e in near if e.plan_id == element.plan_id)
            if options:
                yield self._doubt("parent", iri, row, 1.0 + self._below(iri), alternatives=options)

    def _doubt(  # noqa: PLR0913 - one row of the review
        self,
        kind: str,
        iri: str,
        row: dict[str, Any],
        value: float,
        *,
        parent: Element | None = None,
        alternatives: tuple[str, ...] = (),
    ) -> Doubt:
        places = self.catalogue.places(self.catalogue.values(iri, Property.PASSAGE))
        return Doubt(
            kind, value, self.catalogue.element(iri), places[0] if places else None,
            str(row["rule"]), float(row["confidence"]),
            section=str(row["section"]) if row["section"] else None, parent=parent,
            before=self.catalogue.element(self.before[iri]).label if iri in self.before else None,
            alternatives=alternatives,
        )  # fmt: skip

    def _below(self, iri: str) -> int:
        """How many elements stand under one, at any depth."""
        seen: set[str] = set()
        waiting = [iri]
        while waiting:
            for child in self.children.get(waiting.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
        return len(seen - {iri})


def _references(catalogue: Catalogue, *, everything: bool) -> Iterable[Doubt]:
    """Iterate over the references that were matched by likeness, or not at all."""
    for row in references(catalogue):
        sure = float(row["confidence"])
        is_machine = row["method"] in MACHINE
        if row["method"] == str(Method.BY_HAND) or not (everything or (is_machine and sure < SURE)):
            continue
        target = catalogue.element(row["target"]["id"]) if row["target"] else None
        place = catalogue.place(row["passage"]["id"]) if row["passage"] else None
        yield Doubt(
            "reference", 1 - sure, catalogue.element(row["source"]["id"]), place, row["method"],
            sure, parent=target, text=str(row["text"]),
            alternatives=tuple(c["target"]["label"] for c in row["candidates"]),
        )  # fmt: skip
