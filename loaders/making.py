"""Makes plan elements of recognised texts: one or several, each under its parent."""

import re
from dataclasses import dataclass, replace

from loaders.document import Block, Mapped
from loaders.drafts import Draft
from loaders.labels import Label
from loaders.lexicon import confidence, pattern
from loaders.particulars import labelled, mentioned, says_when
from loaders.position import ATTRIBUTES, Position
from loaders.segments import (
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
from loaders.verbs import is_infinitive

GOALS = frozenset({"goal", "main_goal", "sub_goal"})
_HAS_ATTRIBUTES = frozenset({"measure", "reform_measure", "strategy"})
_WORD = re.compile(r"[A-Za-zÆØÅæøå]{2}")
_NAMED_VALUE = re.compile(r"(?P<name>[^:–—]{2,40}?)\s*(?::|\s[–—-])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Found:
    """A text that was recognised: of what type, by which rule, in which block."""

    kind: str
    text: Mapped
    rule: str
    block: Block
    code: str | None = None


def asks(label: Label | None) -> bool:
    """«Hvordan når vi målet?»: a question about the goal before it."""
    return label is not None and label.word.lower().startswith(("hvordan", "korleis"))


class Maker:
    """Makes the drafts of one document at a position that the recognisers share."""

    def __init__(self, position: Position) -> None:
        self.at = position

    def pieces(self, found: Found) -> None:
        """Make elements of a text that may hold several, and labels between them."""
        pieces = inner_labels(unfootnoted(found.text, self.at.notes))
        for number, (label, piece) in enumerate(pieces):
            if label is None:
                is_asked = len(pieces) > number + 1 and asks(pieces[number + 1][0])
                self._elements(replace(found, text=piece), is_asked=is_asked)
                continue
            self.at.follow(label)
            if label.type in ATTRIBUTES and piece:
                self.attribute(label.type, piece)
            elif piece and not piece.text.endswith(":"):
                self.pieces(Found(label.type, piece, "run-on", found.block, label.code))
            elif piece:
                self.at.lead = piece

    def attribute(self, kind: str, value: Mapped) -> None:
        """Give the measure before this text a description, a reference or another attribute."""
        last = self.at.last
        if last is None or last.type not in _HAS_ATTRIBUTES:
            return
        if kind == "description" and says_when(value.text):
            kind = "deadline"
        self.at.attribute = kind
        if kind in ATTRIBUTES:
            told = labelled(value)
            value = told.text
            if told.values:
                value = value.part(0, len(value.text.rstrip(" .")))
            for other, more in told.values:
                last.attributes.setdefault(other, []).append(more)
        if not value:
            return
        if kind == "description":
            last.descriptions.append(value)
        elif kind == "reference":
            last.citations.append(value)
        else:
            last.attributes.setdefault(kind, []).append(value)

    def continue_attribute(self, kind: str, value: Mapped) -> None:
        """Add a line to the attribute that the block before gave the measure."""
        last = self.at.last
        values = last.attributes.get(kind) if last is not None else None
        if values:
            values[-1] = Mapped.join([values[-1], value])
        else:
            self.attribute(kind, value)

    def add(self, found: Found) -> Draft:
        """Make one element and put it under its parent; one that is told twice is one."""
        current = self.at.current
        word = current.word if current else None
        kind = self.at.tree.goal_level(word or "") if found.kind == "goal" else found.kind
        code = found.code
        if current is not None and not current.count:
            code, current.code = code or current.code, None
        rule = "leadin" if current is not None and current.rule == "leadin" else found.rule
        draft = Draft(
            kind,
            without_tail(found.text),
            rule,
            confidence(rule),
            code=code,
            number=(found.block.marker or "").rstrip(".)") or None,
            level_word=word,
            quoted_from=current.quoted_from if current else None,
        )
        if kind == "measure":
            _split_measure(draft)
        if current is not None and current.subject is not None:
            draft.span = draft.span or draft.text
            draft.text = _with_subject(current.subject, draft.text)
        elif kind in GOALS and draft.quoted_from is None:
            draft.owner = self._owner()
        if current is not None:
            current.is_pending = False
            current.count += 1
            if found.rule in {"item", "code"} and current.rule != "leadin":
                current.rule = found.rule
        self.at.last = self.at.tree.add(draft, found.block)
        return self.at.last

    def _owner(self) -> str | None:
        """Goals in a section on the state's goals are the state's, till a label says «mål for»."""
        sections = [s for s in self.at.tree.sections if not s.is_label]
        if not sections or self.at.has_own_goals:
            return None
        section = sections[-1]
        told = [section.title, *(text.text for text in section.intro[:1])]
        is_state = pattern("owners", "state").search(section.title)
        return "state" if is_state and any("mål" in text.lower() for text in told) else None

    def _elements(self, found: Found, *, is_asked: bool = False) -> None:
        text = found.text
        if not text or not _WORD.search(text.text):
            return
        if is_asked:
            *before, goal = sentences(text)
            if before:
                self._elements(replace(found, text=Mapped.join(before)))
            self.at.tree.new_run()
            self.add(Found(self.at.tree.goal_level("?"), goal, "sentence", found.block))
        elif found.kind == "value":
            self._values(found)
        elif found.kind == "vision":
            self.add(replace(found, text=_unquoted(sentences(text)[0]), code=None))
            self.at.current = None
        else:
            self._enumerated(found)

    def _enumerated(self, found: Found) -> None:
        parts = enumerated(found.text)
        if found.kind in GOALS and not found.code and len(parts) == 1:
            parts = run_on(found.text, self.at.names)
        if len(parts) > 1:
            found = replace(found, rule="run-on", code=None)
        for part in parts:
            self.add(replace(found, text=part))

    def _values(self, found: Found) -> None:
        """«Raus: Vi møter folk med tid» is a value and what it means; else a list of words."""
        found = replace(found, code=None)
        named = _NAMED_VALUE.match(found.text.text)
        words = value_words(found.text)
        if named and (len(words) == 1 or ":" in named.group()) and len(named["name"].split()) <= 3:
            draft = self.add(replace(found, text=found.text.part(0, named.end("name"))))
            draft.descriptions.append(found.text.part(named.end()))
            return
        for word in words:
            self.add(replace(found, text=word))


def _split_measure(draft: Draft) -> None:
    """A measure's first sentence is its title; what labels and years say of it are attributes."""
    told = labelled(draft.text)
    for kind, value in told.values:
        draft.attributes.setdefault(kind, []).append(value)
    deadline, text = leading_deadline(told.text)
    title, rest = title_and_rest(text)
    draft.span = draft.text
    draft.text = title
    when = [sentence for sentence in rest if says_when(sentence.text)]
    if when:
        draft.attributes.setdefault("deadline", []).extend(when)
    if len(when) < len(rest):
        draft.descriptions.append(Mapped.join([s for s in rest if s not in when]))
    if deadline is not None:
        draft.attributes["deadline"] = [deadline]
    for kind, value in mentioned(title).items():
        draft.attributes.setdefault(kind, [value])


def _with_subject(subject: Mapped, text: Mapped) -> Mapped:
    """«kommunen skal» and «Bygge bru» are «kommunen skal bygge bru»."""
    is_name = text.text[1:2].isupper() or not is_infinitive(text.text)
    first = text.text[:1] if is_name else text.text[:1].lower()
    return Mapped.join([subject, replace(text, text=first + text.text[1:])])


def _unquoted(text: Mapped) -> Mapped:
    stripped = text.text.rstrip(".")
    if stripped[:1] in '«"“' and stripped[-1:] in '»"”':
        return text.part(1, len(stripped) - 1)
    return text
