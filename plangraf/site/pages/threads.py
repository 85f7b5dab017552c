"""The measures with their threads: each measure's way to the vision, step by step."""

from typing import Any

from plangraf.site.downloads import telling
from plangraf.site.facets import Standing, element_facets, facets
from plangraf.site.listing import Row, listing
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.snapshot import Snapshot
from queries.catalogue import code_order
from visualize.element_tables import elements_table
from visualize.scene import Item
from visualize.thread import chosen

#: The ways to stand that say something of a measure's thread.
_STANDINGS = frozenset(
    {Standing.WITH_THREAD, Standing.WITHOUT_THREAD, Standing.INFERRED_THREAD, Standing.WITH_FINDING}
)


def make(asked: Asked) -> Content:
    """Return the list of measures with their threads."""
    snapshot, say = asked.snapshot, asked.say
    items = [snapshot.items[m.id] for m in snapshot.coverage.measures if m.id in snapshot.items]
    rows = [_row(snapshot, item) for item in items]
    sorts = {name: say(f"threads-sort-{name}") for name in ("plan", "navn", "sikkerhet")}
    shown = element_facets(asked, "plan", "satsing", "omrade", "tilstand")
    found = listing(asked, rows, shown, sorts)
    measures = snapshot.figures["measures"]
    return Content(
        template="threads.jinja",
        title=say("threads-title"),
        section="threads",
        lead=say(
            "threads-lead", part=measures["with_thread"], total=measures["total"],
            stated=measures["with_stated_thread"],
        ),
        values={
            "listing": found,
            "ways": lambda iri: chosen(snapshot.threads(iri))[:2],
            "count": lambda iri: len(snapshot.threads(iri)),
        },
        json={
            "total": found.total,
            "measures": [_json(snapshot, row.thing) for row in found.rows],
        },
        crumbs=(Crumb(say("nav-overview"), asked.address("")),),
        table=lambda: elements_table(
            telling(asked), [row.thing for row in found.rows], say("threads-title")
        ),
    )  # fmt: skip


def _row(snapshot: Snapshot, item: Item) -> Row:
    element = item.element
    threads = snapshot.threads(element.id)
    sure = threads[0].confidence if threads else 0.0
    given = snapshot.once(facets)[element.id]
    return Row(
        item,
        {**given, "tilstand": given["tilstand"] & _STANDINGS},
        {
            "plan": (element.plan or "", item.position, element.id),
            "navn": (element.label.casefold(), element.id),
            "sikkerhet": (sure, element.plan or "", code_order(element.code), element.id),
        },
    )


def _json(snapshot: Snapshot, item: Item) -> dict[str, Any]:
    threads = snapshot.threads(item.element.id)
    return {**item.element.json(), "threads": [thread.json() for thread in threads]}
