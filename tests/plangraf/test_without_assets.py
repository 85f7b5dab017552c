"""The command line where nothing was bundled for the pages: all works but the pages."""

from pathlib import Path

import pytest

from plangraf import cli
from visualize import assets

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a graph of the example, built and asked where no bundle is."""
    monkeypatch.setattr(assets, "_bundle", lambda: tmp_path / "nothing")
    assert cli.run(["build", str(EXAMPLE), "--out", str(tmp_path / "graph")]) == 0
    return str(tmp_path / "graph")


def test_the_page_with_the_map_is_refused_and_leaves_no_file(
    graph: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    assert cli.run(["view", "--graph", graph, "--out", str(page)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("assets-missing: Skriptene og stilene")
    assert "make assets" in told
    assert not page.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("thread", "1.B2"),
        ("findings",),
        ("coverage",),
        ("references",),
        ("restatements",),
        ("validate",),
        ("review", "--out", "review.xlsx"),
        ("export", "--format", "ttl", "--out", "graph.ttl"),
        ("report", "--out", "report.html"),
    ],
)
def test_every_other_command_works(
    graph: str, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run([*words, "--graph", graph]) == 0
