"""The library of questions as a page of Markdown."""

from collections.abc import Iterator
from itertools import groupby

from queries.library import Question, questions

_INTRO = """\
# Questions

The library of questions, each a file `queries/<name>.rq`. They run unchanged in oxigraph and in
rdflib. Those with a number are the competency questions; the number will do as a name. A parameter
that is an IRI may be given as a code or a text: `--param element=1.B2`.
"""


def example_of(asked: Question) -> dict[str, str]:
    """Return example values for a question's parameters, from its header.

    >>> from queries.library import question
    >>> example_of(question("plans/in-force"))
    {'asOf': '2026'}
    """
    parts = asked.header.get("example", "").split(";")
    pairs = (part.partition("=") for part in parts if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def overview() -> str:
    """Return the page: every question by category, with parameters, columns and a command."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRO
    ordered = sorted(questions().values(), key=lambda q: (q.category, q.competency or 99, q.name))
    for category, group in groupby(ordered, key=lambda q: q.category):
        yield f"## {category.capitalize()}\n"
        for asked in group:
            yield from _question(asked)


def _question(asked: Question) -> Iterator[str]:
    number = f" ({asked.competency})" if asked.competency else ""
    yield f"### `{asked.name}`{number}\n"
    yield f"{asked.question['nb']} *{asked.question['en']}*\n"
    given = "".join(f' --param {name}="{value}"' for name, value in example_of(asked).items())
    yield f"- columns: {', '.join(f'`{name}`' for name in asked.returns)}"
    for parameter in asked.parameters:
        yield f"- parameter: `{parameter.name}` ({parameter.kind})"
    yield f"- `plangraf query {asked.name} --graph build/fjordvik{given}`\n"
