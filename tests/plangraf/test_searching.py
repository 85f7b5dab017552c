"""``plangraf search``: what it tells, in both languages and as JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from plangraf import cli

Told = Callable[..., tuple[int, str, str]]
EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("search") / "graph"
    assert cli.run(["build", str(EXAMPLE), "--out", str(folder)]) == 0
    return str(folder)


@pytest.fixture
def told(built: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    """Give what runs a search and returns its exit code, standard output and standard error."""
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run(["search", *words, "--graph", built])
        return code, *capsys.readouterr()

    return run


def test_a_hit_is_told_with_its_type_code_plan_and_where_it_was_found(told: Told) -> None:
    code, out, err = told("koordinator")
    assert (code, err) == (0, "")
    assert "STRATEGI  Samordning (Handlingsplan for oppvekstreformen)" in out
    assert "    beskrivelse: Ingen familie skal være sin egen koordinator." in out
    assert "Treff på «koordinator»: " in out
    _, out, _ = told("1b3", "--lang", "en")
    assert out.startswith("STRATEGY  1.B3 Vi planlegger overgangene")


def test_words_need_no_quotation_marks(told: Told) -> None:
    assert told("felles", "overgangsplan")[1] == told("felles overgangsplan")[1]


def test_the_answer_as_json_holds_the_element_and_how_it_was_found(told: Told) -> None:
    code, out, err = told("overgangsplanen", "--json", "--limit", "1")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert set(answer) == {"question", "total", "hits", "suggestions"}
    (hit,) = answer["hits"]
    assert answer["total"] > 1
    assert hit["element"]["label"].startswith("Lage felles overgangsplan")
    ((start, end),) = hit["spans"]
    assert hit["field"] == "label"
    assert hit["excerpt"][start:end].startswith("overgangsplan")


def test_the_best_hits_are_told_and_how_many_there_are(told: Told) -> None:
    _, out, _ = told("barn", "--limit", "2")
    assert out.count("(") == 2
    assert "De 2 beste vises; --limit viser flere." in out


def test_nothing_found_is_no_failure_and_is_answered_with_what_may_have_been_meant(
    told: Told,
) -> None:
    code, out, _ = told("overgangsplannnne")
    assert code == 0
    assert out.splitlines()[0] == ("«overgangsplannnne» er ikke funnet i dokumentene som er lest.")
    assert "Mente du «overgangsplan" in out
    assert json.loads(told("overgangsplannnne", "--json")[1])["suggestions"][0] == "overgangsplan"
    assert told("qwxzq", "--lang", "en")[1] == "«qwxzq» was not found in the documents read.\n"


def test_a_question_without_words_is_bad_input(told: Told) -> None:
    code, out, err = told("...", "--lang", "en")
    assert (code, out) == (2, "")
    assert "search-wordless" in err
    assert told()[0] == 2


def test_a_question_that_was_cut_says_so(told: Told) -> None:
    code, _, err = told("barn " * 40)
    assert code == 0
    assert "Det er søkt etter: barn barn" in err
