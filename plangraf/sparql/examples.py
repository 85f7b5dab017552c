"""The library of questions as examples for SPARQL editors, in the form of SIB's sparql-examples.

An example is a question in three languages, its query as a text that runs unchanged, and the
service that it is meant for. See https://github.com/sib-swiss/sparql-examples.
"""

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import PlangrafError
from graph.store import LANGUAGES, PlanStore
from plangraf.vocabularies import OWL, RDFS, SCHEMA, SH, XSD, Description, text
from queries.catalogue import Catalogue
from queries.library import Question, bind, questions
from queries.overview import example_of

_PREFIX = re.compile(r"^PREFIX\s+([\w-]+):\s*<([^<>]*)>", re.MULTILINE)
_HEADER = re.compile(r"^#\+.*\n", re.MULTILINE)
_WHERE = re.compile(r"\bWHERE\s*\{")


def examples_address(endpoint: str) -> str:
    """Return where the examples of a service are found, by the address of its endpoint.

    >>> examples_address("https://planer.example.no/sparql")
    'https://planer.example.no/.well-known/sparql-examples/'
    """
    return urljoin(endpoint, ".well-known/sparql-examples/")


def example_quads(endpoint: str, store: PlanStore | None = None) -> list[Quad]:
    """Return every question of the library as an example, sorted.

    A parameter has the value of the question's own example. What is an element there is looked up
    in ``store``; without one, or where it has no such element, the query asks of all elements.

    >>> quads = example_quads("https://planer.example.no/sparql")
    >>> sum(quad.predicate == SH("select") for quad in quads) == len(questions())
    True
    """
    base = examples_address(endpoint)
    catalogue = Catalogue(store) if store else None
    about, prefixes = Description(), NamedNode(f"{base}prefixes")
    for name, asked in questions().items():
        example = NamedNode(base + name)
        about.say(example, "SPARQLExecutable", SH).say(example, "SPARQLSelectExecutable", SH)
        told = (text(asked.question[tag], tag) for tag in LANGUAGES if tag in asked.question)
        about.has(example, RDFS("comment"), *told)
        about.has(example, SH("prefixes"), prefixes)
        about.has(example, SH("select"), text(runnable(asked, catalogue)))
        about.has(example, SCHEMA("target"), NamedNode(endpoint))
        about.has(example, SCHEMA("keywords"), *map(text, _keywords(asked)))
        for prefix, namespace in _PREFIX.findall(asked.sparql):
            _declare(about, prefixes, prefix, namespace)
    about.say(prefixes, "Ontology", OWL).has(prefixes, OWL("imports"), NamedNode(SH.iri))
    return about.quads()


def runnable(asked: Question, catalogue: Catalogue | None = None) -> str:
    """Return a question's query with the values of its example in it, as a VALUES line for each.

    >>> from queries.library import question
    >>> print(runnable(question("plans/in-force")).partition("WHERE")[2].splitlines()[1])
      VALUES $asOf { "2026"^^<http://www.w3.org/2001/XMLSchema#integer> }
    """
    plain = _HEADER.sub("", asked.sparql).strip() + "\n"
    lines = "".join(
        f"\n  VALUES ${name} {{ {term} }}" for name, term in _values(asked, catalogue).items()
    )
    # A line of its own before what is asked: the terms are written by the engine, never pasted.
    return _WHERE.sub(lambda found: found[0] + lines, plain, count=1)


def _values(asked: Question, catalogue: Catalogue | None) -> dict[str, NamedNode | Literal]:
    given = example_of(asked)
    found: dict[str, NamedNode | Literal] = {}
    for parameter in asked.parameters:
        value = given.get(parameter.name)
        if value is not None and parameter.kind == "iri":
            value = _element(catalogue, value)
        if value is not None:
            found |= _bound(asked, {parameter.name: value})
    return found


def _bound(asked: Question, values: Mapping[str, str]) -> dict[str, NamedNode | Literal]:
    """Bind some of a question's parameters as the library binds all of them."""
    others = {p.name: _ANY[p.kind] for p in asked.parameters if p.name not in values}
    terms = bind(asked, {**others, **values})
    return {name: terms[name] for name in values}


#: Values of each kind that stand for none.
_ANY: Mapping[str, str] = {"iri": "urn:x", "integer": "0", "date": "2000-01-01", "string": ""}


def _element(catalogue: Catalogue | None, value: str) -> str | None:
    """Return the IRI of an element by its code or text, or None where there is no one such."""
    if catalogue is None:
        return None
    try:
        return catalogue.find(value).id
    except PlangrafError:
        return None


def _keywords(asked: Question) -> list[str]:
    return [word for word in (asked.category, asked.finding) if word]


def _declare(about: Description, prefixes: NamedNode, prefix: str, namespace: str) -> None:
    declared = NamedNode(f"{prefixes.value}#{prefix}")
    about.has(prefixes, SH("declare"), declared)
    about.has(declared, SH("prefix"), text(prefix))
    about.has(declared, SH("namespace"), Literal(namespace, datatype=XSD("anyURI")))
