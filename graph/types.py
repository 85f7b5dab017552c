"""The short type names that answers use, from the classes of the ontology."""

from collections.abc import Iterable

from ontology.terms import TYPE_NAME, Class

_ABSTRACT = frozenset({Class.PLAN_ELEMENT, Class.GOAL})
_GENERAL = frozenset({"plan", "measure", "organization", "link"})
_NAMES = {str(cls): name for cls, name in TYPE_NAME.items() if cls not in _ABSTRACT}


def json_type(classes: Iterable[str]) -> str | None:
    """Return the JSON name of the most particular of some class IRIs; None where none is known.

    >>> json_type([str(Class.MEASURE), str(Class.REFORM_MEASURE)])
    'reform_measure'
    >>> json_type(["https://example.org/Thing"]) is None
    True
    """
    known = sorted({_NAMES[c] for c in classes if c in _NAMES})
    particular = [name for name in known if name not in _GENERAL]
    return next(iter(particular or known), None)
