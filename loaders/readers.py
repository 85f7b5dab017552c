"""One reader per file format, one result: a :class:`~loaders.document.Document`."""

import hashlib
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
}


def read_document(path: Path) -> Document:
    """Read one file.

    Raises :class:`~graph.errors.BadInput` when it can't be read or is no plan text.
    """
    return parse_document(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises :class:`~graph.errors.BadInput` (``document-is-folder``, ``document-missing``,
    ``document-unreadable``).
    """
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        raise BadInput("document-is-folder", where=path) from error
    except FileNotFoundError as error:
        raise BadInput("document-missing", where=path) from error
    except OSError as error:
        raise BadInput("document-unreadable", where=path, reason=error.strerror) from error


def parse_document(data: bytes, name: str) -> Document:
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
        size, most = f"{len(data) / 1e6:.0f}", f"{limit / 1e6:.0f}"
        raise BadInput("document-too-large", where=name, size=size, limit=most)
    if kind in _READERS:
        return cast("Document", import_module(_READERS[kind]).read(data, name))
    return _parse_text(data, name)


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
