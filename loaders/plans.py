"""Plans that a text names: which kind, which name, which years, and whether it is this plan."""

import re
from functools import cache

from loaders.document import Mapped
from loaders.drafts import Metadata, PlanMention
from loaders.lexicon import lexicon
from ontology import labels

_PERIOD = re.compile(r"((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)?\d\d)\b")


@cache
def kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the patterns of each kind of plan, the most telling kinds first."""
    return tuple(
        (entry["kind"], re.compile("|".join(f"(?:{p})" for p in entry["patterns"]), re.IGNORECASE))
        for entry in lexicon()["plan_kinds"]
    )


def kind_name(kind: str | None, language: str = "nb") -> str:
    """Return what a kind of plan is called, with a capital.

    >>> kind_name("societal_master_plan")
    'Kommuneplanens samfunnsdel'
    """
    name = labels()["concepts"]["plan-kind"][kind or "plan"][language]
    return name[0].upper() + name[1:]


def plan_kind(text: str, *, strict: bool = False) -> str | None:
    """Return the kind of plan a name tells, or None.

    >>> plan_kind("Handlings- og økonomiplan 2025–2028")
    'action_and_financial_plan'
    >>> plan_kind("Temaplan for oppvekst")
    'thematic_plan'
    """
    for kind, matcher in kind_patterns():
        match = matcher.search(text)
        if match and not (strict and match.start() > 0):
            return kind
    return None


def years(text: str) -> tuple[int | None, int | None]:
    """Return the period a text gives: (2022, 2030), or (None, None).

    >>> years("Temaplan 2022 – 2030"), years("HØP 2025-28")
    ((2022, 2030), (2025, 2028))
    """
    match = _PERIOD.search(text)
    if match is None:
        return None, None
    start = int(match.group(1))
    end = int(match.group(2))
    if end < 100:
        end += start // 100 * 100
    return (start, end) if start <= end <= start + 60 else (None, None)


def other_plan(text: str, metadata: Metadata) -> PlanMention | None:
    """Return the plan that a text names and that is not the plan being read.

    The most telling name wins; a plan of the reader's own kind counts only with other years.
    """
    best: tuple[int, PlanMention] | None = None
    taken: list[tuple[int, int]] = []
    for kind, matcher in kind_patterns():
        for match in matcher.finditer(text):
            if any(a < match.end() and match.start() < b for a, b in taken):
                continue
            taken.append(match.span())
            start, end = years(text[match.start() : match.end() + 25])
            if kind == metadata.kind and (start is None or start == metadata.period_from):
                continue
            if kind == "thematic_plan" and not re.match(
                r"(?:del)?temaplan|kommunedelplan", match.group(), re.IGNORECASE
            ):
                continue
            mention = PlanMention(kind, match.group(), start, end)
            if best is None or match.start() > best[0]:
                best = (match.start(), mention)
    return best[1] if best else None


def plan_status(note: str) -> str:
    """Return the status that a note about a plan tells; ``cited`` where it tells none.

    >>> plan_status("(vedtatt)"), plan_status("(forventes ferdigstilt 2023)")
    ('adopted', 'in-progress')
    """
    for entry in lexicon()["plan_status"]:
        if any(re.search(p, note, re.IGNORECASE) for p in entry["patterns"]):
            return str(entry["status"])
    return "cited"


def plan_name(item: Mapped) -> tuple[Mapped, Mapped | None] | None:
    """Cut a list item into a plan's name and a note on its status; None if it names no plan.

    An item names a plan when a word for a plan is the head of its first phrase.

    >>> name, note = plan_name(Mapped.of("Temaplan for sykkel (vedtatt)", 0))
    >>> name.text, note.text
    ('Temaplan for sykkel', '(vedtatt)')
    >>> plan_name(Mapped.of("Arbeidet med temaplan for vei har vist mye", 0)) is None
    True
    """
    text = item.text
    note_at = re.search(r"\s*\(|,\s+som\b|\s+[–-]\s+(?=[a-zæøå])|\.\s+(?=[A-ZÆØÅ])", text)
    head = text[: note_at.start()] if note_at else text
    words = head.split()
    stops = set(lexicon()["plan_names"]["stops"])
    for word in words[:7]:
        bare = word.strip('.,:;«»"').lower()
        if bare in stops or bare == "for":
            return None
        if re.search(
            r"(?:plan|planen|strategi|strategien|arealdel|arealdelen|samfunnsdel|samfunnsdelen|program|programmet|melding|meldinga|meldingen)$",
            bare,
        ):
            break
    else:
        return None
    if len(words) > 22 or re.search(r"\b(?:skal|vil|må|har|er)\b", head):
        return None
    name = item.part(0, len(head.rstrip(" .,;")))
    note = item.part(note_at.start()) if note_at else None
    if note is not None and note.text[:1] in ".,;":
        note = note.part(1)
    return name, note or None
