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


def squash(text: str) -> str:
    """Fold spaces away too, so that a word split by the PDF is whole again.

    >>> squash("tilgjengelig het") == squash("Tilgjengelighet")
    True
    """
    return normalise(text).replace(" ", "")


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
    return _marked(words(source), words(text))


def printed_diff(text: str, source: str) -> str | None:
    """Show the same with the signs of ``text`` left in; signs alone are no difference.

    >>> printed_diff("Plan for 2024–2030, vedtatt.", "Plan for 2012–2020, vedtatt")
    'Plan for [-2012–2020,-] {+2024–2030,+} vedtatt.'
    """
    return _marked(source.split(), text.split())


def _marked(one: Sequence[str], other: Sequence[str]) -> str | None:
    """The words of ``other``, those that came in marked, and those of ``one`` that fell away."""
    parts: list[str] = []
    changed = False
    for tag, old, new in opcodes(one, other):
        if tag == "equal":
            parts.extend(new)
            continue
        changed = True
        if old:
            parts.append(f"[-{' '.join(old)}-]")
        if new:
            parts.append("{+" + " ".join(new) + "+}")
    return " ".join(parts) if changed else None
