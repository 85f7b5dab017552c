"""The library's questions give the same answer in rdflib as in the store's own engine."""

from datetime import timedelta
from time import monotonic

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode

from graph.store import PlanStore, Rows
from graph.terms import value_of
from graph.views import to_rdflib
from queries.catalogue import Catalogue
from queries.library import Question, bind, questions
from queries.overview import example_of

#: Far above what any question takes; one that grows out of hand takes minutes.
BOUND = timedelta(seconds=20)


def values_of(asked: Question, catalogue: Catalogue) -> dict[str, str]:
    """Give the example values of a question as it is run: an element by its IRI."""
    kinds = {p.name: p.kind for p in asked.parameters}
    return {
        name: catalogue.find(value).id if kinds[name] == "iri" else value
        for name, value in example_of(asked).items()
    }


@pytest.fixture(scope="session")
def union(example: PlanStore) -> rdflib.Graph:
    return to_rdflib(example.quads())


def in_rdflib(
    graph: rdflib.Graph, asked: Question, terms: dict[str, NamedNode | Literal]
) -> list[tuple[object, ...]]:
    bound = {
        name: rdflib.URIRef(term.value)
        if isinstance(term, NamedNode)
        else rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
        for name, term in terms.items()
    }
    rows = graph.query(asked.sparql, initBindings=bound)
    return [tuple(plain(row[name]) for name in (*terms, *asked.returns)) for row in rows]


def plain(term: rdflib.term.Node | None) -> object:
    if isinstance(term, rdflib.Literal):
        datatype = None if term.datatype is None else NamedNode(str(term.datatype))
        return value_of(Literal(str(term), datatype=datatype))
    return None if term is None else str(term)


@pytest.mark.parametrize("name", sorted(questions()))
def test_both_engines_answer_alike(
    name: str, example: PlanStore, example_catalogue: Catalogue, union: rdflib.Graph
) -> None:
    asked = questions()[name]
    terms = bind(asked, values_of(asked, example_catalogue))
    began = monotonic()
    theirs = in_rdflib(union, asked, terms)
    assert monotonic() - began < BOUND.total_seconds()
    ours: Rows = example.select(asked.sparql, terms)
    expected = [tuple(row[name] for name in (*terms, *asked.returns)) for row in ours.dicts()]
    assert sorted(map(repr, theirs)) == sorted(map(repr, expected))
