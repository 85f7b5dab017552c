"""A profile proposed from a document: its words as they were understood, and those that were not.

What the document's own form speaks for is proposed and marked as unsure; a planner corrects it.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loaders.document import Block, Document
from loaders.drafts import Metadata, Reading
from loaders.judging import repeated_headings
from loaders.labels import header_cue, match_label
from loaders.sections import code_shape
from loaders.tables import columns_of
from loaders.verbs import CLAUSE, is_infinitive

_MOST_WORDS = 6
_MOST = 40
_EXAMPLE = 70
_NAMES = {
    "main_goal": "hovedmål", "sub_goal": "delmål", "goal": "mål", "strategy": "strategi",
    "measure": "tiltak", "focus_area": "satsingsområde", "initiative": "satsing",
    "vision": "visjon", "value": "verdi", "context": "ikke noe element",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of the document, what it was or may be taken for, and where it stood."""

    phrase: str
    type: str
    times: int
    example: str
    is_sure: bool


@dataclass(slots=True)
class Proposal:
    """What a document's profile may say: known and unknown labels, columns and codes."""

    language: str
    known: list[Word] = field(default_factory=list)
    unknown: list[Word] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    codes: list[Word] = field(default_factory=list)

    def toml(self) -> str:
        """Return the proposal as a profile: what is known in comments, what is unsure as keys."""
        lines = ["# Forslag til profil. Rett det som er galt, og slett det som ikke trengs.", ""]
        if self.known:
            lines.append("# Ord som er forstått, med antall og et eksempel:")
            lines += [
                f"#   {w.phrase} → {_NAMES.get(w.type, w.type)} ({w.times}): {w.example}"
                for w in self.known
            ]
            lines.append("")
        if self.codes:
            lines.append("# Koder som er forstått:")
            lines += [
                f"#   {w.phrase} → {_NAMES.get(w.type, w.type)} ({w.times})" for w in self.codes
            ]
            lines.append("")
        if self.columns:
            lines.append("# Kolonner i tabeller som ikke er forstått; legg dem under [headers.…]:")
            lines += [f"#   {name}" for name in self.columns]
            lines.append("")
        lines += _tables(self.unknown, self.language)
        if not self.unknown:
            lines.append("# Ingen ukjente ord som ligner etiketter.")
        return "\n".join(lines) + "\n"


def _tables(words: Sequence[Word], language: str) -> Iterable[str]:
    by_type: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        by_type[word.type].append(word)
    for kind, found in sorted(by_type.items()):
        yield f"[labels.{kind}]  # {_NAMES[kind]}"
        yield f"{language} = ["
        for word in found:
            phrase = json.dumps(word.phrase, ensure_ascii=False)
            yield f"  {phrase},  # usikker ({word.times}): {word.example}"
        yield "]"
        yield ""


def propose(reading: Reading) -> Proposal:
    r"""Return the profile that a document speaks for.

    >>> from loaders.readers import parse_document
    >>> from loaders.reading import read
    >>> text = "Plan 2024\n\n1 Sjø\n\nKurs mot 2030\n- Rydde strender\n- Bygge kai\n\n" \
    ...     "2 Land\n\nKurs mot 2030\n- Plante skog\n- Verne myr\n"
    >>> [(w.phrase, w.type) for w in propose(read(parse_document(text.encode(), "p.txt"))).unknown]
    [('kurs mot 2030', 'strategy')]
    """
    document = reading.document
    blocks = [b for b in document.content_blocks() if b.kind in {"heading", "paragraph", "item"}]
    language = "nn" if reading.metadata.language == "nn" else "nb"
    found = Proposal(language)
    found.known = _known(blocks)
    found.unknown = _unknown(document, blocks, reading.metadata)
    found.columns = _columns(document)
    found.codes = _codes(reading)
    return found


def _known(blocks: Sequence[Block]) -> list[Word]:
    counts: Counter[tuple[str, str]] = Counter()
    example: dict[tuple[str, str], str] = {}
    for at, block in enumerate(blocks):
        label = match_label(block.text, is_heading=block.kind == "heading")
        if label is None or block.kind == "item":
            continue
        key = (label.word.lower(), label.type)
        counts[key] += 1
        rest = block.text[label.end :] or (blocks[at + 1].text if at + 1 < len(blocks) else "")
        example.setdefault(key, _short(rest))
    return [
        Word(word, kind, times, example[word, kind], is_sure=True)
        for (word, kind), times in counts.most_common(_MOST)
    ]


def _unknown(document: Document, blocks: Sequence[Block], metadata: Metadata) -> list[Word]:
    """Short lines that come back, or lead on to a list, and that no word of ours names."""
    repeated = repeated_headings(document)
    under: dict[str, list[Block]] = defaultdict(list)
    times: Counter[str] = Counter()
    for at, block in enumerate(blocks):
        phrase = block.text.rstrip(" :").lower()
        leads = block.text.endswith(":") and at + 1 < len(blocks) and blocks[at + 1].kind == "item"
        is_line = block.kind == "heading" or (block.kind == "paragraph" and leads)
        if not is_line or len(phrase.split()) > _MOST_WORDS or block.code is not None:
            continue
        if match_label(block.text, is_heading=True) or not (phrase in repeated or leads):
            continue
        times[phrase] += 1
        for below in blocks[at + 1 :]:
            if below.kind == "heading" or below.text.endswith(":"):
                break
            under[phrase].append(below)
    return [
        Word(phrase, kind, count, _short(under[phrase][0].text), is_sure=False)
        for phrase, count in times.most_common(_MOST)
        if under[phrase] and (kind := _guess(under[phrase], metadata))
    ]


def _guess(below: Sequence[Block], metadata: Metadata) -> str:
    """What stands below a word, told by its form: what is done, how it shall be, or reasons."""
    items = [block for block in below if block.kind == "item"]
    told = items or list(below)
    doing = sum(is_infinitive(b.text) or bool(_WE_SHALL.match(b.text)) for b in told)
    if 2 * doing > len(told):
        is_part = metadata.kind in {"thematic_plan", "action_plan"}
        return "measure" if is_part and items else "strategy"
    clauses = sum(bool(CLAUSE.search(b.text)) and len(b.text) < _LONG for b in told)
    return "goal" if 2 * clauses > len(told) else "context"


_WE_SHALL = re.compile(r"(?:vi|me|kommunen)\s+(?:skal|vil|må)\b", re.IGNORECASE)
_LONG = 200


def _columns(document: Document) -> list[str]:
    """The header cells of tables that no cue names, each once."""
    found: dict[str, None] = {}
    for block in document.blocks:
        header = next((row for row in block.rows if columns_of(row)), None)
        for cell in header or ():
            if cell and header_cue(cell.text) is None:
                found.setdefault(cell.text, None)
    return list(found)[:_MOST]


def _codes(reading: Reading) -> list[Word]:
    counts: Counter[tuple[str, str]] = Counter()
    for draft in reading.drafts:
        if draft.code and (shape := code_shape(draft.code)) and draft.quoted_from is None:
            counts[shape, draft.type] += 1
    return [
        Word(shape.replace("L", "A").replace("N", "1"), kind, times, "", is_sure=True)
        for (shape, kind), times in counts.most_common(_MOST)
        if kind in _NAMES
    ]


def _short(text: str) -> str:
    """One line of a text: no line of a file may end a comment and begin something else."""
    line = " ".join(text.split())
    return line if len(line) <= _EXAMPLE else f"{line[: _EXAMPLE - 1]}…"
