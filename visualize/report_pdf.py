"""The report for printing: a tagged PDF, set by typst from data that it never reads as markup."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

import typst

from visualize.outline import Outline
from visualize.pages import folder
from visualize.report_outline import outline
from visualize.scene import Report
from visualize.tables import FILLS
from visualize.wording import LOCALES, Wording

#: What the standard for accessible PDF asks for is checked while the file is made.
STANDARD: Final = "ua-1"
#: Letters that the fonts inside typst have.
_KNOWN = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) | set("–—‘’“”„•…−→↑⚠\u200b")
_REGIONS = {language: locale[-2:] for language, locale in LOCALES.items()}
_STAND_IN = "\ufffd"
_WORD = re.compile(r"\S{21,}")
_JOINT = re.compile(r"(?<=[_./\\@])(?=\w)")
_LONGEST = 40
_BETWEEN = 15
_MOST_PROBED = 300  # each that no font has costs a few trials; no plan text comes near
_BREAK = "\u200b"  # where a word may go on in the next line
_PROBE = b"""
#set document(title: "-", date: none)
#set text(font: "Libertinus Serif")
#sys.inputs.text
"""


def report_pdf(report: Report, lang: str) -> bytes:
    """Return the report as a tagged PDF, the same bytes every time.

    A letter that no font of typst's own has is shown as a sign that stands for it, and a word
    that is wider than its column is broken.
    """
    data = _data(outline(report, Wording(lang)))
    unusual = set().union(*map(set, _texts(data))) - _KNOWN
    try:
        missing = unusual if len(unusual) > _MOST_PROBED else _without_letters(sorted(unusual))
        return _compiled(_printable(data, missing))
    except typst.TypstError:
        # Letters that can be shown alone may still have none together.
        return _compiled(_printable(data, unusual))


def _compiled(data: object) -> bytes:
    template = (folder("templates") / "report.typ").read_bytes()
    return _pdf(template, data=json.dumps(data, ensure_ascii=False))


def _pdf(source: bytes, **inputs: str) -> bytes:
    return typst.compile(
        source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs, pdf_standards=STANDARD
    )


def _without_letters(characters: Sequence[str]) -> set[str]:
    r"""Return those of some characters that no font has: the standard allows no empty boxes.

    >>> _without_letters(["ŋ", "\U0001f600", "ж"]) == {"\U0001f600"}
    True
    """
    if not characters:
        return set()
    try:
        _pdf(_PROBE, text=" ".join(characters))
    except typst.TypstError:
        half = len(characters) // 2
        if not half:
            return set(characters)
        return _without_letters(characters[:half]) | _without_letters(characters[half:])
    return set()


def _texts(value: object) -> Iterator[str]:
    """Yield every text of some data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _printable(value: object, missing: Collection[str]) -> object:
    """Return data with all its texts as they can be set."""
    if isinstance(value, str):
        shown = "".join(_STAND_IN if letter in missing else letter for letter in value)
        return _WORD.sub(lambda found: breakable(found[0]), shown)
    if isinstance(value, dict):
        return {key: _printable(inner, missing) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(inner, missing) for inner in value]
    return value


def breakable(word: str) -> str:
    r"""Return a long word with places to break it: where it is joined, else every few letters.

    >>> breakable("Temaplan_for_oppvekst.pdf").split("\u200b")
    ['Temaplan_', 'for_', 'oppvekst.', 'pdf']
    >>> len(breakable("ø" * 5000).split("\u200b"))
    334
    """
    if len(word) <= _LONGEST:
        return _JOINT.sub(_BREAK, word)
    pieces = [word[at : at + _BETWEEN] for at in range(0, len(word), _BETWEEN)]
    return _BREAK.join(pieces)


def _data(told: Outline) -> dict[str, Any]:
    """What the template is given: the parts by how their pages lie."""
    found = asdict(told)
    pages = [
        {"is_wide": is_wide, "parts": list(parts)}
        for is_wide, parts in groupby(found.pop("parts"), key=lambda part: part["is_wide"])
    ]
    return found | {"pages": pages, "fills": FILLS, "regions": _REGIONS}
