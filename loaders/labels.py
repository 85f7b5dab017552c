"""Labels: the words that say what the text after them is («Hovedmål», «Slik gjør vi det:»)."""

import re
from dataclasses import dataclass, replace
from functools import cache

from loaders.lexicon import Cue, Profile, active_profile, cues, lexicon, use_profile

BULLETS = "•·∙▪▫●○◦‣⁃■□◼◻♦◆◇➢➤►▸✓✔☐☑❖\ue000-\uf8ff"
#: Marks that begin an item only at the start of a line: inside one they join («mål → tiltak»).
LINE_BULLETS = BULLETS + "→⇒➔➜➡▶✅★✦»›"
_CODE_BEFORE = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2})*)[.)]?|([A-ZÆØÅ])[.)])\s+(?=\S)")
_CODE_AFTER = re.compile(
    r"\s*(\d{1,2}(?:[.,]\d{1,2})*[a-zæøå]?|[A-ZÆØÅ]\.?\d{1,2}(?:[.,]\d{1,2})*|[A-ZÆØÅ](?=\s*[:.)–—-]))"
    r"(?=[\s.:)–—-]|$)"
)
_SEPARATOR = re.compile(r"\s*([:?!.]|[–—-](?=\s)|\s[–—-])*\s*")
_SUSPENDED = re.compile(r"-(?:\w|\s+(?:og|eller|samt)\b)")
_AND = re.compile(r"\s+og\s+", re.IGNORECASE)
_YEARS = re.compile(r"(?:19|20)\d\d")
_PERIOD = re.compile(r"\s*[(,:]?\s*(?:19|20)\d\d(?:\s*[–-]\s*(?:(?:19|20)?\d\d)?)?\s*\)?\s*:?$")

_NAMED = frozenset({"vision", "value"})
_LONGEST_TAIL = 10


@dataclass(frozen=True, slots=True)
class Label:
    """A label found at the start of a text; the text it names starts at ``end``."""

    types: tuple[str, ...]
    word: str
    code: str | None
    code_before: str | None
    end: int
    is_whole: bool
    is_marked: bool
    language: str

    @property
    def type(self) -> str:
        """The type of the first element that the label names."""
        return self.types[0]


@cache
def _by_first_word(profile: Profile) -> dict[str, tuple[tuple[str, Cue], ...]]:
    """The label cues by their first word, longer ones first."""
    with use_profile(profile):
        known = sorted(cues("labels").items(), key=lambda item: (-len(item[0]), item[0]))
    table: dict[str, list[tuple[str, Cue]]] = {}
    for phrase, cue in known:
        table.setdefault(phrase.split()[0].rstrip(".:"), []).append((phrase, cue))
    return {word: tuple(found) for word, found in table.items()}


def cue_at(text: str, start: int = 0) -> tuple[Cue, int] | None:
    """Return the longest cue that stands at ``start`` as whole words, and where it ends."""
    first = re.compile(r"[\wæøåÆØÅ]+").match(text, start)
    if not first:
        return None
    lower = text[start : start + 60].lower()
    for phrase, cue in _by_first_word(active_profile()).get(first.group().lower(), ()):
        if lower.startswith(phrase):
            end = start + len(phrase)
            if _SUSPENDED.match(text, end):
                continue  # «handlings- og økonomiplan»
            if end == len(text) or not (text[end].isalnum() or text[end] in "_/§"):
                return cue, end
    return None


def match_label(text: str, *, is_heading: bool = False) -> Label | None:
    """Return the label that ``text`` begins with, or None where it is ordinary text.

    >>> match_label("HOVEDMÅL 2.7. I Ringerike satser vi").code
    '2.7'
    >>> match_label("Delmål og strategier").types
    ('sub_goal', 'strategy')
    >>> match_label("Målet er at flere skal bo hjemme") is None
    True
    """
    code_before = None
    start = 0
    numbered = _CODE_BEFORE.match(text)
    if numbered:
        code_before = numbered.group(1) or numbered.group(2)
        start = numbered.end()
    found = cue_at(text, start)
    if found is None:
        return None
    cue, end = found
    word = text[start:end]
    if not (word[0].isupper() or is_heading or text[end : end + 1] in {":", "?"}):
        return None
    types = [cue.type]
    also = _AND.match(text, end)
    if also:
        second = cue_at(text, also.end())
        if second is None:
            return None
        types.append(second[0].type)
        end = second[1]
    head = _Head(text, tuple(types), cue, text[start:end], code_before, end)
    return head.label(is_heading=is_heading)


@dataclass(frozen=True, slots=True)
class _Head:
    """A cue at the start of a text, before it is known whether it is a label."""

    text: str
    types: tuple[str, ...]
    cue: Cue
    word: str
    code_before: str | None
    end: int

    def label(self, *, is_heading: bool) -> Label | None:
        """Tell by what stands after the cue whether it is a label."""
        if not self.cue.is_attribute and _PERIOD.match(self.text, self.end):  # «Tiltak 2023-2026»
            return self._made(None, len(self.text), is_marked=self.text.endswith(":"))
        return self._numbered(is_heading=is_heading)

    def _numbered(self, *, is_heading: bool) -> Label | None:
        """Tell by the number after the cue, if any, and by what stands after that."""
        number = _CODE_AFTER.match(self.text, self.end)
        if number and _YEARS.match(number.group(1)):
            number = None
        code = number.group(1).replace(",", ".") if number else None
        separator = _SEPARATOR.match(self.text, number.end() if number else self.end)
        mark = separator.group().strip() if separator else ""
        start = separator.end() if separator else self.end
        rest = self.text[start:]
        if rest and rest[0].islower() and not mark.strip(" ."):
            is_counted = code is not None and not mark
            return None if is_counted else self._with_tail(code, is_heading=is_heading)
        label = self._made(code, start, is_marked=bool(mark) or code is not None)
        if not rest:
            return label
        if not label.is_marked and not _runs_in(self.cue, rest):
            return None
        if rest[0] == "," and code is not None:
            return None  # «Bærekraftsmål 1, 3 og 4» is a list of numbers, not a label
        inner = match_label(rest) if not code and self.cue.type not in _NAMED else None
        if inner and (inner.is_whole or inner.is_marked):
            return replace(
                inner, word=self.word, code_before=self.code_before, end=start + inner.end,
                language=self.cue.language,
            )  # fmt: skip
        return label

    def _made(self, code: str | None, end: int, *, is_marked: bool) -> Label:
        return Label(
            types=self.types,
            word=self.word,
            code=code,
            code_before=self.code_before,
            end=end,
            is_whole=end >= len(self.text.rstrip()),
            is_marked=is_marked,
            language=self.cue.language,
        )

    def _with_tail(self, code: str | None, *, is_heading: bool) -> Label | None:
        """Accept «Strategier for å nå målet:» and, in a heading, «Tiltak mot 2030»."""
        tail = self.text[self.end :].strip()
        if tail.split()[0].rstrip(",.:;") not in lexicon()["tails"]["words"]:
            return None
        colon = tail.find(":")
        if colon >= 0 and len(tail[:colon].split()) <= _LONGEST_TAIL:
            return self._made(code, self.text.index(":", self.end) + 1, is_marked=True)
        return self._made(code, len(self.text), is_marked=False) if is_heading else None


def _runs_in(cue: Cue, rest: str) -> bool:
    if re.match(f"[{BULLETS}]", rest):
        return True
    if cue.type in {"cost", "deadline"} and rest[0].isdigit():
        return True
    return cue.phrase in lexicon()["run_in"]["cues"] and (rest[0].isupper() or rest[0] in '«"“')


def header_cue(text: str) -> Cue | None:
    """Return the column that a header cell names, misspelt or not, or None.

    >>> header_cue("Hennvisning til strategi").type
    'reference'
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where a table is met

    from loaders.lexicon import threshold  # noqa: PLC0415

    whole = text.lower()
    clean = re.sub(r"[^\wæøåÆØÅ#. ]+", " ", whole).strip(" .")
    clean = " ".join(clean.split())
    if not clean or len(clean) > 80:
        return None
    for section in ("headers", "labels"):
        if clean in cues(section):
            return cues(section)[clean]
    known = {**cues("labels"), **cues("headers")}
    hit = process.extractOne(
        clean, list(known), scorer=fuzz.ratio, score_cutoff=threshold("header", "min_ratio")
    )
    if hit:
        return known[hit[0]]
    first = re.split(r"[/(]|\s+(?:i|for|fra|frå|til|og|per)\s+|\s+(?=(?:19|20)\d\d)", whole)[
        0
    ].strip()
    if first and first != whole:
        return header_cue(first)
    return None
