"""A broken graph violates the shape that is meant to catch it, and only that one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ontology import resource
from ontology.terms import (
    RDF_LANG_STRING,
    XSD_BOOLEAN,
    XSD_DATE,
    XSD_DECIMAL,
    XSD_INTEGER,
    XSD_STRING,
)

ID = Namespace("https://w3id.org/plangraf/id/fjordvik/")
PG = Namespace("https://w3id.org/plangraf/ontology#")
SDG = Namespace("http://metadata.un.org/sdg/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SHAPES = Namespace("https://w3id.org/plangraf/shapes#")

FALSE = Literal("false", datatype=URIRef(XSD_BOOLEAN))

VALID = Graph().parse(Path(__file__).parent / "valid.ttl", format="turtle")
RULES = Graph().parse(resource("shapes.ttl"), format="turtle")


@dataclass(frozen=True)
class Break:
    """A copy of a valid thing with one fault: the shape and constraint that must object."""

    shape: URIRef
    constraint: str
    thing: Node
    values: tuple[Node, ...]

    @property
    def path(self) -> Node:
        """Give the property that is broken."""
        path = RULES.value(self.shape, SH.path)
        assert path is not None
        return path


def string(text: str) -> Literal:
    """Make a literal that names its datatype, as the store gives it back."""
    return Literal(text, datatype=URIRef(XSD_STRING))


def property_shapes() -> list[URIRef]:
    """List the property shapes with a target, by name."""
    found = RULES.subjects(RDF.type, SH.PropertyShape)
    return sorted(shape for shape in found if isinstance(shape, URIRef))


def example(shape: URIRef) -> Node:
    """Find a valid thing of the target class, one with the property if there is one."""
    (target,) = RULES.objects(shape, SH.targetClass)
    path = RULES.value(shape, SH.path)
    things = sorted(VALID.subjects(RDF.type, target), key=str)
    return next((thing for thing in things if (thing, path, None) in VALID), things[0])


def wrong_values(shape: URIRef, constraint: str) -> tuple[Node, ...]:
    """Make values that break one constraint of a shape."""
    datatype = URIRef(str(RULES.value(shape, SH.datatype) or SH.IRI))
    limit = str(RULES.value(shape, SH[constraint])).partition(".")[0]
    kept = sorted(VALID.objects(example(shape), RULES.value(shape, SH.path)), key=str)
    is_text = str(datatype) == RDF_LANG_STRING
    is_number = str(datatype) in (XSD_DECIMAL, XSD_INTEGER)
    number = datatype if is_number else URIRef(XSD_STRING)
    late = Literal("9999999", datatype=number)
    if str(datatype) == XSD_DATE:
        late = Literal("2999-01-01", datatype=datatype)
    values: dict[str, tuple[Node, ...]] = {
        "minCount": (),
        "maxCount": (*kept, another(kept[0])),
        "datatype": (ID.element,),
        "nodeKind": (string("not an IRI"),),
        "in": (PG.nothing,),
        "languageIn": (Literal("langue", lang="fr"),),
        "minInclusive": (Literal(f"-1{limit}", datatype=number),),
        "maxInclusive": (Literal(f"{limit}1", datatype=number),),
        "pattern": (URIRef("http://example.org/0x") if datatype == SH.IRI else string("0x"),),
        "minLength": (Literal("", lang="nb") if is_text else string(""),),
        "lessThanOrEquals": (late,),
    }
    return values[constraint]


def another(value: Node) -> Node:
    """Make a second value beside one; that it may break the same shape twice does no harm."""
    if not isinstance(value, Literal):
        return ID.another
    if value.language:
        return Literal(f"{value} og mer", lang=value.language)
    content = value.toPython()
    if isinstance(content, bool):
        return Literal(not content)
    if isinstance(content, int | Decimal):
        return Literal(content + 1)
    if isinstance(content, date):
        return Literal(content + timedelta(days=1))
    return string(f"{value}b")


CONSTRAINTS = (
    "minCount",
    "maxCount",
    "datatype",
    "nodeKind",
    "in",
    "languageIn",
    "minInclusive",
    "maxInclusive",
    "pattern",
    "minLength",
    "lessThanOrEquals",
)


def breaks() -> Iterator[Break]:
    """Break every constraint of every property shape once, each on a thing of its own."""
    goals = (SDG[str(number)] for number in range(5, 18))
    for shape in property_shapes():
        is_goal = (shape, SH.targetClass, PG.SustainableDevelopmentGoal) in RULES
        for constraint in CONSTRAINTS:
            if (shape, SH[constraint], None) in RULES:
                values = wrong_values(shape, constraint)
                thing = next(goals) if is_goal else ID[f"{shape.rpartition('#')[2]}-{constraint}"]
                yield Break(shape, constraint, thing, values)


BREAKS = list(breaks())


def component(constraint: str) -> URIRef:
    """Name the constraint component of a SHACL parameter."""
    return SH[constraint[0].upper() + constraint[1:] + "ConstraintComponent"]


def broken(fault: Break) -> Iterator[tuple[Node, Node, Node]]:
    """Copy a valid thing under a new name, with the wrong values in place."""
    for predicate, value in VALID.predicate_objects(example(fault.shape)):
        if predicate != fault.path:
            yield (fault.thing, predicate, value)
    for value in fault.values:
        yield (fault.thing, fault.path, value)


@dataclass(frozen=True)
class Report:
    """What a validator says, by focus node, shape and constraint."""

    results: set[tuple[Node | None, Node | None, Node | None]]
    languages: dict[Node | None, set[str | None]]


def report(graph: Graph) -> Report:
    """Validate a graph and read the report."""
    _, found, _ = validate(graph, shacl_graph=RULES, inference="none", advanced=False)
    assert isinstance(found, Graph)
    results = set()
    languages: dict[Node | None, set[str | None]] = {}
    for result in found.subjects(RDF.type, SH.ValidationResult):
        shape = found.value(result, SH.sourceShape)
        focus = found.value(result, SH.focusNode)
        results.add((focus, shape, found.value(result, SH.sourceConstraintComponent)))
        messages = [m for m in found.objects(result, SH.resultMessage) if isinstance(m, Literal)]
        languages.setdefault(shape, set()).update(message.language for message in messages)
    return Report(results, languages)


@pytest.fixture(scope="module")
def all_at_once() -> Report:
    """Validate every broken thing in one graph."""
    graph = VALID + Graph()
    for fault in BREAKS:
        for triple in broken(fault):
            graph.add(triple)
    return report(graph)


def test_the_valid_graph_conforms() -> None:
    assert report(VALID).results == set()


def test_the_valid_graph_has_every_property_of_every_shape() -> None:
    lacking = [
        shape
        for shape in property_shapes()
        if (example(shape), RULES.value(shape, SH.path), None) not in VALID
    ]
    assert lacking == []


@pytest.mark.parametrize(
    "fault", BREAKS, ids=lambda f: f"{f.shape.rpartition('#')[2]}-{f.constraint}"
)
def test_a_broken_thing_violates_its_shape_and_no_other(all_at_once: Report, fault: Break) -> None:
    mine = {result[1:] for result in all_at_once.results if result[0] == fault.thing}
    assert (fault.shape, component(fault.constraint)) in mine
    # A shape that compares its value with the broken one may object as well.
    comparing = set(RULES.subjects(SH.lessThanOrEquals, fault.path))
    assert {shape for shape, _ in mine} <= {fault.shape, *comparing}
    assert all_at_once.languages[fault.shape] == {"nb", "en"}


def only(graph: Graph) -> set[tuple[Node | None, Node | None]]:
    """Validate a graph and give the focus nodes and shapes that objected, in both languages."""
    found = report(graph)
    assert all(languages == {"nb", "en"} for languages in found.languages.values())
    return {(focus, shape) for focus, shape, _ in found.results}


@pytest.mark.parametrize(
    ("thing", "rdf_class", "superclass"),
    [
        (ID.measure, PG.Measure, PG.PlanElement),
        (ID.reference, PG.Reference, PG.Link),
        (ID.restatement, PG.Restatement, PG.Link),
        (ID.municipality, PG.Municipality, PG.Organization),
    ],
)
def test_a_thing_without_its_superclass_is_reported(
    thing: URIRef, rdf_class: URIRef, superclass: URIRef
) -> None:
    graph = VALID + Graph()
    graph.remove((thing, RDF.type, superclass))
    assert only(graph) == {(thing, SHAPES[rdf_class.rpartition("#")[2]])}


SUBCLASSES = sorted(
    (str(shape).rpartition("#")[2], str(required))
    for shape, required in RULES.subject_objects(SH["class"])
)


@pytest.mark.parametrize(("name", "superclass"), SUBCLASSES)
def test_every_subclass_is_checked_for_its_superclass(name: str, superclass: str) -> None:
    graph = Graph()
    graph.add((ID.thing, RDF.type, PG[name]))
    assert (ID.thing, SHAPES[name]) in only(graph)
    graph.add((ID.thing, RDF.type, URIRef(superclass)))
    assert (ID.thing, SHAPES[name]) not in only(graph)


@pytest.mark.parametrize(
    "name",
    sorted(
        str(shape).rpartition("#")[2]
        for shape in RULES.subjects(SH.nodeKind, SH.IRI)
        if (shape, RDF.type, SH.NodeShape) in RULES
    ),
)
def test_a_thing_without_an_iri_is_reported(name: str) -> None:
    graph = Graph()
    thing = BNode()
    graph.add((thing, RDF.type, PG[name]))
    assert SHAPES[name] in {shape for _, shape in only(graph)}


def test_a_goal_of_the_un_under_another_iri_is_reported() -> None:
    graph = VALID + Graph()
    graph.add((SDG["18"], RDF.type, PG.SustainableDevelopmentGoal))
    graph.add((SDG["18"], RDFS.label, Literal("Ingenting", lang="nb")))
    graph.add((SDG["18"], PG.code, string("17")))
    assert only(graph) == {(SDG["18"], SHAPES.SustainableDevelopmentGoal)}


def test_a_link_that_stands_in_the_text_must_stand_somewhere() -> None:
    graph = VALID + Graph()
    graph.remove((ID.link, PG.passage, None))
    assert only(graph) == {(ID.link, SHAPES["Link-evidence"])}


def test_a_link_that_was_inferred_needs_no_passage() -> None:
    graph = VALID + Graph()
    graph.remove((ID.link, PG.passage, None))
    graph.set((ID.link, PG.stated, FALSE))
    assert only(graph) == set()


def test_an_unresolved_reference_has_no_target() -> None:
    graph = VALID + Graph()
    graph.remove((ID.reference, PG.target, None))
    assert only(graph) == set()


def test_a_shape_looks_at_the_triples_of_one_thing_alone() -> None:
    """That a changed graph is validated anew only where it changed rests on this."""
    looking = {SH.targetClass, SH.path, SH.message, SH["or"], SH.hasValue}
    local = looking | {SH[name] for name in CONSTRAINTS}
    for shape in {*RULES.subjects(SH.path), *RULES.subjects(SH.targetClass)}:
        path = RULES.value(shape, SH.path)
        # The classes that a thing names are its own triples; those of what it points to are not.
        allowed = local if path is not None else local | {SH["class"]}
        assert {p for p in RULES.predicates(shape) if p in SH} <= allowed
        assert path is None or isinstance(path, URIRef), "no path goes further than one step"
