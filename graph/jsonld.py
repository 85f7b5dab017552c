"""A plan graph as JSON-LD, framed flat: one object a thing, in the ontology's own words."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyoxigraph import Literal, Quad

from graph.serialise import union
from graph.terms import Term, iri_of
from ontology import resource
from ontology.terms import RDF_TYPE, RDFS_LABEL, XSD_BOOLEAN, XSD_INTEGER, XSD_STRING

#: What is said of one thing: the values of each property.
Said = dict[str, list[Term]]
#: The datatypes that JSON has values of its own for.
_NATIVE: dict[str, Callable[[str], object]] = {XSD_INTEGER: int, XSD_BOOLEAN: "true".__eq__}


@dataclass(frozen=True, slots=True)
class _Word:
    """What the context says of one property: its name, how values are coerced, how they stand."""

    name: str
    coercion: str
    is_language_map: bool
    is_set: bool
    concepts: Mapping[str, str]


@cache
def context() -> dict[str, Any]:
    """Return the ontology's own words: the value of ``@context``."""
    return dict(json.loads(resource("context.jsonld").read_text("utf-8"))["@context"])


def _full(short: str) -> str:
    head, colon, tail = short.partition(":")
    namespace = context().get(head)
    return namespace + tail if colon and isinstance(namespace, str) else short


@cache
def _classes() -> dict[str, str]:
    """The context's name for each class and property: what ``@vocab`` values may be called."""
    names = {}
    for name, meaning in context().items():
        short = meaning.get("@id") if isinstance(meaning, dict) else meaning
        if isinstance(short, str) and ":" in short and not short.endswith(("#", "/")):
            names[_full(short)] = name
    return names


@cache
def _words() -> dict[str, _Word]:
    """What the context says, by property IRI."""
    found = {}
    for name, meaning in context().items():
        if not isinstance(meaning, dict) or "@id" not in meaning:
            continue
        containers = meaning.get("@container", [])
        found[_full(meaning["@id"])] = _Word(
            name=name,
            coercion=_full(meaning.get("@type", "")),
            is_language_map="@language" in containers,
            is_set="@set" in containers,
            concepts={_full(iri): short for short, iri in meaning.get("@context", {}).items()},
        )
    return found


def to_jsonld(quads: Iterable[Quad]) -> bytes:
    """Write the union of all graphs as JSON-LD; its context is inside, so nothing is fetched."""
    graph = [plain_thing(iri, found) for iri, found in sorted(said_of(quads).items())]
    document = {"@context": context(), "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def said_of(quads: Iterable[Quad]) -> dict[str, Said]:
    """Return what the union of all graphs says, by the thing it is said of."""
    things: dict[str, Said] = {}
    for triple in union(quads):
        thing = things.setdefault(iri_of(triple.subject), {})
        thing.setdefault(triple.predicate.value, []).append(triple.object)
    return things


def plain_thing(iri: str, said: Said) -> dict[str, Any]:
    """Return one thing as an object of JSON-LD, which points to others by their IRIs.

    >>> plain_thing(
    ...     "https://example.org/a", {RDFS_LABEL: [Literal("Trygg oppvekst", language="nb")]}
    ... )
    {'id': 'https://example.org/a', 'label': {'nb': 'Trygg oppvekst'}}
    """
    thing: dict[str, Any] = {"id": iri}
    for predicate, terms in sorted(said.items(), key=_type_and_label_first):
        if predicate == RDF_TYPE:
            thing["type"] = [_classes().get(iri_of(term), iri_of(term)) for term in terms]
            continue
        word = _words().get(predicate)
        if word is not None and all(_fits(term, word) for term in terms):
            thing[word.name] = _shown(terms, word)
        else:
            thing[predicate] = [_explicit(term) for term in terms]
    return thing


def name_of(predicate: str) -> str:
    """Return the context's word for a property; its IRI where the context has none.

    >>> name_of(RDFS_LABEL), name_of("https://example.org/p")
    ('label', 'https://example.org/p')
    """
    word = _words().get(predicate)
    return word.name if word is not None else predicate


def _type_and_label_first(item: tuple[str, object]) -> tuple[bool, bool, str]:
    predicate = item[0]
    return predicate != RDF_TYPE, predicate != RDFS_LABEL, predicate


def _fits(term: Term, word: _Word) -> bool:
    """Whether the context, reading the plain value back, would make this very term of it."""
    if not isinstance(term, Literal):
        return word.coercion.startswith("@")
    if term.language:
        return word.is_language_map
    return not word.is_language_map and term.datatype.value == (word.coercion or XSD_STRING)


def _shown(terms: list[Term], word: _Word) -> object:
    if word.is_language_map:
        by_language: dict[str, list[str]] = {}
        for term in terms:
            if isinstance(term, Literal):
                by_language.setdefault(term.language or "", []).append(term.value)
        return {
            language: texts if word.is_set or len(texts) > 1 else texts[0]
            for language, texts in sorted(by_language.items())
        }
    values = [_plain(term, word) for term in terms]
    return values if word.is_set or len(values) > 1 else values[0]


def _plain(term: Term, word: _Word) -> object:
    if isinstance(term, Literal):
        return _NATIVE.get(term.datatype.value, str)(term.value)
    iri = iri_of(term)
    return word.concepts.get(iri, _classes().get(iri, iri)) if word.coercion == "@vocab" else iri


def _explicit(term: Term) -> dict[str, str]:
    """Return a value object that no coercion touches, for what the context does not foresee."""
    if not isinstance(term, Literal):
        return {"@id": iri_of(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return {"@value": term.value, "@type": term.datatype.value}
