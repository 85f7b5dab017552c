"""The one place where IRIs are made: from stable keys, never from a clock, a counter or chance.

An IRI is readable where the key allows it and always injective: a key that is not plainly
spelled in ASCII gets a piece of its SHA-256 as well. The kommunenummer is in no IRI, since it
changes while the municipality stays.
"""

import hashlib
import re
import unicodedata

from graph.models import Iri
from ontology.terms import SDG

#: Where IRIs live unless a build says otherwise.
BASE = "https://w3id.org/plangraf/id/"

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "é": "e", "ü": "u"})
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_HASHED = re.compile(r".*-[0-9a-f]{10}")
_READABLE = 40


def slug(key: str) -> str:
    """Return a path segment for a key; two keys never share one.

    >>> slug("1.B2"), slug("drammen")
    ('1.B2', 'drammen')
    >>> slug("Et godt sted å leve")
    'et-godt-sted-a-leve-1ef54a74a6'
    """
    if _PLAIN.fullmatch(key) and not _HASHED.fullmatch(key) and len(key) <= _READABLE:
        return key
    text = unicodedata.normalize("NFC", key)
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    words = re.findall(r"[a-z0-9]+", text.lower().translate(_LETTERS))
    readable = ""
    for word in words:
        if len(readable) + len(word) + 1 > _READABLE:
            break
        readable += f"-{word}"
    return f"{readable.strip('-') or 'x'}-{digest}"


def _join(base: str, *segments: str) -> Iri:
    return Iri(base + "/".join(slug(segment) for segment in segments))


def municipality_iri(name: str, base: str = BASE) -> Iri:
    """Return the IRI of a municipality by its name.

    >>> municipality_iri("Drammen")
    'https://w3id.org/plangraf/id/drammen'
    """
    return _join(base, name.lower())


def plan_iri(municipality: Iri, kind: str, title: str, *, edition: str = "") -> Iri:
    """Return the IRI of a plan by its kind and title; ``edition`` tells namesakes apart."""
    key = f"{kind.replace('_', '-')} {' '.join(title.split())}"
    return Iri(f"{municipality}/{slug(f'{key} {edition}'.strip())}")


def element_iri(plan: Iri, element_type: str, key: str) -> Iri:
    """Return the IRI of a plan element by its code, or its label where it has none.

    >>> element_iri(Iri("https://example.org/p"), "sub_goal", "1.A")
    'https://example.org/p/sub-goal/1.A'
    """
    return Iri(f"{plan}/{element_type.replace('_', '-')}/{slug(key)}")


def cited_iri(municipality: Iri, kind: str, text: str) -> Iri:
    """Return the IRI of an element known only by the words another plan cites it with."""
    return Iri(f"{municipality}/cited/{kind.replace('_', '-')}/{slug(text)}")


def document_iri(sha256: str, base: str = BASE) -> Iri:
    """Return the IRI of a file by the hash of its bytes."""
    return Iri(f"{base}document/{sha256}")


def passage_iri(sha256: str, start: int, end: int, base: str = BASE) -> Iri:
    """Return the IRI of a place in a file.

    >>> passage_iri("ab" * 32, 10, 20).rsplit("/", 1)[1]
    '10-20'
    """
    return Iri(f"{base}passage/{sha256[:32]}/{start}-{end}")


def link_iri(municipality: Iri, *parts: str) -> Iri:
    """Return the IRI of a link by its source, relation and what it points to."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
    return Iri(f"{municipality}/link/{digest}")


def organization_iri(municipality: Iri, name: str) -> Iri:
    """Return the IRI of a body or service of a municipality."""
    return Iri(f"{municipality}/organization/{slug(' '.join(name.lower().split()))}")


def state_iri(name: str, base: str = BASE) -> Iri:
    """Return the IRI of a body that belongs to no municipality: the state, the county."""
    return Iri(f"{base}organization/{slug(name.lower())}")


def law_iri(name: str, base: str = BASE) -> Iri:
    """Return the IRI of a law, paragraph or convention by its name as cited."""
    return Iri(f"{base}law/{slug(' '.join(name.lower().split()))}")


def sdg_iri(number: int) -> Iri:
    """Return the UN's own IRI of a sustainable development goal.

    >>> sdg_iri(13)
    'http://metadata.un.org/sdg/13'
    """
    return Iri(f"{SDG}{number}")


def graph_iri(name: str, base: str = BASE) -> Iri:
    """Return the IRI of a named graph: ``links``, ``decisions``, or a document's plan."""
    return Iri(f"{base}graph/{slug(name)}")


def plan_graph_iri(plan: Iri) -> Iri:
    """Return the IRI of the named graph that holds what one document says."""
    return Iri(f"{plan}/graph")


def made_iri(owner: Iri, name: str) -> Iri:
    """Return the IRI of what was made of a whole graph, such as its set of mappings.

    >>> made_iri(municipality_iri("Drammen"), "mappings")
    'https://w3id.org/plangraf/id/drammen/graph/mappings'
    """
    return Iri(f"{owner}/graph/{slug(name)}")


def person_iri(owner: Iri, name: str) -> Iri:
    """Return the IRI of a human who decided, by the name they decided under."""
    return Iri(f"{owner}/person/{slug(' '.join(name.lower().split()))}")


def act_iri(decision: Iri) -> Iri:
    """Return the IRI of the act of deciding, which the record of it is not."""
    return Iri(f"{decision}/act")
