"""Search: on a server answered by it, on a site of files by a script with a prebuilt index."""

from collections.abc import Callable
from typing import Any

from plangraf.site.listing import Option
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.snapshot import Snapshot
from queries.indexing import index_of
from queries.prebuilt import static_index
from queries.search_rules import RULES
from queries.searching import Hit, SearchIndex, read_question
from visualize.searching import search_words
from visualize.site import capital

#: How many hits are shown at once.
_MOST = 50


def make(asked: Asked) -> Content:
    """Return the search page with what was found."""
    snapshot, say = asked.snapshot, asked.say
    index = snapshot.once(_index)
    text, kind = asked.given("q"), asked.given("type")
    hits = index.search(text, limit=len(index.entries), kinds=[kind] if kind else None)
    return Content(
        template="search.jinja",
        title=say("search-title"),
        section="",
        values={
            "text": text,
            "kinds": _kinds(asked, index, kind),
            "hits": [_hit(snapshot, hit) for hit in hits[:_MOST]],
            "found": _told(asked, text, len(hits)),
            "suggestions": index.suggestions(text) if text else [],
            "index_with": lambda link: _prebuilt(asked, index, link),
        },
        json={
            "q": text,
            "total": len(hits),
            "hits": [
                {
                    **snapshot.element(hit.element_id).json(),
                    "score": hit.score,
                    "field": hit.field.value,
                    "excerpt": hit.excerpt,
                    "spans": [list(span) for span in hit.spans],
                }
                for hit in hits[:_MOST]
            ],
            "suggestions": index.suggestions(text) if text else [],
        },
        crumbs=(Crumb(say("nav-overview"), asked.address("")),),
        script=() if asked.folder is not None else ("search-core.js", "search-page.js"),
    )


def _index(snapshot: Snapshot) -> SearchIndex:
    return index_of(snapshot.catalogue)


def _prebuilt(asked: Asked, index: SearchIndex, link: Callable[[str], str]) -> dict[str, Any]:
    words = search_words(asked.say, (entry.kind for entry in index.entries))
    return static_index(index, link, words)


def _kinds(asked: Asked, index: SearchIndex, chosen: str) -> list[Option]:
    kinds = sorted({entry.kind for entry in index.entries})
    options = [Option(k, capital(asked.say.type_name(k)), 0, k == chosen) for k in kinds]
    return sorted(options, key=lambda option: option.label)


def _told(asked: Asked, text: str, count: int) -> str:
    """Return how much was found, in words."""
    say = asked.say
    if not text:
        return ""
    told = say("search-many", count=count)
    if count == 0:
        told = say("search-none", text=text)
    elif count == 1:
        told = say("search-one")
    elif count > _MOST:
        told = say("search-first", count=count, shown=_MOST)
    if read_question(text).is_cut:
        told += " " + say("search-cut", words=RULES.most_words, letters=RULES.most_letters)
    return told


def _hit(snapshot: Snapshot, hit: Hit) -> dict[str, Any]:
    """Return a hit with its excerpt cut where the words that were found begin and end."""
    parts, at = [], 0
    for start, end in hit.spans:
        parts += [(hit.excerpt[at:start], False), (hit.excerpt[start:end], True)]
        at = end
    parts.append((hit.excerpt[at:], False))
    return {
        "element": snapshot.element(hit.element_id),
        "field": hit.field.value,
        "parts": [part for part in parts if part[0]],
    }
