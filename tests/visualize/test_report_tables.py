from datetime import date

from tests.visualize.conftest import Sketch, whole
from visualize.report_tables import findings_table, report_tables
from visualize.scene import Report
from visualize.tables import Words, amount, day_or_year, told, words
from visualize.telling import Telling
from visualize.wording import Wording

SAY = Wording("nb")


def test_a_measure_stands_once_with_all_that_its_threads_pass(town: Sketch) -> None:
    rows = list(report_tables(whole(town), SAY)["measures"].records())
    assert [row["measure"] for row in rows] == [
        Words("Bygge familiens hus"),
        Words("Male rådhuset"),
    ]
    assert rows[0]["strategy"] == (Words("1.A1 Vi gir råd 1"), Words("1.A2 Vi gir råd 2"))
    assert rows[0]["sub_goal"] == (Words("1.A Barn får hjelp tidlig"),)
    assert rows[0]["vision"] == (Words("Nær havet"),)


def test_a_measure_without_a_thread_says_where_it_was_looked_for(town: Sketch) -> None:
    row = list(report_tables(whole(town), SAY)["measures"].records())[1]
    assert row["basis"] == "ikke funnet i dokumentene som er lest"
    assert row["sure"] is None
    assert row["findings"] == SAY.concept("finding-code", "measure-without-thread")


def test_what_is_inferred_is_left_out_where_the_plans_state_a_thread(sketch: Sketch) -> None:
    sketch.add("v", "vision", "Nær havet")
    sketch.add("s", "strategy", "Vi gir råd", under=("v",))
    sketch.add("z", "strategy", "Vi tar imot", under=("v",))
    sketch.add("t", "measure", "Bygge hus", under=("s",))
    sketch.step("t", "z", stated=False, confidence=0.6)
    both = (sketch.thread("t", "s", "v"), sketch.thread("t", "z", "v"))
    (row,) = report_tables(sketch.report(("t", both)), SAY)["measures"].records()
    assert row["strategy"] == (Words("Vi gir råd"),)
    assert (row["basis"], row["sure"]) == ("står i planen", 0.9)
    (row,) = report_tables(sketch.report(("t", both[1:])), SAY)["measures"].records()
    assert row["strategy"] == (Words("Vi tar imot"),)
    assert (row["basis"], row["sure"]) == ("utledet", 0.6)


def test_the_measures_add_up_to_the_key_figures(gathered: Report) -> None:
    rows = list(report_tables(gathered, SAY)["measures"].records())
    figures = gathered.figures["measures"]
    assert len(rows) == figures["total"]
    assert sum(row["sure"] is not None for row in rows) == figures["with_thread"]
    assert sum(row["basis"] == "står i planen" for row in rows) == figures["with_stated_thread"]


def test_a_measure_with_two_columns_counts_once_in_its_row(gathered: Report) -> None:
    for name, matrix in (("by-plan", gathered.by_plan), ("by-initiative", gathered.by_initiative)):
        table = report_tables(gathered, SAY)[name]
        rows = list(table.records())
        assert len(rows) == len(matrix.rows)
        for row, element in zip(rows, matrix.rows, strict=True):
            cells = [row[area.id] for area in matrix.columns]
            assert cells == [
                len(matrix.cells.get((element.id, area.id), ())) for area in matrix.columns
            ]
            assert row["sum"] == len(matrix.row_totals[element.id])
            assert row["without"] == len(matrix.without.get(element.id, ()))
        counted_twice = [row for row in rows if sum(
            value for key, value in row.items() if key not in {"plan", "row", "sum"}
            and isinstance(value, int)) > row["sum"]]  # fmt: skip
        assert counted_twice, "the example has measures that lead to two areas"
        assert table.total is not None
        assert table.total[-1] == gathered.figures["measures"]["total"]


def test_the_goals_are_those_that_count_each_once_with_its_measures(gathered: Report) -> None:
    rows = list(report_tables(gathered, SAY)["goals"].records())
    found = {
        (
            item.element.code or "",
            item.element.label,
            len(gathered.scene.measures_of[item.element.id]),
        )
        for item in gathered.scene.items
        if item.element.id in gathered.scene.measures_of
    }
    assert {(row["code"].text, row["text"].text, row["measures"]) for row in rows} == found
    assert len(rows) == len(gathered.scene.measures_of)


def test_a_strategy_stands_under_its_sub_goal(gathered: Report) -> None:
    rows = list(report_tables(gathered, SAY)["goals"].records())
    codes = [row["code"].text for row in rows]
    assert codes[codes.index("1.B") :][:3] == ["1.B", "1.B1", "1.B2"]
    strategy = rows[codes.index("1.B2")]
    assert [word.text[:4] for word in strategy["sub_goal"]] == ["1.B "]


def test_every_finding_is_told_with_place_proposal_and_decision(gathered: Report) -> None:
    findings = gathered.scene.findings
    rows = list(report_tables(gathered, SAY)["findings"].records())
    assert [row["kind"] for row in rows] == [finding.code for finding in findings]
    for row, finding in zip(rows, findings, strict=True):
        assert row["severity"] == SAY.concept("severity", finding.severity)
        assert row["sentence"] == " ".join(finding.message["nb"].split())
        assert row["subject"].text == finding.subject.label
        assert (row["file"], row["line"]) == (
            (finding.evidence[0].file, finding.evidence[0].line)
            if finding.evidence
            else (None,) * 2
        )
        assert (row["proposal"] is not None) == (finding.proposal is not None)
    (accepted,) = [row for row in rows if row["state"] == "godtatt"]
    assert (accepted["by"], accepted["date"]) == ("Kari Nordmann", date(2025, 11, 3))
    assert accepted["assessment"] == "ivaretatt i drift"


def test_chosen_findings_alone_make_a_table_of_their_own(gathered: Report) -> None:
    chosen = [f for f in gathered.scene.findings if f.code == "reference-unresolved"]
    table = findings_table(Telling.of(gathered, SAY), chosen)
    assert {row["kind"] for row in table.records()} == {"reference-unresolved"}
    assert len(table.rows) == len(chosen)


def test_a_finding_of_a_plan_stands_in_that_plan(gathered: Report) -> None:
    rows = report_tables(gathered, SAY)["findings"].records()
    late = [row for row in rows if row["kind"] == "evaluation-due"]
    assert late
    assert all(row["plan"] == row["subject"] for row in late)


def test_every_reference_is_told_as_it_is_printed(gathered: Report) -> None:
    rows = list(report_tables(gathered, SAY)["references"].records())
    assert len(rows) == len(gathered.citations)
    for row, citation in zip(rows, gathered.citations, strict=True):
        assert row["text"] == words(citation.text, row["text"].lang)
        assert (row["target"] is None) == (citation.target is None)
    unresolved = [row["text"].text for row in rows if row["target"] is None]
    assert "Vi sørger for rent drikkevann til alle" in unresolved


def test_the_words_of_a_plan_keep_their_language(gathered: Report) -> None:
    rows = report_tables(gathered, Wording("en"))["measures"].records()
    languages = {row["plan"].text: row["measure"].lang for row in rows}
    assert languages["Temaplan for klima og natur 2024–2030"] == "nn"
    assert languages["Temaplan for oppvekst 2025–2032"] == "nb"


def test_years_days_and_amounts_are_what_they_are(gathered: Report) -> None:
    rows = list(report_tables(gathered, SAY)["measures"].records())
    deadlines = {type(row["deadline"]) for row in rows if row["deadline"]}
    assert int in deadlines
    costs = [row["cost"] for row in rows if row["plan"].text.startswith("Handlings- og øk")]
    assert 62_000_000 in costs
    plans = list(report_tables(gathered, SAY)["plans"].records())
    read = [row for row in plans if row["read"] == "ja"]
    assert (read[0]["from"], read[0]["to"], read[0]["adopted"]) == (2025, 2028, date(2024, 12, 12))


def test_an_amount_that_no_number_can_hold_stays_in_its_words() -> None:
    assert amount("9" * 400) == Words("9" * 400)
    assert amount("12 34") == Words("12 34")
    assert day_or_year("20261231") == Words("20261231")


def test_a_number_is_told_in_the_way_of_the_language() -> None:
    assert told(1234.5, "number", SAY) == "1\u00a0234,5"
    assert told(4, "gap", SAY) == "⚠ 4"
    assert told(None, "number", SAY) == ""


def test_the_counts_of_findings_are_those_of_their_states(gathered: Report) -> None:
    table = report_tables(gathered, SAY)["states"]
    assert table.total is not None

    def count(state: str) -> int:
        return sum(finding.state == state for finding in gathered.scene.findings)

    assert list(table.total[1:]) == [count("open"), count("unknown"), count("accepted")]


def test_findings_in_no_order_are_kept_in_the_order_given(town: Sketch) -> None:
    report = whole(town)
    found = list(reversed(report.scene.findings))
    table = findings_table(Telling.of(report, SAY), found)
    assert [row["kind"] for row in table.records()] == [finding.code for finding in found]
