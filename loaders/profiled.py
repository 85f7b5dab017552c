"""A document as a profile lets it be seen: its own marks begin items, and parts are left out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from loaders.document import Block, Document, Mapped
from loaders.profile import active

_NOT_IGNORED = frozenset({"furniture", "footnote"})


def profiled(document: Document) -> Document:
    r"""Return the document by the profile in use; by an empty one it is as it was.

    >>> from loaders.profile import Ignored, Profile, using
    >>> from loaders.readers import parse_document
    >>> text = "# Våre naboer\n- Bygge bru\n# Vår plan\n¤ Rive taket\n"
    >>> with using(Profile(ignore=Ignored(headings=("våre naboer",)), markers={"¤": ""})):
    ...     [(b.kind, b.text) for b in profiled(parse_document(text.encode(), "a.md")).blocks][2:]
    [('heading', 'Vår plan'), ('item', 'Rive taket')]
    """
    profile = active()
    blocks: Iterable[Block] = document.blocks
    if profile.markers:
        blocks = _marked(document.text, blocks, tuple(profile.markers))
    if profile.ignore.headings:
        blocks = _heard(blocks, frozenset(map(_plain, profile.ignore.headings)))
    return document if blocks is document.blocks else document.with_blocks(blocks)


def _plain(heading: str) -> str:
    return " ".join(heading.lower().split()).rstrip(" .:")


def _heard(blocks: Iterable[Block], ignored: frozenset[str]) -> Iterator[Block]:
    """Make furniture of what stands under an ignored heading, down to the next one as high."""
    level: int | None = None
    for block in blocks:
        is_heading = block.kind == "heading"
        if is_heading and (level is None or block.level <= level):
            level = block.level if _plain(block.text) in ignored else None
        if level is None or block.kind in _NOT_IGNORED:
            yield block
        else:
            yield replace(block, kind="furniture", note="ignored")


def _marked(text: str, blocks: Iterable[Block], marks: tuple[str, ...]) -> Iterator[Block]:
    """Cut paragraphs at the profile's marks, where these begin a line."""
    signs = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    form = re.compile(rf"(?:(?<=\s)|^)(?P<mark>{signs})\s+(?=\S)")
    for block in blocks:
        if block.kind not in {"paragraph", "heading", "item"}:
            yield block
            continue
        found = [m for m in form.finditer(block.text) if _begins_line(text, block.content, m)]
        if not found:
            yield block
            continue
        if lead := block.content.part(0, found[0].start()):
            yield replace(block, content=lead)
        ends = [*(m.start() for m in found[1:]), len(block.text)]
        for match, end in zip(found, ends, strict=True):
            content = block.content.part(match.end(), end)
            yield Block(
                "item", content, block.line, block.page, marker=match["mark"], gap=block.gap
            )


def _begins_line(text: str, content: Mapped, mark: re.Match[str]) -> bool:
    if mark.start() == 0:
        return True
    at = content.source(mark.start())
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()
