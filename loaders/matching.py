"""Telling which plan element a piece of text means, and how sure that is.

Never by prefix: a text is compared whole. The index ranks the candidates; then the words that
differ are looked at, since one changed noun can turn a strategy into another one with hardly a
letter changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from graph.differing import normalise, word_diff, words
from loaders.index import Index, Target, as_share
from loaders.lexicon import threshold
from loaders.wording import changes, is_group, plain, substitution

_Ranked = Sequence[tuple[Target, float]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text was taken to mean: the method, the target or None, and the candidates."""

    method: str
    target: Target | None
    confidence: Decimal
    candidates: tuple[tuple[Target, Decimal], ...] = ()
    diff: str | None = None
    is_blend: bool = False


def judge(text: str, index: Index) -> Judgement:
    """Decide what ``text`` means among the targets of ``index``.

    >>> index = Index(
    ...     [
    ...         Target("a", "strategy", "Utvikler trygge skoleveier."),
    ...         Target("b", "strategy", "Utvikler trygge havner."),
    ...     ]
    ... )
    >>> judge("Utvikler trygge skole veier", index).method
    'normalised'
    >>> judge("Kjøper inn lokalt", index).target is None
    True
    """
    named = _named(text, index)
    if named is not None:
        return named
    ranked = index.rank(text)
    known = [(t, score) for t, score in ranked if score >= threshold("matching", "candidate")]
    if not known:
        weak = [(t, score) for t, score in ranked[:3] if score > threshold("matching", "mention")]
        return Judgement("none", None, Decimal(0), _candidates(weak))
    blend = blended(text, ranked)
    if blend is not None:
        sure = as_share(ranked[0][1] / 2)
        return Judgement("ambiguous", None, sure, _candidates(blend), is_blend=True)
    return _likest(text, ranked, _candidates(known))


def _named(text: str, index: Index) -> Judgement | None:
    """What the text names by code or by the very letters of its label."""
    coded = index.by_code(text)
    if len(coded) == 1:
        return Judgement("code", coded[0], Decimal("0.99"))
    same = index.same(text)
    if len(same) > 1:
        return Judgement("ambiguous", None, Decimal("0.5"), tuple((t, Decimal(1)) for t in same))
    if not same:
        return None
    label, given = plain(same[0].label), plain(text)
    if label.casefold() == given.casefold() and label[1:] == given[1:]:
        return Judgement("exact", same[0], Decimal(1))
    diff = word_diff(text, same[0].label)
    return Judgement("normalised", same[0], Decimal("0.99"), diff=diff)


def _likest(text: str, ranked: _Ranked, known: tuple[tuple[Target, Decimal], ...]) -> Judgement:
    """Judge the best of the ranked: clear and close enough, or a doubt, or nothing."""
    best, score = ranked[0]
    lead = score - (ranked[1][1] if len(ranked) > 1 else 0.0)
    diff = word_diff(text, best.label)
    swap = substitution(text, best.label)
    is_close = score >= threshold("matching", "similar")
    is_unclear = lead < threshold("matching", "margin") or swap == "material"
    if not is_close and not is_unclear:
        return Judgement("none", None, Decimal(0), known, diff)
    if is_unclear or (swap == "noun" and lead < threshold("matching", "noun_lead")):
        return Judgement("ambiguous", None, as_share(score / 2), known, diff)
    return Judgement("similar", best, as_share(_sureness(text, best, score, swap)), known, diff)


def _sureness(text: str, target: Target, score: float, swap: str | None) -> float:
    """How sure a similar wording is: less with another noun, or with a group more or less."""
    sure = threshold("sureness", "base") + score / 2
    if swap == "noun":
        return sure * threshold("sureness", "noun")
    if any(is_group(word) for side in changes(text, target.label) for word in side):
        return sure * threshold("sureness", "group")
    return sure


def _candidates(ranked: _Ranked) -> tuple[tuple[Target, Decimal], ...]:
    return tuple((target, as_share(score)) for target, score in ranked)


def blended(text: str, ranked: _Ranked) -> _Ranked | None:
    """Return the two targets that a text puts together into one sentence, or None.

    Each half of the text must be close to a half of its own target, and to no one target whole.
    """
    tokens = words(text)
    if len(tokens) < 8 or not ranked or ranked[0][1] > 0.9:
        return None
    best = _best_pair(tokens, [target for target, _ in ranked[:5]])
    if best is None:
        return None
    whole = max(fuzz.ratio(normalise(text), normalise(t.label)) for t, _ in ranked[:5])
    if whole + 8 >= best[0] / 2:
        return None
    scores = {t.key: s for t, s in ranked}
    return [(best[1], scores[best[1].key]), (best[2], scores[best[2].key])]


def _best_pair(tokens: list[str], targets: list[Target]) -> tuple[float, Target, Target] | None:
    """The two targets whose beginning and end make up the text best, with their summed score."""
    needed = 100 * threshold("matching", "blend_part")
    best: tuple[float, Target, Target] | None = None
    ends: dict[str, list[float]] = {}
    for first in targets:
        starts = _beginnings(tokens, first.label)
        if max(starts) < needed:
            continue
        for second in targets:
            if first.key == second.key:
                continue
            if second.key not in ends:
                ends[second.key] = _endings(tokens, second.label)
            for left, right in zip(starts, ends[second.key], strict=True):
                if min(left, right) >= needed and (best is None or left + right > best[0]):
                    best = (left + right, first, second)
    return best


def _beginnings(tokens: list[str], label: str) -> list[float]:
    """How well the text up to each cut is the beginning of a label."""
    whole = words(label)
    return [_best_part(tokens[:cut], whole, from_start=True) for cut in _cuts(tokens)]


def _endings(tokens: list[str], label: str) -> list[float]:
    """How well the text after each cut is a later part of a label."""
    whole = words(label)
    return [_best_part(tokens[cut:], whole, from_start=False) for cut in _cuts(tokens)]


def _cuts(tokens: list[str]) -> range:
    """Where a blend may be cut: four words or more on either side."""
    return range(4, len(tokens) - 3)


def _best_part(part: list[str], whole: list[str], *, from_start: bool) -> float:
    """How well ``part`` is the beginning of ``whole``, or some later run of its words: 0 to 100."""
    while part and not from_start and part[0].lower() in {"og", "som", "samt", "eller"}:
        part = part[1:]
    joined = " ".join(part).lower()
    best = 0.0
    for size in range(max(3, len(part) - 3), min(len(whole), len(part) + 3) + 1):
        starts = [0] if from_start else range(1, len(whole) - size + 1)
        for start in starts:
            piece = " ".join(whole[start : start + size]).lower()
            best = max(best, fuzz.ratio(joined, piece))
    return best
