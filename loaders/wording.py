"""What a difference between two wordings means: another form of the same, or another thing."""

from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz

from graph.differing import normalise, opcodes, words
from loaders.lexicon import lexicon


def plain(text: str) -> str:
    """Collapse whitespace and drop the full stop at the end: the text as printed."""
    return " ".join(text.split()).rstrip(" .")


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
    """Return the words ``text`` left out of ``source`` and those it put in, kin paired off."""
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
    return bool(lower) and lower not in _function_words() and (len(lower) > 2 or lower.isdigit())


def _is_noun(word: str) -> bool:
    lower = word.lower()
    is_ending = lower.endswith(_endings("noun")) and not lower.endswith(_endings("adjective"))
    return is_group(lower) or (len(lower) > 4 and is_ending)


@cache
def _endings(kind: str) -> tuple[str, ...]:
    return tuple(lexicon()["endings"][kind])


@cache
def _function_words() -> frozenset[str]:
    return frozenset(lexicon()["function_words"]["words"])


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
