"""Reads a Word file: its story in order, with what stands around it."""

import re
from collections.abc import Iterable, Iterator

from docx.oxml.ns import qn

from graph.errors import BadInput
from loaders.composing import Composer
from loaders.document import Document
from loaders.formats.pieces import Piece, strong_heading, write
from loaders.formats.word.numbering import Numbering
from loaders.formats.word.parts import Parts, open_parts
from loaders.formats.word.story import Story, tabbed
from loaders.formats.word.styles import Styles

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_CHANGES = tuple(qn(tag) for tag in ("w:ins", "w:del", "w:moveFrom"))
_PAGE_BREAK = qn("w:lastRenderedPageBreak")
_WORD = re.compile(r"[^\W\d_]")


def read(data: bytes, name: str) -> Document:
    """Read a Word file.

    Tracked changes are read as accepted, and told of; comments, hidden text and macros are left
    out. What the file's properties say of its title is no text of the plan.

    Raises :class:`~graph.errors.BadInput` (``document-broken``, ``document-bomb``,
    ``document-encrypted``, ``document-empty``).
    """
    parts = open_parts(data, name)
    styles = Styles(parts.styles)
    story = Story(styles, Numbering(parts.numbering), name)
    story.runs.has_pages = next(parts.body.iter(_PAGE_BREAK), None) is not None
    running = list(_running(parts, styles, name))
    pieces = list(_with_notes(parts, story, name))
    composer = Composer(guesses_headings=not story.has_headings, is_marked=story.has_headings)
    composer.contents(story.contents)
    for text in running:
        composer.aside(text, "running-header")
    write((strong_heading(piece) for piece in tabbed(pieces, name)), composer)
    changes = {str(e.get(qn("w:id"), "")) for e in parts.body.iter(*_CHANGES)}
    if changes:
        composer.notice("document-tracked-changes", name=name, count=len(changes))
    document = composer.document(name, data, _MEDIA_TYPE)
    if not document.text:
        raise BadInput("document-empty", where=name)
    return document


def _with_notes(parts: Parts, story: Story, name: str) -> Iterator[Piece]:
    """The body, each footnote after the paragraph or table that refers to it."""
    notes = {
        (kind, str(note.get(qn("w:id"), ""))): note
        for kind, root in parts.notes.items()
        for note in root
        if note.get(qn("w:type")) is None and isinstance(note.tag, str)
    }
    reader = Story(story.styles, Numbering(None), name)
    for piece in story.pieces(parts.body):
        yield piece
        for key in story.runs.notes:
            if key in notes:
                text = " ".join(_texts(reader.pieces(notes.pop(key))))
                yield Piece("aside", text, note="footnote", page=piece.page)
        story.runs.notes.clear()


def _running(parts: Parts, styles: Styles, name: str) -> Iterable[str]:
    """The texts of headers and footers, each once; page numbers are none."""
    texts: dict[str, None] = {}
    for root in parts.running:
        story = Story(styles, Numbering(None), name)
        for text in _texts(story.pieces(root)):
            if _WORD.search(text):
                texts[" ".join(text.split())] = None
    return texts


def _texts(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if piece.kind == "table":
            for row in piece.rows:
                yield from (cell.text for cell in dict.fromkeys(row.cells) if cell.text)
        elif piece.text:
            yield piece.text
