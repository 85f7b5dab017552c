"""What the IRIs of our own terms lead to: the reference page, or the ontology's files."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from pyoxigraph import RdfFormat, parse, serialize

import ontology
from ontology.generation import reference, source
from ontology.terms import PG, PGV, PREFIXES
from plangraf.site.addresses import PAGE, THING_DATA, path_of
from plangraf.site.rendering import SERVED_POLICY
from plangraf.site.resources import lead, split
from plangraf.site.service import HTML, Answer
from plangraf.sparql.worker import TRIPLES

#: The files that say what the terms of a namespace mean, by the path of its IRI.
_FILES = {path_of(PG): "plangraf.ttl", path_of(PGV): "vocabularies.ttl"}
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def of_terms(path: str, accept: str, root: str = "") -> Answer | None:
    """Return what is at a path of the ontology or the vocabulary, or None for any other path.

    The namespace itself leads to the page or a file, as a client likes; terms have its path, for
    what follows the hash is never sent. ``root`` is what every path of the server begins with.

    >>> of_terms("plangraf/ontology", "text/turtle").headers["Location"]
    '/plangraf/ontology.ttl'
    >>> of_terms("plangraf/vocabulary.ttl", "").media_type
    'text/turtle; charset=utf-8'
    >>> of_terms("funn", "") is None
    True
    """
    plain, ending = split(path.strip("/"))
    if plain not in _FILES:
        return None
    if not ending:
        found = lead(accept)
        where = f"{root}/{plain}{found if found in {PAGE, *THING_DATA} else PAGE}"
        return Answer(303, HTML, b"", headers={"Location": where, "Vary": "Accept"})
    if ending == PAGE:
        return _page()
    return _file(plain, ending) if ending in THING_DATA else None


@cache
def _page() -> Answer:
    """Return the reference page, whose own style its policy allows, and no other."""
    folder = Path(str(ontology.resource("plangraf.ttl"))).parent
    html = reference.render(source.load(folder))
    styles = (b64encode(sha256(found.encode()).digest()) for found in _STYLE.findall(html))
    allowed = " ".join(f"'sha256-{digest.decode()}'" for digest in styles)
    policy = SERVED_POLICY.replace("style-src 'self'", f"style-src 'self' {allowed}")
    return Answer.of(HTML, html.encode(), headers={"Content-Security-Policy": policy})


@cache
def _file(plain: str, ending: str) -> Answer:
    media_type, fmt = THING_DATA[ending][0], ending[1:]
    data = ontology.resource(_FILES[plain]).read_bytes()
    if fmt != "ttl":
        triples = sorted((quad.triple for quad in parse(data, RdfFormat.TURTLE)), key=str)
        data = serialize(triples, format=TRIPLES[fmt], prefixes=PREFIXES) or b""
    return Answer.of(media_type, data)
