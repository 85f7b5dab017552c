"""The vocabularies that the web describes data by, and descriptions written in them.

What plans say is written in our own terms, see :mod:`ontology.terms`; these name what is around
it: data sets, services, files, publishers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from graph.order import order_of
from ontology.terms import PREFIXES, RDF_TYPE, XSD_DATE, XSD_INTEGER


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A namespace whose names are called for.

    >>> DCAT("Dataset").value
    'http://www.w3.org/ns/dcat#Dataset'
    """

    iri: str

    def __call__(self, name: str) -> NamedNode:
        """Return the term of a name."""
        return NamedNode(self.iri + name)


DCAT = Vocabulary("http://www.w3.org/ns/dcat#")
DCT = Vocabulary(PREFIXES["dcterms"])
FOAF = Vocabulary("http://xmlns.com/foaf/0.1/")
FORMATS = Vocabulary("http://www.w3.org/ns/formats/")
OWL = Vocabulary(PREFIXES["owl"])
PROV = Vocabulary(PREFIXES["prov"])
RDFS = Vocabulary(PREFIXES["rdfs"])
SCHEMA = Vocabulary("https://schema.org/")
SD = Vocabulary("http://www.w3.org/ns/sparql-service-description#")
SH = Vocabulary(PREFIXES["sh"])
SKOS = Vocabulary(PREFIXES["skos"])
SPDX = Vocabulary("http://spdx.org/rdf/terms#")
VCARD = Vocabulary("http://www.w3.org/2006/vcard/ns#")
VOID = Vocabulary("http://rdfs.org/ns/void#")
XSD = Vocabulary(PREFIXES["xsd"])

#: What the names in a description are shortened by, beside those of a graph.
DESCRIBED = {
    "dcat": DCAT.iri,
    "dcterms": DCT.iri,
    "foaf": FOAF.iri,
    "formats": FORMATS.iri,
    "prov": PROV.iri,
    "schema": SCHEMA.iri,
    "sd": SD.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "spdx": SPDX.iri,
    "vcard": VCARD.iri,
    "void": VOID.iri,
} | {name: PREFIXES[name] for name in ("owl", "pg", "rdf", "rdfs", "xsd")}

Value = NamedNode | Literal
_TYPE = NamedNode(RDF_TYPE)


class Description:
    """What is said of things, collected and given in one order.

    >>> about = Description()
    >>> about.say(FOAF("a"), "Agent", FOAF).has(FOAF("a"), FOAF("name"), text("Fjordvik"))
    >>> [quad.object.value for quad in about.quads()]
    ['http://xmlns.com/foaf/0.1/Agent', 'Fjordvik']
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._quads: set[Quad] = set()

    def say(self, subject: NamedNode, name: str, vocabulary: Vocabulary) -> "Description":
        """Say what a thing is, by a class's name in a vocabulary."""
        self.has(subject, _TYPE, vocabulary(name))
        return self

    def has(self, subject: NamedNode, predicate: NamedNode, *values: Value) -> None:
        """Say one property of a thing, with all its values."""
        self._quads |= {Quad(subject, predicate, value, DefaultGraph()) for value in values}

    def quads(self) -> list[Quad]:
        """Return all that was said, sorted: types first, then by property and value."""
        return sorted(self._quads, key=order_of)


def text(value: str, language: str | None = None) -> Literal:
    """Return a text, in a language where one is named."""
    return Literal(value, language=language)


def number(value: int) -> Literal:
    """Return a whole number."""
    return Literal(str(value), datatype=NamedNode(XSD_INTEGER))


def day(value: str) -> Literal:
    """Return a day, written as the standard does."""
    return Literal(value, datatype=NamedNode(XSD_DATE))


def written(quads: Iterable[Quad], fmt: RdfFormat = RdfFormat.TURTLE) -> bytes:
    """Return a description as a file; JSON-LD is told in full IRIs.

    >>> written([Quad(DCAT("a"), DCT("title"), text("Planer", "nb"))]).splitlines()[-1]
    b'dcat:a dcterms:title "Planer"@nb .'
    """
    lines = [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    used = {line.predicate.value for line in lines} | {str(line) for line in lines}
    prefixes = {name: iri for name, iri in DESCRIBED.items() if any(iri in told for told in used)}
    return serialize(lines, format=fmt, prefixes=prefixes) or b""
