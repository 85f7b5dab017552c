"""Cutting running text into the sentences, items and labels that it holds."""

import re
from functools import cache

from loaders.document import Mapped
from loaders.labels import Label, cue_at, match_label
from loaders.lexicon import lexicon

_ABBREVIATIONS = (
    r"bl\.a|f\.eks|m\.m|m\.v|o\.l|osv|jf|jfr|nr|kr|ca|pkt|kap|mv|mfl|evt|inkl|ekskl|iht|ift|pga|dvs"
    r"|etc|tlf|st|d\.v\.s|t\.d|t\.o\.m|f\.o\.m|og lignende|p\.t|hhv|vedr|avd|ev|mill|mrd|s|§|red"
)
_SENTENCE = re.compile(
    r"(?<!\b\d)(?<!\b\d\d)(?<![A-ZÆØÅ])(?<=[.!?»\"])(?<=[.!?][»\"]|.[.!?])\s+(?=[«\"(]?[A-ZÆØÅ0-9])"
)
_ENDS_ABBREVIATED = re.compile(rf"(?:^|[\s(])(?:{_ABBREVIATIONS})\.$", re.IGNORECASE)
_CROSS_REFERENCE = re.compile(
    r"\(?(?:Se|Sjå)\s+(?:også\s+|òg\s+)?"
    r"(?:hovedmål|hovudmål|delmål|mål|strategi|kap\w*|pkt|punkt|side|s\.|avsnitt|vedlegg|tabell"
    r"|figur)\b"
)
_MODAL = re.compile(
    r"\b(?:skal|vil|har|er|får|blir|må|kan|bør|opplever|oppleve|kjenner|deltar|bidrar|deltek|bidreg|"
    r"sikrer|sikrar|gir|gjev|møter|finnes|finst|jobber|arbeider|arbeidar|trives|trivst)\b"
)
_ENUMERATED = re.compile(r"(?<!\S)(\d{1,2})[.)]\s+(?=\S)")
_DEADLINE_FIRST = re.compile(
    r"(?:Innen|I løpet av|I perioden|Før|Fra og med|Frå og med)"
    r"\s[^,.;]{0,60}?\d{4}[\d–-]*,?\s+(?=[a-zæøå])"
)


def sentences(text: Mapped) -> list[Mapped]:
    """Cut a text into sentences; abbreviations, initials and dates don't end one.

    >>> [s.text for s in sentences(Mapped.of("Bygge bl.a. bru. Rive taket. Se kap. 3.", 0))]
    ['Bygge bl.a. bru.', 'Rive taket.', 'Se kap. 3.']
    """
    found: list[Mapped] = []
    start = 0
    for match in _SENTENCE.finditer(text.text):
        if _ENDS_ABBREVIATED.search(text.text[start : match.start()]):
            continue
        found.append(text.part(start, match.start()))
        start = match.end()
    found.append(text.part(start))
    return [sentence for sentence in found if sentence]


def is_cross_reference(sentence: str) -> bool:
    """«Se hovedmål 3.» points elsewhere and says nothing of its own."""
    return bool(_CROSS_REFERENCE.match(sentence)) and len(sentence.split()) <= 6


def without_tail(text: Mapped) -> Mapped:
    """Take off what an element's text ends with and is not its own.

    A pointer to another place, or the word that leads on to a list («…, herunder»).
    """
    parts = sentences(text)
    while len(parts) > 1 and is_cross_reference(parts[-1].text):
        parts.pop()
    joined = Mapped.join(parts)
    dangling = re.search(
        r"[,;]?\s+(?:deriblant|herunder|blant annet|mellom anna|som)\s*:?$", joined.text
    )
    return joined.part(0, dangling.start()) if dangling else joined


def title_and_rest(text: Mapped) -> tuple[Mapped, list[Mapped]]:
    """Cut a measure into its title, the first sentence, and what describes it."""
    parts = sentences(text)
    return parts[0], [part for part in parts[1:] if not is_cross_reference(part.text)]


def leading_deadline(text: Mapped) -> tuple[Mapped | None, Mapped]:
    """Take «Innen 2026» off the front of a measure.

    >>> [m.text for m in leading_deadline(Mapped.of("Innen 2026 bygge ny skole", 0))]
    ['Innen 2026', 'bygge ny skole']
    """
    match = _DEADLINE_FIRST.match(text.text)
    if match is None:
        return None, text
    return text.part(0, len(match.group().rstrip(" ,"))), text.part(match.end())


def enumerated(text: Mapped, first: int = 1) -> list[Mapped]:
    """Cut «1. Gode byer 2. Grønne byer» at numbers that count up from ``first``; else the whole.

    >>> [m.text for m in enumerated(Mapped.of("1. Gode byer 2. Grønne byer", 0))]
    ['Gode byer', 'Grønne byer']
    """
    cuts: list[tuple[int, int]] = []
    for match in _ENUMERATED.finditer(text.text):
        if int(match.group(1)) == len(cuts) + first:
            cuts.append(match.span())
    if len(cuts) < (2 if first == 1 else 1):
        return [text]
    parts = [text.part(0, cuts[0][0])] if cuts[0][0] else []
    stops = [start for start, _ in cuts[1:]] + [len(text.text)]
    parts += [text.part(end, stop) for (_, end), stop in zip(cuts, stops, strict=True)]
    return [part for part in parts if part]


def run_on(text: Mapped, names: frozenset[str]) -> list[Mapped]:
    """Cut goals that stand after each other with no mark between them.

    A cut stands before a capital that no name explains, where both sides are clauses of their
    own: four words or more, with a finite verb.
    """
    cuts = []
    start = 0
    for match in re.finditer(r"(?<=[a-zæøå»)])\s+(?=([A-ZÆØÅ][a-zæøå]+))", text.text):
        if match.group(1) in names:
            continue
        left, right = text.text[start : match.start()], text.text[match.end() :]
        if all(len(side.split()) >= 4 and _MODAL.search(side) for side in (left, right)):
            cuts.append(match)
            start = match.end()
    parts = []
    start = 0
    for match in cuts:
        parts.append(text.part(start, match.start()))
        start = match.end()
    parts.append(text.part(start))
    return (
        [p for part in parts for p in part.split(re.compile(r"(?<=\.)\s+(?=[A-ZÆØÅ])"))]
        if cuts
        else parts
    )


def value_words(text: Mapped) -> list[Mapped]:
    """Cut a list of values: «nær, inkluderende og nytenkende» is three.

    >>> [m.text for m in value_words(Mapped.of("«Nær, inkluderende og nytenkende»", 0))]
    ['Nær', 'inkluderende', 'nytenkende']
    """
    stripped = text.part(0)
    if stripped.text[:1] in '«"“' and stripped.text[-1:] in '»"”.':
        stripped = stripped.part(1, len(stripped.text.rstrip('»"”.')))
    parts = stripped.split(re.compile(r"\s*[,;–|/·•]\s*|\s+-\s+|\s+(?:og|&)\s+"))
    parts = [part.part(0, len(part.text.rstrip("."))) for part in parts]
    if all(len(part.text.split()) <= 3 for part in parts):
        return parts
    return [text]


@cache
def _strong_labels() -> frozenset[str]:
    return frozenset(
        {"delmål", "tiltak", "strategi", "strategier", "strategiar", "hovedmål", "hovudmål",
         "ansvar", "frist", "prioriterte tiltak", "utfordringer", "utfordringar"}
    )  # fmt: skip


def inner_labels(text: Mapped) -> list[tuple[Label | None, Mapped]]:
    """Cut a text at labels inside it: «… utvikling Delmål», «… alle. Hvordan gjør vi det?».

    The first pair has no label; a question label keeps the sentence it asks about before it.
    """
    pieces: list[tuple[Label | None, Mapped]] = []
    label: Label | None = None
    start = 0
    for match in re.finditer(r"(?<=\S)\s+(?=[A-ZÆØÅ])", text.text):
        at = match.end()
        found = cue_at(text.text, at)
        if found is None or at < start:
            continue
        cue, _ = found
        inner = match_label(text.text[at:])
        if inner is None:
            continue
        asks = cue.phrase.split()[0] in lexicon()["asks"]["cues"] and inner.is_marked
        before = text.text[: match.start()]
        follows_word = bool(re.search(r"[a-zæøå0-9)»]$", before)) and not re.search(
            r"\b(?:i|se|jf|av|til|for|og|under|om|på|ved|med|sjå)$", before
        )
        if asks or (follows_word and cue.phrase in _strong_labels()):
            pieces.append((label, text.part(start, match.start())))
            label = inner
            start = at + inner.end
    pieces.append((label, text.part(start)))
    return pieces


def unfootnoted(text: Mapped, notes: frozenset[str]) -> Mapped:
    """Take the digits of footnotes off the words they are glued to."""
    if not notes:
        return text
    parts = []
    start = 0
    for match in re.finditer(r"(?<=[a-zæøå»\"])(\d{1,2})(?=[\s.,;:]|$)", text.text):
        if match.group(1) in notes:
            parts.append(text.part(start, match.start()))
            start = match.end()
    if not parts:
        return text
    rest = text.part(start)
    glue = "" if rest.text[:1] in ".,;:" else " "
    return Mapped.join([Mapped.join(parts, " "), rest], glue)


def capitals_then_text(text: Mapped) -> tuple[Mapped, Mapped]:
    """Cut «AKTIVE ELDRE Flere står i arbeid» where the capitals end."""
    match = re.match(r"((?:[A-ZÆØÅ0-9,.&–/-]+\s+)+)(?=[A-ZÆØÅ][a-zæøå])", text.text)
    if match and len(re.findall(r"[A-ZÆØÅ]{2,}", match.group())) >= 1:
        return text.part(0, match.end()), text.part(match.end())
    return text, Mapped("")
