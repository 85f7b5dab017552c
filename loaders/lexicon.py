"""The cue words and thresholds that the rules go by, read from data files beside this module."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

_ATTRIBUTES = frozenset(
    {"responsible", "deadline", "cost", "progress", "indicator", "description", "reference"}
)


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("loaders") / "data" / name).read_text("utf-8"))


def lexicon() -> dict[str, Any]:
    """Return the cue lexicon.

    >>> "hovudmål" in lexicon()["labels"]["main_goal"]["nn"]
    True
    """
    return _load("lexicon.toml")


def threshold(group: str, name: str) -> float:
    """Return one threshold.

    >>> threshold("reading", "max_bytes")
    20000000.0
    """
    return float(_load("thresholds.toml")[group][name])


def confidence(rule: str) -> float:
    """Return how sure an element found by ``rule`` is, from 0 to 1."""
    return threshold("confidence", rule)


@dataclass(frozen=True, slots=True)
class Cue:
    """A label word of the lexicon, the type it stands for and its language."""

    phrase: str
    type: str
    language: str

    @property
    def is_attribute(self) -> bool:
        """A label that belongs to the measure before it."""
        return self.type in _ATTRIBUTES


Languages = Mapping[Literal["nb", "nn"], Iterable[str]]
Profile = tuple[tuple[str, str, str, str], ...]
_profile: ContextVar[Profile] = ContextVar("profile", default=())


def profile_of(labels: Mapping[str, Languages], section: str = "labels") -> Profile:
    """Return a municipality's own label words as a profile: ``{type: {language: phrases}}``."""
    return tuple(
        (section, kind, language, phrase.lower())
        for kind, languages in sorted(labels.items())
        for language, phrases in sorted(languages.items())
        for phrase in phrases
    )


@contextmanager
def use_profile(profile: Profile) -> Iterator[None]:
    """Let a profile's words go before the general ones, for the documents read inside.

    >>> with use_profile(profile_of({"strategy": {"nb": ["retningsvalg"]}})):
    ...     cues()["retningsvalg"].type
    'strategy'
    """
    token = _profile.set(profile)
    try:
        yield
    finally:
        _profile.reset(token)


def active_profile() -> Profile:
    """Return the profile in use; empty where the general words alone hold."""
    return _profile.get()


def cues(section: str = "labels") -> dict[str, Cue]:
    """Return every cue of a section by its phrase.

    >>> cues()["slik gjør vi det"].type
    'strategy'
    """
    return _cues(section, active_profile())


@cache
def _cues(section: str, profile: Profile) -> dict[str, Cue]:
    found = {p: Cue(p, kind, language) for where, kind, language, p in profile if where == section}
    for kind, languages in lexicon()[section].items():
        for language, phrases in languages.items():
            for phrase in phrases:
                found.setdefault(phrase, Cue(phrase, kind, language))
    return found


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """Return the patterns at a place of the lexicon as one regular expression."""
    here: Any = lexicon()
    for step in path:
        here = here[step]
    return re.compile("|".join(f"(?:{p})" for p in here), re.IGNORECASE)
