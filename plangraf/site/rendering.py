"""Turns pages into HTML and JSON, with links as a server or a static site has them."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from markupsafe import Markup

from plangraf.site.addresses import PAGE, SHEET, THING_DATA, TWIN, Address
from plangraf.site.page import Asked, Content
from queries.answers import Finding
from visualize.sentences import Named, sentence
from visualize.site import NAVIGATION, site_template
from visualize.wording import LANGUAGES, Wording

#: What a page may do: nothing but load what stands with it. Pictures that are saved as PNG are
#: drawn from a blob.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
#: Nor may a page of ours stand in another's; only a header can say that.
SERVED_POLICY = f"{PAGE_POLICY}; frame-ancestors 'none'"


class Linker(Protocol):
    """Writes links: to pages, to their twins and downloads, to scripts and styles."""

    #: Whether a server answers, or files alone.
    is_live: bool
    #: The languages that there are pages in.
    languages: Sequence[str]

    def page(self, address: Address, ending: str = "") -> str:
        """Return the link to a page; an ending gives its twin."""

    def download(self, address: Address) -> str:
        """Return the link to a file that is made from the graph."""

    def static(self, name: str) -> str:
        """Return the link to a script, a style or a picture."""


class Live:
    """Links as the server answers them."""

    is_live = True
    languages: Sequence[str] = LANGUAGES

    def __init__(self, root: str = "", version: str = "", things: tuple[str, ...] = ()) -> None:
        """Take what every path begins with, and what tells one version of the files from others.

        ``things`` is what the paths of the graph's own IRIs begin with: they lead to their pages,
        and links to a page go there at once.
        """
        self.root = root.rstrip("/")
        self._version = version
        self._things = things

    def page(self, address: Address, ending: str = "") -> str:
        """Return the link to a page; an ending gives its twin."""
        if not ending and self._things and f"{address.path}/".startswith(self._things):
            ending = PAGE
        return self.root + address.url(ending)

    def download(self, address: Address) -> str:
        """Return the link to a file that is made from the graph."""
        return self.root + address.url()

    def static(self, name: str) -> str:
        """Return the link to a script, a style or a picture."""
        return f"{self.root}/static/{name}" + (f"?v={self._version}" if self._version else "")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a page beside its own content: where it is, and what can be done."""

    address: Address
    linker: Linker
    token: str = ""


def to_html(asked: Asked, content: Content, around: Surroundings) -> str:
    """Return a page as HTML."""
    return site_template(content.template).render(_context(asked, content, around))


def front_html(say: Wording, content: Content, around: Surroundings) -> str:
    """Return a page that belongs to none of several municipalities as HTML."""
    return site_template(content.template).render(_frame(say, content, around))


def to_json(content: Content) -> str:
    """Return a page's twin for programs."""
    return json.dumps(_made(content.json), ensure_ascii=False) + "\n"


def _made(given: Any) -> Any:  # noqa: ANN401 - what a page tells, or what makes it
    return given() if callable(given) else given


def _frame(say: Wording, content: Content, around: Surroundings) -> dict[str, Any]:
    """Return what a page needs whether or not it belongs to a municipality."""
    linker = around.linker
    return {
        **_made(content.values),
        "say": say,
        "lang": say.language,
        "content": content,
        "snapshot": None,
        "linker": linker,
        "site_policy": PAGE_POLICY,
        "token": around.token,
        "front": linker.page(Address.of("", language=say.language)),
        "static": linker.static,
        "twin": linker.page(around.address, TWIN),
        "canonical": linker.page(around.address),
        "sheet": lambda: linker.download(around.address.beside(SHEET)),
        "navigation": [],
        "languages": [
            {
                "code": code,
                "url": linker.page(around.address.within(code)),
                "is_here": code == say.language,
            }
            for code in linker.languages
        ],
        "crumbs": [
            {"name": crumb.name, "url": linker.page(crumb.address), "language": crumb.language}
            for crumb in content.crumbs
        ],
    }


def _context(asked: Asked, content: Content, around: Surroundings) -> dict[str, Any]:
    snapshot, linker = asked.snapshot, around.linker
    to = _pages(asked, linker)
    return {
        **_frame(asked.say, content, around),
        "asked": asked,
        "snapshot": snapshot,
        "to": to,
        "to_element": lambda iri: linker.page(asked.address_of(iri)),
        "data_of": lambda iri: _data(asked, linker, iri),
        "download": lambda path, **query: linker.download(asked.address(path, **query)),
        "language_of": snapshot.language,
        "told": lambda finding: _told(asked, linker, finding),
        "context_of": snapshot.context,
        "navigation": [
            {"name": name, "url": to(path), "is_here": name == content.section}
            for name, path in NAVIGATION
        ],
    }


def _data(asked: Asked, linker: Linker, iri: str) -> list[dict[str, str]]:
    """Return the links to what a server says of a thing as data; files alone say nothing."""
    if not linker.is_live:
        return []
    address = Address.of(asked.snapshot.path(iri))
    return [
        {"name": name, "type": kind.partition(";")[0], "url": linker.page(address, ending)}
        for ending, (kind, name) in THING_DATA.items()
    ]


def _told(asked: Asked, linker: Linker, finding: Finding) -> Markup:
    """Return a finding's sentence with the elements that it names as links."""
    snapshot = asked.snapshot
    elements = [
        Named(
            element.label, linker.page(asked.address_of(element.id)), snapshot.language(element.id)
        )
        for element in (finding.subject, *finding.others)
        if element.id in snapshot.catalogue.elements
    ]
    language = asked.say.language
    return sentence(finding.message[language], elements, language)


def _pages(asked: Asked, linker: Linker) -> Callable[..., str]:
    def to(path: str, **query: object) -> str:
        return linker.page(asked.address(path, **query))

    return to
