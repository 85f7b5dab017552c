"""Any SPARQL, and the library's questions by name, answered as table, JSON or CSV."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions

from graph.errors import BadInput
from graph.store import PlanStore, Rows
from graph.terms import Term, iri_of, value_of
from ontology.terms import PG, PGV, PREFIXES
from plangraf.sparql.guarding import refuse_remote
from plangraf.tables import table
from plangraf.texts import say
from queries.catalogue import Catalogue
from queries.library import Question, ask, question, questions, read_question


def answer_query(store: PlanStore, name: str, values: Mapping[str, str], fmt: str) -> str:
    """Answer a ``.rq`` file or a question of the library as ``table``, ``json`` or ``csv``.

    An element may be given by code or text where a parameter wants an IRI. A CONSTRUCT or DESCRIBE
    is answered with its triples as rows. Raises :class:`~graph.errors.BadInput` and
    :class:`~graph.errors.NotFound`.
    """
    catalogue = Catalogue(store)
    answer = answered(catalogue, _asked(name), values)
    if isinstance(answer, bool):
        return json.dumps({"boolean": answer}) if fmt == "json" else str(answer).lower()
    return _show(answer, fmt, catalogue)


def answered(catalogue: Catalogue, asked: Question, values: Mapping[str, str | int]) -> Rows | bool:
    """Answer a question: rows, the triples of a CONSTRUCT or DESCRIBE as rows, or yes or no.

    Raises :class:`~graph.errors.BadInput` and :class:`~graph.errors.NotFound`.
    """
    refuse_remote(asked.sparql)
    if asked.parameters or values:
        kinds = {parameter.name: parameter.kind for parameter in asked.parameters}
        terms = {
            key: _iri(catalogue, str(value)) if kinds.get(key) == "iri" else value
            for key, value in values.items()
        }
        return ask(catalogue.store, asked, terms)
    answer = catalogue.store.ask(asked.sparql)
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    if isinstance(answer, QuerySolutions):
        return Rows.of(answer)
    triples = sorted(((t.subject, t.predicate, t.object) for t in answer), key=str)
    return Rows(("subject", "predicate", "object"), tuple(triples))


def own_question(sparql: str) -> Question:
    """Return a question of the user's own, with the prefixes of the ontology declared.

    They stand on the line of its beginning, so that an error's line is that of the query.
    """
    prologue = " ".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
    return replace(read_question("sparql", sparql), sparql=f"{prologue} {sparql}")


def _asked(name: str) -> Question:
    path = Path(name)
    if path.suffix not in {".rq", ".sparql"} and not path.is_file():
        return question(name)
    try:
        return read_question(path.stem, path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise BadInput("document-missing", where=path) from error
    except OSError as error:
        raise BadInput("document-unreadable", where=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            "document-encoding", where=path, encoding="utf-8", position=error.start
        ) from error


def _iri(catalogue: Catalogue, value: str) -> str:
    return value if "://" in value else catalogue.find(value).id


def _show(rows: Rows, fmt: str, catalogue: Catalogue) -> str:
    """Rows as a table for people, or as JSON objects or CSV for programs, then as they are."""
    if fmt == "json":
        return json.dumps(list(rows.dicts()), ensure_ascii=False, indent=1)
    if fmt == "csv":
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(rows.variables)
        writer.writerows([_cell(term) for term in row] for row in rows.rows)
        return out.getvalue().rstrip("\r\n")
    return table(rows.variables, [[_named(term, catalogue) for term in row] for row in rows.rows])


def _cell(term: Term | None) -> str:
    """A value as SPARQL's own CSV has it: the literal's text, unchanged."""
    return "" if term is None else getattr(term, "value", str(term))


def _named(term: Term | None, catalogue: Catalogue) -> str:
    """A value for people: an element by its code and text, a term of the ontology by its name."""
    if not isinstance(term, NamedNode):
        return "" if term is None else str(value_of(term))
    iri = iri_of(term)
    if iri in catalogue.elements:
        element = catalogue.elements[iri]
        return f"{element.code} {element.label}" if element.code else element.label
    return iri.removeprefix(PG).removeprefix(PGV)


def list_questions(language: str, fmt: str) -> str:
    """Return the questions of the library: name, number, the question in words, its parameters."""
    every = questions().values()
    if fmt == "json":
        found = [
            {
                "name": asked.name,
                "competency": asked.competency,
                "question": asked.question.get(language, ""),
                "parameters": [parameter.name for parameter in asked.parameters],
            }
            for asked in every
        ]
        return json.dumps(found, ensure_ascii=False, indent=1)
    rows = [
        [
            asked.name, asked.competency, asked.question.get(language, ""),
            ", ".join(parameter.name for parameter in asked.parameters),
        ]
        for asked in every
    ]  # fmt: skip
    return table(say("columns-questions", language).split("|"), rows)
