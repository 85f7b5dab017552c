"""A list that can be filtered, sorted and turned over, by a form that works without scripts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from plangraf.site.addresses import Address
from plangraf.site.page import Asked

#: What a row can be filtered by: the values it has of each facet.
Facets = Mapping[str, frozenset[str]]
#: How many rows a page of a server shows at once; a static site shows all.
PAGE_ROWS = 200
SORT, PAGE = "sorter", "side"
#: What a query says of a facet that has a value by itself, to have all rows.
ALL = "alle"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a list, with what it can be filtered and sorted by."""

    thing: Any
    facets: Facets
    order: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to filter by: its name in addresses, its label, and the words for its values.

    ``default`` is the value that holds where the query says nothing; the query then says
    :data:`ALL` for all rows.
    """

    name: str
    label: str
    word: Callable[[str], str]
    default: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A value that can be chosen, and how many rows have it."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A list of options of the form; ``every`` is the value that stands for all of them."""

    name: str
    label: str
    options: tuple[Option, ...]
    every: str = ""

    @property
    def chosen(self) -> str:
        """The label of the option that is chosen, or an empty text."""
        return next((option.label for option in self.options if option.is_chosen), "")


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list: its rows, the form to filter it, and the pages beside it.

    ``kept`` are values of the query that the form passes on; ``ranks`` tells for each row where it
    stands by each way to sort, for a script that sorts without a server, and ``everything`` is the
    address where it finds all rows.
    """

    rows: tuple[Row, ...]
    total: int
    whole: int
    boxes: tuple[Box, ...]
    sorts: Box
    kept: tuple[tuple[str, str], ...]
    ranks: tuple[Mapping[str, int], ...]
    number: int
    pages: int
    before: Address | None
    after: Address | None
    is_filtered: bool
    everything: Address

    @property
    def is_whole(self) -> bool:
        """Whether no row is left out by what is chosen."""
        return self.total == self.whole


def listing(
    asked: Asked,
    rows: Sequence[Row],
    facets: Sequence[Facet],
    sorts: Mapping[str, str],
    keep: Sequence[str] = (),
) -> Listing:
    """Return the page of a list that the query asks for.

    ``sorts`` maps the names of orders to their labels, the first being the one that holds where
    none is chosen; every row has a key for each. ``keep`` names values of the query that the form
    shall not lose. A value that no row has leaves an empty list, never an error: a link to a list
    outlives what it listed.
    """
    chosen = {facet.name: _choice(asked, facet) for facet in facets}
    misfits = [_misfit(row, chosen) for row in rows]
    found = [row for row, misfit in zip(rows, misfits, strict=True) if not misfit]
    order = asked.given(SORT) if asked.given(SORT) in sorts else next(iter(sorts))
    found.sort(key=lambda row: row.order[order])
    size = asked.page_rows or max(len(found), 1)
    pages = max(-(-len(found) // size), 1)
    number = min(max(_whole(asked.given(PAGE)), 1), pages)
    ranks = _ranks(found, sorts)
    start = (number - 1) * size
    given = {name: value for name, value in asked.query.items() if name != PAGE and value}

    def beside(page: int) -> Address | None:
        if not 1 <= page <= pages:
            return None
        return asked.address(asked.path, **{**given, PAGE: page if page > 1 else None})

    kept = {name: asked.given(name) for name in keep if asked.given(name)}
    return Listing(
        rows=tuple(found[start : start + size]),
        total=len(found),
        whole=len(rows),
        boxes=tuple(_box(facet, rows, misfits, chosen[facet.name]) for facet in facets),
        sorts=Box(
            SORT,
            asked.say("list-sort"),
            tuple(Option(name, label, 0, name == order) for name, label in sorts.items()),
        ),
        kept=tuple(kept.items()),
        ranks=tuple(ranks[start : start + size]),
        number=number,
        pages=pages,
        before=beside(number - 1),
        after=beside(number + 1),
        is_filtered=any(asked.given(facet.name) not in {"", facet.default} for facet in facets),
        everything=asked.address(
            asked.path, **kept, **{facet.name: ALL for facet in facets if facet.default}
        ),
    )


def _choice(asked: Asked, facet: Facet) -> str:
    """Return the value of a facet that is chosen; empty for all."""
    given = asked.given(facet.name) or facet.default
    return "" if facet.default and given == ALL else given


def _ranks(rows: Sequence[Row], sorts: Iterable[str]) -> list[dict[str, int]]:
    """Return where each row stands by each way to sort."""
    ranks: list[dict[str, int]] = [{} for _ in rows]
    for name in sorts:
        keys = [row.order[name] for row in rows]
        for rank, at in enumerate(sorted(range(len(rows)), key=keys.__getitem__)):
            ranks[at][name] = rank
    return ranks


def _misfit(row: Row, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the facets of which a row has not the value that is chosen."""
    return tuple(
        name for name, value in chosen.items() if value and value not in row.facets.get(name, ())
    )


def _box(facet: Facet, rows: Sequence[Row], misfits: Sequence[tuple[str, ...]], here: str) -> Box:
    """Return the values that rows have, each with the number that the other choices leave."""
    values = [row.facets.get(facet.name, ()) for row in rows]
    left = {(), (facet.name,)}
    counts = Counter(
        chain.from_iterable(some for some, m in zip(values, misfits, strict=True) if m in left)
    )
    every = set(chain.from_iterable(values)) | ({here} if here else set())
    options = [Option(v, facet.word(v), counts[v], v == here) for v in every]
    options.sort(key=lambda option: (option.label, option.value))
    return Box(facet.name, facet.label, tuple(options), ALL if facet.default else "")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < len("1000000") else 1
