"""What the tests of the pictures share: scenes drawn by hand, hostile words, and the example."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import plangraf
from graph.store import PlanStore
from plangraf.gathering import report_of
from queries.answers import Edge, Element, Finding, Place, Thread
from queries.catalogue import Catalogue
from queries.covering import Matrix
from visualize.scene import Citation, Item, PlanFacts, Report, Scene

EXAMPLE = Path(__file__).parents[2] / "examples" / "fjordvik"
PLAN = Element("plan", "societal_master_plan", "Samfunnsdelen")

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"onmouseover="alert(2)" x="',
    "javascript:alert(3)",
    "Vi setter \u202eelekrem på\u202c alt",
    "=cmd|' /C calc'!A0",
    "<img src=x onerror=alert(4)>",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<script>",
    "&lt;b&gt; \u2028 \u2029 \x00",
)


@dataclass
class Sketch:
    """A scene drawn by hand: elements by a short name, each with a passage, and steps between."""

    items: list[Item] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    measures: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(  # noqa: PLR0913 - all that an element can be
        self,
        name: str,
        kind: str,
        label: str,
        *,
        code: str | None = None,
        under: tuple[str, ...] = (),
        relation: str = "refersTo",
        stated: bool = True,
        cited: bool = False,
    ) -> str:
        """Add an element under others, quoted from its plan."""
        place = Place(f"p-{name}", "plan.txt", None, len(self.items) + 1, 0, 9, label)
        element = Element(name, kind, label, code, PLAN.label, PLAN.id)
        self.items.append(Item(element, "nb", "ord", cited, len(self.items), (place,)))
        for target in under:
            self.edges.append(Edge(name, target, relation, stated, "exact", 0.9, "table", (place,)))
        return name

    def step(
        self,
        source: str,
        target: str,
        relation: str = "refersTo",
        *,
        stated: bool = True,
        confidence: float = 1.0,
    ) -> None:
        """Add a step between two elements."""
        self.edges.append(Edge(source, target, relation, stated, "exact", confidence, "table"))

    def gap(self, name: str, code: str, state: str = "open") -> None:
        """Add a finding with an element as its subject."""
        item = self.item(name)
        told = dict.fromkeys(("nb", "nn", "en"), f"«{item.element.label}» ({code})")
        self.findings.append(Finding(code, "warning", state, item.element, told, item.places))

    def item(self, name: str) -> Item:
        """Return the item of a name."""
        return next(item for item in self.items if item.element.id == name)

    def thread(self, *names: str) -> Thread:
        """Return the thread through some elements."""
        steps = {(edge.source, edge.target): edge for edge in self.edges}
        pairs = pairwise(names)
        return Thread(
            tuple(self.item(name).element for name in names),
            tuple(steps[pair] for pair in pairs),
        )

    def scene(self) -> Scene:
        """Return the scene."""
        return Scene(
            "Testvik",
            tuple(self.items),
            tuple(self.edges),
            tuple(self.findings),
            (PlanFacts(PLAN, "adopted", is_read=True, files=("plan.txt",)),),
            self.measures,
        )

    def report(self, *threads: tuple[str, tuple[Thread, ...]]) -> Report:
        """Return a report with one area and the measures of some threads."""
        areas = tuple(i.element for i in self.items if i.element.type == "focus_area")
        named = frozenset(name for name, _ in threads)
        matrix = Matrix(
            (PLAN,),
            areas,
            {(PLAN.id, area.id): named for area in areas},
            {PLAN.id: named},
            {area.id: named for area in areas},
            {},
        )
        share = {
            "total": 1, "with_measure": 1, "with_measure_inferred": 1, "without_measure_count": 0,
            "share": 1.0, "by_plan": [],
        }  # fmt: skip
        levels = ("strategies", "sub_goals", "main_goals", "focus_areas")
        figures: dict[str, Any] = dict.fromkeys(levels, share)
        figures["measures"] = {
            "total": 1, "with_thread": 1, "with_stated_thread": 1, "share": 1.0, "by_plan": [],
        }  # fmt: skip
        found = tuple((self.item(name), some) for name, some in threads)
        return Report(self.scene(), figures, matrix, matrix, found)


@pytest.fixture
def sketch() -> Sketch:
    """Give an empty scene."""
    return Sketch()


def town_of(words: Callable[[str], str]) -> Sketch:
    """Return a small town: one of each level, the measure under both of its strategies."""
    made = Sketch()
    made.add("v", "vision", words("Nær havet"))
    made.add("a", "focus_area", words("Trygg oppvekst"), code="1", under=("v",),
             relation="realisesVision")  # fmt: skip
    made.add("h", "main_goal", words("Alle vokser opp trygt"), under=("a",),
             relation="goalOfFocusArea")  # fmt: skip
    made.add("d", "sub_goal", words("Barn får hjelp tidlig"), code="1.A", under=("h",),
             relation="subGoalOf")  # fmt: skip
    for number in (1, 2, 3):
        made.add(f"s{number}", "strategy", words(f"Vi gir råd {number}"), code=f"1.A{number}",
                 under=("d",), relation="supportsSubGoal")  # fmt: skip
    made.add("t", "measure", words("Bygge familiens hus"), under=("s1", "s2"))
    made.add("u", "measure", words("Male rådhuset"))
    made.gap("s3", "strategy-without-measure")
    made.gap("u", "measure-without-thread")
    made.measures = {
        "a": frozenset("t"), "h": frozenset("t"), "d": frozenset("t"), "s1": frozenset("t"),
        "s2": frozenset("t"), "s3": frozenset(),
    }  # fmt: skip
    return made


@pytest.fixture
def town() -> Sketch:
    """Give a small town with a gap and a measure without a thread."""
    return town_of(lambda words: words)


@pytest.fixture(params=HOSTILE)
def hostile_town(request: pytest.FixtureRequest) -> Sketch:
    """Give the small town with hostile words in every text of its plan."""
    return town_of(lambda words: f"{words} {request.param}")


def matrix_of(
    areas: int, plans: int, measures: Mapping[str, tuple[str, tuple[str, ...]]], kind: str = "plan"
) -> Matrix:
    """Return a matrix; ``measures`` has the plan of each measure, and the areas it leads to."""
    cells: dict[tuple[str, str], set[str]] = {}
    rows: dict[str, set[str]] = {}
    columns: dict[str, set[str]] = {}
    without: dict[str, set[str]] = {}
    for measure, (plan, reached) in measures.items():
        rows.setdefault(plan, set()).add(measure)
        for area in reached:
            cells.setdefault((plan, area), set()).add(measure)
            columns.setdefault(area, set()).add(measure)
        if not reached:
            without.setdefault(plan, set()).add(measure)

    return Matrix(
        tuple(Element(f"p{n}", kind, f"Plan {n}") for n in range(1, plans + 1)),
        tuple(Element(f"a{n}", "focus_area", f"Område {n}", str(n)) for n in range(1, areas + 1)),
        {key: frozenset(found) for key, found in cells.items()},
        *(
            {key: frozenset(found) for key, found in some.items()}
            for some in (rows, columns, without)
        ),
    )


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> PlanStore:
    """Give the graph of the example, built once."""
    folder = tmp_path_factory.mktemp("example")
    plangraf.build([EXAMPLE], folder)
    return PlanStore.open(folder)


@pytest.fixture(scope="session")
def gathered(example: PlanStore) -> Report:
    """Give all that a report on the example tells, gathered once."""
    return report_of(Catalogue(example))


def whole(town: Sketch) -> Report:
    """Return a report on the small town: one measure with two threads, one without any."""
    up = ("d", "h", "a", "v")
    threads = (town.thread("t", "s1", *up), town.thread("t", "s2", *up))
    return town.report(("t", threads), ("u", ()))


#: What breaks files rather than pages: formulas, markup of other makers, letters that no XML and
#: no font has, and a word that no column can hold.
BREAKING = (
    "=HYPERLINK(1)", "@SUM(A1)", "#sys.inputs $x$ *_ `raw` <label> @ref", "\\u{41} #panic()",
    "\x01\x0b\x1f\ufffe\uffff\ud800", "\U0001f600 \u4e2d \uf0b7 \u0378",
    "\u202eakab\u202c \u05d0\u05d1", "ø" * 5000, "{{+lagt til+}} [-tatt bort-] {0} %s",
    "e\u0301\u0489 \u200d\u200b\u00ad",
)  # fmt: skip


def broken_report(words: str) -> Report:
    """Return a report with hostile words in every text that a plan or a planner gives."""
    made = whole(town_of(lambda label: f"{words} {label}"))
    scene, place = made.scene, Place("p", f"{words}.txt", 2, 3, 0, 9, words)
    plan = replace(PLAN, label=words)
    decision = {
        "assessment": "not-relevant", "by": words, "date": "2026-01-15", "reason": words,
    }  # fmt: skip
    details = (("description", (words,)), ("deadline", (words,)), ("cost", (words, words)))
    items = tuple(replace(item, details=details, places=(place,)) for item in scene.items)
    proposal = {"text": words}
    finding = replace(scene.findings[0], state="accepted", decision=decision, proposal=proposal)
    facts = PlanFacts(plan, "adopted", is_read=True, files=(words,), adopted="2024-06-13")
    by_plan = replace(made.by_plan, rows=(replace(plan, id=PLAN.id),))
    return replace(
        made,
        scene=replace(
            scene, municipality=words, items=items, findings=(finding, *scene.findings),
            plans=(facts,),
        ),
        by_plan=by_plan,
        threads=tuple((items[scene.items.index(item)], some) for item, some in made.threads),
        citations=(Citation(items[-1].element, words, None, "none", 0.0, is_stated=True),),
    )  # fmt: skip


@pytest.fixture(params=[*HOSTILE, *BREAKING], ids=lambda words: ascii(words)[:12])
def broken(request: pytest.FixtureRequest) -> Report:
    """Give a report full of words that break files."""
    return broken_report(request.param)


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, its headings and its text."""

    _SILENT = frozenset({"script", "style"})
    _VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self._VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an element."""
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note text, apart from that of scripts and styles."""
        here = self._open[-1] if self._open else ""
        if here in self._SILENT:
            self.raw[here].append(data)
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        """The text that is shown."""
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="session")
def take_apart() -> Callable[[str], Page]:
    """Give what takes a page apart."""
    return Page
