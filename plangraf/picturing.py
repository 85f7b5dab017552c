"""Gathers the answers of a graph and has the pages made of them."""

from collections.abc import Sequence

from pyoxigraph import Literal

from graph.errors import NotFound
from graph.store import PlanStore
from graph.terms import value_of
from ontology.terms import RDFS_LABEL, Property, from_concept_iri
from queries.answers import Edge, Element, Thread
from queries.catalogue import Catalogue
from queries.covering import COLUMNS, Coverage
from queries.finding import findings
from queries.library import run
from queries.tracing import steps, threads
from visualize.network import network_page
from visualize.report import report_html
from visualize.scene import BESIDE, LEVELS, Item, PlanFacts, Report, Scene
from visualize.thread import thread_svg

#: What a plan tells of an element, in the order it is shown.
_DETAILS = (
    Property.DESCRIPTION, Property.SECTION, Property.RESPONSIBLE, Property.OWNER, Property.DEADLINE,
    Property.PROGRESS, Property.COST, Property.INDICATOR,
)  # fmt: skip


def view_page(store: PlanStore, element: str | None, lang: str) -> str:
    """Return the page with the graph, opened on one element or plan if one is named.

    Raises :class:`~graph.errors.NotFound` for a name that no element or plan has.
    """
    catalogue = Catalogue(store)
    chosen = catalogue.find(element) if element is not None else None
    scene = _scene(catalogue, Coverage(catalogue))
    shown = {item.element.id for item in scene.items} | {plan.element.id for plan in scene.plans}
    if chosen is not None and chosen.id not in shown:
        raise NotFound("element-unknown", name=element)
    return network_page(scene, lang, chosen)


def thread_picture(catalogue: Catalogue, found: Sequence[Thread], lang: str) -> str:
    """Return the threads of one element as an SVG picture; empty where there are none."""
    elements = {node.id for thread in found for node in thread.nodes}
    languages = {iri: _language(catalogue, iri) for iri in sorted(elements)}
    picture = thread_svg(found, lang, languages)
    return f"{picture}\n" if picture else ""


def report_page(store: PlanStore, lang: str) -> str:
    """Return the report page."""
    catalogue = Catalogue(store)
    coverage = Coverage(catalogue)
    scene = _scene(catalogue, coverage)
    items = {item.element.id: item for item in scene.items}
    report = Report(
        scene,
        coverage.json(),
        coverage.matrix("plan", "focus_area"),
        coverage.matrix("initiative", "focus_area"),
        tuple(
            (items[measure.id], tuple(threads(catalogue, measure)))
            for measure in coverage.measures
            if measure.id in items
        ),
    )
    return report_html(report, lang)


def _scene(catalogue: Catalogue, coverage: Coverage) -> Scene:
    elements = catalogue.of_type(*LEVELS, *BESIDE)
    known = {element.id for element in elements}
    edges: list[Edge] = []
    for element in elements:
        edges += [step for step in steps(catalogue, element.id) if step.target in known]
    measures: dict[str, frozenset[str]] = {}
    for level in COLUMNS:
        if level in LEVELS:
            reached = coverage.matrix("plan", level).column_totals
            measures.update({g.id: reached.get(g.id, frozenset()) for g in coverage.goals(level)})
    return Scene(
        municipality=", ".join(e.label for e in catalogue.of_type("municipality")),
        items=tuple(_item(catalogue, element) for element in elements),
        edges=tuple(edges),
        findings=tuple(findings(catalogue)),
        plans=_plans(catalogue),
        measures_of=measures,
        as_of=str(catalogue.store.info.get("as_of") or ""),
    )


def _item(catalogue: Catalogue, element: Element) -> Item:
    told: dict[str, list[object]] = {}
    for predicate, term in sorted(catalogue.store.describe(element.id), key=str):
        told.setdefault(predicate, []).append(value_of(term))
    words = told.get(Property.LEVEL_WORD, [])
    return Item(
        element=element,
        language=_language(catalogue, element.id),
        level_word=str(words[0]) if words else None,
        is_cited_only=told.get(Property.CITED_ONLY) == [True],
        position=int(str(told.get(Property.POSITION, [0])[0])),
        places=catalogue.places(str(iri) for iri in told.get(Property.PASSAGE, [])),
        details=tuple(
            (prop.rpartition("#")[2], _texts(catalogue, told[prop]))
            for prop in _DETAILS
            if prop in told
        ),
    )


def _language(catalogue: Catalogue, iri: str) -> str:
    """Return the language that an element's own words are in."""
    for predicate, term in catalogue.store.describe(iri):
        if predicate == RDFS_LABEL and isinstance(term, Literal) and term.language:
            return term.language
    return "nb"


def _texts(catalogue: Catalogue, values: list[object]) -> tuple[str, ...]:
    """Return values as texts, an IRI as what it is called."""
    return tuple(sorted(catalogue.element(str(value)).label for value in values))


def _plans(catalogue: Catalogue) -> tuple[PlanFacts, ...]:
    found: dict[str, PlanFacts] = {}
    for row in run(catalogue.store, "plans/plans").dicts():
        plan = str(row["plan"])
        years = [str(row[key]) for key in ("periodFrom", "periodTo") if row[key] is not None]
        documents = catalogue.values(plan, Property.SOURCE_DOCUMENT)
        found[plan] = PlanFacts(
            element=catalogue.element(plan),
            status=str(from_concept_iri(str(row["status"])).value),
            is_read=bool(row["read"]),
            language=_language(catalogue, plan),
            period="–".join(dict.fromkeys(years)),
            adopted=str(row["adopted"] or ""),
            files=tuple(
                name for iri in documents for name in catalogue.values(iri, Property.FILE_NAME)
            ),
            places=catalogue.places(catalogue.values(plan, Property.PASSAGE)),
        )
    return tuple(sorted(found.values(), key=lambda p: (not p.is_read, p.element.label)))
