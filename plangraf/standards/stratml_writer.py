"""One plan as an XML document in StratML: what stands where, and in which order.

StratML knows goals and, under them, objectives. What stands at the top of a plan's hierarchy is a
goal, and all below it are its objectives; what each is, and what it stands under, is said in
``OtherInformation``, where the import finds it. ``Identifier`` is made of the IRI, which is no
``xsd:ID`` itself.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, cast
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from graph.models import Iri, Measure, Municipality, Organization, PlanElement, Text
from graph.types import json_type
from loaders.elements import OWNERS
from loaders.formats.stratml.goals import is_day
from loaders.formats.stratml.marks import GROUP, format_marks
from ontology.terms import Class
from plangraf.standards.plan_outline import PlanOutline, kind_of
from plangraf.standards.things import Things
from visualize.wording import Wording, plain

Part = Literal[1, 2]
NAMESPACES: dict[Part, str] = {
    1: "urn:ISO:std:iso:17469:tech:xsd:stratml_core",
    2: "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport",
}
_ROOTS: dict[Part, str] = {1: "StrategicPlan", 2: "PerformancePlanOrReport"}
_SORTS = {
    Class.ACTION_PLAN: "Performance_Plan",
    Class.ACTION_AND_FINANCIAL_PLAN: "Performance_Plan",
    Class.ANNUAL_REPORT: "Performance_Report",
}
#: What is a goal where it stands at the top; all else there is gathered under a heading.
_GOALS = frozenset({"focus_area", "initiative", "main_goal", "sub_goal", "strategy"})
_BESIDE = frozenset({"vision", "value"})
_YEAR = re.compile(r"(?:19|20)\d\d")


def identifier(iri: str, suffix: str = "") -> str:
    """Return the ``xsd:ID`` of an IRI, the same every time.

    >>> identifier("https://example.org/p")
    '_8b0077a2-3958-55e2-815b-51f09685d967'
    """
    return f"_{uuid5(NAMESPACE_URL, iri + suffix)}"


class PlanWriter:
    """Writes one plan; children stand in the order that the schema asks for."""

    def __init__(self, things: Things, outline: PlanOutline, part: Part) -> None:
        self.things = things
        self.outline = outline
        self.plan = outline.plan
        self.part = part
        self.say = Wording(self.plan.language or "nb")

    def root(self) -> etree._Element:
        """Return the whole document."""
        space = NAMESPACES[self.part]
        spaces = cast("dict[str, str]", {None: space})  # as lxml has it: no prefix
        root = etree.Element(f"{{{space}}}{_ROOTS[self.part]}", nsmap=spaces)
        if self.part == 2:
            root.set("Type", _SORTS.get(self.plan.rdf_class, "Strategic_Plan"))
        self._add(root, "Name", self.plan.label.value)
        self._add(root, "OtherInformation", self._plan_marks())
        core = self._add(root, "StrategicPlanCore")
        self._organisation(core)
        self._vision(core)
        for value in self.outline.of_kind("value"):
            told = self._add(core, "Value")
            self._add(told, "Name", value.label.value)
            self._add(told, "Description", _texts(value.descriptions))
        self._goals(core)
        self._administration(root)
        return root

    def _add(self, parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
        child = etree.SubElement(parent, f"{{{NAMESPACES[self.part]}}}{name}")
        child.text = _safe(text) if text else None
        return child

    # --- the plan -----------------------------------------------------------------------------

    def _plan_marks(self) -> str:
        plan = self.plan
        adopted = None
        if plan.adopted is not None:
            adopted = f"{plan.adopted.isoformat()} {self.things.label(plan.adopted_by)}".strip()
        due = str(plan.evaluation_due) if plan.evaluation_due is not None else None
        kind = json_type([plan.rdf_class]) or None
        said: list[tuple[str, str | None]] = [("id", plan.iri), ("type", kind)]
        said.append(("adopted", adopted))
        said.append(("evaluation", due))
        said += [("vision", one.iri) for one in self.outline.of_kind("vision")]
        said += [("value", one.iri) for one in self.outline.of_kind("value")]
        return format_marks(said)

    def _organisation(self, core: etree._Element) -> None:
        municipality = self.things.get(self.plan.municipality)
        if not isinstance(municipality, Municipality):
            return
        organisation = self._add(core, "Organization")
        name = municipality.label.value
        is_whole = "kommune" in name.lower()
        self._add(organisation, "Name", name if is_whole else f"{name} kommune")
        self._add(organisation, "Identifier", identifier(municipality.iri))
        number = municipality.organisation_number
        word = self.say.property_name("organisationNumber")
        lines = [f"{word[0].upper()}{word[1:]} {number}"] if number else []
        lines.append(format_marks([("id", municipality.iri)]))
        self._add(organisation, "Description", "\n".join(lines))

    def _vision(self, core: etree._Element) -> None:
        first = next(self.outline.of_kind("vision"), None)
        if first is not None:
            vision = self._add(core, "Vision")
            self._add(vision, "Description", first.label.value)
            self._add(vision, "Identifier", identifier(first.iri))

    def _administration(self, root: etree._Element) -> None:
        plan = self.plan
        told = self._add(root, "AdministrativeInformation")
        if self.part == 2:
            self._add(told, "Identifier", identifier(plan.iri))
        if plan.period_from is not None:
            self._add(told, "StartDate", f"{plan.period_from:04}-01-01")
        if plan.period_to is not None:
            self._add(told, "EndDate", f"{plan.period_to:04}-12-31")
        if plan.adopted is not None:
            self._add(told, "PublicationDate", plan.adopted.isoformat())

    # --- goals and objectives -------------------------------------------------------------------

    def _goals(self, core: etree._Element) -> None:
        tops = [one for one in self._tops() if kind_of(one) in _GOALS]
        for top in tops:
            goal = self._add(core, "Goal")
            self._element(goal, top)
            self._objectives(goal, self.outline.below(top))
        others = [one for one in self._tops() if kind_of(one) not in _GOALS]
        for kind in dict.fromkeys(kind_of(one) for one in others):
            self._heading(core, kind, [one for one in others if kind_of(one) == kind])
        if not tops and not others:
            self._heading(core, None, [])  # the schema asks for a goal

    def _tops(self) -> list[PlanElement]:
        """What stands under no goal: under nothing, or right under the vision."""
        above = [None, *self.outline.of_kind("vision")]
        found = [one for top in above for one in self.outline.below(top)]
        return [
            one
            for one in sorted(found, key=lambda one: (one.position, one.iri))
            if kind_of(one) not in _BESIDE
        ]

    def _heading(
        self, core: etree._Element, kind: str | None, elements: Iterable[PlanElement]
    ) -> None:
        """A goal that is none: it gathers what stands under no goal."""
        name = self.say.type_name(kind) if kind else self.plan.label.value
        goal = self._add(core, "Goal")
        self._add(goal, "Name", name[0].upper() + name[1:])
        self._add(goal, "Description")
        self._add(goal, "Identifier", identifier(self.plan.iri, f"#{kind}"))
        self._add(goal, "OtherInformation", format_marks([("type", GROUP)]))
        self._objectives(goal, elements)

    def _objectives(self, goal: etree._Element, elements: Iterable[PlanElement]) -> None:
        for element in elements:
            objective = self._add(goal, "Objective")
            self._element(objective, element)
            below = self.outline.below(element)
            if self.part == 2:
                self._measured(objective, element)
                for one in below:
                    if kind_of(one) == "indicator":
                        self._indicator(objective, one)
                below = [one for one in below if kind_of(one) != "indicator"]
            self._objectives(goal, below)

    def _element(self, told: etree._Element, element: PlanElement) -> None:
        self._add(told, "Name", element.label.value)
        self._add(told, "Description", _texts(element.descriptions))
        self._add(told, "Identifier", identifier(element.iri))
        if element.code:
            self._add(told, "SequenceIndicator", element.code)
        for body, role in self._bodies(element):
            self._stakeholder(told, body, role)
        is_objective = etree.QName(told).localname == "Objective"
        marks = self._marks(element, with_indicator=self.part == 1 or not is_objective)
        self._add(told, "OtherInformation", format_marks(marks))

    def _marks(
        self, element: PlanElement, *, with_indicator: bool
    ) -> Iterator[tuple[str, str | None]]:
        above = self.outline.parents.get(element.iri)
        yield "id", element.iri
        yield "type", kind_of(element)
        yield "under", above.iri if above is not None else None
        yield "owner", OWNERS.get(self.things.label(element.owner))
        for reference in self.outline.cited.get(element.iri, ()):
            yield "reference", plain(reference.cited_text.value)
        if isinstance(element, Measure):
            yield "deadline", _text(element.deadline)
            yield "cost", _text(element.cost)
            yield "progress", _text(element.progress)
            yield "indicator", _text(element.indicator) if with_indicator else None

    def _bodies(self, element: PlanElement) -> Iterator[tuple[Iri, str]]:
        if isinstance(element, Measure):
            for body in element.responsible:
                yield body, "responsible"
        if element.owner is not None:
            yield element.owner, "owner"

    def _stakeholder(self, told: etree._Element, body: Iri, role: str) -> None:
        if not isinstance(self.things.get(body), Organization):
            return
        stakeholder = self._add(told, "Stakeholder")
        stakeholder.set("StakeholderTypeType", "Organization")
        self._add(stakeholder, "Name", self.things.label(body))
        word = self.say.property_name(role)
        if self.part == 1:
            self._add(stakeholder, "Description", word)
            return
        known = self._add(stakeholder, "Role")
        self._add(known, "Name", word)
        self._add(known, "RoleType", "Performer")

    # --- indicators ---------------------------------------------------------------------------

    def _measured(self, objective: etree._Element, element: PlanElement) -> None:
        if not isinstance(element, Measure) or element.indicator is None:
            return
        indicator = self._add(objective, "PerformanceIndicator")
        self._add(indicator, "MeasurementDimension", element.indicator.value)
        self._add(indicator, "UnitOfMeasurement")
        self._add(indicator, "Identifier", identifier(element.iri, "#indicator"))
        if element.deadline is not None:
            instance = self._add(indicator, "MeasurementInstance")
            target = self._add(instance, "TargetResult")
            if day := last_day(element.deadline.value):
                self._add(target, "EndDate", day)
            self._add(target, "Description", element.deadline.value)

    def _indicator(self, objective: etree._Element, element: PlanElement) -> None:
        indicator = self._add(objective, "PerformanceIndicator")
        if element.code:
            self._add(indicator, "SequenceIndicator", element.code)
        self._add(indicator, "MeasurementDimension", element.label.value)
        self._add(indicator, "UnitOfMeasurement")
        self._add(indicator, "Identifier", identifier(element.iri))
        marks = format_marks(self._marks(element, with_indicator=False))
        texts = _texts(element.descriptions)
        self._add(indicator, "OtherInformation", f"{marks}\n{texts}" if texts else marks)


def last_day(deadline: str) -> str | None:
    """Return the day by which a deadline is, where it says a year or a day and nothing else.

    >>> last_day("2026"), last_day("2026-06-30"), last_day("Årlig"), last_day("2025–2027")
    ('2026-12-31', '2026-06-30', None, None)
    """
    if _YEAR.fullmatch(deadline):
        return f"{deadline}-12-31"
    return deadline if is_day(deadline) else None


def _text(text: Text | None) -> str | None:
    return plain(text.value) if text is not None else None


def _texts(texts: Iterable[Text]) -> str:
    return "\n\n".join(plain(text.value) for text in texts)


def _safe(text: str) -> str:
    """A text of some lines that XML may hold."""
    return "\n".join(plain(line) for line in text.split("\n"))
