"""What a reader found in one document, before it is linked with anything else."""

from dataclasses import dataclass, field

from loaders.document import Document, Mapped

#: How high a type stands; a child's rank is above its parent's.
RANK = {
    "vision": 0,
    "value": 0,
    "focus_area": 1,
    "initiative": 2,
    "main_goal": 3,
    "sub_goal": 4,
    "strategy": 5,
    "measure": 6,
    "reform_measure": 6,
    "priority": 6,
    "recommendation": 6,
    "indicator": 7,
    "sdg": 7,
}


@dataclass(frozen=True, slots=True)
class PlanMention:
    """A plan that the text names: its kind, its name as printed and the years it gives."""

    kind: str
    name: str
    period_from: int | None = None
    period_to: int | None = None


@dataclass(slots=True, eq=False)
class Draft:
    """One element as read: its words, its place, its parent, and how it was recognised."""

    type: str
    text: Mapped
    rule: str
    confidence: float
    code: str | None = None
    number: str | None = None
    level_word: str | None = None
    parent: "Draft | None" = None
    descriptions: list[Mapped] = field(default_factory=list)
    citations: list[Mapped] = field(default_factory=list)
    attributes: dict[str, list[Mapped]] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    section: str | None = None
    owner: str | None = None
    quoted_from: PlanMention | None = None
    cites: PlanMention | None = None
    heading: Mapped | None = None
    status: str | None = None
    note: Mapped | None = None
    span: Mapped | None = None
    margin: float | None = None
    alternative: str | None = None
    run: int = 0
    depth: int = 0
    rank_as: float | None = None

    @property
    def rank(self) -> float:
        """How high the element stands: its type's rank, unless the document uses it as another."""
        return RANK[self.type] if self.rank_as is None else self.rank_as

    @property
    def label(self) -> str:
        """The element's own text."""
        return self.text.text

    @property
    def place(self) -> Mapped:
        """The text that the element's passage quotes."""
        return self.span or self.text


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that says something about whole levels or about the plan itself."""

    kind: str
    text: Mapped
    types: tuple[str, ...] = ()
    plan: PlanMention | None = None
    subject: Draft | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself."""

    title: str
    kind: str | None
    municipality: str | None
    period_from: int | None
    period_to: int | None
    adopted: str | None
    adopted_by: str | None
    language: str
    evaluation_due: int | None = None
    is_reform: bool = False
    places: dict[str, Mapped] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """One document, read: what it is, its elements in order, and what it states in general."""

    document: Document
    metadata: Metadata
    drafts: list[Draft]
    statements: list[Statement]
    warnings: list[str] = field(default_factory=list)

    def of_type(self, *types: str) -> list[Draft]:
        """Return the elements of some types, in order."""
        return [draft for draft in self.drafts if draft.type in types]
