"""``catalogue``: a published graph described for data catalogues."""

from pathlib import Path

import click
from pyoxigraph import RdfFormat

from graph.errors import BadInput
from graph.files import write_file
from plangraf.commands.grammar import (
    command,
    graph_option,
    json_option,
    language_option,
    option,
    path_option,
)
from plangraf.commands.session import Session

#: What a catalogue can be written as, by the file's ending.
FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}


@command("catalogue")
@graph_option
@path_option("--settings", text="option-catalogue-settings", value="value-file")
@option("--base-url", text="option-base-url", value="value-address")
@option("--endpoint", text="option-endpoint", value="value-address")
@path_option("--out", required=True, text="option-catalogue-file", value="value-file")
@json_option
@language_option
@click.pass_obj
def catalogue(  # noqa: PLR0913, PLR0917 - one for each option
    session: Session,
    graph: Path,
    settings: Path | None,
    base_url: str | None,
    endpoint: str | None,
    out: Path,
    *,
    as_json: bool,
) -> None:
    """Describe the published graph as DCAT-AP-NO."""
    from plangraf.site.loading import Library  # noqa: PLC0415 - slow to load
    from plangraf.standards.catalogue_settings import catalogue_settings  # noqa: PLC0415
    from plangraf.standards.dcat import catalogue_quads  # noqa: PLC0415
    from plangraf.vocabularies import written  # noqa: PLC0415

    fmt = FORMATS.get(out.suffix.lower())
    if fmt is None:
        raise BadInput("catalogue-format", where=out, known=", ".join(FORMATS))
    asked = catalogue_settings(settings, base_url=base_url, endpoint=endpoint)
    data = written(catalogue_quads(Library.open(graph), asked), fmt)
    write_file(out, data)
    answer = {"written": str(out), "bytes": len(data)}
    session.answer(answer, lambda: session.say("written", path=out), as_json=as_json)
