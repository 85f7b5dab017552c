"""What kind of file it is, told by its first bytes; its name helps where they say nothing."""

import re
from enum import Enum
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from graph.errors import BadInput


class Format(Enum):
    """The formats that are read."""

    TEXT = "text"
    PDF = "pdf"
    WORD = "word"
    WEB = "web"
    WORKBOOK = "workbook"
    CSV = "csv"
    REGISTER = "register"
    STRATML = "stratml"


TEXT_SUFFIXES = frozenset({".txt", ".text", ""})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
#: By the endings of their names, all files that are looked for in a folder.
SUFFIXES = {
    ".txt": Format.TEXT, ".text": Format.TEXT, ".md": Format.TEXT, ".markdown": Format.TEXT,
    ".pdf": Format.PDF, ".docx": Format.WORD, ".docm": Format.WORD,
    ".html": Format.WEB, ".htm": Format.WEB, ".xhtml": Format.WEB,
    ".mhtml": Format.WEB, ".mht": Format.WEB,
    ".xlsx": Format.WORKBOOK, ".xlsm": Format.WORKBOOK,
    ".csv": Format.CSV, ".tsv": Format.CSV,
    ".json": Format.REGISTER, ".jsonl": Format.REGISTER, ".ndjson": Format.REGISTER,
    ".xml": Format.STRATML,
}  # fmt: skip
#: What a file is where its bytes say nothing.
_BY_NAME = frozenset({Format.REGISTER, Format.CSV, Format.STRATML})
ARCHIVE_SUFFIX = ".zip"
#: The same endings, as messages name them.
KNOWN_FORMATS = ", ".join(sorted({*SUFFIXES, ARCHIVE_SUFFIX}))

_MAGIC = (
    (b"\x89PNG", "et bilde", "a picture"),
    (b"\xff\xd8\xff", "et bilde", "a picture"),
    (b"GIF8", "et bilde", "a picture"),
    (b"\x7fELF", "et program", "a program"),
    (b"MZ", "et program", "a program"),
    (b"\x1f\x8b", "en komprimert fil", "a compressed file"),
    (b"Rar!", "en komprimert fil", "a compressed file"),
    (b"7z\xbc\xaf", "en komprimert fil", "a compressed file"),
    (b"{\\rtf", "en RTF-fil", "an RTF file"),
)
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PDF_WITHIN = 1024
_WEB = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"word/document\d*\.xml")  # Word for the web calls it document2.xml
# A form on the web may hold the plan inside a page: its root decides, not the page around it.
_STRATML = re.compile(rb"<(?:[\w.-]+:)?(?:StrategicPlan|PerformancePlanOrReport)[\s>]")
_STRATML_WITHIN = 200_000
_REGISTER = re.compile(rb'(?:\s*#[^\n]*\n)*\s*(?:\[\s*\{|\{)\s*"[^"\n]+"\s*:')


def format_of(data: bytes, name: str) -> Format:
    """Tell the format of a file.

    Raises :class:`~graph.errors.BadInput` (``document-format``, ``document-old-office``,
    ``document-encrypted``) for one that is not read.

    >>> format_of(b"%PDF-1.7", "plan"), format_of(b"Visjon", "plan.txt")
    (<Format.PDF: 'pdf'>, <Format.TEXT: 'text'>)
    """
    suffix = Path(name).suffix.lower()
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return _office_format(data, name)
    if data.startswith(_OLE):
        reference = "document-encrypted" if _ENCRYPTED in data else "document-old-office"
        raise BadInput(reference, where=name)
    for magic, kind_nb, kind_en in _MAGIC:
        if data.startswith(magic):
            raise _unknown(name, kind_nb, kind_en)
    if head.lstrip()[:1] == b"<" and _STRATML.search(data[:_STRATML_WITHIN]):
        return Format.STRATML
    by_name = SUFFIXES.get(suffix)
    if _WEB.match(head) or by_name is Format.WEB:
        return Format.WEB
    if _REGISTER.match(head):
        return Format.REGISTER
    return by_name if by_name in _BY_NAME else Format.TEXT


def _office_format(data: bytes, name: str) -> Format:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise BadInput("document-broken", where=name, reason=str(error)) from error
    if any(_WORD.fullmatch(part) for part in names):
        return Format.WORD
    if "xl/workbook.xml" in names:
        return Format.WORKBOOK
    raise _unknown(name, "en ZIP-fil eller et annet Office-format", "a ZIP or other Office file")


def _unknown(name: str, kind_nb: str, kind_en: str) -> BadInput:
    return BadInput(
        "document-format", where=name, kind_nb=kind_nb, kind_en=kind_en, known=KNOWN_FORMATS
    )
