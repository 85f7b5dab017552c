"""Bad input: a clear message, the right exit code, and nothing lost."""

import errno
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plangraf import cli

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
PLAN = (
    "# Temaplan for {name} 2024–2030\n\nTestvik kommune\n\n"
    "## Mål 1 {goal}\n\n### Tiltak\n\n- {measure}\n"
)


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Give a copy of the example."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "plans"))


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Run a command line; return its exit code and what it told on standard error."""
    capsys.readouterr()
    code = cli.run([str(word) for word in words])
    told = capsys.readouterr().err
    assert "Traceback" not in told
    return code, told


def contents(folder: Path) -> dict[str, bytes]:
    """Give the bytes of every file of a graph but its lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and path.name not in {".lock", "LOCK", "LOG"}
    }


@pytest.mark.parametrize(
    ("name", "data", "reference"),
    [
        ("empty.txt", b"", "document-empty"),
        ("blank.txt", b" \n\t\n", "document-empty"),
        ("binary.txt", random.Random(1).randbytes(3000), "document-binary"),  # noqa: S311
        ("plan.pdf", b"%PDF-1.7\n%\xe2\xe3", "document-broken"),
        ("plan.docx", b"PK\x03\x04 and no more", "document-broken"),
        ("bilde.pdf", b"\x89PNG\r\n\x1a\n", "document-format"),
        ("plan.rtf", b"{\\rtf1 Visjon}", "document-format"),
        ("large.txt", b"Vi bygger en bru. \n" * 2_700_000, "document-too-large"),
    ],
)
@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_file_that_is_no_plan_text(  # noqa: PLR0913, PLR0917 - what is told of each file
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
    name: str, data: bytes, reference: str, language: str,
) -> None:  # fmt: skip
    file = tmp_path / name
    file.write_bytes(data)
    code, told = run(capsys, "read", file, "--lang", language)
    assert code == 2
    assert told.startswith(f"{reference}: ")
    assert name in told
    assert ("/ hint: " if language == "en" else "/ råd: ") in told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_is_read_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    file = tmp_path / "samfunnsdel.md"
    text = "# Kommuneplanens samfunnsdel 2024-2036\n\n## Visjon\n\nNær sjø, ås og øy\n"
    file.write_bytes(text.encode(encoding))
    assert cli.run(["read", str(file), "--json"]) == 0
    assert "Nær sjø, ås og øy" in capsys.readouterr().out


def test_a_folder_without_plans(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "none").mkdir()
    code, told = run(capsys, "build", tmp_path / "none", "--out", tmp_path / "graph")
    assert (code, told.partition(":")[0]) == (2, "folder-without-plans")
    assert not (tmp_path / "graph" / "graph.trig").exists()


def test_a_document_that_cannot_be_read_is_reported_and_the_others_go_on(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (plans / "tom.txt").write_bytes(b"")
    code, told = run(capsys, "build", plans, "--out", tmp_path / "graph")
    assert code == 0
    assert "document-empty" in told
    assert "tom.txt" in told
    assert (tmp_path / "graph" / "graph.trig").stat().st_size > 100_000


def test_an_unknown_key_is_named(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = plans / "plangraf.toml"
    manifest.write_text(f'colour = "red"\n{manifest.read_text("utf-8")}', "utf-8")
    code, told = run(capsys, "build", plans, "--out", tmp_path / "graph")
    assert code == 2
    assert "manifest-invalid" in told
    assert "colour" in told


def test_a_decision_about_what_is_gone_is_reported_and_the_build_goes_on(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = plans / "plangraf.decisions.toml"
    text = decisions.read_text("utf-8")
    decisions.write_text(text.replace("Vi skriver klart og forståelig.", "Borte"), "utf-8")
    code, told = run(capsys, "build", plans, "--out", tmp_path / "graph")
    assert code == 0
    assert "decision-not-applied" in told
    assert "«Borte»" in told


def test_two_plans_with_one_title_do_not_become_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for at, measure in enumerate(("Bygge ny bru over elva", "Plante trær langs veien")):
        text = PLAN.format(name="natur", goal="Vi har mer natur", measure=measure)
        (tmp_path / f"plan-{at}.md").write_text(text, "utf-8")
    code, _ = run(capsys, "build", tmp_path, "--out", tmp_path / "graph")
    told = (tmp_path / "graph" / "graph.ttl").read_text("utf-8") if code == 0 else ""
    assert code in {0, 2}
    assert code == 2 or ("Bygge ny bru over elva" in told and "Plante trær langs veien" in told)


def test_a_plan_that_cites_itself_and_goals_in_a_ring_are_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = PLAN.format(name="natur", goal="Vi følger Temaplan for natur", measure="Følge planen")
    text += "\nTemaplan for natur 2024–2030 bygger på Temaplan for natur 2024–2030.\n"
    (tmp_path / "plan.md").write_text(text, "utf-8")
    assert run(capsys, "build", tmp_path, "--out", tmp_path / "graph")[0] == 0
    assert run(capsys, "validate", "--graph", tmp_path / "graph")[0] == 0


def test_a_table_with_missing_cells_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "# Temaplan for natur 2024–2030\n\n| Tiltak | Ansvar | Frist |\n|---|---|---|\n"
    text += "| Plante trær langs elva | | 2026 |\n| Rydde stranda hver vår |\n| | Teknisk | |\n"
    (tmp_path / "plan.md").write_text(text, "utf-8")
    assert cli.run(["read", str(tmp_path / "plan.md"), "--json"]) == 0
    told = capsys.readouterr().out
    assert "Plante trær langs elva" in told
    assert "Rydde stranda hver vår" in told


def test_a_file_where_the_graph_should_be(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "graph").write_text("not a folder")
    code, told = run(capsys, "build", plans, "--out", tmp_path / "graph")
    assert (code, told.partition(":")[0]) == (2, "output-unwritable")
    assert (tmp_path / "graph").read_text() == "not a folder"


def test_a_full_disk_leaves_the_former_graph(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    graph = tmp_path / "graph"
    assert run(capsys, "build", plans, "--out", graph)[0] == 0
    former = contents(graph)
    plan = plans / "temaplan-oppvekst.txt"
    plan.write_text(plan.read_text("utf-8").replace("klasserommet", "klassen"), "utf-8")

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path), len(data))

    monkeypatch.setattr("graph.commit.write_synced", full)
    code, told = run(capsys, "build", plans, "--out", graph)
    assert (code, told.partition(":")[0]) == (2, "output-full")
    assert contents(graph) == former


def test_an_interrupted_build_leaves_the_former_graph(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = tmp_path / "graph"
    assert run(capsys, "build", plans, "--out", graph)[0] == 0
    former = contents(graph)
    plan = plans / "temaplan-oppvekst.txt"
    plan.write_text(plan.read_text("utf-8").replace("klasserommet", "klassen"), "utf-8")
    command = [sys.executable, "-m", "plangraf.cli", "build", str(plans), "--out", str(graph)]
    building = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    time.sleep(1.0)
    building.send_signal(signal.SIGINT)
    _, told = building.communicate(timeout=60)
    assert building.returncode == 130
    assert "interrupted" in told
    assert "Traceback" not in told
    assert contents(graph) == former


@pytest.mark.parametrize("command", ["validate", "findings", "coverage", "references"])
def test_a_graph_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    code, told = run(capsys, command, "--graph", tmp_path / "nothing")
    assert (code, told.partition(":")[0]) == (2, "graph-missing")


@pytest.mark.parametrize("url", ["planer.example", "ftp://a.example", "https://", "https://a?b"])
def test_a_public_address_that_is_none_is_told_of(
    capsys: pytest.CaptureFixture[str], url: str
) -> None:
    code, told = run(capsys, "serve", "--graph", "build", "--no-browser", "--public-url", url)
    assert code == 2
    assert "public-url" in told
