"""The contract of the command line, on the example: keys, formats, exit codes, streams."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib

from plangraf import cli

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
BARE = {"id", "type", "label", "code", "plan"}
PASSAGE = {"page", "line", "start", "end", "quote"}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("cli") / "graph"
    assert cli.run(["build", str(EXAMPLE), "--out", str(folder)]) == 0
    return str(folder)


Asked = Callable[..., Any]


@pytest.fixture
def asked(built: str, capsys: pytest.CaptureFixture[str]) -> Asked:
    """Give what asks the example and returns its JSON; nothing else may be on either stream."""

    def ask(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert cli.run([*words, "--graph", built, "--json"]) == code
        out, err = capsys.readouterr()
        assert err == ""
        return json.loads(out)

    return ask


def test_read_tells_of_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["read", str(EXAMPLE / "samfunnsdel.md"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer["document"]) >= {
        "title", "plan_kind", "municipality", "period_from", "period_to", "adopted", "adopted_by",
        "language", "sha256",
    }  # fmt: skip
    strategies = [e for e in answer["elements"] if e["type"] == "strategy"]
    assert len(strategies) == 40
    text = (EXAMPLE / "samfunnsdel.md").read_text("utf-8")
    ids = {element["id"] for element in answer["elements"]}
    for element in strategies:
        assert set(element) >= {"description", "code", "references", "confidence"}
        assert element["parent"] in ids
        place = element["passage"]
        assert set(place) >= PASSAGE
        assert text[place["start"] : place["end"]] == place["quote"]


def test_thread_goes_from_the_element_to_the_vision(asked: Asked) -> None:
    answer = asked("thread", "1.B3")
    assert answer["element"]["code"] == "1.B3"
    for thread in answer["threads"]:
        types = [node["type"] for node in thread["nodes"]]
        assert types == ["strategy", "sub_goal", "main_goal", "focus_area", "vision"]
        for edge, node, above in zip(
            thread["edges"], thread["nodes"], thread["nodes"][1:], strict=False
        ):
            assert (edge["from"], edge["to"]) == (node["id"], above["id"])
            assert set(edge) >= {"relation", "stated", "method", "confidence", "passage"}
            assert not edge["stated"] or edge["passage"]["quote"]


@pytest.mark.parametrize(("code", "kind"), [("2.D", "sub_goal"), ("2.B1", "strategy")])
def test_an_element_is_named_by_its_code(asked: Asked, code: str, kind: str) -> None:
    found = asked("thread", code)["element"]
    assert (found["code"], found["type"]) == (code, kind)
    assert asked("thread", found["id"])["element"] == found


def test_stated_leaves_out_what_was_inferred(asked: Asked) -> None:
    name = "Samordning"
    every, stated = asked("thread", name)["threads"], asked("thread", name, "--stated")["threads"]
    assert stated == [t for t in every if all(edge["stated"] for edge in t["edges"])]
    assert len(stated) < len(every)


def test_an_unknown_element_is_answered_with_the_nearest(
    built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert cli.run(["thread", "Ansette fritidsveileder", "--graph", built]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "element-unknown" in err
    assert "Ansette en fritidsveileder i halv stilling" in err


def test_references_tell_what_each_was_taken_to_mean(asked: Asked) -> None:
    references = asked("references")
    assert len(references) == 59
    for reference in references:
        assert set(reference) >= {
            "source", "text", "target", "method", "confidence", "stated", "candidates", "passage",
        }  # fmt: skip
        assert (reference["target"] is None) == (reference["method"] in {"none", "ambiguous"})
    assert sum(reference["target"] is not None for reference in references) == 53


def test_restatements_tell_what_changed(asked: Asked) -> None:
    found = asked("restatements")
    assert len(found) == 8
    assert all(set(one["source"]) >= BARE and set(one["target"]) >= BARE for one in found)
    assert all(one["diff"] for one in found if one["changed"])


def test_findings_have_a_sentence_and_evidence(asked: Asked) -> None:
    for finding in asked("findings"):
        assert finding["severity"] in {"error", "warning", "info"}
        assert finding["state"] in {"open", "accepted", "unknown"}
        assert set(finding["message"]) >= {"nb", "en"}
        assert set(finding["subject"]) >= BARE
    accepted = asked("findings", "--code", "strategy-without-measure")
    assert [f["subject"]["code"] for f in accepted if f["state"] == "accepted"] == ["5.A3"]
    assert len(accepted) == 10


def test_check_exits_with_one_while_findings_are_open(asked: Asked) -> None:
    assert asked("check", code=1) == asked("findings")


def test_coverage_counts_a_measure_once_in_its_row(asked: Asked) -> None:
    answer = asked("coverage", "--rows", "plan", "--columns", "focus_area")
    assert answer["strategies"]["total"] == 43
    assert (answer["matrix"]["rows"], answer["matrix"]["columns"]) == ("plan", "focus_area")
    assert asked("coverage") != asked("coverage", "--rows", "initiative")


@pytest.mark.parametrize("fmt", ["table", "json", "csv"])
def test_a_question_of_the_library_and_a_file_answer_alike(
    built: str, capsys: pytest.CaptureFixture[str], fmt: str
) -> None:
    file = Path(__file__).parents[2] / "queries" / "findings" / "strategy-without-measure.rq"
    told = []
    for name in ("strategy-without-measure", "3", str(file)):
        capsys.readouterr()
        assert cli.run(["query", name, "--graph", built, "--format", fmt]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] == told[2]
    rows = {"json": json.loads, "csv": lambda text: list(csv.DictReader(io.StringIO(text)))}
    if fmt in rows:
        assert len(rows[fmt](told[0])) == 10
    else:
        assert "2.C1" in told[0]


@pytest.mark.parametrize(
    ("fmt", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("trig", "trig")]
)
def test_what_is_exported_is_the_whole_graph(
    built: str, tmp_path: Path, fmt: str, parser: str
) -> None:
    file = tmp_path / f"graph.{fmt}"
    assert cli.run(["export", "--graph", built, "--format", fmt, "--out", str(file)]) == 0
    read = rdflib.Dataset(default_union=True).parse(file, format=parser)
    whole = rdflib.Graph().parse(Path(built) / "graph.ttl")
    measures = rdflib.URIRef("https://w3id.org/plangraf/ontology#Measure")
    kinds = {(s, o) for s, o in whole.subject_objects(rdflib.RDF.type) if o == measures}
    assert {(s, o) for s, _, o, *_ in read.quads((None, rdflib.RDF.type, measures, None))} == kinds
    assert len(kinds) > 60


def test_graphml_and_csv_are_read_by_others(built: str, tmp_path: Path) -> None:
    graphml, table = tmp_path / "graph.graphml", tmp_path / "graph.csv"
    for fmt, file in (("graphml", graphml), ("csv", table)):
        assert cli.run(["export", "--graph", built, "--format", fmt, "--out", str(file)]) == 0
    graph = nx.read_graphml(graphml)
    assert sum(data.get("type") == "measure" for _, data in graph.nodes(data=True)) > 60
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    assert len(rows) > 60


@pytest.mark.parametrize("command", ["view", "report"])
def test_a_page_is_one_file(built: str, tmp_path: Path, command: str) -> None:
    page = tmp_path / "page.html"
    assert cli.run([command, "--graph", built, "--out", str(page)]) == 0
    text = page.read_text("utf-8")
    assert "Fjordvik" in text
    assert 'src="http' not in text


def test_validate_says_that_the_graph_is_sound(
    built: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert cli.run(["validate", "--graph", built, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["conforms"] is True


def test_a_rebuild_gives_the_same_bytes(built: str, tmp_path: Path) -> None:
    plans = [path for path in EXAMPLE.iterdir() if path.suffix in {".txt", ".md"}]
    files = [str(path) for path in sorted(plans, reverse=True)]
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    again = str(tmp_path / "again")
    command = [sys.executable, "-m", "plangraf.cli", "build", *files, "--out", again]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    for name in ("graph.trig", "graph.ttl", "findings.json", "coverage.json"):
        assert (tmp_path / "again" / name).read_bytes() == (Path(built) / name).read_bytes()


def test_answers_are_english_where_asked(built: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.run(["thread", "1.B3", "--graph", built, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "SUB-GOAL" in told
    assert "DELMÅL" not in told
