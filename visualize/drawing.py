"""Small parts that the pictures are drawn with: wrapped text, escaped SVG, always the same."""

import textwrap
from functools import lru_cache

from markupsafe import Markup, escape

from visualize.wording import plain

#: How wide a letter is on average, as a share of the letter size; on the wide side, so that text
#: set in another sans-serif still fits.
LETTER = 0.58


def wrapped(text: str, letters: int, lines: int) -> list[str]:
    """Return text in at most ``lines`` lines of at most ``letters`` letters, cut with an ellipsis.

    >>> wrapped("Vi gir familier råd og støtte før vanskene vokser", 20, 2)
    ['Vi gir familier råd', 'og støtte før …']
    """
    return list(_wrapped(text, letters, lines))


@lru_cache(maxsize=4096)  # the goals on top stand in nearly every picture
def _wrapped(text: str, letters: int, lines: int) -> tuple[str, ...]:
    return tuple(
        textwrap.wrap(
            plain(text), width=max(letters, 4), max_lines=lines, placeholder=" …",
            break_on_hyphens=True,
        )
    )  # fmt: skip


def filled(shape: str, *told: object, **named: object) -> Markup:
    """Return a piece of a picture or a page with what belongs in it, escaped.

    It is what ``Markup.format`` gives, in a third of the time: a picture has hundreds of pieces.

    >>> print(filled("<title>{}</title>{rest}", "<b>", rest=Markup("<rect/>")))
    <title>&lt;b&gt;</title><rect/>
    """
    safe = {name: escape(value) for name, value in named.items()}
    return Markup(shape.format(*map(escape, told), **safe))  # noqa: S704 - escaped above


def letters_in(width: float, size: float) -> int:
    """Return how many letters of a size fit in a width."""
    return max(int(width / (size * LETTER)), 1)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal.

    >>> number(12.0), number(1 / 3)
    ('12', '0.3')
    """
    return f"{value:.1f}".removesuffix(".0")


def text_lines(  # noqa: PLR0913 - where, what, how
    x: float,
    y: float,
    lines: list[str],
    css: str,
    *,
    size: float,
    lang: str = "",
    ink: str = "#1b1f24",
    anchor: str = "start",
    leading: float = 1.25,
) -> Markup:
    """Return lines of text; ``y`` is the baseline of the first."""
    spans = Markup("").join(
        filled(
            '<tspan x="{}" y="{}">{}</tspan>',
            number(x),
            number(y + at * size * leading),
            plain(line),
        )
        for at, line in enumerate(lines)
    )
    attributes = filled(' lang="{}"', lang) if lang else Markup("")
    if anchor != "start":
        attributes += filled(' text-anchor="{}"', anchor)
    return filled(
        '<text class="{}" font-size="{}" fill="{}"{}>{}</text>',
        css,
        number(size),
        ink,
        attributes,
        spans,
    )


def linked(link: str, css: str, told: str, parts: Markup) -> Markup:
    """Return parts of a picture as a link that keys reach; ``told`` is its name and its tip.

    >>> print(linked("sted", "box", "Tiltak: 4", Markup("<rect/>")))
    <a class="box" href="sted"><title>Tiltak: 4</title><rect/></a>
    """
    return filled('<a class="{}" href="{}"><title>{}</title>{}</a>', css, link, plain(told), parts)


def drawing(  # noqa: PLR0913 - the frame of a picture
    width: float, height: float, parts: list[Markup], *,
    title: str, css: str, name: str, role: str = "img",
) -> Markup:  # fmt: skip
    """Return a whole SVG picture on a light ground, named for those who do not see it.

    A picture whose parts can be gone to is a ``group``; an ``img`` hides what is in it.
    """
    return filled(
        '<svg xmlns="http://www.w3.org/2000/svg" class="{css}" viewBox="0 0 {w} {h}" width="{w}"'
        ' height="{h}" role="{role}" aria-labelledby="{name}-picture-title"'
        ' font-family="system-ui, Segoe UI, Roboto, Helvetica, Arial, sans-serif">\n'
        '<title id="{name}-picture-title">{title}</title>\n'
        '<rect class="ground" width="{w}" height="{h}" fill="#ffffff"/>\n{parts}\n</svg>',
        css=css, w=number(width), h=number(height), name=name, title=plain(title), role=role,
        parts=Markup("\n").join(parts),
    )  # fmt: skip
