"""Reads the ontology's Turtle files into plain, sorted values for the renderers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from ontology.generation.fields import Field, fields_of

LANGUAGES = ("nb", "nn", "en")
ONTOLOGY_IRI = URIRef("https://w3id.org/plangraf/ontology")
PG = Namespace("https://w3id.org/plangraf/ontology#")
PGV = Namespace("https://w3id.org/plangraf/vocabulary#")
STATUS_NOTE = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")

Texts = dict[str, str]
"""A text by language: the keys are among ``nb``, ``nn`` and ``en``."""


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology with everything the renderers show of it."""

    iri: str
    local_name: str
    is_class: bool
    is_datatype_property: bool
    labels: Texts
    definitions: Texts
    alt_labels: tuple[tuple[str, str], ...]
    scope_notes: Texts
    examples: tuple[tuple[str, str], ...]
    status: str
    notation: str
    parents: tuple[str, ...]
    domains: tuple[str, ...]
    ranges: tuple[str, ...]

    @property
    def constant(self) -> str:
        """Spell the local name as an enum member (``FocusArea`` is ``FOCUS_AREA``)."""
        return upper_snake(self.local_name)


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a vocabulary; ``severity`` and ``messages`` are those of finding codes."""

    iri: str
    local_name: str
    notation: str
    labels: Texts
    definitions: Texts
    severity: str
    messages: Texts
    see_also: tuple[str, ...]

    @property
    def constant(self) -> str:
        """Spell the notation as an enum member (``by-hand`` is ``BY_HAND``)."""
        return upper_snake(self.notation)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A vocabulary: a named set of concepts, sorted by notation."""

    iri: str
    local_name: str
    labels: Texts
    definitions: Texts
    concepts: tuple[Concept, ...]

    @property
    def enum_name(self) -> str:
        """Spell the local name as a class name (``plan-status`` is ``PlanStatus``)."""
        return "".join(part.capitalize() for part in self.local_name.split("-"))


@dataclass(frozen=True, slots=True)
class Alignment:
    """A statement that relates a term of ours to one of another vocabulary, and why."""

    subject: str
    predicate: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """All that the Turtle files say, as the renderers need it."""

    version: str
    title: Texts
    description: Texts
    modified: str
    prefixes: tuple[tuple[str, str], ...]
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    schemes: tuple[Scheme, ...]
    goals: tuple[Concept, ...]
    levels: tuple[str, ...]
    alignments: tuple[Alignment, ...]
    fields: tuple[Field, ...]

    def superclasses(self, iri: str) -> tuple[str, ...]:
        """List the ontology's own superclasses of a class, nearest first."""
        return _ancestors(iri, {term.iri: term.parents for term in self.classes})

    def superproperties(self, iri: str) -> tuple[str, ...]:
        """List the ontology's own superproperties of a property, nearest first."""
        return _ancestors(iri, {term.iri: term.parents for term in self.properties})


def upper_snake(name: str) -> str:
    """Spell a camel-case or kebab-case name in capitals with underscores.

    >>> upper_snake("FocusArea"), upper_snake("by-hand"), upper_snake("sha256")
    ('FOCUS_AREA', 'BY_HAND', 'SHA256')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").upper()


def load(folder: Path) -> Source:
    """Read the four Turtle files of ``folder``.

    Raises ``FileNotFoundError`` where one is absent and rdflib's ``BadSyntax`` where one does
    not parse.

    >>> load(Path(__file__).parent.parent).version
    '0.1.0'
    """
    ontology = _parse(folder / "plangraf.ttl")
    vocabularies = _parse(folder / "vocabularies.ttl")
    shapes = _parse(folder / "shapes.ttl")
    alignments = _parse(folder / "alignments.ttl")
    return Source(
        version=str(ontology.value(ONTOLOGY_IRI, OWL.versionInfo)),
        title=_texts(ontology, ONTOLOGY_IRI, _DCTERMS.title),
        description=_texts(ontology, ONTOLOGY_IRI, _DCTERMS.description),
        modified=str(ontology.value(ONTOLOGY_IRI, _DCTERMS.modified)),
        prefixes=tuple(sorted((name, str(iri)) for name, iri in ontology.namespaces() if name)),
        classes=_terms(ontology, (OWL.Class,)),
        properties=_terms(ontology, (OWL.ObjectProperty, OWL.DatatypeProperty)),
        schemes=_schemes(vocabularies),
        goals=_concepts(vocabularies, PGV["sustainable-development-goal"]),
        levels=_levels(vocabularies),
        alignments=_alignments(alignments),
        fields=fields_of(shapes),
    )


_DCTERMS = Namespace("http://purl.org/dc/terms/")
_GOALS = "sustainable-development-goal"


def _parse(path: Path) -> Graph:
    graph = Graph(bind_namespaces="none")
    graph.parse(path, format="turtle")
    return graph


def _texts(graph: Graph, subject: URIRef, predicate: URIRef) -> Texts:
    found = {
        value.language: str(value)
        for value in graph.objects(subject, predicate)
        if isinstance(value, Literal) and value.language
    }
    return {language: found[language] for language in LANGUAGES if language in found}


def _tagged(graph: Graph, subject: URIRef, predicate: URIRef) -> tuple[tuple[str, str], ...]:
    pairs = (
        (value.language or "", str(value))
        for value in graph.objects(subject, predicate)
        if isinstance(value, Literal)
    )
    return tuple(sorted(pairs, key=lambda pair: (_language_rank(pair[0]), pair[1])))


def _language_rank(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)


def _iris(graph: Graph, subject: URIRef, predicate: URIRef) -> tuple[str, ...]:
    return tuple(
        sorted(
            str(value) for value in graph.objects(subject, predicate) if isinstance(value, URIRef)
        )
    )


def _own(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(iri for iri in iris if iri.startswith(str(PG)))


def _string(graph: Graph, subject: URIRef, predicate: URIRef) -> str:
    value = graph.value(subject, predicate)
    return "" if value is None else str(value)


def _terms(graph: Graph, types: tuple[URIRef, ...]) -> tuple[Term, ...]:
    subjects = {
        subject
        for rdf_type in types
        for subject in graph.subjects(RDF.type, rdf_type)
        if isinstance(subject, URIRef) and subject in PG
    }
    return tuple(_term(graph, subject) for subject in sorted(subjects))


def _term(graph: Graph, subject: URIRef) -> Term:
    is_class = (subject, RDF.type, OWL.Class) in graph
    up = RDFS.subClassOf if is_class else RDFS.subPropertyOf
    return Term(
        iri=str(subject),
        local_name=subject.removeprefix(str(PG)),
        is_class=is_class,
        is_datatype_property=(subject, RDF.type, OWL.DatatypeProperty) in graph,
        labels=_texts(graph, subject, RDFS.label),
        definitions=_texts(graph, subject, SKOS.definition),
        alt_labels=_tagged(graph, subject, SKOS.altLabel),
        scope_notes=_texts(graph, subject, SKOS.scopeNote),
        examples=_tagged(graph, subject, SKOS.example),
        status=_string(graph, subject, STATUS_NOTE),
        notation=_string(graph, subject, SKOS.notation),
        parents=_own(_iris(graph, subject, up)),
        domains=_iris(graph, subject, RDFS.domain),
        ranges=_iris(graph, subject, RDFS.range),
    )


def _schemes(graph: Graph) -> tuple[Scheme, ...]:
    schemes = [
        subject
        for subject in graph.subjects(RDF.type, SKOS.ConceptScheme)
        if isinstance(subject, URIRef) and subject != PGV[_GOALS]
    ]
    return tuple(
        Scheme(
            iri=str(scheme),
            local_name=scheme.removeprefix(str(PGV)),
            labels=_texts(graph, scheme, SKOS.prefLabel),
            definitions=_texts(graph, scheme, SKOS.definition),
            concepts=_concepts(graph, scheme),
        )
        for scheme in sorted(schemes)
    )


def _concepts(graph: Graph, scheme: URIRef) -> tuple[Concept, ...]:
    concepts = (
        _concept(graph, subject)
        for subject in graph.subjects(SKOS.inScheme, scheme)
        if isinstance(subject, URIRef)
    )
    return tuple(sorted(concepts, key=lambda concept: _natural(concept.notation)))


def _natural(notation: str) -> tuple[int, str]:
    return (int(notation) if notation.isdecimal() else 0, notation)


def _concept(graph: Graph, subject: URIRef) -> Concept:
    severity = graph.value(subject, PGV.severity)
    return Concept(
        iri=str(subject),
        local_name=subject.removeprefix(str(PGV)),
        notation=_string(graph, subject, SKOS.notation),
        labels=_texts(graph, subject, SKOS.prefLabel),
        definitions=_texts(graph, subject, SKOS.definition),
        severity=_string(graph, severity, SKOS.notation) if isinstance(severity, URIRef) else "",
        messages=_texts(graph, subject, PGV.message),
        see_also=_iris(graph, subject, RDFS.seeAlso),
    )


def _levels(graph: Graph) -> tuple[str, ...]:
    head = graph.value(PGV.levels, SKOS.memberList)
    if not isinstance(head, BNode | URIRef):
        return ()
    return tuple(str(member) for member in Collection(graph, head))


def _alignments(graph: Graph) -> tuple[Alignment, ...]:
    found = []
    for axiom in graph.subjects(RDF.type, OWL.Axiom):
        subject, predicate, target, reason = (
            str(graph.value(axiom, part) or "")
            for part in (
                OWL.annotatedSource,
                OWL.annotatedProperty,
                OWL.annotatedTarget,
                RDFS.comment,
            )
        )
        found.append(Alignment(subject, predicate, target, reason))
    return tuple(sorted(found, key=lambda a: (a.subject, a.predicate, a.target)))


def _ancestors(iri: str, parents: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = list(parents.get(iri, ()))
    while waiting:
        parent = waiting.pop(0)
        if parent not in found:
            found.append(parent)
            waiting.extend(parents.get(parent, ()))
    return tuple(found)
