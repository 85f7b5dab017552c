"""The measures and the goals of a report as tables: one source for the columns of every format."""

from collections.abc import Collection, Sequence

from queries.answers import Element, Thread
from visualize.hierarchy import forest, walk
from visualize.scene import Item, Scene
from visualize.tables import Column, Table, Value, amount, day_or_year, words
from visualize.telling import Telling
from visualize.thread import own

#: What a thread passes on its way up, in columns of their own.
PASSED = ("strategy", "sub_goal", "main_goal", "focus_area", "vision")
#: What a plan tells of carrying a measure out, by the ontology's property names.
CARRYING_OUT = ("responsible", "deadline", "progress", "cost", "indicator")
_TIMES = frozenset({"deadline"})
_AMOUNTS = frozenset({"cost"})


def measures_table(telling: Telling, of: Collection[str] | None = None) -> Table:
    """Return every measure that counts, once, with its thread, in the order of its plan.

    ``of`` are the IRIs of the measures to list, where not all are.
    """
    say = telling.say
    kind, prop = say.type_name, say.property_name
    widths = {"responsible": 18, "deadline": 11, "progress": 14, "cost": 13, "indicator": 20}
    columns = (
        Column("plan", kind("plan").capitalize(), width=24),
        Column("initiative", kind("initiative").capitalize(), width=20),
        Column("measure", kind("measure").capitalize(), width=34),
        Column("description", prop("description").capitalize(), width=46),
        *(
            Column(name, kind(name).capitalize(), width=30 if at < 3 else 18)
            for at, name in enumerate(PASSED)
        ),
        *(
            Column(
                name, prop(name).capitalize(),
                "year" if name in _TIMES else "number" if name in _AMOUNTS else "text", width,
            )
            for name, width in widths.items()
        ),
        Column("cited", say("sheet-cited-words"), width=34),
        Column("basis", say("sheet-thread-basis"), width=16),
        Column("sure", prop("confidence").capitalize(), "sure", 11),
        Column("restated", say("sheet-restated-in"), width=20),
        Column("findings", say("sheet-finding"), width=24),
        *telling.source_columns(),
    )  # fmt: skip
    ordered = sorted(
        (pair for pair in telling.report.threads if of is None or pair[0].element.id in of),
        key=lambda pair: (pair[0].element.plan or "", pair[0].position, pair[0].element.id),
    )
    rows = [measure_row(telling, item, threads) for item, threads in ordered]
    return telling.table("measures", say("measures"), say("sheet-about-measures"), columns, rows)


def measure_row(telling: Telling, item: Item, threads: Sequence[Thread]) -> dict[str, Value]:
    """Return the values of one measure by the keys of the columns."""
    element, lang = item.element, item.language
    initiatives = [
        telling.name(telling.elements[step.target])
        for step in telling.above.get(element.id, ())
        if step.relation == "belongsToInitiative"
    ]
    restating = [
        telling.plan(telling.elements[step.source])
        for step in telling.below.get(element.id, ())
        if step.relation == "restates"
    ]
    cited = [words(citation.text, lang) for citation in telling.cited.get(element.id, ())]
    return {
        "plan": telling.plan(element),
        "initiative": tuple(initiatives[:1]),
        "measure": telling.name(element),
        **_told(item),
        **_thread(telling, threads),
        "cited": tuple(dict.fromkeys(cited)),
        "restated": tuple(dict.fromkeys(restating)),
        "findings": telling.findings(element.id),
        **telling.source(item.places, lang),
    }


def _told(item: Item) -> dict[str, Value]:
    """What the plan tells of a measure; a year, a day and an amount as what they are."""
    found: dict[str, Value] = {}
    for name, texts in item.details:
        if len(texts) == 1 and name in _TIMES:
            found[name] = day_or_year(texts[0], item.language)
        elif len(texts) == 1 and name in _AMOUNTS:
            found[name] = amount(texts[0], item.language)
        else:
            found[name] = tuple(words(text, item.language) for text in texts)
    return found


def _thread(telling: Telling, threads: Sequence[Thread]) -> dict[str, Value]:
    """What a measure's threads pass. Where the plans state one, what is inferred is left out."""
    say = telling.say
    kept = own([thread for thread in threads if thread.is_stated] or threads)
    if not kept:
        return {"basis": say("thread-not-found")}
    passed: dict[str, Value] = {
        name: tuple(
            dict.fromkeys(
                telling.name(node) for thread in kept for node in thread.nodes if node.type == name
            )
        )
        for name in PASSED
    }
    basis = say("stated") if kept[0].is_stated else say("inferred")
    return passed | {"basis": basis, "sure": kept[0].confidence}


def goals_table(telling: Telling) -> Table:
    """Return the goals and strategies that count, in the order of the hierarchy."""
    say, scene = telling.say, telling.report.scene
    kind = say.type_name
    columns = (
        Column("plan", kind("plan").capitalize(), width=22),
        Column("level", say("level"), width=15),
        Column("code", say.property_name("code").capitalize(), width=9),
        Column("text", say("sheet-text"), width=56),
        Column("focus_area", kind("focus_area").capitalize(), width=22),
        Column("main_goal", kind("main_goal").capitalize(), width=34),
        Column("sub_goal", kind("sub_goal").capitalize(), width=34),
        Column("measures", say("measures"), "number", 10),
        Column("findings", say("sheet-finding"), width=26),
        *telling.source_columns(),
    )
    rows = [goal_row(telling, item) for item in ordered_goals(scene)]
    return telling.table("goals", say("sheet-goals"), say("sheet-about-goals"), columns, rows)


def ordered_goals(scene: Scene) -> list[Item]:
    """Return the goals and strategies that count, in the order of the hierarchy."""
    goals = [item for item in scene.items if item.element.id in scene.measures_of]
    above = [item for item in scene.items if item.element.type == "vision"]
    steps = [edge for edge in scene.edges if edge.relation != "restates"]
    return [
        branch.item
        for branch in walk(forest([*above, *goals], steps))
        if branch.item.element.id in scene.measures_of
    ]


def goal_row(telling: Telling, item: Item) -> dict[str, Value]:
    """Return the values of one goal by the keys of the columns."""
    element = item.element
    return {
        "plan": telling.plan(element),
        "level": telling.say.type_name(element.type),
        "code": words(element.code or "", item.language),
        "text": words(element.label, item.language),
        **_above(telling, element),
        "measures": len(telling.report.scene.measures_of[element.id]),
        "findings": telling.findings(element.id),
        **telling.source(item.places, item.language),
    }


def _above(telling: Telling, element: Element) -> dict[str, Value]:
    """What stands above a goal, by level; a goal under two others has both."""
    found: dict[str, Element] = {}
    waiting = [element.id]
    while waiting:
        for step in telling.above.get(waiting.pop(0), ()):
            if step.relation != "restates" and step.target not in found:
                found[step.target] = telling.elements[step.target]
                waiting.append(step.target)
    return {
        name: tuple(telling.name(one) for one in found.values() if one.type == name)
        for name in ("focus_area", "main_goal", "sub_goal")
    }
