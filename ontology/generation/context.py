"""Renders ``ontology/context.jsonld``: how JSON keys and values stand for the ontology's terms.

Classes and properties go by their local names, because the JSON type names of classes
(``indicator``, ``passage``) would collide with properties. Texts are maps from language to text;
concepts are given by notation, each key knowing its own vocabulary. A decimal must be a JSON
string: JSON-LD reads a JSON number with a fraction as an ``xsd:double``.
"""

import json

from ontology.generation.fields import Field
from ontology.generation.source import Concept, Source, Term

_RDF_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_XSD = "http://www.w3.org/2001/XMLSchema#"

Definition = dict[str, object]


def render(source: Source) -> str:
    """Write the JSON-LD 1.1 context, keywords and prefixes first, then terms by name."""
    concepts = {c.iri: c for scheme in source.schemes for c in scheme.concepts}
    by_path: dict[str, list[Field]] = {}
    for field in source.fields:
        by_path.setdefault(field.path, []).append(field)
    context: Definition = {"@version": 1.1, "id": "@id", "type": "@type"}
    context.update(source.prefixes)
    context.update({term.local_name: f"pg:{term.local_name}" for term in source.classes})
    context["label"] = _definition("rdfs:label", by_path[_RDFS_LABEL], concepts)
    for term in source.properties:
        name = f"pg:{term.local_name}"
        fields = by_path.get(term.iri)
        context[term.local_name] = (
            _definition(name, fields, concepts) if fields else _edge(name, term)
        )
    return json.dumps({"@context": context}, ensure_ascii=False, indent=1) + "\n"


def _definition(name: str, fields: list[Field], concepts: dict[str, Concept]) -> Definition:
    field = fields[0]
    definition: Definition = {"@id": name}
    containers = ["@set"] if any(field.is_many for field in fields) else []
    if field.value == _RDF_LANG_STRING:
        containers.insert(0, "@language")
    elif not field.value.startswith(_XSD):
        definition["@type"] = "@vocab" if field.choices or field.is_term else "@id"
    elif field.value != _XSD + "string":
        definition["@type"] = "xsd:" + field.value.removeprefix(_XSD)
    if field.choices and definition.get("@type") == "@vocab":
        chosen = sorted((concepts[iri] for iri in field.choices), key=lambda c: c.notation)
        definition["@context"] = {c.notation: f"pgv:{c.local_name}" for c in chosen}
    if containers:
        definition["@container"] = containers if len(containers) > 1 else containers[0]
    return definition


def _edge(name: str, term: Term) -> Definition:
    if term.is_datatype_property:
        return {"@id": name}
    return {"@id": name, "@type": "@id", "@container": "@set"}
