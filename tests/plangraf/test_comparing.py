"""``compare`` on the two versions of the example: what it prints, and what it refuses."""

import json
from pathlib import Path

import pytest

import plangraf
from plangraf import cli

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Give the folders of the older and the newer graph of the example."""
    home = tmp_path_factory.mktemp("versions")
    for name in ("fjordvik-2020", "fjordvik"):
        assert cli.run(["build", str(EXAMPLES / name), "--out", str(home / name)]) == 0
    return str(home / "fjordvik-2020"), str(home / "fjordvik")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert cli.run(["compare", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_a_comparison_begins_with_how_much_there_is_of_each(
    graphs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(capsys, *graphs).splitlines()
    assert lines[0] == "25 like · 40 endret · 107 nye · 14 fjernet · 9 flyttet"
    english = told(capsys, *graphs, "--lang", "en").splitlines()
    assert english[0] == "25 same · 40 changed · 107 new · 14 removed · 9 moved"


def test_a_change_is_shown_with_its_words_and_where_they_stand(
    graphs: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    shown = told(capsys, *graphs)
    assert (
        "  • TILTAK  Byte ut kommunale køyretøy med utsleppsfrie\n"
        "    Byte ut kommunale køyretøy med [-elbilar-] {+utsleppsfrie+}\n"
        "    frist: [-2020-] {+2028+}\n"
        "    kostnad: [-2,4 mill. kr-] {+6,4 mill. kr+}\n"
        "    indikator for tiltaket: [-Tal elbilar-] {+Del utsleppsfrie køyretøy+}\n"
        "    kommunedelplan-energi-klima-2012-2020.txt, linje 25 → temaplan-klima.txt, linje 46\n"
    ) in shown
    assert (
        "  • STRATEGI  3.B3 Vi øver på kriser sammen med frivillige og nabokommuner.\n"
        "    fra 5.C Kommunen er forberedt på kriser\n"
        "    til 3.B Samfunnet er forberedt på flom, skred og stormflo\n"
    ) in shown
    assert "  • Temaplan for oppvekst 2025–2032: tiltak: 24, satsing: 6\n" in shown


def test_a_removed_element_tells_what_it_is_like_and_what_lost_its_thread(
    graphs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = " ".join(told(capsys, *graphs).split())
    assert "ligner mest på «3.B Samfunnet er forberedt på flom, skred og stormflo»" in shown
    assert "og nå er uten (1): Opne ombruksbutikk på gjenvinningsstasjonen" in shown


def test_the_json_of_a_comparison_holds_both_sides(
    graphs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.loads(told(capsys, *graphs, "--json"))
    assert set(answer) == {"counts", "same", "changed", "moved", "new", "removed"}
    pair = next(p for p in answer["moved"] if p["new"]["code"] == "1.D2")
    assert pair["old"]["code"] == "2.B3"
    assert [parent["code"] for parent in pair["move"]["old"]] == ["2.B"]
    assert pair["old_places"][0]["file"] == "samfunnsdel-2012-2024.md"


def test_from_python_a_graph_is_compared_with_an_older_one(graphs: tuple[str, str]) -> None:
    older, newer = map(plangraf.open, graphs)
    gone = [lone.element.label for lone in newer.compare(older).removed]
    assert "Vi serverer skolefrokost på alle trinn." in gone


def test_a_graph_compared_with_itself_is_wholly_the_same(
    graphs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    shown = told(capsys, graphs[1], graphs[1])
    assert shown == "172 like · 0 endret · 0 nye · 0 fjernet · 0 flyttet\n"


def test_a_change_of_type_is_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, label in (("a", "Delmål"), ("b", "Strategi")):
        (tmp_path / name).mkdir()
        title = "# Kommuneplanens samfunnsdel\n\nTestvik kommune"
        text = f"{title}\n\n## {label}\n\n- Vi rydder stranda\n"
        (tmp_path / name / "plan.md").write_text(text, "utf-8")
        out = str(tmp_path / f"{name}-graph")
        assert cli.run(["build", str(tmp_path / name), "--out", out]) == 0
    shown = told(capsys, str(tmp_path / "a-graph"), str(tmp_path / "b-graph"))
    assert "[-delmål-] {+strategi+}" in shown


@pytest.mark.parametrize("missing", [0, 1])
def test_a_folder_without_a_graph_is_named(
    missing: int,
    graphs: tuple[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folders = list(graphs)
    folders[missing] = str(tmp_path)
    capsys.readouterr()
    assert cli.run(["compare", *folders]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("graph-missing: ")
    assert str(tmp_path) in err


def test_one_folder_is_not_enough(
    graphs: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["compare", graphs[0]]) == 2
    assert "NYERE" in capsys.readouterr().err
