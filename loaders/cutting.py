"""Cutting a cell that holds several references run together.

Cut and resolve in one step: of all ways to cut before capitals and separators, the one whose
pieces are, weighted by length, most like known elements. Where the cited plan was not read, the
other cells serve as the known texts: most references stand alone in some cell.
"""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from graph.differing import normalise
from loaders.document import Mapped
from loaders.labels import BULLETS
from loaders.lexicon import threshold

_HARD = re.compile(rf"\s*[;{BULLETS}]\s*|\s+/\s+|(?<=[a-zæøå»)])\.\s+(?=[A-ZÆØÅ])")
_CAPITAL = re.compile(r"(?<=\S)\s+(?=[«\"]?[A-ZÆØÅ])")
_CODES = re.compile(
    r"(?:\d{1,2}\.?)?[A-ZÆØÅ]?\.?\d{1,2}(?:\.\d{1,2})*(?:\s*(?:,|og|/)\s*(?:\d{1,2}\.?)?[A-ZÆØÅ]?\.?\d{1,2}(?:\.\d{1,2})*)+$"
)
_MOST_CUTS = 24


class Cutter:
    """Cuts cells, knowing the elements of the plans read and the other cells."""

    def __init__(
        self, known: Iterable[str], cells: Sequence[Mapped], names: frozenset[str]
    ) -> None:
        """Learn what references look like from the elements and from the cells themselves."""
        self.known = sorted({normalise(text) for text in known} - {""})
        self.names = names
        self.starters = {cell.text.split()[0].lower() for cell in cells if cell}
        alone = [part for cell in cells for part in _hard_parts(cell)]
        self.units = sorted(
            {normalise(p.text) for p in alone if not self._has_inner_start(p.text)} - {""}
        )

    def _has_inner_start(self, text: str) -> bool:
        """A capital inside that could begin a reference: other cells begin with that word."""
        return any(
            word.lower() in self.starters and word not in self.names
            for match in _CAPITAL.finditer(text)
            for word in [text[match.end() :].lstrip('«"').split()[0]]
        )

    def cut(self, cell: Mapped) -> list[Mapped]:
        """Cut one cell into its references, in order."""
        if _CODES.fullmatch(cell.text):
            return cell.split(re.compile(r"\s*(?:,|\bog\b|/)\s*"))
        pieces: list[Mapped] = []
        for part in _hard_parts(cell):
            pieces.extend(self._cut_run(part))
        return pieces

    def _cut_run(self, part: Mapped) -> list[Mapped]:
        cuts = list(_CAPITAL.finditer(part.text))[:_MOST_CUTS]
        if not cuts:
            return [part]
        starts = [0, *(match.end() for match in cuts)]
        ends = [*(match.start() for match in cuts), len(part.text)]
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(ends) + 1):
            options = [
                (best[start][0] + self._worth(part.text[starts[start] : ends[end - 1]]), start)
                for start in range(end)
            ]
            best.append(max(options, key=lambda option: (option[0], option[1] * -1)))
        found: list[Mapped] = []
        end = len(ends)
        while end > 0:
            start = best[end][1]
            found.append(part.part(starts[start], ends[end - 1]))
            end = start
        return found[::-1]

    def _worth(self, text: str) -> float:
        """How much a piece looks like one whole reference, times its length."""
        plain = normalise(text)
        if not plain:
            return 0.0
        power = threshold("matching", "segment_power")
        known = _closest(plain, self.known)
        unit = 0.97 * _closest(plain, self.units)
        like: float = max(known, unit) ** power
        return len(plain) * max(like, self._plausible(text))

    def _plausible(self, text: str) -> float:
        """What a piece is worth that no known text explains."""
        tokens = text.split()
        first = tokens[0].lstrip('«"')
        if len(tokens) < 3 or first in self.names:
            return 0.05
        base = 0.30 if first.lower() in self.starters else 0.12
        return base * 0.6 if self._has_inner_start(text) else base


def _hard_parts(cell: Mapped) -> list[Mapped]:
    return cell.split(_HARD)


def _closest(text: str, known: Sequence[str]) -> float:
    hit = process.extractOne(text, known, scorer=fuzz.ratio)
    return hit[1] / 100 if hit else 0.0
