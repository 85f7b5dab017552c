"""One line on a terminal that says how far the work has come; elsewhere nothing."""

import sys


class ProgressLine:
    """A line that is written over; ended by :meth:`clear`."""

    def __init__(self) -> None:
        """Find out whether anybody would see it."""
        self.is_shown = sys.stderr.isatty()

    def show(self, text: str) -> None:
        """Put a text where the former was."""
        if self.is_shown:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        self.show("")
