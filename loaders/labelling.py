"""What a label does: it says what comes now, and its own line may already hold an element."""

import re
from dataclasses import replace

from loaders.document import Block, Mapped
from loaders.labels import Label
from loaders.lexicon import cues, lexicon
from loaders.making import GOALS, Found, Maker
from loaders.plans import other_plan
from loaders.position import ATTRIBUTES, Current, Position
from loaders.segments import capitals_then_text, enumerated, inner_labels

_QUOTED = re.compile(r"«([^»]{8,})»")
_SERVED = re.compile(
    r"\b(?:til|for|under|knyttet til|knytt til|for å nå|under)\s+(?:hoved|hovud|del)?mål"
    r"\s+(\d[\d.]*|[A-ZÆØÅ]\d*)\b",
    re.IGNORECASE,
)
_UN_GOAL = re.compile(r"(\d{1,2})[.:]?\s+(?=[A-ZÆØÅ])")
_BETWEEN_UN_GOALS = re.compile(r"\s*[,;]\s*(?=\d{1,2}\b)|\s+og\s+(?=\d{1,2}\b)")
_YEARS = re.compile(r"[(]?(?:19|20)\d\d(?:\s*[–-]\s*(?:19|20)?\d\d)?[)]?")
_EXPLAINED = frozenset({"measure", "reform_measure"})
_PLURAL_ENDS = ("er", "ar", "ene", "ane", "r", "det", "dit", "til", "a", "skal", "oppnå")


class Labeller:
    """Follows the labels of one document."""

    def __init__(self, position: Position, maker: Maker) -> None:
        self.at = position
        self.make = maker

    def label(self, label: Label, block: Block, *, is_heading: bool) -> None:
        """Let a label say what comes now, and read what stands on its own line."""
        rest = block.content.part(label.end)
        if is_heading and (block.level < 6 or block.code is not None):
            self.at.tree.open_section(block, label)
            self.at.has_own_goals = False
        elif label.type in GOALS and len(block.text.split()) > len(label.word.split()):
            self.at.has_own_goals = is_heading  # «Mål for boligpolitikken i kommunen»
        is_reason = label.type == "context" and bool(rest) and block.gap == 0 and not is_heading
        if is_reason and self.at.last is not None and self.at.last.type in _EXPLAINED:
            self.make.attribute("description", rest)
        elif label.type == "context":
            self.at.is_context = True
            self.at.current = None
            self.at.lead = block.content
        elif label.type == "indicator" and not self._says_of_measure():
            self._elements(label, rest, block, is_heading=is_heading)
        elif self._tells_how(label):
            self._attribute(replace(label, types=("description",)), rest)
        elif label.type in ATTRIBUTES | {"description", "reference"}:
            self._attribute(label, rest)
        else:
            self._elements(label, rest, block, is_heading=is_heading)

    def _says_of_measure(self) -> bool:
        return self.at.last is not None and self.at.last.type in _EXPLAINED

    def _tells_how(self, label: Label) -> bool:
        """«Hvordan:» after a measure describes it; after a goal it heads the strategies."""
        return label.word.lower() in lexicon()["asks"]["cues"] and self._says_of_measure()

    def _attribute(self, label: Label, rest: Mapped) -> None:
        if rest:
            self.make.attribute(label.type, rest)
        elif self.at.last is not None and self.at.last.type == "measure":
            self.at.current = Current(label.types, label.word, "label")

    def _elements(self, label: Label, rest: Mapped, block: Block, *, is_heading: bool) -> None:
        self.at.is_context = False
        self.at.lead = None
        served = _SERVED.search(block.text) if label.type in {"strategy", "measure"} else None
        if served:
            self.at.tree.turn_to(served.group(1).rstrip("."))
        current = self.at.follow(label, is_plural=_is_plural(label))
        current.is_chapter = is_heading
        current.is_one = bool(rest) and bool(label.code) and len(label.types) == 1
        if is_heading and label.is_whole:  # «5.3 Tiltak i temaplanen»
            current.quoted_from = other_plan(block.text, self.at.metadata)
        if label.is_whole:
            current.code = label.code
        tail = block.text[len(label.word) :].strip(" .:–—-")
        has_name = (
            len(label.types) == 1
            and bool(tail)
            and tail != label.code
            and not _YEARS.fullmatch(tail)
        )
        if label.type == "focus_area" and label.is_whole and is_heading and has_name:
            self.make.add(Found("focus_area", block.content, "heading", block, block.code))
            self.at.current = None
        elif rest:
            self._own_line(label, rest, block)

    def _own_line(self, label: Label, rest: Mapped, block: Block) -> None:
        """The text that stands on the label's own line."""
        found = Found(label.type, rest, "label", block, label.code or block.code)
        if label.type in {"focus_area", "initiative", "sdg"}:
            self._themes(replace(found, code=found.code or label.code_before))
        elif rest.text.endswith(":") and not inner_labels(rest)[1:]:
            self.at.lead = rest
        elif label.type not in GOALS or not self._goal(found):
            self._numbered(self._without_section_title(found))

    def _themes(self, found: Found) -> None:
        for part in _between_labels(found.text, found.kind):
            numbered = _UN_GOAL.match(part.text) if found.kind == "sdg" else None
            if numbered:
                found = replace(found, code=numbered.group(1))
                part = part.part(numbered.end())  # noqa: PLW2901 - the number is the goal's code
            draft = self.make.add(replace(found, text=part))
            if found.kind == "sdg" and found.block.kind == "heading":
                self.at.tree.open_as_area(draft)
        self.at.current = None

    def _goal(self, found: Found) -> bool:
        """A goal in capitals before its text, or one that another plan is quoted for."""
        text = self._without_section_title(found).text
        capitals, after = capitals_then_text(text)
        if after:
            self.make.pieces(replace(found, text=capitals))
            self.make.pieces(replace(found, text=after, rule="sentence", code=None))
            return True
        quoted = _QUOTED.search(text.text)
        if quoted and not found.code and re.search(r"\bmål", text.text[: quoted.start()]):
            self._quoted_goal(found, text, quoted)
            return True
        return False

    def _quoted_goal(self, found: Found, text: Mapped, quoted: re.Match[str]) -> None:
        """«… er det satt som mål at kommunen skal ha «en aktiv befolkning»»."""
        goal = text.part(quoted.start(1), quoted.end(1))
        draft = self.make.add(Found("goal", goal, "prose", found.block))
        # Set afterwards: what follows here does stand under it.
        draft.quoted_from = other_plan(text.text[: quoted.start()], self.at.metadata)
        draft.span = text
        self.at.tree.new_run()

    def _numbered(self, found: Found) -> None:
        """«Mål 1 … 2 …»: what follows on one line counts on from the label's own number."""
        first = int(found.code) if found.code and found.code.isdigit() else None
        parts = [found.text] if first is None else enumerated(found.text, first + 1)
        if first is None or len(parts) == 1:
            self.make.pieces(replace(found, text=parts[0]))
            return
        for number, part in enumerate(parts, first):
            self.make.pieces(replace(found, text=part, rule="run-on", code=str(number)))

    def _without_section_title(self, found: Found) -> Found:
        """«Mål - Gode byer Byen skal …»: the section's name repeated after the label."""
        title = self.at.tree.theme_title
        text = found.text.text
        if found.kind not in GOALS or not title or not text.lower().startswith(title.lower()):
            return found
        rest = found.text.part(len(title))
        return replace(found, text=rest) if rest.text[:1].isupper() else found


def _is_plural(label: Label) -> bool:
    word = label.word.lower()
    return label.code is None and (word.endswith(_PLURAL_ENDS) or word.endswith(("mål", "tiltak")))


def _between_labels(rest: Mapped, kind: str) -> list[Mapped]:
    """«Bærekraftsmål: A. Bærekraftsmål: B.» is two."""
    phrases = (re.escape(cue.phrase) for cue in cues().values() if cue.type == kind)
    words = "|".join(sorted(phrases, key=len, reverse=True))
    parts = rest.split(re.compile(rf"\s*\b(?:{words})\s*:\s*", re.IGNORECASE))
    if kind == "sdg":  # «3 God helse og livskvalitet, 11 Bærekraftige byer og lokalsamfunn»
        parts = [piece for part in parts for piece in part.split(_BETWEEN_UN_GOALS)]
    return parts
