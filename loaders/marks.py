"""The marks that a line may begin with, and what they say of its layout.

Numbers, bullets, codes and header words are looked for by every reader; each pattern stands here
once.
"""

import re

from loaders.labels import BULLETS, LINE_BULLETS, header_cue
from loaders.lexicon import cues

BULLET = re.compile(
    rf"(?P<mark>[{LINE_BULLETS}*–—−-]|o(?=\s+\w))\s+(?=\S)|(?P<tight>[{BULLETS}])(?=\S)"
)
INLINE_BULLET = re.compile(rf"\s*[{BULLETS}]\s*")
NUMBER = re.compile(r"(?P<mark>(?:\d{1,2}|[a-zæøå])[.)]|[A-ZÆØÅ][.)])\s+(?=\S)")
CODE = re.compile(
    r"(?!(?:CO|NO|PM)\d)(?P<code>[A-ZÆØÅ]{1,2}[.-]?\d{1,2}(?:\.\d{1,2})*|\d{1,2}(?:[.,]\d{1,2}){1,3}[a-z]?)"
    r"[.:)]?\s+(?=[^\W\d_]|[«\"])"
)
NUMBERED_HEADING = re.compile(
    r"(?:(?:kapittel|kap\.?|del)\s+)?(?P<code>\d{1,2}(?:\.\d{1,2}){0,3})(?:\.?\s+|\s*[:–-]\s+)"
    r"(?=(?-i:[A-ZÆØÅ«]))",
    re.IGNORECASE,
)
LETTERED_HEADING = re.compile(r"(?P<code>[A-ZÆØÅ]\d{0,2})[.)]\s+(?=[A-ZÆØÅ«])")
MD_HEADING = re.compile(r"(?P<mark>#{1,6})\s+(?P<text>.*?)\s*#*$")
RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?$|[-=_*]{3,}$")
STRONG = ("**", "__")
# «17. mai», «10. trinn»: a number that belongs to the word after it, and counts no list.
DATED = re.compile(
    r"\d{1,2}\.\s*(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november"
    r"|desember|trinn|klasse|linje|halvår|plass)",
    re.IGNORECASE,
)


_DONE = re.compile(r"tiltak|aktivitet|strategi", re.IGNORECASE)


def heading_code(text: str) -> re.Match[str] | None:
    """Match the number or letter a heading begins with: «2.1 Oppvekst», «A. Barn er trygge»."""
    return NUMBERED_HEADING.match(text) or LETTERED_HEADING.match(text)


def split_header(text: str) -> tuple[str, ...] | None:
    """Cut a line of header words into its headers, or None where it is no header row.

    >>> split_header("Strategi Tiltak Beskrivelse")
    ('Strategi', 'Tiltak', 'Beskrivelse')
    """
    words = text.split()
    if not words[0][0].isupper() or not re.search(
        r"tiltak|aktivitet|strategi", text, re.IGNORECASE
    ):
        return None
    found: list[str] = []
    at = 0
    while at < len(words):
        for size in (4, 3, 2, 1):
            phrase = " ".join(words[at : at + size])
            if at + size <= len(words) and words[at][0].isupper() and _is_header(phrase):
                found.append(phrase)
                at += size
                break
        else:
            return None
    kinds = {cue.type for cue in map(header_cue, found) if cue}
    is_pair = "strategy" in kinds and bool(kinds & {"goal", "main_goal", "sub_goal"})
    return tuple(found) if len(kinds) >= 2 and ("measure" in kinds or is_pair) else None


def _is_header(phrase: str) -> bool:
    if " " in phrase and phrase.lower() not in {**cues("headers"), **cues("labels")}:
        return False  # only a single word may be misspelt: two headers side by side are no phrase
    cue = header_cue(phrase)
    return cue is not None and cue.type not in {"context", "vision", "value"}
