"""What font a character of a PDF page is set in: name, size, weight, direction."""

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_BOLD = re.compile(r"bold|black|heavy|demi|[-,](?:bd|b)\b", re.IGNORECASE)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FORCE_BOLD = 1 << 18  # flag of the font descriptor (PDF 32000, table 123)
_STROKED = 2  # text render mode: fill and stroke, which thickens a font that has no bold
_NAME_LENGTH = 256


@dataclass(frozen=True, slots=True)
class Font:
    """The look of a run; ``quarter`` counts the quarter turns of its direction, 0 is upright."""

    name: str
    size: float
    is_bold: bool
    quarter: int


_NONE = Font("", 0.0, False, 0)  # noqa: FBT003 - name, size, weight, direction


class Fonts:
    """Looks up each text object of a page once."""

    def __init__(self, text_page: Any) -> None:  # noqa: ANN401 - a handle of pdfium
        """Begin with an open text page."""
        self._text_page = text_page
        self._by_object: dict[int, Font] = {}
        self._by_font: dict[int, tuple[str, bool]] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._size = ctypes.c_float()

    def at(self, index: int) -> Font:
        """Return the font of the character at an index; size 0 where it has none."""
        handle = pdfium.FPDFText_GetTextObject(self._text_page, index)
        if not handle:
            return _NONE
        key = ctypes.addressof(handle.contents)
        found = self._by_object.get(key)
        if found is None:
            found = self._by_object[key] = self._look_up(handle, index)
        return found

    def _look_up(self, handle: Any, index: int) -> Font:  # noqa: ANN401 - a handle of pdfium
        matrix, size = self._matrix, self._size
        if not pdfium.FPDFTextObj_GetFontSize(handle, size):
            return _NONE
        if not pdfium.FPDFText_GetMatrix(self._text_page, index, matrix):
            return _NONE
        scale = math.hypot(matrix.c, matrix.d)
        quarter = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        name, is_bold = self._font(pdfium.FPDFTextObj_GetFont(handle))
        is_stroked = pdfium.FPDFTextObj_GetTextRenderMode(handle) == _STROKED
        return Font(name, abs(size.value) * scale, is_bold or is_stroked, quarter)

    def _font(self, handle: Any) -> tuple[str, bool]:  # noqa: ANN401 - a handle of pdfium
        if not handle:
            return "", False
        key = ctypes.addressof(handle.contents)
        if key not in self._by_font:
            buffer = ctypes.create_string_buffer(_NAME_LENGTH)
            pdfium.FPDFFont_GetBaseFontName(handle, buffer, _NAME_LENGTH)
            name = _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))
            flags = pdfium.FPDFFont_GetFlags(handle)
            is_bold = bool(_BOLD.search(name)) or (flags > 0 and bool(flags & _FORCE_BOLD))
            self._by_font[key] = name, is_bold
        return self._by_font[key]
