"""The pages of a PDF between the two readings, in blocks: in memory, or kept to go on from.

A block is JSON, packed, under a key that names the file's bytes, so that a reading which was
interrupted goes on where it was.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import pypdfium2

from loaders.formats.pdf.drawing import Rule
from loaders.formats.pdf.page import Page, page_count, read_page
from loaders.formats.pdf.words import Word

#: Raised when what a block holds changes.
VERSION = 1
BLOCK = 50
_IN_MEMORY = 300  # pages; a longer document is packed between the two readings

Progress = Callable[[int, int], None]


class Pages:
    """The pages of an open PDF; read once, then as often as needed from what was kept."""

    def __init__(
        self,
        document: pypdfium2.PdfDocument,
        data: bytes,
        kept: MutableMapping[str, bytes] | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Take an open document and its bytes; ``progress`` is told pages read and pages in all."""
        self._document = document
        self._total = page_count(document)
        self._kept: MutableMapping[str, bytes] = {} if kept is None else kept
        self._few = kept is None and self._total <= _IN_MEMORY
        self._memory: list[Page] = []
        self._progress = progress
        self._key = hashlib.sha256(data).hexdigest()

    def __len__(self) -> int:
        """Return how many pages are read."""
        return self._total

    def __iter__(self) -> Iterator[Page]:
        """Yield the pages in their order."""
        if self._few and len(self._memory) == self._total:
            yield from self._memory
            return
        for first in range(0, self._total, BLOCK):
            yield from self._block(first)

    def _block(self, first: int) -> list[Page]:
        key = f"{self._key}-{VERSION}-{first:06}"
        block = None if self._few else _unpacked(self._kept.get(key))
        if block is None:
            block = []
            for index in range(first, min(first + BLOCK, self._total)):
                block.append(read_page(self._document, index))
                self._tell(index + 1)
            if self._few:
                self._memory += block
            else:
                self._kept[key] = _packed(block)
        else:
            self._tell(first + len(block))
        return block

    def _tell(self, done: int) -> None:
        if self._progress is not None:
            self._progress(done, self._total)


def _packed(pages: list[Page]) -> bytes:
    """Return pages as packed JSON; the fonts stand once."""
    fonts: dict[str, int] = {}
    told = []
    for page in pages:
        words = [
            [w.text, w.left, w.top, w.right, w.bottom, w.baseline, w.size,
             fonts.setdefault(w.font, len(fonts)), int(w.is_bold)]
            for w in page.words
        ]  # fmt: skip
        rules = [[r.left, r.top, r.right, r.bottom] for r in page.rules]
        told.append([page.number, page.width, page.height, words, rules, page.image_share,
                     int(page.is_garbled), int(page.is_cut)])  # fmt: skip
    text = json.dumps({"fonts": list(fonts), "pages": told}, separators=(",", ":"))
    return zlib.compress(text.encode(), 1)


def _unpacked(data: bytes | None) -> list[Page] | None:
    """Return the pages of a block, or None where it is not there or not whole."""
    if data is None:
        return None
    try:
        told = json.loads(zlib.decompress(data))
    except (zlib.error, ValueError):
        return None
    fonts = told["fonts"]
    return [
        Page(
            number,
            width,
            height,
            tuple(_word(word, fonts) for word in words),
            tuple(Rule(*rule) for rule in rules),
            share,
            bool(is_garbled),
            bool(is_cut),
        )
        for number, width, height, words, rules, share, is_garbled, is_cut in told["pages"]
    ]


def _word(told: list[Any], fonts: list[str]) -> Word:
    text, left, top, right, bottom, baseline, size, font, is_bold = told
    return Word(text, left, top, right, bottom, baseline, size, fonts[font], bool(is_bold))
