"""What a standard can't hold of a graph, and what a graph can't hold of a standard: by kind."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Direction = Literal["export", "import"]


@cache
def _words() -> dict[str, dict[str, str]]:
    text = (files("loaders") / "data" / "losses.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of one kind that does not come through, and how many there are of it.

    ``is_kept_as_text`` holds where its words come through, but not what they mean to a program.
    """

    kind: str
    count: int
    is_kept_as_text: bool = False

    def told(self, language: str = "nb") -> str:
        """Return it in words.

        >>> Loss("mission", 1).told(), Loss("reference", 3, is_kept_as_text=True).told("en")
        ('samfunnsoppdrag (1)', 'how references were understood (3, as text)')
        """
        word = _words()[self.kind][language]
        suffix = f", {_words()['as-text'][language]}" if self.is_kept_as_text else ""
        return f"{word} ({self.count}{suffix})"

    def json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {"kind": self.kind, "count": self.count, "kept_as_text": self.is_kept_as_text}


@dataclass(frozen=True, slots=True)
class Losses:
    """All that is lost on one way between a graph and a standard, the losses sorted by kind.

    >>> losses = Losses.of("StratML", "import", {"mission": 1, "source": 0, "submitter": 2})
    >>> losses.told("en")
    "the mission (1); the submitter's name and address (2)"
    >>> losses.json()["direction"], [loss["kind"] for loss in losses.json()["losses"]]
    ('import', ['mission', 'submitter'])
    """

    standard: str
    direction: Direction
    items: tuple[Loss, ...] = ()

    @classmethod
    def of(
        cls,
        standard: str,
        direction: Direction,
        counts: Mapping[str, int],
        *,
        as_text: frozenset[str] = frozenset(),
    ) -> "Losses":
        """Return the losses that were counted; kinds that were not met are left out.

        ``as_text`` are the kinds whose words come through.
        """
        return cls(
            standard,
            direction,
            tuple(
                Loss(kind, count, kind in as_text)
                for kind, count in sorted(counts.items())
                if count
            ),
        )

    def __bool__(self) -> bool:
        """Whether anything is lost."""
        return bool(self.items)

    def told(self, language: str = "nb") -> str:
        """Return them in words, on one line."""
        return "; ".join(loss.told(language) for loss in self.items)

    def json(self) -> dict[str, Any]:
        """Return them for programs."""
        return {
            "standard": self.standard,
            "direction": self.direction,
            "losses": [loss.json() for loss in self.items],
        }
