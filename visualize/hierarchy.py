"""The plan elements as a tree: each element once, under the parent that says most of its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from queries.answers import Edge
from queries.catalogue import code_order
from visualize.scene import LEVELS, Item, firmness


@dataclass(frozen=True, slots=True)
class Branch:
    """An item with the items under it; ``edge`` is the step up, ``others`` the steps not drawn."""

    item: Item
    children: tuple["Branch", ...] = ()
    edge: Edge | None = None
    others: tuple[Edge, ...] = ()


def forest(items: Sequence[Item], edges: Iterable[Edge]) -> tuple[Branch, ...]:
    """Return the items as trees, roots and siblings in reading order.

    An item hangs under the target of its firmest edge; a ring of edges is cut where it closes, so
    every item comes once.

    >>> from queries.answers import Element
    >>> one = Item(Element("v", "vision", "Nær havet"))
    >>> two = Item(Element("a", "focus_area", "Trygg oppvekst", "1"))
    >>> step = Edge("a", "v", "realisesVision", True, "structure", 1.0, "heading")
    >>> [(root.item.element.id, len(root.children)) for root in forest([two, one], [step])]
    [('v', 1)]
    """
    known = {item.element.id: item for item in items}
    above: dict[str, list[Edge]] = {}
    for edge in sorted(edges, key=firmness):
        if edge.source in known and edge.target in known:
            above.setdefault(edge.source, []).append(edge)
    parent = _parents(sorted(known), above)
    below: dict[str, list[str]] = {}
    for child, edge in parent.items():
        below.setdefault(edge.target, []).append(child)

    def branch(iri: str) -> Branch:
        children = sorted(below.get(iri, ()), key=lambda i: reading_order(known[i]))
        chosen = parent.get(iri)
        return Branch(
            known[iri],
            tuple(branch(child) for child in children),
            chosen,
            tuple(edge for edge in above.get(iri, ()) if edge is not chosen),
        )

    roots = [iri for iri in known if iri not in parent]
    return tuple(branch(iri) for iri in sorted(roots, key=lambda i: reading_order(known[i])))


def walk(branches: Iterable[Branch]) -> Iterable[Branch]:
    """Iterate over branches and all below them, each before its children."""
    for branch in branches:
        yield branch
        yield from walk(branch.children)


def reading_order(item: Item) -> tuple[object, ...]:
    """Return the sort key of an item among its siblings: by level, then as its plan numbers it.

    >>> from queries.answers import Element
    >>> coded = Item(Element("s", "strategy", "Vi skriver klart", "5.A2"))
    >>> reading_order(coded) < reading_order(Item(Element("m", "measure", "Bygge bru")))
    True
    """
    element = item.element
    return (
        item.is_cited_only, LEVELS.get(element.type, len(LEVELS)), element.type == "initiative",
        element.code is None, code_order(element.code), element.plan or "", item.position,
        element.label, element.id,
    )  # fmt: skip


def _parents(iris: list[str], above: dict[str, list[Edge]]) -> dict[str, Edge]:
    parent: dict[str, Edge] = {}
    for iri in iris:
        for edge in above.get(iri, ()):
            if not _leads_to(edge.target, iri, parent):
                parent[iri] = edge
                break
    return parent


def _leads_to(start: str, goal: str, parent: dict[str, Edge]) -> bool:
    here: str | None = start
    while here is not None:
        if here == goal:
            return True
        here = parent[here].target if here in parent else None
    return False
