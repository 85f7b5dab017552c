"""Whose plan a document is: the municipality it names most, its title page counting most."""

import re
from collections import Counter

from loaders.lexicon import lexicon

_NAME = r"[A-ZÆØÅ][a-zæøåáé]+(?:-[A-ZÆØÅ][a-zæøåáé]+)?"
_MUNICIPALITY = re.compile(
    rf"\b((?:{_NAME}\s+)?(?:i\s+)?{_NAME}|[A-ZÆØÅ]{{2,}}(?:\s+[A-ZÆØÅ]{{2,}})?)s?"
    r"\s+(?:kommunes?|KOMMUNES?)\b(?!-)"
)
_PLAN_FOR = re.compile(r"[Kk]ommune(?:del)?plan for ([A-ZÆØÅ][a-zæøå]+(?:-[A-ZÆØÅ][a-zæøå]+)?)")


def municipality_of(cover: list[str], furniture: list[str], prose: str) -> str | None:
    """Return the municipality that a document is of, or None where it names none.

    >>> municipality_of(["Temaplan", "FJORDVIK KOMMUNE"], [], "Fjordvik kommune samarbeider.")
    'Fjordvik'
    """
    votes: Counter[str] = Counter()
    for weight, text in ((5, " \n ".join(cover)), (3, " \n ".join(furniture)), (1, prose)):
        for match in _MUNICIPALITY.finditer(text):
            name = _name(match.group(1))
            if name:
                votes[name] += weight
    if votes:
        top = max(votes.values())
        return min((name for name, n in votes.items() if n == top), key=lambda n: (-len(n), n))
    named = (_PLAN_FOR.search(text) for text in [*furniture, *cover])
    return next((match.group(1) for match in named if match), None)


def _name(found: str) -> str | None:
    """Clean a name: «DRAMMEN» → Drammen; words that are no part of it fall away."""
    told = lexicon()["municipality"]
    words = found.split()
    while words and (
        words[0].lower() in told["not_names"] or (words[0].islower() and words[0] != "i")
    ):
        words = words[1:]
    if not words:
        return None
    if all(word.isupper() for word in words):
        words = [word.capitalize() for word in words]
    if len(words) >= 2 and words[0] not in told["first_words"] and words[1] != "i":
        words = words[-1:]
    return " ".join(words)
