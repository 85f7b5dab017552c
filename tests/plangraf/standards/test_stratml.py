"""Plans as StratML: what comes back when they are read again, and what is said to be lost."""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml import etree

import plangraf
from graph.errors import BadInput
from graph.models import Iri, Measure, Plan, PlanElement
from graph.store import PlanStore
from plangraf import cli
from plangraf.exporting import export_bytes, export_losses
from plangraf.standards.plan_outline import PlanOutline, kind_of, read_plans
from plangraf.standards.stratml_writer import NAMESPACES
from plangraf.standards.things import Things

EXAMPLE = Path(__file__).parents[3] / "examples" / "fjordvik"
FORMATS = {"stratml": 2, "stratml1": 1}
SAMFUNNSDEL = "Kommuneplanens samfunnsdel 2024–2036"
KLIMA = "Temaplan for klima og natur 2024–2030"
#: What an element says that StratML has room for, or our lines in it.
KEPT = ("label", "code", "descriptions", "owner", "part_of_plan")
MEASURED = ("responsible", "deadline", "cost", "progress", "indicator")
PLAN_KEPT = (
    "label", "municipality", "period_from", "period_to", "adopted", "adopted_by", "status",
    "evaluation_due", "language",
)  # fmt: skip


def _documents(store: PlanStore, fmt: str) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(export_bytes(store, fmt))) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(f"{{*}}{name}")


@pytest.fixture(scope="module", params=FORMATS)
def again(
    request: pytest.FixtureRequest, example: PlanStore, tmp_path_factory: pytest.TempPathFactory
) -> PlanStore:
    """Give the graph that is built of the plans as StratML and of nothing else."""
    folder = tmp_path_factory.mktemp("stratml")
    (folder / "planer.zip").write_bytes(export_bytes(example, request.param))
    plangraf.build([folder / "planer.zip"], folder / "graph")
    return PlanStore.open(folder / "graph")


def _outlines(store: PlanStore) -> dict[Iri, PlanOutline]:
    things = Things(store)
    return {plan.iri: PlanOutline.of(things, plan) for plan in read_plans(things)}


def _said(element: PlanElement) -> dict[str, object]:
    fields = KEPT + (MEASURED if isinstance(element, Measure) else ())
    return {"type": kind_of(element)} | {name: getattr(element, name) for name in fields}


def _all_said(outlines: Mapping[Iri, PlanOutline]) -> dict[Iri, dict[str, object]]:
    return {one.iri: _said(one) for outline in outlines.values() for one in outline.elements}


# --- the round trip ----------------------------------------------------------------------------


def test_every_plan_comes_back_with_its_iri_and_what_it_says_of_itself(
    example: PlanStore, again: PlanStore
) -> None:
    def told(plan: Plan) -> dict[str, object]:
        return {"kind": plan.rdf_class} | {name: getattr(plan, name) for name in PLAN_KEPT}

    before = {iri: told(one.plan) for iri, one in _outlines(example).items()}
    assert {iri: told(one.plan) for iri, one in _outlines(again).items()} == before


def test_every_element_comes_back_with_its_iri_and_words(
    example: PlanStore, again: PlanStore
) -> None:
    before = _all_said(_outlines(example))
    assert len(before) > 100
    assert _all_said(_outlines(again)) == before


def test_every_element_stands_under_the_same_one(example: PlanStore, again: PlanStore) -> None:
    def parents(store: PlanStore) -> dict[Iri, Iri]:
        found = _outlines(store).values()
        return {child: one.iri for outline in found for child, one in outline.parents.items()}

    assert parents(again) == parents(example)


def test_references_are_understood_anew_from_their_words(
    example: PlanStore, again: PlanStore
) -> None:
    def cited(store: PlanStore) -> set[tuple[Iri, str, str | None]]:
        return {
            (source, link.cited_text.value, link.target)
            for outline in _outlines(store).values()
            for source, links in outline.cited.items()
            for link in links
            if link.method.name != "BY_HAND"
        }

    by_hand = 1  # what a human decided of one reference stands in no plan
    assert cited(example) <= cited(again)
    assert len(cited(again) - cited(example)) == by_hand


# --- what stands in a document --------------------------------------------------------------


def test_each_plan_that_was_read_is_a_document_in_the_namespace_of_its_part(
    example: PlanStore,
) -> None:
    titles = {plan.label.value for plan in read_plans(Things(example))}
    for fmt, part in FORMATS.items():
        roots = _documents(example, fmt).values()
        assert {etree.QName(root).namespace for root in roots} == {NAMESPACES[part]}  # type: ignore[index]
        assert {root.findtext("{*}Name") for root in roots} == titles


def test_a_plan_alone_is_the_document_of_the_archive(example: PlanStore) -> None:
    alone = etree.fromstring(export_bytes(example, "stratml", KLIMA))
    told = [etree.tostring(root) for root in _documents(example, "stratml").values()]
    assert etree.tostring(alone) in told


def test_the_top_of_a_hierarchy_is_a_goal_and_all_below_it_objectives(example: PlanStore) -> None:
    root = etree.fromstring(export_bytes(example, "stratml", SAMFUNNSDEL))
    goals = [goal.findtext("{*}Name") for goal in _all(root, "Goal")]
    outline = next(o for o in _outlines(example).values() if o.plan.label.value == SAMFUNNSDEL)
    assert goals == [one.label.value for one in outline.of_kind("focus_area")]
    objectives = {one.findtext("{*}Name") for one in _all(root, "Objective")}
    below = outline.of_kind("main_goal", "sub_goal", "strategy")
    assert objectives == {one.label.value for one in below}


def test_identifiers_are_ids_of_xml_and_no_two_are_the_same(example: PlanStore) -> None:
    for root in _documents(example, "stratml").values():
        ids = [one.text or "" for one in _all(root, "Identifier")]
        assert len(set(ids)) == len(ids)
        assert all(own.startswith("_") and own.replace("-", "_").isidentifier() for own in ids)


def test_a_measure_tells_who_does_it_and_by_what_it_is_measured(example: PlanStore) -> None:
    root = etree.fromstring(export_bytes(example, "stratml", KLIMA))
    name = "Byte ut kommunale køyretøy med utsleppsfrie"
    (measure,) = (one for one in _all(root, "Objective") if one.findtext("{*}Name") == name)
    assert measure.findtext("{*}Stakeholder/{*}Name") == "Eigedom og drift"
    indicator = measure.find("{*}PerformanceIndicator")
    assert indicator is not None
    assert indicator.findtext("{*}MeasurementDimension") == "Del utsleppsfrie køyretøy"
    assert indicator.findtext("{*}MeasurementInstance/{*}TargetResult/{*}EndDate") == "2028-12-31"


def test_the_first_part_has_no_indicators_but_their_words(example: PlanStore) -> None:
    root = etree.fromstring(export_bytes(example, "stratml1", KLIMA))
    assert not list(_all(root, "PerformanceIndicator"))
    told = [one.text or "" for one in _all(root, "OtherInformation")]
    assert "plangraf:indicator Del utsleppsfrie køyretøy" in "\n".join(told).splitlines()


def test_what_is_no_plan_is_refused(example: PlanStore) -> None:
    with pytest.raises(BadInput) as refused:
        export_bytes(example, "stratml", "1.A2")
    assert refused.value.reference == "export-not-plan"
    with pytest.raises(BadInput) as refused:
        export_bytes(example, "stratml", "Temaplan for helse og omsorg")
    assert refused.value.reference == "export-plan-cited"
    with pytest.raises(BadInput) as refused:
        export_bytes(example, "gexf", KLIMA)
    assert refused.value.reference == "export-plan-format"


def test_the_text_of_a_plan_stays_text(tmp_path: Path) -> None:
    hostile = "Bygge <Goal>bru</Goal> & \x07 ]]> plangraf:type vision"
    text = f"# Temaplan for bruer\n\nNes kommune\n\n## Tiltak\n\n- {hostile}\n"
    (tmp_path / "plan.md").write_text(text, encoding="utf-8")
    plangraf.build([tmp_path / "plan.md"], tmp_path / "graph")
    root = next(iter(_documents(PlanStore.open(tmp_path / "graph"), "stratml").values()))
    (objective,) = _all(root, "Objective")
    name = objective.findtext("{*}Name") or ""
    assert "<Goal>bru</Goal> &" in name
    assert "\x07" not in name
    told = (objective.findtext("{*}OtherInformation") or "").splitlines()
    assert [line for line in told if line.startswith("plangraf:type")] == ["plangraf:type measure"]


# --- what is lost ------------------------------------------------------------------------------


def test_what_is_lost_is_counted_by_kind_for_all_plans_and_for_one(example: PlanStore) -> None:
    whole, alone = export_losses(example, "stratml"), export_losses(example, "stratml", KLIMA)
    assert whole is not None
    assert alone is not None
    counts = {loss.kind: loss.count for loss in whole.items}
    things = Things(example)
    outlines = _outlines(example).values()
    assert counts["reference"] == sum(len(c) for o in outlines for c in o.cited.values())
    assert counts["restatement"] == sum(len(o.restated) for o in outlines)
    assert counts["cited"] == sum(plan.is_cited_only for plan in things.of(Plan))
    assert counts["decision"] == 2
    assert all(loss.count <= counts[loss.kind] for loss in alone.items)
    assert "decision" not in {loss.kind for loss in alone.items}


def test_only_the_first_part_loses_indicators(example: PlanStore) -> None:
    def kinds(fmt: str) -> set[str]:
        found = export_losses(example, fmt, KLIMA)
        return {loss.kind for loss in found.items} if found else set()

    assert kinds("stratml1") - kinds("stratml") == {"indicator"}


def test_formats_of_the_whole_graph_lose_nothing_that_is_told(example: PlanStore) -> None:
    assert export_losses(example, "trig") is None


def test_the_command_tells_what_is_lost_beside_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: PlanStore
) -> None:
    graph = str(tmp_path / "graph")
    plangraf.build([EXAMPLE], graph)
    line = ["export", "--graph", graph, "--format", "stratml", "--plan", KLIMA]
    assert cli.run([*line, "--out", str(tmp_path / "klima.xml"), "--json"]) == 0
    captured = capsys.readouterr()
    answer = json.loads(captured.out)
    losses = export_losses(example, "stratml", KLIMA)
    assert losses is not None
    assert answer["losses"] == losses.json()
    assert "stratml-not-held: " in captured.err
    assert losses.told() in captured.err


def test_reading_tells_programs_what_was_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "plan.xml"
    path.write_text(
        "<StrategicPlan><Name>Temaplan for luft</Name><StrategicPlanCore><Mission>"
        "<Description>Å tjene</Description></Mission></StrategicPlanCore></StrategicPlan>",
        encoding="utf-8",
    )
    assert plangraf.read(path)["document"]["losses"] == {
        "standard": "StratML", "direction": "import",
        "losses": [{"kind": "mission", "count": 1, "kept_as_text": False}],
    }  # fmt: skip
    assert plangraf.read(EXAMPLE / "samfunnsdel.md")["document"]["losses"] is None
