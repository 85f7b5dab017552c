"""One plan that is given in several formats is used once: in the one that says most of itself."""

import re
from itertools import combinations
from pathlib import Path

from graph.errors import Notice
from loaders.assemble import Input
from loaders.lexicon import threshold

#: Parts of media types. What marks its headings and tables itself goes before what only looks
#: like them; a sheet or a register lists elements that the other formats explain.
_BEST_FIRST = ("wordprocessing", "html", "markdown", "pdf", "plain", "json", "spreadsheet", "csv")
_NO_LETTER = re.compile(r"[\W_]+")


def one_of_each(inputs: list[Input]) -> tuple[list[Input], list[Notice]]:
    """Leave out what is the same plan as another in a format that marks more.

    Two documents are one plan when they are of different formats, have the same name or title and
    period, and share most of their elements. Elements that only the document left out has are not
    in the graph: the notice names it.
    """
    notices: list[Notice] = []
    dropped: set[int] = set()
    for one, other in combinations(sorted(inputs, key=_preference), 2):
        if id(one) in dropped or id(other) in dropped or not _is_same_plan(one, other):
            continue
        dropped.add(id(other))
        names = {"name": other.reading.document.name, "other": one.reading.document.name}
        notices.append(Notice("document-formats", **names))
    return [one for one in inputs if id(one) not in dropped], notices


def _preference(one: Input) -> tuple[int, str, str]:
    document = one.reading.document
    ranks = (at for at, part in enumerate(_BEST_FIRST) if part in document.media_type)
    return next(ranks, len(_BEST_FIRST)), document.name, document.sha256


def _is_same_plan(one: Input, other: Input) -> bool:
    facts, others = one.reading.metadata, other.reading.metadata
    if one.reading.document.media_type == other.reading.document.media_type:
        return False
    for name in ("kind", "period_from", "period_to", "municipality"):
        value, others_value = getattr(facts, name), getattr(others, name)
        if None not in {value, others_value} and value != others_value:
            return False
    if _letters(facts.title) != _letters(others.title) and not _is_same_file(one, other):
        return False
    elements, others_elements = _elements(one), _elements(other)
    most = max(len(elements), len(others_elements))
    shared = len(elements & others_elements)
    return most > 0 and shared >= threshold("formats", "same_elements") * most


def _is_same_file(one: Input, other: Input) -> bool:
    """Whether two files differ in their ending alone, and nobody gave them titles of their own."""
    stems = {Path(i.reading.document.name).stem.casefold() for i in (one, other)}
    return len(stems) == 1 and one.folder == other.folder and not any(map(_has_title, (one, other)))


def _has_title(one: Input) -> bool:
    entry = one.manifest.entry(one.reading.document.name, one.reading.document.sha256)
    return entry is not None and entry.title is not None


def _elements(one: Input) -> set[str]:
    return {_letters(draft.label) for draft in one.reading.drafts}


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()
