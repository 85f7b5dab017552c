"""The planner's questions, each answered by clicking from a cold start at the front page.

What is right is read in the example's key, or in the plans themselves.
"""

import re

import pytest

from tests.browser.conftest import ROOT, Opener
from tests.browser.visiting import Visitor

KEY = (ROOT / "examples" / "fjordvik-fasit.md").read_text("utf-8")
FORMER_KEY = (ROOT / "examples" / "fjordvik-2020-fasit.md").read_text("utf-8")


@pytest.fixture
def visitor(visit: Opener) -> Visitor:
    return Visitor(visit("/").page)


def keyed(code: str) -> list[str]:
    """Return the lines of the key for a kind of finding, each without its place."""
    section = re.search(rf"### `{code}`: \d+\n\n((?:- .+\n)+)", KEY)
    assert section
    return [re.sub(r" \(`[^)]+`\)", "", line[2:]) for line in section[1].splitlines()]


def titles(letter: str) -> list[str]:
    """Return the measures of the key whose numbers begin with a letter."""
    return re.findall(rf"^\| {letter}\d+ \| \d+ \| [^|]+ \| ([^|]+) \|", KEY, re.MULTILINE)


def plain(text: str) -> str:
    return text.rstrip(".")


# --- the questions ----------------------------------------------------------------------------


def test_1_which_goals_and_vision_a_measure_serves(visitor: Visitor) -> None:
    visitor.open("Spor").follow("Ansette en fritidsveileder i halv stilling")
    steps = visitor.texts("#som-liste .thread-steps:visible > li > a")
    assert steps == [
        "Nær havet, nær hverandre",
        "1 Trygg oppvekst",
        "Alle barn og unge i Fjordvik vokser opp i trygge fellesskap og får bruke evnene sine.",
        "1.D Ingen barn står utenfor på grunn av familiens økonomi",
        "1.D1 Vi holder minst én fritidsaktivitet gratis i hvert tettsted.",
        "Ansette en fritidsveileder i halv stilling",
    ]
    drawn = visitor.main.locator(".thread-picture svg").text_content() or ""
    assert "STRATEGI 1.D1" in drawn
    assert "STRATEGI 2.B3" in drawn


def test_2_which_measures_in_which_plans_follow_up_a_strategy(visitor: Visitor) -> None:
    visitor.search("minst én fritidsaktivitet gratis").follow(re.compile(r"^1\.D1 "))
    visitor.follow("3 tiltak fører hit")
    listed = [(row, cells[0]) for row, cells in visitor.rows().items()]
    assert len(visitor.main.locator("tbody tr").all()) == 3
    assert set(listed) == {
        ("Ansette en fritidsveileder i halv stilling", "Temaplan for oppvekst 2025–2032"),
        (titles("O")[20], "Temaplan for oppvekst 2025–2032"),
    }
    plans = visitor.texts("tbody td:first-of-type")
    assert plans.count("Handlings- og økonomiplan 2025–2028") == 1


def test_3_which_strategies_have_no_measures(visitor: Visitor) -> None:
    visitor.follow("strategier uten funnet tiltak")
    assert [plain(row) for row in visitor.rows()] == [
        plain(line) for line in keyed("strategy-without-measure")
    ]


def test_4_which_measures_have_no_strategy_or_goal(visitor: Visitor) -> None:
    visitor.follow("Tiltak uten funnet henvisning")
    told = visitor.texts(".worklist .work-told")
    wanted = [line.partition(" ")[2] for line in keyed("measure-without-reference")]
    assert len(told) == len(wanted)
    assert all(any(f"«{title}»" in line for line in told) for title in wanted)


def test_5_which_references_are_broken(visitor: Visitor) -> None:
    visitor.follow("Henvisning uten treff")
    told = visitor.texts(".worklist .work-told")
    wanted = [line.partition(" ")[2] for line in keyed("reference-unresolved")]
    assert len(told) == len(wanted)
    assert all(any(quote in line for line in told) for quote in wanted)


def test_6_which_focus_areas_a_plan_does_not_cover(visitor: Visitor) -> None:
    visitor.open("Dekning")
    assert (
        "Temaplan for klima og natur 2024–2030 dekker ikke: 1 Trygg oppvekst, "
        "2 Levende lokalsamfunn, 4 Arbeid og verdiskaping, 5 En åpen og lyttende kommune."
    ) in visitor.texts("li, p")


def test_7_which_goals_of_the_united_nations_are_covered_and_where(visitor: Visitor) -> None:
    visitor.open("Dekning")
    table = visitor.main.locator("section[aria-labelledby=berekraft] tbody tr")
    told = {" ".join(row.split()) for row in table.all_inner_texts()}
    mentioned = re.search(r"bærekraftsmål er nevnt: ([\d, ]+)\.", KEY)
    assert mentioned
    assert {row.split()[0] for row in told} == set(mentioned[1].split(", "))
    climate = next(row for row in told if row.startswith("13 "))
    assert "3 Natur, klima og beredskap" in climate
    assert "Temaplan for klima og natur 2024–2030" in climate


def test_8_which_measures_of_thematic_plans_the_financial_plan_has_not(visitor: Visitor) -> None:
    visitor.follow("Tiltak i temaplaner som ikke er funnet i handlings- og økonomiplanen")
    section = KEY.partition("### Tiltak i HØP")[2].partition("###")[0]
    held = {(letter, int(number)) for letter, number in re.findall(r"\| ([OK])(\d+) \(`", section)}
    wanted = {
        title
        for letter in "OK"
        for number, title in enumerate(titles(letter), 1)
        if (letter, number) not in held
    }
    listed = set(visitor.rows())
    assert len(wanted) == 35
    assert listed - set(titles("V")) == wanted


def test_9_who_is_responsible_and_by_when(visitor: Visitor) -> None:
    visitor.follow("Ansvar, frist og status for tiltakene")
    heads = visitor.texts("thead th")
    row = dict(zip(heads[1:], visitor.rows()["Etablere landstraum i Storøya hamn"], strict=True))
    assert (row["Ansvarlig"], row["Frist"]) == ("Hamnekontoret", "2027")
    frists = [cells[heads.index("Frist") - 1] for cells in visitor.rows().values()]
    years = [int(frist) for frist in frists if frist.isdecimal()]
    assert years == sorted(years)


def test_10_the_status_of_the_measures_under_a_goal(visitor: Visitor) -> None:
    visitor.open("Mål").follow("7 tiltak følger opp 3.A Utslippene av klimagasser")
    assert set(visitor.rows()) == {*titles("K")[:5], titles("O")[7], titles("H")[11]}
    assert "Status" in visitor.texts("thead th")


def test_11_what_is_new_changed_moved_or_removed(visitor: Visitor) -> None:
    visitor.open("Sammenlign").follow("flyttet")
    section = FORMER_KEY.partition("## 3 Flyttet")[2].partition("## 4")[0]
    wanted = re.findall(r"^\| ([^|]+?) \| [^|]+ \| [^|]+ \|$", section, re.MULTILINE)[1:]
    told = visitor.texts(".differences > li")
    assert len(told) == len(wanted)
    assert all(any(moved in line for line in told) for moved in wanted)
    assert any("Flyttet fra" in line and "1.D Ingen barn" in line for line in told)


def test_12_which_measures_lose_their_thread_if_a_goal_goes(visitor: Visitor) -> None:
    visitor.open("Mål").follow(re.compile(r"^3\.A Utslippene"))
    section = visitor.main.locator("section[aria-labelledby=mister]")
    section.locator("summary").click()
    lost = {" ".join(text.split()) for text in section.locator("li a").all_inner_texts()}
    # O8 has another thread, through 2.A; the others have only this one.
    assert lost == {*titles("K")[:5], titles("H")[11]}


def test_13_where_in_the_document_it_stands(visitor: Visitor) -> None:
    title = titles("O")[4]
    visitor.search("åpne skolene Leirnes").follow(title)
    line = re.search(rf"^\| O5 \| (\d+) \|.*{title}", KEY, re.MULTILINE)
    assert line
    source = visitor.main.locator("section[aria-labelledby=kilde] .passage").first
    assert source.locator("mark").inner_text() == title
    assert source.locator("figcaption").inner_text() == f"temaplan-oppvekst.txt, linje {line[1]}"
