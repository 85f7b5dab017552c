"""Decisions made at a desk: they hold, they can be undone, and the graph is what a build makes."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import plangraf
from graph.errors import PlangrafError
from graph.models import LinkDecision
from graph.store import PlanStore
from loaders.decisions import NAME
from plangraf.building import Pipeline
from plangraf.desk import Desk
from queries.catalogue import Catalogue
from queries.referring import references, restatements

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
FILES = ("graph.trig", "graph.ttl", "findings.json", "coverage.json", "build.json")
DAY = date(2026, 1, 2)
KARI: dict[str, Any] = {"by": "Kari", "reason": "Følges opp i drift", "on": DAY}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the example, built, to be copied."""
    home = tmp_path_factory.mktemp("once")
    shutil.copytree(EXAMPLE, home / "plans")
    plangraf.build([home / "plans"], home / "graph")
    return home


@pytest.fixture
def home(once: Path, tmp_path: Path) -> Path:
    """Give a folder with the example's plans and its graph, built from there."""
    shutil.copytree(once, tmp_path / "home")
    graph = tmp_path / "home" / "graph"
    origin = json.loads((graph / ".sources.json").read_text("utf-8"))
    origin["paths"] = [str(tmp_path / "home" / "plans")]
    (graph / ".sources.json").write_text(json.dumps(origin), "utf-8")
    return tmp_path / "home"


@pytest.fixture
def desk(home: Path) -> Desk:
    return Desk(home / "graph")


def written(graph: Path) -> dict[str, bytes]:
    return {name: (graph / name).read_bytes() for name in FILES}


def decided(home: Path) -> bytes:
    return (home / "plans" / NAME).read_bytes()


def assert_is_what_a_build_makes(home: Path) -> None:
    plangraf.build([home / "plans"], home / "anew")
    assert written(home / "graph") == written(home / "anew")


def finding(home: Path, code: str, at: int = 0) -> Row:
    found: list[Row] = json.loads((home / "graph" / "findings.json").read_text("utf-8"))
    return [f for f in found if f["code"] == code and f["state"] == "open"][at]


def rows(home: Path) -> list[Row]:
    return references(Catalogue(PlanStore.open(home / "graph")))


def by_method(home: Path, *methods: str) -> Row:
    return next(row for row in rows(home) if row["method"] in methods)


def refused(act: Callable[[], object]) -> PlangrafError:
    with pytest.raises(PlangrafError) as caught:
        act()
    return caught.value


# --- findings ---------------------------------------------------------------------------------


def test_an_accepted_finding_is_accepted_in_the_graph_that_a_build_makes(
    home: Path, desk: Desk
) -> None:
    found = finding(home, "strategy-without-measure")
    before = decided(home)
    outcome = desk.accept_finding(found["code"], found["subject"]["id"], "not-relevant", **KARI)
    assert (outcome.state, outcome.count) == ("accepted", 1)
    assert [graph.rpartition("/")[2] for graph in outcome.built.changed] == ["decisions"]
    assert outcome.made is not None
    assert outcome.made.about == (found["subject"]["id"],)
    assert (outcome.made.by, outcome.made.on, outcome.made.verdict) == ("Kari", DAY, "not-relevant")
    assert (
        decided(home)
        == before
        + (
            '\n[[finding]]\ncode = "strategy-without-measure"\n'
            f'subject = "{found["subject"]["label"]}"\nassessment = "not-relevant"\n'
            'by = "Kari"\ndate = 2026-01-02\nreason = "Følges opp i drift"\n'
        ).encode()
    )
    now = json.loads((home / "graph" / "findings.json").read_text("utf-8"))
    (state,) = [
        f["state"] for f in now
        if (f["code"], f["subject"]) == (found["code"], found["subject"])
    ]  # fmt: skip
    assert state == "accepted"
    assert_is_what_a_build_makes(home)


def test_undoing_leaves_the_file_and_the_graph_as_they_were(home: Path, desk: Desk) -> None:
    before, former = decided(home), written(home / "graph")
    found = finding(home, "strategy-without-measure")
    subject = found["subject"]["id"]
    desk.accept_finding(found["code"], subject, "not-relevant", **KARI)
    other = finding(home, "subgoal-without-measure")
    desk.accept_finding(other["code"], other["subject"]["id"], "handled-in-operations", **KARI)
    outcome = desk.undo_finding(found["code"], subject)
    assert (outcome.state, outcome.made, outcome.gone[0].by) == ("open", None, "Kari")
    desk.undo_finding(other["code"], other["subject"]["id"])
    assert decided(home) == before
    assert written(home / "graph") == former


def test_what_was_written_by_hand_can_be_undone_and_made_again(home: Path, desk: Desk) -> None:
    by_hand = next(s for s in desk.decisions() if s.kind == "finding")
    assert (by_hand.by, by_hand.line) == ("Kari Nordmann", 3)
    outcome = desk.undo(by_hand.key)
    assert outcome.state == "open"
    assert b"# Hva et menneske har avgjort." in decided(home)
    assert b"Klarspr" not in decided(home)
    assert_is_what_a_build_makes(home)
    again = desk.accept_finding(by_hand.code or "", by_hand.about[0], by_hand.verdict, **KARI)
    assert again.state == "accepted"


def test_the_decisions_that_stand_are_listed_with_what_they_hold_for(
    home: Path, desk: Desk
) -> None:
    path = home / "plans" / NAME
    path.write_text(
        path.read_text("utf-8") + '\n[[finding]]\ncode = "plan-outdated"\nsubject = "Borte"\n'
        'assessment = "not-relevant"\nby = "Ola"\ndate = 2026-01-03\nreason = "r"\n'
        '\n[[element]]\naction = "confirm"\ntext = "Styrke barnehagene"\nby = "Ola"\n'
        "date = 2026-01-03\n",
        "utf-8",
    )
    found = {(one.kind, one.by): one for one in desk.decisions()}
    link = found["link", "Kari Nordmann"]
    row = next(row for row in rows(home) if row["method"] == "by-hand")
    assert link.about == (row["id"],)
    assert (link.verdict, link.target, link.text) == ("replace", "2.B1", row["text"])
    assert found["finding", "Ola"].about == ()
    assert found["element", "Ola"].verdict == "confirm"
    assert found["finding", "Kari Nordmann"].json()["on"] == "2025-11-03"


def test_what_somebody_decided_meanwhile_is_replaced_only_where_asked(
    home: Path, desk: Desk
) -> None:
    found = finding(home, "strategy-without-measure")
    code, subject = found["code"], found["subject"]["id"]
    desk.accept_finding(code, subject, "not-relevant", **KARI)
    former = decided(home)

    def again(**more: Any) -> Any:
        ola = KARI | {"by": "Ola"}
        return desk.accept_finding(code, subject, "handled-in-operations", **ola, **more)

    error = refused(again)
    assert error.reference == "decision-standing"
    assert error.fields == {"by": "Kari", "date": "2026-01-02"}
    assert decided(home) == former
    outcome = again(replace=True)
    assert [one.by for one in outcome.gone] == ["Kari"]
    assert outcome.made.by == "Ola"
    assert decided(home).count(b"strategy-without-measure") == 2
    assert_is_what_a_build_makes(home)


def test_an_entry_that_holds_for_several_stays_when_one_of_them_is_replaced(
    home: Path, desk: Desk
) -> None:
    """Two plans restate each other's measures: by its text, an entry means both."""
    catalogue = Catalogue(PlanStore.open(home / "graph"))
    named: dict[str, list[str]] = {}
    for one in catalogue.elements.values():
        named.setdefault(one.label, []).append(one.id)
    found = next(
        f for f in json.loads((home / "graph" / "findings.json").read_text("utf-8"))
        if len(named.get(f["subject"]["label"], [])) == 2
    )  # fmt: skip
    path = home / "plans" / NAME
    path.write_text(
        path.read_text("utf-8") + f'\n[[finding]]\ncode = "{found["code"]}"\n'
        f'subject = "{found["subject"]["label"]}"\nassessment = "not-relevant"\nby = "Ola"\n'
        'date = 2026-01-03\nreason = "begge"\n',
        "utf-8",
    )
    broad = decided(home)
    subject = found["subject"]["id"]
    outcome = desk.accept_finding(
        found["code"], subject, "handled-in-operations", **KARI, replace=True
    )
    assert outcome.gone == ()
    assert decided(home).startswith(broad)
    assert outcome.state == "accepted"
    assert outcome.made is not None
    assert outcome.made.subject == subject, "its text names two: only the IRI names one"
    assert f"# «{found['subject']['label']}»" in decided(home).decode()
    assert desk.undo_finding(found["code"], subject).gone[0].by == "Kari"
    assert decided(home) == broad


def test_a_finding_that_is_not_there_is_not_accepted(home: Path, desk: Desk) -> None:
    before, former = decided(home), written(home / "graph")
    subject = finding(home, "strategy-without-measure")["subject"]["id"]
    acts: dict[str, Callable[[], object]] = {
        "finding-gone": lambda: desk.accept_finding(
            "plan-outdated", subject, "not-relevant", **KARI
        ),
        "element-unknown": lambda: desk.accept_finding(
            "plan-outdated", f"{subject}x", "not-relevant", **KARI
        ),
        "decision-gone": lambda: desk.undo_finding("plan-outdated", subject),
    }
    for reference, act in acts.items():
        assert refused(act).reference == reference
        assert decided(home) == before
        assert written(home / "graph") == former
    for words in (("nei", "not-relevant"), ("plan-outdated", "nei")):
        error = refused(lambda w=words: desk.accept_finding(w[0], subject, w[1], **KARI))  # type: ignore[misc]
        assert error.reference == "decision-word-unknown"


@pytest.mark.parametrize(
    ("by", "reason", "reference"),
    [
        ("", "r", "decision-without-name"), ("\u202e \x00", "r", "decision-without-name"),
        ("K", " \n", "decision-without-reason"), ("K" * 201, "r", "decision-name-too-long"),
        ("K", "r" * 2001, "decision-reason-too-long"),
    ],
)  # fmt: skip
def test_a_name_and_a_reason_are_needed_and_bounded(
    home: Path, desk: Desk, by: str, reason: str, reference: str
) -> None:
    subject = finding(home, "strategy-without-measure")["subject"]["id"]
    code = "strategy-without-measure"
    error = refused(
        lambda: desk.accept_finding(code, subject, "not-relevant", by=by, reason=reason, on=DAY)
    )
    assert error.reference == reference


def test_hostile_names_and_reasons_are_one_line_and_come_back(home: Path, desk: Desk) -> None:
    before = decided(home)
    found = finding(home, "strategy-without-measure")
    outcome = desk.accept_finding(
        found["code"], found["subject"]["id"], "not-relevant", on=DAY,
        by='Kari "]]\u202e\n[[link]]', reason="a\r\nb\x00\x1b[31m '''\"\"\" \\u0041 <script> 😀",
    )  # fmt: skip
    assert outcome.made is not None
    assert outcome.made.by == 'Kari "]] [[link]]'
    assert outcome.made.reason == "a b[31m '''\"\"\" \\u0041 <script> 😀"
    kept = [one.decision["reason"] for one in outcome.built.findings if one.decision]
    assert outcome.made.reason in kept
    assert_is_what_a_build_makes(home)
    desk.undo(outcome.made.key)
    assert decided(home) == before


# --- links ------------------------------------------------------------------------------------


def test_a_proposed_link_is_accepted_with_the_target_it_has(home: Path, desk: Desk) -> None:
    row = by_method(home, "similar")
    outcome = desk.decide_link(row["id"], "accept", by="Kari", on=DAY)
    assert (outcome.state, outcome.target) == ("by-hand", row["target"]["id"])
    now = next(one for one in rows(home) if one["id"] == row["id"])
    assert (now["method"], now["confidence"], now["target"]) == ("by-hand", 1.0, row["target"])
    assert {g.rpartition("/")[2] for g in outcome.built.changed} == {"decisions", "links"}
    assert_is_what_a_build_makes(home)


def test_a_link_is_led_elsewhere_rejected_and_undone(home: Path, desk: Desk) -> None:
    before, former = decided(home), written(home / "graph")
    row = by_method(home, "ambiguous")
    second = row["candidates"][1]["target"]["id"]
    outcome = desk.decide_link(row["id"], "replace", by="Kari", on=DAY, target=second)
    assert (outcome.state, outcome.target) == ("by-hand", second)
    assert refused(
        lambda: desk.decide_link(row["id"], "reject", by="Ola", on=DAY)
    ).reference == "decision-standing"  # fmt: skip
    outcome = desk.decide_link(row["id"], "reject", by="Ola", on=DAY, replace=True)
    assert (outcome.state, outcome.target) == ("by-hand", None)
    assert [one.by for one in outcome.gone] == ["Kari"]
    assert_is_what_a_build_makes(home)
    outcome = desk.undo_link(row["id"])
    assert (outcome.state, outcome.target) == ("ambiguous", None)
    assert decided(home) == before
    assert written(home / "graph") == former


def test_an_ambiguous_link_is_not_accepted_without_saying_what(home: Path, desk: Desk) -> None:
    row = by_method(home, "ambiguous")
    before = decided(home)
    acts: dict[str, Callable[[], object]] = {
        "decision-target-needed": lambda: desk.decide_link(row["id"], "accept", by="K", on=DAY),
        "decision-target-itself": lambda: desk.decide_link(
            row["id"], "replace", by="K", on=DAY, target=row["source"]["id"]
        ),
        "element-unknown": lambda: desk.decide_link(
            row["id"], "accept", by="K", on=DAY, target="https://example.org/x"
        ),
        "link-gone": lambda: desk.decide_link(f"{row['id']}x", "accept", by="K", on=DAY),
        "decision-word-unknown": lambda: desk.decide_link(row["id"], "godta", by="K", on=DAY),
        "decision-gone": lambda: desk.undo_link(row["id"]),
    }
    assert {reference: refused(act).reference for reference, act in acts.items()} == {
        reference: reference for reference in acts
    }
    assert decided(home) == before


def test_a_repeated_element_is_rejected_and_nothing_else_with_it(home: Path, desk: Desk) -> None:
    row = restatements(Catalogue(PlanStore.open(home / "graph")))[0]
    before = {one["id"]: one for one in rows(home)}
    outcome = desk.decide_link(row["id"], "reject", by="Kari", on=DAY)
    assert (outcome.state, outcome.about) == ("by-hand", (row["id"],))
    made = {t.link for t in outcome.built.graph.things() if isinstance(t, LinkDecision)}
    assert len(made) == 2
    assert row["id"] in made
    assert {one["id"]: one for one in rows(home)} == before
    assert_is_what_a_build_makes(home)


def test_a_repeated_element_is_not_led_elsewhere(home: Path, desk: Desk) -> None:
    row = restatements(Catalogue(PlanStore.open(home / "graph")))[0]
    before = decided(home)
    other = by_method(home, "exact")["target"]["id"]
    error = refused(lambda: desk.decide_link(row["id"], "replace", by="K", on=DAY, target=other))
    assert error.reference == "link-not-decidable"
    assert decided(home) == before


# --- where things are -------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Give the example in two folders, of the municipality's plans and of the thematic ones."""
    for name, files in {
        "a": ("samfunnsdel.md", "hop-2025-2028.md"),
        "b": ("temaplan-oppvekst.txt", "temaplan-klima.txt"),
    }.items():
        (tmp_path / name).mkdir()
        for file in (*files, "plangraf.toml"):
            shutil.copy(EXAMPLE / file, tmp_path / name)
    plangraf.build([tmp_path / "a", tmp_path / "b"], tmp_path / "graph")
    return tmp_path


def test_a_decision_stands_beside_the_plan_it_is_about(two: Path) -> None:
    desk = Desk(two / "graph")
    strategy = finding(two, "strategy-without-measure")
    desk.accept_finding(strategy["code"], strategy["subject"]["id"], "not-relevant", **KARI)
    link = next(
        r for r in rows(two) if r["method"] == "similar" and "Temaplan" in r["source"]["plan"]
    )
    desk.decide_link(link["id"], "accept", by="Kari", on=DAY)
    cited = finding(two, "plan-cited-not-loaded")
    desk.accept_finding(cited["code"], cited["subject"]["id"], "not-relevant", **KARI)
    where = {(one.kind, one.code): one.path.parent for one in desk.decisions()}
    assert where["finding", "strategy-without-measure"] == two / "a"
    assert where["link", None] == two / "b"
    assert (where["finding", "plan-cited-not-loaded"] / cited["evidence"][0]["file"]).exists()
    plangraf.build([two / "a", two / "b"], two / "anew")
    assert written(two / "graph") == written(two / "anew")


def test_an_entry_in_the_other_folder_is_found_replaced_and_undone(two: Path) -> None:
    desk = Desk(two / "graph")
    found = finding(two, "strategy-without-measure")
    code, subject = found["code"], found["subject"]["id"]
    other = two / "b" / NAME
    other.write_text(
        f'[[finding]]\ncode = "{code}"\nsubject = "{found["subject"]["code"]}"\n'
        'assessment = "not-relevant"\nby = "Ola"\ndate = 2026-01-03\nreason = "r"\n',
        "utf-8",
    )
    error = refused(lambda: desk.accept_finding(code, subject, "not-relevant", **KARI))
    assert (error.reference, error.where) == ("decision-standing", str(other))
    desk.accept_finding(code, subject, "not-relevant", **KARI, replace=True)
    assert "Ola" not in other.read_text("utf-8")
    assert not (two / "a" / NAME).exists()
    desk.undo_finding(code, subject)
    assert not other.exists()


def test_nothing_is_decided_where_the_plans_have_moved(home: Path) -> None:
    found = finding(home, "strategy-without-measure")
    code, subject = found["code"], found["subject"]["id"]
    shutil.move(home / "plans", home / "elsewhere")
    desk = Desk(home / "graph")
    for error in (
        desk.obstacle(), refused(desk.decisions),
        refused(lambda: desk.accept_finding(code, subject, "not-relevant", **KARI)),
    ):  # fmt: skip
        assert error is not None
        assert (error.reference, error.where) == ("plans-moved", str(home / "plans"))
        assert "--plans" in error.hint()
    moved = Desk(home / "graph", [home / "elsewhere"])
    assert moved.obstacle() is None
    assert moved.accept_finding(code, subject, "not-relevant", **KARI).state == "accepted"
    assert Desk(home / "graph").obstacle() is None, "from now on it is known"


def test_a_graph_that_was_copied_is_asked_and_not_decided_on(home: Path) -> None:
    (home / "graph" / ".sources.json").unlink()
    assert len(plangraf.open(home / "graph").findings()) > 50
    error = Desk(home / "graph").obstacle()
    assert error is not None
    assert (error.reference, error.where) == ("plans-unknown", str(home / "graph"))
    assert Desk(home / "graph", [home / "plans"]).obstacle() is None


@pytest.mark.parametrize("said", ["", "[]", '{"paths": []}', '{"paths": ["a"], "as_of": null}',
                                  '{"paths": 1, "as_of": 1}', "[" * 100_000])  # fmt: skip
def test_sources_that_say_nothing_are_as_good_as_none(home: Path, said: str) -> None:
    (home / "graph" / ".sources.json").write_text(said, "utf-8")
    error = Desk(home / "graph").obstacle()
    assert error is not None
    assert error.reference == "plans-unknown"


def test_no_plan_is_lost_to_a_decision(home: Path, desk: Desk) -> None:
    found = finding(home, "strategy-without-measure")
    former = written(home / "graph")
    before = decided(home)
    (home / "plans" / "temaplan-klima.txt").unlink()
    error = refused(lambda: desk.accept_finding(
        found["code"], found["subject"]["id"], "not-relevant", **KARI
    ))  # fmt: skip
    assert error.reference == "plans-lost"
    assert "temaplan-klima.txt" in error.what()
    assert (decided(home), written(home / "graph")) == (before, former)


def test_a_plan_that_changed_is_read_with_the_decision(home: Path, desk: Desk) -> None:
    desk.warm()
    found = finding(home, "strategy-without-measure")
    plan = home / "plans" / "temaplan-klima.txt"
    plan.write_text(plan.read_text("utf-8").replace("kaikanten", "moloen"), "utf-8")
    desk.accept_finding(found["code"], found["subject"]["id"], "not-relevant", **KARI)
    assert b"moloen" in written(home / "graph")["graph.ttl"]
    assert_is_what_a_build_makes(home)


def test_as_of_is_remembered(home: Path) -> None:
    plangraf.build([home / "plans"], home / "graph", as_of=date(2035, 1, 1))
    found = [f for f in json.loads((home / "graph" / "findings.json").read_text("utf-8"))
             if f["code"] == "plan-outdated"]  # fmt: skip
    assert len(found) > 3
    desk = Desk(home / "graph")
    desk.accept_finding("plan-outdated", found[-1]["subject"]["id"], "not-relevant", **KARI)
    plangraf.build([home / "plans"], home / "anew", as_of=date(2035, 1, 1))
    assert written(home / "graph") == written(home / "anew")


# --- what goes wrong --------------------------------------------------------------------------


def test_a_broken_file_is_told_and_left_alone(home: Path, desk: Desk) -> None:
    found = finding(home, "strategy-without-measure")
    (home / "plans" / NAME).write_text("[[finding]\n", "utf-8")
    error = desk.obstacle()
    assert error is not None
    assert error.reference == "toml-syntax"
    error = refused(lambda: desk.accept_finding(
        found["code"], found["subject"]["id"], "not-relevant", **KARI
    ))  # fmt: skip
    assert error.reference == "toml-syntax"
    assert decided(home) == b"[[finding]\n"


def test_where_the_graph_cannot_be_written_the_file_is_put_back(
    home: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = finding(home, "strategy-without-measure")
    before, former = decided(home), written(home / "graph")
    seen = []

    def full(path: Path, data: bytes) -> None:
        seen.append(decided(home))
        raise OSError(28, "No space left on device", str(path), len(data))

    monkeypatch.setattr("graph.commit.write_synced", full)
    error = refused(lambda: desk.accept_finding(
        found["code"], found["subject"]["id"], "not-relevant", **KARI
    ))  # fmt: skip
    assert error.reference == "output-full"
    assert b"drift" in seen[0]
    assert (decided(home), written(home / "graph")) == (before, former)


def test_where_the_file_cannot_be_written_the_graph_stays(
    home: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = finding(home, "strategy-without-measure")
    before, former = decided(home), written(home / "graph")

    def refusing(*given: object, **more: object) -> None:
        raise OSError(30, "Read-only file system", str(given), str(more))

    monkeypatch.setattr("graph.files.tempfile.mkstemp", refusing)
    error = refused(lambda: desk.accept_finding(
        found["code"], found["subject"]["id"], "not-relevant", **KARI
    ))  # fmt: skip
    assert (error.reference, error.where) == ("output-unwritable", str(home / "plans" / NAME))
    assert (decided(home), written(home / "graph")) == (before, former)


def test_a_file_changed_by_hand_while_a_decision_is_tried_keeps_both(
    home: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = finding(home, "strategy-without-measure")
    path = home / "plans" / NAME
    prepare = Pipeline.prepare
    times = []

    def disturbed(self: Pipeline, sources: Any) -> Any:
        times.append(1)
        if len(times) == 1:
            path.write_text(path.read_text("utf-8") + "\n# skrevet imens\n", "utf-8")
        return prepare(self, sources)

    monkeypatch.setattr(Pipeline, "prepare", disturbed)
    desk.accept_finding(found["code"], found["subject"]["id"], "not-relevant", **KARI)
    assert b"# skrevet imens\n\n[[finding]]" in decided(home)
    assert_is_what_a_build_makes(home)


def test_what_is_decided_while_a_build_reads_is_in_its_graph(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build began before the decision and ends after it: the file has the last word."""
    found = finding(home, "strategy-without-measure")
    prepare = Pipeline.prepare
    times = []

    def disturbed(self: Pipeline, sources: Any) -> Any:
        made = prepare(self, sources)
        times.append(1)
        if len(times) == 1:
            Desk(home / "graph").accept_finding(
                found["code"], found["subject"]["id"], "not-relevant", **KARI
            )
        return made

    monkeypatch.setattr(Pipeline, "prepare", disturbed)
    plangraf.build([home / "plans"], home / "graph")
    monkeypatch.undo()
    assert_is_what_a_build_makes(home)
