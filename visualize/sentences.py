"""The sentence of a finding as it is shown: elements as links, plan words in their own language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from visualize.drawing import filled
from visualize.report import marked
from visualize.wording import plain

_OPENING, _CLOSING = frozenset("«“"), frozenset("»”")
_QUOTED = re.compile(r"«[^«»]+»|“[^“”]+”")
_MARKED = re.compile(r"\[-|\{\+")
#: A word difference with all that follows the colon before it: words of plans alone.
_DIFFERENCE = re.compile(r"(?<=: )[^:]*(?:\[-|\{\+).*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Named:
    """An element that a sentence names: its label, where its page is, the language of its words."""

    label: str
    href: str
    language: str


def sentence(text: str, elements: Sequence[Named], language: str) -> Markup:
    """Return a message with the elements it names as links, and its word differences marked.

    ``language`` is the sentence's own; other plan words in it are taken to be in the language of
    the first element.

    >>> subject = Named("Vi <b> øver.", "/x", "nb")
    >>> print(sentence("No measure for “Vi <b> øver” was found.", [subject], "en"))
    No measure for “<a class="ds-link" href="/x" lang="nb">Vi &lt;b&gt; øver</a>” was found.
    """
    told = plain(text)
    places: list[tuple[int, int, Named]] = []
    for element in elements:
        words = plain(element.label).rstrip(".")
        start = _place_of(words, told, places)
        if start is not None:
            places.append((start, start + len(words), element))
    home = elements[0].language if elements else language
    parts, at = [], 0
    for start, end, element in sorted(places, key=lambda place: place[0]):
        parts.append(_other(told[at:start], home, language))
        parts.append(
            filled(
                '<a class="ds-link" href="{}"{}>{}</a>',
                element.href,
                _lang(element.language, language),
                told[start:end],
            )
        )
        at = end
    parts.append(_other(told[at:], home, language))
    return Markup().join(parts)


def _place_of(words: str, told: str, taken: list[tuple[int, int, Named]]) -> int | None:
    """Return where some words stand in quotes, beside what is a link already, or None."""
    difference = _difference(told)
    until = difference.start() if difference else len(told)
    start = told.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        is_quoted = told[start - 1 : start] in _OPENING and told[end:until][:1] in _CLOSING
        if is_quoted and all(end <= first or start >= last for first, last, _ in taken):
            return start
        start = told.find(words, start + 1)
    return None


def _difference(text: str) -> re.Match[str] | None:
    return _DIFFERENCE.search(text) if _MARKED.search(text) else None


def _other(text: str, home: str, language: str) -> Markup:
    """Return what is no link, its quotes and differences in the language of the plans."""
    lang = _lang(home, language)
    if not lang:
        return _marked(text)
    parts, at = [], 0
    difference = _difference(text)
    spans = [found.span() for found in _QUOTED.finditer(text)]
    if difference:
        spans = [span for span in spans if span[1] <= difference.start()] + [difference.span()]
    for start, end in spans:
        parts.append(_marked(text[at:start]))
        parts.append(filled("<span{}>{}</span>", lang, _marked(text[start:end])))
        at = end
    parts.append(_marked(text[at:]))
    return Markup().join(parts)


def _marked(text: str) -> Markup:
    """Return a part of a message like :func:`visualize.report.marked`, its outer spaces kept."""
    inner = text.strip(" ")
    if not inner or not _MARKED.search(inner):
        return escape(text)
    start = text.index(inner)
    return escape(text[:start]) + marked(inner) + escape(text[start + len(inner) :])


def _lang(own: str, around: str) -> Markup:
    return filled(' lang="{}"', own) if own != around else Markup()
