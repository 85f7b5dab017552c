"""Gathers what the pages show from a graph: its elements with all that is told of them."""

from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal

from graph.terms import value_of
from ontology.terms import RDFS_LABEL, Property, from_concept_iri
from queries.answers import Edge, Element
from queries.catalogue import Catalogue
from queries.covering import COLUMNS, Coverage
from queries.finding import findings
from queries.library import run
from queries.referring import references
from queries.tracing import steps, threads
from visualize.scene import BESIDE, LEVELS, Citation, Item, PlanFacts, Report, Scene

#: What a plan tells of an element, in the order it is shown.
_DETAILS = (
    Property.DESCRIPTION, Property.SECTION, Property.RESPONSIBLE, Property.OWNER, Property.DEADLINE,
    Property.PROGRESS, Property.COST, Property.INDICATOR,
)  # fmt: skip


def scene_of(catalogue: Catalogue, coverage: Coverage) -> Scene:
    """Return all that the pages show of a graph: elements, steps, findings, plans."""
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
        plans=plan_facts(catalogue),
        measures_of=measures,
        as_of=str(catalogue.store.info.get("as_of") or ""),
    )


def report_of(
    catalogue: Catalogue, coverage: Coverage | None = None, scene: Scene | None = None
) -> Report:
    """Return all that the reports tell of a graph; what was gathered before is not asked again."""
    coverage = coverage or Coverage(catalogue)
    scene = scene or scene_of(catalogue, coverage)
    items = {item.element.id: item for item in scene.items}
    return Report(
        scene,
        coverage.json(),
        coverage.matrix("plan", "focus_area"),
        coverage.matrix("initiative", "focus_area"),
        tuple(
            (items[measure.id], tuple(threads(catalogue, measure)))
            for measure in coverage.measures
            if measure.id in items
        ),
        tuple(_citation(catalogue, row) for row in references(catalogue)),
    )


def _citation(catalogue: Catalogue, row: Mapping[str, Any]) -> Citation:
    return Citation(
        source=Element(**row["source"]),
        text=str(row["text"]),
        target=Element(**row["target"]) if row["target"] else None,
        method=row["method"],
        confidence=float(row["confidence"]),
        is_stated=bool(row["stated"]),
        diff=row["diff"] or "",
        place=catalogue.place(row["passage"]["id"]) if row["passage"] else None,
    )


def _item(catalogue: Catalogue, element: Element) -> Item:
    told: dict[str, list[object]] = {}
    for predicate, term in sorted(catalogue.store.describe(element.id), key=str):
        told.setdefault(predicate, []).append(value_of(term))
    words = told.get(Property.LEVEL_WORD, [])
    return Item(
        element=element,
        language=language_of(catalogue, element.id),
        level_word=str(words[0]) if words else None,
        is_cited_only=told.get(Property.CITED_ONLY) == [True],
        position=next((at for at in told.get(Property.POSITION, []) if isinstance(at, int)), 0),
        places=catalogue.places(str(iri) for iri in told.get(Property.PASSAGE, [])),
        details=tuple(
            (prop.rpartition("#")[2], _texts(catalogue, told[prop]))
            for prop in _DETAILS
            if prop in told
        ),
    )


def language_of(catalogue: Catalogue, iri: str) -> str:
    """Return the language that an element's own words are in."""
    for predicate, term in catalogue.store.describe(iri):
        if predicate == RDFS_LABEL and isinstance(term, Literal) and term.language:
            return term.language
    return "nb"


def _texts(catalogue: Catalogue, values: list[object]) -> tuple[str, ...]:
    """Return values as texts, an IRI as what it is called."""
    return tuple(sorted(catalogue.element(str(value)).label for value in values))


def plan_facts(catalogue: Catalogue) -> tuple[PlanFacts, ...]:
    """Return the plans of a graph and how they stand, those that were read first."""
    found: dict[str, PlanFacts] = {}
    for row in run(catalogue.store, "plans/plans").dicts():
        plan = str(row["plan"])
        years = [str(row[key]) for key in ("periodFrom", "periodTo") if row[key] is not None]
        documents = catalogue.values(plan, Property.SOURCE_DOCUMENT)
        found[plan] = PlanFacts(
            element=catalogue.element(plan),
            status=str(from_concept_iri(str(row["status"])).value),
            is_read=bool(row["read"]),
            language=language_of(catalogue, plan),
            period="–".join(dict.fromkeys(years)),
            adopted=str(row["adopted"] or ""),
            files=tuple(
                name for iri in documents for name in catalogue.values(iri, Property.FILE_NAME)
            ),
            places=catalogue.places(catalogue.values(plan, Property.PASSAGE)),
            years=(row["periodFrom"], row["periodTo"]),
        )
    return tuple(sorted(found.values(), key=lambda p: (not p.is_read, p.element.label)))
