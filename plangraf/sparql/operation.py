"""What a request of the SPARQL 1.1 Protocol asks for, or why it asks for nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from graph.errors import BadInput

FORM = "application/x-www-form-urlencoded"
#: What a request has as its body, by its media type.
_DIRECT: Mapping[str, "Kind"] = {
    "application/sparql-query": "query",
    "application/sparql-update": "update",
}
#: The names that say which graphs a query sees, or an update changes, by its kind.
_GRAPHS: Mapping["Kind", tuple[str, str]] = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_MOST_FIELDS = 200

Kind = Literal["query", "update", "description"]


@dataclass(frozen=True, slots=True)
class Operation:
    """What is asked for; graphs that are None are those that the text itself or the graph names."""

    kind: Kind
    text: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""

    @property
    def names_graphs(self) -> bool:
        """Whether the request itself says which graphs are seen."""
        return bool(self.default_graphs or self.named_graphs)


def operation_of(method: str, query: str, media_type: str = "", body: bytes = b"") -> Operation:
    """Return what a request asks for; ``query`` is the query of its URL, as it was sent.

    A GET without anything asks for the description of the service. Raises
    :class:`~graph.errors.BadInput` (``sparql-method``, ``sparql-encoding``, ``sparql-media-type``,
    ``sparql-parameters``).

    >>> asked = operation_of("GET", "query=ASK%20%7B%7D&named-graph-uri=http%3A%2F%2Fa%2F%C3%A5")
    >>> asked.text == "ASK {}", asked.named_graphs
    (True, ('http://a/å',))
    >>> operation_of("POST", "", "application/sparql-query", b"ASK {}").kind
    'query'
    >>> operation_of("GET", "").kind
    'description'
    """
    if method in {"GET", "HEAD"}:
        given = _fields(query.encode("ascii", "replace"))
        if "query" not in given and "update" not in given:
            return Operation("description", format=_one(given, "format"))
        return _of_fields(given, ("query",))
    if method != "POST":
        raise BadInput("sparql-method", method=method)
    kind, parameters = _media_type(media_type)
    if parameters.get("charset", "utf-8").lower() not in {"utf-8", "us-ascii"}:
        raise BadInput("sparql-media-type", kind=media_type)
    if kind != FORM and kind not in _DIRECT:
        raise BadInput("sparql-media-type", kind=kind or "–")
    given = _fields(query.encode("ascii", "replace"))
    if "query" in given or "update" in given:
        raise BadInput("sparql-parameters", told="query, update")
    if kind != FORM:
        return _of_fields({**given, _DIRECT[kind]: [_text(body)]}, (_DIRECT[kind],))
    sent = _fields(body)  # some clients leave the graphs in the address
    every = {name: [*given.get(name, []), *sent.get(name, [])] for name in {*given, *sent}}
    return _of_fields(every, ("query", "update"))


def _media_type(told: str) -> tuple[str, Mapping[str, str]]:
    kind, *rest = (part.strip() for part in told.split(";"))
    pairs = (part.partition("=") for part in rest)
    return kind.lower(), {name.strip().lower(): value.strip(" \"'") for name, _, value in pairs}


def _fields(data: bytes) -> Mapping[str, list[str]]:
    """Return the fields of a form or of the query of a URL, all values of each name."""
    try:
        pairs = parse_qsl(
            data.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except UnicodeDecodeError as error:
        raise BadInput("sparql-encoding", position=error.start) from error
    except ValueError as error:
        raise BadInput("sparql-parameters", told=f"> {_MOST_FIELDS}") from error
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("sparql-encoding", position=error.start) from error


def _one(given: Mapping[str, Sequence[str]], name: str) -> str:
    return given[name][0] if given.get(name) else ""


def _of_fields(given: Mapping[str, Sequence[str]], kinds: tuple[Kind, ...]) -> Operation:
    """Return the one operation that the fields tell of."""
    told = [(kind, text) for kind in _GRAPHS for text in given.get(kind, ())]
    if len(told) != 1 or told[0][0] not in kinds:
        raise BadInput("sparql-parameters", told=", ".join(kind for kind, _ in told) or "–")
    kind, text = told[0]
    default, named = (tuple(given.get(name, ())) for name in _GRAPHS[kind])
    return Operation(
        "update" if kind == "update" else "query", text, default, named, _one(given, "format")
    )
