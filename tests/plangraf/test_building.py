"""What one build leaves to the next, and what it makes of plans whose source was not read."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import plangraf
from graph.iris import plan_graph_iri
from graph.models import Link, PlanElement
from graph.store import PlanStore
from ontology.terms import Property
from plangraf.building import Built
from queries.answers import Thread
from queries.catalogue import Catalogue
from queries.tracing import threads

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
SAYS_SO = "Alle satsingsområder, delmål og strategier i samfunnsdelen skal bidra til visjonen. "
FILES = ("graph.trig", "graph.ttl", "findings.json", "coverage.json", "build.json")
Plan = Callable[..., bytes]


def written(graph: Path) -> dict[str, bytes]:
    return {name: (graph / name).read_bytes() for name in FILES}


PLANS = {
    "natur": ("Verne myra ved vannet", "Plante trær langs veien"),
    "kultur": ("Åpne biblioteket om søndagen", "Gi korene faste øverom"),
    "helse": ("Ansette to jordmødre", "Tilby frokost i barnehagen"),
}


@pytest.fixture
def texts(tmp_path: Path, as_text: Plan) -> Path:
    """Give a folder with three plans as text."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, measures in PLANS.items():
        (folder / f"{name}.md").write_bytes(as_text(name, measures))
    return folder


def test_a_rebuild_after_one_plan_changed_changes_that_plans_graph_alone(
    texts: Path, tmp_path: Path
) -> None:
    first = plangraf.build([texts], tmp_path / "graph")
    natur = next(plan for plan in first.plans() if "natur" in plan.label.value)
    assert {plan_graph_iri(plan.iri) for plan in first.plans()} < set(first.changed)
    plan = texts / "natur.md"
    plan.write_text(plan.read_text("utf-8").replace("langs veien", "i parken"), "utf-8")
    again = plangraf.build([texts], tmp_path / "graph")
    assert again.changed == (plan_graph_iri(natur.iri),)
    assert plangraf.build([texts], tmp_path / "graph").changed == ()


def test_of_two_builds_into_one_folder_one_waits_or_is_refused_and_the_graph_is_whole(
    texts: Path, tmp_path: Path
) -> None:
    graph = tmp_path / "graph"
    command = [sys.executable, "-m", "plangraf.cli", "build", str(texts), "--out", str(graph)]
    home = Path(__file__).parents[2]
    running = [
        subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=home
        )
        for _ in range(3)
    ]
    outcomes = [(build.communicate(timeout=120)[1], build.returncode) for build in running]
    assert 0 in [code for _, code in outcomes]
    for told, code in outcomes:
        assert code == 0 or "output-busy" in told
        assert "Traceback" not in told
    plangraf.build([texts], tmp_path / "alone")
    assert written(graph) == written(tmp_path / "alone")


@pytest.fixture
def without_source(tmp_path: Path) -> Path:
    """Give the example without the samfunnsdel, which a plan says all levels of serve a vision."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "plans"))
    (folder / "samfunnsdel.md").unlink()
    plan = folder / "temaplan-oppvekst.txt"
    text = plan.read_text("utf-8")
    assert "I hver satsing" in text
    plan.write_text(text.replace("I hver satsing", f"{SAYS_SO}I hver satsing"), "utf-8")
    return folder


def all_threads(graph: Path) -> list[Thread]:
    catalogue = Catalogue(PlanStore.open(graph))
    measures = [e for e in catalogue.elements.values() if e.type == "measure"]
    return [thread for measure in measures for thread in threads(catalogue, measure)]


def test_threads_through_a_plan_that_was_not_read_are_marked_as_general(
    without_source: Path, tmp_path: Path
) -> None:
    plangraf.build([without_source], tmp_path / "graph")
    found = all_threads(tmp_path / "graph")
    assert len({thread.nodes[0].id for thread in found}) > 30
    for thread in found:
        last = thread.edges[-1]
        assert (last.relation, last.method) == ("realisesVision", "general")
        assert thread.nodes[-1].type == "vision"
        assert any(SAYS_SO.strip() == place.quote for place in last.places)


def test_no_thread_reaches_the_vision_of_an_unread_plan_where_no_text_says_so(
    without_source: Path, tmp_path: Path
) -> None:
    plan = without_source / "temaplan-oppvekst.txt"
    plan.write_text(plan.read_text("utf-8").replace(SAYS_SO, ""), "utf-8")
    plangraf.build([without_source], tmp_path / "graph")
    assert all_threads(tmp_path / "graph") == []


def elements(built: Built) -> dict[str, str]:
    found = [thing for thing in built.graph.things() if isinstance(thing, PlanElement)]
    return {element.iri: element.label.value for element in found}


def test_iris_stay_when_the_samfunnsdel_is_read_later(without_source: Path, tmp_path: Path) -> None:
    built = plangraf.build([without_source], tmp_path / "graph")
    read = {plan.iri for plan in built.plans()}
    before = elements(built)
    shutil.copy(EXAMPLE / "samfunnsdel.md", without_source)
    again = plangraf.build([without_source], tmp_path / "graph")
    after = elements(again)
    own = {iri for iri in before if any(iri.startswith(plan) for plan in read)}
    assert len(own) > 80
    assert {iri: after.get(iri) for iri in own} == {iri: before[iri] for iri in own}
    # What a reference named is now the element that was read; its earlier IRI leads there.
    links = [thing for thing in again.graph.things() if isinstance(thing, Link)]
    successor = {link.target: link.source for link in links if link.relation == Property.REPLACES}
    cited = {iri: label for iri, label in before.items() if iri in successor}
    assert "Natur, klima og beredskap" in cited.values()
    assert all(after[successor[iri]] for iri in cited)
