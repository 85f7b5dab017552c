"""What answers are made of: elements, passages, edges, threads. Plain values, no SPARQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Element:
    """A plan, an element of one, or something it is grounded in."""

    id: str
    type: str
    label: str
    code: str | None = None
    plan: str | None = None
    plan_id: str | None = None

    def json(self) -> dict[str, Any]:
        """Return the element as the command line gives it."""
        return {
            "id": self.id, "type": self.type, "label": self.label, "code": self.code,
            "plan": self.plan, "plan_id": self.plan_id,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: where in which file, and the words."""

    id: str
    file: str
    page: int | None
    line: int
    start: int
    end: int
    quote: str

    def json(self) -> dict[str, Any]:
        """Return the passage as the command line gives it."""
        return {
            "id": self.id, "file": self.file, "page": self.page, "line": self.line,
            "start": self.start, "end": self.end, "quote": self.quote,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edge:
    """One step of a thread, with what it rests on."""

    source: str
    target: str
    relation: str
    is_stated: bool
    method: str
    confidence: float
    rule: str
    places: tuple[Place, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the edge as the command line gives it, with the first of its passages."""
        return {
            "from": self.source, "to": self.target, "relation": self.relation,
            "stated": self.is_stated, "method": self.method, "confidence": self.confidence,
            "rule": self.rule,
            "passage": self.places[0].json() if self.places else None,
            "passages": [place.json() for place in self.places],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thread:
    """A path from an element up to a vision; as sure as its weakest step."""

    nodes: tuple[Element, ...]
    edges: tuple[Edge, ...]

    @property
    def confidence(self) -> float:
        """The confidence of the weakest edge."""
        return min((edge.confidence for edge in self.edges), default=1.0)

    @property
    def is_stated(self) -> bool:
        """Whether every step stands in a text."""
        return all(edge.is_stated for edge in self.edges)

    def json(self) -> dict[str, Any]:
        """Return the thread as the command line gives it."""
        return {
            "confidence": self.confidence,
            "stated": self.is_stated,
            "nodes": [node.json() for node in self.nodes],
            "edges": [edge.json() for edge in self.edges],
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap or a doubt: its code, subject, state, and the sentences that explain it.

    ``link`` is the reference or restatement that it is about, where it is about one; ``others``
    are the elements beside the subject that the sentences name.
    """

    code: str
    severity: str
    state: str
    subject: Element
    message: Mapping[str, str]
    evidence: tuple[Place, ...] = ()
    proposal: Mapping[str, Any] | None = None
    decision: Mapping[str, Any] | None = None
    link: str | None = None
    others: tuple[Element, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the finding as the command line gives it."""
        return {
            "code": self.code, "severity": self.severity, "state": self.state,
            "subject": self.subject.json(), "message": dict(self.message),
            "evidence": [place.json() for place in self.evidence],
            "proposal": dict(self.proposal) if self.proposal else None,
            "decision": dict(self.decision) if self.decision else None,
        }  # fmt: skip
