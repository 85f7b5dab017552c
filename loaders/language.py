"""Telling bokmål from nynorsk by the words that only one of them has."""

import re
from functools import cache

from loaders.lexicon import lexicon


@cache
def _words(language: str) -> frozenset[str]:
    return frozenset(lexicon()["languages"][language])


def language_of(text: str) -> str:
    """Return ``nn`` or ``nb``; a text with no marker words is bokmål.

    >>> language_of("Vi skal vere ein kommune der ingen står åleine, og ikkje berre no.")
    'nn'
    >>> language_of("Vi skal være en kommune der ingen står alene, og ikke bare nå.")
    'nb'
    """
    words = re.findall(r"[a-zæøåòé]+", text.lower())
    nn = sum(word in _words("nn") for word in words)
    nb = sum(word in _words("nb") for word in words)
    return "nn" if nn > nb else "nb"
