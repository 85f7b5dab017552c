"""What is drawn on a PDF page: the lines that may rule a table, and how much pictures cover."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from loaders.lexicon import threshold

_WHITE = 250  # of 255, in each colour: nothing to see on paper
_DOT = (1.2, 7.0)  # points: what a drawn bullet measures
_ROUND = 1.4  # a bullet is at most so many times as wide as it is high
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, or an edge of a drawn box: thin, horizontal or vertical."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_horizontal(self) -> bool:
        """Whether it runs from left to right."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Turn:
    """The way from a PDF's coordinates to ours: origin top left, turned so many quarters."""

    quarter: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """The width of the page as it is read."""
        return round((self.top - self.bottom) if self.quarter % 2 else self.right - self.left, 2)

    @property
    def height(self) -> float:
        """The height of the page as it is read."""
        return round((self.right - self.left) if self.quarter % 2 else self.top - self.bottom, 2)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a point in our coordinates.

        >>> Turn(0, 0, 0, 595, 842).point(10, 800), Turn(1, 0, 0, 595, 842).point(10, 800)
        ((10, 42), (800, 10))
        """
        if self.quarter == 0:
            return x - self.left, self.top - y
        if self.quarter == 1:
            return y - self.bottom, x - self.left
        if self.quarter == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> _Box:
        """Return a box as left, top, right, bottom in our coordinates."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


@dataclass(slots=True)
class Drawing:
    """The lines of a page and the share that pictures cover; cut where there were too many.

    ``dots`` are small drawn figures, as high as wide: a web browser draws its bullets so.
    """

    rules: list[Rule] = field(default_factory=list)
    dots: list[Rule] = field(default_factory=list)
    image_share: float = 0.0
    is_cut: bool = False


def drawing(page: Any, turn: Turn) -> Drawing:  # noqa: ANN401 - a handle of pdfium
    """Return what is drawn on an open page."""
    reader = _Reader(turn)
    count = pdfium.FPDFPage_CountObjects(page)
    reader.read((pdfium.FPDFPage_GetObject(page, at) for at in range(max(count, 0))), _IDENTITY, 0)
    area = max(turn.width * turn.height, 1.0)
    reader.found.image_share = round(min(reader.images / area, 1.0), 3)
    return reader.found


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _times(a: _Matrix, b: _Matrix) -> _Matrix:
    """Return the matrix that does ``a`` first, then ``b``."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _moved(x: float, y: float, m: _Matrix) -> tuple[float, float]:
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


class _Reader:
    """Walks the objects of a page, those inside forms too, up to a bound."""

    def __init__(self, turn: Turn) -> None:
        self.found = Drawing()
        self.images = 0.0
        self._turn = turn
        self._left_to_read = int(threshold("pdf", "max_objects"))
        self._depth = int(threshold("pdf", "max_form_depth"))
        self._thin = threshold("pdf", "rule_thickness")
        self._short = threshold("pdf", "rule_length")
        self._edges = tuple(ctypes.c_float() for _ in range(4))
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._point = (ctypes.c_float(), ctypes.c_float())
        self._mode = (ctypes.c_int(), ctypes.c_int())

    def read(self, objects: Any, matrix: _Matrix, depth: int) -> None:  # noqa: ANN401 - handles
        """Take up each object."""
        for handle in objects:
            self._left_to_read -= 1
            if self._left_to_read < 0:
                self.found.is_cut = True
                return
            kind = pdfium.FPDFPageObj_GetType(handle)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(handle, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                left, top, right, bottom = self._bounds(handle, matrix)
                width = min(right, self._turn.width) - max(left, 0)
                height = min(bottom, self._turn.height) - max(top, 0)
                self.images += max(width, 0) * max(height, 0)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < self._depth:
                count = pdfium.FPDFFormObj_CountObjects(handle)
                inner = (pdfium.FPDFFormObj_GetObject(handle, at) for at in range(max(count, 0)))
                self.read(inner, _times(self._matrix(handle), matrix), depth + 1)

    def _matrix(self, handle: Any) -> _Matrix:  # noqa: ANN401 - a handle of pdfium
        m = pdfium.FS_MATRIX()
        if not pdfium.FPDFPageObj_GetMatrix(handle, m):
            return _IDENTITY
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _bounds(self, handle: Any, matrix: _Matrix) -> _Box:  # noqa: ANN401 - a handle of pdfium
        left, bottom, right, top = self._edges
        pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
        return self._box([(left.value, bottom.value), (right.value, top.value)], matrix)

    def _box(self, points: list[tuple[float, float]], matrix: _Matrix) -> _Box:
        turned = [self._turn.point(*_moved(x, y, matrix)) for x, y in points]
        xs, ys = [x for x, _ in turned], [y for _, y in turned]
        return min(xs), min(ys), max(xs), max(ys)

    def _path(self, handle: Any, matrix: _Matrix) -> None:  # noqa: ANN401 - a handle of pdfium
        fill, stroke = self._mode
        if not pdfium.FPDFPath_GetDrawMode(handle, fill, stroke):
            return
        is_filled = fill.value and self._is_seen(handle, pdfium.FPDFPageObj_GetFillColor)
        is_stroked = stroke.value and self._is_seen(handle, pdfium.FPDFPageObj_GetStrokeColor)
        if not is_filled and not is_stroked:
            return
        inner = _times(self._matrix(handle), matrix)
        if self._is_dot(handle, matrix):
            return
        for points in self._figures(handle):
            self._figure(self._box(points, inner), is_box=len(points) > 2)

    def _is_dot(self, handle: Any, matrix: _Matrix) -> bool:  # noqa: ANN401 - a handle of pdfium
        box = self._bounds(handle, matrix)
        width, height = box[2] - box[0], box[3] - box[1]
        if not _DOT[0] <= width <= _DOT[1] or not height / _ROUND <= width <= height * _ROUND:
            return False
        self.found.dots.append(Rule(*(round(edge, 2) for edge in box)))
        return True

    def _is_seen(self, handle: Any, colour_of: Any) -> bool:  # noqa: ANN401 - a handle of pdfium
        if not colour_of(handle, *self._colour):
            return True  # a pattern or a colour space that pdfium can't tell
        *rgb, alpha = (part.value for part in self._colour)
        return alpha > 0 and min(rgb) < _WHITE

    def _figures(self, handle: Any) -> list[list[tuple[float, float]]]:  # noqa: ANN401 - handle
        """Return the corners of each figure of a path that has straight edges only."""
        count = pdfium.FPDFPath_CountSegments(handle)
        self._left_to_read -= max(count, 0)
        if self._left_to_read < 0:
            return []
        figures: list[list[tuple[float, float]]] = []
        is_curved = False
        x, y = self._point
        for at in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(handle, at)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO or not figures:
                if is_curved:
                    figures.pop()
                figures.append([])
                is_curved = False
            is_curved = is_curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            figures[-1].append((x.value, y.value))
        if is_curved:
            figures.pop()
        return [figure for figure in figures if len(figure) > 1]

    def _figure(self, box: _Box, *, is_box: bool) -> None:
        left, top, right, bottom = (round(edge, 2) for edge in box)
        width, height = right - left, bottom - top
        if min(width, height) <= self._thin:
            if max(width, height) >= self._short:
                self.found.rules.append(Rule(left, top, right, bottom))
            return
        is_page = width >= 0.95 * self._turn.width and height >= 0.95 * self._turn.height
        if is_box and not is_page:
            self.found.rules += [
                Rule(left, top, right, top),
                Rule(left, bottom, right, bottom),
                Rule(left, top, left, bottom),
                Rule(right, top, right, bottom),
            ]
