"""Reads CSV files: lists of goals and measures saved out of Excel or another system."""

import csv
import re
from collections import Counter
from io import StringIO

from loaders.composing import Composer
from loaders.document import Document
from loaders.formats.plain import text_of
from loaders.formats.sheetrows import Row, lines_of
from loaders.formats.sheets import write_rows
from loaders.lexicon import threshold

_DELIMITERS = ";\t,|"
_SAID = re.compile(r'"?sep=(?P<mark>.)"?\r?\n')
_SAMPLE = 200


def read(data: bytes, name: str) -> Document:
    r"""Read a CSV file, whatever parts its columns and however it is encoded.

    Raises :class:`~graph.errors.BadInput` (what
    :func:`loaders.formats.plain.text_of` raises).

    >>> document = read('Tiltak;Ansvar\n"Bygge\nbru";Teknisk\n'.encode("cp1252"), "liste.csv")
    >>> [[cell.text for cell in row] for row in document.blocks[0].rows]
    [['Tiltak', 'Ansvar'], ['Bygge bru', 'Teknisk']]
    """
    decoded = text_of(data, name)
    text = decoded.text
    said = _SAID.match(text)
    if said:
        text = text[said.end() :]
    delimiter = said["mark"] if said else delimiter_of(text)
    composer = Composer(guesses_headings=False, is_marked=True)
    most = int(threshold("sheets", "max_text"))
    text, is_cut = text[:most], len(text) > most
    rows: list[Row] = []
    for number, cells in enumerate(_parsed(text, delimiter)):
        found = dict(lines_of(cells))
        if not found:
            continue
        is_cut = is_cut or len(rows) == threshold("sheets", "max_rows")
        if len(rows) == threshold("sheets", "max_rows"):
            break
        rows.append(Row(number, found))
    if is_cut:
        composer.notice("sheet-cut", where=name, sheet=name, row=rows[-1].number + 1)
    write_rows(rows, composer)
    return composer.document(name, data, "text/csv", decoded.encoding)


def delimiter_of(text: str) -> str:
    r"""Return what parts the columns: the mark by which most rows come out equally wide.

    >>> delimiter_of("Tiltak;Ansvar\nBygge bru, vei;Teknisk\n")
    ';'
    """
    lines = text.splitlines(keepends=True)[:_SAMPLE]
    sample = "".join(lines)
    return max(_DELIMITERS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    widths = Counter(len(cells) for cells in _parsed(sample, delimiter) if cells)
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / widths.total(), width


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    """Cut a text into rows and cells; a quote that never ends is a letter like others."""
    try:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        is_endless = "end of data" in str(error) or "limit" in str(error)
    if not is_endless:
        return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    most = csv.field_size_limit()
    lines = (line[:most] for line in text.splitlines())
    return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE))
