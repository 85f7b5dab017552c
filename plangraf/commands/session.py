"""One run of the command line: its language, and how answers and messages leave the program."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from graph.errors import BadInput
from plangraf.texts import explain, say


@dataclass(frozen=True, slots=True)
class Session:
    """What every command is given: the language to answer in."""

    language: str = "nb"

    def say(self, key: str, **fields: object) -> str:
        """Return a text in the language of the run."""
        return say(key, self.language, **fields)

    def explain(self, key: str) -> str:
        """Return a text of the help pages in the language of the run."""
        return explain(key, self.language)

    def number(self, value: float) -> str:
        """Return a number with two decimals as it is written in the language.

        >>> Session("nb").number(0.9), Session("en").number(1)
        ('0,90', '1.00')
        """
        return f"{value:.2f}".replace(".", "," if self.language == "nb" else ".")

    def percent(self, share: float | None) -> str:
        """Return a share as a percentage, or a dash where there is nothing to share.

        >>> Session("nb").percent(0.774), Session("en").percent(0.774), Session().percent(None)
        ('77 %', '77%', '–')
        """
        if share is None:
            return "–"
        return f"{share * 100:.0f} %" if self.language == "nb" else f"{share * 100:.0f}%"

    def answer(self, value: object, text: Callable[[], str], *, as_json: bool) -> None:
        """Write an answer to standard output: as JSON, or as the text that is made only then."""
        self.emit(json.dumps(value, ensure_ascii=False, indent=1) if as_json else text())

    def emit(self, text: str) -> None:
        """Write to standard output, whatever its encoding; a reader that has gone is no error.

        Raises :class:`~graph.errors.BadInput` (``output-unwritable``) where it can't be written.
        """
        line = text if text.endswith("\n") else f"{text}\n"
        try:
            try:
                sys.stdout.write(line)
            except UnicodeEncodeError:
                sys.stdout.buffer.write(line.encode())
            sys.stdout.flush()
        except BrokenPipeError:
            _discard_output()
        except OSError as error:
            _discard_output()
            raise BadInput("output-unwritable", reason=error.strerror or error) from error

    def tell(self, message: str) -> None:
        """Write a message to standard error."""
        with suppress(OSError):
            print(message, file=sys.stderr, flush=True)  # noqa: T201 - this is where messages leave


def _discard_output() -> None:
    """What is still waiting to be written would be complained of when the program ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
