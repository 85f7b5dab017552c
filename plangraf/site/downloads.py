"""Files that are made from a graph: its formats, its reports, the pictures of its threads."""

from collections.abc import Callable
from dataclasses import dataclass

from plangraf.exporting import export_bytes
from plangraf.gathering import report_of
from plangraf.reporting import write_report
from plangraf.site.page import Asked
from plangraf.site.snapshot import Snapshot
from visualize.scene import Report
from visualize.telling import Telling
from visualize.thread import thread_svg
from visualize.wording import Wording


@dataclass(frozen=True, slots=True)
class Download:
    """A file: what it is, and how it is made."""

    media_type: str
    make: Callable[[], bytes]


#: The graph in the formats other tools read, by the file's name under ``data/``.
GRAPH_FILES = {
    "graf.ttl": ("ttl", "text/turtle; charset=utf-8"),
    "graf.trig": ("trig", "application/trig; charset=utf-8"),
    "graf.nt": ("nt", "application/n-triples; charset=utf-8"),
    "graf.jsonld": ("jsonld", "application/ld+json"),
    "graf.graphml": ("graphml", "application/graphml+xml"),
    "graf.gexf": ("gexf", "application/xml"),
    "elementer.csv": ("csv", "text/csv; charset=utf-8"),
    "elementer.csv-metadata.json": ("csvw", "application/csvm+json"),
    "tiltak.csv": ("measures", "text/csv; charset=utf-8"),
    "tiltak.csv-metadata.json": ("measures-csvw", "application/csvm+json"),
    "graf.neo4j.zip": ("neo4j", "application/zip"),
    "henvisninger.sssom.tsv": ("sssom", "text/tab-separated-values; charset=utf-8"),
    "planer.stratml.zip": ("stratml", "application/zip"),
    "opphav.ttl": ("prov", "text/turtle; charset=utf-8"),
}
#: The reports, by the file's name under ``data/``.
REPORT_FILES = {
    "rapport.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "rapport.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "rapport.pdf": "application/pdf",
    "rapport.html": "text/html; charset=utf-8",
}
#: What the picture of an element's threads is called, below the element's own path.
PICTURE = "spor.svg"


def download(asked: Asked) -> Download | None:
    """Return the file that a path names, or None where it names no file."""
    folder, _, name = asked.path.rpartition("/")
    if folder == "data" and name in GRAPH_FILES:
        fmt, media_type = GRAPH_FILES[name]
        return Download(media_type, lambda: export_bytes(asked.snapshot.store, fmt))
    if folder == "data" and name in REPORT_FILES:
        ending = name.rpartition(".")[2]
        return Download(
            REPORT_FILES[name],
            lambda: write_report(asked.snapshot.once(report), ending, asked.say.language),
        )
    if name == PICTURE:
        return _picture(asked, folder)
    return None


def telling(asked: Asked) -> Telling:
    """Return what a report tells, in the language of the page."""
    return asked.snapshot.once(_telling, asked.say.language)


def _telling(snapshot: Snapshot, language: str) -> Telling:
    return Telling.of(snapshot.once(report), Wording(language))


def report(snapshot: Snapshot) -> Report:
    """Return what a report tells of a graph."""
    return report_of(snapshot.catalogue, snapshot.coverage, snapshot.scene)


def _picture(asked: Asked, path: str) -> Download | None:
    """Return the picture of the threads of the element at a path."""
    snapshot = asked.snapshot
    inner = f"{snapshot.prefix}/{path}".strip("/")
    iri = snapshot.paths.get(path) or snapshot.paths.get(inner)
    if iri is None:
        return None
    threads = snapshot.threads(iri)
    languages = {node.id: snapshot.language(node.id) for t in threads for node in t.nodes}
    picture = thread_svg(threads, asked.say.language, languages)
    return Download("image/svg+xml", f"{picture}\n".encode) if picture else None
