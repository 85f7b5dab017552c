"""Elements of any type as a table: the list that a page shows, for a spreadsheet."""

from collections.abc import Sequence

from visualize.goal_tables import measures_table
from visualize.scene import Item
from visualize.site import capital
from visualize.tables import Column, Table, Value, words
from visualize.telling import Telling

_MEASURES = frozenset({"measure", "reform_measure"})


def elements_table(telling: Telling, items: Sequence[Item], title: str) -> Table:
    """Return elements as a table, in the order given.

    Measures that count come with their threads and all that their plans tell of them; a list of
    other elements, or of several types, has the columns that all elements have.
    """
    counted = {item.element.id for item, _ in telling.report.threads}
    if items and all(item.element.id in counted for item in items):
        return measures_table(telling, {item.element.id for item in items})
    say = telling.say
    columns = (
        Column("type", say("facet-type"), width=18),
        Column("plan", capital(say.type_name("plan")), width=26),
        Column("element", say("elements-element"), width=50),
        Column("description", capital(say.property_name("description")), width=46),
        Column("measures", say("measures"), "number", 9),
        Column("findings", say("sheet-finding"), width=30),
        *telling.source_columns(),
    )
    rows = [_row(telling, item) for item in items]
    return telling.table("elements", say("elements-title"), title, columns, rows)


def _row(telling: Telling, item: Item) -> dict[str, Value]:
    element, lang = item.element, item.language
    reached = telling.report.scene.measures_of.get(element.id)
    return {
        "type": capital(telling.say.type_name(element.type)),
        "plan": telling.plan(element),
        "element": telling.name(element),
        "description": tuple(words(t, lang) for t in dict(item.details).get("description", ())),
        "measures": None if reached is None else len(reached),
        "findings": telling.findings(element.id),
        **telling.source(item.places, lang),
    }
