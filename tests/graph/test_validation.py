"""A graph validated again: only what changed is looked at, and nothing broken passes."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph import validation
from graph.validation import Checked, validate
from ontology.terms import Property


def broken(quads: list[Quad]) -> list[Quad]:
    """The graph with one confidence above 1."""
    wrong = Literal("1.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    at = next(n for n, q in enumerate(quads) if q.predicate.value == Property.CONFIDENCE)
    one = quads[at]
    return [*quads[:at], Quad(one.subject, one.predicate, wrong, one.graph_name), *quads[at + 1 :]]


def test_what_breaks_later_is_found_as_it_is_in_the_whole_graph(quads: list[Quad]) -> None:
    checked = Checked()
    assert checked.validate(quads).conforms
    report = checked.validate(broken(quads))
    assert not report.conforms
    assert report == validate(broken(quads))
    assert not checked.validate(broken(quads)).conforms, "what is broken is never known as whole"
    assert checked.validate(quads).conforms


def test_what_did_not_change_is_not_looked_at_again(
    quads: list[Quad], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = Checked()
    checked.validate(quads)
    seen: list[set[str]] = []
    whole = validation.validate

    def watching(given: list[Quad]) -> validation.Report:
        seen.append({str(quad.subject) for quad in given})
        return whole(given)

    monkeypatch.setattr(validation, "validate", watching)
    checked.validate(quads)
    assert seen == []
    checked.validate(broken(quads))
    (only,) = seen
    assert len(only) == 1


def test_a_thing_is_checked_with_all_its_triples_in_every_graph(quads: list[Quad]) -> None:
    """One more value in another graph can break what a thing may have one of."""
    one = next(q for q in quads if q.predicate.value == Property.POSITION)
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    more = Quad(one.subject, one.predicate, Literal("77", datatype=integer), one.subject)
    checked = Checked()
    assert checked.validate(quads).conforms
    assert not checked.validate([*quads, more]).conforms
