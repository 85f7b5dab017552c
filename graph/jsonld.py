"""A plan graph as JSON-LD, framed flat: one object a thing, in the ontology's own words."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from pyoxigraph import Literal, Quad

from graph.serialise import union
from ontology import resource
from ontology.terms import RDF_TYPE, RDFS_LABEL


@cache
def _context() -> dict[str, Any]:
    return dict(json.loads(resource("context.jsonld").read_text("utf-8"))["@context"])


@cache
def _terms() -> tuple[dict[str, str], dict[str, str]]:
    """The context's term for each property IRI, and its prefixes."""
    prefixes = {
        k: v for k, v in _context().items() if isinstance(v, str) and v.endswith(("#", "/"))
    }
    terms: dict[str, str] = {}
    for name, meaning in _context().items():
        iri = meaning.get("@id") if isinstance(meaning, dict) else meaning
        if (
            isinstance(iri, str)
            and ":" in iri
            and not name.startswith("@")
            and name not in prefixes
        ):
            head, _, tail = iri.partition(":")
            terms.setdefault(prefixes[head] + tail if head in prefixes else iri, name)
    return terms, prefixes


def to_jsonld(quads: Iterable[Quad]) -> bytes:
    """Write the union of all graphs as JSON-LD with its context inside; nothing is fetched to read it."""
    things: dict[str, dict[str, list[Any]]] = {}
    for triple in union(quads):
        subject = things.setdefault(triple.subject.value, {})  # type: ignore[union-attr]
        subject.setdefault(triple.predicate.value, []).append(triple.object)
    graph = [_thing(iri, found) for iri, found in sorted(things.items())]
    document = {"@context": _context(), "@graph": graph}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _thing(iri: str, found: dict[str, list[Any]]) -> dict[str, Any]:
    terms, _ = _terms()
    thing: dict[str, Any] = {"@id": iri}
    for predicate, values in sorted(
        found.items(), key=lambda item: (item[0] != RDF_TYPE, item[0] != RDFS_LABEL, item[0])
    ):
        if predicate == RDF_TYPE:
            thing["@type"] = [value.value for value in values]
            continue
        shown = [_value(value) for value in values]
        thing[terms.get(predicate, predicate)] = shown[0] if len(shown) == 1 else shown
    return thing


def _value(term: Any) -> Any:  # noqa: ANN401 - RDF terms of every kind
    """Return a value object: always explicit, so that no coercion of the context is relied on."""
    if not isinstance(term, Literal):
        return {"@id": term.value}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value.endswith("#string"):
        return {"@value": term.value, "@type": term.datatype.value}
    return {"@value": term.value, "@type": term.datatype.value}
