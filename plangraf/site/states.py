"""How what is listed may stand, each way as a list of its own beside the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from plangraf.site.addresses import Address
from plangraf.site.listing import ALL, PAGE, Listing
from plangraf.site.page import Asked
from visualize.site import capital


@dataclass(frozen=True, slots=True)
class State:
    """A way that rows may stand: how many do, and the list of them."""

    label: str
    count: int
    address: Address
    is_here: bool


def states_of(
    asked: Asked, found: Listing, states: Sequence[str], *, facet: str, words: str
) -> list[State]:
    """Return the ways the rows of a list may stand, and all; the first holds where none is chosen.

    ``words`` is what the keys of their texts begin with. The lists keep what else is chosen; on a
    site of files, where each list is a file of its own, they do not.
    """
    box = next(box for box in found.boxes if box.name == facet)
    counts = {option.value: option.count for option in box.options}
    here = asked.given(facet) or states[0]
    is_static = asked.page_rows is None
    kept = {} if is_static else {k: v for k, v in asked.query.items() if k not in {facet, PAGE}}

    def state(value: str, label: str, count: int) -> State:
        query = {**kept, facet: None if value == states[0] else value}
        return State(label, count, asked.address(asked.path, **query), value == here)

    return [
        *(state(one, capital(asked.say(f"{words}-{one}")), counts.get(one, 0)) for one in states),
        state(ALL, asked.say("list-all"), sum(counts.values())),
    ]
