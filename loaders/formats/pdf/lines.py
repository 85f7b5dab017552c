"""Words of a PDF page to lines: those on one baseline, whatever the height of their boxes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from loaders.formats.pdf.words import Word

_SAME = 0.2  # of the size: baselines this near each other are one
_SMALL = 0.86  # of the size beside it: a raised or lowered mark is set this small
_TOUCH = 0.06  # of the size: words this near each other are one word, cut where its font changes
_NEAR = 0.45  # of the size: a mark stands this near the word it belongs to
_MARK = re.compile(r"\d{1,3}(?:,\d{1,3})*|[*†‡]{1,3}|[a-z]\)?")
_UNIT = re.compile(r"(?:^|[\d\s])(?:[kdcm]?m|da|mål)$")
_POWERS = {"2": "²", "3": "³"}
_PRINTED_MARK = re.compile(r"(?<=[^\W\d]{3})[¹²³⁰⁴-⁹]+(?=\W*$)|(?<=[.,;:!?»”])[¹²³⁰⁴-⁹]+$")
_POINT = re.compile(r"[,;.](?!\S)")  # a comma stands at its word, the mark between them left out
_JUSTIFIED = 2.5  # times the spaces of a line: white space as wide is no space of it
_ALONE = 1.7  # times the usual: two words alone may be a justified line
_LETTERS = 4  # so many letters apart from each other are one word set wide

_BASELINE, _SIZE, _BY_LEFT = attrgetter("baseline"), attrgetter("size"), attrgetter("left")
_BY_PLACE = attrgetter("baseline", "left")


@dataclass(frozen=True)
class Line:
    """Words that stand side by side on one baseline; ``mark`` is a raised mark before them."""

    words: tuple[Word, ...]
    mark: str = ""

    @cached_property
    def text(self) -> str:
        """The words with spaces where there are any, footnote marks left out."""
        parts: list[str] = []
        last: Word | None = None
        for word in _unspaced(self.words):
            gap = word.left - last.right if last is not None else 0.0
            is_apart = last is not None and gap > _TOUCH * max(word.size, last.size)
            if is_apart and not (gap < word.size and _POINT.match(word.text)):
                parts.append(" ")
            parts.append(_PRINTED_MARK.sub("", word.text))
            last = word
        return "".join(parts)

    @cached_property
    def left(self) -> float:
        """The left edge."""
        return self.words[0].left

    @cached_property
    def right(self) -> float:
        """The right edge."""
        return max(word.right for word in self.words)

    @cached_property
    def baseline(self) -> float:
        """The baseline of most of its characters."""
        return _most(self.words, _BASELINE)

    @cached_property
    def size(self) -> float:
        """The size of most of its characters."""
        return _most(self.words, _SIZE)

    @cached_property
    def font(self) -> str:
        """The font of most of its characters."""
        return max(Counter(word.font for word in self.words).items(), key=lambda x: (x[1], x[0]))[0]

    @cached_property
    def is_bold(self) -> bool:
        """Whether all its words are bold; a bullet counts for nothing."""
        spoken = [word for word in self.words if re.search(r"\w", word.text)]
        return bool(spoken) and all(word.is_bold for word in spoken)

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.baseline - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.baseline + 0.25 * self.size

    def after(self, count: int) -> "Line | None":
        """Return the line without its first words, or None where nothing is left."""
        return Line(self.words[count:], self.mark) if len(self.words) > count else None


def _most(words: Sequence[Word], of: Callable[[Word], float]) -> float:
    first = of(words[0])
    if all(of(word) == first for word in words):
        return first
    counts: Counter[float] = Counter()
    for word in words:
        counts[of(word)] += len(word.text)
    return max(counts.items(), key=lambda item: (item[1], item[0]))[0]


def _unspaced(words: Sequence[Word]) -> Iterable[Word]:
    """Join letters set apart from each other («M Å L») to the words that they spell."""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and len(words[end].text) == 1 and words[end].text.isalpha():
            end += 1
        run = words[at:end]
        if len(run) < _LETTERS:
            yield words[at]
            at += 1
            continue
        gaps = [b.left - a.right for a, b in pairwise(run)]
        widest = 2 * min(gap for gap in gaps) + 0.1 * run[0].size
        word = run[0]
        for gap, letter in zip(gaps, run[1:], strict=True):
            if gap > widest:
                yield word
                word = letter
            else:
                word = _glued(word, letter.text, letter.right)
        yield word
        at = end


def _glued(word: Word, text: str, right: float) -> Word:
    return Word(word.text + text, word.left, word.top, max(right, word.right), word.bottom,
                word.baseline, word.size, word.font, word.is_bold)  # fmt: skip


def lines_of(words: Iterable[Word], gap: float = 3.0) -> list[Line]:
    """Group words by baseline, from the top; a gap of ``gap`` sizes parts a line in two.

    >>> a = Word("Vi", 10, 0, 20, 12, 10, 12, "Arial", False)
    >>> b = Word("skal", 24, 0, 44, 12, 10.5, 12, "Arial", False)
    >>> [line.text for line in lines_of([b, a])]
    ['Vi skal']
    """
    rows = _with_marks(baselines(words))
    lines: list[Line] = []
    for row in rows:
        lines += _line_parts(row, gap)
    return lines


def baselines(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words of each baseline from left to right, top baseline first."""
    rows: list[list[Word]] = []
    base = size = 0.0
    for word in sorted(words, key=_BY_PLACE):
        if rows and word.baseline - base <= _SAME * min(size, word.size):
            rows[-1].append(word)
            continue
        rows.append([word])
        base, size = word.baseline, word.size
    for row in rows:
        row.sort(key=_BY_LEFT)
    return rows


@dataclass(slots=True)
class _Row:
    words: list[Word]
    baseline: float
    size: float
    marks: list[Word]


def _with_marks(rows: list[list[Word]]) -> list[_Row]:
    """Put rows of raised and lowered marks to the row whose words they stand beside."""
    whole = [_Row(row, _most(row, _BASELINE), _most(row, _SIZE), []) for row in rows]
    kept: list[_Row] = []
    for at, row in enumerate(whole):
        hosts = [whole[i] for i in (at - 2, at - 1, at + 1, at + 2) if 0 <= i < len(whole)]
        rest = [word for word in row.words if not _hosted(word, hosts)]
        if rest:
            row.words = rest
            kept.append(row)
    return kept


def _hosted(word: Word, hosts: list[_Row]) -> bool:
    """Give a mark to the row it stands at, if it is one."""
    if not _MARK.fullmatch(word.text):
        return False
    for host in hosts:
        is_small = word.size <= _SMALL * host.size
        offset = host.baseline - word.baseline
        if not is_small or not -0.35 * host.size <= offset <= 0.75 * host.size:
            continue
        near = _NEAR * host.size
        if any(
            -near <= word.left - w.right <= near or -near <= w.left - word.right <= 2 * near
            for w in host.words
        ):
            host.marks.append(word)
            return True
    return False


def _line_parts(row: _Row, gap: float) -> list[Line]:
    """Cut a row at its wide gaps, and let its marks fall or join the words they change."""
    parts: list[list[Word]] = [[]]
    begins: list[str] = [""]
    least = _parting_gap(row, gap)
    for word in sorted([*row.words, *row.marks], key=_BY_LEFT):
        is_mark = word in row.marks or _is_mark_in(word, row)
        here = parts[-1]
        if here and word.left - here[-1].right > least:
            parts.append([])
            begins.append("")
            here = parts[-1]
        if not is_mark:
            here.append(word)
        elif not here:
            begins[-1] += word.text
        elif word.baseline > row.baseline:
            here[-1] = _glued(here[-1], word.text, word.right)  # CO2
        elif word.text in _POWERS and _UNIT.search(here[-1].text):
            here[-1] = _glued(here[-1], _POWERS[word.text], word.right)
    return [Line(tuple(words), mark) for words, mark in zip(parts, begins, strict=True) if words]


def _parting_gap(row: _Row, gap: float) -> float:
    """Return how wide white space must be to part a row: wider than that of a justified line."""
    gaps = sorted(b.left - a.right for a, b in pairwise(row.words))
    if len(gaps) < 2:
        return _ALONE * gap * row.size
    return max(gap * row.size, _JUSTIFIED * gaps[(len(gaps) - 1) // 2])


def _is_mark_in(word: Word, row: _Row) -> bool:
    """A mark whose baseline is near enough to have come into the row itself."""
    return (
        word.size <= _SMALL * row.size
        and row.baseline - word.baseline > 0.08 * row.size
        and _MARK.fullmatch(word.text) is not None
    )
