"""RDF terms of the engine as plain Python values."""

from collections.abc import Callable
from math import isfinite
from typing import Any, cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

Term = NamedNode | BlankNode | Literal | Triple

_XSD = "http://www.w3.org/2001/XMLSchema#"


def iri_of(term: Term | DefaultGraph) -> str:
    """Return the IRI of a subject, an object or a graph name.

    Plan graphs hold no blank nodes, no quoted triples and nothing in the default graph, which
    the engine's types allow for.

    >>> iri_of(NamedNode("https://example.org/a"))
    'https://example.org/a'
    """
    return cast("NamedNode", term).value


def value_of(term: Term | None) -> Any:  # noqa: ANN401 - only the query knows what a variable holds
    """Return the plain value of a term: text, int, float, bool; an IRI is its string.

    A literal that is not what its datatype says, or is no finite number, is its text.

    >>> value_of(Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")))
    True
    >>> value_of(Literal("ti", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")))
    'ti'
    """
    if isinstance(term, Triple):
        return str(term)
    if not isinstance(term, Literal):
        return None if term is None else term.value
    read = _READ.get(term.datatype.value.removeprefix(_XSD))
    if read is None:
        return term.value
    try:
        return read(term.value)
    except (KeyError, ValueError):
        return term.value


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


_READ: dict[str, Callable[[str], int | float | bool]] = {
    "integer": int,
    "decimal": _finite,
    "double": _finite,
    "float": _finite,
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
}
