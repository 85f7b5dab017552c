"""The whole pipeline: documents in, a validated graph and its answers out, all or nothing."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graph.commit import commit
from graph.errors import BadInput, Notice, OurFault, PlangrafError
from graph.iris import BASE
from graph.models import Link, Plan
from graph.plan_graph import PlanGraph
from graph.rdf import quads_of
from graph.serialise import to_trig, to_turtle
from graph.store import PlanStore
from graph.validation import validate
from loaders.assemble import Assembly, Input, assemble
from ontology.terms import CONTRIBUTING, TYPE_NAME
from plangraf.sources import Source, find_sources
from queries.answers import Finding
from queries.catalogue import Catalogue
from queries.covering import Coverage
from queries.finding import findings

Progress = Callable[[int, int, str], None]


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

    def counts(self) -> dict[str, Counter[str]]:
        """Count the elements of each plan by type: ``{plan IRI: {type: number}}``."""
        counts: dict[str, Counter[str]] = {}
        for thing in self.graph.things():
            plan = getattr(thing, "part_of_plan", None)
            if plan is not None:
                counts.setdefault(plan, Counter())[TYPE_NAME[thing.rdf_class]] += 1
        return counts

    def plans(self) -> list[Plan]:
        """Return the plans that were read, by title."""
        found = [t for t in self.graph.things() if isinstance(t, Plan) and not t.is_cited_only]
        return sorted(found, key=lambda p: (p.label.value, p.iri))


def build(
    paths: list[Path] | list[str],
    out: Path | str,
    *,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Built:
    """Read the plans in ``paths``, link them, validate the graph and write it to ``out``.

    A document that can't be read is reported and the others go on; when nothing could be read, or
    the graph breaks a promise, the former graph in ``out`` stays as it was.

    Raises :class:`~graph.errors.BadInput` and, for a graph that does not conform to the shapes,
    :class:`~graph.errors.OurFault`.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as home:
    ...     plan = Path(home, "plan.txt")
    ...     _ = plan.write_text(
    ...         "Kommuneplanens samfunnsdel 2024-2036\\nFjordvik kommune\\n\\n"
    ...         "Visjon\\nSammen mot havet\\n",
    ...         encoding="utf-8",
    ...     )
    ...     built = build([plan], Path(home, "graph"))
    ...     [str(p.label.value) for p in built.plans()]
    ['Kommuneplanens samfunnsdel 2024-2036']
    """
    sources = find_sources([Path(p) for p in paths])
    inputs, failed, notices = _read_all(sources.files, progress)
    if not inputs:
        if len(failed) == 1:
            raise failed[0]
        raise BadInput("nothing-read", where=", ".join(str(p) for p in paths))
    manifests = {s.folder: s.manifest for s in sources.files}
    base = next((m.base for _, m in sorted(manifests.items()) if m.base), None) or BASE
    when = as_of or next((m.as_of for _, m in sorted(manifests.items()) if m.as_of), None)
    assembly = assemble(inputs, sources.decisions, base)
    return _finish(
        Path(out), assembly, inputs, when,
        (*sources.notices, *notices, *_unused(sources.files), *assembly.notices), tuple(failed),
    )  # fmt: skip


def _read_all(
    files: tuple[Source, ...], progress: Progress | None
) -> tuple[list[Input], list[PlangrafError], list[Notice]]:
    inputs: list[Input] = []
    failed: list[PlangrafError] = []
    notices: list[Notice] = []
    for number, source in enumerate(files, 1):
        if progress is not None:
            progress(number, len(files), source.path.name)
        try:
            reading = source.read()
        except PlangrafError as error:
            failed.append(error)
            continue
        if not reading.drafts and reading.metadata.kind is None:
            notices.append(Notice("document-without-elements", name=source.path.name))
            continue
        inputs.append(Input(reading, source.folder, source.manifest))
    return inputs, failed, notices


def _unused(files: tuple[Source, ...]) -> list[Notice]:
    """Files that a manifest speaks of and that were not among those read."""
    names = {(s.folder, s.path.name) for s in files}
    manifests = {s.folder: s.manifest for s in files}
    whole = {folder for folder in manifests if sum(f == folder for f, _ in names) > 1}
    return [
        Notice("manifest-file-unknown", file=entry.file, where=folder)
        for folder, manifest in sorted(manifests.items())
        for entry in manifest.document
        if folder in whole and (folder, entry.file) not in names and len(entry.file) < 64
    ]


def _finish(  # noqa: PLR0913
    out: Path,
    assembly: Assembly,
    inputs: list[Input],
    when: date | None,
    notices: tuple[Notice, ...],
    failed: tuple[PlangrafError, ...],
) -> Built:
    graphs = {part.iri: quads_of(part) for part in assembly.graph.parts}
    quads = [quad for graph in sorted(graphs) for quad in graphs[graph]]
    report = validate(quads)
    if not report.conforms:
        first = report.violations[0]
        raise OurFault(
            "graph-invalid", where=first.focus, count=len(report.violations),
            first=first.message.get("nb") or next(iter(first.message.values()), ""),
        )  # fmt: skip
    info = {
        "as_of": when.isoformat() if when else None,
        "latest_year": _latest_year(inputs),
        "documents": [
            {"file": one.reading.document.name, "sha256": one.reading.document.sha256}
            for one in sorted(
                inputs, key=lambda i: (i.reading.document.name, i.reading.document.sha256)
            )
        ],
    }
    store = PlanStore.of(quads)
    store.info = dict(info)
    catalogue = Catalogue(store)
    found = findings(catalogue)
    coverage = Coverage(catalogue).json()
    files = {
        "graph.trig": to_trig(quads),
        "graph.ttl": to_turtle(quads),
        "findings.json": to_json([finding.json() for finding in found]),
        "coverage.json": to_json(coverage),
    }
    changed = commit(out, graphs, files, info)
    return Built(
        out, assembly.graph, tuple(found), coverage, (*notices, *_cycles(assembly.graph)), failed,
        tuple(changed),
    )  # fmt: skip


def to_json(value: object) -> bytes:
    """Write a value as JSON: readable, in its own order, the same bytes every time."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _latest_year(inputs: list[Input]) -> int | None:
    """The latest year that the documents themselves prove: nothing is taken from a clock."""
    years = [
        int(year)
        for one in inputs
        for year in (
            one.reading.metadata.period_from,
            (one.reading.metadata.adopted or "")[:4] or None,
        )
        if year is not None
    ]
    return max(years, default=None)


def _cycles(graph: PlanGraph) -> list[Notice]:
    """Elements that contribute to each other in a circle."""
    above: dict[str, list[str]] = {}
    labels = {t.iri: t.label.value for t in graph.things() if hasattr(t, "label")}
    for thing in graph.things():
        if isinstance(thing, Link) and thing.target and thing.relation in CONTRIBUTING:
            above.setdefault(thing.source, []).append(thing.target)
    found: list[Notice] = []
    state: dict[str, int] = {}
    for start in sorted(above):
        path: list[str] = []
        waiting: list[tuple[str, int]] = [(start, 0)]
        while waiting:
            here, step = waiting.pop()
            if step == 0:
                if state.get(here) == 2:
                    continue
                state[here] = 1
                path.append(here)
            targets = sorted(above.get(here, ()))
            if step < len(targets):
                waiting.append((here, step + 1))
                following = targets[step]
                if state.get(following) == 1:
                    ring = path[path.index(following) :]
                    names = " → ".join(f"«{labels.get(iri, iri)}»" for iri in [*ring, following])
                    found.append(Notice("goal-cycle", names=names))
                elif state.get(following) is None:
                    waiting.append((following, 0))
            else:
                state[here] = 2
                path.pop()
    return found
