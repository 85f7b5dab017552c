"""The table of contents of a PDF: its lines end in page numbers, after dots or white space."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from loaders.formats.pdf.words import Word
from loaders.lexicon import threshold
from loaders.lines import is_contents_title

_LEADER = re.compile(r"[.…·_]{3,}|[.…·]")
_ENDS_IN_LEADER = re.compile(r"(.*?)[.…·_]{3,}(\d{0,4})$")
_FEWEST = 3
_WIDE = 1.5  # of the size: white space before a page number
_WRAP = 1.6  # of the size: the distance of two lines of one title


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents: its title and page."""

    title: str
    page: int
    has_leader: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of a page that belong to its table of contents, and what they say."""

    rows: tuple[tuple[Word, ...], ...]
    entries: tuple[tuple[str, int], ...]


def contents(rows: Sequence[list[Word]], *, goes_on: bool) -> Contents | None:
    """Return the table of contents on a page; ``goes_on`` where the page before had one.

    ``rows`` are the page's words by baseline.
    """
    found = [_entry(row) for row in rows]
    listed = [at for at, entry in enumerate(found) if entry is not None]
    entries = [entry for entry in found if entry is not None]
    if len(entries) < _FEWEST or not _rises([entry.page for entry in entries]):
        return None
    title = next((at for at, row in enumerate(rows) if is_contents_title(_text(row))), None)
    leaders = sum(entry.has_leader for entry in entries)
    if title is None and not goes_on and 2 * leaders < len(entries):
        return None
    edges = [rows[at][-1].right for at in listed]
    aligned = sum(abs(edge - max(edges)) <= threshold("pdf", "aligned") for edge in edges)
    if 2 * aligned < len(edges):
        return None
    return _gathered(rows, found, title)


def _gathered(
    rows: Sequence[list[Word]], found: Sequence[Entry | None], title: int | None
) -> Contents:
    """Put the entries together with the lines that their titles begin on."""
    listed = [at for at, entry in enumerate(found) if entry is not None]
    first = listed[0] if title is None or title > listed[0] else title
    taken: list[tuple[Word, ...]] = []
    entries: list[tuple[str, int]] = []
    begun = ""
    for at in range(first, listed[-1] + 1):
        taken.append(tuple(rows[at]))
        entry = found[at]
        if entry is not None:
            entries.append((f"{begun} {entry.title}".strip(), entry.page))
            begun = ""
        elif at != title and at + 1 < len(rows):
            step = rows[at + 1][0].baseline - rows[at][0].baseline
            begun = _text(rows[at]) if step <= _WRAP * rows[at][0].size else ""
    return Contents(tuple(taken), tuple(entries))


def _entry(row: list[Word]) -> Entry | None:
    """Return a row as a line of the contents, if it ends in a page number set apart."""
    words = list(row)
    tail = _ENDS_IN_LEADER.match(words[-1].text)
    number = tail[2] if tail and tail[2] else words[-1].text
    if not number.isdigit() or len(number) > 4:
        return None
    gap = words[-1].left - words[-2].right if len(words) > 1 else 0.0
    has_leader = tail is not None
    kept = [] if tail is None or not tail[1] else [tail[1]]
    before = [word.text for word in words[:-1]]
    while before and _LEADER.fullmatch(before[-1]):
        has_leader = True
        before.pop()
    if before and (cut := _ENDS_IN_LEADER.match(before[-1])) and not cut[2]:
        has_leader = True
        before[-1:] = [cut[1]] if cut[1] else []
    title = " ".join([*before, *kept])
    if not any(char.isalpha() for char in title):
        return None
    if not has_leader and gap < _WIDE * words[-1].size:
        return None
    return Entry(title, int(number), has_leader)


def _text(row: Sequence[Word]) -> str:
    return " ".join(word.text for word in row)


def _rises(numbers: list[int]) -> bool:
    return sum(b < a for a, b in pairwise(numbers)) <= len(numbers) // 10
