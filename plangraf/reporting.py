"""The report in each of its formats: a page, a workbook, a document, a document for printing."""

from collections.abc import Callable
from pathlib import Path

from graph.errors import BadInput
from graph.store import PlanStore
from plangraf.gathering import report_of
from queries.catalogue import Catalogue
from visualize.scene import Report


def _html(report: Report, lang: str) -> bytes:
    from visualize.report import report_html  # noqa: PLC0415 - each format loads its own writer

    return report_html(report, lang).encode()


def _xlsx(report: Report, lang: str) -> bytes:
    from visualize.report_xlsx import report_xlsx  # noqa: PLC0415

    return report_xlsx(report, lang)


def _docx(report: Report, lang: str) -> bytes:
    from visualize.report_docx import report_docx  # noqa: PLC0415

    return report_docx(report, lang)


def _pdf(report: Report, lang: str) -> bytes:
    from visualize.report_pdf import report_pdf  # noqa: PLC0415

    return report_pdf(report, lang)


#: What a report can be written as, by the ending of its file; the first is what else is meant.
REPORT_FORMATS: dict[str, Callable[[Report, str], bytes]] = {
    "html": _html, "xlsx": _xlsx, "docx": _docx, "pdf": _pdf,
}  # fmt: skip


def format_of(path: Path) -> str:
    """Return the format that a file's ending asks for.

    >>> format_of(Path("rapport.DOCX")), format_of(Path("rapport"))
    ('docx', 'html')
    """
    ending = path.suffix.casefold().removeprefix(".")
    return ending if ending in REPORT_FORMATS else next(iter(REPORT_FORMATS))


def report_bytes(store: PlanStore, fmt: str, lang: str) -> bytes:
    """Return the report on a graph in a format, the same bytes every time.

    Raises :class:`~graph.errors.BadInput` (``export-format``) for a format that there is none of.
    """
    return write_report(report_of(Catalogue(store)), fmt, lang)


def write_report(report: Report, fmt: str, lang: str) -> bytes:
    """Return a report that is gathered already; see :func:`report_bytes`."""
    if fmt not in REPORT_FORMATS:
        raise BadInput("export-format", format=fmt, known=", ".join(REPORT_FORMATS))
    return REPORT_FORMATS[fmt](report, lang)
