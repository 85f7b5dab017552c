"""The templates of the site: one engine for all pages, and what they share."""

from functools import cache

from jinja2 import Environment, Template

from visualize.drawing import wrapped
from visualize.pages import environment
from visualize.report import marked, short
from visualize.scene import GAPS
from visualize.wording import named, plain

#: The pages of the navigation: their names, and the paths they stand at.
NAVIGATION = (
    ("overview", ""),
    ("threads", "spor"),
    ("goals", "mal"),
    ("coverage", "dekning"),
    ("findings", "funn"),
    ("flow", "flyt"),
    ("comparison", "sammenlign"),
    ("map", "graf"),
    ("data", "data"),
)


@cache
def _engine() -> Environment:
    return environment(
        named=named, brief=brief, short=short, marked=marked, plain=plain, capital=capital,
        gap_codes=GAPS,
    )  # fmt: skip


def site_template(name: str) -> Template:
    """Return a template of the site by the name of its file in ``templates/site``."""
    return _engine().get_template(f"site/{name}")


def brief(text: str) -> str:
    """Return the beginning of a text, in quotes, where the whole would be too long for a row.

    >>> brief("Alle barn og unge i Fjordvik vokser opp i trygge fellesskap")
    '«Alle barn og unge i Fjordvik vokser …»'
    """
    return f"«{(wrapped(text, 40, 1) or [''])[0]}»"


def capital(text: str) -> str:
    """Return a text with its first letter as a capital, the others as they are.

    >>> capital("hovedmål"), capital("FNs bærekraftsmål"), capital("")
    ('Hovedmål', 'FNs bærekraftsmål', '')
    """
    return text[:1].upper() + text[1:]
