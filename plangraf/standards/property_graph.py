"""The graph as a property graph: nodes with labels, relationships with a type, both with data.

Elements, plans, bodies, laws and documents are nodes with the ontology's classes as labels; links
are relationships of the type of their relation, with what they rest on. As in the graph itself, a
link that a rule inferred is of the general type ``CONTRIBUTES_TO`` alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Self, get_args

from graph import models
from graph.models import Iri, Link, Passage, Reference, SourceDocument, Text, Thing
from graph.rdf import fields_of
from graph.store import PlanStore
from ontology.terms import CONTRIBUTING, SUPERCLASSES, Class, Property
from plangraf.standards.things import Things
from visualize.wording import plain

Value = str | int | float | date

#: What is told as a relationship, as its evidence, or not at all.
_BESIDE = (
    models.Link, models.Candidate, models.Passage, models.MunicipalityNumber,
    models.LinkDecision, models.ElementDecision, models.FindingDecision,
)  # fmt: skip
_PLACE: dict[str, type] = {"file": str, "page": int, "line": int, "quote": str}
#: What a relationship may tell, and of what kind it is.
EVIDENCE: Mapping[str, type] = {
    "id": str, "relation": str, "stated": bool, "method": str, "confidence": float, "rule": str,
    "citedText": str, "wordDiff": str, "decidedBy": str, "decidedOn": date, **_PLACE,
}  # fmt: skip
_KINDS = {bool: bool, int: int, Decimal: float, date: date}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Node:
    """A node: the most particular of its labels first."""

    id: str
    labels: tuple[str, ...]
    data: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two nodes; one that is a link has the link's IRI as its ``id``."""

    source: Node
    target: Node
    type: str
    data: Mapping[str, Value]

    @property
    def id(self) -> str:
        """The link's IRI; nothing where it is no link."""
        return str(self.data.get("id", ""))


@dataclass(frozen=True, slots=True)
class PropertyGraph:
    """All nodes by IRI, and all relationships by type and ends."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]

    @classmethod
    def of(cls, store: PlanStore) -> Self:
        """Return a graph as a property graph, the same every time."""
        things = Things(store)
        nodes = {str(t.iri): _node(things, t) for t in things if not isinstance(t, _BESIDE)}
        found = _relationships(things, nodes)
        between = sorted(found, key=lambda one: (one.type, one.source.id, one.target.id, one.id))
        return cls(tuple(nodes.values()), tuple(between))


@cache
def node_kinds() -> Mapping[str, type]:
    """Return what nodes may tell, and of what kind each is.

    >>> node_kinds()["periodFrom"], node_kinds()["label"]
    (<class 'int'>, <class 'str'>)
    """
    found: dict[str, type] = {"label": str}
    for model in vars(models).values():
        if not (isinstance(model, type) and issubclass(model, Thing)):
            continue
        if issubclass(model, _BESIDE):
            continue
        for name, iri in _plain_fields(model):
            found[_local(iri)] = _kind(model.model_fields[name].annotation)
    return found | _PLACE


def _kind(annotation: Any) -> type:  # noqa: ANN401 - a type, a union or a tuple of some
    told = {annotation, *get_args(annotation)} & set(_KINDS)
    return next((_KINDS[kind] for kind in told), str)


def _local(iri: str) -> str:
    """Return the last part of a term's IRI.

    >>> _local(Property.PART_OF_PLAN)
    'partOfPlan'
    """
    return iri.rpartition("#")[2].rpartition("/")[2]


def _type(prop: str) -> str:
    """Return the name of a property as the type of a relationship.

    >>> _type(Property.PART_OF_PLAN)
    'PART_OF_PLAN'
    """
    return _CAPITAL.sub("_", _local(prop)).upper()


def _safe(text: str) -> str:
    r"""Return a text on one line, without the backslash, which Neo4j's readers take for an escape.

    >>> _safe("a\\u0027\n b")
    'a＼u0027 b'
    """
    return plain(text).replace("\\", "＼")


def _value(value: object) -> Value | None:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bool | int | date):
        return value
    if isinstance(value, tuple):
        return " · ".join(str(_value(one)) for one in value) or None
    if isinstance(value, Class | Property):
        return _local(value)
    return None if value is None else _safe(value.value if isinstance(value, Text) else str(value))


def _told(**data: object) -> dict[str, Value]:
    """Return what is known of some values."""
    found = {name: _value(value) for name, value in data.items()}
    return {name: value for name, value in found.items() if value is not None}


@cache
def _is_edge(model: type[Thing], name: str) -> bool:
    """Whether a field points to another node; a licence is no thing of the graph."""
    annotation = model.model_fields[name].annotation
    return Iri in (annotation, *get_args(annotation)) and name not in {"license", "passages"}


@cache
def _plain_fields(model: type[Thing]) -> tuple[tuple[str, str], ...]:
    """Return the fields that a node tells itself, with their properties."""
    return tuple(
        (name, iri)
        for name, iri in fields_of(model)
        if not _is_edge(model, name) and name != "passages"
    )


def _node(things: Things, thing: Thing) -> Node:
    classes = (thing.rdf_class, *SUPERCLASSES[thing.rdf_class])
    told = {_local(iri): getattr(thing, name) for name, iri in _plain_fields(type(thing))}
    places = _place(things, getattr(thing, "passages", ()))
    return Node(thing.iri, tuple(map(_local, classes)), _told(**told) | places)


def _place(things: Things, passages: Sequence[str]) -> dict[str, Value]:
    """Return where the first of some passages stands."""
    passage = things.get(passages[0]) if passages else None
    if not isinstance(passage, Passage):
        return {}
    document = things.get(passage.document)
    file = document.file_name if isinstance(document, SourceDocument) else None
    return _told(file=file, page=passage.page, line=passage.line, quote=passage.quote)


def _relationships(things: Things, nodes: Mapping[str, Node]) -> Iterator[Relationship]:
    for thing in things:
        if isinstance(thing, Link):
            source, target = nodes.get(thing.source), nodes.get(thing.target or "")
            if source and target:
                yield Relationship(source, target, _type_of(thing), _evidence(things, thing))
        elif thing.iri in nodes:
            for name, iri in fields_of(type(thing)):
                if _is_edge(type(thing), name):
                    value = getattr(thing, name)
                    ends = value if isinstance(value, tuple) else (value,)
                    for end in filter(None, map(nodes.get, ends)):
                        yield Relationship(nodes[thing.iri], end, _type(iri), {})


def _type_of(link: Link) -> str:
    is_general = link.relation in CONTRIBUTING and not link.is_stated
    return _type(Property.CONTRIBUTES_TO if is_general else link.relation)


def _evidence(things: Things, link: Link) -> dict[str, Value]:
    decision = things.decided.get(link.iri)
    return _told(
        id=link.iri,
        relation=link.relation,
        stated=link.is_stated,
        method=link.method,
        confidence=link.confidence,
        rule=link.rule,
        citedText=link.cited_text if isinstance(link, Reference) else None,
        wordDiff=getattr(link, "word_diff", None),
        decidedBy=decision.decided_by if decision else None,
        decidedOn=decision.decided_on if decision else None,
    ) | _place(things, link.passages)
