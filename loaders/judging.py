"""What a block may be, told by itself and by the label in force."""

import re
from collections import Counter

from loaders.document import Block, Document
from loaders.labels import Label
from loaders.lexicon import pattern
from loaders.making import GOALS
from loaders.position import LISTED, Current
from loaders.sections import code_shape
from loaders.segments import sentences
from loaders.verbs import CLAUSE, is_infinitive

LONG = 260
_CAN_BE_HEADING = GOALS | {"strategy", "measure"}


def goes_on(above: Block, block: Block) -> bool:
    """An item set in below another, in lower case, says more of it."""
    is_below = block.level > above.level and block.code is None
    return is_below and block.text[:1].islower() and above.text[:1].isupper()


def repeated_headings(document: Document) -> dict[str, int]:
    """Count the headings without a number that stand over several sections, in lower case."""
    titles = Counter(b.text.lower() for b in document.blocks if b.kind == "heading" and not b.code)
    return {title: times for title, times in titles.items() if times > 1}


def note_numbers(document: Document) -> frozenset[str]:
    """Return the numbers of a document's footnotes."""
    notes = (re.match(r"\d{1,2}", b.text) for b in document.blocks if b.kind == "footnote")
    return frozenset(note.group() for note in notes if note)


def is_sentence(label: Label, block: Block) -> bool:
    """A heading such as «Mål og tiltak» is a label; «Tiltak i skolen som virker godt» is not."""
    return label.is_whole and not label.is_marked and len(block.text.split()) > 12


def is_element_heading(label: Label, block: Block) -> bool:
    """A heading under «Slik vil vi ha det» is a goal if it has a letter or reads as a clause."""
    if len(label.types) > 1 or label.type not in _CAN_BE_HEADING:
        return False
    is_clause = bool(CLAUSE.search(block.text)) or is_infinitive(block.text)
    return code_shape(block.code) in {"L", "LN"} or (is_clause and len(block.text.split()) >= 4)


def is_element_text(current: Current, block: Block) -> bool:
    """Whether a paragraph under a label is one of what the label names."""
    kind = current.type
    if block.text.endswith(":") or kind not in LISTED | {"vision", "sdg"} or kind == "indicator":
        return False
    if current.is_chapter and len(current.types) > 1:
        return False  # «Mål og strategier»: prose under a chapter's heading introduces it
    is_list = kind in {"strategy", "measure", "priority"}
    if is_list and pattern("own_noun", kind).search(block.text):
        return False  # «Vi har valgt tre strategier.» introduces the list
    is_long = len(block.text) > LONG
    is_single = len(sentences(block.content)) == 1
    if current.is_pending:
        return not (is_list and is_long and not is_single)
    if current.rule in {"item", "code"} or kind in {"vision", "value", "focus_area"}:
        return False
    is_close = block.gap == 0 or kind in {"strategy", "measure"}
    return current.is_plural and not is_long and is_single and is_close
