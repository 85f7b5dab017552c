"""What a SPARQL service tells of itself: SPARQL 1.1 Service Description, and VoID of its graph."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

from pyoxigraph import NamedNode, Quad, Triple

from graph.order import object_key
from graph.store import LANGUAGES, PlanStore
from graph.terms import iri_of
from ontology.terms import PG, PREFIXES, RDF_TYPE, RDFS_LABEL, SDG, Class
from plangraf.site.addresses import path_of
from plangraf.site.downloads import GRAPH_FILES
from plangraf.sparql.formats import GRAPHS, RESULTS
from plangraf.vocabularies import DCT, FOAF, FORMATS, RDFS, SD, VOID, Description, number, text

#: The W3C's names of the formats, by ours.
_RESULT_FORMATS: Mapping[str, str] = {
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
}
_GRAPH_FORMATS: Mapping[str, str] = {
    "ttl": "Turtle",
    "nt": "N-Triples",
    "nq": "N-Quads",
    "trig": "TriG",
    "n3": "N3",
    "rdf": "RDF_XML",
    "jsonld": "JSON-LD",
}
#: The downloads that hold the whole graph as RDF, with their formats.
_DUMPS = {name: fmt for name, (fmt, _) in GRAPH_FILES.items() if fmt in _GRAPH_FORMATS}
_SIMPLE = NamedNode("http://www.w3.org/ns/entailment/Simple")
#: Kinds of things that one is shown of, as what to begin with.
_EXAMPLES = (Class.MUNICIPALITY, Class.VISION, Class.STRATEGY, Class.MEASURE)


def void_address(endpoint: str) -> str:
    """Return where the VoID of a service's graph is found, by the address of its endpoint.

    >>> void_address("https://planer.example.no/fjordvik/sparql")
    'https://planer.example.no/fjordvik/.well-known/void'
    """
    return urljoin(endpoint, ".well-known/void")


def service_description(address: str, graphs: Iterable[str], void: str) -> list[Quad]:
    """Return the description of the SPARQL service at an address, sorted.

    ``graphs`` are the names of its graphs, ``void`` is where their VoID is found.

    >>> quads = service_description("https://a.no/sparql", [], "https://a.no/.well-known/void")
    >>> sum(quad.predicate == SD("resultFormat") for quad in quads)
    11
    """
    about = Description()
    service, dataset = NamedNode(address), NamedNode(f"{address}#dataset")
    about.say(service, "Service", SD).has(service, SD("endpoint"), service)
    about.has(service, SD("supportedLanguage"), SD("SPARQL11Query"))
    about.has(service, SD("feature"), SD("UnionDefaultGraph"))
    about.has(service, SD("defaultEntailmentRegime"), _SIMPLE)
    results = [FORMATS(_RESULT_FORMATS[name]) for name in RESULTS.values()]
    about.has(service, SD("resultFormat"), *results)
    about.has(service, SD("resultFormat"), *(FORMATS(_GRAPH_FORMATS[n]) for n in GRAPHS.values()))
    about.has(service, SD("defaultDataset"), dataset)
    about.has(service, RDFS("seeAlso"), NamedNode(void))
    whole = _whole(void)
    about.say(dataset, "Dataset", SD).has(dataset, SD("defaultGraph"), whole)
    about.say(whole, "Graph", SD)
    for name in graphs:
        named = NamedNode(f"{address}#{_key(name)}")
        about.has(dataset, SD("namedGraph"), named)
        about.say(named, "NamedGraph", SD).has(named, SD("name"), NamedNode(name))
        about.has(named, SD("graph"), _part(void, name))
        about.say(_part(void, name), "Graph", SD)
    return about.quads()


def void_description(store: PlanStore, address: str) -> list[Quad]:
    """Return the VoID of a graph that the service at an address answers for, sorted.

    It counts the graph as the service sees it: a triple that stands in two graphs is one. What is
    downloaded beside the service is linked to, each named graph is a part with its own count, and
    the ways to the UN's sustainable development goals are sets of links.
    """
    quads = store.quads()
    void = void_address(address)
    whole, document = _whole(void), NamedNode(void)
    triples = {quad.triple for quad in quads}
    types = [triple for triple in triples if triple.predicate.value == RDF_TYPE]
    municipalities = _municipalities(types)
    space = municipalities[0].rpartition("/")[0] + "/" if municipalities else None
    about = Description()
    about.say(document, "DatasetDescription", VOID).has(document, FOAF("primaryTopic"), whole)
    about.say(whole, "Dataset", VOID).has(whole, VOID("sparqlEndpoint"), NamedNode(address))
    for language, title in titles(_labels(triples, municipalities)).items():
        about.has(document, DCT("title"), text(title, language))
        about.has(whole, DCT("title"), text(title, language))
    about.has(whole, VOID("dataDump"), *_dumps(address, municipalities))
    about.has(whole, VOID("feature"), *(FORMATS(_GRAPH_FORMATS[f]) for f in _DUMPS.values()))
    if space:
        about.has(whole, VOID("uriSpace"), text(space))
    about.has(whole, VOID("rootResource"), *map(NamedNode, municipalities))
    about.has(whole, VOID("exampleResource"), *_examples(types))
    _count(about, whole, triples, space)
    _classes(about, void, types)
    _properties(about, void, triples)
    _parts(about, void, quads)
    _links(about, void, triples)
    return about.quads()


def titles(names: list[str]) -> dict[str, str]:
    """Return what the graph of municipalities is called, by language.

    >>> titles(["Fjordvik"])["nb"], titles(["Fjordvik", "Storåker"])["en"]
    ('Planene til Fjordvik kommune som graf', 'The plans of 2 municipalities as a graph')
    """
    key = {0: "none", 1: "one"}.get(len(names), "several")
    told = _texts()[f"title-{key}"]
    fields = {"name": next(iter(names), ""), "count": len(names)}
    return {language: told[language].format_map(fields) for language in LANGUAGES}


# --- counts -------------------------------------------------------------------------------------


def _count(about: Description, whole: NamedNode, triples: set[Triple], space: str | None) -> None:
    subjects = {iri_of(triple.subject) for triple in triples}
    classes = {iri_of(t.object) for t in triples if t.predicate.value == RDF_TYPE}
    counted = {
        "triples": len(triples),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({object_key(triple.object) for triple in triples}),
        "properties": len({triple.predicate for triple in triples}),
        "classes": len(classes),
        "entities": sum(s.startswith(space) for s in subjects) if space else len(subjects),
    }
    for name, value in counted.items():
        about.has(whole, VOID(name), number(value))
    about.has(whole, VOID("vocabulary"), *_vocabularies(triples, classes))


def _vocabularies(triples: set[Triple], classes: set[str]) -> set[NamedNode]:
    """Return the vocabularies that the properties and classes are of."""
    names = {triple.predicate.value for triple in triples} | classes
    spaces = {name[: max(name.rfind("#"), name.rfind("/")) + 1] for name in names}
    # Ours is called without the sign: that is the ontology itself.
    return {NamedNode(PG.rstrip("#") if space == PG else space) for space in spaces}


def _classes(about: Description, void: str, types: list[Triple]) -> None:
    for name, count in Counter(iri_of(triple.object) for triple in types).items():
        part = NamedNode(f"{void}#class-{_short(name)}")
        about.has(_whole(void), VOID("classPartition"), part)
        about.has(part, VOID("class"), NamedNode(name))
        about.has(part, VOID("entities"), number(count))


def _properties(about: Description, void: str, triples: set[Triple]) -> None:
    by_name = defaultdict(list)
    for triple in triples:
        by_name[triple.predicate.value].append(triple)
    for name, found in by_name.items():
        part = NamedNode(f"{void}#property-{_short(name)}")
        about.has(_whole(void), VOID("propertyPartition"), part)
        about.has(part, VOID("property"), NamedNode(name))
        about.has(part, VOID("triples"), number(len(found)))
        subjects, objects = {t.subject for t in found}, {object_key(t.object) for t in found}
        about.has(part, VOID("distinctSubjects"), number(len(subjects)))
        about.has(part, VOID("distinctObjects"), number(len(objects)))


def _parts(about: Description, void: str, quads: list[Quad]) -> None:
    """Tell of each named graph how many triples it has; it is called by its own name."""
    for name, count in Counter(iri_of(quad.graph_name) for quad in quads).items():
        part = _part(void, name)
        about.has(_whole(void), VOID("subset"), part)
        about.say(part, "Dataset", VOID).has(part, VOID("triples"), number(count))
        about.has(part, DCT("identifier"), text(name))


def _links(about: Description, void: str, triples: set[Triple]) -> None:
    """Tell how many links go to the UN's goals, by the property that makes them."""
    found = Counter(
        triple.predicate.value
        for triple in triples
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(SDG)
    )
    if not found:
        return
    goals = NamedNode(f"{void}#sdg")
    about.say(goals, "Dataset", VOID).has(goals, VOID("uriSpace"), text(SDG))
    about.has(goals, FOAF("homepage"), NamedNode(SDG))
    for language in LANGUAGES:
        about.has(goals, DCT("title"), text(_texts()["title-sdg"][language], language))
    for name, count in found.items():
        links = NamedNode(f"{void}#sdg-{_short(name)}")
        about.has(_whole(void), VOID("subset"), links)
        about.say(links, "Linkset", VOID).has(links, VOID("linkPredicate"), NamedNode(name))
        about.has(links, VOID("subjectsTarget"), _whole(void))
        about.has(links, VOID("objectsTarget"), goals)
        about.has(links, VOID("triples"), number(count))


# --- what is told of ----------------------------------------------------------------------------


def _municipalities(types: list[Triple]) -> list[str]:
    return sorted(iri_of(t.subject) for t in types if iri_of(t.object) == Class.MUNICIPALITY)


def _labels(triples: set[Triple], iris: list[str]) -> list[str]:
    """Return the names of things, one of each that has any."""
    named = set(iris)
    found = sorted(
        (iri_of(triple.subject), str(triple.object.value))
        for triple in triples
        if triple.predicate.value == RDFS_LABEL
        and iri_of(triple.subject) in named
        and not isinstance(triple.object, Triple)
    )
    return list(dict(found).values())


def _dumps(address: str, municipalities: list[str]) -> Iterable[NamedNode]:
    """Return where the graph is downloaded: where there are several municipalities, in parts."""
    homes = [path_of(iri).rpartition("/")[2] for iri in municipalities]
    folders = [f"{home}/data/" for home in homes] if len(homes) > 1 else ["data/"]
    return [NamedNode(urljoin(address, f + name)) for f in folders for name in _DUMPS]


def _examples(types: list[Triple]) -> Iterable[NamedNode]:
    for kind in _EXAMPLES:
        found = [iri_of(triple.subject) for triple in types if iri_of(triple.object) == kind]
        if found:
            yield NamedNode(min(found))


def _whole(void: str) -> NamedNode:
    return NamedNode(f"{void}#dataset")


def _part(void: str, graph: str) -> NamedNode:
    return NamedNode(f"{void}#{_key(graph)}")


def _key(graph: str) -> str:
    return f"graph-{_digest(graph)}"


def _short(name: str) -> str:
    """Return a term's name as a part of an IRI's fragment; two terms never share one.

    >>> _short("http://www.w3.org/2000/01/rdf-schema#label"), _short("https://example.org/a")
    ('rdfs-label', 'a-b5b10dd042')
    """
    for prefix, space in PREFIXES.items():
        if name.startswith(space):
            return f"{prefix}-{name.removeprefix(space)}"
    return f"{name[max(name.rfind('#'), name.rfind('/')) + 1 :]}-{_digest(name)}"


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:10]


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("description.toml").read_text("utf-8"))
