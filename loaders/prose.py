"""What running text says: recommendations, laws, UN goals, named plans, whole-level statements."""

import re
from collections.abc import Iterator
from functools import cache

from loaders.document import Block, Document, Mapped
from loaders.drafts import Draft, Metadata, PlanMention, Statement
from loaders.lexicon import confidence, lexicon, pattern
from loaders.plans import kind_name, kind_patterns, other_plan, plan_kind, years
from loaders.sdgs import sdg_by_title, sdg_numbers, sdg_title
from loaders.segments import sentences, value_words

_LEVELS = (
    ("focus_area", r"satsingsområd\w*|satsningsområd\w*|innsatsområd\w*|fokusområd\w*"),
    ("main_goal", r"hovedmål\w*|hovudmål\w*|\bmål(?:ene|a)?\b"),
    ("sub_goal", r"delmål\w*|\bmål(?:ene|a)?\b"),
    ("strategy", r"strategi\w*"),
    ("measure", r"tiltak\w*"),
)
_QUOTED = re.compile(r"[«“\"]([^«»“”\"]{3,120})[»”\"]")
_VALUES = re.compile(
    r"\b[Vv]erdi(?:ene|ane|er|ar)\s*(?:(?:våre|(?:for|til)\s+\w+)\s+)?(?:er\s*)?:?\s*"
    r"(?:[«“\"](?P<quoted>[^«»“”\"]{3,120})[»”\"]"
    r"|(?P<listed>[\wæøå]+(?:,\s*[\wæøå]+){1,5}\s+og\s+[\wæøå]+)(?=[.!]))"
)
_SOCIETAL = PlanMention("societal_master_plan", "Kommuneplanens samfunnsdel")
_YEARS = r"(?:19|20)\d\d\s*[–-]\s*(?:19|20)?\d\d"
_NAMED_PLAN = re.compile(
    r"\b(?P<name>[A-ZÆØÅ][\wæøåÆØÅ-]*(?:plan|strategi|samfunnsdel)(?:en)?"
    r"(?:\s+(?:for|mot|om)\s+[a-zæøå-]+(?:(?:,\s*|\s+og\s+|\s+i\s+|\s+)[a-zæøå-]+){0,5}?)?"
    rf"\s+{_YEARS}|(?:Kommuneplanens|Kommuneplanen\s+sin)\s+samfunnsdel(?:\s+{_YEARS})?)"
)
_MUNICIPAL = {"societal_master_plan", "action_and_financial_plan", "planning_strategy"}


def paragraphs(document: Document) -> Iterator[tuple[Block, list[str]]]:
    """Iterate over paragraphs and items with the titles of the sections they stand in."""
    titles: list[tuple[int, str]] = []
    for block in document.content_blocks():
        if block.kind == "heading":
            level = block.level or 3
            titles = [(n, t) for n, t in titles if n < level]
            titles.append((level, block.text))
        yield block, [title for _, title in titles]


def recommendations(document: Document) -> list[Draft]:
    """Find the recommendations of a kunnskapsgrunnlag: one for each «anbefales» or «bør»."""
    verbs = _recommends()
    section = pattern("recommendations", "sections")
    spoken = (
        clause
        for block, titles in paragraphs(document)
        if block.kind in {"paragraph", "item"} and any(section.search(t) for t in titles)
        for sentence in sentences(block.content)
        for clause in _clauses(sentence)
    )
    sure = confidence("prose")
    return [
        Draft("recommendation", clause, "prose", sure, level_word="Anbefaling")
        for clause in spoken
        if verbs.search(clause.text)
    ]


@cache
def _recommends() -> re.Pattern[str]:
    verbs = pattern("recommendations", "verbs").pattern
    return re.compile(rf"\b(?:{verbs})\b", re.IGNORECASE)


def _clauses(sentence: Mapped) -> list[Mapped]:
    """Cut «A bør gjøres, og B bør gjøres» in two; every clause keeps a verb of its own."""
    verbs = _recommends()
    cuts = []
    start = 0
    for match in re.finditer(r",\s+og\s+", sentence.text):
        left, right = sentence.text[start : match.start()], sentence.text[match.end() :]
        if verbs.search(left) and verbs.search(right) and not re.match(r"at\b", right):
            cuts.append((start, match.start()))
            start = match.end()
    cuts.append((start, len(sentence.text)))
    return [sentence.part(a, b) for a, b in cuts]


def sdgs(document: Document, metadata: Metadata) -> list[Draft]:
    """Find the UN goals that a text names by number, at every place it does."""
    found: list[Draft] = []
    for block in document.content_blocks():
        if block.kind in {"table", "columns"}:
            continue
        for number, start, end in _numbered_goals(block.text):
            title = sdg_title(number, metadata.language)
            draft = Draft("sdg", Mapped(title), "prose", confidence("prose"), code=str(number))
            draft.span = block.content.part(start, end)
            found.append(draft)
    return found


def _numbered_goals(text: str) -> list[tuple[int, int, int]]:
    """«FNs bærekraftsmål 3 God helse og livskvalitet, 4 God utdanning og 10 Mindre ulikhet»."""
    goals = sdg_numbers(text)
    for _, _, end in list(goals):
        for match in re.finditer(r"\b(\d{1,2})[.:]?\s+([A-ZÆØÅ][^\d.;]{3,80})", text[end:]):
            number = int(match.group(1))
            words = match.group(2).split()
            for size in range(min(len(words), 8), 1, -1):
                if 1 <= number <= 17 and sdg_by_title(" ".join(words[:size]).rstrip(",")) == number:
                    goals.append((number, end + match.start(), end + match.end(1)))
                    break
    return goals


def legal_bases(document: Document) -> list[Draft]:
    """Find the laws, regulations and conventions that a text cites, each once.

    A law named without a paragraph is left out where the text also names one of its paragraphs.
    """
    names = re.compile("|".join(f"(?:{p})" for p in lexicon()["legal"]["names"]))
    skip = set(lexicon()["legal"]["not_laws"])
    found: dict[str, Draft] = {}
    for block in document.content_blocks():
        for sentence in sentences(block.content):
            for match in names.finditer(sentence.text):
                if match.group().lower() in skip or len(match.group()) < 6:
                    continue
                text, span = _with_paragraph(sentence, match)
                key = _law_key(text.text)
                if key not in found:
                    found[key] = Draft("legal_basis", text, "prose", confidence("prose"))
                    found[key].span = span
    return [
        draft
        for key, draft in found.items()
        if not any(other != key and other.startswith(f"{key} ") for other in found)
    ]


def _law_key(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def _with_paragraph(sentence: Mapped, match: re.Match[str]) -> tuple[Mapped, Mapped]:
    """Give a law the paragraph after it, or the one the sentence adds («jf. §§ 4-12 og 4-24»)."""
    paragraph = re.compile(lexicon()["legal"]["paragraph"])
    name = sentence.part(match.start(), match.end())
    law = paragraph.match(sentence.text, match.end())
    if law:
        whole = sentence.part(match.start(), law.end())
        return whole, whole
    later = re.compile(rf"\bjfr?\.?{lexicon()['legal']['paragraph']}").search(
        sentence.text, match.end()
    )
    if later:
        numbers = (
            sentence.part(sentence.text.index("§", later.start()), later.end())
            if "§" in later.group()
            else sentence.part(later.start(), later.end())
        )
        return Mapped.join([name, numbers]), sentence
    return name, name


def named_plans(document: Document, metadata: Metadata) -> list[Draft]:
    """Find the overall plans that a text cites, and the plans it names with their years."""
    found: dict[str, Draft] = {}
    for block in document.blocks:
        if block.kind in {"table", "columns", "quote"} or block.note is not None:
            continue
        for match in _NAMED_PLAN.finditer(block.text):
            _cite(found, block.content.part(match.start(), match.end()), metadata)
        for kind, matcher in kind_patterns():
            if kind not in _MUNICIPAL:
                continue
            for match in matcher.finditer(block.text):
                tail = re.match(
                    r"(?:\s+for)?\s+(?:19|20)\d\d\s*[-–]\s*(?:19|20)?\d\d",
                    block.text[match.end() :],
                )
                if block.kind == "heading" and tail is None:
                    continue  # «5 Handlingsdel» names a chapter
                end = match.end() + (tail.end() if tail else 0)
                _cite(found, block.content.part(match.start(), end), metadata, kind)
    return list(found.values())


def _cite(
    found: dict[str, Draft], text: Mapped, metadata: Metadata, kind: str | None = None
) -> None:
    kind = kind or plan_kind(text.text)
    start, end = years(text.text)
    if kind == metadata.kind and (start is None or start == metadata.period_from):
        return
    if kind is None:
        return
    key = kind if kind in _MUNICIPAL and start is None else f"{kind} {start} {text.text.split()[0]}"
    if kind in _MUNICIPAL and start is not None:
        key = f"{kind} {start}"
        found.pop(kind, None)
    elif kind in _MUNICIPAL and any(k.startswith(f"{kind} ") for k in found):
        return
    if key in found:
        return
    label = text
    if kind in _MUNICIPAL:
        years_text = f" {start}–{end}" if start else ""
        label = Mapped(kind_name(kind) + years_text)
    draft = Draft("plan", label, "prose", confidence("prose"), status="cited")
    draft.span = text
    draft.quoted_from = PlanMention(kind, label.text, start, end)
    found[key] = draft


def statements(document: Document, metadata: Metadata) -> list[Statement]:
    """Find the sentences that speak of whole levels: what serves the vision, what is cited."""
    found: list[Statement] = []
    for block, _ in paragraphs(document):
        if block.kind not in {"paragraph", "item"}:
            continue
        for sentence in sentences(block.content):
            vision = _vision_statement(sentence)
            if vision is not None:
                found.append(vision)
            cited = _cites_level(sentence, metadata)
            if cited is not None:
                found.append(cited)
    return found


def _vision_statement(sentence: Mapped) -> Statement | None:
    text = sentence.text
    if not pattern("vision_statement", "vision").search(text):
        return None
    if not pattern("vision_statement", "verbs").search(text):
        return None
    types = tuple(kind for kind, noun in _LEVELS if re.search(noun, text, re.IGNORECASE))
    return Statement("serves-vision", sentence, types) if types else None


def _cites_level(sentence: Mapped, metadata: Metadata) -> Statement | None:
    text = sentence.text
    if not all(pattern("cites_level", part).search(text) for part in ("subjects", "verbs")):
        return None
    level = pattern("cites_level", "levels").search(text)
    plan = other_plan(text, metadata)
    if level is None or plan is None:
        return None
    types = tuple(
        kind for kind, noun in _LEVELS if re.fullmatch(noun, level["level"], re.IGNORECASE)
    )[:1]
    return Statement("cites-level", sentence, types, plan)


def quoted_vision(document: Document, metadata: Metadata) -> Draft | None:
    """Find the vision where a sentence gives it in quotation marks."""
    for block, _ in paragraphs(document):
        if block.kind != "paragraph":
            continue
        for match in _QUOTED.finditer(block.text):
            before = block.text[max(match.start() - 60, 0) : match.start()]
            cue = re.search(
                r"\b[Vv]isjon\w*(?:\s+(?:for|til|vår|er|om|i)\s*(?:[\wæøåÆØÅ-]+\s+){0,4}|\s*[:,]?\s*)$",
                before,
            )
            if cue is None:
                continue
            text = block.content.part(match.start(1), match.end(1))
            is_own = metadata.kind == "societal_master_plan"
            draft = Draft("vision", text, "prose", confidence("prose"), level_word="Visjon")
            draft.span = _sentence_around(block.content, match.start())
            if not is_own:
                draft.quoted_from = _SOCIETAL
            return draft
    return None


def named_values(document: Document, metadata: Metadata) -> list[Draft]:
    """Find the values where a sentence lists them, in quotation marks or not."""
    for block, _ in paragraphs(document):
        match = _VALUES.search(block.text) if block.kind == "paragraph" else None
        if match is None:
            continue
        group = "quoted" if match["quoted"] else "listed"
        words = value_words(block.content.part(match.start(group), match.end(group)))
        return [
            _value(word, _sentence_around(block.content, match.start()), metadata) for word in words
        ]
    return []


def _value(word: Mapped, sentence: Mapped, metadata: Metadata) -> Draft:
    draft = Draft("value", word, "prose", confidence("prose"), level_word="Verdi")
    draft.span = sentence
    if metadata.kind != "societal_master_plan":
        draft.quoted_from = _SOCIETAL
    return draft


def _sentence_around(content: Mapped, at: int) -> Mapped:
    position = 0
    for sentence in sentences(content):
        start = content.text.index(sentence.text, position)
        position = start + len(sentence.text)
        if start <= at < position:
            return sentence
    return content


def responsible_parties(document: Document) -> list[Draft]:
    """Find who is said to answer for the plan («Ansvaret for … er lagt til …»)."""
    found = []
    for block, _ in paragraphs(document):
        if block.kind != "paragraph":
            continue
        for match in pattern("responsible_parties", "patterns").finditer(block.text):
            text = block.content.part(match.start("who"), match.end("who"))
            draft = Draft("organization", text, "prose", confidence("prose"))
            draft.span = block.content.part(match.start(), match.end())
            draft.note = block.content.part(match.start("what"), match.end("what"))
            found.append(draft)
    return found
