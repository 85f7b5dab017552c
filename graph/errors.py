"""One root for everything that can go wrong: what, where, and what to do about it.

Exceptions carry data; the command line and the server render them. ``exit_code`` is 2 for bad
input or usage and 3 for a fault of ours.
"""

from typing import ClassVar


class PlangrafError(Exception):
    """Something that stops the work, told so that a planner can mend it.

    >>> error = BadInput("plan-empty", "the file holds no text.", where="a.txt", hint="remove it")
    >>> print(error)
    plan-empty: the file holds no text.
    / where: a.txt
    / hint: remove it
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, reference: str, what: str, *, where: str = "", hint: str = "") -> None:
        """Store a kebab-case reference, the message, the place and the advice."""
        self.reference = reference
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(reference, what, where, hint)

    def __str__(self) -> str:
        """Return the diagnostic in its fixed form."""
        lines = [f"{self.reference}: {self.what}"]
        if self.where:
            lines.append(f"/ where: {self.where}")
        if self.hint:
            lines.append(f"/ hint: {self.hint}")
        return "\n".join(lines)


class BadInput(PlangrafError):
    """What was given can't be used: a file, a setting, an argument."""


class NotFound(PlangrafError):
    """What was asked for is not in the graph; ``nearest`` are the best guesses, best first."""

    def __init__(
        self, reference: str, what: str, *, where: str = "", hint: str = "", nearest: tuple[str, ...] = ()
    ) -> None:
        """Store the diagnostic and the nearest matches."""
        super().__init__(reference, what, where=where, hint=hint)
        self.nearest = nearest


class OurFault(PlangrafError):
    """A promise of ours that broke: please report it."""

    exit_code = 3
