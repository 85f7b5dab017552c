"""What a graph knows that a data catalogue asks for: its dates, its area, its files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.store import PlanStore
from ontology.terms import Property
from plangraf.site.addresses import Address
from plangraf.site.asking import asked_of
from plangraf.site.downloads import download
from plangraf.site.loading import Home, Library
from queries.library import run

#: GraphML has no media type at IANA: it is XML.
_REGISTERED = {"application/graphml+xml": "application/xml"}


@dataclass(frozen=True, slots=True)
class File:
    """A file that is offered: its path below the base, its name, its media type and its bytes."""

    path: str
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Facts:
    """What a graph knows of one municipality's plans that a catalogue asks for."""

    name: str | None
    number: str | None
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    documents: int
    period: tuple[int | None, int | None]
    modified: str | None

    @classmethod
    def of(cls, store: PlanStore, municipality: str) -> "Facts":
        """Read the facts from a municipality's part of the graph.

        The data is as new as the latest day that stands in it: a plan adopted, a decision made.
        """
        plans = [row for row in run(store, "plans/plans").dicts() if row["read"]]
        days = [row["adopted"] for row in plans if row["adopted"]]
        days += [str(quad.object.value) for quad in _said(store, Property.DECIDED_ON)]
        begins = [row["periodFrom"] for row in plans if row["periodFrom"]]
        ends = [row["periodTo"] for row in plans if row["periodTo"]]
        about = dict(store.describe(municipality)) if municipality else {}
        number = about.get(NamedNode(Property.ORGANISATION_NUMBER).value)
        return cls(
            name=_name(store, municipality),
            number=str(number.value) if isinstance(number, Literal) else None,
            areas=_numbers(store, municipality),
            languages=tuple(
                sorted({str(quad.object.value) for quad in _said(store, Property.LANGUAGE)})
            ),
            documents=len(_said(store, Property.FILE_NAME)),
            period=(min(begins, default=None), max(ends, default=None)),
            modified=max(days, default=None),
        )


def files_of(library: Library, home: Home, names: Iterable[str]) -> Iterator[File]:
    """Make the downloads of one municipality that have the names; they are the site's own bytes."""
    for name in names:
        path = f"{home.prefix}/data/{name}".lstrip("/")
        made = download(asked_of(library, Address.of(path)))
        if made is not None:
            plain = made.media_type.partition(";")[0]
            yield File(path, name, _REGISTERED.get(plain, plain), made.make())


def _said(store: PlanStore, prop: Property) -> list[Any]:
    """Return what a property says, each once, wherever in the graph it is said."""
    found = {(quad.subject, quad.object): quad for quad in store.of_predicate(prop)}
    return list(found.values())


def _name(store: PlanStore, municipality: str) -> str | None:
    rows = run(store, "plans/publisher-and-provenance").dicts()
    return next((row["publisher"] for row in rows if municipality and row["publisher"]), None)


def _numbers(store: PlanStore, municipality: str) -> tuple[str, ...]:
    """Return the kommunenummer that a municipality has, without those that it has had."""
    numbers = [
        dict(store.describe(term.value))
        for prop, term in (store.describe(municipality) if municipality else [])
        if prop == Property.MUNICIPALITY_NUMBER and isinstance(term, NamedNode)
    ]
    holding = [about for about in numbers if Property.VALID_TO not in about]
    return tuple(sorted({str(getattr(a[Property.NUMBER], "value", "")) for a in holding}))
