"""Excerpts: a piece of a text around the words that were found in it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from queries.search_rules import RULES
from queries.wordforms import Token

_CUT = "…"


class Excerpt(NamedTuple):
    """A piece of a text, and from which of its characters to which each word found stands."""

    text: str
    spans: tuple[tuple[int, int], ...]


def excerpt(text: str, tokens: Sequence[Token], weights: Mapping[str, int]) -> Excerpt:
    """Return the piece of a tidy text that has most of the words with a weight.

    >>> from queries.wordforms import tokens
    >>> excerpt("Tilby sommerjobber", list(tokens("Tilby sommerjobber")), {"sommerjobber": 1})
    Excerpt(text='Tilby sommerjobber', spans=((6, 18),))
    """
    found = [token for token in tokens if token.word in weights]
    start, end = _window(text, found, weights)
    before, after = _CUT + " " if start else "", " " + _CUT if end < len(text) else ""
    shift = len(before) - start
    spans = [(t.start + shift, t.end + shift) for t in found if start <= t.start and t.end <= end]
    return Excerpt(before + text[start:end] + after, _merged(spans))


def _window(text: str, found: Sequence[Token], weights: Mapping[str, int]) -> tuple[int, int]:
    """From where to where the best piece stands, cut between words where there are any."""
    if len(text) <= RULES.excerpt:
        return 0, len(text)
    best, start, first = -1, 0, 0
    for token in found:
        here = max(0, token.start - RULES.before)
        while found[first].start < here:
            first += 1
        near = {t.word for t in _before(here + RULES.excerpt, found, first)}
        weight = sum(weights[word] for word in near)
        if weight > best:
            best, start = weight, here
    if start:
        # A piece that begins near its end shows more of what stands before.
        start = min(start, len(text) - RULES.excerpt)
        space = text.find(" ", start, start + RULES.before)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + RULES.excerpt)
    if end < len(text):
        space = text.rfind(" ", start + RULES.excerpt - RULES.before, end + 1)
        end = space if space >= 0 else end
    return start, end


def _before(end: int, found: Sequence[Token], first: int) -> Iterator[Token]:
    return takewhile(lambda token: token.end <= end, islice(found, first, None))


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that overlap as one: a word with hyphens and its parts."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
