"""The words of the pages: Norwegian first, English by a switch, and plan text made safe to show."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from ontology import labels
from ontology.terms import TYPE_NAME
from queries.answers import Element, Place

LANGUAGES = ("nb", "nn", "en")
#: The languages as office documents name them.
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}

#: Characters that turn the direction of the text after them: nothing a plan needs, and a way to
#: make a line read as something else than it says.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[\s\u2028\u2029]+")
#: Control characters and halves of others, and what is no character at all: no XML may hold them.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@cache
def _texts() -> dict[str, dict[str, str]]:
    """Every text of ours by its key: the files of the folder ``words`` together."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((files("visualize") / "words").iterdir(), key=lambda f: f.name):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


@cache
def _type_terms() -> dict[str, str]:
    return {name: str(term).rpartition("#")[2] for term, name in TYPE_NAME.items()}


def plain(text: str) -> str:
    r"""Return plan text with every control and direction character made visible, spaces made one.

    >>> plain("Vi\u202e setter\n  i gang\x00")
    'Vi� setter i gang�'
    """
    if text.isprintable() and "  " not in text:  # as nearly all is, and pages hold thousands
        return text.strip(" ")
    return _HIDDEN.sub("\ufffd", _SPACES.sub(" ", _TURNING.sub("\ufffd", text)).strip(" "))


class Wording:
    """Says things in one language: words of ours, names of the ontology, numbers and places."""

    def __init__(self, language: str) -> None:
        """Choose a language; one that the pages do not speak is Norwegian bokmål."""
        self.language = language if language in LANGUAGES else "nb"

    def __call__(self, key: str, **fields: object) -> str:
        """Return a text of ours with its fields filled in.

        >>> Wording("nb")("plan-filter-all"), Wording("en")("plan-filter-all")
        ('Alle planer', 'All plans')
        """
        return _texts()[key][self.language].format(**fields)

    def keys(self, prefix: str) -> dict[str, str]:
        """Return the texts whose keys begin with ``prefix``, without it and unfilled."""
        return {
            key.removeprefix(prefix): text[self.language]
            for key, text in _texts().items()
            if key.startswith(prefix)
        }

    def rule(self, name: str) -> str:
        """Return the words for a rule by which an element was read.

        >>> Wording("nb").rule("code"), Wording("en").rule("no-such-rule")
        ('punkt med kode', 'another rule')
        """
        return self(f"rule-{name}" if f"rule-{name}" in _texts() else "rule-other")

    def type_name(self, kind: str) -> str:
        """Return the word for a type of element.

        >>> Wording("nb").type_name("sub_goal"), Wording("en").type_name("thing")
        ('delmål', 'thing')
        """
        names = labels()["classes"].get(_type_terms().get(kind, ""), {})
        return names.get(self.language, kind)

    def property_name(self, name: str) -> str:
        """Return the word for a property or relation.

        >>> Wording("nb").property_name("refersTo")
        'viser til'
        """
        return labels()["properties"].get(name, {}).get(self.language, name)

    def concept(self, scheme: str, notation: str) -> str:
        """Return the word for a concept of a vocabulary.

        >>> Wording("nb").concept("method", "exact")
        'ordrett'
        """
        return labels()["concepts"].get(scheme, {}).get(notation, {}).get(self.language, notation)

    def percent(self, share: float | None) -> str:
        """Return a share as a whole percentage; nothing to share is a dash.

        >>> print(Wording("nb").percent(0.767), Wording("en").percent(0.767))
        77 % 77%
        >>> Wording("nb").percent(None)
        '–'
        """
        if share is None:
            return "–"
        return f"{share:.0%}".replace("%", "\u00a0%" if self.language != "en" else "%")

    def decimal(self, value: float) -> str:
        """Return a number between nought and one with two decimals.

        >>> Wording("nb").decimal(0.9), Wording("en").decimal(0.9)
        ('0,90', '0.90')
        """
        return f"{value:.2f}".replace(".", "," if self.language != "en" else ".")

    def where(self, place: Place) -> str:
        """Return the file, page and line of a passage."""
        if place.page:
            return self("place-page", file=place.file, page=place.page, line=place.line)
        return self("place-line", file=place.file, line=place.line)


def named(element: Element) -> str:
    """Return the code and text of an element.

    >>> named(Element("x", "strategy", "Vi skriver klart.", "5.A2"))
    '5.A2 Vi skriver klart.'
    """
    return plain(f"{element.code} {element.label}" if element.code else element.label)
