"""What a document says about itself: title, kind, municipality, period, adoption, evaluation."""

import re
from collections import Counter
from dataclasses import replace

from loaders.document import Block, Document, Mapped
from loaders.drafts import Metadata
from loaders.labels import match_label
from loaders.language import language_of
from loaders.lexicon import lexicon, pattern
from loaders.plans import kind_patterns, plan_kind, years
from loaders.segments import sentences

_MONTHS = {
    name: number
    for number, names in enumerate(
        ["januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september",
         "oktober", "november", "desember"], 1,
    )
    for name in [names]
}  # fmt: skip
_NUMBERS = {
    "ett": 1,
    "et": 1,
    "eit": 1,
    "to": 2,
    "tre": 3,
    "fire": 4,
    "fem": 5,
    "seks": 6,
    "åtte": 8,
    "ti": 10,
}
_DATE = re.compile(
    r"(?P<d>\d{1,2})[./]\s?(?P<m>\d{1,2})[./]\s?(?P<y>(?:19|20)\d\d)"
    r"|(?P<d2>\d{1,2})\.\s*(?P<month>" + "|".join(_MONTHS) + r")\s+(?P<y2>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)",
    re.IGNORECASE,
)
_ADOPTED = re.compile(r"\b(?:vedtatt|vedteke|vedteken|vedtatte|godkjent|vedtok)\b", re.IGNORECASE)
_OWN_ADOPTION = re.compile(
    r"^\W*(?:\w+\s+)?(?:vedtatt|vedteke|vedteken)\b|\b(?:denne\s+)?(?:tema|handlings|kommunedel|samfunns)?plan(?:en|ene|a|ane)?\s+(?:er|ble|blei|vart|vert)\s+(?:\w+\s+)?(?:vedtatt|vedteke|vedteken)\b",
    re.IGNORECASE,
)
_MUNICIPALITY = re.compile(
    r"\b((?:[A-ZÆØÅ][a-zæøåáé]+(?:-[A-ZÆØÅ][a-zæøåáé]+)?\s+)?(?:i\s+)?[A-ZÆØÅ][a-zæøåáé]+(?:-[A-ZÆØÅ][a-zæøåáé]+)?|[A-ZÆØÅ]{2,}(?:\s+[A-ZÆØÅ]{2,})?)s?\s+(?:kommunes?|KOMMUNES?)\b(?!-)"
)
_NOT_NAMES = {"i", "denne", "vår", "ny", "nye", "hele", "egen", "som", "vertskap", "for", "hver", "alle",
              "kommune", "visjonen", "temaplan", "plan", "dei", "de", "den", "en", "ein", "norsk", "grønn",
              "norges", "god", "trygg", "enhver", "når", "andre", "noen", "til"}  # fmt: skip
_PERIOD_SENTENCE = re.compile(
    r"(?:gjelder|gjeld|gjeldende|gjeldande|varer|planperiod\w*|perioden|tidsperspektiv|tidshorisont)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:gjelder|gjeld|er\s+gjeldende|er\s+gjeldande)\s+(?:\w+\s+)?(?:fra|frå)\s+(?:og\s+med\s+)?(?:\d{1,2}\.\s*\w+\s+)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\b(?:gjelder|gjeld)\s+(?:fram|frem|til|fram\s+til|frem\s+til)\s*(?:mot|til)?\s*((?:19|20)\d\d)",
    re.IGNORECASE,
)
_SPREAD = re.compile(r"\d{1,4}\s*\|\s*(?P<a>[^|]+?)\s*\|\s*\d{1,4}$|\d{1,4}\s*\|\s*(?P<b>[^|\d]+)$")
_KIND_LABELS = {
    "societal_master_plan": "Kommuneplanens samfunnsdel",
    "thematic_plan": "Temaplan",
    "action_plan": "Handlingsplan",
    "action_and_financial_plan": "Handlings- og økonomiplan",
    "planning_strategy": "Planstrategi",
    "annual_report": "Årsrapport",
}


def read_metadata(document: Document) -> Metadata:
    """Read what the document says about itself; what it does not say is None.

    Nothing is taken from the file's name, so that a renamed file gives the same plan.
    """
    shown = [b for b in document.blocks if b.kind not in {"furniture", "footnote", "quote"}]
    prose = " ".join(b.text for b in shown)
    cover = _cover(shown)
    places: dict[str, Mapped] = {}
    kind = _kind(cover, document, prose)
    period_from, period_to = _period(document, cover, shown, places)
    adopted, adopted_by = _adoption(cover, shown, places)
    meta = Metadata(
        title="",
        kind=kind,
        municipality=_municipality(cover, document, prose),
        period_from=period_from,
        period_to=period_to,
        adopted=adopted,
        adopted_by=adopted_by,
        language=language_of(prose),
        is_reform=_is_reform(kind, cover, prose),
        places=places,
    )
    meta = replace(meta, title=_title(cover, document, meta, places))
    return replace(meta, evaluation_due=_evaluation(shown, meta, places))


def _cover(shown: list[Block]) -> list[Block]:
    """The title page: the short blocks before the text begins."""
    cover: list[Block] = []
    for block in shown[:14]:
        if block.kind in {"table", "columns"} or len(block.text) > 180:
            break
        if block.kind == "heading" and block.code is not None:
            break
        if block.level == 3 and block.kind == "heading":  # the first chapter of the contents
            break
        cover.append(block)
    return cover


def _furniture(document: Document) -> list[str]:
    notes = {"running-header", "page-number", "comment"}
    return [b.text for b in document.blocks if b.kind == "furniture" and b.note in notes]


def _kind(cover: list[Block], document: Document, prose: str) -> str | None:
    for block in cover[:8]:
        if len(block.text) <= 120 and (kind := plan_kind(block.text)):
            if kind != "thematic_plan" or re.search(
                r"plan\b|strategi\b", block.text, re.IGNORECASE
            ):
                return kind
    for line in _furniture(document):
        if kind := plan_kind(line):
            return kind
    return _self_named_kind(prose)


def _self_named_kind(prose: str) -> str | None:
    """A plan without a title page still names itself: «denne handlingsplanen», «Handlingsplanen skal»."""
    votes: Counter[str] = Counter()
    for kind, matcher in kind_patterns():
        if kind == "thematic_plan":
            found = re.finditer(
                r"\b(?:denne|Denne)\s+temaplan\w*|\bTemaplan(?:en|ene)\s+(?:er|har|skal|gjelder|viser|omfatter)",
                prose,
            )
            votes[kind] += 2 * len(list(found))
            continue
        for match in matcher.finditer(prose):
            before = prose[max(match.start() - 8, 0) : match.start()].lower()
            word = match.group()
            if before.endswith(("denne ", "vår ")):
                votes[kind] += 3
            elif word[0].isupper() and word.endswith(("en", "a")) and kind == "action_plan":
                votes[kind] += 1
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] >= 2 else None


def _municipality(cover: list[Block], document: Document, prose: str) -> str | None:
    votes: Counter[str] = Counter()
    for weight, text in (
        (5, " \n ".join(b.text for b in cover)),
        (3, " \n ".join(_furniture(document))),
        (1, prose),
    ):
        for match in _MUNICIPALITY.finditer(text):
            name = _name(match.group(1))
            if name:
                votes[name] += weight
    if not votes:
        for text in [*_furniture(document), *(b.text for b in cover)]:
            named = re.search(
                r"[Kk]ommune(?:del)?plan for ([A-ZÆØÅ][a-zæøå]+(?:-[A-ZÆØÅ][a-zæøå]+)?)", text
            )
            if named:
                return named.group(1)
        return None
    top = max(votes.values())
    return min((name for name, count in votes.items() if count == top), key=lambda n: (-len(n), n))


def _name(found: str) -> str | None:
    """Clean a name: «DRAMMEN» → Drammen, «Drammens» → Drammen; words that are no names fall away."""
    words = found.split()
    while words and (words[0].lower() in _NOT_NAMES or (words[0].islower() and words[0] != "i")):
        words = words[1:]
    if not words:
        return None
    if all(word.isupper() for word in words):
        words = [word.capitalize() for word in words]
    if len(words) >= 2 and words[0] not in {
        "Øvre",
        "Nedre",
        "Nore",
        "Nord",
        "Sør",
        "Indre",
        "Ytre",
        "Vestre",
        "Østre",
        "Aust",
        "Vest",
        "Midtre",
        "Store",
        "Nye",
        "Evje",
        "Nordre",
        "Søndre",
        "Midt",
    }:
        if words[1] != "i":
            words = words[-1:]
    return " ".join(words)


def _period(
    document: Document, cover: list[Block], shown: list[Block], places: dict[str, Mapped]
) -> tuple[int | None, int | None]:
    for block in cover:
        start, end = years(block.text)
        if start is not None and not re.search(
            r"høring|høyring|erstatt", block.text, re.IGNORECASE
        ):
            places["period"] = block.content
            return start, end
    for block in document.blocks:
        if block.note == "running-header" and (period := years(block.text))[0] is not None:
            places["period"] = block.content
            return period
    for block in shown:
        if block.kind != "paragraph":
            continue
        for sentence in sentences(block.content):
            if not re.match(
                r"(?:Denne\s+|Dette\s+)?(?:\w*[Pp]lan|Strategi)(?:en|a|ene|ane)?\b", sentence.text
            ):
                continue
            if not _PERIOD_SENTENCE.search(sentence.text):
                continue
            start, end = years(sentence.text)
            if start is not None:
                places["period"] = sentence
                return start, end
            single = _FROM.search(sentence.text)
            if single:
                places["period"] = sentence
                return int(single.group(1)), None
            until = _TO.search(sentence.text)
            if until and "period" not in places:
                places["period"] = sentence
                return None, int(until.group(1))
    return None, None


def date_in(text: str) -> str | None:
    """Return the first date of a text as YYYY-MM-DD, or None.

    >>> date_in("den 13. juni 2024"), date_in("21.06.2022")
    ('2024-06-13', '2022-06-21')
    """
    match = _DATE.search(text)
    if match is None:
        return None
    if match["iso"]:
        return match["iso"]
    day = int(match["d"] or match["d2"])
    month = int(match["m"]) if match["m"] else _MONTHS[match["month"].lower()]
    year = int(match["y"] or match["y2"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _adoption(
    cover: list[Block], shown: list[Block], places: dict[str, Mapped]
) -> tuple[str | None, str | None]:
    bodies = pattern("bodies", "adopting")
    for index, block in enumerate(cover):
        if not _ADOPTED.search(block.text):
            continue
        text = Mapped.join([block.content, *[b.content for b in cover[index + 1 : index + 3]]])
        when = date_in(block.text) or date_in(text.text)
        body = bodies.search(text.text)
        if when or body:
            places["adopted"] = block.content if date_in(block.text) else text
            return when, body.group().lower() if body else None
    for block in shown:
        if block.kind != "paragraph":
            continue
        for sentence in sentences(block.content):
            if _OWN_ADOPTION.search(sentence.text) and (when := date_in(sentence.text)):
                body = bodies.search(sentence.text)
                places["adopted"] = sentence
                return when, body.group().lower() if body else None
    return None, None


def _is_reform(kind: str | None, cover: list[Block], prose: str) -> bool:
    """An action plan is the reform's when its title says so, or when it names the reform again and again."""
    if kind != "action_plan":
        return False
    matcher = pattern("reform", "patterns")
    if any(matcher.search(block.text) for block in cover):
        return True
    return len(matcher.findall(prose)) * 3000 >= len(prose)


def _title(
    cover: list[Block], document: Document, meta: Metadata, places: dict[str, Mapped]
) -> str:
    for index, block in enumerate(cover):
        text = block.text
        if (
            len(text) > 140
            or _ADOPTED.search(text)
            or re.fullmatch(r"[\w ]*kommune", text, re.IGNORECASE)
        ):
            continue
        if plan_kind(text) == meta.kind and meta.kind is not None:
            following = cover[index + 1] if index + 1 < len(cover) else None
            parts = [block.content]
            if (
                following is not None
                and len(text.split()) <= 2
                and not _ADOPTED.search(following.text)
                and following.kind == "paragraph"
            ):
                parts.append(following.content)
            joined = Mapped.join(parts)
            places["title"] = joined
            return joined.text
    for line in _furniture(document):
        if (
            plan_kind(line) == meta.kind
            and meta.kind is not None
            and (years(line)[0] or "kommune" in line)
        ):
            return re.sub(r"^\W*\d{1,3}\s+(?=\D)|\s+\d{1,3}$", "", line).strip()
    label = _KIND_LABELS.get(meta.kind or "")
    subject = _subject(document)
    if label and subject:
        link = "for" if subject[0].isupper() else "–"
        return f"{label} {link} {subject[0].lower() + subject[1:]}"
    if label:
        return f"{label} {meta.period_from}" if meta.period_from else label
    first = next((b for b in cover if b.kind == "heading"), None)
    if first is not None and match_label(first.text, is_heading=True) is None:
        places["title"] = first.content
        return first.text
    return "Plan uten tittel"


def _subject(document: Document) -> str | None:
    """What a running footer calls the plan: «6 | Oppvekstreformen Oppvekstreformen | 7»."""
    for line in _furniture(document):
        match = _SPREAD.match(line)
        if match:
            words = (match["a"] or match["b"]).split()
            half = len(words) // 2
            return " ".join(words[:half] if words[:half] == words[half:] else words) or None
    return None


def _evaluation(shown: list[Block], meta: Metadata, places: dict[str, Mapped]) -> int | None:
    """The year in which the plan promises to be evaluated."""
    verbs = pattern("evaluation", "verbs")
    start = meta.period_from or (int(meta.adopted[:4]) if meta.adopted else None)
    for block in shown:
        if block.kind != "paragraph":
            continue
        for sentence in sentences(block.content):
            text = sentence.text
            if not verbs.search(text) or not re.search(
                r"\b(?:\w*plan(?:en|a)|planen|den|strategien|ho)\b", text, re.IGNORECASE
            ):
                continue
            if not re.search(r"evaluer|revider", text, re.IGNORECASE):
                continue
            year = _due_year(text, start)
            if year is not None:
                places["evaluation"] = sentence
                return year
    return None


def _due_year(text: str, start: int | None) -> int | None:
    named = re.search(
        r"\b(?:i|innen|innan|første gang i|fyrste gong i|første gong i)\s+((?:19|20)\d\d)\b", text
    )
    if named:
        return int(named.group(1))
    after = re.search(r"\b(?:etter|hvert|kvart|hver|hvart)\s+(\d{1,2}|\w+?)\.?\s*år\b", text)
    if after and start is not None:
        word = after.group(1).lower()
        count = (
            int(word)
            if word.isdigit()
            else {**_NUMBERS, "annet": 2, "andre": 2, "tredje": 3, "fjerde": 4}.get(word)
        )
        if count is not None:
            return start + count
    if re.search(r"\bårlig|\bårleg|\bhvert år\b|\bkvart år\b", text) and start is not None:
        return start + 1
    return None


__all__ = ["date_in", "lexicon", "read_metadata"]
