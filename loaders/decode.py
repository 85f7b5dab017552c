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

    Raises :class:`~graph.errors.BadInput` (``document-empty``, ``document-encoding``,
    ``document-binary``).

    >>> decode("målet".encode("cp1252"), "a.txt").encoding
    'cp1252'
    >>> decode("mÃ¥let".encode(), "a.txt").text
    'målet'
    """
    text, encoding = _characters(data, where)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise BadInput("document-empty", where=where)
    odd = len(_ODD.findall(text.replace("\f", "")))
    if odd > len(text) * (1 - threshold("reading", "min_text_share")):
        raise BadInput("document-binary", where=where)
    repaired, repairs = _repair(text)
    return Decoded(repaired, text, encoding, repairs)


def _characters(data: bytes, where: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, where), encoding
    if b"\0" in data[:4096]:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        if min(even, odd) * 10 > max(even, odd):
            raise BadInput("document-binary", where=where)
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
            "document-encoding", where=where, encoding=encoding, position=error.start
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
