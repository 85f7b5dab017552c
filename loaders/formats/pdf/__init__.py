"""Reads PDF files: pages to words and lines, these to columns, paragraphs, headings, tables."""

from collections.abc import Callable, MutableMapping, Sequence
from contextlib import closing
from itertools import groupby

from graph.errors import BadInput
from loaders.composing import Composer
from loaders.document import Document
from loaders.formats.pdf.compose import Composing
from loaders.formats.pdf.headings import Headings, bookmarks
from loaders.formats.pdf.kept import Pages
from loaders.formats.pdf.page import open_pdf
from loaders.formats.pdf.survey import Survey

MEDIA_TYPE = "application/pdf"


def read(
    data: bytes,
    name: str,
    *,
    progress: Callable[[int, int], None] | None = None,
    kept: MutableMapping[str, bytes] | None = None,
) -> Document:
    """Read a PDF.

    ``progress`` is told how many pages are read, of how many. In ``kept`` the pages are stored
    in blocks as they are read, so that a reading which was interrupted goes on from there.

    Raises :class:`~graph.errors.BadInput` (``document-encrypted``, ``document-broken``,
    ``document-empty``, ``pdf-scanned``, ``pdf-garbled``).
    """
    with closing(open_pdf(data, name)) as document:
        survey = Survey(bookmarks(document))
        pages = Pages(document, data, kept, progress)
        for page in pages:
            survey.add(page)
        _refuse_unreadable(survey, name)
        headings = Headings(survey)
        composer = Composer(guesses_headings=not headings.are_marked, is_marked=False)
        composing = Composing(composer, survey, headings)
        for page in pages:
            composing.page(page)
        composing.end()
    _tell(survey, composer, name)
    return composer.document(name, data, MEDIA_TYPE)


def _refuse_unreadable(survey: Survey, name: str) -> None:
    """Refuse a file no page of which has text that can be read."""
    if survey.characters:
        return
    if survey.garbled:
        raise BadInput("pdf-garbled", where=name)
    raise BadInput("pdf-scanned" if survey.scanned else "document-empty", where=name)


def _tell(survey: Survey, composer: Composer, name: str) -> None:
    """Tell which pages could not be read, or not wholly."""
    for reference, numbers in (
        ("pdf-scanned-pages", survey.scanned),
        ("pdf-garbled-text", survey.garbled),
        ("pdf-cut-pages", survey.cut),
    ):
        if numbers:
            composer.notice(reference, where=name, pages=ranges(numbers))


def ranges(numbers: Sequence[int]) -> str:
    """Return page numbers as ranges.

    >>> ranges([1, 2, 3, 7, 9, 10])
    '1–3, 7, 9–10'
    """
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    parts = []
    for _, run in runs:
        pages = [number for _, number in run]
        parts.append(str(pages[0]) if len(pages) == 1 else f"{pages[0]}–{pages[-1]}")
    return ", ".join(parts)
