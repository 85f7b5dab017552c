"""What is remembered of one build is used in the next only where nothing changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import plangraf
from graph.errors import BadInput
from loaders.decisions import NAME
from plangraf.remembering import Memory

FILES = ("graph.trig", "graph.ttl", "findings.json", "coverage.json", "build.json")
PLANGRAF_TOML = '[[document]]\nfile = "natur.md"\ntitle = "Temaplan for myr og skog"\n'
FINDING = (
    '[[finding]]\ncode = "measure-without-thread"\nsubject = "Rydde stranda hver vår"\n'
    'assessment = "not-relevant"\nby = "Kari"\ndate = 2026-01-02\nreason = "r"\n'
)
ELEMENT = (
    '[[element]]\naction = "remove"\ntext = "Rydde stranda hver vår"\nby = "Kari"\n'
    "date = 2026-01-02\n"
)
Plan = Callable[..., bytes]


@pytest.fixture
def plans(tmp_path: Path, as_text: Plan, as_docx: Plan) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "natur.md").write_bytes(as_text())
    (folder / "plangraf.toml").write_text('profile = "ord.toml"\n', "utf-8")
    (folder / "ord.toml").write_text("", "utf-8")
    (folder / "kultur.docx").write_bytes(as_docx("kultur", ["Gi korene øverom", "Åpne museet"]))
    return folder


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give what grows with every reading of all documents."""
    from plangraf import building  # noqa: PLC0415 - to be watched

    gather = building._gather  # noqa: SLF001
    times: list[int] = []

    def counting(*given: Any) -> Any:
        times.append(1)
        return gather(*given)

    monkeypatch.setattr(building, "_gather", counting)
    return times


def written(graph: Path) -> dict[str, bytes]:
    return {name: (graph / name).read_bytes() for name in FILES}


def changed_document(plans: Path) -> None:
    plan = plans / "natur.md"
    plan.write_text(plan.read_text("utf-8").replace("trær", "busker"), "utf-8")


def changed_element(plans: Path) -> None:
    (plans / NAME).write_text(ELEMENT, "utf-8")


def changed_settings(plans: Path) -> None:
    (plans / "plangraf.toml").write_text(PLANGRAF_TOML, "utf-8")


def changed_profile(plans: Path) -> None:
    (plans / "ord.toml").write_text('[ignore]\nheadings = ["Tiltak"]\n', "utf-8")


def new_document(plans: Path) -> None:
    (plans / "helse.md").write_bytes((plans / "natur.md").read_bytes().replace(b"natur", b"helse"))


def gone_document(plans: Path) -> None:
    (plans / "natur.md").unlink()


@pytest.mark.parametrize(
    "change",
    [changed_document, changed_element, changed_settings, changed_profile, new_document,
     gone_document],
)  # fmt: skip
def test_whatever_decides_the_reading_is_looked_at_anew(
    plans: Path, tmp_path: Path, readings: list[int], change: Callable[[Path], None]
) -> None:
    memory = Memory()
    plangraf.build([plans], tmp_path / "graph", memory=memory)
    former = written(tmp_path / "graph")
    change(plans)
    plangraf.build([plans], tmp_path / "graph", memory=memory)
    assert len(readings) == 2
    assert written(tmp_path / "graph") != former
    plangraf.build([plans], tmp_path / "anew")
    assert written(tmp_path / "graph") == written(tmp_path / "anew")


def test_a_decision_about_a_finding_reads_nothing_again(
    plans: Path, tmp_path: Path, readings: list[int]
) -> None:
    memory = Memory()
    plangraf.build([plans], tmp_path / "graph", memory=memory)
    former = written(tmp_path / "graph")
    (plans / NAME).write_text(FINDING, "utf-8")
    plangraf.build([plans], tmp_path / "graph", memory=memory)
    assert len(readings) == 1
    plangraf.build([plans], tmp_path / "anew")
    assert written(tmp_path / "graph") == written(tmp_path / "anew") != former
    (plans / NAME).unlink()
    plangraf.build([plans], tmp_path / "graph", memory=memory)
    assert written(tmp_path / "graph") == former


def test_what_could_not_be_read_is_tried_again(
    plans: Path, tmp_path: Path, readings: list[int]
) -> None:
    (plans / "tom.txt").write_bytes(b"")
    memory = Memory()
    for times in (1, 2):
        built = plangraf.build([plans], tmp_path / "graph", memory=memory)
        assert [error.reference for error in built.failed] == ["document-empty"]
        assert len(readings) == times


def test_a_reading_that_failed_leaves_nothing_to_remember(
    plans: Path, tmp_path: Path, readings: list[int]
) -> None:
    memory = Memory()
    plangraf.build([plans], tmp_path / "graph", memory=memory)
    kept = (plans / "natur.md").read_bytes(), (plans / "kultur.docx").read_bytes()
    (plans / "natur.md").write_bytes(b"")
    (plans / "kultur.docx").write_bytes(b"")
    with pytest.raises(BadInput):
        plangraf.build([plans], tmp_path / "graph", memory=memory)
    (plans / "natur.md").write_bytes(kept[0])
    (plans / "kultur.docx").write_bytes(kept[1])
    plangraf.build([plans], tmp_path / "graph", memory=memory)
    assert len(readings) == 3
