"""What a notebook shows of an answer: HTML that needs no style sheet and no script.

It is set into the middle of a page that others made, light or dark, so it brings its few styles
along and takes the colour of its letters from around it. Every word of a plan is escaped.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from markupsafe import Markup

from ontology.terms import PG, PGV
from queries.answers import Edge, Element, Finding, Thread
from visualize.drawing import filled
from visualize.scene import PlanFacts
from visualize.tables import (
    FILLS,
    Column,
    Table,
    Value,
    Words,
    lines_of,
    shades_of,
    told,
    words,
)
from visualize.thread import chosen, thread_svg
from visualize.wording import Wording, named, plain

#: A longer table is no longer read in a notebook; it is a table for a program.
MOST_ROWS = 60
_RIGHT = frozenset({"number", "gap", "year", "share", "sure"})
_CELL = "text-align:{};vertical-align:top;padding:.25em .6em;border-bottom:1px solid #8888"
_SHADED = ";background:#{};color:#1b1f24"


def framed(*parts: Markup) -> str:
    """Return parts as one piece that stands apart from what is around it.

    >>> framed(Markup("<p>x</p>"))
    '<div class="plangraf" style="max-width:75em;overflow-x:auto"><p>x</p></div>'
    """
    return str(
        filled(
            '<div class="plangraf" style="max-width:75em;overflow-x:auto">{}</div>',
            Markup("").join(parts),
        )
    )


def heading(text: str) -> Markup:
    """Return a line that says what follows.

    >>> print(heading("Fjordvik"))
    <p style="margin:.4em 0"><strong>Fjordvik</strong></p>
    """
    return filled('<p style="margin:.4em 0"><strong>{}</strong></p>', plain(text))


def line(text: str) -> Markup:
    """Return a paragraph.

    >>> print(line("Plan & <bygg>"))
    <p style="margin:.4em 0">Plan &amp; &lt;bygg&gt;</p>
    """
    return filled('<p style="margin:.4em 0">{}</p>', plain(text))


def table(made: Table, say: Wording, most: int = MOST_ROWS) -> Markup:
    """Return a table; of one with more rows than ``most`` the first are shown, and it says so."""
    shade = shades_of(made)
    heads = Markup("").join(
        filled('<th scope="col" style="{}">{}</th>', _style(column), plain(column.title))
        for column in made.columns
    )
    rows = Markup("\n").join(
        filled("<tr>{}</tr>", _cells(made, row, [shade(*pair) for pair in _pairs(made, row)], say))
        for row in islice(made.rows, most)
    )
    foot = (
        filled("<tfoot><tr>{}</tr></tfoot>", _cells(made, made.total, [], say))
        if made.total
        else Markup("")
    )
    shown = filled(
        '<table style="border-collapse:collapse;margin:.4em 0">'
        '<caption style="caption-side:top;text-align:left;font-weight:bold">{}</caption>\n'
        "<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>{}</table>",
        plain(made.title), heads, rows, foot,
    )  # fmt: skip
    if len(made.rows) > most:
        shown += line(say("questions-rows", shown=most, total=len(made.rows)))
    return shown


def _pairs(made: Table, row: Sequence[Value]) -> Iterable[tuple[Column, Value]]:
    return zip(made.columns, row, strict=True)


def _style(column: Column, shade: int = 0) -> str:
    style = _CELL.format("right" if column.kind in _RIGHT else "left")
    return style + _SHADED.format(FILLS[shade]) if shade else style


def _cells(made: Table, row: Sequence[Value], shades: Sequence[int], say: Wording) -> Markup:
    dark = shades or [0] * len(row)
    return Markup("").join(
        filled('<td style="{}">{}</td>', _style(column, shade), _cell(column, value, say))
        for (column, value), shade in zip(_pairs(made, row), dark, strict=True)
    )


def _cell(column: Column, value: Value, say: Wording) -> Markup:
    parts = []
    for one in lines_of(value):
        text = plain(told(one, column.kind, say))
        other = isinstance(one, Words) and one.lang != say.language
        lang = one.lang if isinstance(one, Words) else ""
        parts.append(filled('<span lang="{}">{}</span>' if other else "{1}", lang, text))
    return Markup("<br>").join(parts)


# --- what is shown ------------------------------------------------------------------------------


def threads_html(
    element: Element, threads: Sequence[Thread], say: Wording, languages: Mapping[str, str]
) -> str:
    """Return the threads of an element: a picture of the firmest, and each step with its source.

    >>> vision = Element("v", "vision", "Nær <b>sjøen</b>")
    >>> measure = Element("m", "measure", "Rydde stranda")
    >>> step = Edge("m", "v", "realisesVision", True, "exact", 1.0, "cell")
    >>> shown = threads_html(measure, [Thread((measure, vision), (step,))], Wording("nb"), {})
    >>> "Nær &lt;b&gt;sjøen" in shown, "<b>" in shown, "<script" in shown
    (True, False, False)
    """
    head = filled("<p><strong>{}</strong> · {}</p>", named(element), say.type_name(element.type))
    if not threads:
        return framed(head, line(say("no-thread")))
    kept = chosen(threads) or list(threads[:1])
    svg = thread_svg(kept, say.language, languages)
    parts = [head]
    if svg:
        # As an image of its own: two pictures on one page would share the names of their parts.
        parts.append(
            filled(
                '<img alt="{}" style="max-width:100%;height:auto"'
                ' src="data:image/svg+xml;base64,{}">',
                say("thread-picture", label=plain(element.label)),
                base64.b64encode(svg.encode()).decode(),
            )
        )
    if len(kept) < len(threads):
        parts.append(line(say("thread-more", count=len(threads) - len(kept))))
    return framed(*parts, table(_steps(kept, say, languages), say))


def _steps(threads: Sequence[Thread], say: Wording, languages: Mapping[str, str]) -> Table:
    nodes = {node.id: node for thread in threads for node in thread.nodes}
    edges = {(e.source, e.target): e for thread in threads for e in thread.edges}
    columns = (
        Column("from", say("notebook-from")),
        Column("relation", say("notebook-step")),
        Column("to", say("notebook-to")),
        Column("method", say.property_name("method").capitalize()),
        Column("sure", say.property_name("confidence").capitalize(), "sure"),
        Column("place", say("notebook-place")),
        Column("quote", say.property_name("quote").capitalize()),
    )

    def name(iri: str) -> Words:
        return Words(named(nodes[iri]), languages.get(iri, "nb"))

    def row(edge: Edge) -> tuple[Value, ...]:
        relation = say.property_name(edge.relation)
        place = edge.places[0] if edge.places else None
        return (
            name(edge.source),
            relation if edge.is_stated else f"{relation} ({say('inferred')})",
            name(edge.target),
            say.concept("method", edge.method),
            edge.confidence,
            say.where(place) if place else None,
            words(place.quote, languages.get(edge.source, "nb")) if place else None,
        )

    return Table("steps", say("thread-list"), columns, tuple(map(row, edges.values())))


def findings_table(findings: Sequence[Finding], say: Wording) -> Table:
    """Return findings as a table for the eye: what, of which element, how it stands, where."""
    columns = (
        Column("severity", say("sheet-severity")),
        Column("finding", say("sheet-finding")),
        Column("state", say.property_name("status").capitalize()),
        Column("sentence", say("sheet-finding-sentence")),
        Column("plan", say("plan")),
        Column("place", say("notebook-place")),
    )
    rows = [
        (
            say.concept("severity", found.severity),
            say.concept("finding-code", found.code),
            say(f"state-{found.state}"),
            plain(found.message[say.language]),
            words(found.subject.plan or found.subject.label),
            say.where(found.evidence[0]) if found.evidence else None,
        )
        for found in findings
    ]
    return Table("findings", f"{say('report-findings')}: {len(rows)}", columns, tuple(rows))


def elements_table(
    title: str, elements: Sequence[Element], say: Wording, languages: Mapping[str, str]
) -> Table:
    """Return elements as a table for the eye."""
    columns = (
        Column("type", say("kind")),
        Column("code", say.property_name("code").capitalize()),
        Column("text", say("sheet-text")),
        Column("plan", say("plan")),
    )
    rows = [
        (
            say.type_name(one.type),
            words(one.code or ""),
            words(one.label, languages.get(one.id, "nb")),
            words(one.plan or "", languages.get(one.plan_id or "", "nb")),
        )
        for one in elements
    ]
    return Table("elements", f"{title}: {len(rows)}", columns, tuple(rows))


def plans_table(plans: Sequence[PlanFacts], say: Wording) -> Table:
    """Return plans as a table for the eye: kind, period, status, and whether they were read."""
    columns = (
        Column("plan", say("plan")),
        Column("kind", say("kind")),
        Column("period", say("period")),
        Column("status", say("status")),
        Column("read", say("sheet-was-read")),
    )
    rows = [
        (
            Words(named(plan.element), plan.language),
            say.type_name(plan.element.type),
            plan.period,
            say.concept("plan-status", plan.status),
            say("sheet-yes") if plan.is_read else say("sheet-no"),
        )
        for plan in plans
    ]
    return Table("plans", say("report-plans"), columns, tuple(rows))


def rows_table(
    variables: Sequence[str],
    rows: Iterable[Sequence[object]],
    elements: Mapping[str, Element],
    languages: Mapping[str, str],
) -> Table:
    """Return the rows of any query: elements by code and text, terms of the ontology by name."""

    def value(of: object) -> Value:
        if isinstance(of, str) and of in elements:
            return Words(named(elements[of]), languages.get(of, "nb"))
        return None if of is None else plain(str(of).removeprefix(PG).removeprefix(PGV))

    made = tuple(tuple(map(value, row)) for row in rows)
    return Table("rows", "", tuple(Column(name, name) for name in variables), made)
