"""From the bytes of a text file to its characters, whatever the encoding."""

import codecs
import re
from dataclasses import dataclass

from graph.errors import BadInput
from loaders.lexicon import threshold

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EIGHT_BIT = ("cp1252", "mac-roman", "cp865", "iso-8859-10")
_NORWEGIAN = re.compile("[æøåÆØÅéèêôòäöü«»–§•…]")
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP, Word or Excel file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a compressed file"),
)
# A letter of UTF-8 read as cp1252: «Ã¥» for «å», «â€“» for «–».
_MOJIBAKE = re.compile("[ÃÂâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file; ``repairs`` as in :class:`loaders.document.Document`."""

    text: str
    original: str
    encoding: str
    repairs: tuple[tuple[int, int, int, int], ...] = ()


def decode(data: bytes, where: str) -> Decoded:
    """Decode a text file, and repair what was decoded wrongly before it came to us.

    A byte order mark decides; then strict UTF-8; then UTF-16 by its zero bytes; then the
    eight-bit encoding that gives most Norwegian letters.

    Raises :class:`~graph.errors.BadInput` (``document-empty``, ``document-too-large``,
    ``document-binary``).

    >>> decode("målet".encode("cp1252"), "a.txt").encoding
    'cp1252'
    >>> decode("mÃ¥let".encode(), "a.txt").text
    'målet'
    """
    limit = int(threshold("reading", "max_bytes"))
    if len(data) > limit:
        raise BadInput(
            "document-too-large",
            f"the file is {len(data) / 1e6:.0f} MB; a plan text is at most {limit / 1e6:.0f} MB.",
            where=where,
            hint="give the plan itself, or split the file",
        )
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise BadInput(
                "document-format",
                f"the file is {what}, which this version does not read.",
                where=where,
                hint="save it as plain text (.txt) or Markdown (.md)",
            )
    text, encoding = _characters(data, where)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise BadInput(
            "document-empty", "the file holds no text.", where=where, hint="check the export"
        )
    odd = len(_ODD.findall(text.replace("\f", "")))
    if odd > len(text) * (1 - threshold("reading", "min_text_share")):
        raise _binary(where)
    repaired, repairs = _repair(text)
    return Decoded(repaired, text, encoding, repairs)


def _binary(where: str) -> BadInput:
    return BadInput(
        "document-binary",
        "the file is not text.",
        where=where,
        hint="give a plain text or Markdown file",
    )


def _characters(data: bytes, where: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, where), encoding
    if b"\0" in data[:4096]:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        if min(even, odd) * 10 > max(even, odd):
            raise _binary(where)
        encoding = "utf-16-be" if even > odd else "utf-16-le"
        return _strict(data, encoding, where), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    readings = []
    for rank, encoding in enumerate(_EIGHT_BIT):
        text = data.decode(encoding, errors="replace")
        score = len(_NORWEGIAN.findall(text)) - 5 * len(_ODD.findall(text))
        readings.append((-score, rank, text, encoding))
    _, _, text, encoding = min(readings)
    return text, encoding


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput(
            "document-encoding",
            f"the file says it is {encoding}, but byte {error.start} is not.",
            where=where,
            hint="save it as UTF-8",
        ) from error


def _repair(text: str) -> tuple[str, tuple[tuple[int, int, int, int], ...]]:
    """Mend mojibake word by word, so that every repaired word knows its original place."""
    if not _MOJIBAKE.search(text):
        return text, ()
    from ftfy import fix_encoding  # noqa: PLC0415 - a tenth of a second, for the few who need it

    out: list[str] = []
    repairs: list[tuple[int, int, int, int]] = []
    length = position = 0
    for match in re.finditer(r"[^ \n\r\t]+", text):
        word = match.group()
        if not _MOJIBAKE.search(word):
            continue
        mended = fix_encoding(word)
        if mended == word:
            continue
        start, end = match.span()
        out.append(text[position:start])
        length += start - position
        out.append(mended)
        repairs.append((length, length + len(mended), start, end))
        length += len(mended)
        position = end
    out.append(text[position:])
    return "".join(out), tuple(repairs)
