"""What holds for a whole PDF: the size of its body text, its styles, what comes back on each page.

The first of two readings. A page is looked at alone and forgotten, so that a long document takes
little memory.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from loaders.formats.pdf.edges import Band, Edge, edges
from loaders.formats.pdf.lines import baselines
from loaders.formats.pdf.page import Page
from loaders.formats.pdf.words import Word
from loaders.lexicon import threshold
from loaders.lines import title_key
from loaders.wrapping import seam

_COMPOUND = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_MOST_COMPOUNDS = 20_000
_FULL_WORDS = 7  # a line with as many may reach the right edge
_HEADING_WORDS = 14  # a line with more words is a sentence, whatever its weight


@dataclass(frozen=True, slots=True, order=True)
class Style:
    """How a line is set: sizes are told apart by half a point."""

    size: float
    is_bold: bool = False


def style_of(size: float, *, is_bold: bool) -> Style:
    """Return a style with its size rounded.

    >>> style_of(11.04, is_bold=False)
    Style(size=11.0, is_bold=False)
    """
    return Style(round(2 * size) / 2, is_bold)


@dataclass(slots=True)
class Survey:
    """Counts over the pages seen so far; ``bookmarks`` are level and page by title."""

    bookmarks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    pages: int = 0
    garbled: list[int] = field(default_factory=list)
    scanned: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    characters: Counter[Style] = field(default_factory=Counter)
    short_lines: Counter[Style] = field(default_factory=Counter)
    steps: dict[float, Counter[float]] = field(default_factory=lambda: defaultdict(Counter))
    rights: Counter[int] = field(default_factory=Counter)
    votes: dict[Style, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    bands: Counter[Band] = field(default_factory=Counter)
    compounds: set[str] = field(default_factory=set)
    edges: dict[Edge, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, page: Page) -> None:
        """Count a page."""
        self.pages += 1
        if page.is_cut:
            self.cut.append(page.number)
        if page.is_garbled:
            self.garbled.append(page.number)
            return
        if not page.words:
            if page.image_share >= threshold("pdf", "scanned_share"):
                self.scanned.append(page.number)
            return
        rows = baselines(page.words)
        for row in rows:
            self._count(row, page.number)
        for above, below in pairwise(rows):
            self._step(above, below)
        for edge in edges(page, rows):
            self.edges[edge.key].append(page.number)
            if edge.band is not None:
                self.bands[edge.band] += 1

    def _count(self, row: list[Word], page: int) -> None:
        length = sum(len(word.text) for word in row)
        is_bold = all(word.is_bold for word in row)
        style = style_of(max(row, key=lambda w: len(w.text)).size, is_bold=is_bold)
        self.characters[style] += length
        if len(self.compounds) < _MOST_COMPOUNDS:
            self.compounds.update(
                found[0].lower()
                for word in row
                if "-" in word.text and (found := _COMPOUND.search(word.text))
            )
        if len(row) >= _FULL_WORDS:
            self.rights[round(row[-1].right / 2)] += 1
        if len(row) <= _HEADING_WORDS and any(
            char.isalpha() for char in row[0].text + row[-1].text
        ):
            self.short_lines[style] += 1
            marked = self.bookmarks.get(title_key(" ".join(word.text for word in row)))
            if marked is not None and abs(marked[1] - page) <= 1:
                self.votes[style][marked[0]] += 1

    def _step(self, above: list[Word], below: list[Word]) -> None:
        size = round(2 * below[0].size) / 2
        step = below[0].baseline - above[0].baseline
        beside = below[0].left < above[-1].right and below[-1].right > above[0].left
        if beside and abs(above[0].size - below[0].size) < 0.5 and 0.9 * size <= step <= 3 * size:
            self.steps[size][round(2 * step) / 2] += 1

    def body_size(self) -> float:
        """Return the size of most characters."""
        sizes: Counter[float] = Counter()
        for style, count in self.characters.items():
            sizes[style.size] += count
        return max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else 0.0

    def is_body_bold(self) -> bool:
        """Whether most of the body text is bold, so that bold tells nothing."""
        size = self.body_size()
        return self.characters[Style(size, is_bold=True)] > self.characters[Style(size)]

    def right_edge(self) -> float:
        """Return where the text ends at the right, 0 where the lines don't tell."""
        enough = max(3.0, threshold("pdf", "common_edge") * sum(self.rights.values()))
        return max((2.0 * at for at, count in self.rights.items() if count >= enough), default=0.0)

    def step(self, size: float) -> float:
        """Return the distance of the lines in text of a size."""
        return smallest_step(self.steps.get(round(2 * size) / 2, Counter())) or 1.3 * size

    def joined(self, above: str, below: str) -> str:
        """Return two lines of a paragraph as one; a word cut between them is made whole.

        A hyphen that the word has elsewhere in the document stays: «ja-/kommune».
        """
        kind = seam(above, below)
        if kind == "word":
            parts = re.search(r"([^\W\d_]+-)$", above), re.match(r"[^\W\d_]+", below)
            whole = "".join(part[0] for part in parts if part)
            return above + below if whole.lower() in self.compounds else above[:-1] + below
        return above + below if kind == "hyphen" else f"{above} {below}"


def smallest_step(steps: Counter[float]) -> float | None:
    """Return the smallest distance that is common: that inside paragraphs, not between them.

    >>> smallest_step(Counter({13.0: 4, 20.0: 30, 12.0: 1}))
    13.0
    """
    enough = max(2.0, threshold("pdf", "common_step") * sum(steps.values()))
    return min((step for step, count in steps.items() if count >= enough), default=None)
