"""How the levels of one document stand over each other, where its words say other than usual.

Most plans put strategies under goals. Some put goals under strategies («Strategi 1 → Delmål 1.1 →
Tiltak»): told by the depth of headings and by codes, never by the words.
"""

from dataclasses import dataclass

from loaders.document import Block, Document
from loaders.drafts import RANK
from loaders.labels import Label, match_label
from loaders.profile import active

_GOALS = {"main_goal": "main_goal", "goal": "main_goal", "sub_goal": "sub_goal"}


@dataclass(frozen=True, slots=True)
class _Named:
    """A label that names one element: «Strategi 1: Trygge skoleveier»."""

    type: str
    code: str | None
    depth: int | None

    def holds(self, other: "_Named") -> bool:
        """Tell whether the other stands under this one, by its code or as a deeper heading."""
        if self.code is not None and other.code is not None and "." in other.code:
            return other.code.startswith(f"{self.code}.")
        is_heading = self.depth is not None and other.depth is not None
        return is_heading and (other.depth or 0) > (self.depth or 0)


def level_ranks(document: Document) -> dict[str, float]:
    r"""Return the ranks that differ from :data:`~loaders.drafts.RANK` in this document.

    >>> from loaders.readers import parse_document
    >>> text = "# Strategi 1: Trygge veier\n## Delmål 1.1: Ingen ulykker\n- Bygge fortau\n"
    >>> level_ranks(parse_document(text.encode(), "plan.md"))
    {'strategy': 3.5}
    """
    if given := active().levels.ranks():
        return given
    strategy: _Named | None = None
    goal: _Named | None = None
    held: set[str] = set()
    for block in document.content_blocks():
        named = _named(block)
        if named is None:
            continue
        if named.type == "strategy":
            if goal is not None and goal.holds(named):
                return {}
            strategy = named
        elif strategy is not None and strategy.holds(named):
            held.add(_GOALS[named.type])
        else:
            goal, strategy = named, None
    if not held:
        return {}
    return {"strategy": min(RANK[kind] for kind in held) - 0.5}


def _named(block: Block) -> _Named | None:
    if block.kind not in {"heading", "paragraph"}:
        return None
    is_heading = block.kind == "heading"
    label = match_label(block.text, is_heading=is_heading)
    if label is None or len(label.types) > 1 or label.type not in {*_GOALS, "strategy"}:
        return None
    if label.type == "strategy" and not _is_one(label, block):
        return None
    depth = block.level if is_heading and 0 < block.level < 6 else None
    return _Named(label.type, label.code or label.code_before or block.code, depth)


def _is_one(label: Label, block: Block) -> bool:
    """«Strategi 2: …» names one strategy; «Strategier» and «Strategi:» head a list."""
    return label.code is not None or (
        not label.is_whole and block.kind == "heading" and block.level < 6
    )
