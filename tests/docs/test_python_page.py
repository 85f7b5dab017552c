"""The Python that the documentation shows runs, and prints what is shown."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "python.md"
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with the example in it, as a reader does, where a graph may be written."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_about_python_runs_as_shown(root: Path) -> None:
    # Blank lines for what stands between the blocks, so that a failure names the page's line.
    text = PAGE.read_text("utf-8")
    code = [" "] * (text.count("\n") + 1)
    for found in _BLOCK.finditer(text):
        at = text.count("\n", 0, found.start(1))
        lines = found[1].splitlines()
        code[at : at + len(lines)] = lines
    test = doctest.DocTestParser().get_doctest("\n".join(code), {}, PAGE.name, str(PAGE), 0)
    assert doctest.DocTestRunner().run(test).failed == 0
    assert (root / "build" / "fjordvik" / "graph.ttl").exists()


def test_every_program_of_the_page_shows_what_it_prints() -> None:
    blocks = _BLOCK.findall(PAGE.read_text("utf-8"))
    assert all(block.startswith(">>> ") for block in blocks)


@pytest.mark.parametrize("page", ["README.md", "docs/how-to/sparql.md"])
def test_a_program_of_another_page_runs(
    page: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import plangraf  # noqa: PLC0415 - as the page does

    plangraf.build(["examples/fjordvik"], root / "build" / "fjordvik")
    programs = [b for b in _BLOCK.findall((ROOT / page).read_text("utf-8")) if "plangraf.open" in b]
    assert programs
    for program in programs:
        exec(compile(program, page, "exec"), {})  # noqa: S102 - the page's own program
    assert "2.C1 Vi planlegger for varierte boliger" in capsys.readouterr().out
