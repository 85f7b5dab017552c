"""A plan as a document says what the graph says, and is what framing makes of the graph."""

import json
from typing import Any

import pytest
from pyld import jsonld
from rdflib import Graph

from graph.errors import BadInput, NotFound
from graph.store import PlanStore
from ontology.terms import Property
from plangraf.exporting import export_bytes
from plangraf.standards.jsonld_plan import frame_of

SOCIETAL = "Kommuneplanens samfunnsdel 2024–2036"
PLANS = (
    SOCIETAL,
    "Temaplan for oppvekst 2025–2032",
    "Handlingsplan for oppvekstreformen",
    "Handlings- og økonomiplan 2025–2028",
    "Temaplan for helse og omsorg",
)


def _document(store: PlanStore, plan: str) -> dict[str, Any]:
    return dict(json.loads(export_bytes(store, "jsonld", plan)))


@pytest.fixture(scope="module")
def whole(example: PlanStore) -> dict[str, Any]:
    return dict(json.loads(export_bytes(example, "jsonld")))


@pytest.fixture(scope="module")
def union(example: PlanStore) -> Graph:
    return Graph().parse(data=export_bytes(example, "nt"), format="nt")


def _in_order(value: Any) -> Any:
    """Return JSON with every list in one order: sets have none."""
    if isinstance(value, dict):
        return {key: _in_order(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(map(_in_order, value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


@pytest.mark.parametrize("plan", PLANS)
def test_all_that_it_says_stands_in_the_graph(example: PlanStore, union: Graph, plan: str) -> None:
    said = jsonld.to_rdf(_document(example, plan), {"format": "application/n-quads"})
    read = Graph().parse(data=said, format="nt")
    assert len(read) > 2
    assert not [triple for triple in read if triple not in union]


@pytest.mark.parametrize("plan", PLANS)
def test_framing_the_whole_graph_gives_the_same(
    example: PlanStore, whole: dict[str, Any], plan: str
) -> None:
    document = _document(example, plan)
    framed = jsonld.frame(whole, frame_of(example, document["id"]), {"omitDefault": True})
    assert _in_order(jsonld.expand(document)) == _in_order(jsonld.expand(framed))


def _below(thing: dict[str, Any], *words: str) -> list[dict[str, Any]]:
    word, *rest = words
    found = thing.get(word, [])
    return [inner for one in found for inner in (_below(one, *rest) if rest else [one])]


def test_the_hierarchy_goes_from_the_vision_down_to_measures_of_other_plans(
    example: PlanStore,
) -> None:
    document = _document(example, SOCIETAL)
    roots = document["elements"]
    assert "Vision" in {kind for root in roots for kind in root["type"]}
    coded = {
        one["code"]: one
        for depth in range(6)
        for one in _below(document, "elements", *["contributions"] * depth)
        if "code" in one
    }
    measures = coded["1.B1"]["contributions"]
    plans = {one["partOfPlan"]["label"]["nb"] for one in measures}
    assert "Handlings- og økonomiplan 2025–2028" in plans


def test_a_measure_tells_its_thread_up_to_the_vision(example: PlanStore) -> None:
    document = _document(example, "Handlings- og økonomiplan 2025–2028")
    name = "Sikre to voksne i klasserommet på første trinn"
    (measure,) = (
        one
        for depth in range(3)
        for one in _below(document, "elements", *["contributions"] * depth)
        if one["label"].get("nb") == name
    )
    kinds, thing = [], measure
    while found := [one for one in thing.get("contributesTo", []) if isinstance(one, dict)]:
        thing = found[0] if "Initiative" not in found[0]["type"] else found[-1]
        kinds.append(thing["type"][-1] if thing["type"][0] == "PlanElement" else thing["type"][0])
    assert kinds[0] == "Strategy"
    assert kinds[-1] in {"Vision", "FocusArea"}


def test_what_stands_in_a_plan_is_under_it_once_for_each_thing_it_contributes_to(
    example: PlanStore,
) -> None:
    document = _document(example, "Temaplan for oppvekst 2025–2032")
    shown = {
        one["id"]
        for depth in range(6)
        for one in _below(document, "elements", *["contributions"] * depth)
    }
    own = {
        quad.subject.value
        for quad in example.of_object(document["id"])
        if quad.predicate.value == Property.PART_OF_PLAN
    }
    assert own <= shown


def test_only_a_plan_is_a_plan(example: PlanStore) -> None:
    with pytest.raises(BadInput, match="export-not-plan"):
        export_bytes(example, "jsonld", "1.B1")
    with pytest.raises(NotFound, match="element-unknown"):
        export_bytes(example, "jsonld", "Temaplan for månereiser")
    with pytest.raises(BadInput, match="export-plan-format"):
        export_bytes(example, "csv", SOCIETAL)
