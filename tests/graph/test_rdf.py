"""Models to triples and back: what is written is read again as it was."""

import types
import typing
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from annotated_types import Ge
from hypothesis import given
from hypothesis import strategies as st
from pydantic.fields import FieldInfo
from pyoxigraph import Literal, NamedNode

from graph import models
from graph.models import Iri, Link, Text, Thing
from graph.plan_graph import NamedPart, PlanGraph
from graph.rdf import fields_of, from_triples, quads_of, to_quads, to_term, triples_of
from ontology.terms import CONTRIBUTING, RDF_TYPE, SUPERCLASSES, Method, Property

MODELS = sorted(
    (
        model
        for model in vars(models).values()
        if isinstance(model, type) and issubclass(model, Thing) and model is not Thing
    ),
    key=lambda model: model.__name__,
)
EXAMPLE = "https://example.org"

# --- a strategy for every model, from its own annotations ----------------------------------------

iris = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True).map(lambda name: Iri(f"{EXAMPLE}/{name}"))
strings = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
texts = st.builds(Text, value=strings, language=st.sampled_from(["nb", "nn", "en"]))
SIMPLE: dict[object, st.SearchStrategy[object]] = {
    Iri: iris,
    Text: texts,
    str: strings,
    bool: st.booleans(),
    int: st.integers(0, 10**9),
    date: st.dates(),
    Decimal: st.decimals(0, 1, places=2),
}


def values(  # noqa: PLR0911 - one return for each kind of field
    annotation: object, info: FieldInfo
) -> st.SearchStrategy[object]:
    """Give a strategy for one field."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(values(one, info) for one in arguments))
    if origin is tuple:
        inner = values(arguments[0], info)
        least = 1 if info.is_required() else 0
        return st.lists(inner, unique=True, min_size=least, max_size=3).map(tuple)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if annotation is types.NoneType:
        return st.none()
    for part in info.metadata:
        if pattern := getattr(part, "pattern", None):
            return st.from_regex(pattern.replace(r"\d", "[0-9]"), fullmatch=True)
        if annotation is int and isinstance(part, Ge):
            return st.integers(int(typing.cast("int", part.ge)), 10**9)
    if annotation in SIMPLE:
        return SIMPLE[annotation]
    return st.sampled_from(list(typing.cast("type[models.Method]", annotation)))


@st.composite
def things(draw: st.DrawFn) -> Thing:
    """Draw a thing of any class with any values that its model allows."""
    model = draw(st.sampled_from(MODELS))
    data = {
        name: draw(values(info.annotation, info))
        for name, info in model.model_fields.items()
        if name != "iri"
    }
    return model.model_validate({"iri": f"{EXAMPLE}/thing/x", **data})


def as_sets(thing: Thing) -> dict[str, object]:
    """Give the values of a thing; many values have no order in RDF."""
    return {name: frozenset(value) if isinstance(value, tuple) else value for name, value in thing}


def read_back(thing: Thing) -> Thing:
    """Write a thing and read it again from the triples about it."""
    own = [(p.value, o) for s, p, o in triples_of(thing) if s.value == thing.iri]
    return from_triples(thing.iri, own)


@given(thing=things())
def test_a_thing_is_read_as_it_was_written(thing: Thing) -> None:
    found = read_back(thing)
    assert type(found) is type(thing)
    assert as_sets(found) == as_sets(thing)


@given(thing=things())
def test_a_thing_says_all_its_classes_and_nothing_of_others_but_its_edge(thing: Thing) -> None:
    triples = list(triples_of(thing))
    classes = {o.value for s, p, o in triples if p.value == RDF_TYPE}
    assert classes == {str(c) for c in (thing.rdf_class, *SUPERCLASSES[thing.rdf_class])}
    others = {s.value for s, _, _ in triples} - {thing.iri}
    assert others <= ({thing.source} if isinstance(thing, Link) else set())


def test_every_class_that_has_a_model_can_be_drawn() -> None:
    assert {model.rdf_class for model in MODELS} >= {models.Measure.rdf_class}
    assert len({model.rdf_class for model in MODELS}) == len(MODELS)


# --- edges ---


def edges(link: Link) -> set[tuple[str, str, str]]:
    """Give the triples of a link that are about something else than the link."""
    triples = triples_of(link)
    return {(s.value, p.value, o.value) for s, p, o in triples if s.value != link.iri}


@pytest.mark.parametrize("relation", CONTRIBUTING)
def test_a_stated_link_is_its_own_relation_and_a_contribution(
    relation: Property, make_link: Callable[[str, str, Property], Link]
) -> None:
    link = make_link(f"{EXAMPLE}/a", f"{EXAMPLE}/b", relation).model_copy(
        update={"is_stated": True}
    )
    assert edges(link) == {
        (link.source, str(relation), link.target),
        (link.source, str(Property.CONTRIBUTES_TO), link.target),
    }


@pytest.mark.parametrize("relation", CONTRIBUTING)
def test_an_inferred_link_is_a_contribution_alone(
    relation: Property, make_link: Callable[[str, str, Property], Link]
) -> None:
    link = make_link(f"{EXAMPLE}/a", f"{EXAMPLE}/b", relation)
    assert edges(link) == {(link.source, str(Property.CONTRIBUTES_TO), link.target)}


def test_a_likeness_is_no_contribution(
    make_link: Callable[[str, str, Property], Link],
) -> None:
    link = make_link(f"{EXAMPLE}/a", f"{EXAMPLE}/b", Property.RESEMBLES)
    assert edges(link) == {(link.source, str(Property.RESEMBLES), link.target)}


def test_a_citation_without_a_target_draws_no_edge(
    make_link: Callable[[str, str, Property], Link],
) -> None:
    link = make_link(f"{EXAMPLE}/a", f"{EXAMPLE}/b", Property.REFERS_TO)
    assert edges(link.model_copy(update={"target": None})) == set()


# --- terms ---


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.70"), "0.7"),
        (Decimal(1), "1.0"),
        (Decimal("1.00"), "1.0"),
        (Decimal(0), "0.0"),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        (date(2025, 2, 3), "2025-02-03"),
    ],
)
def test_a_value_has_one_spelling(value: object, text: str) -> None:
    assert to_term(value).value == text


def test_a_concept_is_written_as_its_iri() -> None:
    written = to_term(Method.BY_HAND)
    assert written == NamedNode("https://w3id.org/plangraf/vocabulary#method-by-hand")


def test_a_text_that_looks_like_an_iri_stays_a_text() -> None:
    assert to_term("https://example.org/") == Literal("https://example.org/")


def test_every_field_but_the_iri_is_written() -> None:
    for model in MODELS:
        assert [name for name, _ in fields_of(model)] == list(model.model_fields)[1:]


def test_something_of_no_known_class_cannot_be_read() -> None:
    with pytest.raises(KeyError, match=EXAMPLE):
        from_triples(EXAMPLE, [(RDF_TYPE, NamedNode(f"{EXAMPLE}/Colour"))])


def test_what_a_model_does_not_know_is_left_out() -> None:
    number = models.MunicipalityNumber(iri=Iri(EXAMPLE), number="9901")
    triples = [(p.value, o) for _, p, o in triples_of(number)]
    assert from_triples(EXAMPLE, [*triples, (f"{EXAMPLE}/colour", Literal("red"))]) == number


# --- named graphs ---


def test_the_quads_of_a_graph_do_not_depend_on_the_order_of_its_things(
    plan_graph: PlanGraph,
) -> None:
    for part in plan_graph.parts:
        backwards = NamedPart(part.iri, tuple(reversed(part.things)))
        assert quads_of(backwards) == quads_of(part)


def test_the_quads_of_a_plan_graph_are_those_of_its_parts(plan_graph: PlanGraph) -> None:
    quads = to_quads(plan_graph)
    assert [{q.graph_name.value for q in quads_of(part)} for part in plan_graph.parts] == [
        {part.iri} for part in plan_graph.parts
    ]
    assert len(quads) == len(set(quads)) == sum(len(quads_of(p)) for p in plan_graph.parts)
