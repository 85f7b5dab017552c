"""What a paragraph's style says of it, through all the styles it is based on."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from docx.oxml.ns import qn
from lxml.etree import _Element

from loaders.lexicon import pattern

Kind = Literal[
    "",
    "heading",
    "title",
    "subtitle",
    "contents",
    "contents_heading",
    "bullets",
    "quote",
    "caption",
]
_KINDS: tuple[Kind, ...] = (
    "title", "subtitle", "contents_heading", "contents", "bullets", "quote", "caption",
)  # fmt: skip
_OFF = frozenset({"0", "false", "off", "none"})
_VAL = qn("w:val")


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: what it is, its list, its weight and the space around it (1/20 pt).

    ``level`` is a heading's depth, counted from 1, or a list's, counted from 0.
    """

    kind: Kind = ""
    level: int = 0
    num_id: str | None = None
    ilvl: int | None = None
    is_bold: bool = False
    is_hidden: bool = False
    before: int = 0
    after: int = 0
    is_tight: bool = False
    style: str = ""
    numbered_by: frozenset[str] = field(default_factory=frozenset)


def value(parent: _Element | None, tag: str) -> str | None:
    """Return the value of a property, or None where it is not set."""
    found = parent.find(qn(tag)) if parent is not None else None
    return None if found is None else str(found.get(_VAL, "true"))


def switched(parent: _Element | None, tag: str) -> bool | None:
    """Return whether a property is switched on, off (False) or not set (None)."""
    found = value(parent, tag)
    return None if found is None else found.lower() not in _OFF


def whole(text: str | None) -> int | None:
    """Return a whole number that a file gives, or None where it is none.

    >>> whole("12"), whole("tolv")
    (12, None)
    """
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None


class Styles:
    """The styles of a file."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Element] = {}
        self._looks: dict[str, Look] = {}
        self._default = ""
        base = Look()
        for style in root.iter(qn("w:style")) if root is not None else ():
            key = str(style.get(qn("w:styleId"), ""))
            self._styles.setdefault(key, style)
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {
                "1",
                "true",
            }:
                self._default = key
        if root is not None:
            defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}")
            base = _with_properties(base, defaults, None)
        self._base = base

    def of_paragraph(self, properties: _Element | None) -> Look:
        """Return the look that a paragraph's properties (w:pPr) give."""
        look = self.of_style(value(properties, "w:pStyle") or self._default)
        return _with_properties(look, properties, None)

    def of_style(self, key: str) -> Look:
        """Return the look of a style by its id; an unknown one looks like no style."""
        if key not in self._looks:
            self._looks[key] = self._made(key)
        return self._looks[key]

    def _made(self, key: str) -> Look:
        chain: list[tuple[str, _Element]] = []
        at: str | None = key
        while at is not None and at in self._styles and at not in {known for known, _ in chain}:
            chain.append((at, self._styles[at]))
            at = value(self._styles[at], "w:basedOn")
        look = self._base
        for name, style in reversed(chain):
            look = _with_name(look, value(style, "w:name") or "")
            run = style.find(qn("w:rPr"))
            bold, hidden = switched(run, "w:b"), switched(run, "w:vanish")
            look = replace(
                look,
                is_bold=look.is_bold if bold is None else bold,
                is_hidden=look.is_hidden if hidden is None else hidden,
                style=name,
            )
            look = _with_properties(look, style.find(qn("w:pPr")), name)
        return look


def _with_name(look: Look, name: str) -> Look:
    """A style that Word made is known by its name, in English or Norwegian."""
    name = name.lower().strip()
    found = pattern("word_styles", "heading").fullmatch(name)
    if found:
        level = next((int(group) for group in found.groups() if group), 1)
        return replace(look, kind="heading", level=max(level, 1))
    for kind in _KINDS:
        match = pattern("word_styles", kind).fullmatch(name)
        if match:
            depth = next((int(group) - 1 for group in match.groups() if group), 0)
            return replace(look, kind=kind, level=max(depth, 0) if kind == "bullets" else 0)
    return look


def _with_properties(look: Look, properties: _Element | None, style: str | None) -> Look:
    """Lay paragraph properties over a look; ``style`` is the style they belong to."""
    if properties is None:
        return look
    outline = whole(value(properties, "w:outlineLvl"))
    if outline is not None and 0 <= outline <= 8 and look.kind in {"", "heading"}:
        look = replace(look, kind="heading", level=outline + 1)
    elif outline == 9 and look.kind == "heading":
        look = replace(look, kind="", level=0)
    numbers = properties.find(qn("w:numPr"))
    if numbers is not None:
        num_id, ilvl = value(numbers, "w:numId"), whole(value(numbers, "w:ilvl"))
        look = replace(
            look,
            num_id=num_id if num_id is not None else look.num_id,
            ilvl=ilvl if ilvl is not None else look.ilvl,
            numbered_by=look.numbered_by | {style} if style else look.numbered_by,
        )
    spacing = properties.find(qn("w:spacing"))
    if spacing is not None:
        before, after = (whole(spacing.get(qn(f"w:{side}"))) for side in ("before", "after"))
        look = replace(
            look,
            before=look.before if before is None else before,
            after=look.after if after is None else after,
        )
    tight = switched(properties, "w:contextualSpacing")
    return look if tight is None else replace(look, is_tight=tight)
