"""The short type names that answers use, from the classes of the ontology."""

from collections.abc import Iterable

from ontology.terms import TYPE_NAME, Class

_ABSTRACT = frozenset({Class.PLAN_ELEMENT, Class.GOAL})
_GENERAL = frozenset({"plan", "measure", "organization", "link"})
_NAMES = {str(cls): name for cls, name in TYPE_NAME.items()}


def json_type(classes: Iterable[str]) -> str | None:
    """Return the JSON name of the most particular of some class IRIs, or None.

    >>> json_type([str(Class.MEASURE), str(Class.REFORM_MEASURE)])
    'reform_measure'
    """
    known = sorted({_NAMES[c] for c in classes if c in _NAMES and c not in _ABSTRACT})
    particular = [name for name in known if name not in _GENERAL]
    return (particular or known or [None])[0]  # type: ignore[list-item]
