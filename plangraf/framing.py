"""Answers as tables for programs: a row for each thing, its IRI first, codes instead of words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from plangraf.frames import Cell, Frame, Kind
from queries.answers import Edge, Element, Finding, Place, Thread
from queries.covering import Matrix
from visualize.goal_tables import PASSED, goal_row, measure_row, ordered_goals
from visualize.scene import Item, PlanFacts, Report
from visualize.tables import Value, Words, lines_of
from visualize.telling import Telling
from visualize.wording import Wording, named, plain

_ELEMENT: dict[str, Kind] = {
    "id": "text", "type": "text", "code": "text", "label": "text", "plan": "text",
    "plan_id": "text",
}  # fmt: skip
_PLACE: dict[str, Kind] = {"file": "text", "page": "number", "line": "number", "quote": "text"}


def _element(element: Element) -> tuple[Cell, ...]:
    plan = plain(element.plan) if element.plan else None
    code = plain(element.code) if element.code else None
    return element.id, element.type, code, plain(element.label), plan, element.plan_id


def _place(places: Sequence[Place]) -> tuple[Cell, ...]:
    if not places:
        return (None,) * len(_PLACE)
    place = places[0]
    return plain(place.file), place.page, place.line, plain(place.quote)


def _texts(value: Value) -> list[str]:
    return [one.text if isinstance(one, Words) else str(one) for one in lines_of(value)]


def elements_frame(elements: Iterable[Element], items: Mapping[str, Item]) -> Frame:
    """Return elements with their place; ``items`` tells what their plans say of them."""
    columns: dict[str, Kind] = {
        **_ELEMENT, "language": "text", "level_word": "text", "cited_only": "flag", **_PLACE,
    }  # fmt: skip

    def row(element: Element) -> tuple[Cell, ...]:
        item = items.get(element.id)
        if item is None:
            return (*_element(element), None, None, None, *_place(()))
        told = item.language, item.level_word, item.is_cited_only
        return (*_element(element), *told, *_place(item.places))

    return Frame(columns, [row(element) for element in elements])


def measures_frame(report: Report) -> Frame:
    """Return every measure that counts with its thread, who carries it out, and by when.

    ``deadline`` and ``cost`` are the plan's own words; ``deadline_year``, ``deadline_date`` and
    ``amount`` have what is a year, a day or a number.
    """
    telling = Telling.of(report, Wording("nb"))
    codes = _codes(report.scene.findings)
    columns: dict[str, Kind] = {
        **_ELEMENT, "initiative": "text", "description": "text",
        **dict.fromkeys(PASSED, "texts"),
        "responsible": "texts", "owner": "texts", "deadline": "text", "deadline_year": "number",
        "deadline_date": "day", "progress": "text", "cost": "text", "amount": "real",
        "indicator": "texts", "cited": "texts", "threads": "number", "stated": "flag",
        "confidence": "share", "restated_in": "texts", "findings": "texts", **_PLACE,
    }  # fmt: skip

    def row(item: Item, threads: Sequence[Thread]) -> dict[str, Cell]:
        told = measure_row(telling, item, threads)
        details = dict(item.details)
        texts = {name: _joined(details.get(name, ())) for name in ("deadline", "progress", "cost")}
        cost = told.get("cost")
        sure = told.get("sure")
        return {
            "initiative": _joined(_texts(told["initiative"])),
            "description": _joined(details.get("description", ())),
            **{name: _texts(told.get(name)) for name in PASSED},
            "responsible": [plain(text) for text in details.get("responsible", ())],
            "owner": [plain(text) for text in details.get("owner", ())],
            **texts,
            **_time(told.get("deadline")),
            "amount": float(cost) if isinstance(cost, int | float) else None,
            "indicator": _texts(told.get("indicator")),
            "cited": _texts(told["cited"]),
            "threads": len(threads),
            "stated": any(thread.is_stated for thread in threads) if threads else None,
            "confidence": sure if isinstance(sure, float) else None,
            "restated_in": _texts(told["restated"]),
            "findings": codes.get(item.element.id, []),
        }

    ordered = sorted(
        report.threads, key=lambda p: (p[0].element.plan or "", p[0].position, p[0].element.id)
    )
    rows = [
        (*_element(item.element), *_in_order(row(item, threads), columns), *_place(item.places))
        for item, threads in ordered
    ]
    return Frame(columns, rows)


def _in_order(row: Mapping[str, Cell], columns: Mapping[str, Kind]) -> Iterator[Cell]:
    return (row[name] for name in columns if name not in _ELEMENT and name not in _PLACE)


def _joined(texts: Iterable[str]) -> str | None:
    return "; ".join(map(plain, texts)) or None


def _time(deadline: Value) -> dict[str, Cell]:
    if isinstance(deadline, date):
        return {"deadline_year": deadline.year, "deadline_date": deadline}
    return {
        "deadline_year": deadline if isinstance(deadline, int) else None, "deadline_date": None,
    }  # fmt: skip


def _codes(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """The codes of what was found of each element, each once, in order."""
    found: dict[str, dict[str, None]] = {}
    for finding in findings:
        found.setdefault(finding.subject.id, {})[finding.code] = None
    return {subject: list(codes) for subject, codes in found.items()}


def goals_frame(report: Report, types: Sequence[str] = ()) -> Frame:
    """Return the goals and strategies that count, or those of some types, in their hierarchy."""
    telling = Telling.of(report, Wording("nb"))
    codes = _codes(report.scene.findings)
    above = ("focus_area", "main_goal", "sub_goal")
    columns: dict[str, Kind] = {
        **_ELEMENT, **dict.fromkeys(above, "texts"), "measures": "number", "findings": "texts",
        **_PLACE,
    }  # fmt: skip

    def row(item: Item) -> tuple[Cell, ...]:
        told, element = goal_row(telling, item), item.element
        return (
            *_element(element), *(_texts(told[name]) for name in above),
            len(report.scene.measures_of[element.id]), codes.get(element.id, []),
            *_place(item.places),
        )  # fmt: skip

    goals = ordered_goals(report.scene)
    return Frame(columns, [row(g) for g in goals if not types or g.element.type in types])


def findings_frame(findings: Iterable[Finding], language: str) -> Frame:
    """Return findings, each with its subject, its sentence and how it was decided."""
    columns: dict[str, Kind] = {
        "code": "text", "severity": "text", "state": "text", "subject": "text",
        "subject_type": "text", "subject_code": "text", "subject_label": "text", "plan": "text",
        "plan_id": "text", "message": "text", "assessment": "text", "decided_by": "text",
        "decided_on": "day", "reason": "text", "link": "text", **_PLACE,
    }  # fmt: skip

    def row(found: Finding) -> tuple[Cell, ...]:
        decided = found.decision or {}
        day = decided.get("date")
        return (
            found.code, found.severity, found.state, *_element(found.subject),
            plain(found.message[language]), decided.get("assessment"), decided.get("by"),
            date.fromisoformat(day) if day else None, decided.get("reason"), found.link,
            *_place(found.evidence),
        )  # fmt: skip

    return Frame(columns, [row(found) for found in findings])


def references_frame(references: Iterable[Mapping[str, Any]]) -> Frame:
    """Return the references of :func:`queries.referring.references`, with what they mean."""
    columns: dict[str, Kind] = {
        "id": "text", "source": "text", "source_label": "text", "plan": "text", "text": "text",
        "target": "text", "target_type": "text", "target_code": "text", "target_label": "text",
        "method": "text", "confidence": "share", "stated": "flag", "difference": "text",
        "candidates": "texts", **_PLACE,
    }  # fmt: skip

    def row(of: Mapping[str, Any]) -> tuple[Cell, ...]:
        source, target = Element(**of["source"]), of["target"]
        met = _element(Element(**target))[:4] if target else (None,) * 4
        confidence = float(of["confidence"]) if target else None
        return (
            of["id"], source.id, named(source), plain(source.plan) if source.plan else None,
            plain(str(of["text"])), *met, of["method"], confidence, bool(of["stated"]),
            plain(of["diff"]) if of["diff"] else None,
            [str(one["target"]["id"]) for one in of["candidates"]],
            *_place([Place(**of["passage"])] if of["passage"] else ()),
        )  # fmt: skip

    return Frame(columns, [row(of) for of in references])


def plans_frame(plans: Iterable[PlanFacts]) -> Frame:
    """Return the plans that were read or are cited."""
    columns: dict[str, Kind] = {
        "id": "text", "type": "text", "label": "text", "status": "text", "adopted": "day",
        "period_from": "number", "period_to": "number", "read": "flag", "language": "text",
        "files": "texts",
    }  # fmt: skip
    rows = [
        (
            plan.element.id, plan.element.type, plain(plan.element.label), plan.status,
            date.fromisoformat(plan.adopted) if plan.adopted else None, *plan.years, plan.is_read,
            plan.language, [plain(name) for name in plan.files],
        )
        for plan in plans
    ]  # fmt: skip
    return Frame(columns, rows)


def cells_frame(matrix: Matrix) -> Frame:
    """Return a matrix with a row for each of its cells, the empty ones too."""
    columns: dict[str, Kind] = {
        "row": "text", "row_label": "text", "column": "text", "column_label": "text",
        "measures": "number",
    }  # fmt: skip
    rows = [
        (row.id, named(row), column.id, named(column), len(matrix.cells.get(at, ())))
        for row in matrix.rows
        for column in matrix.columns
        for at in [(row.id, column.id)]
    ]
    return Frame(columns, rows)


def matrix_frame(matrix: Matrix, rows: str) -> Frame:
    """Return a matrix as it is read: a row each, a column each, then the rest and the sum.

    A column is named by its element; where two have one name, by plan as well, or by the IRI.
    """
    columns: dict[str, Kind] = {rows: "text"}
    for element in matrix.columns:
        names = (named(element), f"{named(element)} ({element.plan})", element.id)
        columns[next(name for name in names if name not in columns)] = "number"
    columns |= {"without": "number", "total": "number"}
    made: list[tuple[Cell, ...]] = [
        (
            named(row), *(len(matrix.cells.get((row.id, c.id), ())) for c in matrix.columns),
            len(matrix.without.get(row.id, ())), len(matrix.row_totals.get(row.id, ())),
        )
        for row in matrix.rows
    ]  # fmt: skip
    return Frame(columns, made)


def threads_frame(found: Iterable[tuple[Element, Sequence[Thread]]]) -> Frame:
    """Return a row for each thread: what it begins with, what it passes, how sure it is."""
    columns: dict[str, Kind] = {
        **_ELEMENT, "thread": "number", "stated": "flag", "confidence": "share",
        "relations": "texts", "passes": "texts", "passes_ids": "texts",
    }  # fmt: skip
    rows = [
        (
            *_element(element), number, thread.is_stated, thread.confidence,
            [edge.relation for edge in thread.edges], [named(n) for n in thread.nodes[1:]],
            [node.id for node in thread.nodes[1:]],
        )
        for element, threads in found
        for number, thread in enumerate(threads, 1)
    ]  # fmt: skip
    return Frame(columns, rows)


def edges_frame(edges: Iterable[Edge]) -> Frame:
    """Return the steps that threads are made of, with what each rests on."""
    columns: dict[str, Kind] = {
        "source": "text", "target": "text", "relation": "text", "stated": "flag",
        "method": "text", "confidence": "share", "rule": "text", **_PLACE,
    }  # fmt: skip
    rows = [
        (
            edge.source, edge.target, edge.relation, edge.is_stated, edge.method, edge.confidence,
            edge.rule, *_place(edge.places),
        )
        for edge in edges
    ]  # fmt: skip
    return Frame(columns, rows)
