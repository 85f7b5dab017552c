"""Reads one document whole: its metadata, its tree of elements, its statements."""

import re

from loaders.document import Block, Document, Mapped
from loaders.drafts import RANK, Draft, Metadata, PlanMention, Reading, Statement
from loaders.leadins import classify_lead
from loaders.lexicon import confidence, lexicon
from loaders.metadata import read_metadata
from loaders.outline import Listing, Outline
from loaders.plans import plan_kind, plan_name, plan_status, years
from loaders.prose import (
    legal_bases,
    named_plans,
    named_values,
    quoted_vision,
    recommendations,
    responsible_parties,
    sdgs,
    statements,
)
from loaders.sdgs import sdg_by_title
from loaders.sections import code_shape

_SUPPORTED = frozenset({"sub_goal", "main_goal", "focus_area", "strategy", "goal"})
_SUPPORTS = re.compile(
    r"realiser|bidra|bidreg|støtt|følg\w* opp|oppfyll|bygg\w* opp under", re.IGNORECASE
)
_AFTER_PREPOSITION = re.compile(
    r"\b(?:i|på|frå|fra|til|ved|av|for|med|mellom|langs|rundt|hos|mot|gjennom|og)"
    r" ([A-ZÆØÅ][a-zæøåéè]+)\b"
)


def read(document: Document, metadata: Metadata | None = None) -> Reading:
    r"""Read a document's elements; ``metadata`` overrides what the document says of itself.

    >>> from loaders.readers import parse_document
    >>> text = "Visjon\nSammen mot havet\n\nDelmål\n- Barn er trygge\n"
    >>> [(d.type, d.label) for d in read(parse_document(text.encode(), "a.txt")).drafts]
    [('vision', 'Sammen mot havet'), ('sub_goal', 'Barn er trygge')]
    """
    meta = metadata or read_metadata(document)
    outline = Outline(document, meta, proper_names(document))
    drafts = outline.walk()
    found_statements = statements(document, meta)
    drafts += _listed_plans(outline.listings, meta)
    drafts += _without_known(drafts, recommendations(document))
    drafts += _new_sdgs(drafts, sdgs(document, meta))
    drafts += legal_bases(document)
    drafts += _unlisted(drafts, named_plans(document, meta))
    drafts += responsible_parties(document)
    if not any(d.type == "vision" for d in drafts):
        vision = quoted_vision(document, meta)
        drafts += [vision] if vision else []
    if not any(d.type == "value" for d in drafts):
        drafts += named_values(document, meta)
    for draft in drafts:
        _finish(draft, meta)
    _full_codes(drafts)
    found_statements += _supports(outline, drafts)
    drafts.sort(key=lambda d: (d.place.start, RANK.get(d.type, 9)))
    return Reading(document, meta, drafts, found_statements)


def proper_names(document: Document) -> frozenset[str]:
    """Return the words that follow a preposition with a capital and never stand in lower case."""
    text = " ".join(b.text for b in document.blocks if b.kind in {"paragraph", "item", "table"})
    lower = set(re.findall(r"\b[a-zæøå][\wæøå-]*", text))
    inside = _AFTER_PREPOSITION.findall(text)
    return frozenset(word for word in inside if word.lower() not in lower)


def _listed_plans(listings: list[Listing], meta: Metadata) -> list[Draft]:
    """Plans in a list that says it holds plans, or in which most items are named as plans."""
    found = []
    cues = re.compile(
        r"\b(?:" + "|".join(lexicon()["plan_names"]["list_cues"]) + r")\b", re.IGNORECASE
    )
    for listing in listings:
        lead = classify_lead(listing.lead.text, "", meta)
        named = [(item, plan_name(item.content)) for item in listing.items]
        is_list = (lead is not None and lead.type == "plan") or bool(cues.search(listing.lead.text))
        if not is_list and 2 * sum(name is not None for _, name in named) <= len(named):
            continue
        for at, (item, name) in enumerate(named):
            if name is not None:
                draft = _listed_plan(item, name)
                if at in listing.notes:
                    draft.descriptions.append(listing.notes[at])
                found.append(draft)
    return found


def _listed_plan(item: Block, name: tuple[Mapped, Mapped | None]) -> Draft:
    text, note = name
    start, end = years(text.text)
    draft = Draft(
        "plan", text, "leadin", confidence("leadin"), status=plan_status(note.text if note else "")
    )
    draft.note = note
    draft.span = item.content
    draft.quoted_from = PlanMention(plan_kind(text.text) or "thematic_plan", text.text, start, end)
    if note is not None:
        draft.descriptions.append(note)
    return draft


def _without_known(drafts: list[Draft], more: list[Draft]) -> list[Draft]:
    known = {(d.place.start, d.type) for d in drafts}
    return [d for d in more if (d.place.start, d.type) not in known]


def _unlisted(drafts: list[Draft], plans: list[Draft]) -> list[Draft]:
    """The plans named in running text that no list of plans has already named."""
    listed = [d for d in drafts if d.type == "plan"]
    return [
        p
        for p in plans
        if not any(
            d.place.start <= p.place.start < d.place.end or d.label == p.label for d in listed
        )
    ]


def _new_sdgs(drafts: list[Draft], more: list[Draft]) -> list[Draft]:
    """The UN goals of running text, each under the theme whose section names it."""
    known = set()
    for draft in drafts:
        if draft.type == "sdg":
            number = draft.code or sdg_by_title(draft.label)
            draft.code = str(number) if number else None
            known.add(draft.code)
    themes = [d for d in drafts if d.type in {"focus_area", "initiative"} and not d.quoted_from]
    for draft in more:
        above = [t for t in themes if t.rule == "heading" and t.place.start < draft.place.start]
        draft.parent = above[-1] if above else None
    seen = set()
    new = []
    for draft in more:
        key = (id(draft.parent), draft.code)
        if draft.code not in known and key not in seen:
            seen.add(key)
            new.append(draft)
    return new


def _finish(draft: Draft, meta: Metadata) -> None:
    if draft.type == "measure" and meta.is_reform and draft.quoted_from is None:
        draft.type = "reform_measure"


def _full_codes(drafts: list[Draft]) -> None:
    """Give A and A1 the number of their focus area: 1.A, 1.A1."""
    for draft in drafts:
        if draft.quoted_from is not None or code_shape(draft.code) not in {"L", "LN"}:
            continue
        area = draft.parent
        while area is not None and area.type != "focus_area":
            area = area.parent
        has_own = area is None or area is draft or (draft.code or "").startswith(area.code or "-")
        if area is not None and area.code and not has_own:
            draft.code = f"{area.code}.{draft.code}"


def _supports(outline: Outline, drafts: list[Draft]) -> list[Statement]:
    """A list of another plan's goals after «bidrar til» and the like: the plan serves them."""
    found = []
    for lead, types, plan in outline.quoted_lists:
        if types[0] in _SUPPORTED and _SUPPORTS.search(lead.text):
            items = [d for d in drafts if d.quoted_from is plan and d.type in types]
            found += [Statement("plan-supports", lead, types, plan, subject=d) for d in items]
    return found
