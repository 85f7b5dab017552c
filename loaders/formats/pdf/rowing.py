"""The rows of a table that no lines part: by white space, and by where cells begin together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.formats.pdf.cells import begins_cell, is_open, would_fit
from loaders.formats.pdf.lines import Line

_SAME = 0.25  # line distances: lines this near are beside each other
_OPEN = 1.1  # line distances: white space through all columns
_NEXT = 1.35  # line distances: a line this near below another goes on with it
_ENDED = (".", "!", "?", ":", ";")
_BEGINS = 1.5  # from so many points of evidence, a line begins a row

Cells = list[list[Line]]


@dataclass(slots=True)
class _Level:
    """Lines beside each other, by column."""

    baseline: float
    lines: dict[int, Line] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rower:
    """Parts rows; ``anchor`` is the column whose cells begin them, ``widths`` the columns' own."""

    anchor: int
    widths: Sequence[float]
    step: float

    def rows(
        self, columns: Sequence[Sequence[Line]], *, by_space_alone: bool = False
    ) -> list[Cells]:
        """Return the rows of lines given by column, each with the lines of its cells.

        ``by_space_alone`` holds where lines are drawn too, so that text alone tells nothing.
        """
        levels = _levels(columns, _SAME * self.step)
        found: list[list[_Level]] = []
        bands = self._bands(levels)
        is_top = self._is_top(bands)
        for band in bands:
            if found and not self._has_anchor(band):
                found[-1] += band
                continue
            if not found or self._may_begin(band[0], found[-1], is_top=is_top):
                found.append([])
            for level in band:
                is_apart = len(found) == 1 or self._has_anchor(found[-1])
                if found[-1] and is_apart and not by_space_alone and self._begins(level, found[-1]):
                    found.append([])
                found[-1].append(level)
        return [self._cells(levels, len(columns)) for levels in found if levels]

    def _bands(self, levels: list[_Level]) -> list[list[_Level]]:
        """Cut where white space runs through all columns."""
        bands: list[list[_Level]] = []
        for level in levels:
            above = bands[-1][-1].baseline if bands else 0.0
            if not bands or level.baseline - above > _OPEN * self.step + 0.3:
                bands.append([])
            bands[-1].append(level)
        return bands

    def _has_anchor(self, band: list[_Level]) -> bool:
        return any(self.anchor in level.lines for level in band)

    def _is_top(self, bands: list[list[_Level]]) -> bool:
        """Whether cells begin at the top of their rows; others are set in the middle."""
        anchored = [self.anchor in band[0].lines for band in bands if self._has_anchor(band)]
        return 3 * sum(anchored) >= 2 * len(anchored)

    def _may_begin(self, first: _Level, row: list[_Level], *, is_top: bool) -> bool:
        """Whether a band below white space begins a row, and no paragraph of the row above."""
        line = first.lines.get(self.anchor)
        if line is None:
            return not is_top
        above = self._above(row, self.anchor)
        if not begins_cell(line.text):
            return False
        return above is None or not is_open(above.text)

    def _begins(self, level: _Level, row: list[_Level]) -> bool:
        """Weigh whether a line begins a row where no white space shows it."""
        line = level.lines.get(self.anchor)
        if line is None or not begins_cell(line.text):
            return False
        above = self._above(row, self.anchor)
        evidence = 0.5
        others = [column for column in range(len(self.widths)) if column != self.anchor]
        if above is None:
            if not any(at in level.lines and self._beside(level, row, at) > 0 for at in others):
                return False
            evidence += 0.5  # the rest of a row that the page before has begun
        elif level.baseline - above.baseline > _NEXT * self.step:
            evidence += 2.0
        elif is_open(above.text):
            return False
        elif would_fit(above, line, self.widths[self.anchor]):
            evidence += 1.5
        else:
            evidence += 0.5 if above.text.endswith(_ENDED) else -0.5
        return evidence + sum(self._beside(level, row, at) for at in others) >= _BEGINS

    def _beside(self, level: _Level, row: list[_Level], column: int) -> float:
        """Weigh what another column does where the anchor column may begin a row."""
        line, above = level.lines.get(column), self._above(row, column)
        if line is None:
            was_there = above is not None and level.baseline - above.baseline < _NEXT * self.step
            return 0.25 if was_there else 0.0
        if above is None:
            return 0.5
        if level.baseline - above.baseline > _NEXT * self.step:
            return 1.5 if begins_cell(line.text) else 0.5
        if is_open(above.text) or not begins_cell(line.text):
            return -2.0
        if above.text.endswith(_ENDED) or would_fit(above, line, self.widths[column]):
            return 0.75
        return -1.0

    def _above(self, row: list[_Level], column: int) -> Line | None:
        return next((level.lines[column] for level in reversed(row) if column in level.lines), None)

    def _cells(self, levels: list[_Level], count: int) -> Cells:
        cells: Cells = [[] for _ in range(count)]
        for level in levels:
            for column, line in level.lines.items():
                cells[column].append(line)
        return cells


def _levels(columns: Sequence[Sequence[Line]], near: float) -> list[_Level]:
    levels: list[_Level] = []
    placed = sorted(
        ((line.baseline, at, line) for at, lines in enumerate(columns) for line in lines),
        key=lambda item: item[:2],
    )
    for baseline, column, line in placed:
        if not levels or baseline - levels[-1].baseline > near or column in levels[-1].lines:
            levels.append(_Level(baseline))
        levels[-1].lines[column] = line
    return levels
