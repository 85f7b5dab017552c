"""Decisions as values: those that stand in the files, and what came of making or undoing one."""

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import BadInput

if TYPE_CHECKING:
    from plangraf.building import Built

#: What a name and a reason may be at most, in characters.
LONGEST_NAME = 200
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """One decision that stands in a file.

    ``kind`` is finding, link or element; ``verdict`` the notation of its assessment, action or
    correction; ``subject`` the element as the file names it: by text, code or IRI. ``text`` is a
    link's citation, ``target`` what the link shall lead to. ``about`` are the IRIs of what it
    holds for: elements of a finding, links, or corrected elements; none where what it names was
    not read. ``key`` undoes it.
    """

    key: str
    kind: str
    verdict: str
    subject: str
    by: str
    on: date
    reason: str | None
    path: Path
    line: int
    code: str | None = None
    text: str | None = None
    target: str | None = None
    about: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the decision as plain values."""
        return asdict(self) | {
            "on": self.on.isoformat(), "path": str(self.path), "about": list(self.about),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an edit: the graph was rebuilt, and the files are as told.

    ``made`` is the decision that was written, or None; ``gone`` those that were taken out.
    ``state`` is what holds of ``about`` now: of a finding open, unknown, accepted or gone; of a
    link the notation of its method, and ``target`` what it leads to; of elements nothing.
    ``count`` is how many findings or links the edit was about, ``built.changed`` the named graphs
    that changed.
    """

    made: Standing | None
    gone: tuple[Standing, ...]
    about: tuple[str, ...]
    state: str | None
    target: str | None
    count: int
    built: "Built"

    def json(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        return {
            "made": self.made.json() if self.made else None,
            "gone": [standing.json() for standing in self.gone],
            "about": list(self.about), "state": self.state, "target": self.target,
            "count": self.count, "changed_graphs": list(self.built.changed),
        }  # fmt: skip


def signed(by: str, reason: str | None, *, needs_reason: bool) -> tuple[str, str | None]:
    r"""Return a name and a reason as they are kept: on one line, of characters that can be seen.

    Raises :class:`~graph.errors.BadInput` (``decision-without-name``,
    ``decision-without-reason``, ``decision-name-too-long``, ``decision-reason-too-long``).

    >>> signed("Kari\u202e  Nordmann ", "Følges opp\r\ni drift\x00", needs_reason=True)
    ('Kari Nordmann', 'Følges opp i drift')
    """
    name, why = _visible(by), _visible(reason or "")
    if not name:
        raise BadInput("decision-without-name")
    if len(name) > LONGEST_NAME:
        raise BadInput("decision-name-too-long", length=len(name), most=LONGEST_NAME)
    if needs_reason and not why:
        raise BadInput("decision-without-reason")
    if len(why) > LONGEST_REASON:
        raise BadInput("decision-reason-too-long", length=len(why), most=LONGEST_REASON)
    return name, why or None


def _visible(text: str) -> str:
    """Spaces and lines as one space; control, direction and half characters left out."""
    seen = unicodedata.normalize("NFC", " ".join(text.split()))
    kept = "".join(c for c in seen if c.isprintable() or unicodedata.category(c) == "Zs")
    return " ".join(kept.split())


def chosen(value: str, known: Iterable[str]) -> str:
    """Return one of the words there are.

    Raises :class:`~graph.errors.BadInput` (``decision-word-unknown``).

    >>> chosen("accept", ["accept", "reject"])
    'accept'
    """
    words = [str(word) for word in known]
    if value not in words:
        raise BadInput("decision-word-unknown", value=value, known=", ".join(words))
    return value
