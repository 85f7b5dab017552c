"""Walks a document's blocks in order and builds its tree of plan elements.

A label, a table header or a lead-in says what follows; codes and headings say what stands under
what. The word decides the type, never the grammar.
"""

import re
from dataclasses import dataclass, field

from loaders.document import Block, Document, Mapped
from loaders.drafts import Draft, Metadata, PlanMention
from loaders.labels import Label, match_label
from loaders.leadins import LeadIn, classify_lead
from loaders.lexicon import Cue, confidence, cues, pattern
from loaders.plans import other_plan
from loaders.sdgs import sdg_by_title
from loaders.segments import (
    capitals_then_text,
    enumerated,
    inner_labels,
    leading_deadline,
    run_on,
    sentences,
    title_and_rest,
    unfootnoted,
    value_words,
    without_tail,
)
from loaders.tree import Section, Tree, code_shape
from loaders.verbs import CLAUSE, is_infinitive

_ATTRIBUTES = frozenset({"responsible", "deadline", "cost", "progress", "indicator"})
_LISTED = frozenset(
    {"goal", "main_goal", "sub_goal", "strategy", "measure", "priority", "indicator", "focus_area",
     "value", "initiative", "recommendation"}
)  # fmt: skip
_LONG = 260
_OWN_NOUN = {
    "strategy": re.compile(r"\bstrategi(?:er|ene|ar|ane)\b", re.IGNORECASE),
    "measure": re.compile(
        r"\btiltak(?:ene|a)\b|\b(?:følgende|følgjande|disse|desse)\s+tiltak", re.IGNORECASE
    ),
    "priority": re.compile(r"\bprioritering(?:er|ene|ar|ane)\b", re.IGNORECASE),
}


@dataclass(slots=True)
class Current:
    """The label or lead-in that says what comes now."""

    types: tuple[str, ...]
    word: str
    rule: str
    quoted_from: PlanMention | None = None
    is_plural: bool = True
    is_pending: bool = True
    is_chapter: bool = False
    count: int = 0

    @property
    def type(self) -> str:
        """The type of what comes now."""
        return self.types[0]


@dataclass(slots=True)
class Listing:
    """A list that no label names: the sentence before it and its items."""

    lead: Mapped
    section: Section | None
    items: list[Block] = field(default_factory=list)
    notes: dict[int, Mapped] = field(default_factory=dict)


class Outline:
    """Builds the drafts of one document; :meth:`walk` is the whole use of it."""

    def __init__(self, document: Document, metadata: Metadata, names: frozenset[str]) -> None:
        self.document = document
        self.metadata = metadata
        self.names = names
        self.tree = Tree(metadata)
        self.current: Current | None = None
        self.is_context = False
        self.lead: Mapped | None = None
        self.listing: Listing | None = None
        self.listings: list[Listing] = []
        self.quoted_lists: list[tuple[Mapped, tuple[str, ...], PlanMention]] = []
        self.last: Draft | None = None
        self.notes = frozenset(
            m.group()
            for b in document.blocks
            if b.kind == "footnote"
            for m in [re.match(r"\d{1,2}", b.text)]
            if m
        )

    def walk(self) -> list[Draft]:
        """Read every block and return the elements in reading order."""
        from loaders.columns import read_columns  # noqa: PLC0415 - they build on this module's types
        from loaders.tables import read_table  # noqa: PLC0415

        blocks = list(self.document.content_blocks())
        at = 0
        while at < len(blocks):
            block = blocks[at]
            if block.kind in {"table", "columns"}:
                self.tree.touch()
            if block.kind == "table":
                at = read_table(self, blocks, at)
            elif block.kind == "columns":
                at = read_columns(self, blocks, at)
            else:
                self._block(block)
                at += 1
        return self.tree.drafts

    # --- one block at a time ------------------------------------------------------------

    def _block(self, block: Block) -> None:
        if block.kind == "heading":
            self._heading(block)
            return
        self.tree.touch()
        if block.kind == "item":
            self._item(block)
        else:
            self._paragraph(block)

    def _heading(self, block: Block) -> None:
        is_weak = block.level >= 6 and not block.is_strong and block.code is None
        label = match_label(block.text, is_heading=True)
        if label is not None and not self._is_sentence_label(label, block):
            self._label(label, block, is_heading=True)
            return
        if is_weak and self._takes_weak_heading(block):
            self._text(block, gap=block.gap)
            return
        if is_weak and sdg_by_title(block.text):
            self._add("sdg", block.content, "label", block)
            return
        label_above = self.tree.label_above(block.level)
        self.tree.open_section(block)
        self.lead = None
        self._close_listing()
        self.current = None
        self.is_context = False
        if label_above is not None and self._is_element_heading(label_above, block):
            self.current = Current(label_above.types, label_above.word, "heading")
            self.tree.new_run()
            section = self.tree.section
            if section is not None:
                section.is_element = True
            draft = self._add(label_above.type, block.content, "heading", block, code=block.code)
            if section is not None:
                section.draft = draft
            self.current = None

    @staticmethod
    def _is_element_heading(label: Label, block: Block) -> bool:
        """A heading under «Slik vil vi ha det» is a goal when it has a letter or reads as a clause."""
        if len(label.types) > 1 or label.type not in {
            "goal",
            "main_goal",
            "sub_goal",
            "strategy",
            "measure",
        }:
            return False
        shape = code_shape(block.code)
        is_clause = bool(CLAUSE.search(block.text)) or is_infinitive(block.text)
        return shape in {"L", "LN"} or (is_clause and len(block.text.split()) >= 4)

    @staticmethod
    def _is_sentence_label(label: Label, block: Block) -> bool:
        """A heading such as «Mål og tiltak» is a label; «Tiltak i skolen som virker godt» is not."""
        return label.is_whole and not label.is_marked and len(block.text.split()) > 12

    def _takes_weak_heading(self, block: Block) -> bool:
        """A short line under a label is its text, not a heading."""
        if self.current is None or self.is_context:
            return False
        if sdg_by_title(block.text):
            return False
        if self.current.is_pending and self.current.type not in _ATTRIBUTES:
            return True
        return block.gap == 0

    def _item(self, block: Block) -> None:
        content = unfootnoted(block.content, self.notes)
        shape = code_shape(block.code)
        known = self.tree.shapes.get(shape) if shape else None
        if self.is_context and known is None:
            self._listed(block)
            return
        if self.current is None and known is None and not self._adopt_lead():
            self._listed(block)
            return
        label = match_label(content.text)
        if label and label.type in _ATTRIBUTES and label.is_marked and self.last is not None:
            self._attribute(label.type, content.part(label.end), block)
            return
        if label and label.type == "description" and label.is_marked and self.last is not None:
            self.last.descriptions.append(content.part(label.end))
            return
        kind = self._item_type(block, known)
        if kind is None:
            self._listed(block)
            return
        self._pieces(content, block, kind, "code" if block.code else "item", block.code)

    def _item_type(self, block: Block, known: str | None) -> str | None:
        if self.current is None:
            return known
        types = self.current.types
        if known is not None and known not in types and not self.current.quoted_from:
            return known
        if len(types) > 1:
            shape = code_shape(block.code)
            if shape in {"LN", "N.N.N"} or (block.level > 0 and shape != "L"):
                return types[1]
            return known or types[0]
        return types[0] if types[0] in _LISTED else None

    def _listed(self, block: Block) -> None:
        if self.listing is None:
            self.listing = Listing(self.lead or Mapped(""), self.tree.section)
            self.listings.append(self.listing)
        self.listing.items.append(block)

    def _close_listing(self) -> None:
        self.listing = None

    def _adopt_lead(self) -> bool:
        """Let the sentence before a list say what the list holds."""
        if self.lead is None or self.listing is not None:
            return False
        lead = classify_lead(self.lead.text, self.tree.section_title, self.metadata)
        if lead is None or lead.type not in _LISTED:
            return False
        if lead.quoted_from is not None:
            self.quoted_lists.append((self.lead, (lead.type,), lead.quoted_from))
        self._set_lead(lead)
        return True

    def _set_lead(self, lead: LeadIn) -> None:
        self.current = Current((lead.type,), lead.word, "leadin", lead.quoted_from)
        self.tree.new_run()

    # --- paragraphs -----------------------------------------------------------------------

    def _paragraph(self, block: Block) -> None:
        if self.listing is not None and self.listing.items and block.gap == 0:
            self.listing.notes[len(self.listing.items) - 1] = block.content
            return
        self._close_listing()
        text = block.text
        if not re.search(r"[A-Za-zÆØÅæøå]{2}", text):
            return
        label = match_label(text)
        if label is not None:
            self._label(label, block, is_heading=False)
            return
        if pattern("leadins", "strategy", "patterns").fullmatch(text) and self._may_lead():
            self._set_lead(LeadIn("strategy", text.rstrip(": "), None))
            self.is_context = False
            return
        self._text(block, gap=block.gap)

    def _may_lead(self) -> bool:
        """A lead-in names strategies where goals stand open, never under a list of measures."""
        return self.current is None or self.current.type in {"goal", "main_goal", "sub_goal"}

    def _text(self, block: Block, gap: int) -> None:
        """Text under a label, or after an element, or in a section."""
        self.lead = sentences(block.content)[-1] if block.content else None
        if self.current is not None and self._ends_list(block, gap):
            self.current = None
        if any(label is not None and _asks(label) for label, _ in inner_labels(block.content)):
            self._pieces(block.content, block, "goal", "sentence", None)
            return
        if self.current is None or self.is_context:
            self._describe(block)
            return
        if self._is_element_text(block, gap):
            rule = "label" if self.current.is_pending and not self.current.count else "sentence"
            self._pieces(block.content, block, self.current.type, rule, None)
            return
        if (
            self.last is not None
            and gap == 0
            and self.last.type == "measure"
            and len(block.text) < _LONG
        ):
            self.last.descriptions.append(block.content)
            return
        self._describe(block)

    def _ends_list(self, block: Block, gap: int) -> bool:
        """Prose after a list that a lead-in opened ends it, and so does a new lead-in."""
        current = self.current
        if current is None:
            return False
        if current.rule == "leadin":
            return not (gap == 0 and current.count and not current.quoted_from)
        if not block.text.endswith(":") or self.lead is None:
            return False
        lead = classify_lead(self.lead.text, self.tree.section_title, self.metadata)
        if lead is None:
            return False
        return lead.quoted_from is not None or bool(current.count and lead.type != current.type)

    def _is_element_text(self, block: Block, gap: int) -> bool:
        current = self.current
        if current is None or block.text.endswith(":"):
            return False
        if current.type in _ATTRIBUTES or current.type not in _LISTED | {"vision", "sdg"}:
            return False
        if current.is_chapter and len(current.types) > 1:
            return False  # «Mål og strategier»: prose under a chapter's heading introduces it
        is_list = current.type in {"strategy", "measure", "priority"}
        if is_list and _OWN_NOUN[current.type].search(block.text):
            return False  # «Vi har valgt tre strategier.» introduces the list
        if current.is_pending:
            is_prose = len(block.text) > _LONG and len(sentences(block.content)) > 1
            return not (is_list and is_prose)
        if current.rule in {"item", "code"} or current.type in {"vision", "value", "focus_area"}:
            return False
        if not current.is_plural or len(block.text) > _LONG:
            return False
        is_single = len(sentences(block.content)) == 1
        return is_single and (gap == 0 or current.type in {"strategy", "measure"})

    def _describe(self, block: Block) -> None:
        """Keep prose as the description of what it follows."""
        if self.is_context:
            return
        section = self.tree.section
        last = self.last
        if last is not None and last.type in {"main_goal", "sub_goal", "strategy", "priority"}:
            if self.tree.section is self.tree.section_of(last) and not last.quoted_from:
                last.descriptions.append(block.content)
            return
        if section is not None:
            section.intro.append(block.content)
            if section.draft is not None and section.draft.type != "strategy":
                section.draft.descriptions.append(block.content)

    # --- labels ---------------------------------------------------------------------------

    def _label(self, label: Label, block: Block, *, is_heading: bool) -> None:
        self._close_listing()
        content = block.content
        rest = content.part(label.end)
        kind = label.type
        if is_heading:
            self._label_heading(label, block)
        if kind == "context":
            self.is_context = True
            self.current = None
            self.lead = content
            return
        if kind in _ATTRIBUTES | {"description", "reference"}:
            self._attribute_label(label, rest, block)
            return
        if not is_heading or not label.is_whole:
            self.tree.new_run()
        self.is_context = False
        self.current = Current(
            label.types, label.word, "label", is_plural=_is_plural(label), is_chapter=is_heading
        )
        if is_heading and label.is_whole:  # «5.3 Tiltak i temaplanen»
            self.current.quoted_from = other_plan(block.text, self.metadata)
        self.tree.new_run()
        self.lead = None
        has_tail = len(label.types) == 1 and len(block.text.split()) > len(label.word.split())
        if kind == "focus_area" and label.is_whole and is_heading and has_tail:
            self._add("focus_area", content, "heading", block, code=block.code)
            self.current = None
            return
        if rest:
            self._label_text(label, rest, block)

    def _label_heading(self, label: Label, block: Block) -> None:
        """A label that is a heading opens a section of its own, unless it is a light one."""
        is_light = block.level >= 6 and block.code is None
        if not is_light:
            self.tree.open_section(block, label)

    def _label_text(self, label: Label, rest: Mapped, block: Block) -> None:
        """The text that stands on the label's own line."""
        code = label.code or block.code
        kind = label.type
        if kind in {"focus_area", "initiative", "sdg"}:
            for part in _between_labels(rest, kind):
                draft = self._add(kind, part, "label", block, code=code or label.code_before)
                if kind == "sdg" and block.kind == "heading":
                    self.tree.open_as_area(draft)
            self.current = None
            return
        if rest.text.endswith(":") and not inner_labels(rest)[1:]:
            self.lead = rest
            return
        if kind in {"goal", "main_goal", "sub_goal"}:
            rest = self._without_section_title(rest)
            caps, after = capitals_then_text(rest)
            if after:
                self._pieces(caps, block, kind, "label", code)
                self._pieces(after, block, kind, "sentence", None)
                return
            quoted = re.search(r"«([^»]{8,})»", rest.text)
            if quoted and not code and re.search(r"\bmål", rest.text[: quoted.start()]):
                self._quoted_goal(rest, quoted, block)
                return
        numbered = enumerated(rest, int(code) + 1) if (code or "").isdigit() else [rest]
        for at, part in enumerate(numbered):
            own = str(int(code or 0) + at) if len(numbered) > 1 else code
            self._pieces(part, block, kind, "label" if len(numbered) == 1 else "run-on", own)

    def _quoted_goal(self, rest: Mapped, quoted: re.Match[str], block: Block) -> None:
        """«… er det satt som mål at kommunen skal ha «en aktiv befolkning»»."""
        mention = other_plan(rest.text[: quoted.start()], self.metadata)
        draft = self._add("goal", rest.part(quoted.start(1), quoted.end(1)), "prose", block)
        draft.quoted_from = mention  # set afterwards: what follows here does stand under it
        draft.span = rest
        self.tree.new_run()

    def _without_section_title(self, rest: Mapped) -> Mapped:
        """«Mål - Gode byer Byen skal …»: the section's name repeated after the label."""
        title = self.tree.theme_title
        if title and rest.text.lower().startswith(title.lower()) and len(rest.text) > len(title):
            return rest.part(len(title))
        return rest

    def _attribute_label(self, label: Label, rest: Mapped, block: Block) -> None:
        if rest:
            self._attribute(label.type, rest, block)
            return
        if self.last is not None and self.last.type == "measure":
            self.current = Current(label.types, label.word, "label")

    def _attribute(self, kind: str, value: Mapped, block: Block) -> None:
        del block
        if self.last is None or self.last.type not in {"measure", "reform_measure", "strategy"}:
            return
        if kind == "description":
            self.last.descriptions.append(value)
        elif kind == "reference":
            self.last.citations.append(value)
        else:
            self.last.attributes.setdefault(kind, []).append(value)

    # --- elements -------------------------------------------------------------------------

    def _pieces(self, text: Mapped, block: Block, kind: str, rule: str, code: str | None) -> None:
        """Make elements of a text that may hold several, and labels between them."""
        for label, piece in inner_labels(unfootnoted(text, self.notes)):
            if label is None:
                following = inner_labels(text)[1:2]
                asks = bool(following and following[0][0] and _asks(following[0][0]))
                self._elements(piece, block, kind, rule, code, asks=asks)
                continue
            self.current = Current(label.types, label.word, "label", is_plural=True)
            self.tree.new_run()
            if label.type in _ATTRIBUTES and piece:
                self._attribute(label.type, piece, block)
            elif piece and not piece.text.endswith(":"):
                self._pieces(piece, block, label.type, "run-on", label.code)
            elif piece:
                self.lead = piece

    def _elements(  # noqa: PLR0913
        self, text: Mapped, block: Block, kind: str, rule: str, code: str | None, *, asks: bool
    ) -> None:
        if not text or not re.search(r"[A-Za-zÆØÅæøå]{2}", text.text):
            return
        if asks:
            *before, goal = sentences(text)
            if before:
                self._elements(Mapped.join(before), block, kind, rule, code, asks=False)
            self.tree.new_run()
            self._add(self.tree.goal_level("?"), goal, "sentence", block)
            return
        if kind == "value":
            self._values(text, rule, block)
            return
        if kind == "vision":
            self._add("vision", _unquoted(sentences(text)[0]), rule, block)
            self.current = None
            return
        parts = enumerated(text)
        if kind in {"goal", "main_goal", "sub_goal"} and not code and len(parts) == 1:
            parts = run_on(text, self.names)
        used = rule if len(parts) == 1 else "run-on"
        for part in parts:
            self._add(kind, part, used, block, code=code if len(parts) == 1 else None)

    def _values(self, text: Mapped, rule: str, block: Block) -> None:
        """«Raus: Vi møter folk med tid» is a value and what it means; else a list of words."""
        named = re.match(r"(?P<name>[^:–—]{2,40}?)\s*(?::|\s[–—-])\s+(?=\S)", text.text)
        if named and len(named["name"].split()) <= 3:
            draft = self._add("value", text.part(0, named.end("name")), rule, block)
            draft.descriptions.append(text.part(named.end()))
            return
        for word in value_words(text):
            self._add("value", word, rule, block)

    def _add(
        self,
        kind: str,
        text: Mapped,
        rule: str,
        block: Block,
        *,
        code: str | None = None,
    ) -> Draft:
        text = without_tail(text)
        current = self.current
        word = current.word if current else None
        if kind == "goal":
            kind = self.tree.goal_level(word or "")
        quoted = current.quoted_from if current else None
        draft = Draft(
            kind, text, rule, confidence(rule if rule != "leadin" else "leadin"),
            code=code, level_word=word, quoted_from=quoted,
        )  # fmt: skip
        if current is not None and current.rule == "leadin":
            draft.rule = "leadin"
            draft.confidence = confidence("leadin")
        if kind == "measure":
            self._split_measure(draft)
        if current is not None:
            current.is_pending = False
            current.count += 1
            if rule in {"item", "code"}:
                current.rule = rule if current.rule != "leadin" else "leadin"
        self.tree.add(draft, block)
        self.last = draft
        return draft

    def _split_measure(self, draft: Draft) -> None:
        deadline, text = leading_deadline(draft.text)
        title, rest = title_and_rest(text)
        draft.span = draft.text
        draft.text = title
        draft.descriptions.extend(rest)
        if deadline is not None:
            draft.attributes["deadline"] = [deadline]


def _is_plural(label: Label) -> bool:
    word = label.word.lower()
    return label.code is None and (
        word.endswith(("er", "ar", "ene", "ane", "r", "det", "dit", "til", "a", "skal", "oppnå"))
        or word.endswith(("mål", "tiltak"))
    )


def _asks(label: Label) -> bool:
    return label.word.lower().startswith(("hvordan", "korleis"))


def _unquoted(text: Mapped) -> Mapped:
    stripped = text.text.rstrip(".")
    if stripped[:1] in '«"“' and stripped[-1:] in '»"”':
        return text.part(1, len(stripped) - 1)
    return text


def _between_labels(rest: Mapped, kind: str) -> list[Mapped]:
    """«Bærekraftsmål: A. Bærekraftsmål: B.» is two."""
    found: list[Cue] = [cue for cue in cues().values() if cue.type == kind]
    words = "|".join(sorted((re.escape(c.phrase) for c in found), key=len, reverse=True))
    return rest.split(re.compile(rf"\s*\b(?:{words})\s*:\s*", re.IGNORECASE))
