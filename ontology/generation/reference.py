"""Renders the reference page of the ontology as one HTML file that loads nothing.

pyLODE was tried first (3.4.1): its wheel does not import, and its page runs the labels of the
three languages together in every heading, marks none of them with its language, and has English
headings only. Hence a template of our own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ontology.generation.fields import Field
from ontology.generation.source import Alignment, Concept, Scheme, Source, Term

_RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_TEMPLATES = Path(__file__).parent.parent / "templates"

_NAMESPACES = {
    "bmm": "http://www.omg.org/spec/BMM#",
    "cids": "https://ontology.commonapproach.org/cids#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "fibo-obj": "https://spec.edmcouncil.org/fibo/ontology/FND/GoalsAndObjectives/Objectives/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "p-plan": "http://purl.org/net/p-plan#",
    "pg": "https://w3id.org/plangraf/ontology#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "stratml": "urn:ISO:std:iso:17469:tech:xsd:stratml_core#",
    "stratml-part2": "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_RELATIONS = {
    "rdfs:subClassOf": "er en underklasse av",
    "rdfs:subPropertyOf": "er en underegenskap av",
    "skos:closeMatch": "ligger nær",
    "skos:narrowMatch": "er videre enn",
    "skos:relatedMatch": "er beslektet med",
}

_VALUES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString": "tekst med språk",
    "http://www.w3.org/2001/XMLSchema#boolean": "sann eller usann",
    "http://www.w3.org/2001/XMLSchema#date": "dato",
    "http://www.w3.org/2001/XMLSchema#decimal": "desimaltall",
    "http://www.w3.org/2001/XMLSchema#integer": "heltall",
    "http://www.w3.org/2001/XMLSchema#string": "tekst",
    "http://www.w3.org/ns/shacl#IRI": "IRI",
}

# Code points put å before æ and ø; these stand-ins sort after z in the right order.
_ALPHABET = str.maketrans("æøå", "{|}")

_CARDINALITIES = {
    "1": "én",
    "0..1": "høyst én",
    "1..*": "minst én",
    "0..*": "ingen, én eller flere",
}


Labelled = TypeVar("Labelled", Term, Scheme)


@dataclass(frozen=True, slots=True)
class Page:
    """What the template asks for beside the source itself."""

    source: Source
    terms: Mapping[str, Term]

    def name(self, iri: str) -> str:
        """Shorten an IRI to prefix and local name where a prefix is known."""
        for prefix, namespace in _NAMESPACES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri.removeprefix(namespace)}"
        return iri

    def anchor(self, iri: str) -> str:
        """Give the id on the page of a term of ours, or nothing for one of others."""
        return self.terms[iri].local_name if iri in self.terms else ""

    def label(self, iri: str) -> str:
        """Give the Norwegian label of a term of ours, or the short name of another."""
        if iri == _RDFS_LABEL:
            return "ledetekst"
        return self.terms[iri].labels["nb"] if iri in self.terms else self.name(iri)

    def children(self, term: Term) -> list[str]:
        """List the terms directly below one, by label."""
        return [
            other.iri for other in self.by_label(self.terms.values()) if term.iri in other.parents
        ]

    def roots(self, terms: Iterable[Term]) -> list[str]:
        """List the terms that have nothing above them, by label."""
        return [term.iri for term in self.by_label(terms) if not term.parents]

    def by_label(self, terms: Iterable[Labelled]) -> list[Labelled]:
        """Sort by the Norwegian label in the order of the Norwegian alphabet."""
        return sorted(terms, key=lambda term: term.labels["nb"].casefold().translate(_ALPHABET))

    def fields(self, term: Term) -> list[Field]:
        """List the properties that things of a class have in data beside the inherited ones."""
        own = [field for field in self.source.fields if field.rdf_class == term.iri]
        return sorted(own, key=lambda field: self.label(field.path).translate(_ALPHABET))

    def inherited(self, term: Term) -> list[str]:
        """List the superclasses whose properties things of a class have too, nearest first."""
        with_fields = {field.rdf_class for field in self.source.fields}
        return [iri for iri in self.source.superclasses(term.iri) if iri in with_fields]

    def uses(self, term: Term) -> list[Field]:
        """List the classes whose things have a property in data."""
        return [field for field in self.source.fields if field.path == term.iri]

    def value(self, field: Field) -> str:
        """Name in Norwegian what the values of a property in data are."""
        if field.choices and field.value.endswith("#IRI"):
            return "begrep fra et vokabular"
        if field.choices:
            return " eller ".join(field.choices)
        return _VALUES[field.value]

    def cardinality(self, field: Field) -> str:
        """Say in Norwegian how often a property occurs."""
        return _CARDINALITIES[field.cardinality]

    def severity(self, finding: Concept) -> str:
        """Name in Norwegian how much a kind of finding weighs."""
        return next(
            concept.labels["nb"]
            for scheme in self.source.schemes
            for concept in scheme.concepts
            if scheme.local_name == "severity" and concept.notation == finding.severity
        )

    def alignments(self, term: Term) -> list[Alignment]:
        """List how a term stands to those of other vocabularies."""
        return [found for found in self.source.alignments if found.subject == term.iri]

    def relation(self, alignment: Alignment) -> str:
        """Say in Norwegian how a term of ours stands to one of others."""
        return _RELATIONS[self.name(alignment.predicate)]


def render(source: Source) -> str:
    """Write the page; the same source gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    terms = {term.iri: term for term in (*source.classes, *source.properties)}
    template = environment.get_template("reference.html.jinja")
    return template.render(page=Page(source, terms), source=source)
