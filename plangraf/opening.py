"""Opening a built graph from Python: one object to ask, loop over, show and turn into tables.

The examples are about the graph of examples/fjordvik, opened as ``graph``:
``graph = plangraf.open("build/fjordvik")``.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.store import PlanStore
from ontology.terms import Severity
from plangraf import framing
from plangraf.asking import answered, own_question
from plangraf.frames import Frame
from plangraf.gathering import report_of, scene_of
from plangraf.plain_values import given, one_of, plain_value, types_of
from plangraf.shown import Elements, Findings, Rows, ShownCoverage, Threads
from queries.answers import Element
from queries.catalogue import Catalogue
from queries.comparing import Comparison, compare
from queries.covering import Coverage
from queries.finding import findings
from queries.library import question
from queries.referring import references
from queries.tracing import threads
from visualize.figure_tables import STATES
from visualize.notebook import framed, heading, line, plans_table, table
from visualize.scene import Report, Scene
from visualize.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

#: The tables of :meth:`PlanGraphView.to_dataframe`.
TABLES = (
    "elements", "measures", "goals", "strategies", "findings", "references", "plans", "coverage",
    "threads", "edges",
)  # fmt: skip


class PlanGraphView:
    """A built graph: its elements, threads, findings and coverage, and the shapes others know.

    A notebook shows it, and what it answers, as tables and pictures; ``to_dataframe`` gives tables
    for pandas and polars. What is read of the graph is kept, so that asking again takes no time.

    >>> graph
    <PlanGraphView: Fjordvik, 65 measures, 43 strategies>
    """

    def __init__(self, store: PlanStore, lang: str = "nb") -> None:
        """Wrap an open store; use :func:`open`."""
        self.store = store
        self.catalogue = Catalogue(store)
        self.say = Wording(one_of(lang, "lang", LANGUAGES))

    # --- elements -------------------------------------------------------------------------

    def element(self, name: str) -> Element:
        """Return an element by code, text or IRI; raises :class:`~graph.errors.NotFound`.

        >>> graph.element("2.C").label
        'Flere kan bo hjemme lenger'
        """
        return self.catalogue.find(name)

    def elements(self, type: str | None = None, plan: str | None = None) -> Elements:  # noqa: A002 - the field's word, as in the data frames
        """Return elements of the plans, all or of one type and of one plan.

        ``type`` is a type's name in data («measure») or its Norwegian or English word («tiltak»),
        and holds for what is a kind of it too: a reform measure is a measure, a thematic plan a
        plan. ``plan`` is a plan's title or IRI. Measures that repeat another plan's stand here too,
        those of :attr:`measures` are each but once.

        Raises :class:`~graph.errors.BadInput` (``choice-unknown``) for a type that does not exist
        and :class:`~graph.errors.NotFound` for such a plan.

        >>> [vision.label for vision in graph.elements("visjon")]
        ['Nær havet, nær hverandre']
        """
        found = [item.element for item in self._scene.items]
        if type is not None:
            found = self.catalogue.of_type(*types_of(type))
        if plan is not None:
            home = self.element(plan).id
            found = [element for element in found if home in {element.plan_id, element.id}]
        return self._elements(found)

    @property
    def plans(self) -> Elements:
        """The plans that were read or are cited, those that were read first.

        >>> graph.plans[0].type
        'action_and_financial_plan'
        """
        return self._elements([plan.element for plan in self._scene.plans])

    @property
    def measures(self) -> Elements:
        """The measures, each once: what a plan repeats of another is left out.

        >>> len(graph.measures), len(graph.elements("measure"))
        (65, 70)
        """
        return self._elements(self._coverage.measures)

    @property
    def strategies(self) -> Elements:
        """The strategies of the plans that were read, each once.

        >>> [strategy.code for strategy in graph.strategies if strategy.plan_id][3:5]
        ['1.A1', '1.A2']
        """
        return self._elements(self._coverage.goals("strategy"))

    @property
    def goals(self) -> Elements:
        """The focus areas, main goals and sub-goals of the plans that were read, each once.

        >>> [goal.code for goal in graph.goals][:3]
        ['1', '2', '3']
        """
        levels = ("focus_area", "main_goal", "sub_goal")
        return self._elements([goal for level in levels for goal in self._coverage.goals(level)])

    def _elements(self, found: Sequence[Element]) -> Elements:
        return Elements(self.catalogue, self.say, found, self._elements_frame)

    def _elements_frame(self, found: Sequence[Element]) -> Frame:
        items = {item.element.id: item for item in self._scene.items}
        return framing.elements_frame(found, items)

    # --- answers --------------------------------------------------------------------------

    def thread(self, name: str, *, stated_only: bool = False) -> Threads:
        """Return the threads from an element to a vision, the firmest first.

        The element is named by code, text or IRI; ``stated_only`` leaves out every thread with an
        inferred step. Raises :class:`~graph.errors.NotFound`.

        >>> graph.thread("1.B3")
        <Threads: 1>
        1.B3 Vi planlegger ... → 1.B Alle barn ... → 1 Trygg oppvekst → Nær havet, nær hverandre
        """
        element = self.element(name)
        found = threads(self.catalogue, element, stated_only=stated_only)
        return Threads(self.catalogue, self.say, element, found)

    def findings(
        self,
        code: str | None = None,
        plan: str | None = None,
        *,
        state: str | None = None,
        severity: str | None = None,
    ) -> Findings:
        """Return the findings: all, or of one code, one plan, one state, one severity.

        ``plan`` is a plan's title or IRI, ``state`` is open, unknown or accepted, ``severity`` is
        error, warning or info. Raises :class:`~graph.errors.BadInput` (``finding-unknown``,
        ``choice-unknown``) and :class:`~graph.errors.NotFound`.

        >>> graph.findings("focus-area-without-measure")
        <Findings: 1>
        focus-area-without-measure (open): ...
        """
        found = findings(self.catalogue, code=code) if code else list(self._scene.findings)
        if plan is not None:
            home = self.element(plan).id
            found = [one for one in found if home in {one.subject.plan_id, one.subject.id}]
        if state is not None:
            wanted = one_of(state, "state", STATES)
            found = [one for one in found if one.state == wanted]
        if severity is not None:
            wanted = one_of(severity, "severity", [one.value for one in Severity])
            found = [one for one in found if one.severity == wanted]
        return Findings(self.catalogue, self.say, found)

    def coverage(self, rows: str = "plan", columns: str = "focus_area") -> ShownCoverage:
        """Return how much of the goals has measures, and the measures by row and column.

        ``rows`` is plan, initiative or strategy; ``columns`` is focus_area, main_goal, sub_goal,
        strategy or sdg. Raises :class:`~graph.errors.BadInput` (``coverage-axis``).

        >>> graph.coverage(columns="sub_goal")
        <Coverage: strategies 33/43, sub_goals 12/15, main_goals 4/5, focus_areas 4/5>
        """
        return ShownCoverage(self._coverage, (rows, columns), self.say)

    def query(self, asked: str, **values: str | int | date | Element) -> Rows | bool:
        """Answer SPARQL, or a question of the library by its name or number.

        The prefixes of the ontology (``pg``, ``rdfs``, ``skos`` …) need not be declared. The
        parameters of a question are given by name: an element by code, text or IRI, or as another
        answer gave it; SPARQL of one's own names its parameters as the library does, in lines
        like ``#+ param: element iri``, and selects them. Dates come as dates, numbers as numbers,
        IRIs as texts. An ASK is answered with True or False, a CONSTRUCT with its triples as rows.

        Raises :class:`~graph.errors.BadInput` (``query-syntax``, ``query-remote``,
        ``parameter-missing`` and what else may be wrong) and :class:`~graph.errors.NotFound`.

        >>> [row["label"] for row in graph.query("measures-of-strategy", element="1.B3")]
        ['Lage felles overgangsplan for barnehage og skole']
        >>> graph.query("ASK { ?measure a pg:Measure ; pg:contributesTo/pg:code '4.A1' }")
        False
        """
        wanted = question(asked) if "{" not in asked else own_question(asked)
        terms = {name: given(value) for name, value in values.items()}
        answer = answered(self.catalogue, wanted, terms)
        if isinstance(answer, bool):
            return answer
        rows = [
            dict(zip(answer.variables, map(plain_value, row), strict=True)) for row in answer.rows
        ]
        return Rows(self.catalogue, self.say, answer.variables, rows)

    def compare(self, older: "PlanGraphView") -> Comparison:
        """Return what is new, changed, moved or removed since an older version of the plans.

        >>> graph.compare(graph).removed
        ()
        """
        return compare(older.catalogue, self.catalogue)

    # --- other shapes ---------------------------------------------------------------------

    def to_dataframe(
        self,
        what: str,
        *,
        engine: str | None = None,
        rows: str = "plan",
        columns: str = "focus_area",
    ) -> Any:  # noqa: ANN401 - one of two libraries' types
        """Return a table of the graph as a data frame of ``pandas`` or ``polars``.

        ``what`` is one of elements, measures, goals, strategies, findings, references, plans,
        coverage, threads and edges. Every table begins with IRIs by which it can be joined to the
        others. Types, methods and codes stand as in data; days are dates, confidences numbers
        between 0 and 1, and what may be several (the strategies of a measure) is a list.
        ``rows`` and ``columns`` are for coverage alone, which has a row for each cell of the
        matrix. ``engine`` is as for :meth:`~plangraf.frames.Frame.to`.

        Raises :class:`~graph.errors.BadInput` (``choice-unknown``, ``coverage-axis``,
        ``dataframe-engine-missing``).

        >>> measures = graph.to_dataframe("measures", engine="polars")
        >>> measures.select("code", "deadline_year", "confidence").schema
        Schema([('code', String), ('deadline_year', Int64), ('confidence', Float64)])
        """
        made: dict[str, Callable[[], Frame]] = {
            "elements": lambda: self._elements_frame(self.elements()),
            "measures": lambda: framing.measures_frame(self._report),
            "goals": lambda: framing.goals_frame(self._report),
            "strategies": lambda: framing.goals_frame(self._report, ["strategy"]),
            "findings": lambda: framing.findings_frame(self._scene.findings, self.say.language),
            "references": lambda: framing.references_frame(references(self.catalogue)),
            "plans": lambda: framing.plans_frame(self._scene.plans),
            "coverage": lambda: framing.cells_frame(self._coverage.matrix(rows, columns)),
            "threads": lambda: framing.threads_frame(
                (item.element, found) for item, found in self._report.threads
            ),
            "edges": lambda: framing.edges_frame(self._scene.edges),
        }
        return made[one_of(what, "to_dataframe", TABLES)]().to(engine)

    def to_rdflib(self) -> "rdflib.Graph":
        """Return the union of all named graphs as an rdflib graph.

        >>> len(set(graph.to_rdflib().subjects())) > 500
        True
        """
        from graph.views import to_rdflib  # noqa: PLC0415

        return to_rdflib(self.store.quads())

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """Return the elements and their typed edges as a networkx graph.

        >>> network = graph.to_networkx()
        >>> network.nodes[graph.element("1.B3").id]["type"]
        'strategy'
        """
        from graph.views import to_networkx  # noqa: PLC0415

        return to_networkx(self.store.quads())

    # --- itself ---------------------------------------------------------------------------

    def __repr__(self) -> str:
        """Show whose plans these are, and how much there is."""
        counted = f"{len(self._coverage.measures)} measures, {len(self.strategies)} strategies"
        return f"<PlanGraphView: {self._municipality}, {counted}>"

    def _repr_html_(self) -> str:
        figures, say = self.coverage().figures, self.say
        measures, strategies = figures["measures"], figures["strategies"]
        summary = say(
            "notebook-summary",
            plans=sum(plan.is_read for plan in self._scene.plans),
            measures=measures["total"], traced=measures["with_thread"],
            strategies=strategies["total"], covered=strategies["with_measure"],
            open=sum(found.state == "open" for found in self._scene.findings),
        )  # fmt: skip
        plans = table(plans_table(self._scene.plans, say), say)
        return framed(heading(self._municipality), line(summary), plans)

    @property
    def _municipality(self) -> str:
        return self._scene.municipality

    @cached_property
    def _coverage(self) -> Coverage:
        return Coverage(self.catalogue)

    @cached_property
    def _scene(self) -> Scene:
        return scene_of(self.catalogue, self._coverage)

    @cached_property
    def _report(self) -> Report:
        return report_of(self.catalogue, self._coverage, self._scene)


def open(folder: Path | str, *, lang: str = "nb") -> PlanGraphView:  # noqa: A001 - as plangraf.open
    """Open the graph that ``plangraf build`` wrote to a folder, read-only.

    ``lang`` is the language of what a notebook shows and of findings' sentences: nb, nn or en.
    Raises :class:`~graph.errors.BadInput` (``graph-missing`` where there is none,
    ``choice-unknown``).

    >>> open("no-such-folder")
    Traceback (most recent call last):
    ...
    graph.errors.BadInput: graph-missing: There is no plan graph here.
    / where: no-such-folder
    / hint: Build one first: plangraf build PLANS --out no-such-folder
    """
    return PlanGraphView(PlanStore.open(Path(folder)), lang)
