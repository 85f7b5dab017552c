"""A document as parts with headings, tables and lists: words alone, ready to be set in type.

All is told here: every line is words with the language they are in, so that a document's writer
decides about type and paper alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from visualize.report import short
from visualize.tables import Column, Table, Value, Words, lines_of, shades_of, told
from visualize.wording import Wording

_BROADEST = 42  # letters: a column that may be broader on a sheet shares the paper with others


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, with what it is called; ``lang`` is empty in the document's own language."""

    text: str
    lang: str = ""
    label: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its lines, and how dark it is from 0 to 4."""

    lines: tuple[Line, ...] = ()
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its name, its share of the breadth, and whether numbers stand below."""

    line: Line
    width: int
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it is printed; ``foot`` is its last row, the sums."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """A thread as a list from the bottom up: each element, and the lines on the step above it."""

    steps: tuple[tuple[Line, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its heading; ``is_wide`` asks for pages that lie."""

    title: Line
    blocks: tuple[Line | Grid | Steps, ...] = ()
    parts: tuple["Part", ...] = ()
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document: what stands on its first page, and its parts."""

    title: str
    language: str
    contents: str
    cover: tuple[Line | Grid, ...]
    parts: tuple[Part, ...]


# --- tables as they are printed ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fold:
    """A column that holds several of a table's: those in ``bare`` without their names.

    The first key is the one that is told strongly.
    """

    title: str
    width: int
    keys: tuple[str, ...]
    bare: frozenset[str] = frozenset()
    is_strong: bool = False


def grid(table: Table, say: Wording, whole: Table | None = None) -> Grid:
    """Return a table as it is printed, column by column; ``whole`` is what it is a part of."""
    shade = shades_of(whole or table)
    heads = tuple(
        Head(Line(column.title, strong=True), min(column.width, _BROADEST), _is_number(column))
        for column in table.columns
    )
    rows = tuple(
        tuple(
            Cell(tuple(_lines(value, column, say)), shade(column, value))
            for column, value in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    )
    foot = tuple(
        Cell(tuple(replace(line, strong=True) for line in _lines(value, column, say)))
        for column, value in zip(table.columns, table.total or (), strict=False)
    )
    return Grid(table.caption, heads, rows, foot)


def _is_number(column: Column) -> bool:
    return column.kind in {"number", "gap", "share", "sure"}


def _lines(value: Value, column: Column, say: Wording, label: str = "") -> Iterable[Line]:
    for line in lines_of(value):
        lang = line.lang if isinstance(line, Words) and line.lang != say.language else ""
        is_nought = line == 0 and (column.shaded or column.kind == "gap")
        yield Line("–" if is_nought else told(line, column.kind, say), lang, label)


def folded(
    table: Table, records: Sequence[Mapping[str, Value]], folds: Sequence[Fold], say: Wording
) -> Grid:
    """Return some rows of a table in fewer columns; one in which nothing stands is left out."""
    columns = {column.key: column for column in table.columns}
    rows = [
        tuple(Cell(tuple(_fold_lines(columns, record, fold, say))) for fold in folds)
        for record in records
    ]
    kept = [at for at in range(len(folds)) if any(row[at].lines for row in rows)]
    return Grid(
        "",
        tuple(
            Head(
                Line(folds[at].title, strong=True),
                folds[at].width,
                _is_fold_of_number(columns, folds[at]),
            )
            for at in kept
        ),
        tuple(tuple(row[at] for at in kept) for row in rows),
    )


def _is_fold_of_number(columns: Mapping[str, Column], fold: Fold) -> bool:
    return len(fold.keys) == 1 and fold.keys[0] in columns and _is_number(columns[fold.keys[0]])


def _fold_lines(
    columns: Mapping[str, Column], record: Mapping[str, Value], fold: Fold, say: Wording
) -> Iterable[Line]:
    for at, key in enumerate(fold.keys):
        if key == "place":
            yield from _place(record, say)
        elif key == "quote":
            yield from _quote(record, say)
        else:
            label = "" if key in fold.bare else columns[key].title
            for line in _lines(record[key], columns[key], say, label):
                yield replace(line, strong=fold.is_strong and at == 0)


def _place(record: Mapping[str, Value], say: Wording) -> Iterable[Line]:
    """The file, page and line of a row as one line."""
    if record["file"]:
        key = "place-page" if record["page"] else "place-line"
        yield Line(say(key, file=record["file"], page=record["page"], line=record["line"]))


def _quote(record: Mapping[str, Value], say: Wording) -> Iterable[Line]:
    """The quote of a row, unless the row says the same words already."""
    quote = record["quote"]
    subject = record.get("measure") or record.get("subject")
    if isinstance(quote, Words) and not (isinstance(subject, Words) and quote.text == subject.text):
        lang = quote.lang if quote.lang != say.language else ""
        yield Line(f"«{short(quote.text)}»", lang)
