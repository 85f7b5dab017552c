"""The hierarchy of goals, as a nested list and as an icicle, with measures and gaps at each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from graph.errors import NotFound
from plangraf.site.facets import element_facets, facets
from plangraf.site.listing import Facet, Facets, Listing, Row, listing
from plangraf.site.page import Asked, Content
from plangraf.site.snapshot import Snapshot, finding_id
from queries.answers import Element, Finding
from visualize.icicle import Block, icicle_svg
from visualize.report import goal_blocks
from visualize.scene import GAPS, LEVELS, Item
from visualize.wording import Wording, plain

_PATH, _ICICLE = "mal", "mal/istapp"
#: The box to tick for goals with a gap alone, and what it says when it is ticked.
_GAPS, _YES = "hull", "ja"
#: Down to this level the list is open to begin with.
_OPEN = LEVELS["main_goal"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal or strategy of the list, with all below it that is shown.

    ``gaps`` are its open gaps, ``others`` those that a human has judged or nobody can tell;
    ``gaps_below`` is how many below it have an open one. ``own_word`` is what its plan
    calls the level where that is another word; ``by_plan`` says how many of its measures each plan
    has, by the plan's short name. ``fits`` tells it from those that stand there only
    because something below them does.
    """

    item: Item
    own_word: str
    measures: int | None
    gaps: tuple[tuple[str, Finding], ...]
    others: tuple[tuple[str, Finding], ...]
    repeats: Element | None
    facets: Facets
    by_plan: Mapping[str, int]
    children: tuple["Goal", ...]
    fits: bool = True

    @property
    def gaps_below(self) -> int:
        """How many goals and strategies below have an open gap."""
        return sum(bool(goal.gaps) for goal in walk(self.children))

    @property
    def is_open(self) -> bool:
        """Whether what stands below is shown to begin with."""
        return LEVELS[self.item.element.type] <= _OPEN


def make(asked: Asked) -> Content:
    """Return the hierarchy of goals as the path asks for it."""
    if asked.path not in {_PATH, _ICICLE}:
        raise NotFound("page-unknown", name=asked.path)
    say, snapshot = asked.say, asked.snapshot
    every = goals(asked)
    found = _listing(asked, every)
    wanted = {row.thing.item.element.id for row in found.rows}
    shown = _pruned(every, wanted) if found.is_filtered else every
    is_icicle = asked.path == _ICICLE
    return Content(
        template="icicle.jinja" if is_icicle else "goals.jinja",
        title=say("goals-title-icicle" if is_icicle else "goals-title"),
        section="goals",
        lead=say("goals-lead"),
        values={
            "listing": found,
            "path": asked.path,
            "tabs": ((_PATH, say("goals-list")), (_ICICLE, say("goals-icicle"))),
            "filter": {b.name: asked.given(b.name) for b in found.boxes},
            "plan_key": asked.given("plan"),
            "visions": [goal for goal in shown if goal.item.element.type == "vision"],
            "loose": [goal for goal in shown if goal.item.element.type != "vision"],
            "levels": LEVELS,
            "picture": _picture(asked, _kept(goal_blocks(snapshot.scene, say), shown)),
        },
        json={"goals": [_json(goal) for goal in shown]},
        script=("goals.js", "thread.js") if is_icicle else ("goals.js",),
    )


def goals(asked: Asked) -> tuple[Goal, ...]:
    """Return all goals and strategies that were read, as trees, those of a vision first."""
    snapshot = asked.snapshot
    repeats = {e.source: snapshot.element(e.target) for e in snapshot.scene.edges
               if e.relation == "restates"}  # fmt: skip

    def goal(block: Block) -> Goal:
        item = block.branch.item
        iri = item.element.id
        found = [f for f in snapshot.findings_of.get(iri, ()) if f.code in GAPS]
        by_plan = _by_plan(snapshot, iri)
        own = snapshot.once(facets)[iri]
        gaps = tuple((finding_id(f), f) for f in found if f.state == "open")
        return Goal(
            item=item,
            own_word=_own_word(item),
            measures=block.measures,
            gaps=gaps,
            others=tuple((finding_id(f), f) for f in found if f.state != "open"),
            repeats=repeats.get(iri),
            facets={
                "plan": own["plan"] | frozenset(by_plan),
                "omrade": own["omrade"],
                _GAPS: frozenset({_YES} if gaps else ()),
            },
            by_plan=by_plan,
            children=tuple(map(goal, block.children)),
        )

    return tuple(map(goal, goal_blocks(snapshot.scene, asked.say)))


def walk(found: Iterable[Goal]) -> Iterator[Goal]:
    """Iterate over goals and all below them, each before its children."""
    for goal in found:
        yield goal
        yield from walk(goal.children)


def _own_word(item: Item) -> str:
    """Return the plan's word for a level, unless it is the usual Norwegian word in some form."""
    word = plain(item.level_word or "")
    usual = [say.type_name(item.element.type).casefold() for say in map(Wording, ("nb", "nn"))]
    return "" if word.casefold().startswith(tuple(usual)) else word


def _by_plan(snapshot: Snapshot, iri: str) -> dict[str, int]:
    """Return how many of the measures that reach a goal each plan has."""
    plans: dict[str, int] = {}
    for measure in sorted(snapshot.scene.measures_of.get(iri, ())):
        plan = snapshot.element(measure).plan_id
        if plan:
            plans[snapshot.key(plan)] = plans.get(snapshot.key(plan), 0) + 1
    return dict(sorted(plans.items()))


def _listing(asked: Asked, every: tuple[Goal, ...]) -> Listing:
    """Return the goals that the form asks for, without their places in the trees."""
    rows = [Row(goal, goal.facets, {"plan": at}) for at, goal in enumerate(walk(every))]
    gaps = Facet(_GAPS, asked.say("goals-only-gaps"), lambda _: asked.say("goals-only-gaps"))
    boxes = [*element_facets(asked, "plan", "omrade"), gaps]
    return listing(replace(asked, page_rows=None), rows, boxes, {"plan": ""})


def _pruned(every: Iterable[Goal], wanted: set[str]) -> tuple[Goal, ...]:
    """Return the trees with what is wanted and what leads to it."""
    kept = []
    for goal in every:
        below = _pruned(goal.children, wanted)
        fits = goal.item.element.id in wanted
        if fits or below:
            kept.append(replace(goal, children=below, fits=fits))
    return tuple(kept)


def _kept(blocks: Iterable[Block], shown: tuple[Goal, ...]) -> tuple[Block, ...]:
    """Return the blocks of the goals that are shown."""
    names = {goal.item.element.id for goal in walk(shown)}

    def kept(some: Iterable[Block]) -> tuple[Block, ...]:
        return tuple(
            replace(block, children=kept(block.children))
            for block in some
            if block.branch.item.element.id in names
        )

    return kept(blocks)


def _picture(asked: Asked, blocks: tuple[Block, ...]) -> Callable[[Callable[[str], str]], Markup]:
    def picture(to_element: Callable[[str], str]) -> Markup:
        svg = icicle_svg(blocks, asked.say.language, lambda element: to_element(element.id))
        return Markup(svg)  # noqa: S704 - drawn by us, text escaped

    return picture


def _json(goal: Goal) -> dict[str, Any]:
    return {
        **goal.item.element.json(),
        "level_word": goal.item.level_word,
        "measures": goal.measures,
        "measures_by_plan": dict(goal.by_plan),
        "gaps": [finding.code for _, finding in goal.gaps],
        "gaps_below": goal.gaps_below,
        "repeats": goal.repeats.id if goal.repeats else None,
        "chosen": goal.fits,
        "below": [_json(child) for child in goal.children],
    }
