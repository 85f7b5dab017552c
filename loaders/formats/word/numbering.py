"""The numbers and bullets that Word sets before paragraphs, counted as Word counts them."""

import re
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml.etree import _Element

from loaders.formats.numerals import formatted
from loaders.formats.word.styles import Look, value, whole

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a paragraph: a bullet, or a number as it is printed, at a level."""

    text: str
    level: int
    is_bullet: bool


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1
    is_legal: bool = False
    restarts: int | None = None
    style: str | None = None


@dataclass(slots=True)
class _List:
    """One numbered list: its levels, and the counters it shares with lists of the same kind."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    is_begun: bool = False


class Numbering:
    """The lists of a file and how far each has been counted."""

    def __init__(self, root: _Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        if root is None:
            return
        abstracts: dict[str, dict[int, _Level]] = {}
        linked: dict[str, str] = {}
        styled: dict[str, str] = {}
        for abstract in root.iter(qn("w:abstractNum")):
            key = str(abstract.get(qn("w:abstractNumId"), ""))
            abstracts[key] = _levels(abstract)
            if link := value(abstract, "w:numStyleLink"):
                linked[key] = link
            if style := value(abstract, "w:styleLink"):
                styled[style] = key
        for num in root.iter(qn("w:num")):
            key = value(num, "w:abstractNumId") or ""
            key = styled.get(linked.get(key, ""), key)
            found = _List(key, dict(abstracts.get(key, {})))
            for override in num.iter(qn("w:lvlOverride")):
                level = whole(override.get(qn("w:ilvl"))) or 0
                found.levels.update(_levels(override))
                start = whole(value(override, "w:startOverride"))
                if start is not None:
                    found.starts[level] = start
            self._lists[str(num.get(qn("w:numId"), ""))] = found

    def mark(self, look: Look) -> Mark | None:
        """Count a paragraph and return what stands before it, or None where nothing does."""
        found = self._lists.get(look.num_id or "")
        if found is None or not found.levels:
            return None
        at = look.ilvl
        if at is None:
            styles = {*look.numbered_by, look.style}
            at = next((n for n, lvl in found.levels.items() if lvl.style in styles), 0)
        at = min(max(at, 0), _LEVELS - 1)
        level = found.levels.get(at, _Level("none"))
        if level.form == "bullet":
            return Mark("•", at, is_bullet=True)
        counts = self._count(found, at)
        if level.form == "none" and not level.text:
            return None
        return Mark(_printed(found.levels, level, counts), at, is_bullet=False)

    def _count(self, found: _List, at: int) -> list[int | None]:
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        if not found.is_begun:
            found.is_begun = True
            for level in found.starts:
                if level < _LEVELS:
                    counts[level:] = [None] * (_LEVELS - level)
        for above in range(at):
            if counts[above] is None:
                counts[above] = self._start(found, above)
        known = counts[at]
        counts[at] = self._start(found, at) if known is None else known + 1
        for below in range(at + 1, _LEVELS):
            restarts = found.levels.get(below, _Level()).restarts
            if restarts is None or (restarts and at < restarts):
                counts[below] = None
        return counts

    @staticmethod
    def _start(found: _List, level: int) -> int:
        return found.starts.get(level, found.levels.get(level, _Level()).start)


def _levels(parent: _Element) -> dict[int, _Level]:
    levels = {}
    for level in parent.iter(qn("w:lvl")):
        at = whole(level.get(qn("w:ilvl"))) or 0
        start = whole(value(level, "w:start"))
        levels[at] = _Level(
            form=value(level, "w:numFmt") or "decimal",
            text=value(level, "w:lvlText") or "",
            start=1 if start is None else start,
            is_legal=value(level, "w:isLgl") not in {None, "0", "false"},
            restarts=whole(value(level, "w:lvlRestart")),
            style=value(level, "w:pStyle"),
        )
    return levels


def _printed(levels: dict[int, _Level], level: _Level, counts: list[int | None]) -> str:
    def number(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        form = "decimal" if level.is_legal else levels.get(at, _Level()).form
        return formatted(counts[at] or 0, form)

    return " ".join(_PLACE.sub(number, level.text).split())
