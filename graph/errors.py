"""One root for everything that can go wrong: what, where, and what to do about it.

Exceptions carry data: a kebab-case reference, the place, and the fields of the message. What they
say, in Norwegian and English, stands once in ``messages.toml`` beside this module; the command
line and the server render it.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, ClassVar


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415 - only when something went wrong
    from importlib.resources import files  # noqa: PLC0415

    return tomllib.loads((files("graph") / "messages.toml").read_text("utf-8"))


def wording(reference: str, part: str, language: str, fields: Mapping[str, Any]) -> str:
    """Return one part (``what`` or ``hint``) of a message, its fields filled in.

    >>> wording("document-empty", "what", "nb", {})
    'Filen inneholder ingen tekst.'
    """
    template = _catalogue()[reference].get(f"{part}_{language}", "")
    return template.format_map({key: str(value) for key, value in fields.items()})


class Message:
    """Something to tell a user: what it is about, where it is, and the fields of its wording."""

    reference: str
    where: str
    fields: Mapping[str, object]

    def what(self, language: str = "nb") -> str:
        """Return what is the matter."""
        return wording(self.reference, "what", language, self.fields)

    def hint(self, language: str = "nb") -> str:
        """Return what to do about it."""
        return wording(self.reference, "hint", language, self.fields)

    def render(self, language: str = "nb") -> str:
        """Return the message on one line.

        >>> Notice("document-without-elements", name="a.txt").render("en")
        'document-without-elements: No plan elements were found in «a.txt».'
        """
        place = f" ({self.where})" if self.where else ""
        return f"{self.reference}: {self.what(language)}{place}"


class PlangrafError(Message, Exception):
    """Something that stops the work, told so that a planner can mend it.

    ``exit_code`` is 2 for bad input or usage and 3 for a fault of ours.

    >>> print(BadInput("document-empty", where="a.txt"))
    document-empty: The file holds no text.
    / where: a.txt
    / hint: Check the export that made the file.
    """

    exit_code: ClassVar[int] = 2

    def __init__(
        self, reference: str, *, where: object = "", nearest: Iterable[str] = (), **fields: object
    ) -> None:
        """Store the reference, the place, the nearest matches and the fields of the message."""
        super().__init__(reference, where, fields)
        self.reference = reference
        self.where = str(where)
        self.nearest = tuple(nearest)
        self.fields = fields

    def render(self, language: str = "nb") -> str:
        """Return the diagnostic in its fixed form."""
        where, hint, guess = _WORDS[language]
        lines = [f"{self.reference}: {self.what(language)}"]
        if self.where:
            lines.append(f"/ {where}: {self.where}")
        if advice := self.hint(language):
            lines.append(f"/ {hint}: {advice}")
        if self.nearest:
            lines.append(f"/ {guess}: " + f"\n  {' ' * len(guess)}  ".join(self.nearest))
        return "\n".join(lines)

    def json(self, language: str = "nb") -> dict[str, object]:
        """Return the diagnostic for programs: the one shape that errors have there.

        >>> BadInput("document-empty", where="a.txt").json("en")["error"]  # doctest: +ELLIPSIS
        {'reference': 'document-empty', 'what': 'The file holds no text.', ...}
        """
        return {
            "error": {
                "reference": self.reference,
                "what": self.what(language),
                "where": self.where,
                "hint": self.hint(language),
                "nearest": list(self.nearest),
            }
        }

    def __str__(self) -> str:
        """Return the diagnostic in English, for logs and developers."""
        return self.render("en")


_WORDS = {"nb": ("sted", "råd", "mente du"), "en": ("where", "hint", "did you mean")}


class BadInput(PlangrafError):
    """What was given can't be used: a file, a setting, an argument."""


class NotFound(PlangrafError):
    """What was asked for is not in the graph; ``nearest`` are the best guesses, best first."""


class OurFault(PlangrafError):
    """A promise of ours that broke: please report it."""

    exit_code = 3


class Notice(Message):
    """Something a user should know that stops nothing; worded like an error."""

    def __init__(self, reference: str, *, where: object = "", **fields: object) -> None:
        """Store the reference, the place and the fields of the message."""
        self.reference = reference
        self.where = str(where)
        self.fields = fields

    def __eq__(self, other: object) -> bool:
        """Notices that say the same are the same."""
        return isinstance(other, Notice) and self.render() == other.render()

    def __hash__(self) -> int:
        """Hash what the notice says."""
        return hash(self.render())

    def __repr__(self) -> str:
        """Show the notice in English."""
        return f"Notice({self.render('en')!r})"
