"""A small plan graph that the tests of the graph layer share, made by hand."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from pyoxigraph import Quad

from graph.iris import document_iri, element_iri, link_iri, municipality_iri, passage_iri, plan_iri
from graph.models import (
    Iri,
    Link,
    Measure,
    Municipality,
    Passage,
    Plan,
    Reference,
    SocietalMasterPlan,
    SourceDocument,
    Strategy,
    Text,
    ThematicPlan,
    Thing,
    Vision,
)
from graph.plan_graph import NamedPart, PlanGraph
from graph.rdf import quads_of
from ontology.terms import Method, PlanStatus, Property

HOME = municipality_iri("Fjordvik")
SOCIETAL = plan_iri(HOME, "societal_master_plan", "Kommuneplanens samfunnsdel")
THEMATIC = plan_iri(HOME, "thematic_plan", "Temaplan for oppvekst")
VISION = element_iri(SOCIETAL, "vision", "Nær havet")
STRATEGY = element_iri(SOCIETAL, "strategy", "1.A1")
MEASURE = element_iri(THEMATIC, "measure", "Åpne skolene")
LINKS = Iri("https://w3id.org/plangraf/id/graph/links")

Graphs = dict[str, list[Quad]]


def document(letter: str) -> SourceDocument:
    sha256 = letter * 64
    return SourceDocument(
        iri=document_iri(sha256),
        sha256=sha256,
        file_name=f"{letter}.txt",
        media_type="text/plain",
        encoding="utf-8",
    )


def passage(letter: str, quote: str) -> Passage:
    end = len(quote)
    return Passage(
        iri=passage_iri(letter * 64, 0, end),
        document=document(letter).iri,
        line=1,
        start=0,
        end=end,
        quote=quote,
        prefix="",
        suffix="",
    )


def read_plan(model: type[Plan], iri: Iri, title: str, letter: str) -> Plan:
    return model(
        iri=iri,
        label=Text(value=title),
        municipality=HOME,
        period_from=2024,
        period_to=2036,
        status=PlanStatus.ADOPTED,
        source_document=document(letter).iri,
        language="nb",
    )


def link(source: Iri, relation: Property, target: Iri, place: Passage) -> Link:
    return Link(
        iri=link_iri(HOME, source, relation, target),
        source=source,
        target=target,
        relation=relation,
        is_stated=True,
        method=Method.STRUCTURE,
        confidence=Decimal(1),
        rule="outline",
        passages=(place.iri,),
    )


def societal() -> NamedPart:
    vision, strategy = passage("a", "Nær havet"), passage("a", "Vi åpner skolene for alle")
    things: list[Thing] = [
        document("a"),
        vision,
        strategy,
        read_plan(SocietalMasterPlan, SOCIETAL, "Kommuneplanens samfunnsdel", "a"),
        Vision(
            iri=VISION,
            label=Text(value="Nær havet"),
            part_of_plan=SOCIETAL,
            position=0,
            confidence=Decimal(1),
            rule="label",
            passages=(vision.iri,),
        ),
        Strategy(
            iri=STRATEGY,
            label=Text(value="Vi åpner skolene for alle"),
            code="1.A1",
            part_of_plan=SOCIETAL,
            position=1,
            confidence=Decimal("0.95"),
            rule="label",
            passages=(strategy.iri,),
        ),
        link(STRATEGY, Property.REALISES_VISION, VISION, strategy),
    ]
    return NamedPart(Iri(f"{SOCIETAL}/graph"), tuple(sorted(things, key=lambda t: t.iri)))


def thematic(label: str = "Åpne skolene på kveldstid") -> NamedPart:
    place = passage("b", label)
    things: list[Thing] = [
        document("b"),
        place,
        read_plan(ThematicPlan, THEMATIC, "Temaplan for oppvekst", "b"),
        Measure(
            iri=MEASURE,
            label=Text(value=label, language="nn"),
            part_of_plan=THEMATIC,
            position=0,
            confidence=Decimal("0.9"),
            rule="table",
            passages=(place.iri,),
        ),
    ]
    return NamedPart(Iri(f"{THEMATIC}/graph"), tuple(sorted(things, key=lambda t: t.iri)))


def links() -> NamedPart:
    place = passage("b", "Vi åpner skolene")
    things: list[Thing] = [
        Municipality(iri=HOME, label=Text(value="Fjordvik")),
        place,
        Reference(
            iri=link_iri(HOME, MEASURE, Property.REFERS_TO, "0"),
            source=MEASURE,
            target=STRATEGY,
            relation=Property.REFERS_TO,
            is_stated=True,
            method=Method.SIMILAR,
            confidence=Decimal("0.8"),
            rule="table",
            passages=(place.iri,),
            cited_text=Text(value="Vi åpner skolene"),
        ),
    ]
    return NamedPart(LINKS, tuple(sorted(things, key=lambda t: t.iri)))


@pytest.fixture
def plan_graph() -> PlanGraph:
    """Give a graph of two plans: a measure that refers to a strategy that realises a vision."""
    return PlanGraph((links(), societal(), thematic()))


@pytest.fixture
def quads(plan_graph: PlanGraph) -> list[Quad]:
    """Give all quads of the small graph."""
    return [quad for part in plan_graph.parts for quad in quads_of(part)]


@pytest.fixture
def graphs(plan_graph: PlanGraph) -> Graphs:
    """Give the quads of the small graph by named graph."""
    return {part.iri: quads_of(part) for part in plan_graph.parts}


@pytest.fixture
def reworded(graphs: Graphs) -> Graphs:
    """Give the small graph after the thematic plan was read anew with another label."""
    part = thematic("Åpne skolene hver kveld")
    return {**graphs, part.iri: quads_of(part)}


@pytest.fixture
def measure() -> Iri:
    """Give the measure of the small graph."""
    return MEASURE


@pytest.fixture
def strategy() -> Iri:
    """Give the strategy that the measure refers to."""
    return STRATEGY


@pytest.fixture
def vision() -> Iri:
    """Give the vision that the strategy realises."""
    return VISION


@pytest.fixture
def make_link() -> Callable[[str, str, Property], Link]:
    """Give a maker of inferred links between two elements named by a letter."""

    def make(source: str, target: str, relation: Property) -> Link:
        return Link(
            iri=link_iri(HOME, source, relation, target),
            source=Iri(source),
            target=Iri(target),
            relation=relation,
            is_stated=False,
            method=Method.STRUCTURE,
            confidence=Decimal(1),
            rule="test",
        )

    return make
