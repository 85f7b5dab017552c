"""The headers of a sheet's tables: header words in one row or two, wherever they stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from loaders.document import Mapped
from loaders.formats.sheetrows import Row, line_of
from loaders.labels import header_cue
from loaders.lexicon import Profile, active_profile, threshold, use_profile
from loaders.rows import LEVELS
from loaders.tables import columns_of

_YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER = re.compile(r"[-−]?[\d\s.,]*\d[\d\s.,]*(?:%|kr|,-)?", re.IGNORECASE)
_COUNTED = frozenset({"deadline", "cost", "progress"})


@dataclass(slots=True)
class Table:
    """A table being read: its header and the type of each column, by column, and its rows.

    ``unsaid`` is what stood in the header and is in no column's name.
    """

    header: dict[int, str]
    kinds: dict[int, str | None]
    unsaid: list[str] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The last column that the header names."""
        return max(self.header)

    @property
    def measure(self) -> int | None:
        """The column of the measures."""
        return next((at for at, kind in self.kinds.items() if kind == "measure"), None)


def header_at(rows: Sequence[Row], at: int) -> tuple[Table, int] | None:
    """The header that begins in a row, and how many rows it takes."""
    top = _texts_of(rows[at])
    if not _may_be_header(top):
        return None
    single = _table_of(top)
    if at + 1 < len(rows) and rows[at + 1].number == rows[at].number + 1:
        below = _texts_of(rows[at + 1])
        if _goes_on_below(rows[at], rows[at + 1]) and _may_be_header(below, least=1):
            double = _table_of(_both(top, below, rows[at]), top.values())
            if double is not None:
                return double, 2
    return (single, 1) if single is not None else None


def _texts_of(row: Row) -> dict[int, str]:
    return {at: line_of(cell) for at, cell in row.cells.items()}


def _may_be_header(texts: Mapping[int, str], least: int = 2) -> bool:
    """Short texts, and no numbers but years: what is no header is told without its words."""
    longest = threshold("sheets", "header_max")
    return len(texts) >= least and all(
        len(text) <= longest and (_YEAR.fullmatch(text) or not NUMBER.fullmatch(text))
        for text in texts.values()
    )


def _table_of(texts: Mapping[int, str], said: Iterable[str] = ()) -> Table | None:
    """The table under a header; of what was ``said`` there, what its names leave out is kept."""
    header = _without_margin(_years_alone(texts))
    if not any(_kind(text) in LEVELS for text in header.values()):
        return None
    kinds = columns_of(tuple(Mapped.of(text, 0) for text in header.values()))
    if kinds is None:
        return None
    unsaid = [text for text in dict.fromkeys([*said, *texts.values()]) if text]
    unsaid = [text for text in unsaid if not any(text in name for name in header.values())]
    return Table(header, dict(zip(header, kinds, strict=True)), unsaid)


def _kind(text: str) -> str | None:
    return _known_kind(text, active_profile())


@lru_cache(maxsize=4096)
def _known_kind(text: str, profile: Profile) -> str | None:
    with use_profile(profile):
        cue = header_cue(text)
    return cue.type if cue else None


def _goes_on_below(row: Row, below: Row) -> bool:
    """The row below has texts only where this one is empty or spans several columns."""
    starts = sorted(row.cells)
    spans = {at: _span(row, at, after) for at, after in pairwise([*starts, max(below.cells) + 1])}
    groups = [at for at, span in spans.items() if sum(at <= c < at + span for c in below.own) > 1]
    if not groups:
        return False
    inside = {at + step for at in groups for step in range(spans[at])}
    return all(at in inside or at not in row.own for at in below.own)


def _span(row: Row, at: int, after: int) -> int:
    """How many columns a header cell stands over: those it is merged over, or left empty."""
    cell = row.cells[at]
    return cell.columns if cell.columns > 1 else max(after - at, 1)


def _both(top: Mapping[int, str], below: Mapping[int, str], row: Row) -> dict[int, str]:
    """One header of two rows: the lower text, unless only the upper one says what it is."""
    header: dict[int, str] = dict(top)
    for at, text in below.items():
        over = max((column for column in row.cells if column <= at), default=at)
        above = top.get(over, "")
        if text == above or _YEAR.fullmatch(text) or _kind(text) or not _kind(above):
            header[at] = text
        else:
            header[at] = f"{above} ({text})"
    return header


def _without_margin(texts: Mapping[int, str]) -> dict[int, str]:
    """Leave out names apart from the table that are no column's: «Valgliste» to its right."""
    columns = sorted(texts)
    for at, after in pairwise(columns):
        right = [texts[column] for column in columns if column > at]
        if after > at + 1 and not any(_kind(text) or _YEAR.fullmatch(text) for text in right):
            return {column: text for column, text in texts.items() if column <= at}
    return dict(texts)


def _years_alone(texts: Mapping[int, str]) -> dict[int, str]:
    """«Budsjett 2025», «Budsjett 2026»: a column for each year is named by the year."""
    years = {at: _YEAR.findall(text) for at, text in texts.items()}
    stems = {at: _YEAR.sub("", text).strip(" -–:()") for at, text in texts.items() if years[at]}
    costs = {at for at, stem in stems.items() if len(years[at]) == 1 and _kind(stem) in _COUNTED}
    if len(costs) < 2:
        return dict(texts)
    return {at: years[at][0] if at in costs else text for at, text in texts.items()}
