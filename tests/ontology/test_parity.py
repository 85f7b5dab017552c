"""Models and shapes say the same of every field, both ways."""

import types
import typing
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from annotated_types import Ge, Le
from pydantic.fields import FieldInfo
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from graph import models
from graph.models import Iri, Of, Text, Thing
from ontology.terms import (
    RDF_LANG_STRING,
    RDFS_LABEL,
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
)

SH = Namespace("http://www.w3.org/ns/shacl#")

DATATYPES: dict[object, str] = {
    bool: XSD_BOOLEAN,
    date: XSD_DATE,
    Decimal: XSD_DECIMAL,
    int: XSD_INTEGER,
    str: XSD_STRING,
    Text: RDF_LANG_STRING,
}

MODELS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, Thing) and model is not Thing
]


def own_fields(model: type[Thing]) -> dict[str, FieldInfo]:
    """List by property the fields that a model declares itself."""
    inherited = {name for base in model.__bases__ for name in getattr(base, "model_fields", {})}
    return {
        of.iri: field
        for name, field in model.model_fields.items()
        if name not in inherited
        for of in field.metadata
        if isinstance(of, Of)
    }


FIELDS = [
    (model.rdf_class, path, field) for model in MODELS for path, field in own_fields(model).items()
]
IDS = [
    f"{str(rdf_class).rpartition('#')[2]}-{path.rpartition('#')[2]}"
    for rdf_class, path, _ in FIELDS
]


def value_type(field: FieldInfo) -> object:
    """Give the type of one value of a field, without None and without tuple."""
    annotation = field.annotation
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        (annotation,) = set(typing.get_args(annotation)) - {types.NoneType}
    if typing.get_origin(annotation) is tuple:
        annotation = typing.get_args(annotation)[0]
    return annotation


def shape_of(shapes: Graph, rdf_class: str, path: str) -> URIRef:
    """Find the one property shape for a class and a path."""
    (shape,) = (
        shape
        for shape in shapes.subjects(SH.path, URIRef(path))
        if (shape, SH.targetClass, URIRef(rdf_class)) in shapes
    )
    assert isinstance(shape, URIRef)
    return shape


def bound(field: FieldInfo, kind: type[Ge | Le]) -> float | None:
    """Give the lower or upper bound of a field, or None."""
    for part in field.metadata:
        if isinstance(part, kind):
            return float(str(part.ge if isinstance(part, Ge) else part.le))
    return None


def number(value: object) -> float | None:
    """Give a literal of the shapes as a number."""
    return float(value) if isinstance(value, Literal) else None


def test_every_model_has_a_shape_and_every_shape_a_model(shapes: Graph) -> None:
    targets = {str(o) for o in shapes.objects(None, SH.targetClass)}
    assert targets == {model.rdf_class.value for model in MODELS}


def test_there_is_a_property_shape_for_every_field_and_no_other(shapes: Graph) -> None:
    shaped = sorted(
        (str(target), str(shapes.value(shape, SH.path)))
        for shape in shapes.subjects(RDF.type, SH.PropertyShape)
        for target in shapes.objects(shape, SH.targetClass)
    )
    assert shaped == sorted((rdf_class.value, path) for rdf_class, path, _ in FIELDS)


def test_every_field_of_every_model_names_its_term() -> None:
    for model in MODELS:
        for name, field in model.model_fields.items():
            named = [part.iri for part in field.metadata if isinstance(part, Of)]
            assert name == "iri" or len(named) == 1, f"{model.__name__}.{name}"
            assert set(named) <= {RDFS_LABEL, *Property}


@pytest.mark.parametrize(("rdf_class", "path", "field"), FIELDS, ids=IDS)
def test_a_field_is_required_exactly_where_the_shape_says_so(
    shapes: Graph, rdf_class: Class, path: str, field: FieldInfo
) -> None:
    always_written = field.is_required() or field.get_default() not in (None, ())
    shape = shape_of(shapes, rdf_class, path)
    assert number(shapes.value(shape, SH.minCount)) == (1 if always_written else None)


@pytest.mark.parametrize(("rdf_class", "path", "field"), FIELDS, ids=IDS)
def test_a_field_holds_many_values_exactly_where_the_shape_says_so(
    shapes: Graph, rdf_class: Class, path: str, field: FieldInfo
) -> None:
    is_many = typing.get_origin(field.annotation) is tuple
    shape = shape_of(shapes, rdf_class, path)
    assert number(shapes.value(shape, SH.maxCount)) == (None if is_many else 1)


@pytest.mark.parametrize(("rdf_class", "path", "field"), FIELDS, ids=IDS)
def test_a_field_has_the_values_the_shape_asks_for(
    shapes: Graph, rdf_class: Class, path: str, field: FieldInfo
) -> None:
    shape = shape_of(shapes, rdf_class, path)
    datatype = shapes.value(shape, SH.datatype)
    members = shapes.value(shape, SH["in"])
    choices = None if members is None else {str(m) for m in Collection(shapes, members)}
    kind = value_type(field)
    if kind in {Iri, Class, Property}:
        assert (datatype, choices) == (None, None)
        assert shapes.value(shape, SH.nodeKind) == SH.IRI
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        concepts = typing.cast("list[Concept]", list(kind))
        assert datatype is None
        assert choices == {concept_iri(concept) for concept in concepts}
    elif typing.get_origin(kind) is typing.Literal:
        assert (str(datatype), choices) == (XSD_STRING, set(typing.get_args(kind)))
    else:
        assert (str(datatype), choices) == (DATATYPES[kind], None)


@pytest.mark.parametrize(("rdf_class", "path", "field"), FIELDS, ids=IDS)
def test_a_field_has_the_bounds_and_the_pattern_of_the_shape(
    shapes: Graph, rdf_class: Class, path: str, field: FieldInfo
) -> None:
    shape = shape_of(shapes, rdf_class, path)
    assert bound(field, Ge) == number(shapes.value(shape, SH.minInclusive))
    assert bound(field, Le) == number(shapes.value(shape, SH.maxInclusive))
    if value_type(field) is str:
        patterns = [p for part in field.metadata if (p := getattr(part, "pattern", None))]
        # \d also matches digits of other scripts; the shapes mean 0 to 9.
        expected = [p.replace(r"\d", "[0-9]") for p in patterns]
        assert list(map(str, shapes.objects(shape, SH.pattern))) == expected


@pytest.mark.parametrize(
    ("rdf_class", "path"),
    [(rdf_class, path) for rdf_class, path, field in FIELDS if value_type(field) is Text],
)
def test_a_text_has_a_language_of_the_models(shapes: Graph, rdf_class: Class, path: str) -> None:
    shape = shape_of(shapes, rdf_class, path)
    languages = shapes.value(shape, SH.languageIn)
    assert languages is not None
    permitted = {str(language) for language in Collection(shapes, languages)}
    assert permitted == set(typing.get_args(models.Language))
    assert number(shapes.value(shape, SH.minLength)) == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_derives_from_models_of_its_superclasses(model: type[Thing]) -> None:
    bases = [base.rdf_class for base in model.__mro__[1:] if base in MODELS]
    assert set(bases) <= set(SUPERCLASSES[model.rdf_class])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_shape_of_a_subclass_asks_for_the_superclass(shapes: Graph, model: type[Thing]) -> None:
    bases = [base.rdf_class for base in model.__bases__ if base in MODELS]
    asked = [
        str(required)
        for shape in shapes.subjects(SH.targetClass, URIRef(model.rdf_class))
        for required in shapes.objects(shape, SH["class"])
    ]
    assert asked == [base.value for base in bases]


@pytest.mark.parametrize("prop", Property, ids=lambda prop: prop.rpartition("#")[2])
def test_a_property_is_a_field_or_an_edge(ontology: Graph, prop: Property) -> None:
    edges = {"contributesTo", "restates", "resembles", "groundedIn", "cites", "replaces"}
    edges |= {"isVersionOf"}
    local_name = prop.rpartition("#")[2]
    contributes = (URIRef(prop), RDFS.subPropertyOf, URIRef(Property.CONTRIBUTES_TO)) in ontology
    is_field = any(path == prop for _, path, _ in FIELDS)
    assert is_field != (local_name in edges or contributes)
