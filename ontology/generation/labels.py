"""Renders ``ontology/labels.json``: the words shown for terms, concepts and findings."""

import json

from ontology.generation.source import Scheme, Source, Term, Texts


def render(source: Source) -> str:
    """Write the labels as JSON, one section after the other, keys sorted."""
    concepts = {scheme.local_name: _concept_labels(scheme) for scheme in source.schemes}
    findings = [
        concept for scheme in source.schemes for concept in scheme.concepts if concept.messages
    ]
    content = {
        "version": source.version,
        "classes": {term.local_name: term.labels for term in source.classes},
        "alternatives": {
            term.local_name: _alternatives(term) for term in source.classes if term.alt_labels
        },
        "properties": {term.local_name: term.labels for term in source.properties},
        "concepts": concepts,
        "severities": {concept.notation: concept.severity for concept in findings},
        "messages": {concept.notation: concept.messages for concept in findings},
        "goals": {concept.notation: concept.labels for concept in source.goals},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _concept_labels(scheme: Scheme) -> dict[str, Texts]:
    return {concept.notation: concept.labels for concept in scheme.concepts}


def _alternatives(term: Term) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, text in term.alt_labels:
        found.setdefault(language, []).append(text)
    return found
