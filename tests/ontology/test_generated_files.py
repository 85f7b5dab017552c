"""What is generated from the Turtle files is what the Turtle files say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ontology import generate, labels, resource
from ontology.terms import VERSION

PROJECT = Path(__file__).parents[2]


def test_every_generated_file_is_byte_for_byte_what_the_turtle_says() -> None:
    assert generate.outdated(PROJECT) == []


@pytest.mark.parametrize("seed", ["1", "2"])
def test_generation_does_not_depend_on_the_hash_seed(seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ontology.generate", "--check"],
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_check_names_a_file_that_differs_and_exits_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = tmp_path / "terms.py"
    stale.write_text("edited by hand", encoding="utf-8")
    monkeypatch.setattr(generate, "artefacts", lambda _=None: {stale: "generated"})
    assert generate.main(["--check"]) == 1
    assert "terms.py" in capsys.readouterr().err
    assert stale.read_text(encoding="utf-8") == "edited by hand"


def test_writing_mends_a_file_that_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "new" / "terms.py"
    monkeypatch.setattr(generate, "artefacts", lambda _=None: {stale: "generated\n"})
    assert generate.main([]) == 0
    assert stale.read_bytes() == b"generated\n"
    assert generate.main(["--check"]) == 0


def test_labels_carry_the_version_of_the_ontology() -> None:
    assert labels()["version"] == VERSION


def test_a_file_the_ontology_does_not_have_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match=r"no file named nothing\.ttl"):
        resource("nothing.ttl")
