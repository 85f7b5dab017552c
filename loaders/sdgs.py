"""Finding the UN's sustainable development goals by number or title."""

import re
import tomllib
from functools import cache
from importlib.resources import files

_NUMBERS = re.compile(
    r"\b(?:FNs?\s+)?(?:b[æe]rekraftsmål(?:a|ene|et)?|SDG)\s*(?:nr\.?|nummer)?\s*"
    r"(?P<list>\d{1,2}(?!\d)(?:\s*(?:,|og|&)\s*\d{1,2}(?!\d))*)(?!\s*(?:\d|mål\b|av\b|delmål))",
    re.IGNORECASE,
)


@cache
def _goals() -> list[dict[str, list[str]]]:
    data = tomllib.loads((files("loaders") / "data" / "sdgs.toml").read_text("utf-8"))
    return list(data["goal"])


@cache
def _titles() -> dict[str, int]:
    return {
        _key(title): int(str(goal["number"]))
        for goal in _goals()
        for language in ("nb", "nn")
        for title in goal[language]
    }


def _key(text: str) -> str:
    return " ".join(re.sub(r"[^\wæøåÆØÅ ]+", " ", text.lower()).split())


def sdg_title(number: int, language: str = "nb") -> str:
    """Return the short title of a goal.

    >>> sdg_title(13, "nn")
    'Stoppe klimaendringane'
    """
    return str(_goals()[number - 1][language][0])


def sdg_by_title(text: str) -> int | None:
    """Return the number of the goal that a line names by its title, or None.

    >>> sdg_by_title("GOD HELSE OG LIVSKVALITET"), sdg_by_title("God helse i alt vi gjør")
    (3, None)
    """
    key = _key(
        re.sub(
            r"^\W*(?:(?:fns?\s+)?b[æe]rekraftsmål|mål)?\W*\d{0,2}[\s.:–-]*",
            "",
            text,
            flags=re.IGNORECASE,
        )
    )
    if key in _titles():
        return _titles()[key]
    if len(key) < 30:
        return None
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for long titles

    hit = process.extractOne(key, list(_titles()), scorer=fuzz.ratio, score_cutoff=85)
    return _titles()[hit[0]] if hit else None


def sdg_numbers(text: str) -> list[tuple[int, int, int]]:
    """Return ``(number, start, end)`` of every goal that a text names by number.

    >>> [n for n, _, _ in sdg_numbers("FNs bærekraftsmål 1, 3 og 4")]
    [1, 3, 4]
    >>> sdg_numbers("FNs 17 bærekraftsmål")
    []
    """
    found = []
    for match in _NUMBERS.finditer(text):
        for number in re.finditer(r"\d+", match["list"]):
            value = int(number.group())
            if 1 <= value <= 17:
                found.append((value, match.start(), match.end()))
    return found
