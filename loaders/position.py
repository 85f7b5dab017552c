"""Where a reader stands in a document: what is open, and what the last label said comes now."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from loaders.document import Mapped
from loaders.drafts import Draft, Metadata, PlanMention
from loaders.labels import Label
from loaders.leadins import LeadIn
from loaders.tree import Tree

#: What a label may say of the measure before it.
ATTRIBUTES = frozenset({"responsible", "deadline", "cost", "progress", "indicator"})
#: What a list can hold.
LISTED = frozenset(
    {
        "goal", "main_goal", "sub_goal", "strategy", "measure", "priority", "indicator",
        "focus_area", "value", "initiative", "recommendation",
    }
)  # fmt: skip


@dataclass(slots=True)
class Current:
    """The label or lead-in that says what comes now.

    ``is_one`` holds for a label that names one element by number on its own line («Mål 1.1: …»);
    ``subject`` is what a lead-in of the profile puts before each item.
    """

    types: tuple[str, ...]
    word: str
    rule: str
    quoted_from: PlanMention | None = None
    is_plural: bool = True
    is_pending: bool = True
    is_chapter: bool = False
    count: int = 0
    code: str | None = None
    is_one: bool = False
    subject: Mapped | None = None

    @property
    def type(self) -> str:
        """The type of what comes now."""
        return self.types[0]


@dataclass(slots=True)
class Position:
    """The state that the recognisers of one document share.

    ``names`` are proper names, which begin no new sentence; ``notes`` are the numbers of the
    footnotes. ``current`` is the label in force, ``is_context`` says that it is one whose text
    holds no elements, ``lead`` is the last sentence before a list, ``last`` the last element,
    ``attribute`` the attribute that the block before this one gave it. ``has_own_goals`` says that
    a label in a section on somebody else's goals has turned to the plan's own. ``ranks`` are the
    levels that stand elsewhere in this document than usual (:mod:`loaders.levels`), ``repeated``
    the headings that come back.
    """

    metadata: Metadata
    names: frozenset[str]
    notes: frozenset[str]
    ranks: Mapping[str, float] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    tree: Tree = field(init=False)
    current: Current | None = None
    is_context: bool = False
    lead: Mapped | None = None
    last: Draft | None = None
    attribute: str | None = None
    has_own_goals: bool = False

    def __post_init__(self) -> None:
        """Open an empty tree."""
        self.tree = Tree(self.metadata, self.ranks, self.repeated)

    def follow(self, label: Label, rule: str = "label", *, is_plural: bool = True) -> Current:
        """Let a label say what comes now."""
        self.current = Current(label.types, label.word, rule, is_plural=is_plural)
        self.tree.new_run()
        return self.current

    def follow_lead(self, lead: LeadIn) -> None:
        """Let the sentence before a list say what the list holds."""
        self.current = Current(
            (lead.type,), lead.word, "leadin", lead.quoted_from, subject=lead.subject
        )
        self.tree.new_run()

    def leave(self, last: Draft | None = None) -> None:
        """Forget the label; ``last`` is the element that what follows may belong to."""
        self.current = None
        self.is_context = False
        self.lead = None
        self.last = last
