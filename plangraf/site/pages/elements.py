"""The list behind every figure: elements, filtered by what the figure counted."""

from collections.abc import Iterable
from typing import Any

from plangraf.site.downloads import telling
from plangraf.site.facets import element_facets, facets
from plangraf.site.listing import Listing, Row, listing
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.snapshot import Snapshot
from queries.catalogue import code_order
from queries.covering import COLUMNS, ROWS
from visualize.element_tables import elements_table
from visualize.hierarchy import reading_order
from visualize.scene import Item
from visualize.site import capital
from visualize.thread import thread_codes
from visualize.wording import named

#: The parts of an address that name a cell of a matrix: its axes, its row and its column.
_CELL = ("rader", "rad", "kolonner", "kolonne")
#: The column of those that lead to no column.
WITHOUT = "uten"
_MEASURES = frozenset({"measure", "reform_measure"})


def make(asked: Asked) -> Content:
    """Return the list of elements that a link or the form asks for."""
    chosen, caption = _chosen(asked)
    every = asked.snapshot.once(_rows)
    rows = [every[item.element.id] for item in chosen]
    sorts = {name: asked.say(f"elements-sort-{name}") for name in ("plan", "navn", "type", "frist")}
    found = listing(asked, rows, element_facets(asked), sorts, keep=("under", *_CELL))
    are_measures = bool(found.rows) and all(
        row.thing.element.type in _MEASURES for row in found.rows
    )
    return Content(
        template="elements.jinja",
        title=caption or _title(asked, found),
        section="goals",
        values=lambda: {
            "listing": found,
            "are_measures": are_measures,
            "ways": lambda iri: thread_codes(asked.snapshot.threads(iri), asked.say),
            "details": lambda item: dict(item.details),
            "measures_of": asked.snapshot.scene.measures_of,
            "findings_of": asked.snapshot.findings_of,
        },
        json=lambda: {
            "total": found.total,
            "elements": [
                asked.snapshot.once(_every_json)[row.thing.element.id] for row in found.rows
            ],
        },
        crumbs=(Crumb(asked.say("nav-overview"), asked.address("")),),
        table=lambda: elements_table(
            telling(asked), [row.thing for row in found.rows], caption or _title(asked, found)
        ),
    )


def item_json(snapshot: Snapshot, item: Item) -> dict[str, Any]:
    """Return an element with all that its plan tells of it, for programs."""
    iri = item.element.id
    return {
        **item.element.json(),
        "language": item.language,
        "level_word": item.level_word,
        "cited_only": item.is_cited_only,
        **{name: list(values) for name, values in item.details},
        "has_thread": iri in snapshot.coverage.traced,
        "measures": len(snapshot.scene.measures_of.get(iri, ())),
        "passages": [place.json() for place in item.places],
    }


def _every_json(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    return {iri: item_json(snapshot, item) for iri, item in snapshot.items.items()}


def _rows(snapshot: Snapshot) -> dict[str, Row]:
    return {iri: _row(snapshot, item) for iri, item in snapshot.items.items()}


def _row(snapshot: Snapshot, item: Item) -> Row:
    element = item.element
    details = dict(item.details)
    tie = (code_order(element.code), element.label, element.id)
    return Row(
        item,
        snapshot.once(facets)[element.id],
        {
            "plan": (element.plan or "", item.position, element.id),
            "navn": (element.label.casefold(), element.id),
            "type": (reading_order(item)[:3], tie),
            "frist": (not details.get("deadline"), details.get("deadline", ()), tie),
        },
    )


def _chosen(asked: Asked) -> tuple[list[Item], str]:
    """Return the elements to list, and what they have in common, said in words."""
    snapshot, say = asked.snapshot, asked.say
    above = asked.element("under")
    if asked.given("rader") or asked.given("kolonner"):
        found, row, column = _cell(asked)
        told = say("elements-cell", row=row, column=column) if row and column else row or column
        told = told or say("elements-counted")
        return _items(snapshot, found), say("elements-measures-of", what=told)
    if above is not None:
        measures = snapshot.scene.measures_of.get(above.id, frozenset())
        return _items(snapshot, measures), say("elements-measures-of", what=named(above))
    return list(snapshot.items.values()), ""


def _items(snapshot: Snapshot, iris: Iterable[str]) -> list[Item]:
    wanted = set(iris)
    return [item for iri, item in snapshot.items.items() if iri in wanted]


def _cell(asked: Asked) -> tuple[frozenset[str], str, str]:
    """Return the measures of a cell, of a whole row or column of a matrix, or of all of it."""
    rows, columns = asked.given("rader") or ROWS[0], asked.given("kolonner") or COLUMNS[0]
    matrix = asked.snapshot.coverage.matrix(rows, columns)
    row = asked.element("rad")
    if asked.given("kolonne") == WITHOUT:
        told = asked.say("elements-without", kind=asked.say.type_name(columns))
        if row is not None:
            return matrix.without.get(row.id, frozenset()), named(row), told
        return frozenset[str]().union(*matrix.without.values()), "", told
    column = asked.element("kolonne")
    if row is not None and column is not None:
        found = matrix.cells.get((row.id, column.id), frozenset())
        return found, named(row), named(column)
    if row is not None:
        return matrix.row_totals.get(row.id, frozenset()), named(row), ""
    if column is not None:
        return matrix.column_totals.get(column.id, frozenset()), "", named(column)
    return frozenset[str]().union(*matrix.row_totals.values()), "", ""


def _title(asked: Asked, found: Listing) -> str:
    """Return what is listed: the type and the standing that were chosen, else elements."""
    words: dict[str, str] = {box.name: box.chosen for box in found.boxes}
    told = [words.get("type") or asked.say("elements-title"), words.get("tilstand", "")]
    return capital(" ".join(filter(None, told)))
