"""Bullets that are drawn and not written, as a web browser prints them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from loaders.formats.pdf.drawing import Rule
from loaders.formats.pdf.words import Word

_REACH = 30.0  # points: how far right of its bullet a text begins at most
_MOST = 300  # a page with more dots is a map or a chart


def with_bullets(words: Iterable[Word], dots: Sequence[Rule]) -> list[Word]:
    """Return the words of a page and a «•» for each dot right before a line."""
    known = sorted(words, key=lambda word: word.baseline)
    if not dots or len(dots) > _MOST:
        return known
    bases = [word.baseline for word in known]
    found = []
    for dot in dots:
        middle = (dot.top + dot.bottom) / 2
        near = known[bisect_left(bases, middle) : bisect_right(bases, middle + _REACH)]
        row = [word for word in near if word.top <= middle <= word.baseline]
        after = [word for word in row if 0 < word.left - dot.right <= _REACH]
        if not after or any(dot.left - _REACH <= word.right <= dot.right for word in row):
            continue
        word = min(after, key=lambda word: word.left)
        bullet = Word("•", dot.left, word.top, dot.right, word.bottom, word.baseline,
                      word.size, word.font, word.is_bold)  # fmt: skip
        if bullet not in found:
            found.append(bullet)
    return [*known, *found]
