"""Whose words they are: whether a vision names another organisation than the plan's."""

import re
from collections.abc import Iterable

_WORD = r"[A-ZÆØÅ][\w.’'-]*"
_NAMED = re.compile(
    rf"(?:{_WORD}\s+){{0,4}}"
    r"(?:Department|Ministry|Agency|Bureau|Office|Administration|Authority|Commission)"
    rf"\s+(?:of|for)\s+(?:the\s+)?{_WORD}(?:(?:,|\s+(?:and|&|of|the))*\s+{_WORD})*"
    rf"|(?:{_WORD}\s+){{0,2}}{_WORD}\s+(?:fylkes)?kommune\b"
)
_OWNS = re.compile(r"[’']s?$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
#: How far into a vision the organisation stands whose vision it is.
_WITHIN = 80


def stranger(text: str, organisations: Iterable[str]) -> str | None:
    """Return the organisation that a vision begins with, where it is none of the plan's own.

    Where the plan names no organisation, nothing can be told.

    >>> stranger("Nes kommune skal være best", ["Fjordvik kommune"])
    'Nes kommune'
    >>> stranger("I Fjordvik kommune bor vi godt", ["Fjordvik kommune"]) is None
    True
    """
    own = [_plain(name) for name in organisations if name.strip()]
    match = _NAMED.search(text[:_WITHIN])
    if not own or match is None:
        return None
    found = _ARTICLE.sub("", _OWNS.sub("", match.group()))
    name = _plain(found)
    is_own = any(_is_within(name, one) or _is_within(one, name) for one in own)
    return None if is_own else found


def _is_within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
