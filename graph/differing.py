"""How two wordings differ: the words that fell away, came in or were exchanged."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

_WORD = re.compile(r"[a-zæøåéèêôòóäöü]+|\d+")


@cache
def normalise(text: str) -> str:
    """Fold case, punctuation and whitespace away.

    >>> normalise("Reduserer støy-, vann- og luftforurensing.")
    'reduserer støy vann og luftforurensing'
    """
    return " ".join(_WORD.findall(text.lower()))


def words(text: str) -> list[str]:
    """Return the words of a text as printed, without punctuation."""
    return re.findall(r"[\wæøåÆØÅ§/-]+", text)


def opcodes(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, list[str], list[str]]]:
    """Align two word lists: ``(tag, words of one, words of other)`` in order."""
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
