"""ZIP files that others made: opened only when they unpack to what a plan can need."""

import lzma
import re
import struct
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from graph.errors import BadInput
from loaders.lexicon import threshold

_MEGABYTE = 1_000_000
# What unpacking says of bytes that are not what they claim to be.
_BROKEN = (
    BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error,
    lzma.LZMAError, struct.error, IndexError,
)  # fmt: skip
# An entity declared in the file itself: how XML bombs are made, and never needed by Office.
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def open_packed(data: bytes, name: str) -> ZipFile:
    """Open a ZIP file after reading what it says of its parts; nothing is unpacked yet.

    Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``,
    ``document-encrypted``).
    """
    try:
        archive = ZipFile(BytesIO(data))
    except _BROKEN as error:
        raise BadInput("document-broken", where=name, reason=str(error)) from error
    parts = archive.infolist()
    if len(parts) > threshold("reading", "max_parts"):
        raise BadInput("document-bomb", where=name, reason=str(len(parts)))
    if sum(part.file_size for part in parts) > threshold("reading", "max_unpacked"):
        total = sum(part.file_size for part in parts)
        raise BadInput("document-bomb", where=name, reason=f"{total / _MEGABYTE:.0f} MB")
    for part in parts:
        if part.flag_bits & 1:
            raise BadInput("document-encrypted", where=name)
        grown = part.file_size / max(part.compress_size, 1)
        if part.file_size > _MEGABYTE and grown > threshold("reading", "max_ratio"):
            raise BadInput("document-bomb", where=name, reason=f"{part.filename}: ×{grown:.0f}")
    return archive


def part_of(archive: ZipFile, part: str, name: str) -> bytes | None:
    """Return one part of a ZIP file, or None where it has none of that name.

    A part that is longer than the archive says of it is a bomb too.

    Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``).
    """
    try:
        info = archive.getinfo(part)
    except KeyError:
        return None
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except _BROKEN as error:
        raise BadInput("document-broken", where=name, reason=f"{part}: {error}") from error
    if len(data) > info.file_size:
        raise BadInput("document-bomb", where=name, reason=part)
    return data


def check_xml(archive: ZipFile, name: str) -> None:
    """Refuse an Office file one of whose XML parts declares entities.

    Raises :class:`~graph.errors.BadInput` (``document-bomb``), and what :func:`part_of` raises.
    """
    for info in archive.infolist():
        if not info.filename.endswith((".xml", ".rels")):
            continue
        data = part_of(archive, info.filename, name) or b""
        if _ENTITY.search(data.replace(b"\0", b"")):  # UTF-16 too
            raise BadInput("document-bomb", where=name, reason=f"{info.filename}: DOCTYPE")
