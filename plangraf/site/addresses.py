"""Where a page is: one address, written as a URL of a server or as a file of a static site."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Self
from urllib.parse import quote, urlencode, urlsplit

from graph.iris import slug
from visualize.wording import LANGUAGES

#: The language that has no mark in an address.
_PLAIN = LANGUAGES[0]
#: Addresses that are longer than this are a visitor's own, and not worth holding.
_USUAL = 400
#: What a page's twin for programs ends with.
TWIN = ".json"
#: What the page of a thing ends with; the thing itself has the address without.
PAGE = ".html"
#: What is known of a thing as data: the media type and the name of the format, by the ending.
THING_DATA: Mapping[str, tuple[str, str]] = {
    ".nt": ("application/n-triples", "N-Triples"),
    ".rdf": ("application/rdf+xml", "RDF/XML"),
    ".jsonld": ("application/ld+json", "JSON-LD"),
    ".ttl": ("text/turtle; charset=utf-8", "Turtle"),
}
#: What the workbook with a page's list ends with.
SHEET = ".xlsx"
#: Steps of a path, and names and values of a query, that are names of folders as they are.
_STEP = re.compile(r"[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)*")
_KEY, _VALUE = re.compile(r"[a-z]+"), re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ENDING = re.compile(r"[a-z]{2,7}")
_HASHED = re.compile(r".*-[0-9a-f]{10}")
#: Names that Windows gives to no file, whatever their ending.
_RESERVED = frozenset({"con", "prn", "aux", "nul"}) | frozenset(
    f"{port}{number}" for port in ("com", "lpt") for number in range(10)
)
#: Letters: Windows takes 260 with the folder that the site lies in. Of a path that is longer, the
#: beginning is kept.
_LONGEST_STEP, _LONGEST, _KEPT = 60, 160, 110


@dataclass(frozen=True, slots=True)
class Address:
    """A page: its path without slashes at the ends, its query sorted by name, its language.

    >>> Address.of("funn", type="plan-outdated", plan=None).url()
    '/funn?type=plan-outdated'
    >>> Address.of("", language="en").url(), Address.of("", language="en").url(TWIN)
    ('/en/', '/en/index.json')
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()
    language: str = _PLAIN

    @classmethod
    def of(cls, path: str, *, language: str = _PLAIN, **query: object) -> Self:
        """Return the address of a page; a query's value that is None or empty is left out."""
        given = {name: str(value) for name, value in query.items() if value not in {None, ""}}
        return cls(path.strip("/"), tuple(sorted(given.items())), language)

    @classmethod
    def read(cls, path: str, query: dict[str, str]) -> Self:
        """Return the address that the path and the query of a URL stand for.

        >>> Address.read("/en/funn.json", {}).path
        'funn.json'
        """
        first, _, rest = path.strip("/").partition("/")
        has_language = first in LANGUAGES and first != _PLAIN
        language, inner = (first, rest) if has_language else (_PLAIN, path)
        return cls.of(inner, language=language, **query)

    def within(self, language: str) -> "Address":
        """Return the same page in another language."""
        return Address(self.path, self.query, language)

    def beside(self, ending: str) -> "Address":
        """Return the address of what a page can be downloaded as, by its ending.

        >>> Address.of("funn", type="plan-outdated").beside(SHEET).url()
        '/funn.xlsx?type=plan-outdated'
        """
        return Address(self.path + ending, self.query, self.language)

    def steps(self, home: str = _PLAIN) -> list[str]:
        """Return the steps of the path, before them the language where it is not that at home."""
        mark = [] if self.language == home else [self.language]
        return [*mark, *filter(None, self.path.split("/"))]

    def url(self, ending: str = "") -> str:
        """Return the URL of the page on a server, or of its twin with another ending."""
        length = len(self.path) + sum(len(name) + len(value) for name, value in self.query)
        return _url_held(self, ending) if length < _USUAL else _url(self, ending)

    def file(self, ending: str = ".html", home: str = _PLAIN) -> str:
        """Return the file of the page on a static site; each query has a file of its own.

        ``home`` is the language whose pages stand at the root of the site. The path is one that
        every system can hold: plain letters, no name that Windows keeps for itself, and short
        enough for a folder there.

        >>> Address.of("funn").file(), Address.of("funn").file(".json")
        ('funn/index.html', 'funn.json')
        >>> Address.of("funn", type="plan-outdated", plan="a").file()
        'funn/plan-a_type-plan-outdated/index.html'
        >>> Address.of("aux/1.A").file(home="nn")
        'nb/aux-f5f5e0e030/1.A/index.html'

        What is no page has its own ending.

        >>> Address.of("data/rapport.html").file("")
        'data/rapport.html'
        """
        place = _place(self, home)
        if ending == ".html" or not self.path:
            return f"{place}/index{ending}".lstrip("/")
        stem, dot, own = self.path.rpartition(".")
        if not ending and dot and _ENDING.fullmatch(own):
            return f"{_place(Address(stem, self.query, self.language), home)}.{own}"
        return place + ending

    def link(self, other: "Address", ending: str = ".html") -> str:
        """Return the link from this page's file to another's.

        >>> Address.of("funn").link(Address.of("dekning/plan"))
        '../dekning/plan/index.html'
        """
        return relative(self.file(), other.file(ending))


def _place(address: Address, home: str) -> str:
    """Return the file of an address without its ending."""
    query = [_of_query(address.query)] if address.query else []
    place = "/".join([*map(_step, address.steps(home)), *query])
    if len(place) > _LONGEST:
        return f"{place[:_KEPT].rpartition('/')[0]}/{_digest(place)}"
    return place


def _step(name: str) -> str:
    is_plain = _STEP.fullmatch(name) and len(name) <= _LONGEST_STEP
    if is_plain and name.partition(".")[0].casefold() not in _RESERVED:
        return name
    return slug(f"{name}/")  # no key has a slash, so this is never the name itself


def _of_query(query: tuple[tuple[str, str], ...]) -> str:
    """Return the name of a query: readable where it can be read back, else with its hash."""
    name = "_".join(f"{key}-{value}" for key, value in query)
    is_plain = all(_KEY.fullmatch(key) and _VALUE.fullmatch(value) for key, value in query)
    if is_plain and len(name) <= _LONGEST_STEP and not _HASHED.fullmatch(name):
        return name
    readable = slug(f"{name}/").rpartition("-")[0]
    return f"{readable}-{_digest(urlencode(query))}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _url(address: Address, ending: str) -> str:
    steps = address.steps()
    path = quote("/" + "/".join(steps))
    if ending:
        path = f"{path}{ending}" if address.path else f"{path.rstrip('/')}/index{ending}"
    elif not address.path and steps:
        path += "/"
    return f"{path}?{urlencode(address.query)}" if address.query else path


#: A page has hundreds of links, and the next page mostly the same.
_url_held = lru_cache(maxsize=16_384)(_url)


def relative(page: str, file: str) -> str:
    """Return the link from one file of a static site to another.

    >>> relative("funn/index.html", "static/site.css")
    '../static/site.css'
    >>> relative("index.html", "funn/index.html"), relative("a/b/index.html", "a/index.html")
    ('funn/index.html', '../index.html')
    """
    here, there = page.split("/")[:-1], file.split("/")
    shared = 0
    for one, other in zip(here, there[:-1], strict=False):
        if one != other:
            break
        shared += 1
    return quote("../" * (len(here) - shared) + "/".join(there[shared:]))


def path_of(iri: str) -> str:
    """Return the path of an IRI, which is the path of its page.

    >>> path_of("https://w3id.org/plangraf/id/fjordvik"), path_of("http://metadata.un.org/sdg/13")
    ('plangraf/id/fjordvik', 'sdg/13')
    """
    return urlsplit(iri).path.strip("/")
