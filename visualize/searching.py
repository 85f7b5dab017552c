"""What the script of a search page says, in the language of the page."""

from collections.abc import Iterable, Mapping
from typing import Any

from visualize.site import capital
from visualize.wording import Wording


def search_words(say: Wording, kinds: Iterable[str]) -> Mapping[str, Any]:
    """Return the words of ``search-page.js`` for ``static_index`` of :mod:`queries.prebuilt`.

    ``kinds`` are the types of the elements that can be found.

    >>> search_words(Wording("nb"), ["sub_goal"])["kinds"]
    {'sub_goal': 'Delmål'}
    """
    return {
        "none": say("search-none", text="{text}"),
        "one": say("search-one"),
        "many": say("search-many", count="{count}"),
        "first": say("search-first", count="{count}", shown="{shown}"),
        "cut": say("search-cut", words="{words}", letters="{letters}"),
        "suggested": say("search-suggested"),
        "description": say("search-in-description"),
        "quote": say("search-in-quote"),
        "kinds": {kind: capital(say.type_name(kind)) for kind in sorted(set(kinds))},
    }
