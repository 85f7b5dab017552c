"""Header rows on a page: lines whose words stand apart and name the columns of a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loaders.formats.pdf.page import Word
from loaders.labels import header_cue
from loaders.lexicon import Profile, active_profile, cues, use_profile
from loaders.marks import split_header
from loaders.rows import LEVELS

_APART = 0.6  # of the size: white space that parts two header cells
_PITCH = 1.6  # of the size: lines of one header are no further apart
HEADER_LINES = 4  # a header has at most so many
HEADER_WORDS = 9  # a header cell has at most so many words
_NO_COLUMN = frozenset({"context", "vision", "value"})

Rows = Sequence[Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Head:
    """One cell of a header row."""

    left: float
    right: float
    text: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """A header row: its cells, and the lines of the page that it takes, ``end`` not included."""

    heads: tuple[Head, ...]
    start: int
    end: int

    @property
    def anchor(self) -> int:
        """The column whose cells begin the rows: the measures, else the lowest level."""
        return anchor_of([head.kind for head in self.heads])


def anchor_of(kinds: Sequence[str | None]) -> int:
    """Return the column of the measures, else that of the lowest level, else the first.

    >>> anchor_of(["responsible", "measure"]), anchor_of([None, None])
    (1, 0)
    """
    levels = [(LEVELS.index(kind), -at) for at, kind in enumerate(kinds) if kind in LEVELS]
    return -max(levels)[1] if levels else 0


def kind_of(text: str) -> str | None:
    """Return what column a header cell names, or None."""
    return _kind_of(text, active_profile())


@lru_cache(maxsize=4096)
def _kind_of(text: str, profile: Profile) -> str | None:
    with use_profile(profile):
        cue = header_cue(text)
    return cue.type if cue and cue.type not in _NO_COLUMN else None


def _is_exact(text: str) -> bool:
    phrase = " ".join(text.lower().split())
    return phrase in cues("headers") or phrase in cues("labels")


def is_header(texts: Sequence[str]) -> bool:
    """Whether a row names columns: measures and something else, or two levels of goals.

    >>> is_header(["Tiltak", "Ansvar"]), is_header(["Bygge bru", "Teknisk"])
    (True, False)
    """
    return _names_columns([kind_of(text) for text in texts if len(text.split()) <= HEADER_WORDS])


def _names_columns(kinds: Sequence[str | None]) -> bool:
    known = {kind for kind in kinds if kind}
    return len(known) >= 2 and ("measure" in known or len(known.intersection(LEVELS)) >= 2)


def headers(rows: Rows) -> Iterator[Header]:
    """Yield the header rows among the lines of a page, from the top."""
    at = 0
    while at < len(rows):
        header = _header_at(rows, at) if _may_be(rows[at]) else None
        if header is None:
            at += 1
            continue
        yield header
        at = header.end


def _may_be(row: Sequence[Word]) -> bool:
    """Whether a line has two or more short groups of words that begin like header cells."""
    if not row[0].text[:1].isupper() or len(row) > 5 * HEADER_WORDS:
        return False
    groups = _groups([row])
    if len(groups) < 2:
        return len(row) < 2 * HEADER_WORDS and split_header(_text(row)) is not None
    upper = sum(group[0].text[:1].isupper() for group in groups)
    return (
        upper >= 2
        and all(len(group) <= HEADER_WORDS for group in groups)
        and any(kind_of(_text(group)) or kind_of(group[0].text) for group in groups)
    )


def _header_at(rows: Rows, at: int) -> Header | None:
    """Return the header that a line is part of: the lines above and below may belong to it."""
    best: tuple[tuple[int, int, int], Header] | None = None
    for start in range(at, max(at - 2, -1), -1):
        if start < at and not _is_next(rows[start], rows[start + 1]):
            break
        for end in range(at + 1, min(start + HEADER_LINES, len(rows)) + 1):
            if end - 1 > at and not _is_next(rows[end - 2], rows[end - 1]):
                break
            header = _made(rows, start, end)
            if header is None:
                continue
            known = sum(head.kind is not None for head in header.heads)
            exact = sum(_is_exact(head.text) for head in header.heads)
            score = known - abs(len(header.heads) - known), exact, start - end
            if best is None or score > best[0]:
                best = score, header
    if best is None:
        return None
    return _with_tail(rows, best[1])


def _is_next(above: Sequence[Word], below: Sequence[Word]) -> bool:
    """Whether two lines may belong to one header: near, and in the same type."""
    size = max(above[0].size, below[0].size)
    is_near = below[0].baseline - above[0].baseline <= _PITCH * size
    alike = above[0].is_bold == below[0].is_bold and above[0].size == below[0].size
    return is_near and alike


def _made(rows: Rows, start: int, end: int) -> Header | None:
    heads = []
    groups = _groups(rows[start:end])
    if len(groups) < 2:
        groups = _by_phrase(rows[start]) if end == start + 1 else []
    for group in groups:
        if len(group) > HEADER_WORDS:
            return None
        text = _text(group)
        heads.append(
            Head(min(w.left for w in group), max(w.right for w in group), text, kind_of(text))
        )
    kinds = [head.kind for head in heads]
    if not _names_columns(kinds) or 2 * len([k for k in kinds if k]) < len(kinds):
        return None
    return Header(tuple(heads), start, end)


def _with_tail(rows: Rows, header: Header) -> Header:
    """Take the lines below into a bold header that are bold too where the table's rows aren't."""
    last = rows[header.end - 1]
    if not all(word.is_bold for word in last):
        return header
    end = header.end
    while (
        end < len(rows) and end - header.start < HEADER_LINES and _is_next(rows[end - 1], rows[end])
    ):
        if not all(word.is_bold for word in rows[end]):
            break
        end += 1
    is_followed = end == len(rows) or not all(word.is_bold for word in rows[end])
    longer = _made(rows, header.start, end) if end > header.end and is_followed else None
    if longer is None or len(longer.heads) != len(header.heads):
        return header
    return longer


def _groups(rows: Rows) -> list[list[Word]]:
    """Group words that stand over each other or side by side without a gap, from the left."""
    groups: list[tuple[float, list[Word]]] = []
    for word in sorted((word for row in rows for word in row), key=lambda word: word.left):
        if groups and word.left - groups[-1][0] <= _APART * word.size:
            right, group = groups[-1]
            group.append(word)
            groups[-1] = max(right, word.right), group
        else:
            groups.append((word.right, [word]))
    return [sorted(group, key=lambda word: (word.baseline, word.left)) for _, group in groups]


def _by_phrase(row: Sequence[Word]) -> list[list[Word]]:
    """Group the words of a narrow header by the phrases that name columns."""
    phrases = split_header(_text(row)) or ()
    groups, at = [], 0
    for phrase in phrases:
        count = len(phrase.split())
        groups.append(list(row[at : at + count]))
        at += count
    return groups


def _text(words: Sequence[Word]) -> str:
    text = ""
    for word in words:
        is_cut = text.endswith("-") and word.text[:1].islower()
        text = text[:-1] + word.text if is_cut else f"{text} {word.text}".strip()
    return text
