"""Elements that one plan repeats from another, and whether their meaning changed on the way."""

from dataclasses import replace
from decimal import Decimal

from graph.differing import word_diff
from graph.models import Iri
from loaders.builder import Builder, PlanRecord
from loaders.citations import CitedPlans
from loaders.drafts import Draft, PlanMention
from loaders.elements import restates
from loaders.index import Target, as_share
from loaders.lexicon import threshold
from loaders.matching import Judgement, judge
from loaders.wording import changes, is_content, is_group, plain, substitution


def is_meaning_changed(text: str, source: str) -> bool:
    """Tell whether a repeated text says something else than its source.

    A group of people, a number or a content word that fell away, came in or was exchanged
    changes the meaning; order, punctuation, inflection, spelling and function words do not.

    >>> is_meaning_changed("helse for barn og voksne", "helse for barn, voksne og seniorer")
    True
    >>> is_meaning_changed("utvikling i nærmiljøene", "utvikling av nærmiljøet.")
    False
    """
    if substitution(text, source) is not None:
        return True
    left, put = changes(text, source)
    moved = set(map(str.lower, left)) & set(map(str.lower, put))
    return any(
        (is_content(word) or is_group(word) or word.isdigit()) and word.lower() not in moved
        for word in (*left, *put)
    )


def add_restatements(builder: Builder, cited: CitedPlans) -> None:
    """Link every repeated element to what it repeats."""
    for record in builder.records:
        for draft in record.reading.drafts:
            if restates(draft):
                _restate(builder, cited, record, draft)


def _restate(builder: Builder, cited: CitedPlans, record: PlanRecord, draft: Draft) -> None:
    mention = draft.quoted_from
    if mention is None:
        return
    read = builder.loaded(record, mention)
    judged = _find(builder, draft, read) if read else _cite(cited, record, draft, mention)
    target = judged.target
    if target is None:
        builder.restatement(record, draft, judged, None, changed=False)
        return
    label = target.label
    changed = is_meaning_changed(draft.label, label)
    judged = replace(judged, diff=judged.diff or word_diff(draft.label, label))
    builder.restatement(record, draft, judged, Iri(target.key), changed=changed)


def _cite(cited: CitedPlans, record: PlanRecord, draft: Draft, mention: PlanMention) -> Judgement:
    """The plan that is repeated was not read: what it is said to hold becomes an element of it."""
    iri = cited.element(record, mention, draft.type, draft.label, draft.place)
    label = cited.elements[iri].label
    sure = Decimal(1) if plain(draft.label) == label else Decimal("0.9")
    return Judgement("cited", Target(iri, draft.type, label), sure)


def _find(builder: Builder, draft: Draft, read: list[PlanRecord]) -> Judgement:
    """Judge a repeated text against all elements of its type in the plans it may come from.

    A clear best match counts even where its meaning changed: that is what a planner must see.
    """
    types = ("measure", "reform_measure") if draft.type == "measure" else (draft.type,)
    index = builder.elements_index(read, types)
    judged = judge(draft.label, index)
    if judged.target is not None or (judged.method == "none" and not judged.candidates):
        return judged
    ranked = index.rank(draft.label)
    if not ranked or judged.is_blend:
        return judged
    best, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    clear = score - second >= threshold("matching", "noun_lead")
    if score >= threshold("matching", "restatement") and clear:
        sure = as_share(threshold("sureness", "restatement") + score / 2)
        return Judgement(
            "similar", best, sure, judged.candidates, word_diff(draft.label, best.label)
        )
    return judged
