"""The report page: figures, coverage, hierarchy, findings and threads, to read, print and file."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from queries.answers import Element, Finding, Thread
from queries.covering import Matrix
from visualize.drawing import wrapped
from visualize.hierarchy import forest
from visualize.icicle import Block, blocks, icicle_svg
from visualize.pages import environment, policy, static
from visualize.scene import Item, Report, Scene, gaps_of
from visualize.thread import chosen, in_codes, thread_codes, thread_svg
from visualize.wording import Wording, named, plain

_QUOTE = 220
#: From how large a share of the fullest cell on a cell is a shade darker.
_SHADES = (0.0, 0.25, 0.5, 0.75)
_LEVELS = ("strategies", "sub_goals", "main_goals", "focus_areas")
_LEVEL_TYPES = {
    "strategies": "strategy", "sub_goals": "sub_goal", "main_goals": "main_goal",
    "focus_areas": "focus_area",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as the report lists it: its threads in codes, and how sure the firmest is."""

    item: Item
    anchor: str
    ways: tuple[str, ...]
    more: int
    sure: str
    gap: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix: its measures, its shade, and the list further down that it leads to."""

    column: Element | None
    measures: tuple[MeasureRow, ...]
    anchor: str
    shade: int
    told: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a matrix; ``lists`` are the cells that have measures, the one without area last."""

    element: Element
    cells: tuple[Cell, ...]
    without: Cell
    total: int
    note: str = ""

    @property
    def lists(self) -> list[Cell]:
        """The cells to list further down."""
        return [cell for cell in (*self.cells, self.without) if cell.measures]


def report_html(report: Report, lang: str) -> str:
    """Return the report as one file without scripts and with nothing to fetch."""
    say = Wording(lang)
    scene = report.scene
    style = static("colours.css", "common.css", "pictures.css", "report.css")
    rows = measure_rows(report, say)
    languages = {item.element.id: item.language for item in scene.items}
    languages.update({plan.element.id: plan.language for plan in scene.plans})
    shown = hierarchy_blocks(scene, say)
    context = {
        "lang": say.language,
        "say": say,
        "style": style,
        "policy": policy([style], []),
        "title": say("report-title", municipality=scene.municipality or "–"),
        "scene": scene,
        "read_plans": [plan for plan in scene.plans if plan.is_read],
        "figures": report.figures,
        "cards": _cards(report.figures, say),
        "goal_rows": [
            {"name": say.type_name(_LEVEL_TYPES[level]).capitalize(), **report.figures[level]}
            for level in _LEVELS
        ],
        "matrices": [
            _matrix(report.by_plan, "by-plan", "plan", rows, say),
            _matrix(report.by_initiative, "by-initiative", "initiative", rows, say),
        ],
        "blocks": shown,
        "icicle": Markup(icicle_svg(shown, say.language)),  # noqa: S704 - drawn by us, text escaped
        "states": {"open": 0, "unknown": 0, "accepted": 0}
        | Counter(finding.state for finding in scene.findings),
        "finding_groups": _finding_groups(scene.findings, say),
        "picture": _picture(report, languages, say),
        "measure_plans": _by_plan(rows.values()),
        "language_of": lambda iri: languages.get(iri, "nb"),
        "named": named,
        "short": short,
        "marked": marked,
        "proposed": lambda proposal: proposed(proposal, say),
    }
    return environment().get_template("report.jinja").render(context)


def short(quote: str) -> str:
    """Return a quote in full, or its beginning where it is long.

    >>> short("ord " * 100)[-9:]
    'ord ord …'
    """
    return (wrapped(quote, _QUOTE, 1) or [""])[0]


def marked(text: str) -> Markup:
    """Return a message with its word differences as deletions and insertions.

    >>> print(marked("barn [-og unge-] {+<og> voksne+}"))
    barn <del>og unge</del> <ins>&lt;og&gt; voksne</ins>
    """
    told = str(escape(plain(text)))
    told = re.sub(r"\[-(.+?)-\]", r"<del>\1</del>", told)
    return Markup(re.sub(r"\{\+(.+?)\+\}", r"<ins>\1</ins>", told))  # noqa: S704 - escaped above


def hierarchy_blocks(scene: Scene, say: Wording) -> tuple[Block, ...]:
    """Return the goals and strategies that lead to a vision, with their measures and gaps."""
    return tuple(b for b in goal_blocks(scene, say) if b.branch.item.element.type == "vision")


def goal_blocks(scene: Scene, say: Wording) -> tuple[Block, ...]:
    """Return all goals and strategies that were read, those under no vision after the others."""
    own = [item for item in scene.items if not item.is_cited_only]
    gaps = {
        iri: ", ".join(dict.fromkeys(say.concept("finding-code", f.code) for f in found))
        for iri, found in gaps_of(scene.findings).items()
    }
    trees = forest(own, _own_steps(scene))
    return blocks(trees, {iri: len(found) for iri, found in scene.measures_of.items()}, gaps)


def _own_steps(scene: Scene) -> list[Any]:
    return [edge for edge in scene.edges if edge.relation != "restates"]


def measure_rows(report: Report, say: Wording) -> dict[str, MeasureRow]:
    """Return the measures that count by IRI, in the order of their plans."""
    gaps = gaps_of(report.scene.findings)
    found = {}
    for number, (item, threads) in enumerate(report.threads, 1):
        ways = thread_codes(threads, say)
        iri = item.element.id
        found[iri] = MeasureRow(
            item,
            f"m{number}",
            tuple(ways[:3]),
            len({in_codes(thread, say) for thread in threads}) - min(len(ways), 3),
            say.decimal(threads[0].confidence) if threads else "–",
            ", ".join(say.concept("finding-code", finding.code) for finding in gaps.get(iri, ())),
        )
    return found


def _by_plan(rows: Iterable[MeasureRow]) -> list[dict[str, Any]]:
    found = []
    for (plan, iri), some in groupby(
        rows, key=lambda r: (r.item.element.plan, r.item.element.plan_id)
    ):
        found.append({"plan": plan or "–", "plan_id": iri, "rows": list(some)})
    return found


def _cards(figures: Mapping[str, Any], say: Wording) -> list[dict[str, str]]:
    """Return the figures to see first: a part, what it is a part of, and the share."""
    cards = [
        (
            str(figures[level]["with_measure"]),
            say(f"card-{level}", total=figures[level]["total"]),
            say.percent(figures[level]["share"]),
        )
        for level in ("strategies", "sub_goals")
    ]
    measures = figures["measures"]
    cards.append(
        (
            str(measures["with_thread"]),
            say("card-measures", total=measures["total"]),
            say.percent(measures["share"]),
        )
    )
    return [{"part": part, "of": of, "share": share} for part, of, share in cards]


def _matrix(
    matrix: Matrix, name: str, corner: str, rows: Mapping[str, MeasureRow], say: Wording
) -> dict[str, Any]:
    fullest = max((len(found) for found in matrix.cells.values()), default=0)

    def cell(row: Element, at: int, column: Element | None) -> Cell:
        iris = (
            matrix.without.get(row.id, frozenset())
            if column is None
            else matrix.cells.get((row.id, column.id), frozenset())
        )
        measures = tuple(found for iri, found in rows.items() if iri in iris)
        share = len(measures) / fullest if fullest else 0.0
        area = say("without-area") if column is None else named(column)
        return Cell(
            column,
            measures,
            f"{name}-{matrix.rows.index(row)}-{at}",
            sum(share > least for least in _SHADES) if column else 0,
            say("cell", count=len(measures), row=named(row), column=area),
        )

    made = [
        MatrixRow(
            row,
            tuple(cell(row, at, column) for at, column in enumerate(matrix.columns)),
            cell(row, len(matrix.columns), None),
            len(matrix.row_totals.get(row.id, ())),
            say("no-initiative") if corner == "initiative" and row.type != corner else "",
        )
        for row in matrix.rows
    ]
    every = frozenset[str]().union(*matrix.row_totals.values())
    return {
        "name": name,
        "corner": say(corner),
        "caption": say(f"matrix-{name}"),
        "columns": matrix.columns,
        "rows": made,
        "sums": [len(matrix.column_totals.get(column.id, ())) for column in matrix.columns],
        "without_sum": sum(len(row.without.measures) for row in made),
        "total": len(every),
    }


def _finding_groups(findings: Sequence[Finding], say: Wording) -> list[dict[str, Any]]:
    groups = []
    for code, found in groupby(findings, key=lambda finding: finding.code):
        listed = list(found)
        groups.append(
            {
                "code": code,
                "name": say.concept("finding-code", code).capitalize(),
                "severity": say.concept("severity", listed[0].severity),
                "found": listed,
            }
        )
    return groups


def proposed(proposal: Mapping[str, Any], say: Wording) -> str:
    """Return what a finding proposes: a wording, or candidates with their scores."""
    if proposal.get("text"):
        return f"«{plain(str(proposal['text']))}»"
    told = []
    for candidate in proposal.get("candidates", [])[:3]:
        target = candidate["target"]
        code = f"{target['code']} " if target["code"] else ""
        told.append(f"{code}{plain(target['label'])} ({say.decimal(candidate['score'])})")
    return "; ".join(told)


def example_threads(report: Report) -> tuple[Thread, ...]:
    """Return the threads of the first measure with a reference that was read, not inferred."""
    for _, threads in report.threads:
        if threads and threads[0].is_stated and threads[0].edges[0].relation == "refersTo":
            return threads
    return ()


def _picture(report: Report, languages: Mapping[str, str], say: Wording) -> dict[str, Any] | None:
    """Return these threads as a picture, and those of them that it shows."""
    threads = example_threads(report)
    if not threads:
        return None
    svg = thread_svg(threads, say.language, languages)
    return {
        "svg": Markup(svg),  # noqa: S704 - drawn by us, text escaped
        "threads": chosen(threads),
    }
