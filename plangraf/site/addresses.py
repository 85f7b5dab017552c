"""Where a page is: one address, written as a URL of a server or as a file of a static site."""

from dataclasses import dataclass
from posixpath import relpath
from typing import Self
from urllib.parse import quote, urlencode, urlsplit

from graph.iris import slug
from visualize.wording import LANGUAGES

#: The language that has no mark in an address.
_PLAIN = LANGUAGES[0]
#: What a page's twin for programs ends with.
TWIN = ".json"


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

    @property
    def _steps(self) -> list[str]:
        mark = [] if self.language == _PLAIN else [self.language]
        return [*mark, *filter(None, self.path.split("/"))]

    def url(self, ending: str = "") -> str:
        """Return the URL of the page on a server, or of its twin with another ending."""
        path = quote("/" + "/".join(self._steps))
        if ending:
            path = f"{path.rstrip('/')}/index{ending}" if not self.path else f"{path}{ending}"
        elif not self.path and self._steps:
            path += "/"
        return f"{path}?{urlencode(self.query)}" if self.query else path

    def file(self, ending: str = ".html") -> str:
        """Return the file of the page on a static site; each query has a file of its own.

        >>> Address.of("funn").file(), Address.of("funn").file(".json")
        ('funn/index.html', 'funn.json')
        >>> Address.of("funn", type="plan-outdated").file()
        'funn/type-plan-outdated/index.html'
        """
        steps = self._steps
        if self.query:
            steps = [*steps, slug("-".join(part for pair in self.query for part in pair))]
        if ending == ".html":
            return "/".join([*steps, "index.html"])
        return "/".join(steps) + ending if self.path else "/".join([*steps, f"index{ending}"])

    def link(self, other: "Address", ending: str = ".html") -> str:
        """Return the link from this page's file to another's.

        >>> Address.of("funn").link(Address.of("dekning/plan"))
        '../dekning/plan/index.html'
        """
        return relative(self.file(), other.file(ending))


def relative(page: str, file: str) -> str:
    """Return the link from one file of a static site to another.

    >>> relative("funn/index.html", "static/site.css")
    '../static/site.css'
    """
    return quote(relpath(file, page.rpartition("/")[0] or "."))


def path_of(iri: str) -> str:
    """Return the path of an IRI, which is the path of its page.

    >>> path_of("https://w3id.org/plangraf/id/fjordvik"), path_of("http://metadata.un.org/sdg/13")
    ('plangraf/id/fjordvik', 'sdg/13')
    """
    return urlsplit(iri).path.strip("/")
