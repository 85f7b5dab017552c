"""The shapes of what answers are made of: elements, passages, threads, findings, links, errors."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ontology.terms import (
    TYPE_NAME,
    Assessment,
    Correction,
    DecisionAction,
    FindingCode,
    Method,
    Severity,
)

#: The types of what a page can be about; «thing» is what the graph only points to.
Type = Annotated[str, Field(json_schema_extra={"enum": [*sorted(TYPE_NAME.values()), "thing"]})]
Language = Literal["nb", "nn", "en"]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
State = Literal["open", "unknown", "accepted"]


class Shape(BaseModel):
    """The shape of an answer or of a part of one."""

    model_config = ConfigDict(extra="forbid")


class Element(Shape):
    """A plan, an element of one, or something that plans are grounded in."""

    id: str
    type: Type
    label: str
    code: str | None
    plan: str | None
    plan_id: str | None


class Place(Shape):
    """A passage: where in which file, and the words."""

    id: str
    file: str
    page: Annotated[int, Field(ge=1)] | None
    line: Count
    start: Count
    end: Count
    quote: str


class Edge(Shape):
    """A step from one element to what it serves, with what it rests on."""

    source: str = Field(alias="from")
    target: str = Field(alias="to")
    relation: str
    stated: bool
    method: Method
    confidence: Share
    rule: str
    passage: Place | None
    passages: list[Place]


class Thread(Shape):
    """A path from an element up to a vision, as sure as its weakest step."""

    confidence: Share
    stated: bool
    nodes: list[Element]
    edges: list[Edge]


class Candidate(Shape):
    """What a reference may mean, and how alike the two read."""

    target: Element
    score: float


class Proposal(Shape):
    """What could mend a finding."""

    action: Literal["link", "use-wording"]
    text: str = ""
    candidates: list[Candidate]


class Acceptance(Shape):
    """Why a finding was accepted, by whom and when."""

    assessment: Assessment
    by: str
    date: date
    reason: str


class Message(Shape):
    """A sentence in each language."""

    nb: str
    nn: str
    en: str


class Finding(Shape):
    """A gap or a doubt, with the sentence that explains it and what it rests on."""

    code: FindingCode
    severity: Severity
    state: State
    subject: Element
    message: Message
    evidence: list[Place]
    proposal: Proposal | None
    decision: Acceptance | None


class FindingPage(Finding):
    """A finding with the path of its page and the link it is about."""

    id: str
    path: str
    link: str | None


class Judgement(Shape):
    """What a human said of an element or a link."""

    subject: str
    target: str | None
    action: DecisionAction | Correction
    by: str
    date: date
    reason: str | None
    link: str | None


class Link(Shape):
    """A link that a human can decide: how it was found, and what was said of it."""

    id: str
    source: Element
    relation: str
    target: Element | None
    stated: bool
    method: Method
    confidence: Share
    suggested: bool
    text: str | None
    diff: str | None
    candidates: list[Candidate]
    passages: list[Place]
    decision: Judgement | None


class LinkPage(Link):
    """A link with the path of its page."""

    path: str


class Problem(Shape):
    """What is wrong, where, and what to do about it; ``nearest`` are the best guesses."""

    reference: Annotated[str, Field(pattern="^[a-z]+(-[a-z]+)*$")]
    what: str
    where: str
    hint: str
    nearest: list[str]


class ErrorAnswer(Shape):
    """The one shape that errors have."""

    error: Problem
