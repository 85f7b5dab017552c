"""Text for the terminal: as wide as it is, and no wider than can be read."""

import shutil
import textwrap

#: Lines of running text longer than this are hard to follow.
READABLE = 100
#: Where the output is no terminal and nobody has said how wide it is.
_UNKNOWN = 110


def terminal_width() -> int:
    """Return the width of the terminal in characters (COLUMNS, where it is set)."""
    return max(shutil.get_terminal_size((_UNKNOWN, 24)).columns, 40)


def wrapped(text: str, first: str = "", rest: str | None = None, width: int | None = None) -> str:
    r"""Return running text as lines: the first begins with ``first``, the others with ``rest``.

    >>> wrapped("Nær havet, nær hverandre", "  • ", "    ", 20)
    '  • Nær havet, nær\n    hverandre'
    """
    lines = textwrap.wrap(
        text,
        width or min(terminal_width(), READABLE),
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) or first.rstrip()
