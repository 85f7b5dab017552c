"""The whole pipeline: documents in, a validated graph and its answers out, all or nothing."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from graph.commit import commit
from graph.cycles import cycles
from graph.errors import BadInput, Notice, OurFault, PlangrafError
from graph.iris import BASE
from graph.models import Iri, Plan, PlanElement, Reference, Restatement
from graph.plan_graph import PlanGraph
from graph.serialise import to_trig, to_turtle
from graph.store import POINTER, PlanStore
from graph.validation import Report
from loaders.assemble import Input, link
from loaders.correcting import RULE
from loaders.decisions import Decisions, load_decisions
from loaders.keeping import KeptDocuments
from loaders.linked import Assembly
from loaders.manifest import Manifest
from ontology.terms import TYPE_NAME
from plangraf import __version__
from plangraf.choosing import one_of_each
from plangraf.origin import NAME as ORIGIN
from plangraf.origin import Origin
from plangraf.remembering import Gathered, Memory
from plangraf.side_by_side import Progress, side_by_side, told_of
from plangraf.sources import Source, Sources, find_sources
from plangraf.texts import LANGUAGES
from queries.answers import Finding
from queries.catalogue import Catalogue
from queries.covering import Coverage
from queries.finding import findings
from queries.reviewing import MACHINE, SURE

#: Documents are kept here, inside the graph's folder, so that unchanged ones are not read again.
_KEPT = ".read"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the graph, its findings and coverage, and what the user should be told."""

    folder: Path
    graph: PlanGraph
    findings: tuple[Finding, ...]
    coverage: dict[str, Any]
    notices: tuple[Notice, ...]
    failed: tuple[PlangrafError, ...]
    changed: tuple[str, ...]

    def plans(self) -> list[Plan]:
        """Return the plans that were read, by title."""
        found = [t for t in self.graph.things() if isinstance(t, Plan) and not t.is_cited_only]
        return sorted(found, key=lambda p: (p.label.value, p.iri))

    def references(self) -> list[Reference]:
        """Return every citation."""
        return [thing for thing in self.graph.things() if isinstance(thing, Reference)]

    def counts(self) -> defaultdict[Iri, Counter[str]]:
        """Count the elements of each plan's own by type: ``{plan IRI: {type: number}}``."""
        repeated = self._repeated()
        counts: defaultdict[Iri, Counter[str]] = defaultdict(Counter)
        for thing in self.graph.things():
            if isinstance(thing, PlanElement) and thing.iri not in repeated:
                counts[thing.part_of_plan][TYPE_NAME[thing.rdf_class]] += 1
        return counts

    def uncertain(self) -> tuple[int, int]:
        """Count the elements and the references that a human should look at."""
        things = list(self.graph.things())
        repeated = self._repeated()
        elements = sum(
            isinstance(thing, PlanElement)
            and thing.iri not in repeated
            and thing.rule != RULE
            and (float(thing.confidence) < SURE or thing.may_be is not None)
            for thing in things
        )
        links = sum(
            reference.method in MACHINE and float(reference.confidence) < SURE
            for reference in self.references()
        )
        return elements, links

    def restated(self) -> Counter[Iri]:
        """Count the elements that each plan repeats from another: ``{plan IRI: number}``."""
        repeated = self._repeated()
        return Counter(
            thing.part_of_plan
            for thing in self.graph.things()
            if isinstance(thing, PlanElement) and thing.iri in repeated
        )

    def _repeated(self) -> set[Iri]:
        return {thing.source for thing in self.graph.things() if isinstance(thing, Restatement)}


def build(
    paths: list[Path] | list[str],
    out: Path | str,
    *,
    as_of: date | None = None,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Built:
    r"""Read the plans in ``paths``, link them, validate the graph and write it to ``out``.

    A document that can't be read is reported and the others go on; when nothing could be read, or
    the graph breaks a promise, the former graph in ``out`` stays as it was. Documents of packed
    formats are kept in ``out`` and not read again while they are unchanged. What a ``memory`` has
    from an earlier build of this process is not done again at all. What was decided while the
    plans were being read is in the graph too.

    Raises :class:`~graph.errors.BadInput` and, for a graph that does not conform to the shapes,
    :class:`~graph.errors.OurFault`.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as home:
    ...     plan = Path(home, "plan.txt")
    ...     _ = plan.write_text(
    ...         "Kommuneplanens samfunnsdel 2024-2036\nFjordvik kommune\n\n"
    ...         "Visjon\nSammen mot havet\n",
    ...         encoding="utf-8",
    ...     )
    ...     built = build([plan], Path(home, "graph"))
    ...     [str(p.label.value) for p in built.plans()]
    ['Kommuneplanens samfunnsdel 2024-2036']
    """
    sources = find_sources([Path(p) for p in paths])
    pipeline = Pipeline(Path(out), Origin.of(paths, as_of), memory, progress)
    return pipeline.finish(sources, pipeline.prepare(sources))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A graph that is linked, valid and judged, and not yet written."""

    gathered: Gathered
    assembly: Assembly
    graphs: dict[str, list[Quad]]
    info: dict[str, Any]
    findings: list[Finding]
    coverage: dict[str, Any]
    notices: tuple[Notice, ...]

    def commit(self, out: Path, beside: Mapping[str, bytes], wait: float = 0) -> set[str]:
        """Write the graph to a folder; return the named graphs that changed.

        Raises what :func:`~graph.commit.commit` does.
        """
        quads = self.quads
        files = {
            "graph.trig": to_trig(quads),
            "graph.ttl": to_turtle(quads),
            "findings.json": _json([finding.json() for finding in self.findings]),
            "coverage.json": _json(self.coverage),
        }
        return set(commit(out, self.graphs, files, self.info, beside=beside, wait=wait))

    @property
    def quads(self) -> list[Quad]:
        """The quads of all named graphs, sorted."""
        return [quad for _, of_one in sorted(self.graphs.items()) for quad in of_one]

    def built(self, out: Path, changed: Iterable[str]) -> Built:
        """Return what was made of a folder."""
        return Built(
            folder=out,
            graph=self.assembly.graph,
            findings=tuple(self.findings),
            coverage=self.coverage,
            notices=self.notices,
            failed=self.gathered.failed,
            changed=tuple(sorted(changed)),
        )


class Pipeline:
    """The steps of a build into one folder: all that can fail comes before anything is written."""

    def __init__(
        self,
        out: Path,
        origin: Origin,
        memory: Memory | None = None,
        progress: Progress | None = None,
        wait: float = 0,
    ) -> None:
        """Take the folder of the graph, and what :func:`build` was told."""
        self._out = out
        self._origin = origin
        self._memory = memory
        self._progress = progress
        self._wait = wait
        self._kept = _kept(out)

    def gather(self, sources: Sources) -> Gathered:
        """Read and link documents, or remember them; raises what :func:`build` does."""

        def gather() -> Gathered:
            return _gather(sources, self._kept, self._progress)

        return gather() if self._memory is None else self._memory.gathered(sources, gather)

    def prepare(self, sources: Sources) -> Prepared:
        """Read and link documents, put decisions over them, validate and judge; write nothing.

        Raises what :func:`build` does.
        """
        gathered, memory = self.gather(sources), self._memory or Memory()
        assembly = gathered.linked.decided(sources.decisions)
        graphs = {str(part.iri): memory.quads(part) for part in assembly.graph.parts}
        quads = [quad for _, of_one in sorted(graphs.items()) for quad in of_one]
        _check(memory.checked.validate(quads))
        as_of = self._origin.as_of or next((m.as_of for m in _manifests(sources) if m.as_of), None)
        info = _info(gathered.inputs, as_of)
        found, coverage = _answers(quads, info)
        return Prepared(
            gathered, assembly, graphs, info, found, coverage,
            (*sources.notices, *gathered.notices, *assembly.notices, *_circles(assembly.graph)),
        )  # fmt: skip

    def finish(self, sources: Sources, made: Prepared) -> Built:
        """Write what was prepared, and what somebody decided while it was, too.

        Raises what :func:`build` does.
        """
        beside = {ORIGIN: self._origin.dump()}
        changed = made.commit(self._out, beside, self._wait)
        with suppress(PlangrafError):  # it stands without; whoever decided will build again
            while (decided := _decided_since(sources)) is not None:
                sources = sources.redecided(decided)
                made = self.prepare(sources)
                changed |= made.commit(self._out, beside, self._wait)
        if self._kept is not None:
            self._kept.tidy()
        return made.built(self._out, changed)


def _gather(sources: Sources, kept: KeptDocuments | None, progress: Progress | None) -> Gathered:
    inputs, failed, notices = _read_all(sources.files, kept, progress)
    failed = [*sources.failed, *failed]
    if not inputs:
        raise _nothing_read(sources, failed, notices)
    base = next((m.base for m in _manifests(sources) if m.base), BASE)
    linked = link(inputs, sources.decisions, base)
    return Gathered(tuple(inputs), linked, tuple(notices), tuple(failed))


def _manifests(sources: Sources) -> list[Manifest]:
    """The settings of all folders, in the folders' order."""
    return [m for _, m in sorted({s.folder: s.manifest for s in sources.files}.items())]


def _decided_since(sources: Sources) -> dict[Path, Decisions] | None:
    """What is decided now, where it is not what was: somebody decided while the plans were read."""
    now = {folder: load_decisions(folder) for folder in sources.decisions}
    return None if now == sources.decisions else now


def _read_all(
    files: tuple[Source, ...], kept: KeptDocuments | None, progress: Progress | None
) -> tuple[list[Input], list[PlangrafError], list[Notice]]:
    """Read all documents; what each says is recognised while the next ones are being read."""
    inputs: list[Input] = []
    failed: list[PlangrafError] = []
    notices: list[Notice] = []
    with side_by_side(files, kept=kept, progress=progress) as documents:
        for source, outcome in zip(files, documents, strict=True):
            if isinstance(outcome, PlangrafError):
                failed.append(outcome)
                continue
            notices += told_of(outcome)
            try:
                reading = source.elements(outcome)
            except PlangrafError as error:
                failed.append(error)
                continue
            if not reading.drafts and reading.metadata.kind is None:
                notices.append(Notice("document-without-elements", name=source.name))
                continue
            inputs.append(Input(reading, source.folder, source.manifest))
    chosen, left_out = one_of_each(inputs)
    return chosen, failed, [*notices, *left_out]


def _kept(out: Path) -> KeptDocuments | None:
    """Where documents are kept between builds: with the graph, never among somebody's own files."""
    try:
        is_ours = not out.exists() or (out / POINTER).exists() or (out / _KEPT).exists()
        is_free = is_ours or not any(out.iterdir())
    except OSError:  # writing the graph says what is wrong with the place
        return None
    return KeptDocuments(out / _KEPT) if is_free else None


def _nothing_read(
    sources: Sources, failed: list[PlangrafError], notices: list[Notice]
) -> PlangrafError:
    """What to say when there is nothing to build a graph from: what was wrong with each file."""
    if len(failed) == len(sources.files) + len(sources.failed) == 1:
        return failed[0]
    told = {
        f"problems_{language}": " ".join(
            [
                *(f"{Path(error.where).name}: {error.what(language)}" for error in failed),
                *(notice.what(language) for notice in notices),
            ]
        )
        for language in LANGUAGES
    }
    return BadInput("nothing-read", **told)


def _check(report: Report) -> None:
    """A graph that breaks a promise of the shapes is never written."""
    if not report.conforms:
        first = report.violations[0]
        raise OurFault(
            "graph-invalid",
            where=first.focus,
            count=len(report.violations),
            **{f"first_{language}": first.told(language) for language in LANGUAGES},
        )


def _info(inputs: Sequence[Input], as_of: date | None) -> dict[str, Any]:
    """What ``build.json`` says of a build beside its graphs; nothing is taken from a clock."""
    documents = sorted((i.reading.document.name, i.reading.document.sha256) for i in inputs)
    return {
        "version": __version__,
        "as_of": as_of.isoformat() if as_of else None,
        "latest_year": _latest_year(inputs),
        "documents": [{"file": name, "sha256": sha256} for name, sha256 in documents],
    }


def _latest_year(inputs: Sequence[Input]) -> int | None:
    """The latest year that the documents themselves prove."""
    facts = [one.reading.metadata for one in inputs]
    begun = [fact.period_from for fact in facts if fact.period_from is not None]
    adopted = [int(fact.adopted[:4]) for fact in facts if fact.adopted]
    return max([*begun, *adopted], default=None)


def _answers(quads: list[Quad], info: dict[str, Any]) -> tuple[list[Finding], dict[str, Any]]:
    """The findings and the coverage, asked of the graph before it is written."""
    catalogue = Catalogue(PlanStore.of(quads, info))
    return findings(catalogue), Coverage(catalogue).json()


def _circles(graph: PlanGraph) -> list[Notice]:
    labels = {t.iri: t.label.value for t in graph.things() if isinstance(t, PlanElement)}
    return [
        Notice(
            "goal-cycle",
            names=" → ".join(f"«{labels.get(iri, iri)}»" for iri in [*circle, circle[0]]),
        )
        for circle in cycles(graph)
    ]


def _json(value: object) -> bytes:
    """Write a value as JSON: readable, in its own order, the same bytes every time."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
