"""What the pages' twins for programs hold: the shape of each answer, written once.

The shapes make the schemas of /openapi.json; that the pages keep to them is tested. They are
closed: a key that is told of nowhere here may not stand in an answer.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from ontology.terms import Assessment, Correction, DecisionAction, FindingCode, PlanStatus
from plangraf.site.shape_changes import ChangedElement, Counts, LoneElement
from plangraf.site.shape_figures import (
    Figures,
    GroundsRow,
    LevelRow,
    Matrix,
    RankedRow,
    RowKind,
    SeveralGoals,
    TracedPlan,
    TracedRow,
    UncoveredRow,
)
from plangraf.site.shape_parts import (
    Count,
    Edge,
    Element,
    Finding,
    FindingPage,
    Judgement,
    Language,
    Link,
    LinkPage,
    Message,
    Place,
    Shape,
    Share,
    State,
    Thread,
)
from queries.search_rules import Field as FoundIn

#: What a cell of a query's answer can be.
Cell = str | int | float | bool | None


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
    description: list[str] = Field(default_factory=list)
    section: list[str] = Field(default_factory=list)
    responsible: list[str] = Field(default_factory=list)
    owner: list[str] = Field(default_factory=list)
    deadline: list[str] = Field(default_factory=list)
    progress: list[str] = Field(default_factory=list)
    cost: list[str] = Field(default_factory=list)
    indicator: list[str] = Field(default_factory=list)
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


class ComparisonPage(Shape):
    """What is not as it was; nothing is counted where there is no other version."""

    counts: Counts | None
    differences: list[ChangedElement | LoneElement] = Field(default_factory=list)


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
