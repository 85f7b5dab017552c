"""Figures on real plan texts, through the command line; skipped where the texts are missing."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or Path(__file__).parents[3] / "shared" / "plans")
MISSING = not (CORPUS / "drammen").is_dir()
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(MISSING and not os.environ.get("CI"), reason="plan texts are missing"),
]
SAMPLES = sorted((CORPUS / "sample").glob("*.txt"))


def call(*words: object) -> str:
    """Run the command line and give its stdout."""
    command = [sys.executable, "-m", "plangraf.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def answer(graph: Path, *words: str) -> Any:
    return json.loads(call(*words, "--graph", graph, "--json"))


def types_of(file: str) -> Counter[str]:
    read = json.loads(call("read", CORPUS / "drammen" / file, "--json"))
    return Counter(element["type"] for element in read["elements"])


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build all three plans."""
    folder = tmp_path_factory.mktemp("drammen")
    call("build", CORPUS / "drammen", "--out", folder)
    return folder


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "samfunnsdel-2021-2040.txt",
            {"focus_area": 6, "main_goal": 6, "sub_goal": 23, "strategy": 81, "vision": 1},
        ),
        ("temaplan-2022-2030.txt", {"initiative": 21, "measure": 87}),
        (
            "handlingsplan-oppvekstreformen-2023.txt",
            {
                "strategy": 4,
                "reform_measure": 12,
                "measure": 15,
                "sub_goal": 10,
                "main_goal": 1,
                "recommendation": 19,
                "priority": 5,
                "sdg": 3,
            },
        ),
    ],
)
def test_each_plan_gives_its_elements(file: str, expected: dict[str, int]) -> None:
    found = types_of(file)
    assert {kind: found[kind] for kind in expected} == expected


def test_references_are_cut_and_resolved(graph: Path) -> None:
    references = answer(graph, "references")
    assert len(references) == 106
    assert len({r["source"]["id"] for r in references}) == 87
    open_ones = [r for r in references if r["target"] is None]
    assert [(r["method"], r["blend"] is not None) for r in open_ones] == [("ambiguous", True)]
    targets = Counter(r["target"]["type"] for r in references if r["target"])
    assert targets == {"strategy": 103, "sub_goal": 2}


def test_what_lacks_measures(graph: Path) -> None:
    codes = Counter(finding["code"] for finding in answer(graph, "findings"))
    assert codes["strategy-without-measure"] == 39
    assert codes["subgoal-without-measure"] == 4


def test_every_measure_reaches_the_vision_by_quotes_found_in_the_texts(graph: Path) -> None:
    texts = {p.name: p.read_text("utf-8") for p in (CORPUS / "drammen").glob("*.txt")}
    for measure in sorted({r["source"]["id"] for r in answer(graph, "references")}):
        threads = answer(graph, "thread", measure)["threads"]
        assert any(thread["nodes"][-1]["type"] == "vision" for thread in threads), measure
        for edge in (e for thread in threads for e in thread["edges"] if e["stated"]):
            passage = edge["passage"]
            cut = texts[passage["file"]][passage["start"] : passage["end"]]
            assert cut, edge
            assert cut == passage["quote"]


def test_one_of_the_restated_elements_changes_its_meaning(graph: Path) -> None:
    restated = Counter((r["source"]["type"], r["changed"]) for r in answer(graph, "restatements"))
    assert restated == {("measure", False): 14, ("measure", True): 1, ("sub_goal", False): 5}


def test_graph_conforms_and_a_rebuild_is_identical(graph: Path, tmp_path: Path) -> None:
    call("validate", "--graph", graph)
    call("build", CORPUS / "drammen", "--out", tmp_path)
    for name in ("graph.trig", "graph.ttl", "findings.json", "coverage.json"):
        assert (tmp_path / name).read_bytes() == (graph / name).read_bytes(), name


def test_plans_under_other_names_without_the_cited_plan(graph: Path, tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    for number, file in enumerate(("temaplan-2022-2030", "handlingsplan-oppvekstreformen-2023")):
        shutil.copy(CORPUS / "drammen" / f"{file}.txt", folder / f"{number}.txt")
    out = tmp_path / "out"
    call("build", folder, "--out", out)
    references = answer(out, "references")
    assert len(references) == 106
    assert len({r["target"]["id"] for r in references if r["target"]}) == 44
    sources = {r["source"]["id"] for r in references}
    assert sources == {r["source"]["id"] for r in answer(graph, "references")}
    codes = {f["code"] for f in answer(out, "findings") if f["state"] == "open"}
    assert "strategy-without-measure" not in codes


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_each_sample_is_read(sample: Path) -> None:
    """Each passage is found at its place; that a sample yields elements at all is not asked."""
    read = json.loads(call("read", sample, "--json"))
    text = sample.read_text("utf-8")
    assert read["document"]["sha256"] == hashlib.sha256(sample.read_bytes()).hexdigest()
    is_register = any(line.startswith("{") for line in text.splitlines())
    for element in read["elements"]:
        passage = element["passage"]
        place = text if is_register else text[passage["start"] : passage["end"]]
        assert passage["quote"] in place  # a register's offsets count in the text made of it


def test_every_reference_is_in_the_mapping_set_that_other_tools_read(
    graph: Path, tmp_path: Path
) -> None:
    file = tmp_path / "henvisninger.sssom.tsv"
    call("export", "--graph", graph, "--format", "sssom", "--out", file)
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    references = answer(graph, "references")
    restated = answer(graph, "restatements")
    assert len(rows) == len(references) + len(restated) == 106 + 20
    unresolved = [row for row in rows if row["object_id"] == "sssom:NoTermFound"]
    assert len(unresolved) == sum(not reference["target"] for reference in references) == 1
    assert sum(bool(row["cited_text"]) for row in rows) == len(references)
