"""What the columns of the spreadsheet mean: the metadata of CSV on the Web.

A row tells of three things: an element, what it contributes to, and the link between them. The
link has no IRI in the spreadsheet, so what is said of it is said of the row.
"""

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from graph.store import PlanStore
from ontology.terms import PG, PGV, PREFIXES, RDFS_LABEL, Property

#: The file that is described; the description stands beside it, under this name and ``SUFFIX``.
TABLE = "elementer.csv"
SUFFIX = "-metadata.json"

_ROW = {"aboutUrl": "#row={_row}"}
_TARGET = {"aboutUrl": "{+target_id}"}
_COUNT = {"datatype": {"base": "integer", "minimum": 1}}
_COLUMNS: dict[str, dict[str, Any]] = {
    "id": {"datatype": "anyURI", "required": True, "suppressOutput": True},
    "type": {"propertyUrl": f"{PREFIXES['dcterms']}type", "required": True},
    "code": {"propertyUrl": Property.CODE},
    "label": {"propertyUrl": RDFS_LABEL, "required": True},
    "plan": {},
    "relation": _ROW | {"propertyUrl": Property.RELATION, "valueUrl": f"{PG}{{relation}}"},
    "target_id": _ROW
    | {"datatype": "anyURI", "propertyUrl": Property.TARGET, "valueUrl": "{+target_id}"},
    "target_code": _TARGET | {"propertyUrl": Property.CODE},
    "target_label": _TARGET | {"propertyUrl": RDFS_LABEL},
    "stated": _ROW
    | {"propertyUrl": Property.STATED, "datatype": {"base": "boolean", "format": "True|False"}},
    "method": _ROW | {"propertyUrl": Property.METHOD, "valueUrl": f"{PGV}method-{{method}}"},
    "confidence": _ROW
    | {
        "propertyUrl": Property.CONFIDENCE,
        "datatype": {"base": "decimal", "minimum": 0, "maximum": 1},
    },
    "file": _ROW | {"propertyUrl": Property.FILE_NAME},
    "page": _ROW | {"propertyUrl": Property.PAGE} | _COUNT,
    "line": _ROW | {"propertyUrl": Property.LINE} | _COUNT,
    "quote": _ROW | {"propertyUrl": Property.QUOTE},
}


@cache
def _words() -> dict[str, dict[str, str]]:
    """Return our words for each column by language."""
    file = files("plangraf.standards") / "csvw.toml"
    return dict(tomllib.loads(file.read_text("utf-8")))


def to_csvw(store: PlanStore) -> bytes:
    """Return the metadata of the spreadsheet of a graph; they are the same for every graph.

    The spreadsheet has to stand beside them as ``elementer.csv``.
    """
    del store
    said = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": TABLE,
        "dc:title": _told("table"),
        "dc:description": _told("table-description"),
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": {"columns": [_column(name) for name in _COLUMNS], "aboutUrl": "{+id}"},
    }
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _column(name: str) -> dict[str, Any]:
    """Return one column: first among its titles stands the heading that the file has."""
    titles = {lang: [name, *({text} - {name})] for lang, text in _words()[name].items()}
    return {"name": name, "titles": titles, "datatype": "string", **_COLUMNS[name]}


def _told(key: str) -> list[dict[str, str]]:
    return [{"@value": text, "@language": lang} for lang, text in _words()[key].items()]
