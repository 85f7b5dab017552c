"""Every question: a whole header, one query that both engines read, what it says it returns."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Store
from rdflib.plugins.sparql import prepareQuery

from ontology.terms import FindingCode
from queries.library import questions
from queries.overview import example_of, overview

NAMES = sorted(questions())
COMPETENCY = range(1, 26)
ROOT = Path(__file__).parents[2]


def test_the_competency_questions_each_have_one_query() -> None:
    numbers = [q.competency for q in questions().values() if q.competency]
    assert sorted(numbers) == sorted(COMPETENCY)


def test_every_finding_code_has_one_query() -> None:
    codes = [q.finding for q in questions().values() if q.finding]
    assert sorted(codes) == sorted(code.value for code in FindingCode)


@pytest.mark.parametrize("name", NAMES)
def test_a_header_is_whole(name: str) -> None:
    asked = questions()[name]
    assert asked.header["id"] == name
    assert set(asked.question) == {"nb", "nn", "en"}
    assert all("?" in text for text in asked.question.values())
    assert asked.category in {
        "coverage", "elements", "gaps", "grounding", "plans", "provenance", "references",
        "restatements", "thread",
    }  # fmt: skip
    assert set(example_of(asked)) == {p.name for p in asked.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_a_query_returns_the_columns_it_says(name: str) -> None:
    asked = questions()[name]
    variables = [v.value for v in Store().query(asked.sparql).variables]
    parameters = [p.name for p in asked.parameters]
    assert variables == [*parameters, *asked.returns]


@pytest.mark.parametrize("name", NAMES)
def test_rdflib_reads_the_query(name: str) -> None:
    prepareQuery(questions()[name].sparql)


@pytest.mark.parametrize("name", NAMES)
def test_a_query_has_an_order(name: str) -> None:
    assert re.search(r"^ORDER BY ", questions()[name].sparql, re.MULTILINE)


def test_no_query_is_written_in_python() -> None:
    packages = ("graph", "loaders", "ontology", "plangraf", "queries", "visualize")
    written = [
        path.name
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\b(SELECT|CONSTRUCT|ASK)\b[^\"]*\{", code_of(path))
    ]
    assert written == []


def code_of(path: Path) -> str:
    """Return a file without the examples in its docstrings."""
    return re.sub(r"^ *(>>>|\.\.\.) .*$", "", path.read_text("utf-8"), flags=re.MULTILINE)


def test_the_overview_shows_each_question_with_a_command() -> None:
    page = overview()
    for name in NAMES:
        assert f"plangraf query {name} --graph" in page
