"""A mapping set says what the graph says, read by a library that is not ours."""

import csv
from pathlib import Path

import pytest
import sssom_pydantic
from pyoxigraph import Literal, NamedNode, Quad
from sssom_pydantic import SemanticMapping

import plangraf
from graph.store import PlanStore
from ontology.terms import PGV, PREFIXES, Property
from plangraf.exporting import export_bytes

ID = "https://w3id.org/plangraf/id/"
PLANS = (
    "Kommuneplanens samfunnsdel 2024-2036\nFjordvik kommune\n\n"
    "Satsingsområde 1: Oppvekst\n\nDelmål 1.A: Barn er trygge\n\n"
    "Strategi 1.A1: Vi åpner en kafé\n"
)


def _read(tmp_path: Path, store: PlanStore) -> list[SemanticMapping]:
    file = tmp_path / "henvisninger.sssom.tsv"
    file.write_bytes(export_bytes(store, "sssom"))
    return list(sssom_pydantic.read(file).mappings)


@pytest.fixture(scope="module")
def mappings(
    example: PlanStore, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, SemanticMapping]:
    """Give the mappings of the example by the link's IRI."""
    found = _read(tmp_path_factory.mktemp("sssom"), example)
    return {_full(mapping.record.curie): mapping for mapping in found}


def _full(curie: str) -> str:
    prefix, _, rest = curie.partition(":")
    return {**PREFIXES, "plan": ID}[prefix] + rest


def _said(store: PlanStore, link: str, prop: Property) -> list[str]:
    return [term.value for predicate, term in store.describe(link) if predicate == prop]


def test_each_reference_and_restatement_is_a_mapping_as_the_graph_tells_it(
    example: PlanStore, mappings: dict[str, SemanticMapping]
) -> None:
    links = {
        quad.subject.value
        for quad in example.of_predicate(Property.RELATION)
        if quad.object.value == Property.RESTATES
    } | {quad.subject.value for quad in example.of_predicate(Property.CITED_TEXT)}
    assert set(mappings) == links
    for link, mapping in mappings.items():
        assert _said(example, link, Property.SOURCE) == [_full(mapping.subject.curie)]
        assert _said(example, link, Property.RELATION) == [_full(mapping.predicate.curie)]
        target = _said(example, link, Property.TARGET)
        found = mapping.object.curie
        assert target == ([] if found == "sssom:NoTermFound" else [_full(found)])
        cited = _said(example, link, Property.CITED_TEXT)
        extension = mapping.extensions.get("cited_text") if mapping.extensions else None
        assert [" ".join(text.split()) for text in cited] == (
            [extension.value] if extension else []
        )


def _rows(store: PlanStore) -> list[dict[str, str]]:
    """Read the columns that the library leaves out."""
    lines = export_bytes(store, "sssom").decode().splitlines()
    return list(csv.DictReader((x for x in lines if not x.startswith("#")), dialect="excel-tab"))


def test_what_a_human_chose_is_by_that_human(example: PlanStore) -> None:
    curated = "semapv:ManualMappingCuration"
    (row,) = (row for row in _rows(example) if row["mapping_justification"] == curated)
    assert row["author_label"] == "Kari Nordmann"
    assert row["mapping_date"] == "2025-11-03"
    assert row["comment"] == "Naustet er et kommunalt båthus, ikke et skolebygg."


@pytest.mark.parametrize(("action", "agreed"), [("accept", "1.0"), ("reject", "-1.0")])
def test_what_a_human_went_over_is_reviewed(example: PlanStore, action: str, agreed: str) -> None:
    chosen = NamedNode(f"{PGV}action-{action}")
    quads = [
        Quad(q.subject, q.predicate, chosen, q.graph_name)
        if q.predicate.value == Property.ACTION
        else q
        for q in example.quads()
    ]
    (row,) = (row for row in _rows(PlanStore.of(quads)) if row["reviewer_label"])
    assert (row["reviewer_label"], row["author_label"]) == ("Kari Nordmann", "")
    assert (row["reviewer_agreement"], row["review_date"]) == (agreed, "2025-11-03")


def test_a_reference_that_may_mean_two_things_names_them_and_maps_to_none(
    example: PlanStore,
) -> None:
    (row,) = (r for r in _rows(example) if r["cited_text"] == "Trygge nærmiljøer der de kan møtes")
    assert (row["object_id"], row["confidence"]) == ("sssom:NoTermFound", "")
    named = [part.partition("=")[2].split(" ") for part in row["other"].split("|")]
    assert [(curie.rpartition("/")[2], score) for curie, score in named] == [
        ("2.A", "0.84"),
        ("1.C", "0.84"),
    ]


def test_no_text_of_a_plan_breaks_the_table(example: PlanStore, tmp_path: Path) -> None:
    cited = next(iter(example.of_predicate(Property.CITED_TEXT)))
    hostile = 'a\tb\r\n"c" | d\x00\n#curie_map:\n  x: y'
    quads = [
        Quad(q.subject, q.predicate, Literal(hostile, language="nb"), q.graph_name)
        if q == cited
        else q
        for q in example.quads()
    ]
    found = {_full(m.record.curie): m for m in _read(tmp_path, PlanStore.of(quads))}
    mapping = found[cited.subject.value]
    assert mapping.extensions is not None
    assert mapping.extensions["cited_text"].value == " ".join(
        hostile.replace("\x00", "\ufffd").split()
    )


def test_one_licence_of_all_plans_is_that_of_the_set(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "samfunnsdel.txt").write_text(PLANS, encoding="utf-8")
    licence = "https://creativecommons.org/licenses/by/4.0/"
    (plans / "plangraf.toml").write_text(f'license = "{licence}"\n', encoding="utf-8")
    plangraf.build([plans], tmp_path / "graph")
    text = export_bytes(PlanStore.open(tmp_path / "graph"), "sssom").decode()
    assert f'# license: "{licence}"' in text.splitlines()
