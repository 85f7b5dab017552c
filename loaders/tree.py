"""Where an element belongs: sections, runs of siblings, codes."""

from collections.abc import Mapping

from loaders.document import Block, Mapped
from loaders.drafts import RANK, Draft, Metadata
from loaders.labels import Label
from loaders.lexicon import confidence, cues
from loaders.profile import active
from loaders.sections import Section, code_shape, is_theme, stem_of
from loaders.verbs import is_infinitive

_GOALS = frozenset({"main_goal", "sub_goal"})
_TOLD_TWICE = frozenset({"vision", "value", "focus_area"})


class Tree:
    """The elements found so far and the sections that are open."""

    def __init__(
        self,
        metadata: Metadata,
        ranks: Mapping[str, float] | None = None,
        repeated: Mapping[str, int] | None = None,
    ) -> None:
        """Begin empty.

        ``ranks`` are those that differ in this document from the usual; ``repeated`` are titles
        that stand over several sections, in lower case, and how often: they say what a section
        holds, and name no theme.
        """
        self.metadata = metadata
        self.ranks = ranks or {}
        self.repeated = repeated or {}
        self.drafts: list[Draft] = []
        self.sections: list[Section] = []
        self.shapes: dict[str, str] = dict(active().shapes)
        self.run = 0
        self._section_of: dict[int, Section | None] = {}
        self._open: list[Draft] = []

    # --- sections -------------------------------------------------------------------------

    @property
    def section(self) -> Section | None:
        """The innermost section."""
        return self.sections[-1] if self.sections else None

    @property
    def section_title(self) -> str:
        """The titles of the open sections, innermost last."""
        return " / ".join(section.title for section in self.sections)

    @property
    def theme_title(self) -> str | None:
        """The title of the innermost section or focus area that names a theme."""
        for draft in reversed(self._open):
            if draft.type in {"focus_area", "initiative"}:
                return draft.label
        return None

    def section_of(self, draft: Draft) -> Section | None:
        """Return the section that an element was read in."""
        return self._section_of.get(id(draft))

    def label_above(self, level: int) -> Label | None:
        """The label whose section a heading of this level would open in, with no theme between."""
        for section in reversed(self.sections):
            if section.level < level:
                return section.label
        return None

    def open_section(self, block: Block, label: Label | None = None) -> Section:
        """Open the section of a heading and close those it ends."""
        level = block.level or 3
        last = self.section
        if (
            last is not None
            and last.is_empty
            and last.level == level
            and not last.is_label
            and (label is None or label.type == "context")
            and block.code is None
        ):
            last.level = level - 1  # two headings in a row: the first stands above
            self._close(last.level, keep=last)
        self._close(level)
        section = Section(block, level, label)
        if label is None:
            self._close_drafts(level)
        self.sections.append(section)
        self.new_run()
        return section

    def _close(self, level: int, keep: Section | None = None) -> None:
        kept = [s for s in self.sections if s.level < level or s is keep]
        self.sections = kept

    def _close_drafts(self, level: int) -> None:
        self._open = [draft for draft in self._open if draft.depth < level]

    def touch(self) -> None:
        """Note that the open sections hold something."""
        for section in self.sections:
            section.is_empty = False

    def new_run(self) -> None:
        """Begin a new list: what comes now are no siblings of what came before."""
        self.run += 1

    # --- elements -------------------------------------------------------------------------

    def goal_level(self, word: str) -> str:
        """Tell whether a goal is a main goal, or a sub-goal under an open main goal."""
        if given := active().levels.goal:
            return given
        for draft in reversed(self._open):
            if draft.type == "main_goal":
                same = (draft.level_word or "").lower() == word.lower()
                return "main_goal" if same else "sub_goal"
            if draft.type == "sub_goal" and (draft.level_word or "").lower() == word.lower():
                return "sub_goal"
        return "main_goal"

    def add(self, draft: Draft, block: Block) -> Draft:
        """Put an element under its parent; return it, or the one that the plan told before."""
        if draft.rank_as is None:
            draft.rank_as = self.ranks.get(draft.type)
        known = self.known(draft) if draft.quoted_from is None else None
        if known is not None:
            return self._again(known, draft)
        if draft.quoted_from is None:
            self._promote(draft)
            draft.parent = self._parent(draft)
        draft.run = self.run
        draft.depth = self._depth(draft)
        draft.section = self.part_title()
        draft.heading = self.section.block.content if self.section is not None else None
        shape = code_shape(draft.code)
        if shape and block.kind == "item" and not draft.quoted_from:
            self.shapes.setdefault(shape, draft.type)
        self._section_of[id(draft)] = self.section
        self.drafts.append(draft)
        if draft.type not in {"sdg", "value", "vision"} and draft.quoted_from is None:
            self._open = [d for d in self._open if not self._is_closed_by(d, draft)]
            self._open.append(draft)
        return draft

    def known(self, draft: Draft) -> Draft | None:
        """Return the theme, vision or value that the plan has told under the same name."""
        if draft.type not in _TOLD_TWICE:
            return None
        name = draft.label.rstrip(" .").lower()
        for former in self.drafts:
            is_own = former.type == draft.type and former.quoted_from is None
            if is_own and former.label.rstrip(" .").lower() == name:
                return former
        return None

    def _again(self, known: Draft, draft: Draft) -> Draft:
        """Open an element again where its own chapter begins."""
        known.code = known.code or draft.code
        known.run = self.run
        known.depth = self._depth(known)
        self._section_of[id(known)] = self.section
        if known.type == "focus_area":
            self._open = [d for d in self._open if not self._is_closed_by(d, known)]
            self._open.append(known)
        return known

    def named(self, title: str) -> Draft | None:
        """Return the goal that a heading repeats: «Vi har tre mål: …» before a chapter for each."""
        name = title.rstrip(" .").lower()
        for draft in self.drafts:
            is_own = draft.type in _GOALS and draft.quoted_from is None and draft.owner is None
            if is_own and draft.label.rstrip(" .").lower() == name:
                return draft
        return None

    def reopen(self, draft: Draft, section: Section) -> Draft:
        """Let what comes now stand under an element whose name the section repeats."""
        section.draft = draft
        section.is_element = True
        draft.depth = section.level
        self._turn_to(draft)
        return draft

    def turn_to(self, number: str) -> None:
        """«Tiltak til mål 2»: what comes now stands under the goal of that code or number."""
        goals = [d for d in self.drafts if d.type in _GOALS and d.quoted_from is None]
        named = [d for d in goals if d.code == number] or [d for d in goals if d.number == number]
        if named:
            self._turn_to(named[-1])

    def _turn_to(self, draft: Draft) -> None:
        above = []
        parent = draft.parent
        while parent is not None:
            above.append(parent)
            parent = parent.parent
        self._open = [*above[::-1], draft]

    def open_as_area(self, draft: Draft) -> None:
        """Let an element stand as a focus area: a UN goal whose heading holds goals."""
        draft.rank_as = RANK["focus_area"]
        draft.parent = None
        self._open = [d for d in self._open if d.depth < draft.depth]
        self._open.append(draft)

    def part_title(self) -> str | None:
        """The title of the part of the plan that is open: a heading that holds whole sections."""
        return self._part(self.sections)

    def _part(self, sections: list[Section]) -> str | None:
        titles = [
            s.title
            for s in sections
            if s.draft is None
            and not (s.is_label or s.is_element or self._repeats(s))
            and s.level < 6
        ]
        return next((title for title in titles if is_theme(title)), None)

    def _depth(self, draft: Draft) -> int:
        if draft.type == "focus_area" and self.section is not None:
            return self.section.level
        return self.section.level if self.section is not None else 0

    @staticmethod
    def _is_closed_by(former: Draft, draft: Draft) -> bool:
        """An element ends those below it, and those of its own kind in another run."""
        if former.rank > draft.rank:
            return True
        return former.rank == draft.rank and former.run != draft.run

    def _parent(self, draft: Draft) -> Draft | None:
        near = self._parent_by_place(draft)
        by_code = self._parent_by_code(draft)
        if by_code is None:
            return near
        is_inside = near is not None and near.code is None and _stands_under(near, by_code)
        return near if is_inside else by_code

    def _parent_by_place(self, draft: Draft) -> Draft | None:
        """What stands open above; a list shared by several belongs to what is above them."""
        above = [d for d in self._open if d.rank < draft.rank]
        if not above:
            return None
        near = above[-1]
        siblings = [
            d
            for d in above
            if d.type == near.type and d.run == near.run and d.parent is near.parent
        ]
        if len(siblings) > 1:
            return near.parent
        return near

    def _parent_by_code(self, draft: Draft) -> Draft | None:
        if draft.code is None:
            return None
        stem = stem_of(draft.code)
        if not stem:
            return None
        for former in reversed(self._open):
            own = former.number if former.code is None else former.code
            if own == stem and former.rank < draft.rank:
                return former
        return None

    # --- headings that are elements ---------------------------------------------------------

    def _promote(self, draft: Draft) -> None:
        """Make an element of the heading whose section holds goals or measures."""
        if draft.type not in {
            "main_goal",
            "sub_goal",
            "strategy",
            "measure",
            "reform_measure",
            "sdg",
        }:
            return
        spare: Section | None = None
        for section in reversed(self.sections):
            if section.draft is not None and not section.is_element:
                return
            if any(
                d.depth >= section.level and d.type in {"focus_area", "initiative"}
                for d in self._open
            ):
                return
            if section.is_label or section.is_element:
                continue
            if self._repeats(section):
                spare = spare or section
            elif is_theme(section.title):
                self._make_theme(section, draft)
                return
            elif section.level < 6:
                break
        # «Tidlig innsats» as a chapter on it and over its table: twice, with no theme above.
        if spare is not None and self.repeated[spare.title.lower()] == 2 and is_theme(spare.title):
            self._make_theme(spare, draft)

    def _repeats(self, section: Section) -> bool:
        return section.title.lower() in self.repeated

    def _make_theme(self, section: Section, child: Draft) -> None:
        kind = self._theme_type(section, child)
        if kind is None:
            return
        text = _without_type_word(section.block.content)
        made = Draft(kind, text, "heading", confidence("heading"), code=section.block.code)
        theme = self.known(made) or made
        theme.code = theme.code or made.code
        theme.descriptions.extend(section.intro)
        theme.depth = section.level
        theme.run = self.run - 1
        section.draft = theme
        others = [s for s in self.sections if s is not section and s.level < section.level]
        theme.section = self._part(others)
        theme.parent = next((s.draft for s in reversed(others) if s.draft is not None), None)
        self._open = [d for d in self._open if d.depth < section.level and d is not theme]
        self._open.append(theme)
        self._section_of[id(theme)] = section
        if theme is made:
            self.drafts.append(theme)

    def _theme_type(self, section: Section, child: Draft) -> str | None:
        if child.type in {"measure", "reform_measure"}:
            is_action = self.metadata.kind == "action_plan"
            if is_action and section.block.code and is_infinitive(section.title):
                return "strategy"  # «6.2 Delta aktivt i …»: the plan's own strategy, as a chapter
            if self.metadata.kind in {"thematic_plan", "action_plan"}:
                return "initiative"
            if self.metadata.kind == "action_and_financial_plan":
                return None
        return "focus_area"


def _without_type_word(heading: Mapped) -> Mapped:
    """«Satsing: Tidlig innsats» names the programme «Tidlig innsats»."""
    word, colon, name = heading.text.partition(":")
    cue = cues("headers").get(word.strip().lower()) if colon and name.strip() else None
    is_type = cue is not None and cue.type in {"focus_area", "initiative"}
    return heading.part(len(word) + 1) if is_type else heading


def _stands_under(draft: Draft, other: Draft) -> bool:
    parent = draft.parent
    while parent is not None and parent is not other:
        parent = parent.parent
    return parent is other
