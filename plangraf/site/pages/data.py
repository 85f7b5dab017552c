"""What can be taken away: the graph in other tools' formats, reports, and where it comes from."""

from typing import Any

from plangraf.site.downloads import GRAPH_FILES, REPORT_FILES
from plangraf.site.page import Asked, Content, Crumb
from plangraf.site.snapshot import Snapshot
from queries.library import run

#: What a server answers beside its pages: what each is called in our words, and where it is.
SERVICES = (
    ("sparql", "/sparql"),
    ("openapi", "/openapi.json"),
    ("void", "/.well-known/void"),
    ("examples", "/.well-known/sparql-examples"),
    ("ontology", "/plangraf/ontology.html"),
)


def make(asked: Asked) -> Content:
    """Return the page with the downloads."""
    say, snapshot = asked.say, asked.snapshot
    documents = list(snapshot.store.info.get("documents", ()))
    publishers = snapshot.once(_publishers)
    return Content(
        template="data.jinja",
        title=say("data-title"),
        section="data",
        lead=say("data-lead"),
        values={
            "reports": [f"data/{name}" for name in REPORT_FILES],
            "graphs": [(f"data/{name}", fmt) for name, (fmt, _) in GRAPH_FILES.items()],
            "services": SERVICES,
            "documents": documents,
            "publishers": publishers,
            "triples": len(snapshot.store),
        },
        json={
            "files": [f"data/{name}" for name in (*REPORT_FILES, *GRAPH_FILES)],
            "documents": documents,
            "plans": publishers,
            "quads": len(snapshot.store),
        },
        crumbs=(Crumb(say("nav-overview"), asked.address("")),),
    )


def _publishers(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return who publishes each plan, under what licence, and from which file it was read."""
    return [dict(row) for row in run(snapshot.store, "plans/publisher-and-provenance").dicts()]
