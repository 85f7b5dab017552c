"""One plan as JSON-LD with its hierarchy inside: what contributes to what, down to the measures.

The document is what JSON-LD framing makes of the whole graph with :func:`frame_of`: below the plan
stand its elements that are under no other of its own, and below each what contributes to it, in
this plan or another. Upwards each element tells its threads. A thing that is told further up in
the same branch is but pointed to.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.errors import BadInput
from graph.jsonld import Said, context, name_of, plain_thing, said_of
from graph.store import PlanStore
from graph.terms import iri_of
from ontology.terms import RDF_TYPE, RDFS_LABEL, SUPERCLASSES, Class, Property
from queries.catalogue import Catalogue

#: The words that this document has beside the ontology's own.
_WORDS = {
    "elements": {"@reverse": Property.PART_OF_PLAN, "@container": "@set"},
    "contributions": {"@reverse": Property.CONTRIBUTES_TO, "@container": "@set"},
}
_REVERSED = {name: str(word["@reverse"]) for name, word in _WORDS.items()}
#: Deeper than any hierarchy of plans goes.
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is told of a thing: its own values, and of the things that it points to.

    Where nothing is told, the thing is but pointed to. ``below`` are things that point to it.
    """

    told: Mapping[str, "_Frame"] = field(default_factory=dict)
    below: Mapping[str, "_Frame"] = field(default_factory=dict)
    only: tuple[str, ...] | None = None

    def json(self) -> dict[str, Any]:
        """Return it as JSON-LD framing has it.

        Properties go by their IRIs: a word for texts takes languages alone, no frame.
        """
        if not self.told:
            return {"@embed": "@never", "id": {}}
        nested = {str(prop): frame.json() for prop, frame in self.told.items()}
        reverse = {name: frame.json() for name, frame in self.below.items()}
        chosen = {} if self.only is None else list(self.only)
        flags = {"@embed": "@always", "@explicit": True, "@omitDefault": True}
        return flags | {"id": chosen} | nested | reverse


_POINTED = _Frame()


def _each(*props: str) -> dict[str, _Frame]:
    """Return a frame's part for values, and for things that are but pointed to."""
    return dict.fromkeys(props, _POINTED)


_NAMED = _Frame(_each(RDFS_LABEL))
_CODED = _Frame(_each(RDFS_LABEL, Property.CODE))
_DOCUMENT = _Frame(_each(Property.FILE_NAME, Property.MEDIA_TYPE, Property.SHA256))
_PASSAGE = _Frame(
    _each(Property.PAGE, Property.LINE, Property.QUOTE)
    | {Property.DOCUMENT: _Frame(_each(Property.FILE_NAME))}
)
_PLAN = _each(
    RDFS_LABEL, Property.PERIOD_FROM, Property.PERIOD_TO, Property.ADOPTED, Property.STATUS,
    Property.STATUS_NOTE, Property.EVALUATION_DUE, Property.LANGUAGE, Property.LICENSE,
    Property.EXCERPT, Property.CITED_ONLY,
) | {
    Property.MUNICIPALITY: _NAMED, Property.ADOPTED_BY: _NAMED, Property.CITES: _NAMED,
    Property.REPLACES: _NAMED, Property.IS_VERSION_OF: _NAMED,
    Property.SOURCE_DOCUMENT: _DOCUMENT,
}  # fmt: skip
_ELEMENT = _each(
    RDFS_LABEL, Property.CODE, Property.LEVEL_WORD, Property.DESCRIPTION, Property.SECTION,
    Property.DEADLINE, Property.COST, Property.PROGRESS, Property.INDICATOR, Property.CONFIDENCE,
    Property.CITED_ONLY, Property.BELONGS_TO_INITIATIVE, Property.FOLLOWS_UP_STRATEGY,
    Property.GOAL_OF_FOCUS_AREA, Property.REALISES_VISION, Property.REFERS_TO, Property.RESTATES,
    Property.SUB_GOAL_OF, Property.SUPPORTS_FOCUS_AREA, Property.SUPPORTS_MAIN_GOAL,
    Property.SUPPORTS_SUB_GOAL,
) | {
    Property.OWNER: _NAMED, Property.RESPONSIBLE: _NAMED, Property.GROUNDED_IN: _CODED,
    Property.PASSAGE: _PASSAGE, Property.PART_OF_PLAN: _NAMED,
}  # fmt: skip


def to_plan_jsonld(store: PlanStore, name: str) -> bytes:
    """Return the document of a plan, found by its IRI or its title; the context is inside.

    Raises :class:`~graph.errors.NotFound` (``element-unknown``, ``element-ambiguous``), and
    :class:`~graph.errors.BadInput` (``export-not-plan``) for what is no plan.
    """
    plan = Catalogue(store).find(name)
    said = said_of(store.quads())
    kinds = (Class.PLAN, *(kind for kind, above in SUPERCLASSES.items() if Class.PLAN in above))
    if not {iri_of(term) for term in said.get(plan.id, {}).get(RDF_TYPE, [])} & set(kinds):
        raise BadInput("export-not-plan", name=name, label=plan.label)
    nested = _Nested(said)
    document = {"@context": _context()} | nested.node(plan.id, nested.frame(plan.id), ())
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def frame_of(store: PlanStore, plan: str) -> dict[str, Any]:
    """Return the frame that makes the document of a plan, by its IRI, out of the whole graph."""
    frame = _Nested(said_of(store.quads())).frame(plan)
    return {"@context": _context()} | frame.json()


def _context() -> dict[str, Any]:
    return context() | _WORDS


class _Nested:
    """The things of a graph, each told inside what leads to it."""

    def __init__(self, said: Mapping[str, Said]) -> None:
        self._said = said
        #: What points to a thing, by the word for it and the thing.
        self._below: dict[tuple[str, str], list[str]] = {}
        for iri in sorted(said):
            for word, prop in _REVERSED.items():
                for target in self._targets(iri, prop):
                    self._below.setdefault((word, target), []).append(iri)

    def _targets(self, iri: str, prop: str) -> list[str]:
        return [iri_of(term) for term in self._said.get(iri, {}).get(prop, [])]

    def frame(self, plan: str) -> _Frame:
        """Return the frame of a plan: as deep as its hierarchy goes."""
        own = self._below.get(("elements", plan), [])
        roots = [iri for iri in own if not {*self._targets(iri, Property.CONTRIBUTES_TO)} & {*own}]
        up = {**_CODED.told, Property.PART_OF_PLAN: _NAMED}
        thread = _Frame(up)
        for _ in range(_DEEPEST):
            thread = _Frame(up | {Property.CONTRIBUTES_TO: thread})
        told = _ELEMENT | {Property.CONTRIBUTES_TO: thread}
        element = _Frame(told)
        for _ in range(max((self._depth(iri, ()) for iri in roots), default=0)):
            element = _Frame(told, {"contributions": element})
        whole = _PLAN | {Property.CONTRIBUTES_TO: thread}
        return _Frame(whole, {"elements": _Frame(told, element.below, tuple(roots))}, (plan,))

    def _depth(self, iri: str, path: tuple[str, ...]) -> int:
        """Return over how many steps others contribute to a thing."""
        below = self._below.get(("contributions", iri), ())
        if not below or iri in path or len(path) >= _DEEPEST:
            return 0
        return 1 + max(self._depth(one, (*path, iri)) for one in below)

    def node(self, iri: str, frame: _Frame, path: tuple[str, ...]) -> dict[str, Any]:
        """Return a thing as its frame tells it; ``path`` are the things it stands inside."""
        here = (*path, iri)
        said = self._said.get(iri, {})
        kept = {p: terms for p, terms in said.items() if p in frame.told or p == RDF_TYPE}
        told = plain_thing(iri, kept)
        for prop, inner in frame.told.items():
            name = name_of(prop)
            if inner.told and name in told:
                told[name] = self._inside(told[name], inner, here)
        for word, inner in frame.below.items():
            found = self._below.get((word, iri), [])
            chosen = [one for one in found if inner.only is None or one in inner.only]
            if found:
                told[word] = [self.node(one, inner, here) for one in chosen]
        return told

    def _inside(self, value: Any, frame: _Frame, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON
        """Return what a property points to, told in place; what is around it already is not."""
        if isinstance(value, list):
            return [self._inside(one, frame, path) for one in value]
        if not isinstance(value, str) or value in path[:-1]:
            return value
        return self.node(value, frame, path)
