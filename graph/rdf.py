"""Models to triples and back: one walker for every class.

A field of a model names its property; the walker reads that, so no class has code of its own.
Superclasses are written as types, and a link with a target is written as the edge it stands for
as well, so that a SPARQL engine needs no reasoner to follow the thread. Stated and inferred stay
apart: a stated edge is written with its particular relation (``refersTo``, ``supportsSubGoal``)
and with ``contributesTo``, an inferred one with ``contributesTo`` alone.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import get_args, get_origin, get_type_hints

from pyoxigraph import Literal, NamedNode, Quad

from graph import models
from graph.models import Iri, Link, Of, Text, Thing
from graph.order import object_key, order_of
from graph.plan_graph import NamedPart, PlanGraph
from graph.terms import Term, iri_of
from ontology.terms import (
    CONTRIBUTING,
    PGV,
    RDF_TYPE,
    SUPERCLASSES,
    XSD_BOOLEAN,
    XSD_DATE,
    XSD_DECIMAL,
    XSD_INTEGER,
    XSD_STRING,
    Class,
    Concept,
    Property,
    concept_iri,
    from_concept_iri,
)

_TYPE = NamedNode(RDF_TYPE)
_CONTRIBUTES = NamedNode(Property.CONTRIBUTES_TO)
_INTEGER = NamedNode(XSD_INTEGER)
_DECIMAL = NamedNode(XSD_DECIMAL)
_BOOLEAN = NamedNode(XSD_BOOLEAN)
_DATE = NamedNode(XSD_DATE)
_STRING = NamedNode(XSD_STRING)


@cache
def fields_of(model: type[Thing]) -> tuple[tuple[str, str], ...]:
    """Return ``(field name, property IRI)`` of a model, in order.

    >>> ("number", "https://w3id.org/plangraf/ontology#number") in fields_of(
    ...     models.MunicipalityNumber
    ... )
    True
    """
    found = []
    for name, info in model.model_fields.items():
        of = next((m for m in info.metadata if isinstance(m, Of)), None)
        if of is not None:
            found.append((name, str(of.iri)))
    return tuple(found)


@cache
def _node(iri: str) -> NamedNode:
    return NamedNode(iri)


@cache
def _types(rdf_class: Class) -> tuple[NamedNode, ...]:
    return tuple(NamedNode(c) for c in (rdf_class, *SUPERCLASSES[rdf_class]))


@cache
def _properties(model: type[Thing]) -> tuple[tuple[str, NamedNode], ...]:
    return tuple((name, NamedNode(iri)) for name, iri in fields_of(model))


def to_term(value: object) -> NamedNode | Literal:
    """Return the RDF term of a Python value; text keeps its language, decimals are canonical.

    >>> to_term(Decimal("0.70")).value, to_term(Text(value="å", language="nn")).language
    ('0.7', 'nn')
    >>> to_term(Property.LINE).value
    'https://w3id.org/plangraf/ontology#line'
    """
    if isinstance(value, Text):
        return Literal(value.value, language=value.language)
    if isinstance(value, Class | Property):
        return _node(value.value)
    if isinstance(value, Concept):
        return _node(concept_iri(value))
    lexical, datatype = _lexical(value)
    return Literal(lexical, datatype=datatype)


def _lexical(value: object) -> tuple[str, NamedNode]:
    match value:
        case bool():
            return str(value).lower(), _BOOLEAN
        case int():
            return str(value), _INTEGER
        case Decimal():
            return _canonical(value), _DECIMAL
        case date():
            return value.isoformat(), _DATE
    return str(value), _STRING


def _canonical(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text if "." in text else f"{text}.0"


@cache
def _iri_fields(model: type[Thing]) -> frozenset[str]:
    """The fields that hold IRIs of things; terms of the ontology and concepts are typed as such."""
    hints = get_type_hints(model)
    return frozenset(name for name, _ in fields_of(model) if _mentions_iri(hints[name]))


def _mentions_iri(annotation: object) -> bool:
    return annotation is Iri or any(map(_mentions_iri, get_args(annotation)))


def triples_of(thing: Thing) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """Iterate over the triples of one thing, the edge of a link among them."""
    subject = _node(thing.iri)
    for class_node in _types(thing.rdf_class):
        yield subject, _TYPE, class_node
    model = type(thing)
    iris = _iri_fields(model)
    for name, node in _properties(model):
        value = getattr(thing, name)
        if value is None:
            continue
        for one in value if isinstance(value, tuple) else (value,):
            yield subject, node, _node(one) if name in iris else to_term(one)
    if isinstance(thing, Link) and thing.target is not None:
        source, target = _node(thing.source), _node(thing.target)
        contributes = thing.relation in CONTRIBUTING
        if thing.is_stated or not contributes:
            yield source, _node(thing.relation), target
        if contributes:
            yield source, _CONTRIBUTES, target


def quads_of(part: NamedPart) -> list[Quad]:
    """Return the quads of one named graph, each once, sorted."""
    graph = _node(part.iri)
    triples = {triple for thing in part.things for triple in triples_of(thing)}
    return sorted((Quad(s, p, o, graph) for s, p, o in triples), key=order_of)


def to_quads(plan_graph: PlanGraph) -> list[Quad]:
    """Return the quads of a whole plan graph, sorted by graph, subject, predicate and object."""
    return [quad for part in plan_graph.parts for quad in quads_of(part)]


# --- back to models --------------------------------------------------------------------------

_MODELS: dict[str, type[Thing]] = {
    str(model.rdf_class): model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, Thing) and hasattr(model, "rdf_class")
}


def from_triples(subject: str, triples: Iterable[tuple[str, Term]]) -> Thing:
    """Return the model of one subject from its ``(predicate, object)`` pairs.

    The most particular class that has a model wins; what the model does not know is left out.
    Raises :class:`KeyError` where no class of the subject has a model.
    """
    values: dict[str, list[Term]] = {}
    for predicate, term in triples:
        values.setdefault(predicate, []).append(term)
    types = [iri_of(term) for term in values.get(RDF_TYPE, [])]
    model = max(
        (_MODELS[t] for t in types if t in _MODELS),
        key=lambda m: (len(SUPERCLASSES[m.rdf_class]), m.__name__),
        default=None,
    )
    if model is None:
        raise KeyError(subject)
    data: dict[str, object] = {"iri": subject}
    for name, iri in fields_of(model):
        found = [
            _value(term, is_iri=name in _iri_fields(model))
            for term in sorted(values.get(iri, []), key=object_key)
        ]
        if found:
            is_tuple = get_origin(model.model_fields[name].annotation) is tuple
            data[name] = tuple(found) if is_tuple else found[0]
    return model.model_validate(data)


def _value(term: Term, *, is_iri: bool) -> object:
    """The Python value of a term; the model makes enum members of the IRIs it types as such."""
    if not isinstance(term, Literal):
        iri = iri_of(term)
        return from_concept_iri(iri) if iri.startswith(PGV) and not is_iri else iri
    if term.language:
        return {"value": term.value, "language": term.language}
    read = _READ.get(term.datatype.value)
    return read(term.value) if read else term.value


_READ: dict[str, Callable[[str], object]] = {
    XSD_BOOLEAN: "true".__eq__,
    XSD_INTEGER: int,
    XSD_DECIMAL: Decimal,
    XSD_DATE: date.fromisoformat,
}
