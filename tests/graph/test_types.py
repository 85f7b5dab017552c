"""The short names of types."""

from graph.types import json_type
from ontology.terms import SUPERCLASSES, TYPE_NAME, Class


def test_every_class_with_its_superclasses_gives_its_own_name() -> None:
    abstract = {Class.PLAN_ELEMENT, Class.GOAL}
    found = {
        cls: json_type([*map(str, SUPERCLASSES[cls]), str(cls)])
        for cls in Class
        if cls not in abstract
    }
    assert found == {cls: TYPE_NAME[cls] for cls in found}


def test_an_abstract_class_alone_has_no_name() -> None:
    assert json_type([str(Class.GOAL), str(Class.PLAN_ELEMENT)]) is None


def test_the_order_of_the_classes_does_not_matter() -> None:
    classes = [str(Class.MUNICIPALITY), str(Class.ORGANIZATION)]
    assert json_type(classes) == json_type(reversed(classes)) == "municipality"
