"""One reader per file format, one result: a :class:`~loaders.document.Document`."""

import hashlib
from pathlib import Path

from graph.errors import BadInput
from loaders.decode import decode
from loaders.document import Document
from loaders.layout import to_blocks
from loaders.lines import mark_furniture, split_lines

TEXT_SUFFIXES = frozenset({".txt", ".text", ""})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
SUFFIXES = TEXT_SUFFIXES | MARKDOWN_SUFFIXES


def read_document(path: Path) -> Document:
    """Read one file.

    Raises :class:`~graph.errors.BadInput` when it can't be read or is no plan text.
    """
    try:
        data = path.read_bytes()
    except IsADirectoryError as error:
        raise BadInput("document-is-folder", where=path) from error
    except FileNotFoundError as error:
        raise BadInput("document-missing", where=path) from error
    except OSError as error:
        raise BadInput("document-unreadable", where=path, reason=error.strerror) from error
    return parse_document(data, path.name)


def parse_document(data: bytes, name: str) -> Document:
    r"""Read the bytes of a file; its name tells only whether it is Markdown.

    >>> doc = parse_document("Visjon\nSammen mot havet\n".encode(), "plan.txt")
    >>> [(block.kind, block.text) for block in doc.blocks]
    [('heading', 'Visjon'), ('heading', 'Sammen mot havet')]
    """
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
