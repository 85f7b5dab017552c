"""What a sentence says of its measure: who, when, for how much («Ansvar: …», «innen 2026»)."""

import re
from dataclasses import dataclass

from loaders.document import Mapped
from loaders.labels import cue_at
from loaders.position import ATTRIBUTES

_WORD = re.compile(r"(?<![\wæøåÆØÅ-])[A-ZÆØÅa-zæøå]")
_COLON = re.compile(r"\s?:\s*")
_SET_OFF = re.compile(r"(?:^|[.;,(|/–—-])\s*$")
# «roller og ansvar: …» is no label, «… i alle krinsar Ansvar: Skule» is one.
_LEADS_ON = re.compile(r"\b(?:og|eller|av|for|med|om|til|på|i|sitt|eget|felles)\s*$", re.IGNORECASE)
_AROUND = " ,;.|/–—-("
_YEAR = r"(?:19|20)\d\d"
_DEADLINE = re.compile(
    r"\b(?:innen|innan|senest|seinast|i\s+løpet\s+av|før)\s+"
    r"(?:(?:utgangen|utløpet|slutten|sommeren|sommaren|våren|høsten|hausten)\s+(?:av\s+)?"
    r"|(?:første|fyrste|andre|[1-4]\.)\s+(?:halvår|kvartal|tertial)\s+(?:i\s+)?"
    r"|\d{1,2}\.\s*(?:\d{1,2}\.|[a-z]+)\s*)?"
    rf"(?:år\s+)?{_YEAR}(?:\s*[–-]\s*(?:{_YEAR}|\d\d))?",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\b(?:kr\.?|NOK)\s*\d[\d .\u00a0]*(?:,\d+)?(?:\s*(?:mill(?:ioner|ionar)?|mrd)\b\.?)?(?:,-)?"
    r"|\b\d[\d .\u00a0]*(?:,\d+)?\s*(?:mill(?:ioner|ionar|\.)?|mrd\.?|milliarder)"
    r"(?:\s*kr(?:oner)?\b)?"
    r"|\b\d[\d .\u00a0]*\s*(?:kr|kroner)\b",
    re.IGNORECASE,
)
# «Dette arbeidet skal gjøres i 2025.»: a sentence that says nothing but when.
_WHEN = re.compile(
    r"(?:(?:dette|arbeidet|tiltaket|det)\b[^.]{0,30}?)?"
    r"(?:gjøres|gjennomføres|ferdigstilles|startes?|starter|utføres|gjerast|gjennomførast"
    r"|ferdigstillast|startar|igangsettes|settes i gang|sett i gang)\b[^.]{0,30}?"
    rf"{_YEAR}\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Particulars:
    """A text without what its labels say, and what they say: ``(attribute, value)`` in order."""

    text: Mapped
    values: tuple[tuple[str, Mapped], ...]


def labelled(text: Mapped) -> Particulars:
    """Cut «… Ansvar: Skole. Frist: 2026» off a text.

    >>> found = labelled(Mapped.of("Bygge bru (ansvar: Teknisk, frist: 2026)", 0))
    >>> found.text.text, [(kind, value.text) for kind, value in found.values]
    ('Bygge bru', [('responsible', 'Teknisk'), ('deadline', '2026')])
    """
    labels = _labels(text.text)
    if not labels:
        return Particulars(text, ())
    values = []
    for (_, at, kind), stop in zip(
        labels, [*(start for start, _, _ in labels[1:]), len(text.text)], strict=True
    ):
        value = _trimmed(text, at, stop)
        if value:
            values.append((kind, value))
    first = labels[0][0]
    before = text.text[:first]
    kept = before.rstrip(_AROUND.replace(".", ""))
    return Particulars(text.part(0, len(kept)), tuple(values))


def _labels(text: str) -> list[tuple[int, int, str]]:
    """Where labels of attributes stand: their start, the end of their colon, and their type."""
    found: list[tuple[int, int, str]] = []
    for match in _WORD.finditer(text):
        at = match.start()
        if found and at < found[-1][1]:
            continue
        cue = cue_at(text, at)
        if cue is None or cue[0].type not in ATTRIBUTES:
            continue
        colon = _COLON.match(text, cue[1])
        before = text[:at]
        is_set_off = bool(_SET_OFF.search(before)) or (
            text[at].isupper() and not _LEADS_ON.search(before)
        )
        if colon and is_set_off:
            found.append((at, colon.end(), cue[0].type))
    return found


def _trimmed(text: Mapped, start: int, stop: int) -> Mapped:
    """A value without what sets it off from the next: «Skole.», «Skole;», «Skole)»."""
    value = text.part(start, stop)
    bare = value.text.rstrip(_AROUND)
    if bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1].rstrip(_AROUND)
    return value.part(0, len(bare))


def mentioned(text: Mapped) -> dict[str, Mapped]:
    """Return the deadline and the cost that a sentence mentions, by attribute.

    >>> {
    ...     k: v.text
    ...     for k, v in mentioned(Mapped.of("Bygge bru for kr 425 000 innen 2026", 0)).items()
    ... }
    {'deadline': 'innen 2026', 'cost': 'kr 425 000'}
    """
    found = {}
    for kind, pattern in (("deadline", _DEADLINE), ("cost", _COST)):
        match = pattern.search(text.text)
        if match:
            found[kind] = text.part(match.start(), match.end())
    return found


def says_when(sentence: str) -> bool:
    """Tell whether a sentence says nothing but when its measure is done.

    >>> says_when("Dette arbeidet skal gjøres i 2025."), says_when("I 2025 fikk byen ny bru.")
    (True, False)
    """
    return bool(_WHEN.fullmatch(sentence)) and len(sentence.split()) <= 10
