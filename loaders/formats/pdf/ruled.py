"""Tables in a net of drawn lines: the words of each cell, merged cells over all their rows."""

from collections.abc import Sequence

from loaders.formats.pdf.cells import cell_lines, cell_text, step_of
from loaders.formats.pdf.grid import Grid, Stroke, between
from loaders.formats.pdf.header import HEADER_WORDS, anchor_of, headers, is_header, kind_of
from loaders.formats.pdf.joining import Row, Table
from loaders.formats.pdf.lines import Line, baselines
from loaders.formats.pdf.page import Word
from loaders.formats.pdf.rowing import Cells, Rower

_SHIFT = 3.0  # points: columns of one table stand where they stood on the page before
_FULL = 0.25  # share of a net's cells that hold text in a table


def ruled_table(grid: Grid, words: Sequence[Word], above: Table | None = None) -> Table | None:
    """Return the table in a net of lines, or None where it frames no table.

    One row alone is a table where it goes on with ``above``, in the same columns.
    """
    if not words:
        return None
    regions, inside = _cells(grid, words)
    heads = [" ".join(w.text for w in inside.get(cell, ())) for cell in dict.fromkeys(regions[0])]
    is_whole = is_header(heads) and all(len(text.split()) <= HEADER_WORDS for text in heads)
    if not is_whole and _rule_header(grid, words):
        regions, inside = _cells(grid, words)
    count = len({region for row in regions for region in row})
    filled = {at for row in regions for at, region in enumerate(row) if region in inside}
    if len(filled) < 2 or len(inside) < max(2, _FULL * count):
        return None
    rows = _grid_rows(regions, inside, sorted(filled))
    edges = [grid.xs[at] for at in sorted(filled)] + [grid.xs[-1]]
    is_alone = len(rows) < 2 and not is_header(rows[0]) and len(grid.ys) < 3
    if is_alone and not _goes_on(above, edges):
        return None
    return Table(
        grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], tuple(rows),
        is_header(rows[0]), "ruled", tuple(edges), _usual_size(words),
    )  # fmt: skip


def _goes_on(above: Table | None, edges: Sequence[float]) -> bool:
    """Whether columns stand where those of the table on the page before stood."""
    if above is None or above.kind != "ruled" or len(above.edges) != len(edges):
        return False
    return all(abs(a - b) <= _SHIFT for a, b in zip(above.edges, edges, strict=True))


def _cells(grid: Grid, words: Sequence[Word]) -> tuple[list[list[int]], dict[int, list[Word]]]:
    """Return the number of the cell at each row and column, and the words of each cell."""
    regions = grid.regions()
    inside: dict[int, list[Word]] = {}
    for word in words:
        row = between(grid.ys, word.baseline - 0.3 * word.size)
        column = between(grid.xs, (word.left + word.right) / 2)
        if row is not None and column is not None:
            inside.setdefault(regions[row][column], []).append(word)
    return regions, inside


def _rule_header(grid: Grid, words: Sequence[Word]) -> bool:
    """Draw the line below a header that stands in one cell with the rows below it."""
    rows = baselines(word for word in words if word.baseline <= grid.ys[1])
    header = next(headers(rows), None)
    if header is None or header.start or header.end == len(rows):
        return False
    floor = max(word.bottom for row in rows[: header.end] for word in row)
    place = min(floor, rows[header.end][0].baseline - 0.6 * rows[header.end][0].size)
    grid.ys.insert(1, place)
    grid.across.append(Stroke(place, [(grid.xs[0], grid.xs[-1])]))
    return True


def _grid_rows(
    regions: list[list[int]], inside: dict[int, list[Word]], columns: list[int]
) -> list[Row]:
    lines = {region: cell_lines(words) for region, words in inside.items()}
    step = step_of(lines.values(), _usual_size([w for words in inside.values() for w in words]))
    widths = [_column_width(regions, lines, column) for column in columns]
    rows: list[Row] = []
    for row in regions:
        cells: list[Cells] = [_once(row, lines, columns)]
        if not any(cells[0]):
            continue
        if _is_tall(regions, row, len(rows)):
            header = rows[0] if rows else ()
            anchor = anchor_of([kind_of(text) for text in header]) if is_header(header) else 0
            cells = Rower(anchor, widths, step).rows(cells[0], by_space_alone=True)
        rows += [
            tuple(cell_text(c, w, step) for c, w in zip(part, widths, strict=True))
            for part in cells
        ]
    return _one_header(rows)


def _once(row: list[int], lines: dict[int, list[Line]], columns: list[int]) -> Cells:
    """Return the cells of a row; one that covers several columns stands in the first alone."""
    return [lines.get(row[at], []) if at == 0 or row[at - 1] != row[at] else [] for at in columns]


def _is_tall(regions: list[list[int]], row: list[int], before: int) -> bool:
    """Whether no lines part the rows of a net: all of them stand in its one or last row."""
    return len(regions) <= 2 and row is regions[-1] and (before == 1 or len(regions) == 1)


def _column_width(regions: list[list[int]], lines: dict[int, list[Line]], column: int) -> float:
    widths = [
        line.right - line.left
        for row in regions
        if row.count(row[column]) == 1
        for line in lines.get(row[column], [])
    ]
    return max(widths, default=0.0)


def _one_header(rows: list[Row]) -> list[Row]:
    """Join a header of two rows, where headers stand over several columns or beside them."""
    if rows and is_header([" ".join(cell.split()) for cell in rows[0]]):
        rows[0] = tuple(" ".join(cell.split("\n")) for cell in rows[0])
    if len(rows) < 3 or not is_header(rows[0]):
        return rows
    above, below = rows[0], rows[1]
    is_second = any(a == b and a for a, b in zip(above, below, strict=True)) and all(
        a == b or not a or b for a, b in zip(above, below, strict=True)
    )
    if not is_second:
        return rows
    joined, over = [], ""
    for a, b in zip(above, below, strict=True):
        over = a or over
        joined.append(a if a == b or (kind_of(a) and not kind_of(b)) else b or over)
    return [tuple(joined), *rows[2:]]


def _usual_size(words: Sequence[Word]) -> float:
    sizes = sorted(word.size for word in words)
    return sizes[len(sizes) // 2] if sizes else 0.0
