"""Which paragraphs of a PDF are headings, and of what level: by size, weight and bookmarks."""

import re
from dataclasses import dataclass, field

import pypdfium2

from loaders.formats.pdf.paragraphs import Paragraph
from loaders.formats.pdf.survey import Style, Survey, style_of
from loaders.labels import match_label
from loaders.lexicon import threshold
from loaders.lines import title_key
from loaders.marks import CODE, heading_code

_DEEPEST = 6
_LINES = 4
_WORDS = 30
_PROSE = 0.15  # share of the characters that headings never have
_TITLE_WORDS = 12  # a sentence in larger type with more words is an ingress or a quote
_BOLD_WORDS = 16
_MOST_BOOKMARKS = 20_000
_DEPTH = 8


def bookmarks(document: pypdfium2.PdfDocument) -> dict[str, tuple[int, int]]:
    """Return the outline of a PDF: level, 1 the highest, and page of each title."""
    found: dict[str, tuple[int, int]] = {}
    for number, mark in enumerate(document.get_toc(max_depth=_DEPTH)):
        if number >= _MOST_BOOKMARKS:
            break
        target = mark.get_dest()
        page = target.get_index() if target is not None else None
        key = title_key(mark.get_title() or "")
        if key:
            found.setdefault(key, (mark.level + 1, (page or 0) + 1))
    return found


@dataclass(slots=True)
class Headings:
    """Tells headings and their levels by what the whole document shows."""

    survey: Survey
    contents: dict[str, int] = field(default_factory=dict)
    levels: dict[Style, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Rank the styles that are larger or bolder than the body."""
        body = self.survey.body_size()
        styles = [
            style
            for style, count in self.survey.short_lines.items()
            if count and self._stands_out(style, body)
        ]
        level = 0
        last: Style | None = None
        for style in sorted(styles, key=lambda s: (-s.size, not s.is_bold)):
            votes = self.survey.votes.get(style)
            if votes:
                level = votes.most_common(1)[0][0]
            elif last is None or not _alike(last, style):
                level += 1
            self.levels[style] = min(level, _DEEPEST)
            last = style

    def _stands_out(self, style: Style, body: float) -> bool:
        if style.size >= body * threshold("pdf", "heading_size"):
            # Where most text stands in tables in small type, prose is larger, and no heading.
            share = self.survey.characters[style] / max(self.survey.characters.total(), 1)
            return style.is_bold or share < _PROSE
        is_bold = style.is_bold and not self.survey.is_body_bold()
        return is_bold and style.size >= 0.95 * body

    @property
    def are_marked(self) -> bool:
        """Whether the document sets its headings apart, so that none must be guessed."""
        shown = sum(self.survey.short_lines[style] for style in self.levels)
        return shown >= max(2, self.survey.pages // 4)

    def level(self, paragraph: Paragraph) -> int:
        """Return the level of a heading, or 0 where the paragraph is none."""
        text = paragraph.text
        if not any(char.isalpha() for char in text):
            return 0
        marked = self.survey.bookmarks.get(title_key(text))
        if marked is not None and abs(marked[1] - paragraph.page) <= 1:
            return min(marked[0], _DEEPEST)
        level = self.levels.get(_style(paragraph), 0)
        is_listed = title_key(text) in self.contents and len(paragraph.lines) <= 2
        if not level:
            return _DEEPEST - 1 if is_listed and not paragraph.marker else 0
        return level if self._is_title(paragraph, text) or is_listed else 0

    def is_strong(self, paragraph: Paragraph) -> bool:
        """Whether a heading is set in the body's size and stands out by its weight alone."""
        body = self.survey.body_size()
        return paragraph.is_bold and paragraph.size < body * threshold("pdf", "heading_size")

    def _is_title(self, paragraph: Paragraph, text: str) -> bool:
        words = len(text.split())
        if len(paragraph.lines) > _LINES or words > _WORDS or _is_bullet(paragraph.marker):
            return False
        is_named = match_label(text, is_heading=True) is not None or heading_code(text) is not None
        if text.endswith((",", ";")):
            return False
        if self.is_strong(paragraph) and not is_named:
            return words <= _BOLD_WORDS and not text.endswith((".", "?"))
        if text.endswith((".", "»", "”", "!")) and not is_named:
            return words <= _TITLE_WORDS and text[:1] not in "«“”" and paragraph.is_bold
        return is_named or CODE.match(text) is not None or re.match(r"\W*[a-zæøå]", text) is None \
            or words <= _TITLE_WORDS  # fmt: skip


def _is_bullet(marker: str) -> bool:
    return bool(marker) and not marker[:1].isalnum()


def _style(paragraph: Paragraph) -> Style:
    return style_of(paragraph.size, is_bold=paragraph.is_bold)


def _alike(one: Style, other: Style) -> bool:
    return one.is_bold == other.is_bold and one.size <= other.size * 1.05
