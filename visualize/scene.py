"""What the pages show: the elements of a graph, what is told of each, the steps between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from queries.answers import Edge, Element, Finding, Place, Thread
from queries.covering import Matrix

#: The column of each type of element, from the vision down; other types are outside the thread.
LEVELS = {
    "vision": 0, "focus_area": 1, "main_goal": 2, "sub_goal": 3, "strategy": 4, "initiative": 4,
    "measure": 5, "reform_measure": 5,
}  # fmt: skip

#: Types of plan elements that lead to no vision and are not meant to.
BESIDE = ("value", "priority", "recommendation", "indicator")

#: The findings that are gaps: something that could be there and was not found.
GAPS = frozenset(
    {"strategy-without-measure", "subgoal-without-strategy", "subgoal-without-measure",
     "goal-without-measure", "focus-area-without-measure", "measure-without-reference",
     "measure-without-thread"}
)  # fmt: skip

#: Which step says most of an element's place: a citation first, a repetition last.
_RELATIONS = (
    "refersTo", "followsUpStrategy", "supportsSubGoal", "subGoalOf", "supportsMainGoal",
    "goalOfFocusArea", "supportsFocusArea", "realisesVision", "belongsToInitiative", "restates",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """An element and what its plan tells of it; ``details`` go by the ontology's property names."""

    element: Element
    language: str = "nb"
    level_word: str | None = None
    is_cited_only: bool = False
    position: int = 0
    places: tuple[Place, ...] = ()
    details: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan that was read or is cited, and how it stands."""

    element: Element
    status: str
    is_read: bool
    language: str = "nb"
    period: str = ""
    adopted: str = ""
    files: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    years: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference as it is printed, and what it was understood as."""

    source: Element
    text: str
    target: Element | None
    method: str
    confidence: float
    is_stated: bool
    diff: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole graph as the pages need it: everything typed, everything in a fixed order."""

    municipality: str
    items: tuple[Item, ...]
    edges: tuple[Edge, ...]
    findings: tuple[Finding, ...]
    plans: tuple[PlanFacts, ...] = ()
    measures_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What the report tells beside the scene: figures, matrices, threads by measure, references.

    ``figures`` are those of :meth:`queries.covering.Coverage.json`; ``threads`` has the measures
    that count, each with its threads, the firmest first.
    """

    scene: Scene
    figures: Mapping[str, Any]
    by_plan: Matrix
    by_initiative: Matrix
    threads: tuple[tuple[Item, tuple[Thread, ...]], ...]
    citations: tuple[Citation, ...] = ()


def firmness(edge: Edge) -> tuple[bool, int, float, str]:
    """Return the sort key that puts the edge that says most first: stated, cited, sure.

    >>> stated = Edge("m", "i", "belongsToInitiative", True, "structure", 1.0, "table")
    >>> inferred = Edge("m", "s", "refersTo", False, "similar", 0.9, "match")
    >>> min([inferred, stated], key=firmness).target
    'i'
    """
    known = _RELATIONS.index(edge.relation) if edge.relation in _RELATIONS else len(_RELATIONS)
    return (not edge.is_stated, known, -edge.confidence, edge.target)


def gaps_of(findings: tuple[Finding, ...], state: str = "open") -> dict[str, tuple[Finding, ...]]:
    """Return the gaps in one state by the IRI of their subject."""
    found: dict[str, tuple[Finding, ...]] = {}
    for finding in findings:
        if finding.code in GAPS and finding.state == state:
            found[finding.subject.id] = (*found.get(finding.subject.id, ()), finding)
    return found
