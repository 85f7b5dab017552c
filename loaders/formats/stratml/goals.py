"""The goals and objectives of a plan, and what each is in the terms of a Norwegian plan.

StratML says Goal and Objective, whatever they are. Where no export of ours says more, their depth
decides, and what sort of document it is: a plan for some years goes from main goals over sub-goals
to strategies and measures; a plan for one cycle, or a report on it, from main goals to measures.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from loaders.drafts import RANK
from loaders.formats.stratml.marks import GROUP, Marks, parse_marks
from loaders.formats.stratml.tree import children, local, said
from loaders.plans import plan_kind
from loaders.registers import active_mapping

if TYPE_CHECKING:
    from lxml.etree import _Element

MEASURES = frozenset({"measure", "reform_measure"})
#: The types of elements that a mark may give.
TYPES = frozenset(RANK) - {"sdg"}
_LONG = ("main_goal", "sub_goal", "strategy", "measure")
_SHORT = ("main_goal", "measure")
_ONE_CYCLE = frozenset({"Performance_Plan", "Performance_Report"})
_ACTING = frozenset({"action_plan", "action_and_financial_plan", "annual_report"})
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?")
_OWNERS = frozenset({"state", "county"})
_MARKED_DETAILS = ("reference", "deadline", "cost", "progress", "indicator")


@dataclass(frozen=True, slots=True)
class Node:
    """One element: its type (empty for what only groups), text, code, own id and parent's id.

    ``iri`` is what an export of ours says of it.
    """

    type: str
    text: str
    id: str
    parent: str | None
    code: str
    details: tuple[tuple[str, str], ...]
    iri: str | None = None


def levels_of(root: "_Element", title: str) -> tuple[str, ...]:
    """Return what stands at each depth of a plan: as the profile says, or by the sort of plan."""
    given = active_mapping().levels
    if given:
        return given
    is_short = root.get("Type") in _ONE_CYCLE or plan_kind(title) in _ACTING
    return _SHORT if is_short else _LONG


class Goals:
    """Reads the goals of a plan; ``lost`` counts what is not taken, by kind.

    ``levels`` are the types by depth; ``unmarked`` tells whether they were needed. ``nameless``
    and ``twice`` are what a user should know; ``without_id`` counts elements without one.
    """

    def __init__(self, levels: tuple[str, ...], lost: Counter[str]) -> None:
        self.levels = levels
        self.lost = lost
        self.nodes: list[Node] = []
        self.unmarked = False
        self.nameless: list[str] = []
        self.twice: list[str] = []
        self.without_id = 0
        self._ids: set[str] = set()
        self._of: dict[str, str] = {}

    def add_iri(self, iri: str, own: str) -> None:
        """Tell the id of an element that stands elsewhere, such as the vision."""
        self._of.setdefault(iri, own)

    def read(self, goals: Iterator["_Element"]) -> None:
        """Read all goals, each with what stands in it."""
        for goal in goals:
            self._branch(goal, None, 0)
        self.nodes = _parents_first(
            [replace(node, parent=self._parent(node)) for node in self.nodes]
        )

    def own_id(self, element: "_Element", iri: str | None = None) -> str:
        """Return the id of an element; one that is missing or used again is made."""
        own = said(element, "Identifier")
        self.without_id += not own
        if own and own in self._ids:
            self.twice.append(own)
        own = own or f"#{len(self._ids) + 1}"
        while own in self._ids:
            own = f"{own}#{len(self._ids) + 1}"
        self._ids.add(own)
        if iri:
            self._of.setdefault(iri, own)
        return own

    def _branch(self, element: "_Element", parent: Node | None, depth: int) -> None:
        marks = parse_marks(said(element, "OtherInformation"))
        node = self._node(element, marks, parent, depth)
        if node is not None and node.type:
            self.nodes.append(node)
        above = parent if node is None or not node.type else node
        for indicator in children(element, "PerformanceIndicator"):
            if node is None or node.type not in MEASURES:
                self._indicator(indicator, above)
        inner = list(children(element, "Objective", "Goal"))
        numbered: dict[str, Node | None] = {}
        for objective in inner:
            before = len(self.nodes)
            number = said(objective, "SequenceIndicator").rstrip(".")
            under, steps = _numbered_parent(number, numbered)
            self._branch(objective, under or above, depth + 1 + steps)
            numbered[number] = self.nodes[before] if len(self.nodes) > before else None

    def _node(
        self, element: "_Element", marks: Marks, parent: Node | None, depth: int
    ) -> Node | None:
        text, descriptions = self._texts(element, marks)
        if not text:
            return None
        told = marks.first("type")
        kind = told if told in TYPES or told == GROUP else None
        if kind is None:
            self.unmarked = True
            kind = self.levels[min(depth, len(self.levels) - 1)]
        iri = marks.first("id")
        details = [("description", one) for one in descriptions]
        details += self._bodies(element, kind, marks)
        if kind in MEASURES:
            details += [(key, value) for key, value in marks.said if key in _MARKED_DETAILS]
            if marks.first("indicator") is None:
                details += self._measured(element, has_deadline=bool(marks.first("deadline")))
        else:
            details += [("reference", value) for value in marks.all("reference")]
        return Node(
            "" if kind == GROUP else kind,
            text,
            self.own_id(element, iri) if kind != GROUP else "",
            (parent.id if parent is not None else None) if iri is None else marks.first("under"),
            said(element, "SequenceIndicator"),
            tuple(details),
            iri,
        )

    def _texts(self, element: "_Element", marks: Marks) -> tuple[str, list[str]]:
        """What it is called, and what is said of it; what has no name goes by the latter."""
        name = said(element, "Name")
        descriptions = paragraphs(said(element, "Description")) + paragraphs(marks.text)
        if not name and descriptions:
            self.nameless.append(str(element.sourceline))
            name = descriptions.pop(0)
        return name, [one for one in descriptions if one != name]

    def _parent(self, node: Node) -> str | None:
        """The id of what stands above: marks name it by its IRI."""
        if node.iri is None or node.parent is None:
            return node.parent
        return self._of.get(node.parent)

    def _bodies(self, element: "_Element", kind: str, marks: Marks) -> list[tuple[str, str]]:
        """Who carries out a measure; whose a goal is where it is not the municipality's own."""
        named = [one for one in children(element, "Stakeholder") if said(one, "Name")]
        owner = marks.first("owner")
        found: list[tuple[str, str]] = []
        if owner is not None and owner in _OWNERS:
            found.append(("owner", owner))
            named = named[:-1]  # the owner is written last
        if kind in MEASURES:
            found += [("responsible", said(one, "Name")) for one in named]
        else:
            self.lost["stakeholder"] += len(named)
        for one in named if marks.first("id") is None else ():
            roles = [said(role, "Description") for role in children(one, "Role")]
            self.lost["role"] += bool(said(one, "Description") or any(roles))
        return found

    # --- indicators ---------------------------------------------------------------------------

    def _measured(self, element: "_Element", *, has_deadline: bool) -> list[tuple[str, str]]:
        """What a measure is measured by, and until when."""
        found = []
        days = []
        for indicator in children(element, "PerformanceIndicator"):
            if name := _measure_of(indicator):
                found.append(("indicator", name))
            days += [day for target in _targets(indicator) if (day := said(target, "EndDate"))]
            self._count_results(indicator)
        days = [day for day in days if is_day(day)]
        return found + ([("deadline", max(days))] if days and not has_deadline else [])

    def _indicator(self, element: "_Element", parent: Node | None) -> None:
        """An indicator of a goal is an element under it."""
        marks = parse_marks(said(element, "OtherInformation"))
        text = _measure_of(element)
        self._count_results(element)
        if not text:
            return
        iri = marks.first("id")
        self.nodes.append(
            Node(
                "indicator", text, self.own_id(element, iri),
                (parent.id if parent is not None else None) if iri is None
                else marks.first("under"),
                said(element, "SequenceIndicator"),
                tuple(("description", one) for one in paragraphs(marks.text)),
                iri,
            )
        )  # fmt: skip

    def _count_results(self, indicator: "_Element") -> None:
        for instance in children(indicator, "MeasurementInstance"):
            for result in children(instance, "TargetResult", "ActualResult"):
                is_filled = local(result) == "ActualResult" or said(result, "NumberOfUnits")
                self.lost["result"] += bool(is_filled)
        self.lost["relationship"] += sum(1 for _ in children(indicator, "Relationship"))


def _parents_first(nodes: list[Node]) -> list[Node]:
    """The nodes in their order, but each after its parent; what goes in a circle has none."""
    by_id = {node.id: node for node in nodes}
    placed: dict[str, Node] = {}
    for node in nodes:
        path: dict[str, Node] = {}
        here: Node | None = node
        while here is not None and here.id not in placed and here.id not in path:
            path[here.id] = here
            here = by_id.get(here.parent or "")
        if here is not None and here.id in path:
            last = next(reversed(path))
            path[last] = replace(path[last], parent=None)
        placed.update(reversed(path.items()))
    return list(placed.values())


def paragraphs(text: str) -> list[str]:
    r"""Return the paragraphs of a text, which are set apart by empty lines.

    >>> paragraphs("Vi vil\nmer.\n\n \nOg bedre.")
    ['Vi vil mer.', 'Og bedre.']
    """
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [" ".join(" ".join(lines).split()) for lines in found if lines]


def is_day(text: str) -> bool:
    """Tell whether a text is a day as XML writes it, with or without its time zone.

    >>> is_day("2024-02-29Z"), is_day("2023-02-29"), is_day("2024")
    (True, False, False)
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return False
    try:
        date.fromisoformat(match.group(1))
    except ValueError:
        return False
    return True


def _numbered_parent(number: str, seen: dict[str, Node | None]) -> tuple[Node | None, int]:
    """The objective whose number begins this one («1.2» over «1.2.3»), and over how many steps."""
    steps = 0
    found = None
    parts = number.split(".")
    for length in range(1, len(parts)):
        node = seen.get(".".join(parts[:length]))
        if node is not None:
            found, steps = node, steps + 1
    return found, steps


def _measure_of(indicator: "_Element") -> str:
    """«Utslipp (tonn)»: what is measured, and in what."""
    dimension, unit = said(indicator, "MeasurementDimension"), said(indicator, "UnitOfMeasurement")
    return f"{dimension} ({unit})" if dimension and unit else dimension or unit


def _targets(indicator: "_Element") -> Iterator["_Element"]:
    for instance in children(indicator, "MeasurementInstance"):
        yield from children(instance, "TargetResult")
