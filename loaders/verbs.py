"""Telling by its form what a phrase is: what shall be done, or how things are."""

import re
from functools import cache
from importlib.resources import files

#: A finite verb: what makes a phrase a clause.
CLAUSE = re.compile(
    r"\b(?:er|har|skal|vil|kan|må|bør|blir|vert|får|gir|gjev|står|finnes|finst|opplever|vokser|veks|kjem|kommer"
    r"|[a-zæøå]{3,}(?:erer|erar|iser|tter|kker|ngen)|følger|følgjer|henger|heng|trives|trivst|deltar|deltek|møter|bor|bur)\b"
)
_WORD = re.compile(r"[A-Za-zÆØÅæøå-]+")
# Loan verbs are made with these endings every day («digitalisere», «regulera»); no noun in the
# plural («lærere») and no comparative («tryggere») has them.
_LOANED = re.compile(r"\w{3,}(?:is|ifis|abl|ul|in|ent|ekt|ol|tiv|egr|ust|orm|trukt)er[ea]$")


@cache
def _verbs() -> frozenset[str]:
    text = (files("loaders") / "data" / "verbs.txt").read_text("utf-8")
    words = (line.split("#")[0].split() for line in text.splitlines())
    return frozenset(word for line in words for word in line)


def is_infinitive(text: str) -> bool:
    """Tell whether a phrase begins with an infinitive: «Styrke samarbeidet».

    >>> is_infinitive("Utvikle knutepunktene"), is_infinitive("Barne- og ungdomsråd")
    (True, False)
    """
    words = _WORD.findall(text.lower())
    if not words:
        return False
    first = words[0]
    if first == "å" and len(words) > 1:
        first = words[1]
    stem = re.sub(
        r"^(?:videre|vidare|etter|til|sam|inn|opp|ut|etter|på|over|under|av|frem|fram|mot|gjen|for|bort|om)(?=[a-zæøå]{4})",
        "",
        first,
    )
    return first in _verbs() or (stem in _verbs() and stem != first) or bool(_LOANED.match(first))
