"""The lines of a text file: their pages, and which of them are page furniture.

Tables of contents, running headers, page numbers, photo credits and comments are found here, so
that they never reach the rules that look for plan elements.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile

from loaders.labels import BULLETS, match_label
from loaders.lexicon import lexicon, threshold

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_COMMENT = re.compile(r"\s*<!--.*?-->\s*$")
_PAGE_COMMENT = re.compile(r"<!--\s*(?:side|page|s\.|p\.)\s*(\d{1,4})\b", re.IGNORECASE)
_SOURCE = re.compile(r"#\s*(?:source|kilde|kjelde)\s*:", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:(?:side|page|s\.)\s*)?(?:[-–—]\s*)?(\d{1,4})(?:\s*[-–—])?(?:\s*(?:/|av|of)\s*\d{1,4})?$",
    re.IGNORECASE,
)
_SPREAD = re.compile(r"\d{1,4}\s*\|.*\|\s*\d{1,4}$|\d{1,4}\s*\|\s*\D{3,60}$|\D{3,60}\|\s*\d{1,4}$")
_CREDIT = re.compile(
    r"(?:foto|fotograf|illustrasjon|illustrasjonsfoto|bilde|kilde|kjelde|figur|tabell|kart)"
    r"(?:\s*\d+(?:[.:]\d+)*)?\s*[.:©]",
    re.IGNORECASE,
)
_TOC = re.compile(
    r"(?P<title>\S.*?)(?:\s*\.{3,}\s*|\s*(?:\. ){3,}\s*|\t+\s*|\s{4,})(?P<page>\d{1,3})\s*$"
)
_TOC_HEAD = re.compile(
    r"(?:innhold|innhald|innholdsfortegnelse|innhaldsliste)\s*:?$", re.IGNORECASE
)
_CREDIT_MAX = 120
_CAPTION = re.compile(r"(?:figur|diagram|kart)\b", re.IGNORECASE)
_FIGURE_LINES = 3
_FIGURE_WORDS = 5
_YEARS = re.compile(r"(?:19|20)\d\d\s*[-–—]\s*(?:19|20)?\d\d")


@dataclass(slots=True)
class Line:
    """One line of the text; ``note`` names the furniture it is, or is None."""

    raw: str
    start: int
    number: int
    page: int | None = None
    note: str | None = None
    breaks: bool = False

    @property
    def text(self) -> str:
        """The line without the whitespace around it."""
        return self.raw.strip()


def split_lines(text: str) -> list[Line]:
    r"""Cut a text into lines with their offsets; CR, LF, form feed and Unicode breaks all count.

    >>> [(line.text, line.start) for line in split_lines("a\r\nb")]
    [('a', 0), ('b', 3)]
    """
    lines = []
    start = 0
    number = 1
    page = 1 if "\f" in text else None
    for match in _BREAK.finditer(text):
        lines.append(Line(text[start : match.start()], start, number, page))
        if match.group() == "\f":
            page = (page or 1) + 1
        start = match.end()
        number += 1
    lines.append(Line(text[start:], start, number, page))
    return lines


def mark_furniture(lines: list[Line]) -> dict[str, int]:
    """Mark page furniture in place, set the pages, and return the table of contents.

    The table of contents is ``{normalised title: page}``.
    """
    _mark_comments(lines)
    contents = _mark_contents(lines)
    _mark_page_numbers(lines)
    _mark_running_headers(lines)
    _mark_page_breaks(lines)
    for line in lines:
        if line.note is None and is_credit(line.text):
            line.note = "credit"
    _mark_figures(lines)
    return contents


def _mark_comments(lines: list[Line]) -> None:
    page = None
    for line in lines:
        numbered = _PAGE_COMMENT.search(line.raw)
        if numbered:
            if page is None and int(numbered.group(1)) > 1:  # what stands before is the page before
                for earlier in lines[: line.number - 1]:
                    earlier.page = int(numbered.group(1)) - 1
            page = int(numbered.group(1))
        if _COMMENT.match(line.raw):
            line.note = "comment"
        if page is not None:
            line.page = page
    first = next((line for line in lines if line.text), None)
    if first is not None and _SOURCE.match(first.text):
        first.note = "source"


def title_key(title: str) -> str:
    """Return a heading as it is compared with the table of contents.

    >>> title_key("Nærmiljøutvikling.....") == title_key("Nærmiljøutvikling")
    True
    """
    return " ".join(re.sub(r"[^\wæøåÆØÅ ]+", " ", title.lower()).split())


def is_credit(text: str) -> bool:
    """Tell a photo credit, a source or a caption: «Foto: …», «Figur 3. …»."""
    return len(text) <= _CREDIT_MAX and _CREDIT.match(text) is not None


def is_page_number(text: str) -> bool:
    """Tell a page number: «12», «- 12 -», «Side 12 av 40»."""
    return _PAGE_NUMBER.match(text) is not None


def is_contents_title(text: str) -> bool:
    """Tell the heading of a table of contents."""
    return _TOC_HEAD.match(text) is not None


def _mark_contents(lines: list[Line]) -> dict[str, int]:
    """Mark the runs of lines that end in a page number after a tab, dots or wide space."""
    contents: dict[str, int] = {}
    run: list[tuple[Line, re.Match[str]]] = []
    head: Line | None = None
    shown = [line for line in lines if line.text and line.note is None]
    for line in [*shown, Line("", 0, 0)]:
        match = _TOC.match(line.text) if line.text else None
        if match and line.text.count("\t") <= 1 and len(match["title"]) <= 120:
            run.append((line, match))
            continue
        if len(run) >= 3 and _rises([int(m["page"]) for _, m in run]):
            for entry, found in run:
                entry.note = "contents"
                contents[title_key(found["title"])] = int(found["page"])
            if head is not None:
                head.note = "contents"
        run = []
        head = line if _TOC_HEAD.match(line.text) else None
    return contents


def _rises(numbers: list[int]) -> bool:
    falls = sum(b < a for a, b in pairwise(numbers))
    return falls <= len(numbers) // 10


def _mark_page_numbers(lines: list[Line]) -> None:
    """A number alone is a page number beside a page break, or in a series that counts up."""
    shown = [line for line in lines if line.text and line.note != "source"]
    alone: list[tuple[int, int]] = []
    for at, line in enumerate(shown):
        if line.note is None and _SPREAD.match(line.text) and len(line.text) <= 120:
            line.note = "page-number"
            continue
        match = _PAGE_NUMBER.match(line.text)
        if match is None or line.note is not None:
            continue
        if not line.text.isdigit() or _at_page_edge(shown, at):
            line.note = "page-number"
        else:
            alone.append((at, int(match.group(1))))
    counting = [
        at
        for at, number in alone
        if any(other_at != at and (other_at > at) == (other > number) and abs(other - number) <= 2
               for other_at, other in alone)
    ]  # fmt: skip
    if len(counting) >= 3:
        for at in counting:
            shown[at].note = "page-number"


def _at_page_edge(shown: list[Line], at: int) -> bool:
    before = shown[max(at - 2, 0) : at]
    after = shown[at + 1 : at + 3]
    edge = {"comment"}
    near = [line.note for line in before + after]
    last = at >= len(shown) - 2 and not any(line.text[:1].isdigit() for line in after)
    changes = any(line.page != shown[at].page for line in before[-1:] + after[:1])
    return bool(edge & set(near)) or last or changes


@cache
def _plan_word() -> re.Pattern[str]:
    kinds = [p for kind in lexicon()["plan_kinds"] for p in kind["patterns"]]
    return re.compile("|".join(f"(?:{p})" for p in kinds) + r"|\bkommune\b", re.IGNORECASE)


def _mark_running_headers(lines: list[Line]) -> None:
    """A plan's own name beside a page break, or a short line that keeps coming back."""
    shown = [line for line in lines if line.text]
    edges = {at for at, line in enumerate(shown) if line.note in {"page-number", "comment"}}
    for at, line in enumerate(shown):
        if line.note is not None or len(line.text) > 100:
            continue
        near = edges & {at - 2, at - 1, at + 1, at + 2}
        ends = bool(edges) and at in {0, len(shown) - 1} and len(shown) > 6
        if (near or ends) and _is_plan_name(line.text):
            line.note = "running-header"
    repeats = Counter(_without_digits(line.text) for line in shown if line.note is None)
    needed = int(threshold("layout", "running_header_repeats"))
    for line in shown:
        comes_back = repeats[_without_digits(line.text)] >= needed
        if line.note is None and comes_back and _can_repeat(line.text):
            line.note = "running-header"


def _is_plan_name(text: str) -> bool:
    words = len(text.split())
    if match_label(text, is_heading=True):
        return False
    return (
        words <= 12
        and bool(_plan_word().search(text))
        and (bool(_YEARS.search(text)) or "kommune" in text.lower() or words <= 4)
        and not text.endswith((".", ":", ";", ","))
    ) or bool(re.match(r"\d{1,4}\s+\S.*\bkommune\b.*(?:19|20)\d\d\.?$", text) and words <= 14)


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text.lower())


def _can_repeat(text: str) -> bool:
    """Only a line that no rule needs can be a running header."""
    return (
        15 <= len(text) <= 80
        and "\t" not in text
        and not text.endswith((".", ":", ";", ",", "?"))
        and not re.match(rf"[{BULLETS}*#|>-]|\d+[.)]\s|[A-ZÆØÅ]\d|[\d.]+\s", text)
        and match_label(text, is_heading=True) is None
        and bool(_plan_word().search(text))
    )


def _mark_figures(lines: list[Line]) -> None:
    """The words inside a figure: short lines, most with numbers, right above its caption."""
    shown = [line for line in lines if line.text]
    for at, line in enumerate(shown):
        if line.note != "credit" or not _CAPTION.match(line.text):
            continue
        run = list(takewhile(_is_figure_text, reversed(shown[:at])))
        numbered = sum(bool(re.search(r"\d", word.text)) for word in run)
        if len(run) >= _FIGURE_LINES and 2 * numbered >= len(run):
            for word in run:
                word.note = "figure"


def _is_figure_text(line: Line) -> bool:
    is_short = len(line.text.split()) <= _FIGURE_WORDS and line.text[:1] not in '«"“#|'
    is_listed = re.match(rf"[{BULLETS}*-]|\d+[.)]\s|\d+(?:\.\d+)+\s", line.text) is not None
    is_labelled = match_label(line.text, is_heading=True) is not None
    return line.note is None and is_short and not is_listed and not is_labelled


def _mark_page_breaks(lines: list[Line]) -> None:
    """A page break may show only as one leading space, in a text that has few of them."""
    shown = [line for line in lines if line.text]
    spaced = [line for line in shown if re.match(r" \S", line.raw)]
    if spaced and len(spaced) <= max(len(shown) // 20, 2):
        for line in spaced:
            line.breaks = True
