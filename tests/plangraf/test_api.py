"""The graph as an object: what it answers, how it refuses, and what a notebook shows of it."""

import re
from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import html

import plangraf
from graph.errors import BadInput, NotFound
from graph.store import PlanStore
from plangraf.opening import PlanGraphView
from queries.answers import Element, Finding

MEASURE = "Lage felles overgangsplan for barnehage og skole"
HOSTILE = "Rydde <script>alert(1)</script> & \"stranda\" <img src=x onerror='f()'>\u202e"


@pytest.fixture(scope="module")
def graph(example: PlanStore) -> PlanGraphView:
    return PlanGraphView(example)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> PlanGraphView:
    """Give a graph of plans whose words try to become markup."""
    home = tmp_path_factory.mktemp("hostile")
    (home / "samfunnsdel.md").write_text(
        "# Kommuneplanens samfunnsdel 2024–2036\n\nTestvik kommune\n\n## Visjon\n\n"
        f"Sammen <b>mot</b> havet\n\n## Satsingsområde 1 {HOSTILE}\n\n"
        f"### Delmål 1.A Vi har <i>det</i> godt\n\n- 1.A1 Vi {HOSTILE}\n- 1.A2 Vi bygger\n",
        "utf-8",
    )
    (home / "temaplan.md").write_text(
        "# Temaplan for natur 2024–2030\n\nTestvik kommune\n\n## Tiltak\n\n"
        "| Tiltak | Beskrivelse | Henvisning |\n|---|---|---|\n"
        f"| {HOSTILE} | Hver vår | Vi {HOSTILE} |\n| Male <u>båten</u> | | Vi bygger |\n",
        "utf-8",
    )
    plangraf.build([home], home / "graph")
    return plangraf.open(home / "graph")


def shown(answer: object) -> str:
    return str(answer._repr_html_())  # type: ignore[attr-defined]


def answers(graph: PlanGraphView) -> Iterable[object]:
    yield graph
    yield from (graph.elements(), graph.measures, graph.plans, graph.findings())
    yield from (graph.thread(e.id) for e in graph.elements())
    yield from (graph.coverage(), graph.coverage("initiative", "strategy"))
    yield graph.query("SELECT * { ?s rdfs:label ?label } ORDER BY ?s ?label")


def test_a_graph_that_is_not_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="graph-missing") as told:
        plangraf.open(tmp_path / "nothing")
    assert "plangraf build" in told.value.hint("nb")


def test_a_language_that_is_not_spoken_is_refused(tmp_path: Path) -> None:
    plangraf.build(
        [Path(__file__).parents[2] / "examples" / "fjordvik" / "samfunnsdel.md"], tmp_path
    )
    with pytest.raises(BadInput, match="choice-unknown"):
        plangraf.open(tmp_path, lang="de")
    assert "Vision" not in shown(plangraf.open(tmp_path, lang="nn"))


def test_an_element_is_the_same_by_code_by_text_and_by_iri(graph: PlanGraphView) -> None:
    by_code = graph.thread("1.B3")
    assert by_code == graph.thread(by_code.element.label) == graph.thread(by_code.element.id)
    assert by_code.element.type == "strategy"


def test_a_thread_of_a_name_that_is_not_there_names_the_nearest(graph: PlanGraphView) -> None:
    with pytest.raises(NotFound) as told:
        graph.thread("Lage felles overgangsplan")
    assert MEASURE in told.value.nearest


def test_stated_threads_alone_have_no_inferred_step(graph: PlanGraphView) -> None:
    stated = graph.thread(MEASURE, stated_only=True)
    assert stated
    assert all(edge.is_stated for thread in stated for edge in thread.edges)


def test_elements_of_a_type_are_those_of_its_kinds_too(graph: PlanGraphView) -> None:
    assert {e.type for e in graph.elements("measure")} == {"measure", "reform_measure"}
    assert {e.type for e in graph.elements("goal")} == {"main_goal", "sub_goal"}
    assert "thematic_plan" in {e.type for e in graph.elements("plan")}


@pytest.mark.parametrize("word", ["delmål", "Sub-goal", "sub_goal"])
def test_a_type_goes_by_its_name_or_its_word(graph: PlanGraphView, word: str) -> None:
    assert {e.type for e in graph.elements(word)} == {"sub_goal"}


def test_a_type_that_does_not_exist_is_refused_with_the_nearest(graph: PlanGraphView) -> None:
    with pytest.raises(BadInput, match="choice-unknown") as told:
        graph.elements("measures")
    assert told.value.nearest == ("measure",)


def test_elements_of_a_plan_stand_in_it(graph: PlanGraphView) -> None:
    title = "Temaplan for oppvekst 2025–2032"
    found = graph.elements("measure", plan=title)
    assert len(found) == 24
    assert {e.plan for e in found} == {title}


def test_a_measure_that_is_repeated_counts_once(graph: PlanGraphView) -> None:
    once, every = set(graph.measures), set(graph.elements("measure"))
    repeated = every - once
    assert once < every
    assert {e.plan for e in repeated} <= {e.plan for e in every}
    counted = graph.coverage().matrix.row_totals.values()
    assert {e.id for e in once} == frozenset[str]().union(*counted)


def test_findings_are_narrowed_by_code_plan_state_and_severity(graph: PlanGraphView) -> None:
    every = graph.findings()
    gaps = graph.findings("strategy-without-measure")
    assert list(gaps) == [one for one in every if one.code == "strategy-without-measure"]
    plan = "Temaplan for klima og natur 2024–2030"
    here = graph.findings(plan=plan)
    assert here
    assert {one.subject.plan or one.subject.label for one in here} == {plan}
    assert [one.state for one in graph.findings(state="accepted")] == ["accepted"]
    warned = graph.findings(severity="warning", state="open")
    assert {(one.severity, one.state) for one in warned} == {("warning", "open")}
    assert 0 < len(warned) < len(every)


@pytest.mark.parametrize(
    ("asked", "reference"),
    [
        ({"code": "no-such-code"}, "finding-unknown"),
        ({"state": "closed"}, "choice-unknown"),
        ({"severity": "fatal"}, "choice-unknown"),
        ({"plan": "Plan for månen"}, "element-unknown"),
    ],
)
def test_findings_of_what_does_not_exist_are_refused(
    graph: PlanGraphView, asked: dict[str, str], reference: str
) -> None:
    with pytest.raises(plangraf.PlangrafError, match=reference):
        graph.findings(**asked)  # type: ignore[arg-type]


def test_coverage_counts_by_the_axes_that_are_asked_for(graph: PlanGraphView) -> None:
    coverage = graph.coverage("plan", "sdg")
    assert coverage.figures["matrix"]["columns"] == "sdg"
    assert {e.type for e in coverage.matrix.columns} == {"sdg"}
    with pytest.raises(BadInput, match="coverage-axis"):
        graph.coverage("month", "sdg")


def test_a_question_takes_an_element_by_code_or_as_another_answer_gave_it(
    graph: PlanGraphView,
) -> None:
    by_code = graph.query("thread/measures-of-strategy", element="1.B3")
    as_given = graph.query("thread/measures-of-strategy", element=graph.element("1.B3"))
    assert by_code == as_given
    assert [row["label"] for row in by_code] == [MEASURE]  # type: ignore[union-attr]


def test_values_of_a_query_are_typed(graph: PlanGraphView) -> None:
    rows = graph.query(
        "SELECT ?adopted ?periodFrom ?citedOnly { ?plan a pg:Plan ; pg:adopted ?adopted ;"
        " pg:periodFrom ?periodFrom ; pg:citedOnly ?citedOnly } ORDER BY ?adopted LIMIT 1"
    )
    assert not isinstance(rows, bool)
    assert {name: type(value) for name, value in rows[0].items()} == {
        "adopted": date, "periodFrom": int, "citedOnly": bool,
    }  # fmt: skip


def test_a_query_of_ones_own_names_its_parameters(graph: PlanGraphView) -> None:
    asked = (
        "#+ param: goal iri\n"
        "SELECT $goal ?code { ?s pg:supportsSubGoal $goal ; pg:code ?code } ORDER BY ?code"
    )
    rows = graph.query(asked, goal="2.C")
    assert [row["code"] for row in rows] == ["2.C1", "2.C2", "2.C3"]  # type: ignore[union-attr]
    with pytest.raises(BadInput, match="parameter-missing"):
        graph.query(asked)
    with pytest.raises(BadInput, match="parameter-unknown"):
        graph.query("ASK { ?s ?p ?o }", goal="2.C")


def test_an_ask_is_answered_with_true_or_false(graph: PlanGraphView) -> None:
    assert graph.query("ASK { ?s a pg:Measure }") is True
    assert graph.query("ASK { ?s a pg:NoSuchClass }") is False


def test_a_construct_is_answered_with_its_triples(graph: PlanGraphView) -> None:
    rows = graph.query("CONSTRUCT { ?s pg:code ?c } WHERE { ?s a pg:FocusArea ; pg:code ?c }")
    assert not isinstance(rows, bool)
    assert rows.variables == ("subject", "predicate", "object")
    assert sorted(row["object"] for row in rows) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("asked", "reference"),
    [
        ("SELECT ?x {", "query-syntax"),
        ("SELECT * { SERVICE <http://a.example> { ?s ?p ?o } }", "query-remote"),
        ("no-such-question", "question-unknown"),
    ],
)
def test_a_query_that_cannot_be_asked_is_refused(
    graph: PlanGraphView, asked: str, reference: str
) -> None:
    with pytest.raises(plangraf.PlangrafError, match=reference):
        graph.query(asked)


def test_answers_are_sequences(graph: PlanGraphView) -> None:
    found = graph.findings()
    assert isinstance(found[0], Finding)
    assert found[1:3] == tuple(found)[1:3]
    assert found[0] in found
    assert found == list(found)


def test_what_is_long_is_cut_in_its_short_form_alone(graph: PlanGraphView) -> None:
    lines = repr(graph.measures).splitlines()
    assert lines[0] == f"<Elements: {len(graph.measures)}>"
    assert lines[-1] == "…"
    assert len(lines) == 10


def test_networkx_and_rdflib_hold_the_same_elements(graph: PlanGraphView) -> None:
    network, union = graph.to_networkx(), graph.to_rdflib()
    subjects = {str(subject) for subject in union.subjects()}
    ids = {e.id for e in graph.elements()}
    assert ids <= set(network)
    assert ids <= subjects


# --- what a notebook shows --------------------------------------------------------------------


class Tags(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_words_of_a_plan_never_become_markup(hostile: PlanGraphView) -> None:
    page = "".join(map(shown, answers(hostile)))
    tags = Tags()
    tags.feed(page)
    assert tags.tags <= {
        "div", "p", "strong", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
        "span", "br", "img",
    }  # fmt: skip
    assert tags.attributes <= {"class", "style", "scope", "lang", "alt", "src"}
    assert all(source.startswith("data:image/svg+xml;base64,") for source in tags.sources)
    assert "Rydde &lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;stranda&#34;" in page
    assert "\u202e" not in page


def test_what_is_shown_asks_for_nothing_from_elsewhere(graph: PlanGraphView) -> None:
    page = "".join(map(shown, answers(graph)))
    assert (
        re.findall(r"https?://|url\(|<script|<style|@import", re.sub(r">[^<]*<", "><", page)) == []
    )


def test_every_piece_is_whole(graph: PlanGraphView) -> None:
    for answer in answers(graph):
        pieces = html.fragments_fromstring(shown(answer))
        assert [piece.tag for piece in pieces] == ["div"]


def test_a_thread_is_shown_with_its_picture_steps_and_sources(graph: PlanGraphView) -> None:
    page = html.fromstring(shown(graph.thread(MEASURE)))
    assert page.xpath("//img/@alt") == [f"Den røde tråden fra «{MEASURE}» til visjonen"]
    first = [cell.text_content() for cell in page.xpath("//tbody/tr")[0]]
    assert first[0] == MEASURE
    assert first[1] == "viser til"
    assert first[2].startswith("1.B3 ")
    assert first[5] == "temaplan-oppvekst.txt, linje 151"


def test_an_element_without_a_thread_says_so(graph: PlanGraphView) -> None:
    lone = graph.findings("measure-without-thread")[0].subject
    assert "Ingen tråd til visjonen er funnet" in shown(graph.thread(lone.id))


def test_no_findings_are_told_in_words(graph: PlanGraphView) -> None:
    assert "Ingen funn." in shown(graph.findings(state="unknown"))


def test_a_long_table_says_how_much_of_it_is_shown(graph: PlanGraphView) -> None:
    found = graph.findings()
    page = html.fromstring(shown(found))
    assert len(page.xpath("//tbody/tr")) == 60 < len(found)
    assert f"Viser 60 av {len(found)} rader." in page.text_content()


def test_coverage_is_shown_with_its_sums(graph: PlanGraphView) -> None:
    page = html.fromstring(shown(graph.coverage()))
    last = [cell.text_content() for cell in page.xpath("(//table)[2]/tfoot/tr/td")]
    assert (last[0], last[-1]) == ("Sum", str(len(graph.measures)))


def test_english_is_shown_where_it_is_asked_for(example: PlanStore) -> None:
    english = PlanGraphView(example, "en")
    assert "The red thread from" in shown(english.thread(MEASURE))
    assert "No measure" in repr(english.findings("focus-area-without-measure"))


def test_words_in_another_language_are_marked_as_such(graph: PlanGraphView) -> None:
    plan = graph.elements(plan="Temaplan for klima og natur 2024–2030")
    marked = html.fromstring(shown(plan)).xpath("//span[@lang='nn']")
    assert marked


def test_the_same_answer_is_shown_with_the_same_bytes(example: PlanStore) -> None:
    first, second = (list(map(shown, answers(PlanGraphView(example)))) for _ in range(2))
    assert first == second


def test_an_element_of_a_query_stands_with_its_code_and_text(graph: PlanGraphView) -> None:
    rows = graph.query("SELECT ?s { ?s pg:code '2.C' }")
    assert "2.C Flere kan bo hjemme lenger" in shown(rows)


def test_an_element_is_taken_from_any_answer(graph: PlanGraphView) -> None:
    element = graph.strategies[-1]
    assert isinstance(element, Element)
    assert graph.element(element.id) == element
