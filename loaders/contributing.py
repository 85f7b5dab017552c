"""What a programme's introduction says it contributes to, found in its sentences.

«Satsingen er viktig for god oppvekst og godt liv og trygge bomiljøer»: goals are named in the
middle of sentences, in other forms and without the frame around them («Drammen har …»).
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from graph.differing import normalise
from graph.models import Iri
from loaders.builder import Builder, PlanRecord
from loaders.document import Mapped
from loaders.drafts import Draft
from loaders.elements import relation
from loaders.index import Target
from loaders.lexicon import lexicon, pattern
from loaders.segments import sentences
from loaders.wording import is_content, is_kin
from ontology.terms import Method, Property

_TYPES = ("focus_area", "main_goal", "sub_goal")
_WORD = re.compile(r"[\wæøåÆØÅ-]+")
_SENTENCES = 8


@dataclass(frozen=True, slots=True)
class Naming:
    """A goal named in a sentence: where, and how much of it the words cover."""

    target: Target
    start: int
    end: int
    cover: float
    span: int


@cache
def core_words(label: str) -> tuple[str, ...]:
    """Return the content words of a goal without the frame around them or the clause after them.

    >>> core_words("Drammen har godt tilrettelagte og trygge bomiljøer")
    ('godt', 'tilrettelagte', 'trygge', 'bomiljøer')
    """
    return tuple(word for word in core_phrase(label) if is_content(word))


@cache
def core_phrase(label: str) -> tuple[str, ...]:
    """Return all words of a goal without the frame around them or the clause after them."""
    text = label.strip(" .")
    for frame in lexicon()["contribution"]["frames"]:
        text = re.sub(frame, "", text, count=1, flags=re.IGNORECASE)
    clause = re.search(r",?\s+(?:som|der|slik at|hvor)\s", text)
    main = tuple(_WORD.findall(text[: clause.start()])) if clause else ()
    return main if sum(map(is_content, main)) >= 3 else tuple(_WORD.findall(text))


def namings(sentence: str, targets: list[Target]) -> list[Naming]:
    """Find the goals that a sentence names; of two that claim the same words the closer one wins.

    >>> goal = Target("x", "sub_goal", "Drammen skal ha gode og trygge bomiljøer")
    >>> namings("Den er viktig for trygge og gode bomiljøer i byen.", [goal])[0].cover
    1.0
    """
    tokens = _Tokens(sentence)
    found = [n for target in targets if (n := _naming(tokens, target)) is not None]
    found.sort(key=lambda n: (-n.cover, n.span - (n.end - n.start) / 100, n.target.key))
    kept: list[Naming] = []
    for naming in found:
        if not any(naming.start < other.end and other.start < naming.end for other in kept):
            kept.append(naming)
    return sorted(kept, key=lambda n: n.start)


class _Tokens:
    """The words of a sentence; which are forms of some other word is looked up once for each."""

    def __init__(self, sentence: str) -> None:
        self.spans = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(sentence)]
        self._by_initial: dict[str, list[int]] = {}
        for at, (word, _, _) in enumerate(self.spans):
            self._by_initial.setdefault(normalise(word)[:1], []).append(at)
        self._kin: dict[str, list[int]] = {}

    def kin(self, word: str) -> list[int]:
        """The places of the forms of a word, in order; all begin with its first letter."""
        if word not in self._kin:
            places = self._by_initial.get(normalise(word)[:1], ())
            self._kin[word] = [at for at in places if is_kin(self.spans[at][0], word)]
        return self._kin[word]


def _naming(tokens: _Tokens, target: Target) -> Naming | None:
    """The shortest run of words that covers the goal's own."""
    core = core_words(target.label)
    if not core or (len(core) < 2 and target.type != "focus_area"):
        return None
    needed = len(core) if len(core) <= 4 else math.ceil(0.8 * len(core))
    covers: dict[int, set[int]] = {}
    for own, word in enumerate(core):
        for at in tokens.kin(word):
            covers.setdefault(at, set()).add(own)
    if len(set().union(*covers.values())) < needed:
        return None
    best: Naming | None = None
    reach = len(core_phrase(target.label)) + 1
    for start, end, covered in _runs(sorted(covers.items()), reach):
        if covered < needed:
            continue
        naming = Naming(
            target,
            tokens.spans[start][1],
            tokens.spans[end][2],
            covered / len(core),
            end - start - covered,
        )
        if best is None or (naming.cover, -naming.span) > (best.cover, -best.span):
            best = naming
    if best is not None and target.type == "focus_area" and len(core) == 1:
        return best if _is_capital(tokens, best) else None
    return best


def _runs(hits: list[tuple[int, set[int]]], reach: int) -> Iterator[tuple[int, int, int]]:
    """Yield first place, last place and how many own words lie between, for runs within reach."""
    for first, (start, _) in enumerate(hits):
        covered: set[int] = set()
        for end, more in hits[first:]:
            if end - start >= reach:
                break
            if more <= covered:
                continue
            covered |= more
            yield start, end, len(covered)


def _is_capital(tokens: _Tokens, naming: Naming) -> bool:
    """A theme of one word counts only where it is written as a name."""
    return any(start == naming.start and word[0].isupper() for word, start, _ in tokens.spans)


def add_contributions(builder: Builder, record: PlanRecord) -> None:
    """Draw an edge from every programme and strategy to the goals its introduction names."""
    goals = [
        t
        for iri, t in sorted(builder.targets.items())
        if t.type in _TYPES and iri.startswith(f"{record.municipality_iri}/")
    ]
    if not goals:
        return
    for draft in record.own("initiative", "strategy"):
        introduction = _introduction(draft)
        if not introduction:
            continue
        own = [t for t in goals if _can_serve(builder, record, draft, t)]
        for sentence in introduction:
            for naming in namings(sentence.text, own):
                _contribute(builder, record, draft, sentence, naming)


def _can_serve(builder: Builder, record: PlanRecord, draft: Draft, target: Target) -> bool:
    """A programme serves goals of other plans; a strategy those of its own plan, too."""
    if target.plan == record.iri:
        return draft.type == "strategy"
    return target.key not in builder.foreign


def _introduction(draft: Draft) -> list[Mapped]:
    """The sentences of an introduction that speak of goals.

    In the first paragraph all do once one of them does: it says what the programme is for.
    """
    found: list[Mapped] = []
    if draft.type == "strategy" and draft.rule in {"leadin", "item"} and draft.heading is not None:
        found += [h for h in [draft.heading] if _speaks_of_goals(draft, h)]
    for number, text in enumerate(draft.descriptions):
        parts = sentences(text)[:_SENTENCES]
        speaking = [part for part in parts if _speaks_of_goals(draft, part)]
        found += parts if number == 0 and speaking and draft.type == "initiative" else speaking
    return found[:_SENTENCES]


def _speaks_of_goals(draft: Draft, sentence: Mapped) -> bool:
    if draft.type == "strategy":
        words = r"mål|måla|målene|delmål\w*|satsingsområd\w*|flere|fleire"
        return bool(re.search(rf"\b(?:{words})\b", sentence.text, re.IGNORECASE))
    return bool(
        re.search(
            rf"\b(?:{pattern('contribution', 'verbs').pattern})", sentence.text, re.IGNORECASE
        )
    )


def _contribute(
    builder: Builder, record: PlanRecord, draft: Draft, sentence: Mapped, naming: Naming
) -> None:
    target = naming.target
    what = relation(draft.type, target.type)
    if what is None or Iri(target.key) == record.iri_of(draft):
        return
    words = normalise(sentence.text[naming.start : naming.end])
    exact = words in normalise(target.label) or normalise(target.label) in words
    builder.link(
        record.graph if target.plan == record.iri else builder.links_graph,
        record.iri_of(draft), Iri(target.key), what,
        method=Method.EXACT if exact else Method.SIMILAR,
        confidence=Decimal("0.95") if exact else Decimal("0.8"),
        rule="introduction",
        passages=[builder.passage(
            record, sentence, record.graph if target.plan == record.iri else builder.links_graph
        )],
    )  # fmt: skip


def add_plan_statements(builder: Builder, record: PlanRecord) -> None:
    """A plan that says it serves some goals: said of the plan, inferred for its strategies."""
    for statement in record.reading.statements:
        if statement.kind != "plan-supports" or statement.subject is None:
            continue
        restated = record.ids.get(id(statement.subject))
        target = next(
            (link.target for _, link in builder.links()
             if link.source == restated and link.relation == Property.RESTATES), None,
        )  # fmt: skip
        if target is None:
            continue
        what = relation("strategy", statement.subject.type)
        if what is None:
            continue
        passage = builder.passage(record, statement.text, builder.links_graph)
        quoted = builder.passage(record, statement.subject.place, builder.links_graph)
        builder.link(
            builder.links_graph, record.iri, target, what, method=Method.GENERAL,
            confidence=Decimal("0.9"), rule="plan-statement", passages=[passage, quoted],
        )  # fmt: skip
        strategies = list(record.own("strategy")) or list(record.own("measure", "reform_measure"))
        for draft in strategies:
            builder.link(
                builder.links_graph, record.iri_of(draft), target, what, method=Method.GENERAL,
                confidence=Decimal("0.5"), rule="plan-statement", stated=False, passages=[passage],
            )  # fmt: skip
