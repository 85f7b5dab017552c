"""The templates of the site: one engine for all pages, and what they share."""

from functools import cache

from jinja2 import Environment, Template
from markupsafe import Markup, escape

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
        named=named, brief=brief, short=short, marked=marked, plain=plain, spaced=spaced,
        lined=lined, capital=capital, gap_codes=GAPS,
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


def spaced(text: str) -> Markup:
    """Return a piece of a text made plain, with the space that it begins or ends with kept.

    >>> print(spaced(" til <ungdom> ") + "x")
     til &lt;ungdom&gt; x
    """
    ends = [" " if text[at : at + 1].isspace() else "" for at in (0, len(text) - 1)]
    before, after = map(escape, ends)
    return before + escape(plain(text)) + after


def lined(text: str) -> Markup:
    r"""Return a text whose lines and indents matter, such as a query, each line made plain.

    >>> print(lined("one\n  two <b> # \u202e"))
    one
      two &lt;b&gt; # �
    """
    lines = [line.expandtabs(2).rstrip() for line in text.splitlines()]
    indents = [" " * (len(line) - len(line.lstrip(" "))) for line in lines]
    told = [indent + plain(line) for indent, line in zip(indents, lines, strict=True)]
    return Markup("\n").join(map(escape, told))


def capital(text: str) -> str:
    """Return a text with its first letter as a capital, the others as they are.

    >>> capital("hovedmål"), capital("FNs bærekraftsmål"), capital("")
    ('Hovedmål', 'FNs bærekraftsmål', '')
    """
    return text[:1].upper() + text[1:]
