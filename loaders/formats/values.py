"""Dates and numbers as a Norwegian Excel shows them."""

import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from loaders.lexicon import lexicon

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<digits>[#0?][#0?,.\s\xa0]*|[.,])|(?P<percent>%)|(?P<other>.)",
    re.DOTALL,
)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_WORD = re.compile(r"[^\W\d_]|[€$%]|,[-–]")
_LARGEST = 1e15


def shown(value: object, number_format: str) -> str:
    """Return the text of a cell's value.

    >>> shown(425000, "#,##0"), shown(0.45, "0%"), shown(2.5, "General")
    ('425 000', '45 %', '2,5')
    >>> shown(datetime(2026, 12, 31), "dd/mm/yyyy"), shown(datetime(2026, 1, 1), "yyyy")
    ('31.12.2026', '2026')
    """
    if isinstance(value, bool):
        return "SANN" if value else "USANN"
    if isinstance(value, datetime | date):
        return _date(value, number_format)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, int | float):
        return _number(value, number_format)
    return str(value)


def _date(value: date, number_format: str) -> str:
    """The day, the month or the year alone, as far as the format tells."""
    parts = set(_LITERAL.sub("", number_format.lower().split(";")[0]))
    if "d" in parts or "y" not in parts:
        return f"{value.day:02}.{value.month:02}.{value.year}"
    if "m" not in parts:
        return str(value.year)
    return f"{lexicon()['calendar']['months'][value.month - 1]} {value.year}"


def _number(value: float, number_format: str) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    before, digits, after, has_percent = _parts_of(number_format)
    if digits is None or abs(value) >= _LARGEST:
        return f"{value:.10g}".replace(".", ",") if isinstance(value, float) else str(value)
    amount = float(value) * (100 if has_percent else 1)
    whole, _, decimals = digits.rstrip(",").partition(".")
    amount /= 1000 ** (len(digits) - len(digits.rstrip(",")))
    places = sum(mark in "0?#" for mark in decimals)
    head, _, tail = f"{abs(amount):,.{places}f}".partition(".")
    tail = tail.rstrip("0").ljust(sum(mark in "0?" for mark in decimals), "0")
    head = head.replace(",", " " if "," in whole else "").zfill(whole.count("0"))
    text = f"{head},{tail}" if tail else head
    sign = "-" if amount < 0 and any(mark in "123456789" for mark in text) else ""
    return f"{before}{sign}{text}{after}"


@lru_cache(maxsize=1024)
def _parts_of(number_format: str) -> tuple[str, str | None, str, bool]:
    """What a format writes before the digits, the digits' pattern, what it writes after them.

    The pattern is None where the number is shown as it is; the last part says that it is a
    percentage.
    """
    before, after = "", ""
    digits: str | None = None
    has_percent = False
    for token in _TOKEN.finditer(number_format.split(";", maxsplit=1)[0]):
        word = token["quoted"] or token["escaped"] or token["money"]
        if token["digits"]:
            # «# ##0» parts thousands by a space, which other files write as a comma.
            digits = (digits or "") + re.sub(r"[\s\xa0]+(?=[#0?])", ",", token["digits"]).strip()
        elif token["percent"]:
            has_percent = True
            after += " %"
        elif word and word.isspace():
            digits = digits + "," if digits is not None and not after else digits
        elif word and _WORD.search(word):
            if digits is None:
                before += f"{word.strip()} "
            else:
                after += f" {word.strip()}"
        elif token["other"] == "@":
            return "", None, "", False
    if digits is not None:
        digits = _even(digits, number_format)
    return before, digits, after, has_percent


def _even(digits: str, number_format: str) -> str:
    r"""Take away what stood for the space of «#\ ##0» at the end: it scales nothing."""
    scales = re.search(r"[0#?](,+)(?:[^0#?]*$|;)", number_format)
    return digits.rstrip(",") + (scales.group(1) if scales else "")
