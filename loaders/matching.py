"""Telling which plan element a piece of text means, and how sure that is.

Never by prefix: a text is compared whole. Character n-grams weighted by rarity rank the
candidates (they keep right and wrong furthest apart); then the words that differ are looked at,
since one changed noun can turn a strategy into another one with hardly a letter changed.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from rapidfuzz import fuzz

from loaders.lexicon import lexicon, threshold

_WORD = re.compile(r"[a-zæøåéèêôòóäöü]+|\d+")
_FUNCTION = frozenset(
    [
        "og",
        "i",
        "på",
        "av",
        "for",
        "til",
        "med",
        "som",
        "er",
        "en",
        "et",
        "ei",
        "ein",
        "eit",
        "den",
        "det",
        "de",
        "dei",
        "å",
        "ved",
        "fra",
        "frå",
        "om",
        "at",
        "skal",
        "vil",
        "kan",
        "må",
        "har",
        "seg",
        "sin",
        "sitt",
        "sine",
        "eller",
        "samt",
        "også",
        "der",
        "når",
        "etter",
        "over",
        "under",
        "innen",
        "hos",
        "blir",
        "vert",
        "bli",
        "være",
        "vere",
        "denne",
        "dette",
        "disse",
        "desse",
        "vi",
        "me",
        "kommunen",
    ]
)
_NOUN = re.compile(
    r"(?:heten|het|else|elsen|ing|ingen|inga|inger|ingene|sjon|sjonen|skap|skapen|skapet|tet|dom|en|et|ene|ane|a|er|ar)$"
)
_ADJECTIVE = re.compile(r"(?:ig|lig|leg|sk|som|bar|full|løs|laus|iv|al|ell|ende|ande|t)$")


@cache
def normalise(text: str) -> str:
    """Fold case, punctuation and whitespace away.

    >>> normalise("Reduserer støy-, vann- og luftforurensing.")
    'reduserer støy vann og luftforurensing'
    """
    return " ".join(_WORD.findall(text.lower()))


def squash(text: str) -> str:
    """Fold spaces away too, so that a word split by the PDF is whole again.

    >>> squash("tilgjengelig het") == squash("Tilgjengelighet")
    True
    """
    return normalise(text).replace(" ", "")


def plain(text: str) -> str:
    """Collapse whitespace and drop the full stop at the end: the text as printed."""
    return " ".join(text.split()).rstrip(" .")


@cache
def grams(text: str) -> Counter[str]:
    """Return the character 3- to 5-grams of the words of a text."""
    found: Counter[str] = Counter()
    padded = f" {normalise(text)} "
    for size in (3, 4, 5):
        for at in range(len(padded) - size + 1):
            found[padded[at : at + size]] += 1
    return found


@dataclass(frozen=True, slots=True)
class Target:
    """An element that a text may mean. ``key`` is the caller's own handle for it."""

    key: str
    type: str
    label: str
    code: str | None = None
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text was taken to mean: the method, the target or None, and the candidates."""

    method: str
    target: Target | None
    confidence: Decimal
    candidates: tuple[tuple[Target, Decimal], ...] = ()
    diff: str | None = None
    is_blend: bool = False


class Index:
    """The elements of all plans that a citation may mean, ready to be compared."""

    def __init__(self, targets: Sequence[Target]) -> None:
        """Weigh the n-grams of all targets by how rare they are."""
        self.targets = list(targets)
        counts: Counter[str] = Counter()
        for target in self.targets:
            counts.update(grams(target.label).keys())
        total = len(self.targets) + 1
        self._rare = {gram: math.log(total / (1 + n)) + 1 for gram, n in counts.items()}
        self._unseen = math.log(total) + 1
        self._vectors = [self._vector(target.label) for target in self.targets]
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for at, vector in enumerate(self._vectors):
            for gram, weight in vector.items():
                self._postings.setdefault(gram, []).append((at, weight))
        self._squashed: dict[str, list[Target]] = {}
        self._codes: dict[str, list[Target]] = {}
        for target in self.targets:
            self._squashed.setdefault(squash(target.label), []).append(target)
            if target.code:
                self._codes.setdefault(_code_key(target.code), []).append(target)

    def _vector(self, text: str) -> dict[str, float]:
        raw = {
            g: (1 + math.log(n)) * self._rare.get(g, self._unseen) for g, n in grams(text).items()
        }
        length = math.sqrt(sum(w * w for w in raw.values())) or 1.0
        return {gram: weight / length for gram, weight in raw.items()}

    def rank(self, text: str, most: int = 5) -> list[tuple[Target, float]]:
        """Return the targets most like ``text``, best first, with their cosine from 0 to 1.

        >>> index = Index([Target("a", "strategy", "Utvikler trygge skoleveier")])
        >>> index.rank("Utvikler trygge skuleveier")[0][1] > 0.4
        True
        """
        scores: dict[int, float] = {}
        for gram, weight in self._vector(text).items():
            for at, other in self._postings.get(gram, ()):
                scores[at] = scores.get(at, 0.0) + weight * other
        best = sorted(scores.items(), key=lambda item: (-item[1], self.targets[item[0]].key))
        return [(self.targets[at], min(score, 1.0)) for at, score in best[:most]]

    def same(self, text: str) -> list[Target]:
        """Return the targets whose letters and digits are exactly those of ``text``."""
        return self._squashed.get(squash(text), [])

    def by_code(self, text: str) -> list[Target]:
        """Return the targets that ``text`` names by code alone («1.A2», «Strategi A2»)."""
        match = re.fullmatch(
            r"(?:(?:jf\.?|se|strategi|delmål|mål|tiltak)\s+)?(\d{1,2}(?:\.\d{1,2})*\.?[A-ZÆØÅ]?\d{0,2}|[A-ZÆØÅ]\d{0,2})[.:)]?",
            text.strip(),
            re.IGNORECASE,
        )
        if match is None or not re.search(r"\d", match.group(1)):
            return []
        key = _code_key(match.group(1))
        found = self._codes.get(key, [])
        if found:
            return found
        return [
            t
            for code, ts in self._codes.items()
            if code.endswith(key) and not key[0].isdigit()
            for t in ts
        ]


def _code_key(code: str) -> str:
    return code.replace(".", "").upper()


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
    coded = index.by_code(text)
    if len(coded) == 1:
        return Judgement("code", coded[0], Decimal("0.99"))
    same = index.same(text)
    if len(same) == 1:
        exact = (
            plain(same[0].label).casefold() == plain(text).casefold()
            and plain(same[0].label)[1:] == plain(text)[1:]
        )
        method, sure = ("exact", Decimal(1)) if exact else ("normalised", Decimal("0.99"))
        return Judgement(
            method, same[0], sure, diff=None if exact else word_diff(text, same[0].label)
        )
    ranked = index.rank(text)
    if len(same) > 1:
        return Judgement("ambiguous", None, Decimal("0.5"), tuple((t, Decimal(1)) for t in same))
    candidates = tuple(
        (target, _decimal(score))
        for target, score in ranked
        if score >= threshold("matching", "candidate")
    )
    if not candidates:
        return Judgement(
            "none", None, Decimal(0), tuple((t, _decimal(s)) for t, s in ranked[:3] if s > 0.2)
        )
    best, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    blend = blended(text, ranked)
    if blend is not None:
        return Judgement(
            "ambiguous",
            None,
            _decimal(score / 2),
            tuple((t, _decimal(s)) for t, s in blend),
            is_blend=True,
        )
    diff = word_diff(text, best.label)
    lead = score - second
    swap = substitution(text, best.label)
    if lead < threshold("matching", "margin") or swap == "material":
        return Judgement("ambiguous", None, _decimal(score / 2), candidates, diff)
    if score < threshold("matching", "similar"):
        return Judgement("none", None, Decimal(0), candidates, diff)
    if swap == "noun" and lead < threshold("matching", "noun_lead"):
        return Judgement("ambiguous", None, _decimal(score / 2), candidates, diff)
    sure = 0.48 + score / 2
    if swap == "noun":
        sure *= 0.65
    elif any(is_group(word) for side in changes(text, best.label) for word in side):
        sure *= 0.8
    return Judgement("similar", best, _decimal(sure), candidates, diff)


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(min(max(value, 0.0), 1.0), 2))).normalize() + 0


# --- words that differ ---------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Return the words of a text as printed, without punctuation."""
    return re.findall(r"[\wæøåÆØÅ§/-]+", text)


def opcodes(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, list[str], list[str]]]:
    """Align two word lists: ``(tag, words of one, words of other)`` in order."""
    from difflib import SequenceMatcher  # noqa: PLC0415 - only where wording differs

    a, b = [normalise(w) for w in one], [normalise(w) for w in other]
    found = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(tag, list(one[i1:i2]), list(other[j1:j2])) for tag, i1, i2, j1, j2 in found]


def word_diff(text: str, source: str) -> str | None:
    """Show what ``text`` changed in the words of ``source``, or None where nothing.

    >>> word_diff("barn og unge", "barn, unge og eldre")
    'barn {+og+} unge [-og eldre-]'
    """
    parts: list[str] = []
    changed = False
    for tag, old, new in opcodes(words(source), words(text)):
        if tag == "equal":
            parts.extend(new)
            continue
        changed = True
        if old:
            parts.append(f"[-{' '.join(old)}-]")
        if new:
            parts.append("{+" + " ".join(new) + "+}")
    return " ".join(parts) if changed else None


def is_kin(one: str, other: str) -> bool:
    """Two words are forms or spellings of one: same beginning, or nearly the same letters.

    >>> is_kin("skoleveier", "skoleveiene"), is_kin("fjord", "fjell")
    (True, False)
    """
    return _kin(normalise(one), normalise(other))


@cache
def _kin(a: str, b: str) -> bool:
    if a == b or not a or not b:
        return a == b
    if a[0] != b[0] or a.isdigit() or b.isdigit():
        return False
    common = 0
    while common < min(len(a), len(b)) and a[common] == b[common]:
        common += 1
    longest = max(len(a), len(b))
    return (
        common >= max(5, 0.6 * longest)
        or common >= max(4, len(a) - 2, len(b) - 3)
        or fuzz.ratio(a, b) >= 74
    )


def changes(text: str, source: str) -> tuple[list[str], list[str]]:
    """Return the words ``text`` left out of ``source`` and those it put in, kin words paired off."""
    left: list[str] = []
    put: list[str] = []
    for tag, old, new in opcodes(words(source), words(text)):
        if tag != "equal":
            left.extend(w for w in old if normalise(w))
            put.extend(w for w in new if normalise(w))
    for word in list(left):
        kin = next((other for other in put if is_kin(word, other)), None)
        if kin is not None:
            left.remove(word)
            put.remove(kin)
    return left, put


def is_group(word: str) -> bool:
    """A word for a group of people."""
    lower = word.lower()
    return any(lower.startswith(stem) for stem in lexicon()["groups"]["stems"])


def is_content(word: str) -> bool:
    """A word that carries meaning: no function word, no bare sign."""
    lower = normalise(word)
    return bool(lower) and lower not in _FUNCTION and (len(lower) > 2 or lower.isdigit())


def _is_noun(word: str) -> bool:
    lower = word.lower()
    return is_group(lower) or (
        len(lower) > 4 and bool(_NOUN.search(lower)) and not _ADJECTIVE.search(lower)
    )


def substitution(text: str, source: str) -> str | None:
    """Tell whether ``text`` puts another thing where ``source`` has one.

    ``material``: another group of people, another number, a negation more or less; ``noun``:
    another noun; None: other forms and spellings, words left out or put in.

    >>> substitution("Vi hjelper ungdom inn i arbeid", "Vi hjelper foreldre inn i arbeid")
    'material'
    >>> substitution("Vi styrke samarbeid", "Vi styrker samarbeidet") is None
    True
    """
    negations = set(lexicon()["negations"]["words"])
    if _count(text, negations) != _count(source, negations):
        return "material"
    found = None
    for tag, old, new in opcodes(words(source), words(text)):
        if tag != "replace":
            continue
        gone = [w for w in old if is_content(w) and not any(is_kin(w, x) for x in new)]
        come = [w for w in new if is_content(w) and not any(is_kin(w, x) for x in old)]
        for kind in (str.isdigit, is_group):
            if any(kind(w) for w in gone) and any(kind(w) for w in come):
                return "material"
        if any(_is_noun(w) for w in gone) and any(_is_noun(w) for w in come):
            found = "noun"
    return found


def _count(text: str, vocabulary: Iterable[str]) -> int:
    return sum(word.lower() in vocabulary for word in words(text))


# --- blends --------------------------------------------------------------------------------


def blended(text: str, ranked: Sequence[tuple[Target, float]]) -> list[tuple[Target, float]] | None:
    """Return the two targets that a text puts together into one sentence, or None.

    Each half of the text must be close to a half of its own target, and to no one target whole.
    """
    tokens = words(text)
    if len(tokens) < 8 or not ranked or ranked[0][1] > 0.9:
        return None
    needed = 100 * threshold("matching", "blend_part")
    best: tuple[float, Target, Target] | None = None
    for first, _ in ranked[:5]:
        for second, _ in ranked[:5]:
            if first.key == second.key:
                continue
            for cut in range(4, len(tokens) - 3):
                left = _best_part(tokens[:cut], words(first.label), from_start=True)
                right = _best_part(tokens[cut:], words(second.label), from_start=False)
                if min(left, right) >= needed and (best is None or left + right > best[0]):
                    best = (left + right, first, second)
    if best is None:
        return None
    whole = max(fuzz.ratio(normalise(text), normalise(t.label)) for t, _ in ranked[:5])
    if whole + 8 >= best[0] / 2:
        return None
    scores = {t.key: s for t, s in ranked}
    return [(best[1], scores[best[1].key]), (best[2], scores[best[2].key])]


def _best_part(part: list[str], whole: list[str], *, from_start: bool) -> float:
    """How well ``part`` is the beginning of ``whole`` (or some later run of its words): 0 to 100."""
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
