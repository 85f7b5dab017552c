"""Elements that read nearly alike but are not the same: measures twice, goals easily confused."""

from graph.models import Iri
from loaders.builder import Builder
from loaders.index import Index, Target, as_share
from loaders.lexicon import threshold
from ontology.terms import Method, Property

_GOAL_TYPES = ("main_goal", "sub_goal", "strategy")


def add_resemblances(builder: Builder) -> None:
    """Draw «resembles» between look-alikes of one level; no edge of the thread, only a finding."""
    restated = {
        (link.source, link.target)
        for _, link in builder.links()
        if link.relation == Property.RESTATES
    }
    for municipality in sorted({r.municipality_iri for r in builder.records}):
        for types, needed, across in (
            (("measure", "reform_measure"), threshold("matching", "duplicate"), True),
            *(((kind,), threshold("matching", "confusable"), False) for kind in _GOAL_TYPES),
        ):
            targets = _elements(builder, municipality, types)
            for one, other, score in alike(targets, needed):
                pairs = {(Iri(one.key), Iri(other.key)), (Iri(other.key), Iri(one.key))}
                if (across and one.plan == other.plan) or pairs & restated:
                    continue
                builder.link(
                    builder.links_graph, Iri(one.key), Iri(other.key), Property.RESEMBLES,
                    method=Method.SIMILAR, confidence=as_share(score), rule="look-alike",
                    stated=False,
                )  # fmt: skip


def _elements(builder: Builder, municipality: Iri, types: tuple[str, ...]) -> list[Target]:
    return [
        Target(record.iri_of(draft), draft.type, draft.label, draft.code, record.iri)
        for record in builder.records
        if record.municipality_iri == municipality
        for draft in record.own(*types)
        if draft.owner is None
    ]


def alike(targets: list[Target], needed: float) -> list[tuple[Target, Target, float]]:
    """Return the pairs at least this much alike, each once, sorted.

    >>> pair = [Target("a", "", "Trygge bomiljøer"), Target("b", "", "Trygge bomiljø")]
    >>> [(one.key, other.key) for one, other, _ in alike(pair, 0.5)]
    [('a', 'b')]
    """
    index = Index(targets)
    pairs: dict[tuple[str, str], tuple[Target, Target, float]] = {}
    for target in targets:
        for other, score in index.rank(target.label, most=6, least=needed):
            if other.key == target.key:
                continue
            one, two = sorted((target, other), key=lambda t: t.key)
            pairs.setdefault((one.key, two.key), (one, two, score))
    return [pairs[key] for key in sorted(pairs)]
