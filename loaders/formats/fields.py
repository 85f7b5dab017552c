"""What the name of a field says that it holds: «maalNavn» is a name, «overordnet_id» a parent."""

import re
from functools import lru_cache

from loaders.lexicon import Profile, active_profile, cues, lexicon, use_profile
from loaders.position import ATTRIBUTES
from loaders.rows import LEVELS

_WORDS = re.compile(r"[A-ZÆØÅ]+(?![a-zæøå])|[A-ZÆØÅ]?[a-zæøå]+")
_ROLES = ("parent", "id", "type", "description", "name", "code", "period_from", "period_to")
_ELEMENTS = frozenset({*LEVELS, "vision", "value", "priority", "indicator", "recommendation"})
_LONGEST = 60


def fold(text: str) -> str:
    """Write a text without æ, ø and å, however they were written.

    >>> fold("Mål") == fold("maal") == fold("mal"), fold("Satsingsområde")
    (True, 'satsingsomrade')
    """
    folded = text.lower()
    for letters, plain in (("å", "a"), ("aa", "a"), ("ø", "o"), ("oe", "o"), ("æ", "ae")):
        folded = folded.replace(letters, plain)
    return folded.replace("ae", "a")


def words_of(name: str) -> list[str]:
    """Cut a field's name into its words, folded.

    >>> words_of("maalNavn"), words_of("parent_id")
    (['mal', 'navn'], ['parent', 'id'])
    """
    return [fold(word) for word in _WORDS.findall(name[:_LONGEST])]


def level_of(text: str) -> str | None:
    """Return the type of element that a name or a value of a type field says, or None.

    >>> level_of("Hovedmål"), level_of("delmaal"), level_of("1. Satsingsområder"), level_of("navn")
    ('main_goal', 'sub_goal', 'focus_area', None)
    """
    return _level_of(text[:_LONGEST], active_profile())


@lru_cache(maxsize=4096)
def _level_of(text: str, profile: Profile) -> str | None:
    known = _phrases(profile)
    words = words_of(text)
    for phrase in (" ".join(words), *words):
        kind = known.get(phrase)
        if kind in _ELEMENTS:
            return "main_goal" if kind == "goal" else kind
    return None


def level_named(name: str) -> str | None:
    """Return the type of element that a field or list is wholly named by, or None.

    >>> level_named("hovedmål"), level_named("maalNavn")
    ('main_goal', None)
    """
    kind = _phrases(active_profile()).get(" ".join(words_of(name)))
    if kind not in _ELEMENTS:
        return None
    return "main_goal" if kind == "goal" else kind


def attribute_of(name: str) -> str | None:
    """Return the attribute of a measure that a field holds by its name, or None.

    >>> attribute_of("ansvarligEnhet"), attribute_of("frist"), attribute_of("navn")
    ('responsible', 'deadline', None)
    """
    known = _phrases(active_profile())
    words = words_of(name)
    kinds = (known.get(phrase) for phrase in (" ".join(words), *words))
    return next((kind for kind in kinds if kind in ATTRIBUTES), None)


@lru_cache(maxsize=8)
def _phrases(profile: Profile) -> dict[str, str]:
    with use_profile(profile):
        both = {**cues("headers"), **cues("labels")}
    return {fold(phrase): cue.type for phrase, cue in both.items()}


def role_of(name: str) -> str | None:
    """Return what a field of a register holds by its name, or None.

    >>> role_of("maalOverordnet"), role_of("parentId"), role_of("maalNavn"), role_of("emneknagger")
    ('parent', 'parent', 'name', None)
    """
    words = set(words_of(name))
    return next((role for role in _ROLES if words & _role_words(role)), None)


@lru_cache(maxsize=16)
def _role_words(role: str) -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon()["register"][role])


def says(name: str, what: str) -> bool:
    """Tell whether a name is one of the words for something about the plan.

    >>> says("kommune", "municipality")
    True
    """
    return " ".join(words_of(name)) in _role_words(what)
