"""Has the pages of a graph made of its answers."""

from collections.abc import Sequence

from graph.errors import NotFound
from graph.store import PlanStore
from plangraf.gathering import language_of, report_of, scene_of
from queries.answers import Thread
from queries.catalogue import Catalogue
from queries.covering import Coverage
from visualize.network import network_page
from visualize.report import report_html
from visualize.thread import thread_svg


def view_page(store: PlanStore, element: str | None, lang: str) -> str:
    """Return the page with the graph, opened on one element or plan if one is named.

    Raises :class:`~graph.errors.NotFound` for a name that no element or plan has.
    """
    catalogue = Catalogue(store)
    chosen = catalogue.find(element) if element is not None else None
    scene = scene_of(catalogue, Coverage(catalogue))
    shown = {item.element.id for item in scene.items} | {plan.element.id for plan in scene.plans}
    if chosen is not None and chosen.id not in shown:
        raise NotFound("element-unknown", name=element)
    return network_page(scene, lang, chosen)


def thread_picture(catalogue: Catalogue, found: Sequence[Thread], lang: str) -> str:
    """Return the threads of one element as an SVG picture; empty where there are none."""
    elements = {node.id for thread in found for node in thread.nodes}
    languages = {iri: language_of(catalogue, iri) for iri in sorted(elements)}
    picture = thread_svg(found, lang, languages)
    return f"{picture}\n" if picture else ""


def report_page(store: PlanStore, lang: str) -> str:
    """Return the report page."""
    return report_html(report_of(Catalogue(store)), lang)
