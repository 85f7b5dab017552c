"""What ``OtherInformation`` says for us beside its text: a line for each thing, a key before it.

StratML has two levels, and no field for an IRI. An export writes what it has no field for as
lines that a human can read and the import finds again; all other lines are text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

_PREFIX = "plangraf:"

#: The keys, in the order that they are written in.
KEYS = (
    "id", "type", "under", "owner", "reference", "deadline", "cost", "progress", "indicator",
    "adopted", "evaluation", "vision", "value",
)  # fmt: skip
#: What a heading over elements that stand under no goal has for a type.
GROUP = "group"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marked lines ``(key, value)`` in their order, and the text around them."""

    said: tuple[tuple[str, str], ...]
    text: str

    def all(self, key: str) -> list[str]:
        """Return all values of a key, in order."""
        return [value for name, value in self.said if name == key]

    def first(self, key: str) -> str | None:
        """Return the first value of a key, or None."""
        return next(iter(self.all(key)), None)


def parse_marks(text: str) -> Marks:
    r"""Tell the marked lines of a text from the others.

    >>> marks = parse_marks("Se kartet.\nplangraf:type strategy\nplangraf:under https://a.no/1")
    >>> marks.text, marks.first("type"), marks.first("under"), marks.first("id")
    ('Se kartet.', 'strategy', 'https://a.no/1', None)
    """
    said, rest = [], []
    for line in text.splitlines():
        key, _, value = line.strip().removeprefix(_PREFIX).partition(" ")
        if line.strip().startswith(_PREFIX) and key in KEYS and value.strip():
            said.append((key, value.strip()))
        else:
            rest.append(line)
    return Marks(tuple(said), "\n".join(rest).strip())


def format_marks(said: Iterable[tuple[str, str | None]]) -> str:
    r"""Return the lines for some values; a value that is None is left out.

    >>> format_marks([("type", "strategy"), ("under", None), ("reference", "1.A2\nog mer")])
    'plangraf:type strategy\nplangraf:reference 1.A2 og mer'
    """
    return "\n".join(f"{_PREFIX}{key} {' '.join(value.split())}" for key, value in said if value)
