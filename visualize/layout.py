"""Where the elements stand on the map: a column for each level, the rows in reading order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from visualize.hierarchy import Branch, walk
from visualize.scene import LEVELS

#: How far apart columns and rows stand, in the map's own units.
COLUMN = 210
ROW = 66


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of one element: its column, and its coordinates on a map with all open."""

    level: int
    x: int
    y: int


def spots(branches: Iterable[Branch]) -> dict[str, Spot]:
    """Return the place of every element, by IRI.

    Elements without any below them get a row each; the others stand at the middle of theirs. An
    element that repeats another stands one column to the right of all measures.
    """
    branches = tuple(branches)
    rows: dict[str, float] = {}
    free = count()
    for branch in branches:
        _set_rows(branch, rows, free)
    found = {}
    for branch in walk(branches):
        iri = branch.item.element.id
        level = _level(branch)
        found[iri] = Spot(level, level * COLUMN, round(rows[iri] * ROW))
    return found


def _level(branch: Branch) -> int:
    if branch.edge is not None and branch.edge.relation == "restates":
        return max(LEVELS.values()) + 1
    return LEVELS.get(branch.item.element.type, 2)


def _set_rows(branch: Branch, rows: dict[str, float], free: Iterator[int]) -> float:
    """Give a branch and all below it their rows; return that of the branch."""
    inner = [_set_rows(child, rows, free) for child in branch.children]
    row = (inner[0] + inner[-1]) / 2 if inner else float(next(free))
    rows[branch.item.element.id] = row
    return row
