"""The shapes of figures: how much has measures and threads, and measures by row and column."""

from typing import Annotated

from pydantic import Field

from plangraf.site.shape_parts import Count, Element, Shape, Share, Type
from queries.covering import COLUMNS, ROWS

RowKind = Annotated[str, Field(json_schema_extra={"enum": list(ROWS)})]
ColumnKind = Annotated[str, Field(json_schema_extra={"enum": list(COLUMNS)})]


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
