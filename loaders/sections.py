"""The sections of a document and the codes of its elements."""

import re
from dataclasses import dataclass, field

from loaders.document import Block, Mapped
from loaders.drafts import Draft
from loaders.labels import Label

_PLAN_WORDS = re.compile(
    r"\b\w*(?:mål|måla|målene|målet|strategi\w*|tiltak\w*|visjon\w*|verdier|verdiar|anbefaling\w*|"
    r"plan(?!-)|planen|planer|planar|planens|prioritering\w*|samfunnsdel\w*|handlingsdel\w*)\b"
    r"|\b(?:innledning|innleiing|bakgrunn|forord|føreord|innhold|evaluering|varighet|vedlegg"
    r"|rullering|oppfølging av planen|kunnskapsgrunnlag\w*)\b",
    re.IGNORECASE,
)
_NO_THEME = re.compile(
    r"(?:[A-ZÆØÅ][\wæøåÆØÅ-]*\s+){1,3}(?:kommune|KOMMUNE)$|(?i:vedt(?:att|eke)|\W*\d|høring|høyring)"
)


def code_shape(code: str | None) -> str | None:
    """Tell the form of a code: A is L, A1 is LN, 2.7.1 is N.N.N.

    >>> code_shape("A1"), code_shape("2.7.1")
    ('LN', 'N.N.N')
    """
    if code is None:
        return None
    return re.sub(r"\d+", "N", re.sub(r"[A-ZÆØÅ]+", "L", code)).replace("-", "")


@dataclass(slots=True)
class Section:
    """A heading and what stands under it; ``draft`` is set when the heading is an element."""

    block: Block
    level: int
    label: Label | None = None
    is_element: bool = False
    draft: Draft | None = None
    intro: list[Mapped] = field(default_factory=list)
    is_empty: bool = True

    @property
    def is_label(self) -> bool:
        """A heading that only says what stands under it."""
        return self.label is not None

    @property
    def title(self) -> str:
        """The heading's text."""
        return self.block.text


def is_theme(title: str) -> bool:
    """Tell whether a heading names a theme, not a chapter on goals, plans or the like.

    >>> is_theme("Levende lokalsamfunn"), is_theme("Mål og strategier")
    (True, False)
    """
    return (
        not _PLAN_WORDS.search(title)
        and not _NO_THEME.match(title)
        and len(title.split()) <= 14
        and not title.endswith("?")
        and bool(re.search(r"[a-zæøåA-ZÆØÅ]{3}", title))
    )


def stem_of(code: str) -> str | None:
    """Return the code one step up: 2.7.1 → 2.7, A1 → A, 3.1 → 3, 1a → 1."""
    if "." in code:
        return code.rpartition(".")[0]
    match = re.fullmatch(r"([A-ZÆØÅ]+)-?\d+|(\d+)[a-zæøå]", code)
    return match.group(1) or match.group(2) if match else None
