"""From what a user of Python gives and gets to what the graph knows, and back."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from pyoxigraph import Literal

from graph.errors import BadInput
from graph.terms import Term, value_of
from ontology.terms import SUPERCLASSES, TYPE_NAME, XSD_DATE
from queries.answers import Element
from visualize.wording import LANGUAGES, Wording


def one_of(value: str, option: str, known: Sequence[str]) -> str:
    """Return a value that must be one of those that are known.

    Raises :class:`~graph.errors.BadInput` (``choice-unknown``) with the nearest.

    >>> one_of("open", "state", ["open", "accepted"])
    'open'
    """
    if value not in known:
        near = get_close_matches(value, known, n=1)
        raise BadInput(
            "choice-unknown", value=value, option=option, known=", ".join(known), nearest=near
        )
    return value


def types_of(word: str) -> list[str]:
    """Return the names of a type, by its name or a word for it, and of what is a kind of it.

    Raises :class:`~graph.errors.BadInput` (``choice-unknown``) for a word that names none.

    >>> types_of("tiltak"), types_of("delmål")
    (['measure', 'reform_measure'], ['sub_goal'])
    """
    wordings = [Wording(language) for language in LANGUAGES]
    named = {
        said.casefold(): name
        for name in TYPE_NAME.values()
        for said in (*(say.type_name(name) for say in wordings), name)
    }
    wanted = named.get(word.casefold()) or one_of(word, "type", sorted(TYPE_NAME.values()))
    general = next(cls for cls, name in TYPE_NAME.items() if name == wanted)
    kinds = [cls for cls in TYPE_NAME if cls == general or general in SUPERCLASSES[cls]]
    return [TYPE_NAME[cls] for cls in kinds]


def given(value: str | int | date | Element) -> str | int:
    """Return a parameter of a question as the library takes it.

    >>> given(date(2026, 1, 31)), given(7)
    ('2026-01-31', 7)
    """
    if isinstance(value, Element):
        return value.id
    return value.isoformat() if isinstance(value, date) else value


def plain_value(term: Term | None) -> Any:  # noqa: ANN401 - only the query knows what it holds
    """Return a term of an answer as a plain value, a date as a date.

    >>> from pyoxigraph import NamedNode
    >>> plain_value(Literal("2026-01-31", datatype=NamedNode(XSD_DATE)))
    datetime.date(2026, 1, 31)
    """
    if isinstance(term, Literal) and term.datatype.value == XSD_DATE:
        try:
            return date.fromisoformat(term.value)
        except ValueError:
            return term.value
    return value_of(term)
