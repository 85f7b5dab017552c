"""``publish``: the pages of a graph as files for a web server."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.errors import BadInput
from plangraf.commands.grammar import (
    command,
    graph_option,
    json_option,
    language_option,
    option,
    path_option,
)
from plangraf.commands.progress import ProgressLine
from plangraf.commands.session import Session

if TYPE_CHECKING:
    from plangraf.site.publishing import Published

#: How often the line that tells of progress changes: every so many pages.
_STEP = 25
_MEGABYTE = 1_000_000


@command("publish")
@graph_option
@path_option("--out", required=True, text="option-site", value="value-folder")
@path_option("--compare", text="option-compare", value="value-folder")
@option("--languages", text="option-languages", value="value-languages")
@path_option("--catalogue", text="option-catalogue", value="value-file")
@json_option
@language_option
@click.pass_obj
def publish(  # noqa: PLR0913, PLR0917 - one for each option
    session: Session,
    graph: Path,
    out: Path,
    compare: Path | None,
    languages: str | None,
    catalogue: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write the pages of a graph as files that need no server of ours."""
    from plangraf.site.publishing import publish as publish_site  # noqa: PLC0415 - slow to load
    from plangraf.standards.catalogue_settings import catalogue_settings  # noqa: PLC0415

    progress = ProgressLine()

    def told(made: int, known: int) -> None:
        if made % _STEP == 1:
            progress.show(session.say("publishing", made=made, known=known))

    chosen = _languages(languages)
    asked = catalogue_settings(catalogue) if catalogue else None
    try:
        site = publish_site(
            graph, out, compare=compare, languages=chosen, catalogue=asked, progress=told
        )
    finally:
        progress.clear()
    for notice in site.notices:
        session.tell(notice.render(session.language))
    answer = {
        "written": str(out), "files": site.files, "bytes": site.bytes, "pages": site.pages,
        "languages": chosen,
    }  # fmt: skip
    session.answer(answer, lambda: _summary(session, site), as_json=as_json)


def _languages(given: str | None) -> list[str]:
    """Return the languages that a list with commas names, each once.

    Raises :class:`~graph.errors.BadInput` (``choice-unknown``).
    """
    from visualize.wording import LANGUAGES  # noqa: PLC0415 - slow to load

    named = [name.strip() for name in (given or ",".join(LANGUAGES)).split(",")]
    for name in named:
        if name not in LANGUAGES:
            raise BadInput(
                "choice-unknown", value=name, option="--languages", known=", ".join(LANGUAGES)
            )
    return list(dict.fromkeys(named))


def _summary(session: Session, site: "Published") -> str:
    return session.say(
        "published", pages=site.pages, files=site.files,
        size=max(round(site.bytes / _MEGABYTE), 1), index=site.folder / "index.html",
    )  # fmt: skip
