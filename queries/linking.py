"""Links that a human can decide: what was proposed by a machine, and every reference as printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.store import value_of
from ontology.terms import Property, from_concept_iri
from queries.answers import Element, Place
from queries.catalogue import Catalogue
from queries.judging import Judgement, judgements
from queries.library import run
from queries.referring import references, restatements


@dataclass(frozen=True, slots=True)
class Link:
    """A link from one element to another, with how it was found and what a human said of it.

    ``text`` is what a reference says in its plan, ``candidates`` what it may mean, the likest
    first, with their likeness; ``diff`` the word difference. ``is_suggested`` is True where a
    machine proposed it: it was inferred, or matched by likeness.
    """

    id: str
    source: Element
    relation: str
    target: Element | None
    is_stated: bool
    method: str
    confidence: float
    is_suggested: bool
    text: str | None = None
    diff: str | None = None
    candidates: tuple[tuple[Element, float], ...] = ()
    places: tuple[Place, ...] = ()
    judgement: Judgement | None = None

    @property
    def state(self) -> str:
        """What a human did: ``accept``, ``reject``, ``replace``; ``open`` where none has."""
        return self.judgement.action if self.judgement else "open"

    def json(self) -> dict[str, Any]:
        """Return the link as plain values."""
        return {
            "id": self.id, "source": self.source.json(), "relation": self.relation,
            "target": self.target.json() if self.target else None, "stated": self.is_stated,
            "method": self.method, "confidence": self.confidence, "suggested": self.is_suggested,
            "text": self.text, "diff": self.diff,
            "candidates": [
                {"target": target.json(), "score": score} for target, score in self.candidates
            ],
            "passages": [place.json() for place in self.places],
            "decision": self.judgement.json() if self.judgement else None,
        }  # fmt: skip


def links(catalogue: Catalogue) -> list[Link]:
    """Return the links that a human can decide, the least sure first."""
    told = {row["id"]: row for row in (*references(catalogue), *restatements(catalogue))}
    judged = {one.link: one for one in judgements(catalogue) if one.link}
    suggested = {str(row["link"]) for row in run(catalogue.store, "references/suggestions").dicts()}
    found = [
        _link(catalogue, iri, told.get(iri, {}), judged.get(iri), is_suggested=iri in suggested)
        for iri in {*suggested, *told}
    ]
    return sorted(found, key=lambda link: (link.confidence, link.id))


def _link(
    catalogue: Catalogue,
    iri: str,
    told: Mapping[str, Any],
    judgement: Judgement | None,
    *,
    is_suggested: bool,
) -> Link:
    said = {predicate: value_of(term) for predicate, term in catalogue.store.describe(iri)}
    target = said.get(Property.TARGET)
    return Link(
        id=iri,
        source=catalogue.element(str(said[Property.SOURCE])),
        relation=str(said[Property.RELATION]).rpartition("#")[2],
        target=catalogue.element(str(target)) if target else None,
        is_stated=bool(said[Property.STATED]),
        method=str(from_concept_iri(str(said[Property.METHOD])).value),
        confidence=float(said[Property.CONFIDENCE]),
        is_suggested=is_suggested,
        text=told.get("text"),
        diff=told.get("diff"),
        candidates=tuple(
            (catalogue.element(one["target"]["id"]), float(one["score"]))
            for one in told.get("candidates", ())
        ),
        places=catalogue.places(catalogue.values(iri, Property.PASSAGE)),
        judgement=judgement,
    )
