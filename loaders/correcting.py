"""Putting a human's decisions about elements over what was read, before anything is linked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.errors import Notice
from loaders.decisions import ElementEntry
from loaders.document import Mapped
from loaders.drafts import Draft, Reading
from loaders.wording import plain
from ontology.terms import Correction

RULE = "decision"


@dataclass(slots=True)
class Corrected:
    """Which entries were applied to a reading, each with the elements it gave, and what failed."""

    applied: list[tuple[ElementEntry, list[Draft]]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def correct(reading: Reading, entries: Iterable[ElementEntry]) -> Corrected:
    """Apply the decisions that concern a document to its elements, in the order they were made.

    An entry whose text the document does not have is left alone: another document may have it
    (:func:`unapplied` tells of those that none had).
    """
    corrector = _Corrector(reading)
    for entry in entries:
        if _is_of(entry, reading):
            corrector.apply(entry)
    return corrector.outcome


def unapplied(entries: Iterable[ElementEntry], outcomes: Iterable[Corrected]) -> list[Notice]:
    """Return a notice for each decision that no document could take."""
    outcomes = list(outcomes)
    done = {id(entry) for outcome in outcomes for entry, _ in outcome.applied}
    told = {notice.fields["text"] for outcome in outcomes for notice in outcome.notices}
    return [
        Notice(
            "element-decision-not-applied", text=entry.text,
            place_nb=f" i «{entry.document}»" if entry.document else "",
            place_en=f" in «{entry.document}»" if entry.document else "",
        )
        for entry in entries
        if id(entry) not in done and entry.text not in told
    ]  # fmt: skip


def _is_of(entry: ElementEntry, reading: Reading) -> bool:
    names = {reading.document.name, reading.metadata.title}
    return entry.document is None or any(_same(entry.document, name) for name in names)


def _same(one: str, other: str) -> bool:
    return plain(one).casefold() == plain(other).casefold()


class _Corrector:
    """The elements of one document, corrected one decision at a time."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.outcome = Corrected()

    def apply(self, entry: ElementEntry) -> None:
        """Apply one decision where its text stands in one place."""
        if entry.action is Correction.ADD:
            self._add(entry)
            return
        found = self._find(entry.text, entry.near)
        if len(found) > 1:
            self._tell("element-decision-ambiguous", entry)
        elif found:
            made = self._corrected(found[0], entry)
            if made is not None:
                self._settle(entry, made)

    def _settle(self, entry: ElementEntry, drafts: list[Draft]) -> None:
        for draft in drafts:
            draft.rule = RULE
            draft.confidence = 1.0
            draft.alternative = draft.margin = None
        self.outcome.applied.append((entry, drafts))

    def _corrected(self, draft: Draft, entry: ElementEntry) -> list[Draft] | None:
        """Do what the decision says; None where it can't be done."""
        if entry.type is not None:
            draft.type, draft.rank_as = entry.type, None
        if entry.parent is not None and not self._put_under(draft, entry):
            return None
        match entry.action:
            case Correction.SPLIT:
                return self._split(draft, entry)
            case Correction.JOIN:
                return self._join(draft, entry)
            case Correction.REMOVE:
                self._remove(draft)
                return []
        return [draft]

    # --- finding ----------------------------------------------------------------------------

    def _find(self, text: str, near: str | None = None) -> list[Draft]:
        """The elements of a text, or of a code; those that stand near a heading where asked."""
        found = [
            draft
            for draft in self.reading.drafts
            if _same(draft.label, text) or _same(draft.place.text, text)
        ]
        if near is not None:
            found = [draft for draft in found if _stands_near(draft, near)] or found
        return found

    def _put_under(self, draft: Draft, entry: ElementEntry) -> bool:
        if not entry.parent:
            draft.parent = None
            return True
        above = [d for d in self._named(entry.parent) if d is not draft]
        if len(above) != 1:
            self._tell("element-decision-parent", entry, parent=entry.parent)
            return False
        draft.parent = above[0]
        return True

    def _named(self, name: str) -> list[Draft]:
        drafts = self.reading.drafts
        return [d for d in drafts if d.code and _same(d.code, name)] or self._find(name)

    # --- doing ------------------------------------------------------------------------------

    def _split(self, draft: Draft, entry: ElementEntry) -> list[Draft] | None:
        """Cut a text at its parts; the first keeps what is said of the whole."""
        pieces = [_piece(draft.place, part) for part in entry.parts]
        if not all(pieces):
            self._tell("element-decision-not-applied", entry, place_nb="", place_en="")
            return None
        first, *rest = (piece for piece in pieces if piece is not None)
        more = [
            Draft(
                draft.type, piece, RULE, 1.0, level_word=draft.level_word, parent=draft.parent,
                section=draft.section, quoted_from=draft.quoted_from, heading=draft.heading,
            )
            for piece in rest
        ]  # fmt: skip
        draft.text, draft.span = first, None
        at = self.reading.drafts.index(draft)
        self.reading.drafts[at + 1 : at + 1] = more
        return [draft, *more]

    def _join(self, draft: Draft, entry: ElementEntry) -> list[Draft] | None:
        """Put the texts that follow to a text; what is said of them is said of the whole."""
        others = [self._find(part, entry.near) for part in entry.parts]
        if any(len(found) != 1 for found in others):
            self._tell("element-decision-not-applied", entry, place_nb="", place_en="")
            return None
        for (other,) in others:
            draft.text = Mapped.join([draft.text, other.text])
            draft.descriptions += other.descriptions
            for kind, values in other.attributes.items():
                draft.attributes.setdefault(kind, []).extend(values)
            self._remove(other, heir=draft)
        draft.span = None
        return [draft]

    def _remove(self, draft: Draft, heir: Draft | None = None) -> None:
        """Take an element away; what stood under it stands under its heir, or what was above."""
        for child in self.reading.drafts:
            if child.parent is draft:
                child.parent = heir or draft.parent
        self.reading.drafts.remove(draft)

    def _add(self, entry: ElementEntry) -> None:
        """Make an element of a text that was not read as one."""
        document = self.reading.document
        words = r"\s+".join(re.escape(word) for word in plain(entry.text).split())
        places = [
            Mapped.of(document.text[m.start() : m.end()], m.start())
            for m in re.finditer(words, document.text, re.IGNORECASE)
        ]
        if len(places) > 1:
            self._tell("element-decision-ambiguous", entry)
        if len(places) != 1:
            return
        known = self._find(entry.text)
        draft = known[0] if known else Draft(entry.type or "measure", places[0], RULE, 1.0)
        draft.type = entry.type or draft.type
        if entry.parent is not None and not self._put_under(draft, entry):
            return
        if not known:
            starts = [d.place.start for d in self.reading.drafts]
            at = next((n for n, s in enumerate(starts) if s > draft.place.start), len(starts))
            self.reading.drafts.insert(at, draft)
        self._settle(entry, [draft])

    def _tell(self, reference: str, entry: ElementEntry, **details: str) -> None:
        self.outcome.notices.append(Notice(reference, text=entry.text, **details))


def _stands_near(draft: Draft, near: str) -> bool:
    """Tell whether an element stands under a heading or an element of that text."""
    above = draft.parent
    names = [draft.section or "", draft.heading.text if draft.heading else ""]
    while above is not None:
        names += [above.label, above.code or ""]
        above = above.parent
    return any(_same(near, name) for name in names if name)


def _piece(text: Mapped, part: str) -> Mapped | None:
    """The place of a part within a text, or None where it has no such part."""
    at = text.text.casefold().find(plain(part).casefold())
    return text.part(at, at + len(plain(part))) if at >= 0 else None
