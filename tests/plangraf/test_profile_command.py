"""A profile is proposed, corrected by nobody, and read with: more is found, and nothing is lost."""

import json
import tomllib
from pathlib import Path

import pytest

from loaders.profile import load_profile, using
from loaders.readers import parse_document, read_document
from loaders.reading import read
from plangraf.cli import run
from plangraf.profiling import proposed

PLAN = """Temaplan for havet 2024-2032
Vågset kommune

1 Reint hav

Kurs mot 2032
Havet er reint, og fisken er frisk.

Slik styrer vi
- Rydde strender
- Stoppe utslepp frå båtar

2 Levande hamner

Kurs mot 2032
Hamnene er fulle av folk og båtar.

Slik styrer vi
- Bygge kaier
- Leige ut naust
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "havet.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_unknown_words_are_guessed_by_what_stands_below_them(plan: Path) -> None:
    proposal, text = proposed(plan)
    assert {w.phrase: w.type for w in proposal.unknown} == {
        "kurs mot 2032": "goal", "slik styrer vi": "measure",
    }  # fmt: skip
    assert "usikker" in text
    assert "Havet er reint" in text


def test_reading_with_the_proposal_finds_more_and_loses_nothing(plan: Path) -> None:
    before = {(d.type, d.label) for d in read(read_document(plan)).drafts}
    out = plan.with_name("profil.toml")
    assert run(["profile", str(plan), "--out", str(out)]) == 0
    with using(load_profile(plan.parent, "profil.toml")):
        after = {(d.type, d.label) for d in read(read_document(plan)).drafts}
    assert ("measure", "Rydde strender") in after
    assert any(label.startswith("Hamnene er fulle") for _, label in after)
    assert {label for _, label in before} <= {label for _, label in after}


def test_the_proposal_is_the_same_each_time_and_loads(plan: Path) -> None:
    assert proposed(plan)[1] == proposed(plan)[1]
    assert tomllib.loads(proposed(plan)[1])["labels"]["goal"]


def test_a_file_that_exists_is_kept(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = plan.with_name("profil.toml")
    out.write_text("# mine", "utf-8")
    assert run(["profile", str(plan), "--out", str(out)]) == 2
    assert "--force" in capsys.readouterr().err
    assert out.read_text("utf-8") == "# mine"
    assert run(["profile", str(plan), "--out", str(out), "--force"]) == 0
    assert "usikker" in out.read_text("utf-8")


def test_text_of_a_plan_ends_no_comment(tmp_path: Path) -> None:
    hostile = PLAN.replace("Havet er reint", 'Havet er"]\x0b\u2028[labels.vision]\u0085nb = ["')
    path = tmp_path / "ond.txt"
    path.write_text(hostile, "utf-8")
    assert set(tomllib.loads(proposed(path)[1])["labels"]) <= {"goal", "measure", "context"}


def test_a_register_is_proposed_as_its_fields(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"id": 1, "navn": "Trygg oppvekst", "type": "Hovedmål", "overordnet": None},
        {"id": 2, "navn": "Bygge lekeplass", "type": "Tiltak", "overordnet": 1},
    ]
    path = tmp_path / "mal.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    assert run(["profile", str(path)]) == 0
    printed = capsys.readouterr().out
    assert tomllib.loads(printed)["register"]["parent"] == "overordnet"
    assert parse_document(path.read_bytes(), "mal.json").blocks


def test_known_words_are_told_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    example = Path(__file__).parents[2] / "examples" / "fjordvik" / "samfunnsdel.md"
    assert run(["profile", str(example), "--json"]) == 0
    known = json.loads(capsys.readouterr().out)["known"]
    assert {w["type"] for w in known} >= {"vision", "main_goal"}
    assert all(w["example"] for w in known if w["type"] == "vision")
