"""Dates and years as plans write them."""

import re
from functools import cache

from loaders.lexicon import lexicon

_DUE = re.compile(
    r"\b(?:i|innen|innan|første gang i|fyrste gong i|første gong i)\s+((?:19|20)\d\d)\b"
)
_AFTER = re.compile(r"\b(?:etter|hvert|kvart|hver|hvart)\s+(\d{1,2}|\w+?)\.?\s*år\b")
_YEARLY = re.compile(r"\bårlig|\bårleg|\bhvert år\b|\bkvart år\b")


@cache
def _date() -> re.Pattern[str]:
    return re.compile(
        r"(?P<d>\d{1,2})[./]\s?(?P<m>\d{1,2})[./]\s?(?P<y>(?:19|20)\d\d)"
        rf"|(?P<d2>\d{{1,2}})\.\s*(?P<month>{'|'.join(_months())})\s+(?P<y2>(?:19|20)\d\d)"
        r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)",
        re.IGNORECASE,
    )


def _months() -> list[str]:
    months: list[str] = lexicon()["calendar"]["months"]
    return months


def date_in(text: str) -> str | None:
    """Return the first date of a text as YYYY-MM-DD, or None.

    >>> date_in("den 13. juni 2024"), date_in("21.06.2022")
    ('2024-06-13', '2022-06-21')
    """
    match = _date().search(text)
    if match is None:
        return None
    if match["iso"]:
        return match["iso"]
    day = int(match["d"] or match["d2"])
    month = int(match["m"]) if match["m"] else _months().index(match["month"].lower()) + 1
    year = int(match["y"] or match["y2"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def due_year(text: str, start: int | None) -> int | None:
    """Return the year in which a sentence says something is due, counted from ``start``.

    >>> due_year("Planen evalueres etter to år", 2024), due_year("Planen revideres i 2027", None)
    (2026, 2027)
    """
    named = _DUE.search(text)
    if named:
        return int(named.group(1))
    if start is None:
        return None
    after = _AFTER.search(text)
    if after:
        word = after.group(1).lower()
        count = int(word) if word.isdigit() else lexicon()["calendar"]["numerals"].get(word)
        if count is not None:
            return start + int(count)
    return start + 1 if _YEARLY.search(text) else None
