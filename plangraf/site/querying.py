"""Answers any SPARQL in a process of its own, which is ended when it takes too long."""

import csv
import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plangraf.site.page import Asked

#: Seconds that a query may take.
_TIME = 10.0
#: Letters that an answer may have.
_MOST_LETTERS = 5_000_000


@dataclass(frozen=True, slots=True)
class Answered:
    """What a query was answered with: rows, or the words that say why there are none."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    total: int = 0
    problem: str = ""

    def json(self) -> dict[str, Any]:
        """Return the answer as plain values."""
        return {
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "total": self.total,
            "problem": self.problem or None,
        }


def answered(asked: Asked, text: str, most: int) -> Answered:
    """Return the answer to a query, at most so many rows; what is wrong with it is told in words.

    The process reads the graph and can't write it; a query that asks others (SERVICE) is refused
    there.
    """
    with tempfile.TemporaryDirectory() as home:
        file = Path(home, "query.rq")
        file.write_text(text, encoding="utf-8")
        language = "en" if asked.say.language == "en" else "nb"
        command = [
            sys.executable, "-m", "plangraf.cli", "query", str(file), "--graph",
            str(asked.folder), "--format", "csv", "--lang", language,
        ]  # fmt: skip
        try:
            ran = subprocess.run(  # noqa: S603 - our own command; the query is a file's content
                command, capture_output=True, timeout=_TIME, check=False, encoding="utf-8"
            )
        except subprocess.TimeoutExpired:
            return Answered(problem=asked.say("questions-too-long", seconds=int(_TIME)))
    if ran.returncode:
        return Answered(problem=ran.stderr.replace(f"{file}", "").strip())
    if len(ran.stdout) > _MOST_LETTERS:
        return Answered(problem=asked.say("questions-too-much"))
    rows = list(csv.reader(io.StringIO(ran.stdout)))
    if not rows:
        return Answered()
    body = tuple(tuple(row) for row in rows[1:])
    return Answered(tuple(rows[0]), body[:most], len(body))
