"""Lead-ins: the sentence before a list that says what the list holds, and whose it is."""

import re
from dataclasses import dataclass

from loaders.document import Block, Mapped
from loaders.drafts import Metadata, PlanMention
from loaders.plans import other_plan
from loaders.profile import active
from loaders.segments import sentences

_NOUNS = (
    ("sub_goal", r"delmål(?:ene|a|et)?"),
    ("main_goal", r"hovedmål(?:ene|et)?|hovudmål(?:a|et)?"),
    ("strategy", r"strategi(?:er|ene|ar|ane)"),
    ("measure", r"tiltak(?:ene|a)?"),
    ("plan", r"(?:tema|handlings|kommunedel|del)?plan(?:er|ene|ar|ane)"),
    ("focus_area", r"(?:satsings|satsnings|innsats|fokus)?områd(?:e|er|et|ene|a|ar|ane)"),
    ("initiative", r"satsing(?:er|ene|ar|ane)"),
    ("value", r"verdi(?:er|ene|ar|ane)"),
    ("priority", r"prioriter(?:es|ast|inger|ingene|ingar|te|t)"),
    ("goal", r"mål(?:ene|a)?"),
)
_QUANTIFIER = re.compile(
    r"\b(?:følgende|følgjande|disse|desse|dei?\s+(?:to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|\d{1,2})|flere|fleire|noen|nokre|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|\d{1,2})\s+(?:av\s+)?"
    r"(?:(?:særlig|politiske|konkrete|prioriterte|overordnede|overordna|strategiske|viktige|to|tre|fire|fem|seks|sju|åtte|\d{1,2})\s+){0,2}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LeadIn:
    """What a list holds, and which plan it quotes if any; ``subject`` goes before each item."""

    type: str
    word: str
    quoted_from: PlanMention | None
    subject: Mapped | None = None


def classify_lead(lead: str, section: str, metadata: Metadata) -> LeadIn | None:
    """Tell what the list after ``lead`` holds, or None where the sentence does not say.

    A noun after a quantifier counts most («følgende tiltak», «flere av delmålene»); else the
    first noun of a sentence that ends in a colon. Items are quoted when lead or section names
    another plan.

    >>> from loaders.drafts import Metadata
    >>> own = Metadata("", "action_plan", None, None, None, None, None, "nb")
    >>> found = classify_lead("Flere av delmålene i kommuneplanens samfunnsdel kan nås:", "", own)
    >>> found.type, found.quoted_from.kind
    ('sub_goal', 'societal_master_plan')
    """
    quantified = _quantified(lead)
    is_open = lead.rstrip().endswith(":")
    kind = quantified
    if kind is None and is_open:
        kind = _first_noun(lead)
    if kind is None:
        return None
    plan = other_plan(lead, metadata) or (
        other_plan(section.rsplit(" / ", 1)[-1], metadata) if section else None
    )
    if not is_open and plan is None:
        return None
    return LeadIn(kind[0], kind[1], plan)


def lead_as_told(block: Block) -> tuple[Mapped, LeadIn] | None:
    """Return the lead-in of the profile that a block ends with, and the sentences before it."""
    if block.kind not in {"heading", "paragraph"} or not block.content:
        return None
    *before, last = sentences(block.content)
    told = active().lead_in(last.text)
    is_whole = told is not None and told.start == 0 and block.kind == "heading"
    if told is None or not (is_whole or block.opens or last.text.endswith(":")):
        return None
    subject = last.part(told.start, told.end) if told.put_back else None
    return Mapped.join(before), LeadIn(told.type, last.text.rstrip(": "), None, subject)


def _quantified(lead: str) -> tuple[str, str] | None:
    for match in reversed(list(_QUANTIFIER.finditer(lead))):
        for kind, noun in _NOUNS:
            found = re.compile(rf"(?:{noun})\b", re.IGNORECASE).match(lead, match.end())
            if found:
                return kind, found.group()
    return None


def _first_noun(lead: str) -> tuple[str, str] | None:
    words = lead.split()
    for at, word in enumerate(words[:4]):
        bare = word.strip('.,:;«»"()').lower()
        for kind, noun in _NOUNS:
            if re.fullmatch(noun, bare):
                return kind, words[at].strip(".,:;")
    return None
