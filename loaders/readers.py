"""One reader per file format, one result: a :class:`~loaders.document.Document`."""

import hashlib
import os
import stat
from collections.abc import Callable, Mapping, MutableMapping
from importlib import import_module
from pathlib import Path
from typing import cast

from graph.errors import BadInput
from loaders.decode import decode
from loaders.document import Document
from loaders.layout import to_blocks
from loaders.lexicon import threshold
from loaders.lines import mark_furniture, split_lines
from loaders.sniffing import MARKDOWN_SUFFIXES, Format, format_of

#: The module that reads a format, loaded when the first file of that format comes.
_READERS = {
    Format.PDF: "loaders.formats.pdf",
    Format.WORD: "loaders.formats.word",
    Format.WEB: "loaders.formats.web",
    Format.WORKBOOK: "loaders.formats.workbook",
    Format.CSV: "loaders.formats.csv",
    Format.REGISTER: "loaders.formats.register",
    Format.STRATML: "loaders.formats.stratml",
}

#: What is told while a long document is read: the page, and how many there are.
Progress = Callable[[int, int], None]
#: Where the pages of a long document are kept, so that an interrupted reading goes on.
Pages = MutableMapping[str, bytes]


def read_document(path: Path) -> Document:
    """Read one file.

    Raises :class:`~graph.errors.BadInput` when it can't be read or is no plan text.
    """
    return parse_document(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, once, as they stood together.

    A file that somebody is writing to is read once more.

    Raises :class:`~graph.errors.BadInput` (``document-is-folder``, ``document-missing``,
    ``document-unreadable``, ``document-too-large``, ``document-changing``).
    """
    try:
        data = _stable_bytes(path) or _stable_bytes(path)
    except IsADirectoryError as error:
        raise BadInput("document-is-folder", where=path) from error
    except FileNotFoundError as error:
        raise BadInput("document-missing", where=path) from error
    except OSError as error:
        raise BadInput("document-unreadable", where=path, reason=error.strerror) from error
    if data is None:
        raise BadInput("document-changing", where=path)
    return data


def _stable_bytes(path: Path) -> bytes | None:
    """Return the bytes of a file, or None where it changed while they were read."""
    limit = int(threshold("reading", "max_bytes_packed"))
    before = path.stat()
    if before.st_size > limit:
        raise _too_large(path, before.st_size, limit)
    with path.open("rb") as file:
        data = file.read(limit + 1)  # what has no end, a device, is not read to it
    if len(data) > limit:
        raise _too_large(path, len(data), limit)
    if not stat.S_ISREG(before.st_mode):
        return data
    return data if _version(before) == _version(path.stat()) else None


def _version(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _too_large(where: object, size: int, limit: float) -> BadInput:
    return BadInput(
        "document-too-large", where=where, size=f"{size / 1e6:.0f}", limit=f"{limit / 1e6:.0f}"
    )


def parse_parts(
    parts: Mapping[str, bytes], name: str, progress: Progress | None, kept: Pages | None
) -> Document:
    """Read a file, whose one part has no name, or the pages of a folder by their paths."""
    if set(parts) == {""}:
        return parse_document(parts[""], name, progress=progress, kept=kept)
    pages = sorted(parts.items())
    return cast("Document", import_module(_READERS[Format.WEB]).read_folder(pages, name))


def parse_document(
    data: bytes, name: str, *, progress: Progress | None = None, kept: Pages | None = None
) -> Document:
    r"""Read the bytes of a file; what they are decides how, the name only helps.

    Raises :class:`~graph.errors.BadInput` (``document-too-large``, and what the reader of the
    format raises).

    >>> doc = parse_document("Visjon\nSammen mot havet\n".encode(), "plan.txt")
    >>> [(block.kind, block.text) for block in doc.blocks]
    [('heading', 'Visjon'), ('heading', 'Sammen mot havet')]
    """
    kind = format_of(data, name)
    limit = threshold("reading", "max_bytes" if kind is Format.TEXT else "max_bytes_packed")
    if len(data) > limit:
        raise _too_large(name, len(data), limit)
    if kind is Format.TEXT:
        return _parse_text(data, name)
    module = import_module(_READERS[kind])
    if kind is Format.PDF:
        return cast("Document", module.read(data, name, progress=progress, kept=kept))
    return cast("Document", module.read(data, name))


def _parse_text(data: bytes, name: str) -> Document:
    decoded = decode(data, name)
    text = decoded.text
    lines = split_lines(text)
    contents = mark_furniture(lines)
    if Path(name).suffix.lower() in MARKDOWN_SUFFIXES:
        from loaders.markdown import mark_front_matter, markdown_blocks  # noqa: PLC0415 - slow

        mark_front_matter(lines)
        blocks = markdown_blocks(lines, contents)
        media_type = "text/markdown"
    else:
        blocks = to_blocks(lines, contents)
        media_type = "text/plain"
    pages: list[tuple[int, int]] = []
    for line in lines:
        if line.page is not None and (not pages or pages[-1][1] != line.page):
            pages.append((line.start, line.page))
    return Document(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        encoding=decoded.encoding,
        text=text,
        original=decoded.original,
        blocks=tuple(blocks),
        repairs=decoded.repairs,
        lines=tuple(line.start for line in lines),
        pages=tuple(pages),
    )
