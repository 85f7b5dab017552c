"""What the pages' twins for programs hold: the shape of each answer, written once.

The shapes make the schemas of /openapi.json; that the pages keep to them is tested. They are
closed: a key that is told of nowhere here may not stand in an answer.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ontology.terms import (
    TYPE_NAME,
    Assessment,
    Correction,
    DecisionAction,
    FindingCode,
    Method,
    PlanStatus,
    Severity,
)
from queries.covering import COLUMNS, ROWS
from queries.search_rules import Field as FoundIn

#: The types of what a page can be about; «thing» is what the graph only points to.
Type = Annotated[str, Field(json_schema_extra={"enum": [*sorted(TYPE_NAME.values()), "thing"]})]
Language = Literal["nb", "nn", "en"]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
RowKind = Annotated[str, Field(json_schema_extra={"enum": list(ROWS)})]
ColumnKind = Annotated[str, Field(json_schema_extra={"enum": list(COLUMNS)})]
State = Literal["open", "unknown", "accepted"]
#: What a cell of a query's answer can be.
Cell = str | int | float | bool | None


class Shape(BaseModel):
    """The shape of an answer or of a part of one."""

    model_config = ConfigDict(extra="forbid")


# --- parts --------------------------------------------------------------------------------------


class Element(Shape):
    """A plan, an element of one, or something that plans are grounded in."""

    id: str
    type: Type
    label: str
    code: str | None
    plan: str | None
    plan_id: str | None


class Place(Shape):
    """A passage: where in which file, and the words."""

    id: str
    file: str
    page: Annotated[int, Field(ge=1)] | None
    line: Count
    start: Count
    end: Count
    quote: str


class Edge(Shape):
    """A step from one element to what it serves, with what it rests on."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    relation: str
    stated: bool
    method: Method
    confidence: Share
    rule: str
    passage: Place | None
    passages: list[Place]


class Thread(Shape):
    """A path from an element up to a vision, as sure as its weakest step."""

    confidence: Share
    stated: bool
    nodes: list[Element]
    edges: list[Edge]


class Candidate(Shape):
    """What a reference may mean, and how alike the two read."""

    target: Element
    score: float


class Proposal(Shape):
    """What could mend a finding."""

    action: Literal["link", "use-wording"]
    text: str = ""
    candidates: list[Candidate]


class Acceptance(Shape):
    """Why a finding was accepted, by whom and when."""

    assessment: Assessment
    by: str
    date: date
    reason: str


class Message(Shape):
    """A sentence in each language."""

    nb: str
    nn: str
    en: str


class Finding(Shape):
    """A gap or a doubt, with the sentence that explains it and what it rests on."""

    code: FindingCode
    severity: Severity
    state: State
    subject: Element
    message: Message
    evidence: list[Place]
    proposal: Proposal | None
    decision: Acceptance | None


class FindingPage(Finding):
    """A finding with the path of its page and the link it is about."""

    id: str
    path: str
    link: str | None


class Judgement(Shape):
    """What a human said of an element or a link."""

    subject: str
    target: str | None
    action: DecisionAction | Correction
    by: str
    date: date
    reason: str | None
    link: str | None


class Link(Shape):
    """A link that a human can decide: how it was found, and what was said of it."""

    id: str
    source: Element
    relation: str
    target: Element | None
    stated: bool
    method: Method
    confidence: Share
    suggested: bool
    text: str | None
    diff: str | None
    candidates: list[Candidate]
    passages: list[Place]
    decision: Judgement | None


class LinkPage(Link):
    """A link with the path of its page."""

    path: str


# --- figures ------------------------------------------------------------------------------------


class Covered(Shape):
    """How many of some goals have measures."""

    total: Count
    with_measure: Count
    with_measure_inferred: Count
    without_measure_count: Count
    share: Share | None


class CoveredPlan(Covered):
    """How many of a plan's goals have measures."""

    plan: str
    plan_id: str


class CoveredArea(Covered):
    """How many of a focus area's goals have measures."""

    focus_area: Element


class LevelFigures(Covered):
    """How many goals of one level have measures, by plan and focus area."""

    by_plan: list[CoveredPlan]
    by_focus_area: list[CoveredArea]
    without_measure: list[Element]


class Traced(Shape):
    """How many of some measures have a thread to a vision."""

    total: Count
    with_thread: Count
    with_stated_thread: Count
    share: Share | None


class TracedPlan(Traced):
    """How many of a plan's measures have a thread."""

    plan: str
    plan_id: str


class TracedInitiative(Traced):
    """How many of an initiative's measures have a thread."""

    initiative: Element


class MeasureFigures(Traced):
    """How many measures have a thread, by plan and initiative."""

    by_plan: list[TracedPlan]
    by_initiative: list[TracedInitiative]


class Figures(Shape):
    """The figures of a whole graph."""

    strategies: LevelFigures
    sub_goals: LevelFigures
    main_goals: LevelFigures
    focus_areas: LevelFigures
    measures: MeasureFigures


class MatrixCell(Shape):
    """The measures of a row and a column."""

    row: str
    column: str
    measures: Annotated[int, Field(ge=1)]
    measure_ids: list[str]


class Matrix(Shape):
    """Measures by row and column; one with two columns counts in both, and once in its row."""

    rows: RowKind
    columns: ColumnKind
    row_elements: list[Element]
    column_elements: list[Element]
    cells: list[MatrixCell]
    row_totals: dict[str, Count]
    column_totals: dict[str, Count]
    without_column: dict[str, Count]


# --- pages --------------------------------------------------------------------------------------


class PlanRow(Element):
    """A plan and how it stands, with the number of its own elements by type."""

    status: PlanStatus
    read: bool
    period: str
    adopted: str
    files: list[str]
    elements: dict[str, Count]


class OverviewPage(Shape):
    """How much hangs together, and which plans were read."""

    municipality: str
    figures: Figures
    findings: dict[State, Count]
    plans: list[PlanRow]


class TracedMeasure(Element):
    """A measure with its threads."""

    threads: list[Thread]


class ThreadsPage(Shape):
    """Measures with their threads; ``total`` counts those that the query asks for."""

    total: Count
    measures: list[TracedMeasure]


class Told(Element):
    """An element with all that its plan tells of it."""

    language: Language
    level_word: str | None
    cited_only: bool
    description: list[str] = []
    section: list[str] = []
    responsible: list[str] = []
    owner: list[str] = []
    deadline: list[str] = []
    progress: list[str] = []
    cost: list[str] = []
    indicator: list[str] = []
    has_thread: bool
    measures: Count
    passages: list[Place]


class ElementsPage(Shape):
    """Elements; ``total`` counts those that the query asks for."""

    total: Count
    elements: list[Told]


class Goal(Element):
    """A goal or strategy with all below it; ``chosen`` where it is itself what was asked for."""

    level_word: str | None
    measures: Count | None
    measures_by_plan: dict[str, Count]
    gaps: list[FindingCode]
    gaps_below: Count
    repeats: str | None
    chosen: bool
    below: "list[Goal]"


class GoalsPage(Shape):
    """The hierarchy of goals."""

    goals: list[Goal]


class LevelRow(Shape):
    """How much of a level has measures, as a whole or under one focus area."""

    level: Type
    focus_area: Element | None
    total: Count
    with_measure: Count
    with_measure_inferred: Count
    without_measure: Count
    share: Share | None
    share_inferred: Share | None


class TracedRow(Shape):
    """How many measures of a plan or an initiative have a thread; of all where it is null."""

    element: Element | None
    total: Count
    with_thread: Count
    with_stated_thread: Count
    without_thread: Count
    share: Share | None


class UncoveredRow(Shape):
    """The focus areas that no measure of a plan leads to."""

    plan: Element
    not_covered: list[Element]


class NamedBy(Shape):
    """What names a sustainable development goal, with the measures of that."""

    element: Element
    measures: Count


class GroundsRow(Shape):
    """A sustainable development goal, its measures, and what names it."""

    goal: Element
    measures: Count
    named_by: list[NamedBy]


class RankedGoal(Element):
    """A goal with the number of its measures."""

    measures: Count


class RankedRow(Shape):
    """The goals of one level, those with most measures first."""

    level: Type
    goals: list[RankedGoal]


class SeveralGoals(Shape):
    """A measure that serves several goals."""

    measure: Element
    goals: list[Element]


class CoveragePage(Shape):
    """A matrix, with the IRIs of the measures of each row that lead to no column."""

    matrix: Matrix
    without: dict[str, list[str]]


class CoverageFirstPage(CoveragePage):
    """The matrix of plans and focus areas, with all figures."""

    levels: list[LevelRow]
    by_area: list[LevelRow]
    by_plan: list[TracedRow]
    by_initiative: list[TracedRow]
    uncovered: list[UncoveredRow]
    grounds: list[GroundsRow]
    ranked: list[RankedRow]
    measures_of_several_goals: list[SeveralGoals]


class FindingsPage(Shape):
    """Findings; ``total`` counts those that the query asks for."""

    total: Count
    findings: list[FindingPage]


class LinksPage(Shape):
    """Links that a machine proposed; ``total`` counts those that the query asks for."""

    total: Count
    links: list[LinkPage]


class Decided(Shape):
    """A decision: what was said of what, by whom, when and why."""

    kind: Literal["finding", "link", "element"]
    verdict: Assessment | DecisionAction | Correction
    subject: str
    by: str
    date: date
    reason: str | None
    code: FindingCode | None
    finding: str | None
    elements: list[Element]
    link: Link | None


class DecisionsPage(Shape):
    """Everything that was decided, the newest first."""

    decisions: list[Decided]


class FlowNode(Shape):
    """An end of a flow: an element, or several gathered into one."""

    id: str
    label: str
    measures: Count
    gathered: list[str]


class FlowNodes(Shape):
    """The two sides of a flow."""

    left: list[FlowNode]
    right: list[FlowNode]


class Ribbon(Shape):
    """The measures that go from one end to the other."""

    left: str
    right: str
    measures: Annotated[int, Field(ge=1)]
    measure_ids: list[str]


class FlowPage(Shape):
    """How measures flow between focus areas and plans or initiatives."""

    left: Literal["focus_area"]
    right: RowKind
    nodes: FlowNodes
    ribbons: list[Ribbon]


class Counts(Shape):
    """How many elements are as they were, changed, moved, new and removed."""

    same: Count
    changed: Count
    new: Count
    removed: Count
    moved: Count


class Change(Shape):
    """A property that says something else now."""

    property: str
    old: str | None
    new: str | None
    diff: str


class Move(Shape):
    """What an element hung under, and what it hangs under now."""

    old: list[Element]
    new: list[Element]


class Near(Shape):
    """The element of the other version that reads most alike."""

    element: Element
    likeness: float
    places: list[Place]


class ChangedElement(Shape):
    """An element of both versions that is not as it was."""

    element: Element
    fates: list[Literal["endret", "flyttet"]]
    old: Element
    new: Element
    how: str
    likeness: float
    changes: list[Change]
    move: Move | None
    old_places: list[Place]
    new_places: list[Place]


class LoneElement(Shape):
    """An element of one version alone."""

    element: Element
    fates: list[Literal["fjernet", "ny"]]
    places: list[Place]
    near: Near | None
    losing_thread: list[Element]
    plan_is_lone: bool


class ComparisonPage(Shape):
    """What is not as it was; nothing is counted where there is no other version."""

    counts: Counts | None
    differences: list[ChangedElement | LoneElement] = []


class MapPage(Shape):
    """All elements and the steps between them."""

    nodes: list[Element]
    edges: list[Edge]


class Document(Shape):
    """A document that was read."""

    file: str
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class PlanOrigin(Shape):
    """Who publishes a plan, under what licence, and from which file it was read."""

    plan: str
    label: str
    publisher: str | None
    license: str | None
    adoptedBy: str | None  # noqa: N815 - the name of the query's variable
    adopted: date | None
    file: str
    mediaType: str  # noqa: N815 - the name of the query's variable
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class DataPage(Shape):
    """What can be taken away, and where it comes from."""

    files: list[str]
    documents: list[Document]
    plans: list[PlanOrigin]
    quads: Count


class Question(Shape):
    """A question of the library: its words by language, its parameters by name, its columns."""

    name: str
    competency: int | None
    question: Message
    parameters: dict[str, Literal["iri", "integer", "date", "text"]]
    returns: list[str]


class QueryAnswer(Shape):
    """What a query was answered with, or the words that say why it was not."""

    columns: list[str]
    rows: list[list[str]]
    total: Count
    problem: str | None


class QuestionsPage(Shape):
    """The library of questions; ``answer`` is that of a query in SPARQL."""

    questions: list[Question]
    answer: QueryAnswer | None


class QuestionPage(Shape):
    """A question of the library with its answer; no rows until every parameter has a value."""

    question: Message
    values: dict[str, str]
    rows: list[dict[str, Cell]]


class Hit(Element):
    """An element that was found, with the words that were and where they stand in the excerpt."""

    score: float
    field: FoundIn
    excerpt: str
    spans: list[Annotated[list[Count], Field(min_length=2, max_length=2)]]


class SearchPage(Shape):
    """What a search found; ``total`` counts all hits, of which the best are told."""

    q: str
    total: Count
    hits: list[Hit]
    suggestions: list[str]


class Accessibility(Shape):
    """What is known of the pages' accessibility, in words."""

    goal: str
    tested: list[str]
    not_tested: list[str]
    known_weaknesses: list[str]


class AboutPage(Shape):
    """What the site rests on."""

    generator: Literal["plangraf"]
    accessibility: Accessibility


class Reading(Shape):
    """By what rule and how surely an element was read as what it is."""

    rule: str
    confidence: Share
    section: str | None


class ElementPage(Told):
    """An element with its threads, what stands below it, and what was found and said of it."""

    threads: list[Thread]
    below: list[Edge]
    measure_ids: list[str]
    findings: list[Finding]
    judgements: list[Judgement]
    reading: Reading | None
    losing_thread: list[str] | None


class PlanPage(Element):
    """A plan with its elements by type, what it cites, and what was found of it."""

    status: PlanStatus
    read: bool
    period: str
    adopted: str
    files: list[str]
    language: Language
    measures: TracedPlan | None
    elements: dict[str, list[Element]]
    cites: list[str]
    findings: list[Finding]
    passages: list[Place]


class Pointing(Shape):
    """An element, and how it points to what the page is about."""

    relation: str
    element: Element


class OtherPage(Element):
    """A body, a law or a goal of the UN, with what names it."""

    named_by: list[Pointing]
    passages: list[Place]


class MunicipalityRow(Shape):
    """A municipality and its figures; ``path`` is where its pages are."""

    id: str
    label: str | None
    path: str
    plans: Count
    strategies: Count
    strategies_without_measure: Count
    measures: Count
    measures_with_thread: Count
    share: Share | None
    open_findings: Count


class MunicipalitiesPage(Shape):
    """The municipalities of a graph of several."""

    municipalities: list[MunicipalityRow]


# --- errors -------------------------------------------------------------------------------------


class Problem(Shape):
    """What is wrong, where, and what to do about it; ``nearest`` are the best guesses."""

    reference: Annotated[str, Field(pattern="^[a-z]+(-[a-z]+)*$")]
    what: str
    where: str
    hint: str
    nearest: list[str]


class ErrorAnswer(Shape):
    """The one shape that errors have."""

    error: Problem


def schemas(shapes: list[type[Shape]]) -> dict[str, Any]:
    """Return the JSON Schemas of some shapes and of their parts by name, as OpenAPI holds them.

    >>> schemas([Place])["Place"]["required"]
    ['id', 'file', 'page', 'line', 'start', 'end', 'quote']
    """
    from pydantic.json_schema import models_json_schema  # noqa: PLC0415 - for the description alone

    _, made = models_json_schema(
        [(shape, "validation") for shape in shapes], ref_template="#/components/schemas/{model}"
    )
    return dict(sorted(made["$defs"].items()))
