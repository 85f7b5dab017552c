"""RDF terms as plain values."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.terms import iri_of, value_of

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("12", "integer", 12),
        ("0.7", "decimal", 0.7),
        ("1e3", "double", 1000.0),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("2025-01-01", "date", "2025-01-01"),
        ("tolv", "integer", "tolv"),
        ("kanskje", "boolean", "kanskje"),
        ("INF", "double", "INF"),
        ("NaN", "double", "NaN"),
    ],
)
def test_a_literal_is_the_value_of_its_datatype_or_else_its_text(
    text: str, datatype: str, value: object
) -> None:
    found = value_of(Literal(text, datatype=NamedNode(XSD + datatype)))
    assert (found, type(found)) == (value, type(value))


def test_a_text_loses_its_language() -> None:
    assert value_of(Literal("mål", language="nb")) == "mål"


def test_what_is_unbound_is_none() -> None:
    assert value_of(None) is None


def test_an_iri_is_its_string() -> None:
    iri = NamedNode("https://example.org/a")
    assert value_of(iri) == iri_of(iri) == "https://example.org/a"


def test_a_term_of_any_other_kind_is_some_text() -> None:
    iri = NamedNode("https://example.org/a")
    assert value_of(BlankNode("b1")) == "b1"
    assert "https://example.org/a" in value_of(Triple(iri, iri, iri))
