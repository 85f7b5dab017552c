"""Every citation of a goal or strategy in a table cell: cut, resolved, judged, kept."""

from decimal import Decimal

from graph.differing import word_diff
from graph.models import Iri
from loaders.builder import Builder, PlanRecord
from loaders.citations import CitedPlans, group_by_plan
from loaders.cutting import Cutter
from loaders.document import Mapped
from loaders.drafts import Draft, PlanMention
from loaders.index import Index, Target
from loaders.matching import Judgement, judge
from loaders.reading import proper_names
from loaders.wording import plain
from ontology.terms import Method, Property

_DEFAULT = PlanMention("societal_master_plan", "Kommuneplanens samfunnsdel")
Cell = tuple[PlanRecord, Draft, Mapped, PlanMention]


def cut_citations(record: PlanRecord, known: list[str]) -> list[tuple[Draft, Mapped]]:
    """Cut all reference cells of a plan into single references, in order."""
    cells = [(draft, cell) for draft in record.own() for cell in draft.citations]
    cutter = Cutter(known, [cell for _, cell in cells], proper_names(record.reading.document))
    return [(draft, piece) for draft, cell in cells for piece in cutter.cut(cell)]


def cited_plan(record: PlanRecord, draft: Draft) -> PlanMention:
    """Return the plan that an element's reference column cites."""
    if draft.cites is not None:
        return draft.cites
    for statement in record.reading.statements:
        if statement.kind == "cites-level" and statement.plan is not None:
            return statement.plan
    return _DEFAULT


def add_references(builder: Builder, cited: CitedPlans) -> None:
    """Resolve every reference of every plan against the goals and strategies of all plans."""
    cells: list[Cell] = []
    for record in builder.records:
        known = [
            t.label
            for iri, t in builder.targets.items()
            if iri.startswith(f"{record.municipality_iri}/")
        ]
        cells += [
            (record, draft, piece, cited_plan(record, draft))
            for draft, piece in cut_citations(record, known)
        ]
    groups = group_by_plan(cells)
    resolver = _Resolver(builder, cited, groups)
    for record, draft, piece, mention in cells:
        resolver.resolve(record, draft, piece, mention)
    resolver.keep_former_iris()


class _Resolver:
    """Resolves references one by one and remembers which IRI each wording had before."""

    def __init__(
        self, builder: Builder, cited: CitedPlans, groups: dict[tuple[Iri, str], dict[str, str]]
    ) -> None:
        self.builder = builder
        self.cited = cited
        self.groups = groups
        self.indexes: dict[tuple[Iri, ...], Index] = {}
        self.loaded: dict[tuple[Iri, PlanMention], list[PlanRecord]] = {}
        self.former: dict[Iri, set[Iri]] = {}

    def resolve(
        self, record: PlanRecord, draft: Draft, piece: Mapped, mention: PlanMention
    ) -> None:
        source = record.iri_of(draft)
        read = self._loaded(record, mention)
        judged = self._judge(record, piece.text, [r.iri for r in read])
        if judged.target is None and not read and not judged.is_blend:
            self._cite(record, source, piece, mention)
            return
        target = Iri(judged.target.key) if judged.target else None
        self.builder.reference(record, source, piece, judged, target, rule="reference-cell")
        if target is not None:
            self._remember(record, mention, piece.text, target)

    def _loaded(self, record: PlanRecord, mention: PlanMention) -> list[PlanRecord]:
        key = (record.iri, mention)
        if key not in self.loaded:
            self.loaded[key] = self.builder.loaded(record, mention)
        return self.loaded[key]

    def _judge(self, record: PlanRecord, text: str, plans: list[Iri]) -> Judgement:
        """Look in the cited plan first; where it has nothing like it, in all plans."""
        judged = None
        if plans:
            judged = judge(text, self._index(record.municipality_iri, tuple(plans)))
            if judged.target is not None or judged.method == "ambiguous":
                return judged
        everywhere = judge(text, self._index(record.municipality_iri, ()))
        if everywhere.target is not None or judged is None:
            return everywhere
        return judged

    def _index(self, municipality: Iri, plans: tuple[Iri, ...]) -> Index:
        key = (municipality, *plans)
        if key not in self.indexes:
            self.indexes[key] = self.builder.index(municipality, plans=plans or None)
        return self.indexes[key]

    def _cite(self, record: PlanRecord, source: Iri, piece: Mapped, mention: PlanMention) -> None:
        """The cited plan was not read: the wording becomes an element of it, variants one."""
        head = self._head(record, mention, piece.text)
        kind = _cited_type(record)
        iri = self.cited.element(record, mention, kind, head, piece)
        element = self.cited.elements[iri]
        target = Target(iri, element.type, element.label)
        is_same = plain(piece.text) == element.label
        judged = Judgement(
            "cited", target, Decimal("0.9") if is_same else Decimal("0.8"),
            diff=None if is_same else word_diff(piece.text, element.label),
        )  # fmt: skip
        self.builder.reference(record, source, piece, judged, iri, rule="reference-cell")
        self._remember(record, mention, piece.text, iri)

    def _head(self, record: PlanRecord, mention: PlanMention, text: str) -> str:
        return self.groups[(record.municipality_iri, mention.kind)][plain(text)]

    def _remember(self, record: PlanRecord, mention: PlanMention, text: str, target: Iri) -> None:
        """Keep the IRIs this wording has, or would have, while the cited plan is unread."""
        for wording in {plain(text), self._head(record, mention, text)}:
            former = self.builder.cited_element_iri(record, mention.kind, wording)
            if former != target:
                self.former.setdefault(former, set()).add(target)

    def keep_former_iris(self) -> None:
        """Say which element an IRI from before now names, so that no IRI is ever lost."""
        for former, targets in sorted(self.former.items()):
            if len(targets) == 1 and former not in self.cited.elements:
                self.builder.link(
                    self.builder.links_graph, next(iter(targets)), former, Property.REPLACES,
                    method=Method.CITED, confidence=Decimal(1), rule="cited-before", stated=False,
                )  # fmt: skip


def _cited_type(record: PlanRecord) -> str:
    for statement in record.reading.statements:
        if statement.kind == "cites-level" and statement.types:
            return statement.types[0]
    return "strategy"
