"""From a StratML file to a document whose elements are said outright.

All that is not taken is counted and told, and so is all that had to be interpreted.
"""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from loaders.composing import Composer
from loaders.document import Document, Record
from loaders.formats.stratml.goals import Goals, Node, is_day, levels_of, paragraphs
from loaders.formats.stratml.losses import Losses
from loaders.formats.stratml.marks import Marks, parse_marks
from loaders.formats.stratml.organisations import stranger
from loaders.formats.stratml.tree import (
    NAMESPACES,
    Opened,
    child,
    children,
    local,
    open_plan,
    said,
)
from loaders.lexicon import lexicon
from ontology.terms import PlanKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_NAMED = 5
_KNOWN = frozenset(
    {"Name", "Description", "OtherInformation", "StrategicPlanCore", "AdministrativeInformation",
     "Submitter"}
)  # fmt: skip
_CORE = frozenset({"Organization", "Vision", "Mission", "Value", "Goal"})


def read(data: bytes, name: str) -> Document:
    r"""Read a plan in StratML, Part 1 or Part 2.

    Raises :class:`~graph.errors.BadInput` as
    :func:`loaders.formats.stratml.tree.open_plan` does.

    >>> plan = '''<StrategicPlan><Name>Temaplan for folkehelse</Name><StrategicPlanCore>
    ... <Goal><Name>Gode liv</Name><Description/><Identifier>_1</Identifier>
    ... <Objective><Name>Flere sykler</Name><Identifier>_2</Identifier></Objective></Goal>
    ... </StrategicPlanCore></StrategicPlan>'''
    >>> document = read(plan.encode(), "plan.xml")
    >>> [(b.text, b.record.type, b.record.parent) for b in document.blocks if b.record]
    [('Gode liv', 'main_goal', None), ('Flere sykler', 'sub_goal', '_1')]
    """
    return _Reader(open_plan(data, name), name).document(data)


def losses(data: bytes, name: str) -> Losses:
    """Return what is not taken of a plan in StratML, by kind.

    Raises what :func:`read` raises.

    >>> plan = "<StrategicPlan><StrategicPlanCore><Mission><Description>Å tjene</Description>"
    >>> losses((plan + "</Mission></StrategicPlanCore></StrategicPlan>").encode(), "a.xml").told()
    'samfunnsoppdrag (1)'
    """
    reader = _Reader(open_plan(data, name), name)
    reader.document(data)
    return reader.losses()


class _Reader:
    """Reads one plan."""

    def __init__(self, opened: Opened, name: str) -> None:
        self.opened = opened
        self.root = opened.root
        self.core = child(self.root, "StrategicPlanCore")
        self.name = name
        self.composer = Composer(guesses_headings=False, is_marked=True)
        self.lost: Counter[str] = Counter()
        self.marks = parse_marks(said(self.root, "OtherInformation"))
        self.title = said(self.root, "Name")
        self.goals = Goals(levels_of(self.root, self.title), self.lost)

    def document(self, data: bytes) -> Document:
        """Return the plan as a document."""
        self._tell_file()
        self._about()
        nodes = [*self._visions(), *self._values()]
        self.goals.read(children(self.core, "Goal"))
        self._count_lost()
        for node in [*nodes, *self.goals.nodes]:
            self.composer.record(
                node.text, Record(node.type, node.id, node.parent), node.code or None, node.details
            )
        self._tell_elements()
        if lost := self.losses():
            told = {f"lost_{language}": lost.told(language) for language in ("nb", "en")}
            self._notice("stratml-not-taken", losses=lost.json(), **told)
        document = self.composer.document(self.name, data, "application/xml", self.opened.encoding)
        kind = self.marks.first("type")
        return replace(
            document,
            plan_kind=kind if kind in set(PlanKind) else None,
            has_title=bool(self.title),
        )

    def losses(self) -> Losses:
        """Return what was not taken."""
        return Losses.of("StratML", "import", self.lost)

    # --- the plan -----------------------------------------------------------------------------

    def _about(self) -> None:
        """What the plan says of itself, in sentences as a plan would have them."""
        self.composer.heading(self.title, 1, is_strong=True)
        if not self.title:
            self._notice("stratml-title-missing")
        for organisation in self._organisations():
            self.composer.aside(organisation, "running-header")
        if adopted := self.marks.first("adopted"):
            day, _, body = adopted.partition(" ")
            by = f" av {body}" if body else ""
            self.composer.paragraph(f"Planen er vedtatt{by} {day}.")
        self._period()
        if (due := self.marks.first("evaluation")) and due.isdecimal():
            self.composer.paragraph(f"Planen skal evalueres i {due}.")
        for text in [*paragraphs(said(self.root, "Description")), *paragraphs(self.marks.text)]:
            self.composer.paragraph(text)

    def _organisations(self) -> list[str]:
        named = [said(one, "Name") for one in children(self.core, "Organization")]
        return [name for name in named if name]

    def _period(self) -> None:
        administration = child(self.root, "AdministrativeInformation")
        years = {}
        wrong = []
        for field in ("StartDate", "EndDate", "PublicationDate"):
            text = said(administration, field)
            if text and not is_day(text):
                wrong.append(f"{field} «{text[:40]}»")
            elif text:
                years[field] = text[:4]
        if wrong:
            self._notice("stratml-date-invalid", dates=", ".join(wrong))
        first, last = years.get("StartDate"), years.get("EndDate")
        if first and last and first > last:
            self._notice("stratml-date-invalid", dates=f"{first}–{last}")
        elif first and last:
            self.composer.paragraph(f"Planperioden er {first}–{last}.")
        elif first or last:
            word = "fra" if first else "til"
            self.composer.paragraph(f"Planen gjelder {word} {first or last}.")

    def _visions(self) -> list[Node]:
        found = []
        iris = self.marks.all("vision")
        for at, vision in enumerate(children(self.core, "Vision")):
            text = said(vision, "Description") or said(vision, "Name")
            if not text:
                continue
            if other := stranger(text, self._organisations()):
                self._notice("stratml-vision-foreign", organisation=other, text=_short(text))
                continue
            own = self.goals.own_id(vision, iris[at] if at < len(iris) else None)
            found.append(Node("vision", " ".join(text.split()), own, None, "", ()))
        return found

    def _values(self) -> list[Node]:
        found: list[Node] = []
        for value in children(self.core, "Value"):
            name, told = said(value, "Name"), paragraphs(said(value, "Description"))
            if not name and not told:
                continue
            details = tuple(("description", one) for one in (told if name else told[1:]))
            own = f"value#{len(found) + 1}"
            found.append(Node("value", name or told[0], own, None, "", details))
        return found

    # --- what is not taken ----------------------------------------------------------------------

    def _count_lost(self) -> None:
        lost = self.lost
        lost["mission"] += sum(
            bool(said(one, "Description")) for one in children(self.core, "Mission")
        )
        for organisation in children(self.core, "Organization"):
            facts = [said(organisation, "Acronym"), parse_marks(said(organisation, "Description"))]
            lost["organisation-fact"] += sum(
                bool(fact.text if isinstance(fact, Marks) else fact) for fact in facts
            )
            lost["organisation-fact"] += sum(
                bool(said(one, "Name")) for one in children(organisation, "Stakeholder")
            )
        administration = child(self.root, "AdministrativeInformation")
        lost["published"] += bool(
            said(administration, "PublicationDate") and not self.marks.first("adopted")
        )
        lost["source"] += bool(said(administration, "Source"))
        for holder in (self.root, administration):
            lost["submitter"] += any(
                "".join(map(str, one.itertext())).strip() for one in children(holder, "Submitter")
            )
        lost["other-plan"] += self.opened.others
        lost["other-element"] += _strangers(self.root, _KNOWN) + _strangers(self.core, _CORE)

    # --- what the user should know ----------------------------------------------------------------

    def _tell_file(self) -> None:
        if self.opened.faults:
            line, reason = self.opened.faults[0]
            self._notice("stratml-syntax", line=line, reason=reason, count=len(self.opened.faults))
        namespace = self.opened.namespace
        if namespace not in NAMESPACES:
            self._notice(
                "stratml-namespace", namespace_nb=namespace or "ingen",
                namespace_en=namespace or "none",
            )  # fmt: skip

    def _tell_elements(self) -> None:
        goals = self.goals
        if goals.unmarked:
            levels = [level for level in goals.levels if level]
            self._notice(
                "stratml-types-by-depth",
                types=", ".join(f"nivå {at} = {_word(kind)}" for at, kind in enumerate(levels, 1)),
                types_en=", ".join(f"level {at} = {kind}" for at, kind in enumerate(levels, 1)),
                example=", ".join(f'"{level}"' for level in levels),
            )
        if goals.nameless:
            lines = _some(goals.nameless)
            self._notice("stratml-name-missing", count=len(goals.nameless), lines=lines)
        if goals.twice:
            self._notice("stratml-id-twice", ids=_some(goals.twice))
        if goals.without_id:
            self._notice("stratml-id-missing", count=goals.without_id)

    def _notice(self, reference: str, **details: object) -> None:
        self.composer.notice(reference, where=self.name, **details)


def _strangers(element: "_Element | None", known: frozenset[str]) -> int:
    """How many filled elements there are that the standard does not have."""
    return sum(
        local(one) not in known and bool("".join(map(str, one.itertext())).strip())
        for one in children(element)
    )


def _word(kind: str) -> str:
    """The Norwegian word for a type, as the lexicon has it."""
    labels = lexicon()["labels"].get(kind) or lexicon()["headers"].get(kind) or {}
    return str(labels["nb"][0]) if labels else kind


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" … (+{more})" if more > 0 else "")


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else words[:59].rsplit(" ", 1)[0] + " …"
