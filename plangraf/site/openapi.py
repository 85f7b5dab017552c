"""The OpenAPI description of the pages' twins for programs, made of the pages themselves.

Which pages there are, what their lists can be filtered and sorted by, and the questions of the
library are asked of what answers; what the answers look like stands in :mod:`plangraf.site.shapes`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plangraf
from plangraf.site import shapes
from plangraf.site.addresses import TWIN, Address, path_of
from plangraf.site.asking import asked_of
from plangraf.site.listing import ALL, PAGE, PAGE_ROWS, SORT, Box, Listing
from plangraf.site.loading import Library
from plangraf.site.page import Asked, Content
from plangraf.site.pages import links
from plangraf.site.pages.elements import WITHOUT
from plangraf.site.pages.flow import ROWS as FLOW_ROWS
from plangraf.site.routing import PAGES, page
from plangraf.site.shape_parts import ErrorAnswer, FindingPage, LinkPage, Shape
from queries.covering import COLUMNS, ROWS
from queries.library import Question, question, questions
from queries.overview import example_of
from visualize.wording import LANGUAGES

Json = dict[str, Any]
#: How many values of a facet are named as examples.
_EXAMPLES = 3
_TEXT: Json = {"type": "string"}

#: What the twin of each page holds.
SHAPES: Mapping[str, type[Shape]] = {
    "": shapes.OverviewPage,
    "spor": shapes.ThreadsPage,
    "elementer": shapes.ElementsPage,
    "mal": shapes.GoalsPage,
    "dekning": shapes.CoverageFirstPage,
    "funn": shapes.FindingsPage,
    "vurderinger": shapes.DecisionsPage,
    "flyt": shapes.FlowPage,
    "sammenlign": shapes.ComparisonPage,
    "graf": shapes.MapPage,
    "data": shapes.DataPage,
    "sporring": shapes.QuestionsPage,
    "sok": shapes.SearchPage,
    "om": shapes.AboutPage,
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One twin: its path without the ending, what it holds, what it takes, how it may refuse."""

    path: str
    shapes: tuple[type[Shape], ...]
    summary: str
    parameters: tuple[Json, ...] = ()
    refusals: tuple[int, ...] = ()

    def json(self) -> Json:
        """Return the operation as OpenAPI has it."""
        held = [_ref(shape) for shape in self.shapes]
        told = " ".join((self.shapes[0].__doc__ or "").split())
        answers = {"200": _answer(told, held[0] if len(held) == 1 else {"anyOf": held})}
        for status in self.refusals:
            answers[str(status)] = {"$ref": f"#/components/responses/{_REFUSALS[status]}"}
        return {
            "operationId": _name(self.path),
            "summary": self.summary,
            "description": told,
            "parameters": list(self.parameters),
            "responses": answers,
        }


_REFUSALS = {400: "BadInput", 404: "NotFound"}
_REFUSED = {
    "BadInput": "A value that can't be used; the error says what can.",
    "NotFound": "Nobody has that name; the error says what comes nearest.",
}


def description(library: Library, root: str = "") -> bytes:
    """Return the document for a graph; ``root`` is what every path begins with.

    The same graph gives the same bytes.
    """
    return _description(library, root)


@lru_cache(maxsize=1)
def _description(library: Library, root: str) -> bytes:
    operations = sorted(_operations(library), key=lambda one: one.path)
    used = [shape for one in operations for shape in one.shapes]
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": f"Plangraf: {_names(library)}",
            "version": plangraf.__version__,
            "summary": "The red thread through a municipality's plans.",
            "description": _TOLD,
        },
        "servers": [
            {"url": root + ("" if code == LANGUAGES[0] else f"/{code}") or "/", "description": code}
            for code in LANGUAGES
        ],
        "paths": {f"/{one.path or 'index'}{TWIN}": {"get": one.json()} for one in operations},
        "components": {
            "schemas": shapes.schemas([*dict.fromkeys(used), ErrorAnswer]),
            "responses": {
                name: _answer(told, _ref(ErrorAnswer)) for name, told in _REFUSED.items()
            },
        },
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


_TOLD = """\
Every page has a twin for programs: the same address with `.json`, the same filters. The server's \
address chooses the language of titles and hints; the words of plans are in their own language. \
Lists are cut into pages (`side`). An element's IRI leads to its twin for a client that accepts \
JSON. Queries of your own are answered by the SPARQL 1.1 endpoint `/sparql`."""


def _names(library: Library) -> str:
    return ", ".join(home.element.label for home in library.homes if home.element)


# --- operations ---------------------------------------------------------------------------------


def _operations(library: Library) -> Iterator[Operation]:
    if library.has_several:
        yield Operation("", (shapes.MunicipalitiesPage,), "Municipalities")
    of = _Pages(library)
    yield from of.pages()
    yield from of.below()
    yield from map(of.question, questions().values())
    yield from of.things()


class _Pages:
    """The pages of a municipality; of several, all have those that the first has."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._home = library.homes[0]
        self._snapshot = library.snapshot(self._home)
        names = [home.prefix for home in library.homes]
        self._one = (_step("municipality", names, names[0]),) if library.has_several else ()

    def _asked(self, path: str) -> Asked:
        address = Address.of(f"{self._home.prefix}/{path}", language="en")
        return asked_of(self._library, address, page_rows=PAGE_ROWS)

    def _content(self, path: str) -> Content:
        return page(self._asked(path))

    def _operation(
        self,
        path: str,
        shape: type[Shape] | tuple[type[Shape], ...],
        summary: str,
        parameters: Sequence[Json] = (),
        refusals: Iterable[int] = (),
    ) -> Operation:
        """Return the operation of a page; of several municipalities the path begins with one."""
        if self._one and "{municipality}" not in path:
            path = f"{{municipality}}/{path}".rstrip("/")
        return Operation(
            path,
            shape if isinstance(shape, tuple) else (shape,),
            summary,
            (*self._one, *parameters),
            tuple(sorted({*refusals, *([404] if self._one else [])})),
        )

    def pages(self) -> Iterator[Operation]:
        """Give the pages of the registry, each with what its list and its form take."""
        for path in PAGES:
            content = self._content(path)
            taken = [*_of_listing(content), *_MORE.get(path, ())]
            refusals = _REFUSING.get(path, ())
            yield self._operation(path, SHAPES[path], content.title, taken, refusals)

    def below(self) -> Iterator[Operation]:
        """Give the pages that stand below those of the registry."""
        rows, columns = _step("rows", ROWS, ROWS[0]), _step("columns", COLUMNS, COLUMNS[0])
        icicle, proposed = self._content("mal/istapp"), self._content(f"funn/{links.PATH}")
        yield self._operation("mal/istapp", shapes.GoalsPage, icicle.title, _of_listing(icicle))
        yield self._operation(
            "dekning/{rows}/{columns}", (shapes.CoverageFirstPage, shapes.CoveragePage),
            "Measures by rows and columns", [rows, columns, *_MORE["dekning"]], [404],
        )  # fmt: skip
        yield self._operation(
            "flyt/{rows}", shapes.FlowPage, "Flow of measures from rows to focus areas",
            [_step("rows", FLOW_ROWS, FLOW_ROWS[0])], [404],
        )  # fmt: skip
        names = list(self._snapshot.findings_by_id)
        yield self._operation(
            "funn/{finding}", FindingPage, "One finding",
            [_step("finding", (), *names[:1])], [404],
        )  # fmt: skip
        yield self._operation(
            f"funn/{links.PATH}", shapes.LinksPage, proposed.title, _of_listing(proposed)
        )
        keys = [links.key(iri) for iri in self._snapshot.once(links.links_by_id)]
        yield self._operation(
            f"funn/{links.PATH}/{{link}}", LinkPage, "One link",
            [_step("link", (), *keys[:1])], [404],
        )  # fmt: skip

    def question(self, asked: Question) -> Operation:
        """Return the page of a question of the library."""
        examples = example_of(asked)
        taken = [
            _query(parameter.name, _of_kind(parameter.kind), _KINDS[parameter.kind], examples)
            for parameter in asked.parameters
        ]
        # An element that nobody has is not found; a number that is none can't be used.
        kinds = {parameter.kind for parameter in asked.parameters}
        refusals = [*([404] if "iri" in kinds else []), *([400] if kinds - {"iri"} else [])]
        return self._operation(
            f"sporring/{asked.name}", shapes.QuestionPage, asked.question["en"], taken, refusals
        )

    def things(self) -> Iterator[Operation]:
        """Give the pages of elements, plans and what these are grounded in, by their IRIs."""
        found: dict[str, tuple[type[Shape], tuple[Json, ...]]] = {}
        for path, iri in sorted(self._snapshot.paths.items()):
            shape, names = self._kind(iri)
            steps = self._steps(path)
            names = names if len(steps) > len(names) else names[-1:]
            fixed, given = steps[: -len(names)], steps[-len(names) :]
            if iri == self._home.iri:
                fixed, given, names = steps, [], ()
            place = "/".join([*fixed, *(f"{{{name}}}" for name in names)])
            taken = tuple(_step(n, (), value) for n, value in zip(names, given, strict=True))
            found.setdefault(place, (shape, taken))
        for place, (shape, taken) in found.items():
            yield self._operation(place, shape, _SUMMARIES[shape], taken, [404])

    def _steps(self, path: str) -> list[str]:
        """The steps of a path, the one that names one of several municipalities as a parameter."""
        if not self._one:
            return path.split("/")
        own = path_of(self._home.iri)
        if path == own or path.startswith(f"{own}/"):
            path = f"{own.rpartition('/')[0]}/{{municipality}}{path.removeprefix(own)}"
        else:
            path = f"{{municipality}}/{path.removeprefix(f'{self._home.prefix}/')}"
        return path.split("/")

    def _kind(self, iri: str) -> tuple[type[Shape], tuple[str, ...]]:
        """What a page about something holds, and what its path ends with."""
        if iri in self._snapshot.items:
            return shapes.ElementPage, ("plan", "type", "element")
        if iri in self._snapshot.plans:
            return shapes.PlanPage, ("plan",)
        return shapes.OtherPage, ("name",)


_SUMMARIES: Mapping[type[Shape], str] = {
    shapes.ElementPage: "One element",
    shapes.PlanPage: "One plan",
    shapes.OtherPage: "A body, a law or a goal of the UN",
}


# --- parameters ---------------------------------------------------------------------------------


def _of_listing(content: Content) -> list[Json]:
    """Return what the form of a page's list takes, where it has one."""
    values = content.values() if callable(content.values) else content.values
    found = values.get("listing")
    if not isinstance(found, Listing):
        return []
    taken = [_facet(box) for box in found.boxes]
    orders = [option.value for option in found.sorts.options]
    if len(orders) > 1:
        schema = {**_TEXT, "enum": orders, "default": orders[0]}
        taken.append(_query(SORT, schema, found.sorts.label))
        whole = {"type": "integer", "minimum": 1, "default": 1}
        taken.append(_query(PAGE, whole, f"Which page of the list: {PAGE_ROWS} rows each"))
    return taken


def _facet(box: Box) -> Json:
    """Return a facet of a list: any value, since a link outlives what it listed."""
    schema = dict(_TEXT)
    if box.every:
        schema["default"] = next(option.value for option in box.options if option.is_chosen)
    told = f"{box.label}; «{ALL}» for all" if box.every else box.label
    some = {option.value: option.value for option in box.options[:_EXAMPLES]}
    return _query(box.name, schema, told, some)


_KINDS = {
    "iri": "An element by code, text or IRI",
    "integer": "A whole number",
    "date": "A day, YYYY-MM-DD",
    "text": "A text",
}


def _of_kind(kind: str) -> Json:
    return {"integer": {"type": "integer"}, "date": {**_TEXT, "format": "date"}}.get(kind, _TEXT)


def _query(name: str, schema: Json, told: str, examples: Mapping[str, str] | None = None) -> Json:
    made = {"name": name, "in": "query", "required": False, "description": told, "schema": schema}
    some = examples or {}
    if name in some:
        some = {name: some[name]}
    read = int if schema.get("type") == "integer" else str
    if some:
        made["examples"] = {key: {"value": read(value)} for key, value in some.items()}
    return made


def _step(name: str, values: Sequence[str], *examples: str) -> Json:
    """Return a step of a path: one of some values, or the name of something."""
    schema = {**_TEXT, "enum": list(values)} if values else {**_TEXT, "pattern": r"^[^/?#]+$"}
    made: Json = {"name": name, "in": "path", "required": True, "schema": schema}
    if examples:
        made["examples"] = {"one": {"value": examples[0]}}
    return made


#: What pages take that is no list's.
_MORE: Mapping[str, Sequence[Json]] = {
    "elementer": (
        _query("under", _TEXT, "Measures below the element of this short name"),
        _query("rader", {**_TEXT, "enum": list(ROWS)}, "Rows of a matrix of measures"),
        _query("rad", _TEXT, "A row of it, by the element's short name"),
        _query("kolonner", {**_TEXT, "enum": list(COLUMNS)}, "Columns of it"),
        _query(
            "kolonne", _TEXT, f"A column of it; «{WITHOUT}» for what leads to none",
            {"without": WITHOUT},
        ),
    ),
    "dekning": (_query("plan", _TEXT, "Focus areas that this plan does not cover"),),
    "sporring": (
        _query(
            "sparql", _TEXT, "A query in SPARQL; it may take ten seconds",
            {"strategies": question("findings/strategy-without-measure").sparql},
        ),
    ),
    "sok": (
        _query("q", _TEXT, "Words or a code", {"word": "barnehage", "code": "1.B2"}),
        _query("type", _TEXT, "A type of element", {"measure": "measure"}),
    ),
}  # fmt: skip
_REFUSING: Mapping[str, Sequence[int]] = {"elementer": (400, 404)}


# --- the rest -----------------------------------------------------------------------------------


def _ref(shape: type[Shape]) -> Json:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _answer(told: str, schema: Json) -> Json:
    return {"description": told, "content": {"application/json": {"schema": schema}}}


def _name(path: str) -> str:
    """An operation's name: its path in letters.

    >>> _name("dekning/{rows}/{columns}"), _name("")
    ('dekning_rows_columns', 'index')
    """
    kept = (
        letter if letter.isalnum() else "_" for letter in path.replace("{", "").replace("}", "")
    )
    return "".join(kept) or "index"
