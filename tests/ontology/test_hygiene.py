"""The ontology keeps house: a row of a hygiene query is a violation with its own message."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from ontology import resource

HYGIENE = Path(__file__).parent / "hygiene"
QUERIES = sorted(HYGIENE.glob("*.rq"))
DEFINITION = NamedNode("http://www.w3.org/2004/02/skos/core#definition")


def store_of(*paths: Path) -> Store:
    """Read Turtle files into one store."""
    store = Store()
    for path in paths:
        store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


def violations(store: Store, query: Path) -> list[str]:
    """List the messages of the rows that a query finds."""
    rows = store.query(query.read_text(encoding="utf-8"))
    assert isinstance(rows, QuerySolutions)
    messages = [row["message"] for row in rows]
    assert all(isinstance(message, Literal) for message in messages)
    return [message.value for message in messages if isinstance(message, Literal)]


@pytest.fixture(scope="module")
def house() -> Store:
    """Read all Turtle files of the ontology."""
    names = ("plangraf.ttl", "vocabularies.ttl", "shapes.ttl", "alignments.ttl")
    return store_of(*(resource(name) for name in names))


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_the_ontology_violates_no_hygiene_query(house: Store, query: Path) -> None:
    assert violations(house, query) == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_hygiene_query_objects_to_what_it_is_against(query: Path) -> None:
    found = violations(store_of(query.with_suffix(".broken.ttl")), query)
    assert found
    assert all("https://w3id.org/plangraf/" in message for message in found)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.stem)
def test_a_hygiene_query_says_what_it_claims(query: Path) -> None:
    header = query.read_text(encoding="utf-8").splitlines()[:2]
    assert header[0].startswith("#+ claim: ")
    assert header[1] == "#+ returns: term, message; a row is a violation"


def test_every_term_has_a_definition_in_three_languages() -> None:
    store = store_of(resource("plangraf.ttl"))
    assert violations(store, HYGIENE / "term-definition.rq") == []
    vision = NamedNode("https://w3id.org/plangraf/ontology#Vision")
    for quad in list(store.quads_for_pattern(vision, DEFINITION, None)):
        if isinstance(quad.object, Literal) and quad.object.language == "nn":
            store.remove(quad)
    assert violations(store, HYGIENE / "term-definition.rq") == [
        "https://w3id.org/plangraf/ontology#Vision has no definition in nn"
    ]
