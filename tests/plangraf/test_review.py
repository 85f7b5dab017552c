"""The review from end to end: written, answered in Excel, applied, and gone after a rebuild."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from graph.errors import BadInput
from graph.store import PlanStore
from loaders.decisions import load_decisions
from plangraf.answering import read_answers, write_decisions
from plangraf.building import build
from plangraf.cli import run
from plangraf.reviewing import review
from queries.catalogue import Catalogue
from queries.reviewing import doubts

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
ELEMENTS, HOMELESS, REFERENCES = "Elementer", "Uten overordnet", "Henvisninger"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the example once, and write its review."""
    home = tmp_path_factory.mktemp("review")
    shutil.copytree(EXAMPLE, home / "fjordvik")
    build([home / "fjordvik"], home / "graph")
    (home / "kontroll.xlsx").write_bytes(review(PlanStore.open(home / "graph"))[0])
    return home


@pytest.fixture
def plans(made: Path, tmp_path: Path) -> Path:
    """Give a copy of the example's plans, built to ``graph`` beside them."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "fjordvik"


@pytest.fixture
def sheet(plans: Path, tmp_path: Path) -> Path:
    """Give the review of the example, as it is written."""
    assert plans.is_dir()
    return tmp_path / "kontroll.xlsx"


def columns(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[1]}


def answer(path: Path, title: str, text: str, **given: object) -> None:
    """Fill in the row of a text, as a planner would."""
    workbook = load_workbook(path)
    page = workbook[title]
    names = columns(page)
    rows = [r for r in range(2, page.max_row + 1)
            if any(c.value == text for c in page[r])]  # fmt: skip
    assert rows, text
    for name, value in given.items():
        page.cell(rows[0], names[name.replace("_", " ")]).value = value
    workbook.save(path)


def texts(path: Path, title: str, column: str = "Tekst") -> list[str]:
    page = load_workbook(path)[title]
    at = columns(page)[column]
    return [str(page.cell(r, at).value) for r in range(2, page.max_row + 1)]


def test_the_same_graph_gives_the_same_bytes(plans: Path, tmp_path: Path) -> None:
    assert plans.is_dir()
    store = PlanStore.open(tmp_path / "graph")
    assert review(store)[0] == review(store)[0]


def test_the_most_valuable_stands_first_and_the_certain_is_left_out(
    plans: Path, tmp_path: Path
) -> None:
    assert plans.is_dir()
    found = doubts(Catalogue(PlanStore.open(tmp_path / "graph")))
    assert found
    assert [d.value for d in found] == sorted((d.value for d in found), reverse=True)
    assert all(d.confidence < 0.9 or d.alternatives for d in found if d.kind != "parent")
    everything = doubts(Catalogue(PlanStore.open(tmp_path / "graph")), everything=True)
    assert len(everything) > len(found)


def test_each_row_has_its_place_and_each_answer_its_list(sheet: Path) -> None:
    workbook = load_workbook(sheet)
    assert workbook.sheetnames[:4] == ["Les dette", ELEMENTS, HOMELESS, REFERENCES]
    assert workbook["Valg"].sheet_state == "hidden"
    for title in (ELEMENTS, HOMELESS, REFERENCES):
        page = workbook[title]
        names = columns(page)
        assert page.freeze_panes == "A2"
        assert page.max_row > 1
        assert all(page.cell(r, names["Fil"]).value for r in range(2, page.max_row + 1))
        ruled = [str(rule.sqref) for rule in page.data_validations.dataValidation]
        letter = page.cell(1, names["Svar"]).column_letter
        assert f"{letter}2:{letter}{page.max_row}" in ruled


def test_answers_become_decisions_and_change_the_graph(
    plans: Path, sheet: Path, tmp_path: Path
) -> None:
    first, second = texts(sheet, ELEMENTS)[:2]
    answer(sheet, ELEMENTS, first, Svar="ikke et element")
    answer(sheet, ELEMENTS, second, Svar="annen type", Riktig_type="prioritering", Dato="3.1.2026")
    homeless = texts(sheet, HOMELESS)[0]
    answer(sheet, HOMELESS, homeless, Skal_stå_under="Alle barn opplever mestring og tilhørighet "
           "i barnehage og skole")  # fmt: skip
    found = read_answers(sheet, by="Kari", on=date(2026, 1, 2))
    assert not found.problems
    assert write_decisions(plans, found) == 3
    entries = {e.text: e for e in load_decisions(plans).element}
    assert entries[second].date == date(2026, 1, 3)
    assert entries[second].by == "Kari"

    built = build([plans], tmp_path / "graph")
    labels = {t.label.value: t for t in built.graph.things() if hasattr(t, "rule")
              and hasattr(t, "label")}  # fmt: skip
    assert first not in labels
    assert type(labels[second]).__name__ == "Priority"
    assert labels[second].rule == "decision"
    left = doubts(Catalogue(PlanStore.open(tmp_path / "graph")))
    assert not {first, second} & {d.subject.label for d in left if d.kind == "element"}


def test_a_parent_in_another_plan_is_told_when_building(
    plans: Path, sheet: Path, tmp_path: Path
) -> None:
    homeless = texts(sheet, HOMELESS)[0]
    answer(sheet, HOMELESS, homeless, Skal_stå_under="Noe som ikke finnes")
    write_decisions(plans, read_answers(sheet, by="Kari", on=date(2026, 1, 2)))
    built = build([plans], tmp_path / "graph")
    assert "element-decision-parent" in {notice.reference for notice in built.notices}


def test_a_reference_is_accepted_rejected_or_led_elsewhere(
    plans: Path, sheet: Path, tmp_path: Path
) -> None:
    cited = texts(sheet, REFERENCES, "Henvisningen som den står")
    goal = "Vi hjelper foreldre inn i arbeid eller utdanning i samarbeid med Nav."
    answer(sheet, REFERENCES, cited[0], Svar="forkast")
    answer(sheet, REFERENCES, cited[1], Svar="viser til noe annet", Viser_til=goal)
    found = read_answers(sheet, by="Kari", on=date(2026, 1, 2))
    assert [link["action"] for link in found.links] == ["reject", "replace"]
    write_decisions(plans, found)
    built = build([plans], tmp_path / "graph")
    told = {r.cited_text.value: r for r in built.references()}
    assert told[cited[0]].target is None
    targets = {t.iri: t.label.value for t in built.graph.things() if hasattr(t, "label")}
    assert targets[told[cited[1]].target or ""] == goal


def test_an_answer_that_cannot_be_taken_names_its_row_and_the_others_are_taken(
    sheet: Path,
) -> None:
    first, second, third = texts(sheet, ELEMENTS)[:3]
    answer(sheet, ELEMENTS, first, Svar="kanskje")
    answer(sheet, ELEMENTS, second, Svar="annen type")
    answer(sheet, ELEMENTS, third, Svar="riktig")
    found = read_answers(sheet, by="Kari", on=date(2026, 1, 2))
    assert [entry["text"] for entry in found.elements] == [third]
    told = [problem.what("nb") for problem in found.problems]
    assert "rad 2" in told[0]
    assert "kanskje" in told[0]
    assert "velg riktig type" in told[1]


def test_nobody_and_no_day_are_told(sheet: Path) -> None:
    first, second = texts(sheet, ELEMENTS)[:2]
    answer(sheet, ELEMENTS, first, Svar="riktig", Dato="2026-01-02")
    answer(sheet, ELEMENTS, second, Svar="riktig", Kontrollert_av="Ola")
    told = " ".join(problem.what("nb") for problem in read_answers(sheet).problems)
    assert "--by" in told
    assert "--date" in told


def test_the_same_answers_twice_are_written_once_and_comments_stay(
    plans: Path, sheet: Path
) -> None:
    path = plans / "plangraf.decisions.toml"
    path.write_text("# Våre avgjørelser\n" + path.read_text("utf-8"), "utf-8")
    before = path.read_text("utf-8")
    answer(sheet, ELEMENTS, texts(sheet, ELEMENTS)[0], Svar="riktig")
    found = read_answers(sheet, by="Kari", on=date(2026, 1, 2))
    assert write_decisions(plans, found) == 1
    once = path.read_text("utf-8")
    assert once.startswith(before.rstrip("\n"))
    assert write_decisions(plans, found) == 0
    assert path.read_text("utf-8") == once


def test_a_later_answer_takes_the_place_of_an_earlier(plans: Path, sheet: Path) -> None:
    first = texts(sheet, ELEMENTS)[0]
    answer(sheet, ELEMENTS, first, Svar="riktig")
    write_decisions(plans, read_answers(sheet, by="Kari", on=date(2026, 1, 2)))
    answer(sheet, ELEMENTS, first, Svar="ikke et element")
    write_decisions(plans, read_answers(sheet, by="Kari", on=date(2026, 1, 3)))
    assert [e.action.value for e in load_decisions(plans).element if e.text == first] == ["remove"]


def test_no_text_of_a_plan_becomes_a_formula(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(
        'Temaplan 2024\n\nMål 1.1: Ren elv\n- =HYPERLINK("http://ond.no";"Rydde")\n- +cmd|calc\n',
        "utf-8",
    )
    build([plan], tmp_path / "g")
    path = tmp_path / "kontroll.xlsx"
    path.write_bytes(review(PlanStore.open(tmp_path / "g"), everything=True)[0])
    cells = [cell for page in load_workbook(path) for row in page.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_a_workbook_that_is_no_review_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "annet.xlsx"
    Workbook().save(path)
    with pytest.raises(BadInput) as caught:
        read_answers(path)
    assert caught.value.reference == "review-not-one"


def test_the_command_writes_and_takes(
    plans: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "review.xlsx"
    graph = str(tmp_path / "graph")
    words = ["review", "--graph", graph, "--out", str(path), "--limit", "4", "--lang", "en"]
    assert run([*words, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["doubts"]) == 4
    assert load_workbook(path).sheetnames[0] == "Read this"
    taken = ["review", "--apply", str(path), "--plans", str(plans), "--json"]
    assert run(taken) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 0
    assert run(["review", "--graph", graph]) == 2
    assert run(["review", "--apply", str(path)]) == 2
