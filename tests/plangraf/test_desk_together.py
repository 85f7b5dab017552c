"""Several decide at once, and some are killed: no decision is lost, no file or graph is half."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import plangraf
from graph.errors import BadInput
from loaders.decisions import NAME
from plangraf.desk import Desk

HOME = Path(__file__).parents[2]
FILES = ("graph.trig", "graph.ttl", "findings.json", "coverage.json", "build.json")
CODE = "measure-without-thread"
DAY = date(2026, 1, 2)
Plan = Callable[..., bytes]
#: Accepts the findings about some elements one after the other, and tells what became of each.
DECIDING = """
import sys
from datetime import date
from graph.errors import PlangrafError
from plangraf.desk import Desk
graph, code, by, *subjects = sys.argv[1:]
desk = Desk(graph)
for subject in subjects:
    try:
        desk.accept_finding(code, subject, "not-relevant", by=by, reason="r", on=date(2026, 1, 2))
        print("accepted")
    except PlangrafError as error:
        print(error.reference)
"""


@pytest.fixture
def home(tmp_path: Path, as_text: Plan) -> Path:
    """Give a folder with a small plan and its graph."""
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "natur.md").write_bytes(as_text())
    plangraf.build([tmp_path / "plans"], tmp_path / "graph")
    return tmp_path


def subjects(home: Path) -> list[str]:
    found = json.loads((home / "graph" / "findings.json").read_text("utf-8"))
    return [f["subject"]["id"] for f in found if f["code"] == CODE and f["state"] != "accepted"]


def entries(home: Path) -> list[dict[str, Any]]:
    found = tomllib.loads((home / "plans" / NAME).read_text("utf-8")).get("finding", [])
    return [dict(entry) for entry in found]


def started(home: Path, by: str, *wanted: str, code: str = DECIDING) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code, str(home / "graph"), CODE, by, *wanted]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME)


def assert_is_what_a_build_makes(home: Path) -> None:
    plangraf.build([home / "plans"], home / "anew")
    for name in FILES:
        assert (home / "graph" / name).read_bytes() == (home / "anew" / name).read_bytes()


def test_two_processes_decide_at_once_and_both_are_kept(home: Path) -> None:
    first, second, third = subjects(home)
    running = [started(home, "Kari", first, third), started(home, "Ola", second, third)]
    told = [process.communicate(timeout=120)[0].split() for process in running]
    assert sorted(word for words in told for word in words) == [
        "accepted", "accepted", "accepted", "decision-standing"
    ]  # fmt: skip
    assert len(entries(home)) == 3
    assert subjects(home) == []
    assert_is_what_a_build_makes(home)


def test_threads_of_one_server_decide_one_after_the_other(home: Path) -> None:
    desk = Desk(home / "graph")

    def decide(at: int) -> str | None:
        made = desk.accept_finding(
            CODE, wanted[at], "not-relevant", by=f"Nr. {at}", reason="r", on=DAY
        )
        return made.state

    wanted = subjects(home)
    with ThreadPoolExecutor(len(wanted)) as threads:
        assert list(threads.map(decide, range(len(wanted)))) == ["accepted"] * len(wanted)
    assert {entry["by"] for entry in entries(home)} == {"Nr. 0", "Nr. 1", "Nr. 2"}
    assert_is_what_a_build_makes(home)


def test_a_build_beside_the_desk_has_every_decision_in_the_end(home: Path) -> None:
    command = [sys.executable, "-m", "plangraf.cli", "build", str(home / "plans")]
    build = subprocess.Popen(
        [*command, "--out", str(home / "graph")], stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, cwd=HOME,
    )  # fmt: skip
    desk = Desk(home / "graph")
    for subject in subjects(home):
        desk.accept_finding(CODE, subject, "not-relevant", by="Kari", reason="r", on=DAY)
    _, told = build.communicate(timeout=120)
    assert build.returncode == 0 or "output-busy" in told
    assert subjects(home) == []
    assert_is_what_a_build_makes(home)


KILLED = """
import os
from plangraf.building import Pipeline
Pipeline.finish = lambda *given: os._exit(9)
"""


def test_killed_before_the_graph_is_written_the_next_build_takes_the_decision_in(
    home: Path,
) -> None:
    former = {name: (home / "graph" / name).read_bytes() for name in FILES}
    first, second, _ = subjects(home)
    dying = started(home, "Kari", first, code=KILLED + DECIDING)
    dying.communicate(timeout=120)
    assert dying.returncode == 9
    assert [entry["by"] for entry in entries(home)] == ["Kari"]
    assert {name: (home / "graph" / name).read_bytes() for name in FILES} == former
    desk = Desk(home / "graph")
    with pytest.raises(BadInput) as caught:
        desk.accept_finding(CODE, first, "not-relevant", by="Ola", reason="r", on=DAY)
    assert caught.value.reference == "decision-standing"
    desk.accept_finding(CODE, second, "not-relevant", by="Ola", reason="r", on=DAY)
    assert len(subjects(home)) == 1
    assert_is_what_a_build_makes(home)


KILLED_WRITING = """
import os
import graph.files
def dying(path, data):
    path.write_bytes(data[:20])
    os._exit(9)
graph.files.write_synced = dying
"""


def test_killed_while_the_file_is_written_it_is_as_it_was(home: Path) -> None:
    path = home / "plans" / NAME
    path.write_text("# våre\n", "utf-8")
    first = subjects(home)[0]
    dying = started(home, "Kari", first, code=KILLED_WRITING + DECIDING)
    dying.communicate(timeout=120)
    assert dying.returncode == 9
    assert path.read_text("utf-8") == "# våre\n"
    desk = Desk(home / "graph")
    made = desk.accept_finding(CODE, first, "not-relevant", by="Ola", reason="r", on=DAY)
    assert made.state == "accepted"
    assert path.read_text("utf-8").startswith("# våre\n\n[[finding]]\n")
