"""Two versions laid side by side: what is new, changed, moved or removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.iris import slug
from plangraf.site.facets import element_facets
from plangraf.site.listing import Facet, Row, listing
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.snapshot import Snapshot
from queries.answers import Element, Place
from queries.comparing import Comparison, Lone, Pair, compare
from visualize.differing import difference, property_word

#: What became of an element, in the order it is told; names in addresses and of words.
_FATES = ("endret", "flyttet", "fjernet", "ny")
_COUNTS = {"endret": "changed", "flyttet": "moved", "ny": "new", "fjernet": "removed"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One element that is not as it was: as it is now, or as it was where it is gone."""

    element: Element
    fates: tuple[str, ...]
    pair: Pair | None = None
    lone: Lone | None = None

    @property
    def old_places(self) -> tuple[Place, ...]:
        """Where it stood in the older version."""
        if self.pair:
            return self.pair.old_places
        return self.lone.places if self.lone and "fjernet" in self.fates else ()

    @property
    def new_places(self) -> tuple[Place, ...]:
        """Where it stands in the newer version."""
        if self.pair:
            return self.pair.new_places
        return self.lone.places if self.lone and "ny" in self.fates else ()


def make(asked: Asked) -> Content:
    """Return the differences from the graph to compare with, or how to name one."""
    crumbs = (Crumb(asked.say("nav-overview"), asked.address("")),)
    title = asked.say("comparison-title")
    if asked.other is None:
        return Content(
            template="comparison-none.jinja", title=title, section="comparison", values={},
            json={"counts": None}, crumbs=crumbs,
        )  # fmt: skip
    found = asked.snapshot.once(_compared, asked.other)
    rows = [_row(at, one) for at, one in enumerate(_differences(found))]
    # The plans of two versions seldom have one IRI; here they go by their titles.
    titles = {slug(_plan(row.thing)): _plan(row.thing) for row in rows}
    facets = [
        Facet("endring", asked.say("comparison-fate"), lambda fate: asked.say(f"fate-{fate}")),
        *element_facets(asked, "type"),
        Facet("plan", asked.say("facet-plan"), lambda name: titles.get(name, name)),
    ]
    sorts = {name: asked.say(f"comparison-sort-{name}") for name in ("endring", "plan", "navn")}
    shown = listing(asked, rows, facets, sorts)
    return Content(
        template="comparison.jinja",
        title=title,
        section="comparison",
        lead=asked.say("comparison-lead", same=len(found.same), **_spans(asked)),
        values={
            "listing": shown,
            "counts": [(fate, found.counts[_COUNTS[fate]]) for fate in _FATES],
            "same": len(found.same),
            "difference": partial(difference, say=asked.say),
            "property_word": partial(property_word, say=asked.say),
            "older_language": asked.other.language,
        },
        json={"counts": found.counts, "differences": [_json(row.thing) for row in shown.rows]},
        crumbs=crumbs,
    )


def _compared(snapshot: Snapshot, other: Snapshot) -> Comparison:
    return compare(other.catalogue, snapshot.catalogue)


def _spans(asked: Asked) -> dict[str, str]:
    """Return the number of plans that were read of each version."""
    sides = {"old": asked.other, "new": asked.snapshot}
    return {
        name: str(sum(plan.is_read for plan in side.plans.values()))
        for name, side in sides.items()
        if side is not None
    }


def _differences(found: Comparison) -> Iterator[Difference]:
    for pair in found.pairs:
        fates = [("endret", pair.changes), ("flyttet", pair.move)]
        kept = tuple(fate for fate, is_so in fates if is_so)
        if kept:
            yield Difference(pair.new, kept, pair=pair)
    for lone in found.new:
        yield Difference(lone.element, ("ny",), lone=lone)
    for lone in found.removed:
        yield Difference(lone.element, ("fjernet",), lone=lone)


def _row(at: int, one: Difference) -> Row:
    plan, fate = _plan(one), _FATES.index(one.fates[0])
    # A plan that is new as a whole says less with each of its elements than one that was changed.
    is_whole = one.lone is not None and one.lone.plan_is_lone
    return Row(
        one,
        {
            "endring": frozenset(one.fates),
            "type": frozenset({one.element.type}),
            "plan": frozenset({slug(plan)}),
        },
        {
            "endring": (fate, is_whole, plan, at),
            "plan": (plan, fate, at),
            "navn": (one.element.label.casefold(), at),
        },
    )


def _plan(one: Difference) -> str:
    return one.element.plan or one.element.label


def _json(one: Difference) -> dict[str, Any]:
    told = one.pair.json() if one.pair else one.lone.json() if one.lone else {}
    return {"element": one.element.json(), "fates": list(one.fates), **told}
