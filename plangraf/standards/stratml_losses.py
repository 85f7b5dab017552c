"""What StratML can't hold of a graph, counted by kind."""

from collections import Counter
from collections.abc import Iterator

from graph.models import (
    ElementDecision,
    FindingDecision,
    Iri,
    Link,
    LinkDecision,
    Measure,
    Plan,
    PlanElement,
    Reference,
    Restatement,
    Thing,
)
from graph.store import PlanStore
from loaders.formats.stratml.losses import Losses
from ontology.terms import Property
from plangraf.standards.plan_outline import PlanOutline, kind_of
from plangraf.standards.stratml import chosen_plans
from plangraf.standards.stratml_writer import Part
from plangraf.standards.things import Things
from queries.catalogue import Catalogue
from queries.finding import findings

#: Whose words the documents hold all the same, in lines of their own.
_AS_TEXT = frozenset({"reference", "measure-fact", "indicator"})


def stratml_losses(store: PlanStore, plan: str | None = None, *, part: Part = 2) -> Losses:
    """Return what StratML can't hold of a plan, or of all plans that were read.

    Raises what :func:`plangraf.standards.stratml.to_stratml` raises.
    """
    things = Things(store)
    outlines = [PlanOutline.of(things, one) for one in chosen_plans(store, things, plan)]
    lost: Counter[str] = Counter()
    inside: set[Iri] = set()
    passages: set[Iri] = set()
    for outline in outlines:
        own = {one.iri for one in (outline.plan, *outline.elements, *outline.restated)}
        lost.update(_of_elements(outline, part))
        lost.update(_of_links(things, outline, own))
        inside |= own
        passages |= _passages(things, outline, own)
    lost["passage"] = len(passages)
    lost["finding"] += sum(one.subject.id in inside for one in findings(Catalogue(store)))
    lost["decision"] += sum(_is_about(things, one, inside) for one in things)
    if plan is None:
        lost["cited"] += sum(
            isinstance(one, Plan | PlanElement) and one.is_cited_only for one in things
        )
    return Losses.of("StratML", "export", lost, as_text=_AS_TEXT)


def _passages(things: Things, outline: PlanOutline, own: set[Iri]) -> set[Iri]:
    """The places that a plan, its elements and its links rest on."""
    resting: list[Plan | PlanElement | Link] = [outline.plan]
    resting += [*outline.elements, *outline.restated]
    resting += [link for link in things.of(Link) if link.source in own]
    return {passage for one in resting for passage in one.passages}


def _of_elements(outline: PlanOutline, part: Part) -> Iterator[str]:
    """Yield a kind for each thing lost of the plan and of its elements."""
    plan = outline.plan
    facts = (plan.status_note, plan.license, plan.cites_level)
    yield from ("plan-fact" for fact in facts if fact is not None)
    yield from ("restatement" for _ in outline.restated)
    visions = list(outline.of_kind("vision"))
    yield from ("vision" for _ in visions[1:])
    yield from ("vision" for one in visions[:1] if one.descriptions)
    for element in outline.elements:
        yield "reading"
        if element.section or element.level_word or element.may_be:
            yield "element-fact"
        if isinstance(element, Measure):
            told = (element.deadline, element.cost, element.progress)
            yield from ("measure-fact" for fact in told if fact is not None)
        if part == 1 and _is_measured(element):
            yield "indicator"


def _is_measured(element: PlanElement) -> bool:
    is_measured = isinstance(element, Measure) and element.indicator is not None
    return is_measured or kind_of(element) == "indicator"


def _of_links(things: Things, outline: PlanOutline, own: set[Iri]) -> Iterator[str]:
    """Yield a kind for each link of the plan that no place in the hierarchy tells."""
    for link in things.of(Link):
        if link.source not in own or isinstance(link, Restatement):
            continue
        if isinstance(link, Reference):
            yield "reference"
        elif link.relation is Property.GROUNDED_IN:
            yield "grounding"
        elif link.iri not in outline.drawn:
            yield "link"


def _is_about(things: Things, decision: Thing, inside: set[Iri]) -> bool:
    """Whether something is a decision about one of some plans and their elements."""
    match decision:
        case LinkDecision():
            link = things.get(decision.link)
            return isinstance(link, Link) and link.source in inside
        case FindingDecision():
            return decision.subject in inside
        case ElementDecision():
            return bool(inside & {*decision.elements})
    return False
