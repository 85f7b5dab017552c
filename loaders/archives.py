"""ZIP files with plans in them: what they hold, under names that can be read."""

import unicodedata
from pathlib import PurePosixPath
from zipfile import ZipInfo

from graph.errors import BadInput
from loaders.formats.packed import open_packed, part_of

_UTF8 = 0x800
_OFFICE = {"[Content_Types].xml", "mimetype"}  # of Office and OpenDocument files


class Archive:
    r"""An open ZIP file; nothing of it is ever written to the disk.

    >>> from io import BytesIO
    >>> from zipfile import ZipFile
    >>> made = BytesIO()
    >>> with ZipFile(made, "w") as zipped:
    ...     zipped.writestr("planer/Ås.txt", "Visjon")
    >>> archive = Archive(made.getvalue(), "planer.zip")
    >>> [str(path) for path in archive.paths], archive.read(archive.paths[0])
    (['planer/Ås.txt'], b'Visjon')
    """

    def __init__(self, data: bytes, where: str) -> None:
        """Open a ZIP file by its bytes.

        Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``,
        ``document-encrypted``).
        """
        self._where = where
        self._zip = open_packed(data, where)
        self._parts: dict[PurePosixPath, ZipInfo] = {}
        for info in self._zip.infolist():
            if not info.is_dir():
                self._parts.setdefault(_path(info), info)

    @property
    def paths(self) -> list[PurePosixPath]:
        """The files in it, in order."""
        return sorted(self._parts)

    def read(self, path: PurePosixPath) -> bytes:
        """Return one file of it.

        Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``).
        """
        data = part_of(self._zip, self._parts[path].filename, f"{self._where}/{path}")
        if data is None:
            raise BadInput("document-missing", where=f"{self._where}/{path}")
        return data


def is_archive(data: bytes) -> bool:
    """Whether a file is a ZIP file of documents, and not a document that is packed as one."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        names = open_packed(data, "").namelist()
    except BadInput:
        return True  # opening it says what is wrong
    return not _OFFICE.intersection(names)


def _path(info: ZipInfo) -> PurePosixPath:
    """The path of a file, its letters put right; what leads out of the ZIP file is left out."""
    name = unicodedata.normalize("NFC", _letters(info)).replace("\\", "/")
    steps = [step for step in name.split("/") if step not in {"", ".", ".."}]
    return PurePosixPath(*steps)


def _letters(info: ZipInfo) -> str:
    """The name as it was meant.

    Without a flag it was decoded as cp437, but Macs write UTF-8 and Windows the Nordic code page,
    where ø stands for another letter.
    """
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp865", errors="replace")
