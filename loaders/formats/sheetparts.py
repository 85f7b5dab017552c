"""What the parts of a workbook say beside the cells' values: merged, hidden, not computed.

openpyxl tells it only of a workbook loaded whole, which a sheet with a million formatted rows
makes dear; the parts tell it at once.
"""

import re
from dataclasses import dataclass, field
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from graph.errors import BadInput
from loaders.formats.packed import part_of
from loaders.lexicon import threshold

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_IS_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\b(r|min|max)="(\d{1,7})"')
# <c r="B2"><f>SUM(A1:A9)</f></c>: a formula and no value; t="str" may rightly be empty.
_UNKNOWN = re.compile(
    rb'<(?:\w+:)?c\s(?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*'
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LAST_COLUMN = 16_384
_LONGEST_TAG = 500


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What is said of one sheet; rows and columns count from 1.

    ``merged`` are the merged areas by their first row: ``(first column, last row, last column)``;
    ``is_cut`` says that there are more of them than are kept. ``unknown`` are the cells whose
    formula was never computed. ``last_row`` is the last row that holds a value, None if not told.
    """

    merged: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    is_cut: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    unknown: tuple[str, ...] = ()
    last_row: int | None = None

    def is_hidden_column(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def sheet_parts(archive: ZipFile, name: str) -> dict[str, str]:
    """Return the part of the archive that holds each sheet, by the sheet's name.

    Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``).
    """
    book = _parsed(archive, "xl/workbook.xml", name)
    related = _parsed(archive, "xl/_rels/workbook.xml.rels", name)
    if book is None or related is None:
        return {}
    targets = {}
    for one in related.iterfind("{*}Relationship"):
        target = one.get("Target", "")
        part = target[1:] if target.startswith("/") else f"xl/{target}"
        targets[one.get("Id")] = part
    sheets = book.iterfind("{*}sheets/{*}sheet")
    return {one.get("name", ""): targets.get(one.get(_RELATED), "") for one in sheets}


def _parsed(archive: ZipFile, part: str, name: str) -> etree._Element | None:
    data = part_of(archive, part, name)
    if data is None:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadInput("document-broken", where=name, reason=f"{part}: {error}") from error


def facts_of(archive: ZipFile, part: str, name: str) -> SheetFacts:
    """Read what a sheet's part says beside its values; one that is not there says nothing.

    Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``).
    """
    data = part_of(archive, part, name)
    if data is None:
        return SheetFacts()
    begin = data.find(b"sheetData")
    end = max(data.rfind(b"sheetData>"), 0)
    merged, is_cut = _merged(data, end)
    return SheetFacts(
        merged=merged,
        is_cut=is_cut,
        hidden_rows=frozenset(_hidden_rows(data, begin, end)),
        hidden_columns=tuple(_hidden_columns(data[: max(begin, 0)])),
        unknown=tuple(match.group(1).decode() for match in _UNKNOWN.finditer(data, 0, end)),
        last_row=_last_row(data, end),
    )


def _merged(data: bytes, start: int) -> tuple[dict[int, list[tuple[int, int, int]]], bool]:
    merged: dict[int, list[tuple[int, int, int]]] = {}
    left = int(threshold("sheets", "max_merged"))
    for match in _MERGED.finditer(data, start):
        if not left:
            return merged, True
        left -= 1
        edges = [edge for edge in range_boundaries(match.group(1).decode()) if edge is not None]
        if len(edges) == len(("left", "top", "right", "bottom")):
            first_column, first_row, last_column, last_row = edges
            merged.setdefault(first_row, []).append((first_column, last_row, last_column))
    return merged, False


def _last_row(data: bytes, end: int) -> int | None:
    """The row of the last value: a million rows below it may be formatted and empty."""
    value = max(data.rfind(b"v>", 0, end), data.rfind(b"is>", 0, end))
    row = data.rfind(b"row ", 0, max(value, 0))
    numbers = dict(_NUMBER.findall(data[row : row + _LONGEST_TAG].split(b">", 1)[0]))
    return int(numbers[b"r"]) if row >= 0 and b"r" in numbers else None


def _hidden_rows(data: bytes, start: int, end: int) -> list[int]:
    return [
        int(numbers[b"r"])
        for match in _ROW.finditer(data, max(start, 0), end)
        if _IS_HIDDEN.search(match.group(1))
        and b"r" in (numbers := dict(_NUMBER.findall(match.group(1))))
    ]


def _hidden_columns(head: bytes) -> list[tuple[int, int]]:
    found = []
    for match in _COLUMN.finditer(head):
        numbers = dict(_NUMBER.findall(match.group(1)))
        if _IS_HIDDEN.search(match.group(1)) and b"min" in numbers and b"max" in numbers:
            found.append((int(numbers[b"min"]), min(int(numbers[b"max"]), _LAST_COLUMN)))
    return found
