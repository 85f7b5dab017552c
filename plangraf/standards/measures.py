"""All measures as a table for others' programs: with thread, who is responsible, and when.

The workbook of the report shows the same to people. Here the headings are the columns' names in
code, each row begins with the measure's IRI, and what they mean is told as CSV on the Web.
"""

import csv
import io
import json
from typing import Any

from graph.store import PlanStore
from plangraf.exporting import harmless
from plangraf.gathering import report_of
from queries.catalogue import Catalogue
from visualize.goal_tables import measures_table
from visualize.scene import Item, Report
from visualize.tables import Column, Value, Words
from visualize.telling import Telling
from visualize.wording import LANGUAGES, Wording

#: The table, and its metadata beside it where the standard looks for them.
TABLE = "tiltak.csv"
METADATA = f"{TABLE}-metadata.json"
#: What parts the values of a cell that may hold several.
_SEPARATOR = "\n"
#: The columns that never hold more than one value.
_SINGLE = frozenset({"plan", "measure", "basis", "file", "quote"})
_DATATYPES: dict[str, Any] = {
    "page": {"base": "integer", "minimum": 1},
    "line": {"base": "integer", "minimum": 1},
    "sure": {"base": "decimal", "minimum": 0, "maximum": 1},
}
_ID = {"datatype": "anyURI", "required": True, "suppressOutput": True}


def to_measures(store: PlanStore) -> bytes:
    """Return the measures of a graph as CSV, one row each, in the order of the plans.

    A cell that holds several values has each on a line; one that a spreadsheet would run as a
    formula has an apostrophe first.
    """
    report = report_of(Catalogue(store))
    telling = Telling.of(report, Wording("nb"))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["id", *(column.key for column in measures_table(telling, ()).columns)])
    for item in sorted((item for item, _ in report.threads), key=_place):
        (row,) = measures_table(telling, {item.element.id}).rows
        writer.writerow([item.element.id, *(harmless(_cell(value)) for value in row)])
    return ("\ufeff" + out.getvalue()).encode()


def _place(item: Item) -> tuple[str, int, str]:
    return item.element.plan or "", item.position, item.element.id


def _cell(value: Value) -> str:
    """Return a cell: days as the standard writes them, numbers with a point."""
    if isinstance(value, tuple):
        return _SEPARATOR.join(one.text for one in value)
    if isinstance(value, Words):
        return value.text
    return "" if value is None else str(value)


def to_measures_csvw(store: PlanStore) -> bytes:
    """Return what the columns of the measures' table hold, as CSV on the Web."""
    report = report_of(Catalogue(store))
    columns = {lang: _columns(report, lang) for lang in LANGUAGES}
    titles = {
        column.key: {lang: columns[lang][at].title for lang in LANGUAGES}
        for at, column in enumerate(columns["nb"])
    }
    said = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": TABLE,
        "dc:title": [
            {"@value": Wording(lang)("measures"), "@language": lang} for lang in LANGUAGES
        ],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {
            "columns": [
                _described("id", dict.fromkeys(LANGUAGES, "IRI"), _ID),
                *(_described(key, title, _kind(key)) for key, title in titles.items()),
            ],
            "primaryKey": "id",
            "aboutUrl": "{+id}",
        },
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _columns(report: Report, lang: str) -> tuple[Column, ...]:
    return measures_table(Telling.of(report, Wording(lang)), ()).columns


def _kind(key: str) -> dict[str, Any]:
    several = {} if key in _SINGLE or key in _DATATYPES else {"separator": _SEPARATOR}
    return {"datatype": _DATATYPES.get(key, "string"), **several}


def _described(key: str, titles: dict[str, str], kind: dict[str, Any]) -> dict[str, Any]:
    """Return one column: first among its titles stands the heading that the file has."""
    told = {lang: [key, *({title} - {key})] for lang, title in titles.items()}
    return {"name": key, "titles": told, **kind}
