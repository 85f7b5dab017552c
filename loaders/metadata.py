"""What a document says about itself: title, kind, municipality, period, adoption, evaluation."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from loaders.dates import date_in, due_year
from loaders.document import Block, Document, Mapped
from loaders.drafts import Metadata
from loaders.labels import match_label
from loaders.language import language_of
from loaders.lexicon import pattern
from loaders.municipality import municipality_of
from loaders.plans import kind_name, kind_patterns, plan_kind, years
from loaders.segments import sentences
from loaders.verbs import is_infinitive

_ADOPTED = re.compile(r"\b(?:vedtatt|vedteke|vedteken|vedtatte|godkjent|vedtok)\b", re.IGNORECASE)
_OWN_ADOPTION = re.compile(
    r"^\W*(?:\w+\s+)?(?:vedtatt|vedteke|vedteken)\b"
    r"|\b(?:denne\s+)?(?:tema|handlings|kommunedel|samfunns)?plan(?:en|ene|a|ane)?"
    r"\s+(?:er|ble|blei|vart|vert)\s+(?:\w+\s+)?(?:vedtatt|vedteke|vedteken)\b",
    re.IGNORECASE,
)
_NO_PERIOD = re.compile(r"høring|høyring|erstatt", re.IGNORECASE)
_PLAN_SUBJECT = re.compile(r"(?:Denne\s+|Dette\s+)?(?:\w*[Pp]lan|Strategi)(?:en|a|ene|ane)?\b")
_PERIOD_SENTENCE = re.compile(
    r"(?:gjelder|gjeld|gjeldende|gjeldande|varer|planperiod\w*|perioden|tidsperspektiv"
    r"|tidshorisont)",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:gjelder|gjeld|er\s+gjeldende|er\s+gjeldande)\s+(?:\w+\s+)?(?:fra|frå)\s+(?:og\s+med\s+)?"
    r"(?:\d{1,2}\.\s*\w+\s+)?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\b(?:gjelder|gjeld)\s+(?:fram|frem|til|fram\s+til|frem\s+til)\s*(?:mot|til)?"
    r"\s*((?:19|20)\d\d)",
    re.IGNORECASE,
)
_THIS_PLAN = re.compile(r"\b(?:\w*plan(?:en|a)|planen|den|strategien|ho)\b", re.IGNORECASE)
_EVALUATES = re.compile(r"evaluer|revider", re.IGNORECASE)
_NAMES_ITSELF = re.compile(
    r"\b(?:denne|Denne)\s+temaplan\w*"
    r"|\bTemaplan(?:en|ene)\s+(?:er|har|skal|gjelder|viser|omfatter)"
)
_SPREAD = re.compile(r"\d{1,4}\s*\|\s*(?P<a>[^|]+?)\s*\|\s*\d{1,4}$|\d{1,4}\s*\|\s*(?P<b>[^|\d]+)$")
_PAGE = re.compile(r"^\W*\d{1,3}\s+(?=\D)|\s+\d{1,3}$")
_COVER_BLOCKS = 14
_COVER_TEXT = 180
_NO_TITLE = re.compile(rf"\w+:|.*?{_ADOPTED.pattern}", re.IGNORECASE)
_FURNITURE = frozenset({"running-header", "page-number", "comment"})

Period = tuple[int | None, int | None]
Adoption = tuple[str | None, str | None]


def read_metadata(document: Document) -> Metadata:
    """Read what the document says about itself; what it does not say is None.

    Nothing is taken from the file's name, so that a renamed file gives the same plan.
    """
    about = _About(document)
    kind = about.kind()
    period_from, period_to = about.period()
    adopted, adopted_by = about.adoption()
    meta = Metadata(
        title="",
        kind=kind,
        municipality=about.municipality(),
        period_from=period_from,
        period_to=period_to,
        adopted=adopted,
        adopted_by=adopted_by,
        language=language_of(about.prose),
        is_reform=kind == "action_plan" and about.is_reform(),
        places=about.places,
    )
    meta = replace(meta, title=about.title(meta))
    return replace(meta, evaluation_due=about.evaluation_due(meta))


class _About:
    """The parts of a document that tell what it is; ``places`` keeps where each was told."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.shown = list(document.content_blocks())
        self.prose = " ".join(block.text for block in self.shown)
        self.cover = _cover(self.shown)
        self.furniture = [b for b in document.blocks if b.note in _FURNITURE]
        self.places: dict[str, Mapped] = {}

    def _sentences(self) -> Iterator[Mapped]:
        for block in self.shown:
            if block.kind == "paragraph":
                yield from sentences(block.content)

    def municipality(self) -> str | None:
        """Return the municipality's name."""
        cover = [block.text for block in self.cover]
        return municipality_of(cover, [block.text for block in self.furniture], self.prose)

    # --- kind -----------------------------------------------------------------------------

    def kind(self) -> str | None:
        """Return the kind of plan that the title page, a running header or the text tells."""
        if self.document.plan_kind is not None:
            return self.document.plan_kind
        for block in self.cover[:8]:
            is_name = len(block.text) <= 120 and not is_infinitive(block.text)
            kind = plan_kind(block.text) if is_name else None
            is_named = re.search(r"plan\b|strategi\b", block.text, re.IGNORECASE)
            if kind and (kind != "thematic_plan" or is_named):
                return kind
        headers = (plan_kind(block.text) for block in self.furniture)
        return next((kind for kind in headers if kind), None) or self._self_named_kind()

    def _self_named_kind(self) -> str | None:
        """A plan with no title page names itself: «denne handlingsplanen», «Handlingsplanen er»."""
        votes: Counter[str] = Counter()
        for kind, matcher in kind_patterns():
            if kind == "thematic_plan":
                votes[kind] += 2 * len(_NAMES_ITSELF.findall(self.prose))
                continue
            for match in matcher.finditer(self.prose):
                before = self.prose[max(match.start() - 8, 0) : match.start()].lower()
                word = match.group()
                if before.endswith(("denne ", "vår ")):
                    votes[kind] += 3
                elif word[0].isupper() and word.endswith(("en", "a")) and kind == "action_plan":
                    votes[kind] += 1
        best = votes.most_common(1)
        return best[0][0] if best and best[0][1] >= 2 else None

    def is_reform(self) -> bool:
        """The title tells of the reform, or the text names it again and again."""
        matcher = pattern("reform", "patterns")
        if any(matcher.search(block.text) for block in self.cover):
            return True
        return len(matcher.findall(self.prose)) * 3000 >= len(self.prose)

    # --- period and adoption --------------------------------------------------------------

    def period(self) -> Period:
        """Return the years the plan holds for: the title page's, a header's, or a sentence's."""
        headers = [block for block in self.furniture if block.note == "running-header"]
        for block in [*self.cover, *headers]:
            period = years(block.text)
            if period[0] is not None and not _NO_PERIOD.search(block.text):
                self.places["period"] = block.content
                return period
        for sentence in self._sentences():
            period = _period_in(sentence.text)
            if period != (None, None):
                self.places["period"] = sentence
                return period
        return None, None

    def adoption(self) -> Adoption:
        """Return when the plan was adopted (YYYY-MM-DD) and by which body."""
        bodies = pattern("bodies", "adopting")
        for at, block in enumerate(self.cover):
            if not _ADOPTED.search(block.text):
                continue
            near = Mapped.join([block.content, *[b.content for b in self.cover[at + 1 : at + 3]]])
            when = date_in(block.text) or date_in(near.text)
            body = bodies.search(near.text)
            if when or body:
                self.places["adopted"] = block.content if date_in(block.text) else near
                return when, body.group().lower() if body else None
        for sentence in self._sentences():
            when = date_in(sentence.text) if _OWN_ADOPTION.search(sentence.text) else None
            if when:
                body = bodies.search(sentence.text)
                self.places["adopted"] = sentence
                return when, body.group().lower() if body else None
        return None, None

    def evaluation_due(self, meta: Metadata) -> int | None:
        """Return the year in which the plan promises to be evaluated."""
        verbs = pattern("evaluation", "verbs")
        start = meta.period_from or (int(meta.adopted[:4]) if meta.adopted else None)
        for sentence in self._sentences():
            text = sentence.text
            if verbs.search(text) and _THIS_PLAN.search(text) and _EVALUATES.search(text):
                year = due_year(text, start)
                if year is not None:
                    self.places["evaluation"] = sentence
                    return year
        return None

    # --- title ----------------------------------------------------------------------------

    def title(self, meta: Metadata) -> str:
        """Return the title: the cover's, a running header's, or one made of what is known."""
        given = self._given_title()
        if given is not None:
            return given
        printed = self._printed_title(meta.kind) if meta.kind else None
        if printed:
            return printed
        if meta.kind:
            return self._made_title(meta)
        first = self.cover[0] if self.cover else None
        is_heading = first is not None and first.kind == "heading" and first.code is None
        if first is not None and is_heading and not match_label(first.text, is_heading=True):
            self.places["title"] = first.content
            return first.text
        return "Plan utan tittel" if meta.language == "nn" else "Plan uten tittel"

    def _given_title(self) -> str | None:
        """The title where the format has a field for it."""
        first = next((block for block in self.shown if block.kind == "heading"), None)
        if not self.document.has_title or first is None:
            return None
        self.places["title"] = first.content
        return first.text

    def _printed_title(self, kind: str) -> str | None:
        for at, block in enumerate(self.cover):
            if _can_be_title(block) and plan_kind(block.text) == kind:
                joined = Mapped.join([block.content, *self._title_tail(at)])
                self.places["title"] = joined
                return joined.text
        for line in self.furniture:
            is_title = years(line.text)[0] is not None or "kommune" in line.text
            if is_title and plan_kind(line.text) == kind:
                return _PAGE.sub("", line.text).strip()
        return None

    def _title_tail(self, at: int) -> list[Mapped]:
        """«Temaplan» on one line, what it is about on the next."""
        following = self.cover[at + 1 : at + 2]
        is_short = len(self.cover[at].text.split()) <= 2
        return [
            block.content
            for block in following
            if is_short and block.kind == "paragraph" and not _NO_TITLE.match(block.text)
        ]

    def _made_title(self, meta: Metadata) -> str:
        """A title for a plan that prints none: its kind, with its subject or first year."""
        kind = kind_name(meta.kind, meta.language)
        subject = self._subject()
        if subject:
            link = "for" if subject[0].isupper() else "–"
            return f"{kind} {link} {subject[0].lower() + subject[1:]}"
        return f"{kind} {meta.period_from}" if meta.period_from else kind

    def _subject(self) -> str | None:
        """What a running footer calls the plan: «6 | Oppvekstreformen Oppvekstreformen | 7»."""
        spreads = (_SPREAD.match(block.text) for block in self.furniture)
        match = next((match for match in spreads if match), None)
        if match is None:
            return None
        words = (match["a"] or match["b"]).split()
        half = len(words) // 2
        return " ".join(words[:half] if words[:half] == words[half:] else words) or None


def _cover(shown: list[Block]) -> list[Block]:
    """The title page: the short blocks before the text begins."""
    cover: list[Block] = []
    for block in shown[:_COVER_BLOCKS]:
        is_chapter = block.kind == "heading" and (block.code is not None or block.level == 3)
        if block.kind in {"table", "columns"} or len(block.text) > _COVER_TEXT or is_chapter:
            break
        cover.append(block)
    return cover


def _can_be_title(block: Block) -> bool:
    is_sender = re.fullmatch(r"[\w -]*kommune", block.text, re.IGNORECASE) and not plan_kind(
        block.text
    )
    is_told = _ADOPTED.search(block.text) or is_infinitive(block.text)
    return len(block.text) <= 140 and not is_sender and not is_told


def _period_in(sentence: str) -> Period:
    """The years that a sentence on the plan itself gives: both, the first, or the last."""
    if not _PLAN_SUBJECT.match(sentence) or not _PERIOD_SENTENCE.search(sentence):
        return None, None
    start, end = years(sentence)
    if start is not None:
        return start, end
    if single := _FROM.search(sentence):
        return int(single.group(1)), None
    until = _TO.search(sentence)
    return None, int(until.group(1)) if until else None
