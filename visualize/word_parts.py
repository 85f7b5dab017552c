"""What Word documents are made of: runs with their language, links, fields, tables with heads."""

from collections.abc import Iterator, Sequence
from typing import cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from visualize.outline import Cell, Grid, Head, Line
from visualize.tables import FILLS
from visualize.wording import LOCALES

Node = BaseOxmlElement
_HEAD_FILL, _FOOT_FILL, _RULE, _QUIET = "1E3A5F", "E4E9EF", "C3CCD6", "4C5661"
_CELL = "Table Text"


def element(tag: str, *inner: Node, **attributes: str | int) -> Node:
    """Return an element of Word's own vocabulary.

    >>> element("w:jc", val="right").xml.splitlines()[-1].endswith('w:val="right"/>')
    True
    """
    made = cast("Node", OxmlElement(tag))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(inner)
    return made


def run(text: str, lang: str = "", *, bold: bool = False, color: str = "", style: str = "") -> Node:
    """Return a run of text; ``lang`` marks words in another language than the document's."""
    told = element("w:rPr")
    if style:
        told.append(element("w:rStyle", val=style))
    if bold:
        told.append(element("w:b"))
    if color:
        told.append(element("w:color", val=color))
    if lang:
        told.append(element("w:lang", val=LOCALES[lang]))
    words = element("w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("w:r", told, words)


def runs(line: Line, color: str = "") -> Iterator[Node]:
    """Yield the runs of a line: what it is called, then its words."""
    if line.label:
        mark = " " if line.label == "↑" else ": "
        yield run(f"{line.label}{mark}", color=color or _QUIET)
    yield run(line.text, line.lang, bold=line.strong, color=color)


def link(anchor: str, line: Line) -> Node:
    """Return a link to a bookmark of the document."""
    return element(
        "w:hyperlink", run(line.text, line.lang, style="Hyperlink"), anchor=anchor, history=1
    )


def bookmarked(number: int, name: str, inner: Sequence[Node]) -> list[Node]:
    """Return elements with a bookmark around them."""
    start = element("w:bookmarkStart", id=number, name=name)
    return [start, *inner, element("w:bookmarkEnd", id=number)]


def field(name: str) -> Node:
    """Return a field that is reckoned when the page is set, such as ``PAGE``."""
    return element("w:fldSimple", run("1"), instr=name)


def table(grid: Grid, width: int) -> Node:
    """Return a table over a width in twentieths of a point; its head is repeated on every page."""
    widths = shared([head.width for head in grid.heads], width)
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val="TableGrid"),
        element("w:tblW", w=width, type="dxa"),
        _borders(),
        element("w:tblLayout", type="fixed"),
        _margins(),
        element("w:tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0,
                noHBand=0, noVBand=1),
    )  # fmt: skip
    if grid.caption:
        properties.append(element("w:tblCaption", val=grid.caption))
    made = element(
        "w:tbl", properties, element("w:tblGrid", *(element("w:gridCol", w=w) for w in widths))
    )
    made.append(_head(grid.heads, widths))
    for row in grid.rows:
        made.append(_row(row, grid.heads, widths))
    if grid.foot:
        made.append(_row(grid.foot, grid.heads, widths, fill=_FOOT_FILL))
    return made


def shared(shares: Sequence[int], width: int) -> list[int]:
    """Share a width out.

    >>> shared([1, 1, 1], 100)
    [33, 33, 34]
    """
    found = [width * share // sum(shares) for share in shares]
    return [*found[:-1], width - sum(found[:-1])]


def _borders() -> Node:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return element(
        "w:tblBorders",
        *(element(f"w:{side}", val="single", sz=4, space=0, color=_RULE) for side in sides),
    )


def _margins() -> Node:
    return element(
        "w:tblCellMar",
        *(
            element(f"w:{side}", w=width, type="dxa")
            for side, width in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))
        ),
    )


def _head(heads: Sequence[Head], widths: Sequence[int]) -> Node:
    cells = [
        _cell([_paragraph(runs(head.line, "FFFFFF"), is_number=head.is_number)], width, _HEAD_FILL)
        for head, width in zip(heads, widths, strict=True)
    ]
    properties = element("w:trPr", element("w:cantSplit"), element("w:tblHeader"))
    return element("w:tr", properties, *cells)


def _row(row: Sequence[Cell], heads: Sequence[Head], widths: Sequence[int], fill: str = "") -> Node:
    made = element("w:tr", element("w:trPr", element("w:cantSplit")))
    for cell, head, width in zip(row, heads, widths, strict=True):
        lines = [_paragraph(runs(line), is_number=head.is_number) for line in cell.lines]
        shade = fill or (FILLS[cell.shade] if cell.shade else "")
        made.append(_cell(lines or [_paragraph((), is_number=False)], width, shade))
    return made


def _cell(paragraphs: Sequence[Node], width: int, fill: str) -> Node:
    properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
    if fill:
        properties.append(element("w:shd", val="clear", color="auto", fill=fill))
    return element("w:tc", properties, *paragraphs)


def _paragraph(inner: Sequence[Node] | Iterator[Node], *, is_number: bool) -> Node:
    properties = element("w:pPr", element("w:pStyle", val=_CELL.replace(" ", "")))
    if is_number:
        properties.append(element("w:jc", val="right"))
    return element("w:p", properties, *inner)
