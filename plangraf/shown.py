"""Answers that show themselves in a notebook and turn into data frames.

Each is a sequence of the typed answers it holds, so that code loops over it, and a table or a
picture where a notebook shows it. The examples are about the graph of examples/fjordvik.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from markupsafe import Markup

from plangraf.frames import Frame, frame_of
from plangraf.framing import findings_frame, matrix_frame, threads_frame
from plangraf.gathering import language_of
from queries.answers import Element, Finding, Thread
from queries.catalogue import Catalogue
from queries.covering import Coverage
from visualize.figure_tables import MatrixWords, level_figures, matrix_table
from visualize.notebook import (
    elements_table,
    findings_table,
    framed,
    line,
    rows_table,
    table,
    threads_html,
)
from visualize.wording import Wording, named, plain

T = TypeVar("T")
_SHOWN = 8


def languages_of(catalogue: Catalogue, elements: Iterable[str | None]) -> dict[str, str]:
    """Return the languages that the words of some elements are in, by IRI."""
    return {iri: language_of(catalogue, iri) for iri in sorted({e for e in elements if e})}


class Shown(Sequence[T], Generic[T]):
    """Answers in their order: a sequence that can be looped over, sliced and counted."""

    def __init__(self, catalogue: Catalogue, say: Wording, found: Iterable[T]) -> None:
        """Hold what was found; :class:`~plangraf.opening.PlanGraphView` makes these."""
        self.catalogue = catalogue
        self.say = say
        self._found = tuple(found)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        """Return one answer, or some as a plain tuple."""
        return self._found[at]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        """Answers are the same as any sequence that holds the same ones."""
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        """Hash what is held."""
        return hash(self._found)

    def __repr__(self) -> str:
        """Show the first answers, a line each."""
        lines = [f"<{type(self).__name__}: {len(self)}>", *map(self._line, self[:_SHOWN])]
        return "\n".join([*lines, "…"] if len(self) > _SHOWN else lines)

    def _line(self, one: T) -> str:
        return str(one)


class Elements(Shown[Element]):
    """Elements of the plans.

    >>> graph.elements("visjon")[0].label
    'Nær havet, nær hverandre'
    """

    def __init__(
        self,
        catalogue: Catalogue,
        say: Wording,
        found: Iterable[Element],
        frame: Callable[[Sequence[Element]], Frame],
    ) -> None:
        """Hold elements, and what makes a table of them."""
        super().__init__(catalogue, say, found)
        self._frame = frame

    def _line(self, one: Element) -> str:
        return f"{one.type}: {named(one)}" + (f" ({plain(one.plan)})" if one.plan else "")

    def _repr_html_(self) -> str:
        languages = languages_of(self.catalogue, (iri for e in self for iri in (e.id, e.plan_id)))
        made = elements_table(self.say("notebook-elements"), self, self.say, languages)
        return framed(table(made, self.say))

    def to_dataframe(self, engine: str | None = None) -> Any:  # noqa: ANN401 - see Frame.to
        """Return a data frame with a row for each element; see :meth:`~plangraf.frames.Frame.to`.

        >>> graph.elements("visjon").to_dataframe("pandas")["type"].to_list()
        ['vision']
        """
        return self._frame(self).to(engine)


class Threads(Shown[Thread]):
    """The threads from one element to a vision, the firmest first.

    >>> threads = graph.thread("Lage felles overgangsplan for barnehage og skole")
    >>> [node.code for node in threads[0].nodes[1:]], threads[0].is_stated
    (['1.B3', '1.B', None, '1', None], True)
    """

    def __init__(
        self, catalogue: Catalogue, say: Wording, element: Element, found: Iterable[Thread]
    ) -> None:
        """Hold the threads of an element."""
        super().__init__(catalogue, say, found)
        self.element = element

    def _line(self, one: Thread) -> str:
        return " → ".join(named(node) for node in one.nodes)

    def _repr_html_(self) -> str:
        languages = languages_of(self.catalogue, (node.id for one in self for node in one.nodes))
        return threads_html(self.element, self, self.say, languages)

    def to_dataframe(self, engine: str | None = None) -> Any:  # noqa: ANN401 - see Frame.to
        """Return a data frame with a row for each thread; see :meth:`~plangraf.frames.Frame.to`.

        >>> frame = graph.thread("1.B3").to_dataframe("polars")
        >>> frame["passes"].to_list()[0][0]
        '1.B Alle barn opplever mestring og tilhørighet i barnehage og skole'
        """
        return threads_frame([(self.element, self)]).to(engine)


class Findings(Shown[Finding]):
    """What was found: gaps and doubts, by severity, code and place.

    >>> [found.subject.code for found in graph.findings("focus-area-without-measure")]
    ['4']
    """

    def _line(self, one: Finding) -> str:
        return f"{one.code} ({one.state}): {plain(one.message[self.say.language])}"

    def _repr_html_(self) -> str:
        if not self:
            return framed(line(self.say("no-findings")))
        return framed(table(findings_table(self, self.say), self.say))

    def to_dataframe(self, engine: str | None = None) -> Any:  # noqa: ANN401 - see Frame.to
        """Return a data frame with a row for each finding; see :meth:`~plangraf.frames.Frame.to`.

        >>> frame = graph.findings(state="accepted").to_dataframe("polars")
        >>> frame.select("decided_by", "decided_on").rows()
        [('Kari Nordmann', datetime.date(2025, 11, 3))]
        """
        return findings_frame(self, self.say.language).to(engine)


class ShownCoverage:
    """How much of the goals has measures, and the measures by row and column.

    >>> coverage = graph.coverage("plan", "focus_area")
    >>> coverage.figures["strategies"]["without_measure_count"]
    10
    """

    def __init__(self, coverage: Coverage, axes: tuple[str, str], say: Wording) -> None:
        """Count what a coverage has by two axes."""
        self.say = say
        self.axes = axes
        self.catalogue = coverage.catalogue
        self.matrix = coverage.matrix(*axes)
        #: The figures and the matrix as plain values, as ``plangraf coverage --json`` gives them.
        self.figures: dict[str, Any] = coverage.json(*axes)

    def __repr__(self) -> str:
        """Show how many goals of each level have measures."""
        levels = ("strategies", "sub_goals", "main_goals", "focus_areas")
        told = (f"{n} {self.figures[n]['with_measure']}/{self.figures[n]['total']}" for n in levels)
        return f"<Coverage: {', '.join(told)}>"

    def _repr_html_(self) -> str:
        say, (rows, columns) = self.say, self.axes
        row, column = say.type_name(rows), say.type_name(columns)
        elements = (*self.matrix.rows, *self.matrix.columns)
        title = say("notebook-coverage", rows=row, columns=column)
        without = say("coverage-without", kind=column).capitalize()
        made = matrix_table(
            self.matrix,
            MatrixWords("coverage", title, "", row.capitalize(), without),
            say,
            languages_of(self.catalogue, (iri for e in elements for iri in (e.id, e.plan_id))),
        )
        figures = level_figures(self.figures, say)
        return framed(table(figures, say), table(made, say), line(say("sheet-about-matrix")))

    def to_dataframe(self, engine: str | None = None) -> Any:  # noqa: ANN401 - see Frame.to
        """Return the matrix as it is read: a row and a column each, then the rest and the sum.

        ``graph.to_dataframe("coverage")`` has a row for each cell instead. See
        :meth:`~plangraf.frames.Frame.to`.

        >>> graph.coverage().to_dataframe("polars").columns[:2]
        ['plan', '1 Trygg oppvekst']
        """
        return matrix_frame(self.matrix, self.axes[0]).to(engine)


class Rows(Shown[Mapping[str, Any]]):
    """The rows of a query, each a mapping from variable to plain value.

    >>> graph.query("SELECT ?code { ?s a pg:Strategy ; pg:code ?code } ORDER BY ?code LIMIT 2")
    <Rows: 2>
    code='1.A1'
    code='1.A2'
    """

    def __init__(
        self,
        catalogue: Catalogue,
        say: Wording,
        variables: Sequence[str],
        found: Iterable[Mapping[str, Any]],
    ) -> None:
        """Hold the rows and the names of what stands in them."""
        super().__init__(catalogue, say, found)
        self.variables = tuple(variables)

    def _line(self, one: Mapping[str, Any]) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in one.items())

    def _repr_html_(self) -> str:
        known = self.catalogue.elements
        found = {value for row in self for value in row.values() if isinstance(value, str)}
        languages = languages_of(self.catalogue, found & known.keys())
        made = rows_table(self.variables, self._values(), known, languages)
        return framed(table(made, self.say), *([] if self else [Markup("<p>–</p>")]))

    def _values(self) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self]

    def to_dataframe(self, engine: str | None = None) -> Any:  # noqa: ANN401 - see Frame.to
        """Return a data frame with a column for each variable; its type is that of its values.

        >>> graph.query("plans/plans").to_dataframe("polars")["periodFrom"].dtype
        Int64
        """
        return frame_of(self.variables, self._values()).to(engine)
