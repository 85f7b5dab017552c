"""``accept``, ``decide`` and ``decisions``: what they say, and what they refuse."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from loaders.decisions import NAME
from plangraf import cli

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
SIGNED = ("--by", "Kari", "--reason", "Følges opp", "--date", "2026-01-02")


class Runner:
    """Runs commands on a graph of its own, built from plans of its own."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.plans = Path(shutil.copytree(EXAMPLE, home / "plans"))
        self.graph = home / "graph"
        self.capsys = capsys
        assert cli.run(["build", str(self.plans), "--out", str(self.graph)]) == 0
        self.former = self.decisions()

    def decisions(self) -> str:
        """Return the file with the decisions."""
        return (self.plans / NAME).read_text("utf-8")

    def __call__(self, *words: str, code: int = 0) -> str:
        """Run a command; return what it said, on either stream."""
        self.capsys.readouterr()
        assert cli.run([*words, "--graph", str(self.graph)]) == code
        out, err = self.capsys.readouterr()
        return " ".join((out or err).split())

    def json(self, *words: str) -> Any:
        """Run a command; return its answer."""
        return json.loads(self(*words, "--json"))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(tmp_path, capsys)


def test_a_finding_is_accepted_shown_and_undone(run: Runner) -> None:
    finding = ("accept", "strategy-without-measure", "2.C1")
    told = run(*finding, "--as", "ivaretatt-i-drift", *SIGNED)
    assert "ivaretatt i drift (Kari, 2026-01-02)" in told
    assert "Funnet er nå godtatt" in told
    assert NAME in told
    assert "Følges opp" in run("decisions")
    assert "handled in operations (Kari, 2026-01-02)" in run("decisions", "--lang", "en")
    listed = run.json("decisions")
    assert [one["by"] for one in listed] == ["Kari Nordmann", "Kari Nordmann", "Kari"]
    told = run(*finding, "--as", "ikke-relevant", *SIGNED, code=2)
    assert told.startswith("decision-standing: Dette er avgjort av Kari 2026-01-02.")
    outcome = run.json(*finding, "--as", "not-relevant", *SIGNED, "--replace")
    assert (outcome["state"], len(outcome["gone"])) == ("accepted", 1)
    assert "Funnet er nå åpent" in run(*finding, "--undo")
    assert run.decisions() == run.former


def test_a_reference_is_decided_by_its_words_and_undone_by_its_key(run: Runner) -> None:
    words = "Trygge nærmiljøer der de kan møtes"
    told = run("decide", words, "--as", "godta", *SIGNED, code=2)
    assert told.startswith("decision-target-needed")
    assert "bestemt av et menneske" in run("decide", words, "--as", "godta", "--to", "2.A", *SIGNED)
    (made,) = [one for one in run.json("decisions") if one["text"] == words]
    assert made["target"] == "Innbyggerne har trygge nærmiljøer der de kan møtes"
    outcome = run.json("decisions", "--undo", made["key"])
    assert (outcome["state"], outcome["gone"][0]["key"]) == ("ambiguous", made["key"])
    assert run("decisions", "--undo", made["key"], code=2).startswith("decision-gone")
    assert run.decisions() == run.former


def test_words_that_several_elements_cite_need_the_one_that_is_meant(run: Runner) -> None:
    found = run.json("references")
    words, sources = next(
        (row["text"], [other["source"] for other in found if other["text"] == row["text"]])
        for row in found
        if len({o["source"]["id"] for o in found if o["text"] == row["text"]}) > 1
    )
    told = run("decide", words, "--as", "reject", "--by", "Kari", code=2)
    assert told.startswith("link-ambiguous")
    assert sources[1]["label"] in told
    outcome = run.json(
        "decide", words, "--from", sources[1]["id"], "--as", "reject", "--by", "Kari"
    )
    assert outcome["made"]["subject"] in {sources[1]["label"], sources[1]["id"]}
    assert len(outcome["about"]) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("accept", "strategy-without-measure", "2.C1"), "option-missing: Valget --as"),
        (("accept", "strategy-without-measure", "2.C1", "--as", "not-relevant"),
         "option-missing: Valget --by"),
        (("accept", "strategy-without-measure", "2.C1", "--as", "kanskje", *SIGNED),
         "choice-unknown"),
        (("accept", "strategy-without-measur", "2.C1", "--as", "not-relevant", *SIGNED),
         "decision-word-unknown"),
        (("accept", "strategy-without-measure", "9.Z9", "--as", "not-relevant", *SIGNED),
         "element-unknown"),
        (("decide", "Noe ingen viser til", "--as", "accept", *SIGNED), "link-unknown"),
        (("decide", "https://example.org/x", "--as", "accept", *SIGNED), "link-gone"),
        (("decisions", "--plans", "borte"), "plans-moved"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_told_and_nothing_is_written(
    run: Runner, words: tuple[str, ...], told: str
) -> None:
    assert run(*words, code=2).startswith(told)
    assert run.decisions() == run.former


def test_the_words_for_an_assessment_are_those_of_the_ontology(run: Runner) -> None:
    shown = run("accept", "--help")
    assert "[ivaretatt-i-drift|ikke-relevant|handled-in-operations|not-relevant]" in shown
    assert "[godta|forkaste|erstatte|accept|reject|replace]" in run("decide", "--help")
