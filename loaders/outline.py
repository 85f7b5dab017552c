"""Walks a document's blocks in order and builds its tree of plan elements.

A label, a table header or a lead-in says what follows; codes and headings say what stands under
what. The word decides the type, never the grammar.
"""

import re
from dataclasses import dataclass, field, replace

from loaders.columns import read_columns
from loaders.document import Block, Document, Mapped, Record
from loaders.drafts import Draft, Metadata, PlanMention
from loaders.flattened import pour_back
from loaders.judging import (
    LONG,
    goes_on,
    is_element_heading,
    is_element_text,
    is_sentence,
    note_numbers,
    repeated_headings,
)
from loaders.labelling import Labeller
from loaders.labels import match_label
from loaders.leadins import LeadIn, classify_lead, lead_as_told
from loaders.levels import level_ranks
from loaders.lexicon import confidence, pattern
from loaders.making import GOALS, Found, Maker, asks
from loaders.position import ATTRIBUTES, LISTED, Current, Position
from loaders.profile import active
from loaders.sdgs import sdg_by_title
from loaders.sections import Section, code_shape
from loaders.segments import inner_labels, sentences, unfootnoted
from loaders.tables import read_table
from loaders.tree import Tree
from loaders.verbs import is_infinitive

_WORD = re.compile(r"[A-Za-zÆØÅæøå]{2}")
_OTHERWISE = {"measure": "strategy", "strategy": "measure", "sub_goal": "strategy"}
_THEMES = frozenset({"focus_area", "initiative"})
_DESCRIBED = frozenset({"main_goal", "sub_goal", "strategy", "priority"})


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
        self.at = Position(
            metadata,
            names,
            note_numbers(document),
            level_ranks(document),
            repeated_headings(document),
        )
        self.make = Maker(self.at)
        self.labels = Labeller(self.at, self.make)
        self.item: Block | None = None
        self.listing: Listing | None = None
        self.listings: list[Listing] = []
        self.records: dict[str, Draft] = {}
        self.quoted_lists: list[tuple[Mapped, tuple[str, ...], PlanMention]] = []

    @property
    def tree(self) -> Tree:
        """The elements and the open sections."""
        return self.at.tree

    def walk(self) -> list[Draft]:
        """Read every block and return the elements in reading order."""
        whole = pour_back(self.document.blocks)
        blocks = [b for b in whole if b.kind not in {"furniture", "footnote"}]
        at = 0
        while at < len(blocks):
            block = blocks[at]
            if block.kind == "quote":
                self._quote(block)
                at += 1
                continue
            if block.kind != "heading":
                self.tree.touch()
            if block.kind == "table":
                at = read_table(self.at, blocks, at)
            elif block.kind == "columns":
                at = read_columns(self.at, blocks, at)
            elif block.record is not None:
                self._record(block, block.record)
                at += 1
            else:
                self._block(block)
                at += 1
        return self.tree.drafts

    def _block(self, block: Block) -> None:
        if block.opens:
            block = replace(block, kind="paragraph")
        attribute, self.at.attribute = self.at.attribute, None
        if block.kind != "item":
            self.item = None
        if attribute is not None and self._continues_attribute(block):
            self.make.continue_attribute(attribute, block.content)
        elif self._leads_as_told(block):
            return
        elif block.kind == "heading":
            self._heading(block)
        elif block.kind == "item":
            self._item(block)
        else:
            self._paragraph(block)

    def _leads_as_told(self, block: Block) -> bool:
        """The profile says what a sentence like this one leads on to."""
        told = lead_as_told(block)
        if told is None:
            return False
        before, lead = told
        if before:
            self._text(replace(block, content=before))
        self.listing = None
        self.at.is_context = False
        self.at.follow_lead(lead)
        return True

    def _record(self, block: Block, record: Record) -> None:
        """A register says outright what an element is and what it stands under."""
        draft = Draft(
            record.type, block.content, "register", confidence("register"), code=block.code,
            parent=self.records.get(record.parent or ""),
        )  # fmt: skip
        for kind, text in record.details:
            if kind == "description":
                draft.descriptions.append(text)
            elif kind == "reference":
                draft.citations.append(text)
            elif kind == "owner":
                draft.owner = text.text
            else:
                draft.attributes.setdefault(kind, []).append(text)
        self.records.setdefault(record.id, draft)
        self.tree.drafts.append(draft)
        self.at.last = draft  # «Ansvar: …» after it is said of it

    def _quote(self, block: Block) -> None:
        """A quote says nothing of its own, but for the vision under its heading."""
        current = self.at.current
        if current is not None and current.type == "vision" and current.is_pending:
            self.make.pieces(Found("vision", block.content, "label", block))

    @staticmethod
    def _continues_attribute(block: Block) -> bool:
        """A line right below «Ansvar: …» goes on with it, unless it is a label or says to do."""
        is_line = block.kind == "paragraph" or (block.kind == "heading" and block.level >= 6)
        is_bare = is_line and block.gap == 0 and match_label(block.text, is_heading=True) is None
        return is_bare and not is_infinitive(block.text)

    # --- headings -------------------------------------------------------------------------

    def _heading(self, block: Block) -> None:
        is_weak = block.level >= 6 and not block.is_strong and block.code is None
        title = self.at.metadata.places.get("title")
        if title and block.content.end <= title.start and block.code is None and block.level >= 6:
            return  # what stands over the title on the cover names no part of the plan
        is_title = title and block.content.start == title.start and len(block.text.split()) > 2
        label = None if is_title else match_label(block.text, is_heading=True)
        if label is not None and not is_sentence(label, block):
            self.listing = None
            self.labels.label(label, block, is_heading=True)
        elif (is_weak and self._takes_weak_heading(block)) or self._is_vision(block):
            self._text(block)
        elif self._is_lone_item(block):
            self._item(replace(block, kind="item", level=0, marker=""))
        elif is_weak and sdg_by_title(block.text):
            self.make.add(Found("sdg", block.content, "label", block))
        else:
            self._section(block)

    def _section(self, block: Block) -> None:
        """Open a section; under a label such as «Slik vil vi ha det» its heading is an element."""
        label = self.tree.label_above(block.level)
        section = self.tree.open_section(block)
        self.listing = None
        self.at.leave(self.at.last)
        self.at.has_own_goals = False
        if self._is_coded(block, section):
            return
        known = self.tree.named(block.text)
        if known is not None:
            self.at.last = self.tree.reopen(known, section)
            return
        if label is None or not is_element_heading(label, block):
            return
        self.at.follow(label, "heading")
        section.is_element = True
        section.draft = self.make.add(
            Found(label.type, block.content, "heading", block, block.code)
        )
        self.at.current = None

    def _is_coded(self, block: Block, section: Section) -> bool:
        """A heading with a code that the profile gives a type is an element, not a theme."""
        kind = active().shapes.get(code_shape(block.code) or "")
        if kind is None:
            return False
        section.is_element = True
        section.draft = self.make.add(Found(kind, block.content, "code", block, block.code))
        return True

    def _takes_weak_heading(self, block: Block) -> bool:
        """A short line under a label is its text, not a heading."""
        current = self.at.current
        if current is None or self.at.is_context or sdg_by_title(block.text):
            return False
        if current.is_chapter and len(current.types) > 1:
            return False  # «Mål og strategier»: its short lines are themes
        return (current.is_pending and current.type not in ATTRIBUTES) or block.gap == 0

    def _is_vision(self, block: Block) -> bool:
        """«Visjon» as a heading, and the vision as the next, below it or in bold."""
        current, section = self.at.current, self.tree.section
        is_below = block.is_strong or section is None or block.level > section.level
        return (
            current is not None
            and current.type == "vision"
            and current.is_pending
            and is_below
            and block.code is None
        )

    def _is_lone_item(self, block: Block) -> bool:
        """A coded line right under «Tiltak:» is its only item, not a section."""
        current = self.at.current
        is_listing = current is not None and current.is_pending and not current.is_chapter
        return is_listing and block.gap == 0 and block.code is not None and "." in block.code

    # --- list items -----------------------------------------------------------------------

    def _item(self, block: Block) -> None:
        above, self.item = self.item, block
        content = unfootnoted(block.content, self.at.notes)
        if above is not None and self.at.last is not None and goes_on(above, block):
            self.at.last.descriptions.append(content)
            self.item = above
            return
        shape = code_shape(block.code)
        known = self.tree.shapes.get(shape) if shape else None
        known = known or active().markers.get(block.marker or "") or None
        if known is None and (self.at.is_context or not self._is_led()):
            self._listed(block)
            return
        label = match_label(content.text)
        if label and label.is_marked and label.type in ATTRIBUTES and self.at.last is not None:
            self.make.attribute(label.type, content.part(label.end))
            return
        if label and label.is_marked and label.type == "description" and self.at.last is not None:
            self.at.last.descriptions.append(content.part(label.end))
            return
        kind = self._item_type(block, known)
        if kind is None:
            self._listed(block)
            return
        below = self._below(block, kind) if known is None else None
        if below is not None:
            self._guess(below, replace(block, content=content))
            return
        rule = "code" if block.code else "item"
        self.make.pieces(Found(kind, content, rule, block, block.code))

    def _below(self, block: Block, kind: str) -> str | None:
        """What a list without a label holds under «Mål 1.1: …», which is the whole of that goal."""
        current = self.at.current
        if current is None or not current.is_one or not current.count or block.code is not None:
            return None
        if kind not in GOALS:
            return None
        if is_infinitive(block.text):
            is_part = self.at.metadata.kind in {"thematic_plan", "action_plan"}
            return "measure" if is_part else "strategy"
        return "sub_goal" if self.at.last is None or self.at.last.type != "sub_goal" else "strategy"

    def _guess(self, kind: str, block: Block) -> None:
        """Make what no word decides: a human is asked about it."""
        last = self.at.last
        draft = self.make.add(Found(kind, block.content, "guess", block))
        draft.level_word = None
        draft.alternative = _OTHERWISE[kind]
        draft.margin = 0.0
        if last is not None and last.type in GOALS:
            self.at.last = draft

    def _item_type(self, block: Block, known: str | None) -> str | None:
        if self.at.current is None:
            return known
        types = self.at.current.types
        if known is not None and known not in types and not self.at.current.quoted_from:
            return known
        if len(types) > 1:
            shape = code_shape(block.code)
            if shape in {"LN", "N.N.N"} or (block.level > 0 and shape != "L"):
                return types[1]
            return known or types[0]
        return types[0] if types[0] in LISTED else None

    def _listed(self, block: Block) -> None:
        """Keep the item of a list that no label names: it may be a list of plans."""
        if self.listing is None:
            self.listing = Listing(self.at.lead or Mapped(""), self.tree.section)
            self.listings.append(self.listing)
        self.listing.items.append(block)

    def _is_led(self) -> bool:
        """A label or the sentence before the list says what it holds."""
        if self.at.current is not None:
            return True
        if self.at.lead is None or self.listing is not None:
            return False
        lead = self._lead_in(self.at.lead)
        if lead is None or lead.type not in LISTED:
            return False
        if lead.quoted_from is not None:
            self.quoted_lists.append((self.at.lead, (lead.type,), lead.quoted_from))
        self.at.follow_lead(lead)
        return True

    def _lead_in(self, sentence: Mapped) -> LeadIn | None:
        return classify_lead(sentence.text, self.tree.section_title, self.at.metadata)

    # --- paragraphs -----------------------------------------------------------------------

    def _paragraph(self, block: Block) -> None:
        if self.listing is not None and self.listing.items and block.gap == 0:
            self.listing.notes[len(self.listing.items) - 1] = block.content
            return
        self.listing = None
        text = block.text
        if not _WORD.search(text):
            return
        label = match_label(text)
        if label is not None:
            self.labels.label(label, block, is_heading=False)
        elif self._leads_strategies(block):
            self.at.is_context = False
        else:
            self._text(block)

    def _leads_strategies(self, block: Block) -> bool:
        """«Derfor skal vi:» at the end of a paragraph: what follows are strategies."""
        *before, last = sentences(block.content) or [block.content]
        told = f"{last.text.rstrip(' :…')}:" if block.opens else last.text
        leads = pattern("leadins", "strategy", "patterns").fullmatch(told)
        named = self._lead_in(last)
        ends = last.text.lower().rstrip(" :")
        if named is not None and named.type != "strategy" and ends.endswith(named.word.lower()):
            return False  # «… skal det legges vekt på tre satsingsområder:»
        if not leads or not self._may_lead():
            return False
        if before:
            self._text(replace(block, content=Mapped.join(before)))
        self.at.follow_lead(LeadIn("strategy", last.text.rstrip(": "), None))
        return True

    def _may_lead(self) -> bool:
        """A lead-in names strategies where goals stand open, never under a list of measures."""
        return self.at.current is None or self.at.current.type in GOALS

    def _text(self, block: Block) -> None:
        """Text under a label, or after an element, or in a section."""
        content = block.content
        self.at.lead = sentences(content)[-1] if content else None
        if self.at.current is not None and self._ends_list(self.at.current, block):
            self.at.current = None
        if block.opens:
            return
        current = self.at.current
        if any(asks(label) for label, _ in inner_labels(content)):
            self.make.pieces(Found("goal", content, "sentence", block))
        elif current is None or self.at.is_context:
            self._describe(content)
        elif is_element_text(current, block):
            rule = "label" if current.is_pending and not current.count else "sentence"
            self.make.pieces(Found(current.type, content, rule, block))
        elif self._describes_measure(block):
            self.make.attribute("description", content)
        else:
            self._describe(content)

    def _describes_measure(self, block: Block) -> bool:
        last = self.at.last
        is_close = block.gap == 0 and len(block.text) < LONG
        return is_close and last is not None and last.type == "measure"

    def _ends_list(self, current: Current, block: Block) -> bool:
        """Prose after a list that a lead-in opened ends it, and so does a new lead-in."""
        if current.rule == "leadin":
            return not (block.gap == 0 and current.count and not current.quoted_from)
        if not block.text.endswith(":") or self.at.lead is None:
            return False
        lead = self._lead_in(self.at.lead)
        if lead is None:
            return False
        return lead.quoted_from is not None or bool(current.count and lead.type != current.type)

    def _describe(self, text: Mapped) -> None:
        """Keep prose as the description of what it follows."""
        if self.at.is_context:
            return
        section = self.tree.section
        last = self.at.last
        is_theme = last is not None and last.type in _THEMES and last.rule in {"label", "heading"}
        if last is not None and (last.type in _DESCRIBED or is_theme):
            if section is self.tree.section_of(last) and not last.quoted_from:
                last.descriptions.append(text)
        elif section is not None:
            section.intro.append(text)
            if section.draft is not None and section.draft.type != "strategy":
                section.draft.descriptions.append(text)
