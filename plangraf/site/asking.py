"""From an address to the page it asks for: the language, the municipality, the rest."""

from collections.abc import Mapping
from pathlib import Path

from graph.errors import NotFound
from plangraf.site.addresses import Address
from plangraf.site.loading import Library
from plangraf.site.page import Asked
from plangraf.site.snapshot import Snapshot
from visualize.wording import Wording

#: Longer values of a query are nobody's: an element's name and a search both fit.
_LONGEST = 500
#: But a query in SPARQL is longer.
_LONGER = {"sparql": 20_000}


def asked_of(  # noqa: PLR0913 - where, of what, and what may be done there
    library: Library,
    address: Address,
    *,
    other: Library | None = None,
    can_edit: bool = False,
    page_rows: int | None = None,
    folder: Path | None = None,
) -> Asked:
    """Return what an address asks for.

    Raises :class:`~graph.errors.NotFound` (``page-unknown``) for a path that belongs to none of
    several municipalities.
    """
    home = library.home(address.path)
    if home is None:
        raise NotFound("page-unknown", name=address.path)
    snapshot = library.snapshot(home)
    path = address.path
    if home.prefix and (path == home.prefix or path.startswith(f"{home.prefix}/")):
        path = path.removeprefix(home.prefix).strip("/")
    return Asked(
        snapshot=snapshot,
        path=path,
        query=_bounded(dict(address.query)),
        say=Wording(address.language),
        other=_other(other, home.prefix),
        can_edit=can_edit,
        page_rows=page_rows,
        folder=folder,
    )


def _bounded(query: Mapping[str, str]) -> dict[str, str]:
    return {name: value[: _LONGER.get(name, _LONGEST)] for name, value in query.items()}


def _other(other: Library | None, prefix: str) -> Snapshot | None:
    """Return the same municipality's plans in the graph to compare with."""
    if other is None:
        return None
    for home in other.homes:
        if home.prefix == prefix or not (other.has_several or prefix):
            return other.snapshot(home)
    return None
