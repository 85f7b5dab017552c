"""The report as parts to be read from the first page to the last."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from queries.answers import Thread
from visualize.goal_tables import CARRYING_OUT, PASSED
from visualize.outline import Fold, Grid, Line, Outline, Part, Steps, folded, grid
from visualize.report import example_threads, short
from visualize.report_tables import report_tables
from visualize.scene import Report
from visualize.tables import Column, Table, Value, Words, lines_of, told
from visualize.telling import Telling
from visualize.thread import chosen
from visualize.wording import Wording, named, plain

#: What columns of plans hold: nothing that needs its name beside it.
_PLAIN = frozenset({"plan", "kind", "period", "status", "adopted", "files"})


def outline(report: Report, say: Wording) -> Outline:
    """Return the parts of a report, in the order they are read in."""
    tables = report_tables(report, say)
    telling = Telling.of(report, say)
    parts = (
        _figures(tables, say),
        _coverage(tables, say),
        _goals(tables, say),
        _thread(telling),
        _findings(tables, say),
        _measures(tables, say),
        _plans(tables, say),
    )
    title = say("report-title", municipality=plain(report.scene.municipality) or "–")
    return Outline(title, say.language, say("contents"), _cover(report, tables, say), parts)


def _cover(report: Report, tables: Mapping[str, Table], say: Wording) -> tuple[Line | Grid, ...]:
    scene = report.scene
    lead = say("report-lead", plans=sum(plan.is_read for plan in scene.plans))
    if scene.as_of:
        lead += f" {say('report-as-of', date=scene.as_of)}"
    counted = Counter(finding.state for finding in scene.findings)
    found = say(
        "findings-note",
        **{state: counted[state] for state in ("open", "unknown", "accepted")},
    )
    plans = tables["plans"]
    records = [record for record in plans.records() if record["read"] == say("sheet-yes")]
    folds = (
        Fold(say("plan"), 38, ("plan",), _PLAIN),
        Fold(say("status"), 14, ("status",), _PLAIN),
        Fold(say("period"), 15, ("period",), _PLAIN),
        Fold(say("adopted"), 17, ("adopted",), _PLAIN),
        Fold(say("sheet-document"), 34, ("files",), _PLAIN),
    )
    read = replace(
        folded(_with_period(plans), _periods(records), folds, say), caption=say("sheet-read-plans")
    )
    return (
        Line(lead, strong=True),
        Line(say("report-caution")),
        Line(found, label=say("report-findings")),
        read,
    )


def _with_period(plans: Table) -> Table:
    return replace(plans, columns=(*plans.columns, Column("period", "")))


def _periods(records: Iterable[Mapping[str, Value]]) -> list[Mapping[str, Value]]:
    """Plans with their years as one text."""
    made: list[Mapping[str, Value]] = []
    for record in records:
        years = [str(year) for year in (record["from"], record["to"]) if year is not None]
        made.append({**record, "period": "–".join(dict.fromkeys(years))})
    return made


def _figures(tables: Mapping[str, Table], say: Wording) -> Part:
    shown = [tables[name] for name in ("levels", "threads", "areas", "states")]
    blocks = [grid(table, say) for table in shown if table.rows]
    return Part(Line(say("report-figures")), (Line(say("sheet-about-figures")), *blocks))


def _coverage(tables: Mapping[str, Table], say: Wording) -> Part:
    plans, initiatives = tables["by-plan"], tables["by-initiative"]
    parts = (
        Part(Line(plans.title), (replace(grid(plans, say), caption=say("matrix-by-plan")),)),
        Part(Line(initiatives.title), *_by_initiative(initiatives, say)),
    )
    return Part(
        Line(say("report-coverage")), (Line(say("sheet-about-matrix")),), parts, is_wide=True
    )


def _by_initiative(table: Table, say: Wording) -> tuple[tuple[Grid, ...], tuple[Part, ...]]:
    """The programmes of each plan under its title, which can be long, rather than beside it."""
    if table.columns[0].key != "plan":
        return (replace(grid(table, say), caption=say("matrix-by-initiative")),), ()
    parts = []
    for plan, records in _grouped(table, "plan"):
        if len(records) == 1 and records[0]["row"] == say("no-initiative"):
            continue  # its measures stand in the table by plan already
        columns = table.columns[1:]
        rows = tuple(tuple(record[column.key] for column in columns) for record in records)
        some = replace(table, columns=columns, rows=rows, total=None, caption="")
        parts.append(Part(_title(plan, say), (grid(some, say, table),)))
    return (), tuple(parts)


def _goals(tables: Mapping[str, Table], say: Wording) -> Part:
    table = tables["goals"]
    bare = frozenset({"level", "code", "text", "measures", "findings"})
    folds = (
        Fold(say("level"), 19, ("level",), bare),
        Fold(say.property_name("code").capitalize(), 9, ("code",), bare),
        Fold(say("sheet-text"), 54, ("text",), bare),
        Fold(say("measures"), 9, ("measures",), bare),
        Fold(say("sheet-finding"), 28, ("findings",), bare),
    )
    parts = [
        Part(_title(plan, say), (folded(table, records, folds, say),))
        for plan, records in _grouped(table, "plan")
    ]
    return Part(Line(table.title), (Line(table.caption),), tuple(parts))


def _title(value: Value, say: Wording) -> Line:
    """A heading of a plan's own words; a dash where it has none."""
    for line in lines_of(value):
        if isinstance(line, Words) and line.text:
            return Line(line.text, line.lang if line.lang != say.language else "")
    return Line("–")


def _grouped(
    table: Table, key: str, records: Iterable[Mapping[str, Value]] | None = None
) -> list[tuple[Value, list[Mapping[str, Value]]]]:
    """The rows of a table by one of their values, in the order in which the values first come."""
    groups: dict[Value, list[Mapping[str, Value]]] = {}
    for record in table.records() if records is None else records:
        groups.setdefault(record[key], []).append(record)
    return list(groups.items())


def _thread(telling: Telling) -> Part:
    """One thread step by step, as a list: it says more than a picture could be read aloud."""
    say = telling.say
    found = example_threads(telling.report)
    if not found:
        return Part(Line(say("report-thread")), (Line(say("no-thread")),))
    blocks = tuple(Steps(tuple(_steps(telling, thread))) for thread in chosen(found))
    return Part(Line(say("report-thread")), (Line(say("sheet-thread-note")), *blocks))


def _steps(telling: Telling, thread: Thread) -> Iterable[tuple[Line, tuple[Line, ...]]]:
    say = telling.say
    for at, node in enumerate(thread.nodes):
        lang = telling.language(node.id)
        lang = lang if lang != say.language else ""
        told_of = [Line(named(node), lang, say.type_name(node.type).capitalize(), strong=True)]
        if at < len(thread.edges):
            edge = thread.edges[at]
            basis = say("stated") if edge.is_stated else say("inferred")
            how = (
                say.property_name(edge.relation), say.concept("method", edge.method), basis,
                say.decimal(edge.confidence),
            )  # fmt: skip
            told_of.append(Line(" · ".join(how), label="↑"))
            for place in edge.places[:1]:
                told_of += [Line(f"«{short(place.quote)}»", lang), Line(say.where(place))]
        yield told_of[0], tuple(told_of[1:])


def _findings(tables: Mapping[str, Table], say: Wording) -> Part:
    table = tables["findings"]
    bare = frozenset({"state", "sentence", "proposal", "assessment", "reason", "plan"})
    folds = (
        Fold(say("status"), 11, ("state",), bare),
        Fold(say("sheet-finding-sentence"), 52, ("sentence",), bare),
        Fold(say("source"), 32, ("place", "quote"), bare),
        Fold(say("proposal"), 28, ("proposal",), bare),
        Fold(say("sheet-assessed-as"), 24, ("assessment", "reason", "by", "date"), bare),
    )
    parts = []
    for _, group in groupby(table.records(), key=lambda record: record["kind"]):
        records = list(group)
        name, severity = records[0]["finding"], records[0]["severity"]
        title = f"{str(name).capitalize()} ({len(records)}, {severity})"
        parts.append(Part(Line(title), (folded(table, records, folds, say),)))
    note = Line(table.caption) if parts else Line(say("no-findings"))
    return Part(Line(table.title), (note,), tuple(parts), is_wide=True)


def _measures(tables: Mapping[str, Table], say: Wording) -> Part:
    """Every measure under its plan and programme."""
    table = tables["measures"]
    visions = dict.fromkeys(
        line for record in table.records() for line in lines_of(record["vision"])
    )
    passed = PASSED if len(visions) > 1 else PASSED[:-1]
    folds = (
        Fold(
            say("measure"), 40, ("measure", "description", "restated", "findings"),
            frozenset({"measure", "description"}), is_strong=True,
        ),
        Fold(say("sheet-thread-to-vision"), 52, ("gap", *passed), frozenset({"gap"})),
        Fold(say("sheet-carrying-out"), 26, CARRYING_OUT),
        Fold(say("source"), 26, ("place", "quote", "basis", "sure")),
    )  # fmt: skip
    parts = []
    told_table = replace(table, columns=(*table.columns, Column("gap", "")))
    for plan, of_plan in _grouped(table, "plan", _with_gaps(table)):
        groups = _grouped(table, "initiative", of_plan)
        alone = [records for initiative, records in groups if not initiative]
        blocks = tuple(folded(told_table, records, folds, say) for records in alone)
        inner = tuple(
            Part(_title(initiative, say), (folded(told_table, records, folds, say),))
            for initiative, records in groups
            if initiative
        )
        parts.append(Part(_title(plan, say), blocks, inner))
    notes = [Line(table.caption)]
    if len(visions) == 1:
        (vision,) = visions
        lang = vision.lang if isinstance(vision, Words) and vision.lang != say.language else ""
        notes.append(Line(told(vision, "text", say), lang, say("sheet-one-vision")))
    return Part(Line(say("report-measures")), tuple(notes), tuple(parts), is_wide=True)


def _with_gaps(table: Table) -> Iterable[Mapping[str, Value]]:
    """Measures; where no thread was found, that stands where the thread would."""
    for record in table.records():
        if record["sure"] is None:
            yield {**record, "gap": f"⚠ {record['basis']}", "basis": None}
        else:
            yield {**record, "gap": None}


def _plans(tables: Mapping[str, Table], say: Wording) -> Part:
    table = _with_period(tables["plans"])
    folds = (
        Fold(say("plan"), 40, ("plan",), _PLAIN),
        Fold(say("kind"), 22, ("kind",), _PLAIN),
        Fold(say("period"), 14, ("period",), _PLAIN),
        Fold(say("status"), 14, ("status",), _PLAIN),
        Fold(say("adopted"), 15, ("adopted",), _PLAIN),
        Fold(say("source"), 36, ("files", "cited"), _PLAIN),
    )
    shown = folded(table, _periods(tables["plans"].records()), folds, say)
    return Part(Line(table.title), (Line(table.caption), shown), is_wide=True)
