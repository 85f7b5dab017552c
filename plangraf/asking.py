"""Any SPARQL, and the library's questions by name, answered as table, JSON or CSV."""

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolutions

from graph.errors import BadInput
from graph.store import PlanStore, Rows, value_of
from plangraf.tables import table
from plangraf.texts import say
from queries.catalogue import Catalogue
from queries.library import Question, ask, question, questions, read_question

_COMMENT = re.compile(r"#[^\n]*")
_QUOTED = re.compile(
    r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>'
)


def answer_query(store: PlanStore, name: str, values: Mapping[str, str], fmt: str) -> str:
    """Answer a ``.rq`` file or a question of the library.

    An element may be given by code or text where a parameter wants an IRI. Raises
    :class:`~graph.errors.BadInput` and :class:`~graph.errors.NotFound`.
    """
    asked = _asked(name)
    terms = {
        key: _iri(store, value) if _wants_iri(asked, key) else value
        for key, value in values.items()
    }
    _refuse_remote(asked.sparql)
    if asked.parameters:
        return show(ask(store, asked, terms), fmt)
    if values:
        raise BadInput("parameter-unknown", where=asked.name, name=next(iter(values)), known="–")
    answer = store.ask(asked.sparql)
    if isinstance(answer, QueryBoolean):
        truth = bool(answer)
        return json.dumps({"boolean": truth}) if fmt == "json" else str(truth).lower()
    if not isinstance(answer, QuerySolutions):
        raise BadInput("query-form", format=fmt)
    names = tuple(variable.value for variable in answer.variables)
    return show(Rows(names, tuple(tuple(row[n] for n in names) for row in answer)), fmt)


def _asked(name: str) -> Question:
    path = Path(name)
    if path.suffix in {".rq", ".sparql"} or path.is_file():
        try:
            return read_question(path.stem, path.read_text("utf-8-sig"))
        except FileNotFoundError as error:
            raise BadInput("document-missing", where=path) from error
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput("document-unreadable", where=path, reason=error) from error
    return question(name)


def _wants_iri(asked: Question, name: str) -> bool:
    return any(p.name == name and p.kind == "iri" for p in asked.parameters)


def _iri(store: PlanStore, value: str) -> str:
    if "://" in value:
        return value
    return Catalogue(store).find(value).id


def _refuse_remote(sparql: str) -> None:
    """No query leaves the machine: SERVICE and FROM over files or the web are refused."""
    bare = _COMMENT.sub("", _QUOTED.sub(" ", sparql))
    if re.search(r"\bSERVICE\b", bare, re.IGNORECASE):
        raise BadInput("query-remote")


def show(rows: Rows, fmt: str) -> str:
    """Return rows as a text table, as JSON objects, or as CSV with a header."""
    if fmt == "json":
        return json.dumps(list(rows.dicts()), ensure_ascii=False, indent=1)
    cells = [["" if term is None else str(value_of(term)) for term in row] for row in rows.rows]
    if fmt == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(rows.variables)
        writer.writerows([harmless(cell) for cell in row] for row in cells)
        return out.getvalue().rstrip("\r\n")
    return table(rows.variables, cells)


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is kept as text."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} and not _number(cell) else cell


def _number(cell: str) -> bool:
    return bool(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", cell))


def list_questions(language: str, fmt: str) -> str:
    """Return the questions of the library: name, number, the question in words, its parameters."""
    found = [
        (
            q.name,
            q.competency,
            q.question.get(language, ""),
            ", ".join(p.name for p in q.parameters),
        )
        for q in questions().values()
    ]
    if fmt == "json":
        keys = ("name", "competency", "question", "parameters")
        return json.dumps(
            [dict(zip(keys, row, strict=True)) for row in found], ensure_ascii=False, indent=1
        )
    return table(say("columns-questions", language).split("|"), found)
