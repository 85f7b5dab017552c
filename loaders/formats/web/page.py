"""From the bytes of a saved page to its tree of elements."""

import codecs
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from typing import cast

from lxml import etree, html

from graph.errors import BadInput
from loaders.decode import decode
from loaders.lexicon import threshold

_ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:mime-version|content-type):", re.IGNORECASE
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = 4096
_LATIN = frozenset({"iso8859-1", "ascii", "cp1252", "iso8859-15"})
_ARCHIVE_DEPTH = 4
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; ``encoding`` is what its characters were read as."""

    name: str
    root: etree._Element
    encoding: str


def open_page(data: bytes, name: str) -> Page:
    """Decode and parse a page, or the page inside a web archive.

    Raises :class:`~graph.errors.BadInput` (``document-empty``, ``document-binary``,
    ``document-too-large``, ``document-bomb``, ``document-encoding``).
    """
    limit = threshold("web", "max_bytes")
    if len(data) > limit:
        size, most = f"{len(data) / 1e6:.0f}", f"{limit / 1e6:.0f}"
        raise BadInput("document-too-large", where=name, size=size, limit=most)
    declared = None
    if is_archive(data):
        data, declared = _archived(data, name)
    text, encoding = _characters(data, declared, name)
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = html.document_fromstring(printable(text).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise BadInput("document-empty", where=name) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise BadInput("document-bomb", where=name, reason="<div><div><div>…")
    count = sum(1 for _ in root.iter())
    if count > threshold("web", "max_elements"):
        raise BadInput("document-bomb", where=name, reason=f"{count} HTML")
    return Page(name, root, encoding)


def printable(text: str) -> str:
    r"""Return a text without the control characters that no document can hold.

    >>> printable("Rense\x01elva")
    'Rense elva'
    """
    return _NO_TEXT.sub(" ", text)


def text_of(element: etree._Element) -> str:
    """Return all text in an element, its whitespace collapsed."""
    return " ".join("".join(map(str, element.itertext())).split())


def is_archive(data: bytes) -> bool:
    r"""Tell whether a file is a web archive: a page as a mail of several parts.

    >>> is_archive(b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related")
    True
    >>> is_archive(b"<html><body>Content-Type: multipart/related")
    False
    """
    head = data[:_HEAD]
    return _ARCHIVE.match(head) is not None and b"multipart/" in head.lower()


def _archived(data: bytes, name: str) -> tuple[bytes, str | None]:
    """The first page among the parts of an archive, and the encoding its part names."""
    parts = [(data, 0)]
    while parts:
        part, depth = parts.pop(0)
        headers = BytesHeaderParser().parsebytes(part)
        kind = headers.get_content_type()
        if kind == "text/html":
            return _payload(headers, part), headers.get_content_charset()
        boundary = headers.get_boundary()
        if boundary and depth < _ARCHIVE_DEPTH:
            cut = part.split(b"--" + boundary.encode("ascii", "replace"))
            parts = [(piece.lstrip(b"\r\n"), depth + 1) for piece in cut[1:]] + parts
    raise BadInput("document-broken", where=name, reason="text/html")


def _payload(headers: Message, part: bytes) -> bytes:
    """The body of a part, its transfer encoding taken off."""
    body = re.split(rb"\r?\n\r?\n", part, maxsplit=1)
    headers.set_payload(body[1].decode("latin-1") if len(body) > 1 else "")
    return cast("bytes", headers.get_payload(decode=True))


def _characters(data: bytes, declared: str | None, name: str) -> tuple[str, str]:
    """Decode as the file says it is; what it says is wrong where its bytes are UTF-8."""
    if data.startswith(_BOMS) or b"\0" in data[:_HEAD]:
        decoded = decode(data, name)
        return decoded.text, decoded.encoding
    found = _DECLARED.search(data[:_HEAD])
    declared = declared or (found.group(1).decode("ascii") if found else None)
    if declared and not _is_utf8(data):
        try:
            encoding = codecs.lookup(declared).name
        except LookupError:
            encoding = ""
        # As browsers do: who says Latin-1 means what Windows made of it.
        encoding = "cp1252" if encoding in _LATIN else encoding
        if encoding and encoding != "utf-8":
            try:
                text = data.decode(encoding, errors="replace")
            except (LookupError, UnicodeError):  # «hex» and the like turn no bytes into text
                text = ""
            if text:
                return decode(text.encode("utf-8", errors="replace"), name).text, encoding
    decoded = decode(data, name)
    return decoded.text, decoded.encoding


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
