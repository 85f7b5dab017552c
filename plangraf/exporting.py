"""A graph as files that other tools read."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Literal

from pyoxigraph import Quad

from graph.errors import BadInput
from graph.order import in_order
from graph.serialise import to_ntriples, to_trig, to_turtle
from graph.store import PlanStore
from queries.answers import Edge, Element
from queries.catalogue import Catalogue
from queries.tracing import steps
from visualize.tables import Table, Value, told
from visualize.wording import Wording

if TYPE_CHECKING:
    from loaders.formats.stratml.losses import Losses

#: The columns of the spreadsheet.
COLUMNS = (
    "id", "type", "code", "label", "plan", "relation", "target_id", "target_code", "target_label",
    "stated", "method", "confidence", "file", "page", "line", "quote",
)  # fmt: skip

#: The parts of StratML by the names of their formats.
_STRATML_PARTS: dict[str, Literal[1, 2]] = {"stratml": 2, "stratml1": 1}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def _sorted(store: PlanStore) -> list[Quad]:
    return in_order(store.quads())


def _jsonld(store: PlanStore) -> bytes:
    from graph.jsonld import to_jsonld  # noqa: PLC0415 - the context is read only for this

    return to_jsonld(_sorted(store))


def _graphml(store: PlanStore) -> bytes:
    from plangraf.standards.drawing import to_graphml  # noqa: PLC0415

    return to_graphml(store)


def _gexf(store: PlanStore) -> bytes:
    from plangraf.standards.drawing import to_gexf  # noqa: PLC0415

    return to_gexf(store)


def _csv(store: PlanStore) -> bytes:
    """For a spreadsheet: a byte order mark for Excel, and no cell that it would run as a formula.

    One row for each element and each of the things it contributes to.
    """
    catalogue = Catalogue(store)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for element in sorted(catalogue.elements.values(), key=_place):
        for row in _rows(catalogue, element):
            writer.writerow(["" if cell is None else harmless(str(cell)) for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


def _place(element: Element) -> tuple[str, ...]:
    return (
        element.plan or "", element.type, element.code or "", element.label, element.id,
    )  # fmt: skip


def _rows(catalogue: Catalogue, element: Element) -> Iterator[list[object]]:
    own: list[object] = [element.id, element.type, element.code, element.label, element.plan]
    edges = steps(catalogue, element.id)
    for edge in edges:
        yield [*own, *_step(catalogue, edge)]
    if not edges:
        yield [*own, *[None] * (len(COLUMNS) - len(own))]


def _step(catalogue: Catalogue, edge: Edge) -> list[object]:
    target = catalogue.element(edge.target)
    place = edge.places[0] if edge.places else None
    source = (
        [place.file, place.page, place.line, " ".join(place.quote.split())] if place else [None] * 4
    )
    return [
        edge.relation, target.id, target.code, target.label, edge.is_stated, edge.method,
        edge.confidence, *source,
    ]  # fmt: skip


def table_csv(table: Table, lang: str) -> bytes:
    """Return one table of a report for a spreadsheet, harmless as the whole graph is.

    Shares and confidences are plain numbers between 0 and 1, days are written as the standard does.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(column.title) for column in table.columns])
    say = Wording(lang)
    for row in (*table.rows, *([table.total] if table.total else [])):
        writer.writerow([harmless(_csv_cell(value, say)) for value in row])
    return ("\ufeff" + out.getvalue()).encode()


def _csv_cell(value: Value, say: Wording) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else told(value, "text", say)


def harmless(cell: str) -> str:
    """Return a cell for a spreadsheet; what it would run as a formula gets an apostrophe first.

    >>> harmless("=HYPERLINK(1)"), harmless("-0.5"), harmless("– ja")
    ("'=HYPERLINK(1)", '-0.5', '– ja')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _sssom(store: PlanStore) -> bytes:
    from plangraf.standards.sssom import to_sssom  # noqa: PLC0415 - each is loaded where asked for

    return to_sssom(store)


def _csvw(store: PlanStore) -> bytes:
    from plangraf.standards.csvw import to_csvw  # noqa: PLC0415

    return to_csvw(store)


def _neo4j(store: PlanStore) -> bytes:
    from plangraf.standards.neo4j import to_neo4j  # noqa: PLC0415

    return to_neo4j(store)


def _prov(store: PlanStore) -> bytes:
    from plangraf.standards.prov import to_prov  # noqa: PLC0415

    return to_prov(store)


def _measures(store: PlanStore) -> bytes:
    from plangraf.standards.measures import to_measures  # noqa: PLC0415

    return to_measures(store)


def _measures_csvw(store: PlanStore) -> bytes:
    from plangraf.standards.measures import to_measures_csvw  # noqa: PLC0415

    return to_measures_csvw(store)


def _stratml(store: PlanStore) -> bytes:
    return _stratml_of(store, "stratml", None)


def _stratml1(store: PlanStore) -> bytes:
    return _stratml_of(store, "stratml1", None)


def _stratml_of(store: PlanStore, fmt: str, plan: str | None) -> bytes:
    from plangraf.standards.stratml import to_stratml  # noqa: PLC0415

    return to_stratml(store, plan, part=_STRATML_PARTS[fmt])


def _plan_jsonld(store: PlanStore, _: str, plan: str) -> bytes:
    from plangraf.standards.jsonld_plan import to_plan_jsonld  # noqa: PLC0415

    return to_plan_jsonld(store, plan)


#: What a graph can be written as, by name.
FORMATS: dict[str, Callable[[PlanStore], bytes]] = {
    "trig": lambda store: to_trig(_sorted(store)),
    "ttl": lambda store: to_turtle(store.quads()),
    "nt": lambda store: to_ntriples(store.quads()),
    "jsonld": _jsonld,
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
    "csvw": _csvw,
    "measures": _measures,
    "measures-csvw": _measures_csvw,
    "sssom": _sssom,
    "neo4j": _neo4j,
    "prov": _prov,
    "stratml": _stratml,
    "stratml1": _stratml1,
}
#: What one plan can be written as, by name.
PLAN_FORMATS: dict[str, Callable[[PlanStore, str, str], bytes]] = {
    "jsonld": _plan_jsonld,
    "stratml": _stratml_of,
    "stratml1": _stratml_of,
}


def export_bytes(store: PlanStore, fmt: str, plan: str | None = None) -> bytes:
    """Return a graph in a format, or one plan of it, the same bytes every time.

    Raises :class:`~graph.errors.BadInput` (``export-format``, ``export-plan-format``,
    ``export-not-plan``, ``export-plan-cited``) and :class:`~graph.errors.NotFound` for a plan
    that is not there.
    """
    writer = FORMATS.get(fmt)
    if writer is None:
        raise BadInput("export-format", format=fmt, known=", ".join(FORMATS))
    if plan is None:
        return writer(store)
    plan_writer = PLAN_FORMATS.get(fmt)
    if plan_writer is None:
        raise BadInput("export-plan-format", format=fmt, known=", ".join(PLAN_FORMATS))
    return plan_writer(store, fmt, plan)


def export_losses(store: PlanStore, fmt: str, plan: str | None = None) -> "Losses | None":
    """Return what a format can't hold of a graph, or of one plan; None where that is not told.

    Raises what :func:`export_bytes` raises.
    """
    if fmt not in _STRATML_PARTS:
        return None
    from plangraf.standards.stratml_losses import stratml_losses  # noqa: PLC0415

    return stratml_losses(store, plan, part=_STRATML_PARTS[fmt])
