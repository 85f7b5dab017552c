"""A published graph for data catalogues: DCAT-AP-NO, as data.norge.no harvests it.

Each municipality's plans are a data set; each download is a distribution of it. What is said of
them is what the graph knows; the rest is asked for, see
:mod:`plangraf.standards.catalogue_settings`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha1
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from graph.store import LANGUAGES
from ontology.terms import PG
from plangraf.site.loading import Home, Library
from plangraf.sparql.description import titles
from plangraf.standards.catalogue_facts import Facts, File, files_of
from plangraf.standards.catalogue_settings import CatalogueSettings, require
from plangraf.vocabularies import (
    DCAT,
    DCT,
    FOAF,
    RDFS,
    SKOS,
    SPDX,
    VCARD,
    XSD,
    Description,
    Vocabulary,
    day,
    text,
)

_EU = "http://publications.europa.eu/resource/authority/"
_ACCESS, _FILE_TYPE, _LANGUAGE, _LICENCE, _THEME = (
    Vocabulary(f"{_EU}{name}/")
    for name in ("access-right", "file-type", "language", "licence", "data-theme")
)
_LISTS = (_ACCESS, _FILE_TYPE, _LANGUAGE, _LICENCE, _THEME)
_MEDIA = Vocabulary("https://www.iana.org/assignments/media-types/")
_UNITS = Vocabulary("https://data.brreg.no/enhetsregisteret/api/enheter/")
#: The IRIs that data.norge.no's own list of municipalities has.
_AREAS = Vocabulary("https://data.geonorge.no/administrativeEnheter/kommune/id/")
_SPARQL = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
_ONTOLOGY = NamedNode(PG.rstrip("#"))
_STANDARDS = {_SPARQL: "SPARQL 1.1 Protocol", _ONTOLOGY: "Plangraf"}
_LANGUAGES: Mapping[str, str] = {"nb": "NOB", "nn": "NNO", "en": "ENG"}
#: The EU's names of the files' formats. It has none for GraphML and GEXF, which are XML.
_FILES: Mapping[str, str] = {
    "graf.ttl": "RDF_TURTLE",
    "graf.trig": "RDF_TRIG",
    "graf.nt": "RDF_N_TRIPLES",
    "graf.jsonld": "JSON_LD",
    "graf.graphml": "XML",
    "graf.gexf": "XML",
    "graf.neo4j.zip": "ZIP",
    "planer.stratml.zip": "ZIP",
    "elementer.csv": "CSV",
    "elementer.csv-metadata.json": "JSON",
    "tiltak.csv": "CSV",
    "tiltak.csv-metadata.json": "JSON",
    "henvisninger.sssom.tsv": "TSV",
    "opphav.ttl": "RDF_TURTLE",
    "rapport.xlsx": "XLSX",
}
#: The files in the ontology's own terms; the provenance is in those of PROV-O.
_RDF = {"graf.ttl", "graf.trig", "graf.nt", "graf.jsonld"}


def catalogue_quads(library: Library, settings: CatalogueSettings) -> list[Quad]:
    """Return the catalogue of a graph's data sets as DCAT-AP-NO, sorted.

    The downloads are made to tell their size and checksum: they are the bytes that the site has.

    Raises :class:`~graph.errors.BadInput` (``catalogue-incomplete``) where something is missing
    that a catalogue must tell.
    """
    parts = [(home, library.snapshot(home).store) for home in library.homes]
    facts = {home.prefix: Facts.of(store, home.iri) for home, store in parts}
    only = next(iter(facts.values())) if len(facts) == 1 else None
    number, name = (only.number, only.name) if only else (None, None)
    require(settings, number=number, name=name)
    made = _Catalogue(settings, only)
    for home, _ in parts:
        made.add(home, facts[home.prefix], list(files_of(library, home, _FILES)))
    return made.quads()


class _Catalogue:
    """The description as it grows, and what its parts share."""

    def __init__(self, settings: CatalogueSettings, only: Facts | None) -> None:
        self._settings = settings
        self._base = f"{(settings.base_url or '').rstrip('/')}/"
        self._about = Description()
        self._whole = NamedNode(f"{self._base}#katalog")
        self._contact = NamedNode(f"{self._base}#kontakt")
        self._license = _LICENCE(settings.license or "")
        self._themes = [*map(_THEME, settings.themes), *map(NamedNode, settings.los)]
        name = settings.publisher.name or _organisation(only)
        number = settings.publisher.organisation_number or (only.number if only else None)
        self._publisher = self._agent(name or "", number or "")
        self._service = self._served(name or "") if settings.endpoint else None
        self._told(name or "")

    def quads(self) -> list[Quad]:
        """Return what was said, and of the EU's terms and the standards in it what they are.

        Without that a validator would have to fetch the EU's lists to see that they are used.
        """
        about = self._about
        for term in {quad.object for quad in about.quads() if isinstance(quad.object, NamedNode)}:
            for known in _LISTS:
                if term.value.startswith(known.iri):
                    scheme = NamedNode(known.iri.rstrip("/"))
                    about.say(term, "Concept", SKOS).has(term, SKOS("inScheme"), scheme)
            if term in _STANDARDS:
                title = text(_STANDARDS[term], "en")
                about.say(term, "Standard", DCT).has(term, DCT("title"), title)
        return about.quads()

    def add(self, home: Home, facts: Facts, files: list[File]) -> None:
        """Describe one municipality's data set and its files."""
        about = self._about
        folder = f"{home.prefix}/" if home.prefix else ""
        dataset = NamedNode(f"{self._base}{folder}#datasett")
        about.has(self._whole, DCAT("dataset"), dataset)
        about.say(dataset, "Dataset", DCAT)
        self._common(dataset, titles([facts.name] if facts.name else []))
        self._texts(dataset, "description", "dataset-description")
        own = self._agent(_organisation(facts) or "", facts.number) if facts.number else None
        about.has(dataset, DCT("publisher"), own if home.prefix and own else self._publisher)
        about.has(dataset, DCT("accessRights"), _ACCESS("PUBLIC"))
        about.has(dataset, DCT("conformsTo"), _ONTOLOGY)
        about.has(dataset, DCT("language"), *_tongues(facts.languages))
        about.has(dataset, DCAT("landingPage"), NamedNode(self._base + folder))
        areas = [NamedNode(iri) for iri in self._settings.spatial] or [*map(_AREAS, facts.areas)]
        about.has(dataset, DCT("spatial"), *areas)
        about.has(self._whole, DCT("spatial"), *areas)
        self._keywords(dataset)
        self._provenance(dataset, facts)
        self._time(dataset, facts)
        for file in files:
            about.has(dataset, DCAT("distribution"), self._distribution(file))
        if self._service:
            about.has(self._service, DCAT("servesDataset"), dataset)
            about.has(dataset, DCAT("distribution"), self._served_distribution(folder))

    # --- the catalogue and its service ----------------------------------------------------------

    def _told(self, name: str) -> None:
        about, contact = self._about, self._settings.contact
        about.say(self._whole, "Catalog", DCAT)
        self._common(self._whole, _filled("catalogue", name=name))
        self._texts(self._whole, "description", "catalogue-description")
        about.has(self._whole, DCT("publisher"), self._publisher)
        about.has(self._whole, DCT("license"), self._license)
        about.has(self._whole, DCT("language"), *_tongues(LANGUAGES))
        about.has(self._whole, DCAT("themeTaxonomy"), NamedNode(_THEME.iri.rstrip("/")))
        about.has(self._whole, FOAF("homepage"), NamedNode(self._base))
        about.say(self._contact, "Organization", VCARD)
        about.has(self._contact, VCARD("fn"), text(contact.name or name))
        if contact.email:
            about.has(self._contact, VCARD("hasEmail"), NamedNode(f"mailto:{contact.email}"))
        if contact.form:
            about.has(self._contact, VCARD("hasURL"), NamedNode(contact.form))

    def _served(self, name: str) -> NamedNode:
        about, endpoint = self._about, NamedNode(self._settings.endpoint or "")
        service = NamedNode(f"{endpoint.value}#tjeneste")
        about.has(self._whole, DCAT("service"), service)
        about.say(service, "DataService", DCAT)
        self._common(service, _filled("service", name=name))
        self._texts(service, "description", "service-description")
        about.has(service, DCT("publisher"), self._publisher)
        about.has(service, DCAT("endpointURL"), endpoint)
        about.has(service, DCAT("endpointDescription"), endpoint)
        about.has(service, DCT("conformsTo"), _SPARQL)
        about.has(service, DCT("license"), self._license)
        about.has(service, DCT("accessRights"), _ACCESS("PUBLIC"))
        about.has(service, DCT("format"), _FILE_TYPE("SPARQLQRES"))
        self._keywords(service)
        return service

    def _agent(self, name: str, number: str) -> NamedNode:
        agent = _UNITS(number)
        self._about.say(agent, "Agent", FOAF).has(agent, FOAF("name"), text(name, "nb"))
        self._about.has(agent, DCT("identifier"), text(number))
        return agent

    # --- the files ------------------------------------------------------------------------------

    def _distribution(self, file: File) -> NamedNode:
        about, place = self._about, NamedNode(self._base + file.path)
        made = self._offered(f"{place.value}#distribusjon", file.name, place)
        about.has(made, DCAT("downloadURL"), place)
        about.has(made, DCAT("mediaType"), _MEDIA(file.media_type))
        about.has(made, DCT("format"), _FILE_TYPE(_FILES[file.name]))
        # DCAT-AP-NO 2.2 wants a decimal here, where version 3 wants an integer without a sign.
        size = Literal(str(len(file.data)), datatype=XSD("decimal"))
        about.has(made, DCAT("byteSize"), size)
        checksum = NamedNode(f"{place.value}#sjekksum")
        about.has(made, SPDX("checksum"), checksum)
        about.say(checksum, "Checksum", SPDX)
        # The only algorithm that DCAT-AP-NO 2.2 takes; it tells a broken download, no forged one.
        about.has(checksum, SPDX("algorithm"), SPDX("checksumAlgorithm_sha1"))
        digest = sha1(file.data, usedforsecurity=False).hexdigest()
        about.has(checksum, SPDX("checksumValue"), Literal(digest, datatype=XSD("hexBinary")))
        return made

    def _served_distribution(self, folder: str) -> NamedNode:
        endpoint = NamedNode(self._settings.endpoint or "")
        made = self._offered(f"{self._base}{folder}#sparql", "sparql", endpoint)
        self._about.has(made, DCT("format"), _FILE_TYPE("SPARQLQRES"))
        if self._service:
            self._about.has(made, DCAT("accessService"), self._service)
        return made

    def _offered(self, iri: str, name: str, access: NamedNode) -> NamedNode:
        made = NamedNode(iri)
        self._about.say(made, "Distribution", DCAT).has(made, DCAT("accessURL"), access)
        self._about.has(made, DCT("license"), self._license)
        self._texts(made, "title", name)
        if name in _RDF:
            self._about.has(made, DCT("conformsTo"), _ONTOLOGY)
        return made

    # --- what several of them have --------------------------------------------------------------

    def _common(self, thing: NamedNode, names: Mapping[str, str]) -> None:
        about = self._about
        about.has(thing, DCT("title"), *(text(name, tag) for tag, name in names.items()))
        about.has(thing, DCT("identifier"), text(thing.value))
        about.has(thing, DCAT("contactPoint"), self._contact)
        if thing != self._whole:
            about.has(thing, DCAT("theme"), *self._themes)

    def _texts(self, thing: NamedNode, prop: str, key: str) -> None:
        self._about.has(thing, DCT(prop), *(text(t, tag) for tag, t in _filled(key).items()))

    def _keywords(self, thing: NamedNode) -> None:
        for tag, words in _filled("keywords").items():
            self._about.has(thing, DCAT("keyword"), *(text(w, tag) for w in words.split(", ")))

    def _provenance(self, dataset: NamedNode, facts: Facts) -> None:
        about, origin = self._about, NamedNode(f"{dataset.value}-opphav")
        about.has(dataset, DCT("provenance"), origin)
        about.say(origin, "ProvenanceStatement", DCT)
        told = _filled("provenance", count=facts.documents)
        about.has(origin, RDFS("label"), *(text(t, tag) for tag, t in told.items()))

    def _time(self, dataset: NamedNode, facts: Facts) -> None:
        about, (begin, end) = self._about, facts.period
        if facts.modified:
            about.has(dataset, DCT("modified"), day(facts.modified))
        if begin is None and end is None:
            return
        period = NamedNode(f"{dataset.value}-tidsrom")
        about.has(dataset, DCT("temporal"), period)
        about.say(period, "PeriodOfTime", DCT)
        if begin is not None:
            about.has(period, DCAT("startDate"), day(f"{begin:04}-01-01"))
        if end is not None:
            about.has(period, DCAT("endDate"), day(f"{end:04}-12-31"))


def _organisation(facts: Facts | None) -> str | None:
    return f"{facts.name} kommune" if facts and facts.name else None


def _tongues(tags: Iterable[str]) -> list[NamedNode]:
    return [_LANGUAGE(_LANGUAGES[tag]) for tag in tags if tag in _LANGUAGES]


def _filled(key: str, **fields: object) -> dict[str, str]:
    told = _texts()[key]
    return {language: told[language].format_map(fields) for language in LANGUAGES}


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("dcat.toml").read_text("utf-8"))
