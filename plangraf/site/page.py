"""What a page is made of, before it is known whether a server or a static site shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import NotFound
from plangraf.site.addresses import Address
from plangraf.site.snapshot import Snapshot
from plangraf.standing import Standing
from queries.answers import Element
from visualize.tables import Table
from visualize.wording import Wording

#: The field of every form in which somebody signs.
NAME = "navn"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the forms of a page begin with: what was entered in one that was not taken, and why.

    ``values`` are by the names of the fields; so are the words of ``wrong``, where the empty name
    stands for the form as a whole. ``form`` is the form that was sent; a name alone is known of
    whoever decided before.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    form: str = ""

    def value(self, form: str, name: str) -> str:
        """Return what a field of a form begins with.

        >>> Draft({"navn": "Kari"}).value("godta", "navn")
        'Kari'
        """
        return self.values.get(name, "") if form == self.form or name == NAME else ""

    def fault(self, form: str, name: str) -> str:
        """Return what is wrong with a field of a form; empty where nothing is."""
        return self.wrong.get(name, "") if form == self.form else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asks for: a page of one municipality's plans, and how to show it.

    ``path`` is the page's path without the language and the municipality; ``query`` what the form
    of the page or a link says. ``other`` is the graph to compare with, if there is one;
    ``page_rows`` how many rows of a list are shown at once, all where it is None;
    ``folder`` the graph's own, where it can be asked by SPARQL. ``draft`` is what the forms of
    the page begin with, ``standing`` the decisions in the files beside the plans, where they can
    be undone.
    """

    snapshot: Snapshot
    path: str
    query: Mapping[str, str]
    say: Wording
    other: Snapshot | None = None
    can_edit: bool = False
    page_rows: int | None = None
    folder: Path | None = None
    draft: Draft = field(default_factory=Draft)
    standing: tuple[Standing, ...] | None = None

    def given(self, name: str) -> str:
        """Return what the query says of a name; empty where it says nothing."""
        return self.query.get(name, "").strip()

    def element(self, name: str) -> Element | None:
        """Return the element that the query names, or None where it names none.

        Raises :class:`~graph.errors.NotFound` (``element-unknown``) for a name nobody has.
        """
        key = self.given(name)
        if not key:
            return None
        if key not in self.snapshot.keys:
            raise NotFound("element-unknown", name=key)
        return self.snapshot.element(self.snapshot.keys[key])

    def address(self, path: str, **query: object) -> Address:
        """Return the address of another page of the same municipality, in the same language."""
        inner = f"{self.snapshot.prefix}/{path}" if self.snapshot.prefix else path
        return Address.of(inner, language=self.say.language, **query)

    def address_of(self, iri: str) -> Address:
        """Return the address of an element's page."""
        return Address.of(self.snapshot.path(iri), language=self.say.language)


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way to a page: its name and where it leads."""

    name: str
    address: Address
    language: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A page: its template with values, and its twin for programs.

    ``values`` and ``json`` may be what makes them: of a page and its twin only one is asked for.
    ``section`` is the entry of the navigation that it belongs to; ``title_language`` the language
    of a title that is a plan's own words. ``table`` gives the page's list as a table for Excel,
    where it has one.
    """

    template: str
    title: str
    section: str
    values: Mapping[str, Any] | Callable[[], Mapping[str, Any]]
    json: Any
    crumbs: tuple[Crumb, ...] = ()
    title_language: str = ""
    lead: str = ""
    script: tuple[str, ...] = field(default=())
    style: tuple[str, ...] = field(default=())
    table: Callable[[], Table] | None = None


Maker = Callable[[Asked], Content]
