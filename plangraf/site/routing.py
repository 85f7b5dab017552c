"""Which page a path leads to."""

from collections.abc import Mapping

from graph.errors import NotFound
from plangraf.site.page import Asked, Content, Maker
from plangraf.site.pages import (
    about,
    comparison,
    coverage,
    data,
    decisions,
    element,
    elements,
    findings,
    flow,
    goals,
    graph_map,
    overview,
    questions,
    search,
    threads,
)

#: The pages by the first step of their path; a path below one of them is read by the page itself.
PAGES: Mapping[str, Maker] = {
    "": overview.make,
    "spor": threads.make,
    "elementer": elements.make,
    "mal": goals.make,
    "dekning": coverage.make,
    "funn": findings.make,
    "vurderinger": decisions.make,
    "flyt": flow.make,
    "sammenlign": comparison.make,
    "graf": graph_map.make,
    "data": data.make,
    "sporring": questions.make,
    "sok": search.make,
    "om": about.make,
}
#: The pages that read what stands below them in a path.
_DEEP = frozenset({"mal", "dekning", "flyt", "funn", "sporring"})


def page(asked: Asked) -> Content:
    """Return what a visitor asks for.

    Raises :class:`~graph.errors.NotFound` (``page-unknown``, ``element-unknown``).
    """
    first, _, rest = asked.path.partition("/")
    maker = PAGES.get(first)
    if maker is not None and (not rest or first in _DEEP):
        return maker(asked)
    inner = f"{asked.snapshot.prefix}/{asked.path}".strip("/")
    for path in (asked.path, inner):
        if path in asked.snapshot.paths:
            return element.make(asked, asked.snapshot.paths[path])
    raise NotFound("page-unknown", name=asked.path)
