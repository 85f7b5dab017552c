"""A graph as files that other tools read."""

import csv
import io
from collections.abc import Callable
from typing import Any

from pyoxigraph import Quad

from graph.errors import BadInput
from graph.serialise import to_ntriples, to_trig, to_turtle
from graph.store import PlanStore


def _sorted(store: PlanStore) -> list[Quad]:
    from graph.rdf import order_of  # noqa: PLC0415

    return sorted(store.quads(), key=lambda q: (q.graph_name.value, *order_of(q)))  # type: ignore[union-attr]


def _jsonld(store: PlanStore) -> bytes:
    """JSON-LD with the ontology's own context inside, so that nothing is fetched to read it."""
    from graph.jsonld import to_jsonld  # noqa: PLC0415

    return to_jsonld(_sorted(store))


def _graphml(store: PlanStore) -> bytes:
    from networkx.readwrite.graphml import generate_graphml  # noqa: PLC0415

    from graph.views import to_networkx  # noqa: PLC0415

    graph = to_networkx(store.quads())
    for _, _, data in graph.edges(data=True):
        for name in [name for name, value in data.items() if value is None]:
            del data[name]
    return ("\n".join(generate_graphml(graph, prettyprint=True)) + "\n").encode()


def _csv(store: PlanStore) -> bytes:
    """One row an element and what it contributes to, with a byte order mark for Excel."""
    from plangraf.asking import harmless  # noqa: PLC0415
    from queries.catalogue import Catalogue  # noqa: PLC0415
    from queries.tracing import steps  # noqa: PLC0415

    catalogue = Catalogue(store)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["id", "type", "code", "label", "plan", "relation", "target_id", "target_code", "target_label",
         "stated", "method", "confidence", "file", "page", "line", "quote"]
    )  # fmt: skip
    for element in sorted(
        catalogue.elements.values(),
        key=lambda e: (e.plan or "", e.type, e.code or "", e.label, e.id),
    ):
        own = [element.id, element.type, element.code, element.label, element.plan]
        edges = steps(catalogue, element.id)
        rows: list[list[Any]] = []
        for edge in edges:
            target = catalogue.element(edge.target)
            place = edge.places[0] if edge.places else None
            rows.append(
                [*own, edge.relation, target.id, target.code, target.label, edge.is_stated, edge.method,
                 edge.confidence, *([place.file, place.page, place.line, " ".join(place.quote.split())] if place else [None] * 4)]
            )  # fmt: skip
        for row in rows or [[*own, *[None] * 11]]:
            writer.writerow(["" if cell is None else harmless(str(cell)) for cell in row])
    return ("\ufeff" + out.getvalue()).encode()


FORMATS: dict[str, Callable[[PlanStore], bytes]] = {
    "trig": lambda store: to_trig(_sorted(store)),
    "ttl": lambda store: to_turtle(_sorted(store)),
    "nt": lambda store: to_ntriples(_sorted(store)),
    "jsonld": _jsonld,
    "graphml": _graphml,
    "csv": _csv,
}


def export_bytes(store: PlanStore, fmt: str) -> bytes:
    """Return a graph in a format, the same bytes every time.

    Raises :class:`~graph.errors.BadInput` (``export-format``).
    """
    writer = FORMATS.get(fmt.lower())
    if writer is None:
        raise BadInput("export-format", format=fmt, known=", ".join(FORMATS))
    return writer(store)
