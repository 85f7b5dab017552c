"""The list of a page as a workbook: the same rows as the page's filters leave, all of them."""

from dataclasses import replace

from graph.errors import NotFound
from plangraf.site.addresses import SHEET
from plangraf.site.downloads import Download
from plangraf.site.page import Asked
from plangraf.site.routing import page
from visualize.report_xlsx import table_xlsx

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(asked: Asked) -> Download | None:
    """Return the workbook that a path names, or None where it names none.

    Raises :class:`~graph.errors.NotFound` (``page-unknown``) for a page without a list.
    """
    if not asked.path.endswith(SHEET):
        return None
    content = page(replace(asked, path=asked.path.removesuffix(SHEET), page_rows=None))
    table = content.table
    if table is None:
        raise NotFound("page-unknown", name=asked.path)
    return Download(_MEDIA_TYPE, lambda: table_xlsx([table()], asked.say.language))
