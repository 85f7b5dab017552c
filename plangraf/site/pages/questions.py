"""The library of questions: each with its answer, and what any SPARQL is answered with."""

from itertools import groupby
from typing import Any

from graph.errors import NotFound
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.querying import answered
from queries.library import Question, ask, question, questions
from queries.overview import example_of

#: Answers longer than this are cut on the page; the command line gives all.
MOST_ROWS = 1000


def make(asked: Asked) -> Content:
    """Return the list of questions, one question with its answer, or the answer to a query."""
    _, _, name = asked.path.partition("/")
    return _one(asked, name) if name else _all(asked)


def _all(asked: Asked) -> Content:
    say = asked.say
    ordered = sorted(questions().values(), key=lambda q: (q.category, q.competency or 99, q.name))
    text = asked.given("sparql")
    answer = answered(asked, text, MOST_ROWS) if text and asked.folder else None
    return Content(
        template="questions.jinja",
        title=say("questions-title"),
        section="data",
        lead=say("questions-lead"),
        values={
            "groups": [(name, list(some)) for name, some in groupby(ordered, _category)],
            "text": text or questions()["findings/strategy-without-measure"].sparql,
            "answer": answer,
            "words": lambda q: _words(q, say.language),
            "can_ask": asked.folder is not None,
        },
        json={
            "questions": [
                {
                    "name": q.name,
                    "competency": q.competency,
                    "question": dict(q.question),
                    "parameters": {p.name: p.kind for p in q.parameters},
                    "returns": list(q.returns),
                }
                for q in ordered
            ],
            "answer": answer.json() if answer else None,
        },
        crumbs=_crumbs(asked),
        script=("bundle/yasqe.js", "sparql.js") if asked.folder is not None else (),
        style=("bundle/yasqe.css",) if asked.folder is not None else (),
    )


def _category(asked: Question) -> str:
    return asked.category


def _words(asked: Question, language: str) -> str:
    return asked.question.get(language) or asked.question["nb"]


def _crumbs(asked: Asked) -> tuple[Crumb, ...]:
    say = asked.say
    return (
        Crumb(say("nav-overview"), asked.address("")),
        Crumb(say("nav-data"), asked.address("data")),
    )


def _one(asked: Asked, name: str) -> Content:
    """Return a question of the library with its answer, for the values that the form gives."""
    say, snapshot = asked.say, asked.snapshot
    if name not in questions():
        raise NotFound("page-unknown", name=asked.path)
    wanted = question(name)
    values = {p.name: asked.given(p.name) or "" for p in wanted.parameters}
    examples = example_of(wanted)
    is_whole = all(values.values())
    rows: list[dict[str, Any]] = []
    if is_whole:
        terms = {
            p.name: snapshot.catalogue.find(values[p.name]).id
            if p.kind == "iri"
            else values[p.name]
            for p in wanted.parameters
        }
        rows = [dict(row) for row in ask(snapshot.store, wanted, terms).dicts()]
    return Content(
        template="question.jinja",
        title=_words(wanted, say.language),
        section="data",
        values={
            "wanted": wanted,
            "given": values,
            "examples": examples,
            "columns": wanted.returns,
            "rows": [
                [_cell(asked, row.get(c)) for c in wanted.returns] for row in rows[:MOST_ROWS]
            ],
            "total": len(rows),
            "most": MOST_ROWS,
            "is_whole": is_whole,
        },
        json={"question": dict(wanted.question), "values": values, "rows": rows},
        crumbs=(*_crumbs(asked), Crumb(say("questions-title"), asked.address("sporring"))),
    )


def _cell(asked: Asked, value: object) -> dict[str, Any]:
    """Return a cell: an element as a link, what else there is as its text."""
    text = "" if value is None else str(value)
    known = asked.snapshot.catalogue.elements.get(text)
    if known is not None:
        return {"iri": text, "text": known.label}
    return {"iri": "", "text": text.rpartition("#")[2] if "#" in text else text}
