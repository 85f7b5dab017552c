"""What IRIs lead to: a thing's page, or what the graph says of it as data, as a client wants it."""

from collections.abc import Mapping

from pyoxigraph import NamedNode, Quad, serialize

from graph.serialise import PREFIXED, union
from graph.store import PlanStore
from graph.terms import iri_of
from ontology.terms import RDFS_LABEL
from plangraf.site.addresses import PAGE, THING_DATA, TWIN
from plangraf.site.downloads import Download
from plangraf.site.page import Asked
from plangraf.sparql.formats import best
from plangraf.sparql.worker import TRIPLES

#: Where a client is led by what it likes; by the last where it likes all as well.
_LEADS: Mapping[str, str] = {
    "application/json": TWIN,
    **{kind.partition(";")[0]: ending for ending, (kind, _) in THING_DATA.items()},
    "application/xhtml+xml": PAGE,
    "text/html": PAGE,
}
#: Steps from a thing to what is said of what stands between it and others.
_FAR = 3


def lead(accept: str) -> str:
    """Return the ending of what a client likes best; empty where it likes none.

    >>> lead("text/html,application/xhtml+xml,*/*;q=0.8"), lead("text/turtle, */*;q=0.1"), lead("")
    ('.html', '.ttl', '.html')
    """
    return _LEADS.get(best(accept, _LEADS), "")


def split(path: str) -> tuple[str, str]:
    """Return the path of a thing and the ending that says what of it is wanted.

    >>> split("plangraf/id/vik/plan/1.B2.ttl"), split("plangraf/id/vik/plan/1.B2")
    (('plangraf/id/vik/plan/1.B2', '.ttl'), ('plangraf/id/vik/plan/1.B2', ''))
    """
    for ending in (PAGE, TWIN, *THING_DATA):
        if path.endswith(ending):
            return path.removesuffix(ending), ending
    return path, ""


def data(asked: Asked) -> Download | None:
    """Return what the graph says of the thing at a path, or None where the path is of none."""
    path, ending = split(asked.path)
    known = asked.snapshot.paths
    iri = known.get(path) or known.get(f"{asked.snapshot.prefix}/{path}".strip("/"))
    if iri is None or ending not in THING_DATA:
        return None
    media_type, _ = THING_DATA[ending]
    store, others = asked.snapshot.store, asked.snapshot.catalogue.elements
    return Download(media_type, lambda: _written(said_of(store, iri, others), ending[1:]))


def said_of(store: PlanStore, iri: str, others: Mapping[str, object]) -> list[Quad]:
    """Return what a graph says of a thing, of what points to it, and of what stands between.

    Passages, references and decisions are told whole; of other things their names alone.
    """
    found: dict[str, list[Quad]] = {}
    waiting = [(iri, 0)]
    incoming = store.of_object(iri)
    waiting += [(iri_of(q.subject), 1) for q in incoming if iri_of(q.subject) not in others]
    while waiting:
        thing, far = waiting.pop()
        if thing in found:
            continue
        found[thing] = store.of_subject(thing)
        if far < _FAR:
            waiting += [
                (q.object.value, far + 1)
                for q in found[thing]
                if isinstance(q.object, NamedNode) and q.object.value not in others
            ]
    told = [*incoming, *(quad for quads in found.values() for quad in quads)]
    ends = (end for quad in told for end in (quad.subject, quad.object))
    named = {end.value for end in ends if isinstance(end, NamedNode)}
    names = [
        quad
        for other in named & others.keys() - found.keys()
        for quad in store.of_subject(other)
        if quad.predicate.value == RDFS_LABEL
    ]
    return [*told, *names]


def _written(quads: list[Quad], fmt: str) -> bytes:
    return serialize(union(quads), format=TRIPLES[fmt], prefixes=PREFIXED) or b""
