"""Plans as StratML (ISO 17469), Part 1 and Part 2: one document for each plan."""

from lxml import etree

from graph.errors import BadInput
from graph.models import Plan
from graph.store import PlanStore
from plangraf.standards.packing import packed
from plangraf.standards.plan_outline import PlanOutline, read_plans
from plangraf.standards.stratml_writer import Part, PlanWriter
from plangraf.standards.things import Things
from queries.catalogue import Catalogue


def to_stratml(store: PlanStore, plan: str | None = None, *, part: Part = 2) -> bytes:
    """Return one plan as an XML document, or all plans that were read as a ZIP archive of them.

    A plan is found by its IRI or its title. The archive can be built from as it is.

    Raises :class:`~graph.errors.NotFound` (``element-unknown``, ``element-ambiguous``), and
    :class:`~graph.errors.BadInput` (``export-not-plan``, ``export-plan-cited``) for what is no
    plan that was read.
    """
    things = Things(store)
    plans = chosen_plans(store, things, plan)
    if plan is not None:
        return _document(things, plans[0], part)
    return packed(
        {"/".join(one.iri.split("/")[-2:]) + ".xml": _document(things, one, part) for one in plans}
    )


def chosen_plans(store: PlanStore, things: Things, name: str | None) -> list[Plan]:
    """Return the plan of a name, or all that were read.

    Raises what :func:`to_stratml` raises.
    """
    if name is None:
        return read_plans(things)
    found = Catalogue(store).find(name)
    thing = things.get(found.id)
    if isinstance(thing, Plan) and thing.is_cited_only:
        raise BadInput("export-plan-cited", name=found.label)
    if not isinstance(thing, Plan):
        raise BadInput("export-not-plan", name=name, label=found.label)
    return [thing]


def _document(things: Things, plan: Plan, part: Part) -> bytes:
    root = PlanWriter(things, PlanOutline.of(things, plan), part).root()
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written
