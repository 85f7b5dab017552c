"""What an answer can be written as, and which of them a client wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import mimeparse

from graph.errors import BadInput

#: Rows and truth values, by media type, the one that is given where any will do last.
RESULTS: Mapping[str, str] = {
    "text/tab-separated-values": "tsv",
    "text/csv": "csv",
    "application/xml": "xml",
    "application/sparql-results+xml": "xml",
    "application/json": "json",
    "application/sparql-results+json": "json",
}
#: Triples, in the same order.
GRAPHS: Mapping[str, str] = {
    "text/n3": "n3",
    "application/n-quads": "nq",
    "application/trig": "trig",
    "application/n-triples": "nt",
    "application/xml": "rdf",
    "application/rdf+xml": "rdf",
    "application/json": "jsonld",
    "application/ld+json": "jsonld",
    "text/turtle": "ttl",
}
#: Names for ``format=``, in both kinds.
_SHORT: Mapping[str, tuple[str, str]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv", ""),
    "tsv": ("text/tab-separated-values", ""),
    "ttl": ("", "text/turtle"),
    "turtle": ("", "text/turtle"),
    "nt": ("", "application/n-triples"),
    "nq": ("", "application/n-quads"),
    "trig": ("", "application/trig"),
    "n3": ("", "text/n3"),
    "rdf": ("", "application/rdf+xml"),
    "jsonld": ("", "application/ld+json"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The media types that fit, of rows and of triples; empty where none does."""

    results: str
    graph: str


@lru_cache(maxsize=512)
def wanted(accept: str, name: str = "") -> Wanted:
    """Return what a client wants by its Accept header, or by name: a short one or a media type.

    A header that can't be understood asks for nothing special. Raises
    :class:`~graph.errors.BadInput` (``sparql-format``) for a name that is none of ours.

    >>> wanted("text/csv, */*;q=0.1")
    Wanted(results='text/csv', graph='text/turtle')
    >>> wanted("text/turtle").results, wanted("", "xml").graph
    ('', 'application/rdf+xml')
    """
    if name:
        plain = name.lower().replace(" ", "+")  # a plus that was not escaped
        found = Wanted(*_SHORT.get(plain, (_own(plain, RESULTS), _own(plain, GRAPHS))))
        if not found.results and not found.graph:
            raise BadInput("sparql-format", name=name[:80], known=", ".join(_SHORT))
        return found
    return Wanted(best(accept, RESULTS), best(accept, GRAPHS))


def _own(name: str, known: Mapping[str, str]) -> str:
    return name if name in known else ""


@lru_cache(maxsize=512)
def _ranges(accept: str) -> tuple[str, ...]:
    """Return the parts of an Accept header that can be understood."""
    kept = []
    for part in accept.lower().split(","):
        try:
            mimeparse.parse_media_range(part)
        except ValueError:
            continue
        kept.append(part.strip())
    return tuple(kept)


def best(accept: str, known: Mapping[str, str]) -> str:
    """Return the media type that a client likes best; of those that it likes as well, the last.

    >>> best("application/xml;q=0.9, text/html, */*;q=0.1", RESULTS)
    'application/xml'
    >>> best("image/png", RESULTS), best("gibberish", RESULTS)
    ('', 'application/sparql-results+json')
    """
    ranges = _ranges(accept) or ("*/*",)
    found: str = mimeparse.best_match(list(known), ",".join(ranges))
    return found
