"""The library of questions: finds the ``.rq`` files, reads their headers, binds and runs them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from graph.errors import BadInput, NotFound
from graph.store import PlanStore, Rows
from ontology.terms import XSD_DATE, XSD_INTEGER

# importlib.resources would take longer to load than a question takes to answer.
_FOLDER = Path(__file__).parent
_HEADER = re.compile(r"^#\+\s*(?P<key>[a-z-]+):\s*(?P<value>.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that must be bound before a question is asked: its name and kind."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Question:
    """One ``.rq`` file: the question in words, its parameters, what it returns, its SPARQL."""

    name: str
    category: str
    question: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    sparql: str
    competency: int | None = None
    finding: str | None = None
    header: Mapping[str, str] = field(default_factory=dict)


@cache
def questions() -> dict[str, Question]:
    """Return every question of the library by its name, ``topic/question``.

    >>> questions()["findings/strategy-without-measure"].competency
    3
    """
    found = {}
    for topic in sorted((f for f in _FOLDER.iterdir() if f.is_dir()), key=lambda f: f.name):
        for file in sorted(topic.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".rq"):
                name = f"{topic.name}/{file.name.removesuffix('.rq')}"
                found[name] = read_question(name, file.read_text("utf-8"))
    return found


@cache
def question(name: str) -> Question:
    """Return one question by its full name, its last part, or its competency number.

    Raises :class:`~graph.errors.NotFound` (``question-unknown``) with the nearest names.

    >>> question("strategy-without-measure").name == question("3").name
    True
    """
    if "/" in name and ".." not in name:
        file = _FOLDER / f"{name}.rq"
        if file.is_file():
            return read_question(name, file.read_text("utf-8"))
    every = questions()
    matches = [
        q for n, q in every.items() if n.rpartition("/")[2] == name or str(q.competency) == name
    ]
    if len(matches) == 1:
        return matches[0]
    from difflib import get_close_matches  # noqa: PLC0415 - only for a name that is not there

    short = {n.rpartition("/")[2]: n for n in every}
    near = get_close_matches(name.rpartition("/")[2], list(short), n=3, cutoff=0.5)
    raise NotFound("question-unknown", name=name, nearest=tuple(short[n] for n in near))


def read_question(name: str, text: str) -> Question:
    """Read a question from the text of its file: ``#+ key: value`` lines, then SPARQL."""
    header: dict[str, str] = {}
    parameters = []
    for match in _HEADER.finditer(text):
        if match["key"] == "param":
            variable, _, kind = match["value"].partition(" ")
            parameters.append(Parameter(variable, kind or "iri"))
        else:
            header[match["key"]] = match["value"]
    competency = header.get("competency")
    return Question(
        name=name,
        category=header.get("category", ""),
        question={
            key.removeprefix("question-"): v
            for key, v in header.items()
            if key.startswith("question-")
        },
        parameters=tuple(parameters),
        returns=tuple(
            part.strip() for part in header.get("returns", "").split(",") if part.strip()
        ),
        sparql=text,
        competency=int(competency) if competency else None,
        finding=header.get("finding"),
        header=header,
    )


def bind(asked: Question, values: Mapping[str, str | int]) -> dict[str, NamedNode | Literal]:
    """Return the RDF terms for a question's parameters.

    Raises :class:`~graph.errors.BadInput` (``parameter-missing``, ``parameter-unknown``,
    ``parameter-invalid``).
    """
    known = {parameter.name: parameter for parameter in asked.parameters}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise BadInput(
            "parameter-unknown", where=asked.name, name=unknown[0], known=", ".join(known) or "–"
        )
    terms: dict[str, NamedNode | Literal] = {}
    for name, parameter in known.items():
        if name not in values:
            raise BadInput("parameter-missing", where=asked.name, name=name, kind=parameter.kind)
        terms[name] = _term(asked, parameter, values[name])
    return terms


def _term(asked: Question, parameter: Parameter, value: str | int) -> NamedNode | Literal:
    try:
        if parameter.kind == "iri":
            return NamedNode(str(value))
        if parameter.kind == "integer":
            return Literal(str(int(value)), datatype=NamedNode(XSD_INTEGER))
        if parameter.kind == "date":
            day = date.fromisoformat(str(value)).isoformat()
            return Literal(day, datatype=NamedNode(XSD_DATE))
    except ValueError as error:
        raise BadInput(
            "parameter-invalid",
            where=f"{asked.name}, {parameter.name}",
            value=value,
            kind=parameter.kind,
        ) from error
    return Literal(str(value))


def run(store: PlanStore, name: str, **values: str | int) -> Rows:
    """Ask a question of the library; its parameters are not part of the answer."""
    return ask(store, question(name), values)


def ask(store: PlanStore, asked: Question, values: Mapping[str, str | int]) -> Rows:
    """Ask one question with its parameters bound as RDF terms."""
    terms = bind(asked, values)
    answer = store.select(asked.sparql, terms)
    kept = [at for at, name in enumerate(answer.variables) if name not in terms]
    return Rows(
        tuple(answer.variables[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in answer.rows),
    )
