"""How measures flow between focus areas and plans or initiatives: a picture, and its table."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from graph.errors import NotFound
from plangraf.site.addresses import Address
from plangraf.site.page import Asked, Content
from plangraf.site.pages.elements import WITHOUT
from queries.answers import Element
from visualize.flow import Node, Ribbon, cells_of, flow_of
from visualize.sankey import sankey_svg, told_of
from visualize.site import capital

#: What can stand against the focus areas, the first where the path names none.
ROWS = ("plan", "initiative")
_COLUMNS = "focus_area"


def make(asked: Asked) -> Content:
    """Return the flow between focus areas and what the path names."""
    rows = asked.path.partition("/")[2] or ROWS[0]
    if rows not in ROWS:
        raise NotFound("page-unknown", name=asked.path)
    say, snapshot = asked.say, asked.snapshot
    matrix = snapshot.coverage.matrix(rows, _COLUMNS)
    flow = flow_of(matrix, rows, _COLUMNS, say)
    languages = {e.id: snapshot.language(e.id) for e in (*matrix.columns, *matrix.rows)}
    links = _Links(asked, rows, flow.ribbons)

    def picture(page: Callable[[Address], str]) -> Markup:
        svg = sankey_svg(
            flow, say.language, lambda one, other: links.link(one, other, page), languages
        )
        return Markup(svg)  # noqa: S704 - drawn by us, text escaped

    return Content(
        template="flow.jinja",
        title=say("flow-title", left=say.type_name(_COLUMNS), right=say.type_name(rows)),
        section="flow",
        lead=say("flow-lead"),
        values={
            "flow": flow,
            "rows": rows,
            "kinds": [(kind, say.type_name(_COLUMNS), say.type_name(kind)) for kind in ROWS],
            "left_kind": capital(say.type_name(_COLUMNS)),
            "right_kind": capital(say.type_name(rows)),
            "picture": picture,
            "address_of": links.address,
            "cells_of": lambda ribbon: cells_of(matrix, ribbon),
            "cell_address": links.cell,
            "row_id": links.row_id,
            "told_of": lambda ribbon: told_of(ribbon, say),
            "rests": [n for n in (*flow.left, *flow.right) if n.part == "rest"],
        },
        json={
            "left": _COLUMNS,
            "right": rows,
            "nodes": {
                side: [_node_json(node) for node in nodes]
                for side, nodes in (("left", flow.left), ("right", flow.right))
            },
            "ribbons": [
                {
                    "left": _node_json(ribbon.left)["id"],
                    "right": _node_json(ribbon.right)["id"],
                    "measures": ribbon.count,
                    "measure_ids": sorted(ribbon.measures),
                }
                for ribbon in flow.ribbons
            ],
        },
        script=("thread.js",),
    )


def _node_json(node: Node) -> dict[str, Any]:
    return {
        "id": node.element.id if node.element else node.part,
        "label": node.label,
        "measures": len(node.measures),
        "gathered": [e.id for e in node.members] if node.part == "rest" else [],
    }


class _Links:
    """Where ribbons and boxes lead: to the list behind, or to the rows of what is gathered."""

    def __init__(self, asked: Asked, rows: str, ribbons: tuple[Ribbon, ...]) -> None:
        self._asked = asked
        self._rows = rows
        self._ribbons = ribbons

    def link(self, left: Node | None, right: Node | None, page: Callable[[Address], str]) -> str:
        if any(node and node.part == "rest" for node in (left, right)):
            return f"#{self._first_row(left, right)}"
        return page(self.address(left, right))

    def address(self, left: Node | None, right: Node | None) -> Address:
        """Return the list of a ribbon's or a box's measures; a box without any leads to itself."""
        for node in (left, right):
            if node and node.element and not node.measures:
                return self._asked.address_of(node.element.id)
        row = right.element if right else None
        if left is None:
            return self._list(row)
        return self.cell(left.element, row)

    def cell(self, column: Element | None, row: Element | None) -> Address:
        """Return the list of a cell; a column that is None is that of those without."""
        return self._list(row, self._asked.snapshot.key(column.id) if column else WITHOUT)

    def _list(self, row: Element | None, column: str = "") -> Address:
        key = self._asked.snapshot.key(row.id) if row else ""
        # Of a whole row or column the other axis says nothing: each list has one address.
        rows = self._rows if row or not column else ""
        columns = _COLUMNS if column else ""
        return self._asked.address(
            "elementer", rader=rows, rad=key, kolonner=columns, kolonne=column
        )

    def row_id(self, ribbon: Ribbon) -> str:
        """Return the name of a ribbon's row in the table."""
        return f"b{self._ribbons.index(ribbon) + 1}"

    def _first_row(self, left: Node | None, right: Node | None) -> str:
        for ribbon in self._ribbons:
            if (left is None or ribbon.left is left) and (right is None or ribbon.right is right):
                return self.row_id(ribbon)
        return "tabell"
