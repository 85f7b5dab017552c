"""Tables as values: typed columns and rows, which workbooks and documents write alike."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal

from visualize.wording import Wording, plain

#: What stands in a column: ``number`` counts, ``gap`` counts what was not found, ``share`` and
#: ``sure`` lie between 0 and 1.
Kind = Literal["text", "number", "gap", "year", "day", "share", "sure"]

_YEAR = re.compile(r"(?:19|20|21)\d\d")
_DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20|21)\d\d)")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d+)(,\d+)?")
_SPACES = re.compile(r"\s")
_LONGEST_AMOUNT = 18  # digits and spaces: a spreadsheet keeps fifteen digits


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a plan, made plain, with the language they are in."""

    text: str
    lang: str = "nb"


Value = str | int | float | date | Words | tuple[Words, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` is its name in code, ``width`` its breadth in letters.

    A column that is ``shaded`` has a deeper colour the higher its number is.
    """

    key: str
    title: str
    kind: Kind = "text"
    width: int = 14
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``name`` is for code, ``title`` fits on a tab, ``caption`` says what it holds.

    ``leads`` names, for each row, the table that its figures are counted from.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    caption: str = ""
    total: tuple[Value, ...] | None = None
    leads: tuple[str, ...] = ()

    def records(self) -> Iterator[Mapping[str, Value]]:
        """Iterate over the rows as values by the keys of their columns."""
        keys = [column.key for column in self.columns]
        for row in self.rows:
            yield dict(zip(keys, row, strict=True))

    def column(self, key: str) -> Column:
        """Return the column of a key."""
        return next(column for column in self.columns if column.key == key)


def words(text: str, lang: str = "nb") -> Words:
    r"""Return plan text as it may be shown.

    >>> words("Vi\u202e  setter\x00i gang", "nn")
    Words(text='Vi� setter�i gang', lang='nn')
    """
    return Words(plain(text), lang)


#: The fills of a shaded cell, from nothing to the fullest; dark letters can be read on each.
FILLS = ("FFFFFF", "E8F1FA", "C9DFF2", "A3C8E8", "7DB0DD")
#: From how large a share of the fullest cell on a cell is a shade darker.
_SHADES = (0.0, 0.25, 0.5, 0.75)


def shades_of(table: Table) -> Callable[[Column, Value], int]:
    """Return what tells how dark a cell is: from 0 where there is nothing to 4 for the fullest.

    >>> made = Table("t", "", (Column("a", "", "number", shaded=True),), ((0,), (2,), (8,)))
    >>> shade = shades_of(made)
    >>> [shade(made.columns[0], value) for value in (0, 2, 8)]
    [0, 1, 4]
    """
    fullest = max(
        (value for row in table.rows for column, value in zip(table.columns, row, strict=True)
         if column.shaded and isinstance(value, int)), default=0,
    )  # fmt: skip

    def shade(column: Column, value: Value) -> int:
        if not column.shaded or not isinstance(value, int) or not value:
            return 0
        return sum(value / fullest > least for least in _SHADES)

    return shade


def lines_of(value: Value) -> tuple[Value, ...]:
    """Return the lines of a cell: none where there is nothing to tell.

    >>> lines_of(None), lines_of(""), lines_of(3)
    ((), (), (3,))
    """
    if value is None or value in {"", ()}:
        return ()
    return value if isinstance(value, tuple) else (value,)


def told(value: Value, kind: Kind, say: Wording) -> str:
    r"""Return a value as it is written in a text.

    >>> nb, en = Wording("nb"), Wording("en")
    >>> told(62_000_000, "number", nb), told(62_000_000, "number", en)
    ('62\xa0000\xa0000', '62,000,000')
    >>> told(2026, "year", nb), told(date(2024, 6, 13), "day", nb), told(0.9, "sure", nb)
    ('2026', '13.06.2024', '0,90')
    """
    if isinstance(value, tuple):
        return "\n".join(told(line, kind, say) for line in value)
    if isinstance(value, date):
        return value.isoformat() if say.language == "en" else f"{value:%d.%m.%Y}"
    if isinstance(value, int | float):
        return _number(value, kind, say)
    return value.text if isinstance(value, Words) else plain(value or "")


def _number(value: float, kind: Kind, say: Wording) -> str:
    """A number; one that counts has its thousands apart."""
    if kind == "share":
        return say.percent(value)
    if kind == "sure":
        return say.decimal(value)
    if kind == "year":
        return str(value)
    text = f"⚠ {value:,}" if kind == "gap" and value else f"{value:,}"
    return text if say.language == "en" else text.translate({44: "\u00a0", 46: ","})


def day_or_year(text: str, lang: str = "nb") -> Value:
    """Return a year as a number, a day as a date, and any other time in its own words.

    >>> day_or_year("2026"), day_or_year("31.12.2026"), day_or_year("2026-12-31")
    (2026, datetime.date(2026, 12, 31), datetime.date(2026, 12, 31))
    >>> day_or_year("innen 2026"), day_or_year("31.02.2026")
    (Words(text='innen 2026', lang='nb'), Words(text='31.02.2026', lang='nb'))
    """
    said = plain(text)
    if _YEAR.fullmatch(said):
        return int(said)
    with suppress(ValueError):
        found = _DAY.fullmatch(said)
        return date(*(int(part) for part in reversed(found.groups()))) if found else _iso(said)
    return Words(said, lang)


def _iso(text: str) -> date:
    """A day as the standard writes it, with its hyphens."""
    return date.fromisoformat(text if "-" in text else "")


def amount(text: str, lang: str = "nb") -> Value:
    """Return a bare number as a number, and any other amount in its own words.

    >>> amount("62 000 000"), amount("1,5"), amount("1,5 mill. kr").text
    (62000000, 1.5, '1,5 mill. kr')
    """
    said = plain(text)
    found = _AMOUNT.fullmatch(said)
    if found is None or len(said) > _LONGEST_AMOUNT:
        return Words(said, lang)
    number = _SPACES.sub("", said)
    return float(number.replace(",", ".")) if found[1] else int(number)
