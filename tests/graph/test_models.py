"""The models: frozen, strict, and every field is a term of the ontology."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from graph.models import Iri, Link, Measure, Passage, Text, Thing
from ontology.terms import Method, Property

MEASURE = {
    "iri": Iri("https://example.org/m"),
    "label": Text(value="Åpne skolene"),
    "part_of_plan": Iri("https://example.org/p"),
    "position": 0,
    "confidence": Decimal("0.9"),
    "rule": "table",
    "passages": (Iri("https://example.org/passage"),),
}


def subclasses(model: type[Thing]) -> set[type[Thing]]:
    return {model}.union(*(subclasses(below) for below in model.__subclasses__()))


def test_a_thing_cannot_be_changed() -> None:
    measure = Measure.model_validate(MEASURE)
    with pytest.raises(ValidationError, match="frozen"):
        measure.rule = "another"  # type: ignore[misc]


@pytest.mark.parametrize("model", sorted(subclasses(Thing), key=lambda m: m.__name__))
def test_a_field_that_nobody_declared_is_refused(model: type[Thing]) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        model.model_validate({"iri": "https://example.org/x", "colour": "red"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("confidence", Decimal("1.01")),
        ("confidence", Decimal("-0.1")),
        ("confidence", Decimal("0.123")),
        ("position", -1),
        ("passages", ()),
        ("label", {"value": ""}),
        ("label", {"value": "Åpne", "language": "de"}),
        ("empty_columns", ("https://example.org/no-property",)),
    ],
)
def test_a_value_that_the_ontology_does_not_allow_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Measure.model_validate({**MEASURE, name: value})


def test_an_element_stands_somewhere() -> None:
    without = {name: value for name, value in MEASURE.items() if name != "passages"}
    with pytest.raises(ValidationError, match="passages"):
        Measure.model_validate(without)


def test_lines_are_counted_from_one() -> None:
    with pytest.raises(ValidationError, match="line"):
        Passage(
            iri=Iri("https://example.org/x"), document=Iri("https://example.org/d"), line=0,
            start=0, end=1, quote="a", prefix="", suffix="",
        )  # fmt: skip


def test_a_relation_can_be_compared_with_a_property() -> None:
    link = Link.model_validate(
        {
            "iri": "https://example.org/l",
            "source": "https://example.org/a",
            "relation": str(Property.REFERS_TO),
            "is_stated": True,
            "method": "exact",
            "confidence": 1,
            "rule": "table",
        }
    )
    assert link.relation is Property.REFERS_TO
    assert link.method is Method.EXACT
    assert link.target is None


def test_a_text_is_bokmal_unless_it_says_otherwise() -> None:
    assert Text(value="mål").language == "nb"


def test_things_with_the_same_facts_are_equal() -> None:
    assert Measure.model_validate(MEASURE) == Measure.model_validate(MEASURE)
    assert Measure.model_validate(MEASURE) != Measure.model_validate({**MEASURE, "position": 1})
