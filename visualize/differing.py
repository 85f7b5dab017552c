"""How a change between two versions is told: the property by its name, the difference marked."""

from collections.abc import Callable

from markupsafe import Markup

from queries.comparing import Change
from visualize.report import marked
from visualize.wording import Wording

#: Properties whose values are names of ours, with what says them in a language.
_NAMES: dict[str, Callable[[Wording, str], str]] = {
    "type": lambda say, value: say.type_name(value),
    "status": lambda say, value: say.concept("plan-status", value),
}


def property_word(change: Change, say: Wording) -> str:
    """Return what a change is about; the ontology has no word of its own for a wording.

    >>> property_word(Change("deadline", "2025", "2026", ""), Wording("nb"))
    'frist'
    """
    if change.property == "label":
        return say("comparison-wording")
    return say.property_name(change.property)


def difference(change: Change, say: Wording) -> Markup:
    """Return what a change took away and put in, as deletions and insertions, safe to show.

    >>> print(difference(Change("type", "strategy", "sub_goal", ""), Wording("nb")))
    <del>strategi</del> <ins>delmål</ins>
    """
    word = _NAMES.get(change.property)
    if word is None:
        return marked(change.diff)
    gone = f"[-{word(say, change.old)}-]" if change.old else ""
    come = "{+" + word(say, change.new) + "+}" if change.new else ""
    return marked(f"{gone} {come}")
