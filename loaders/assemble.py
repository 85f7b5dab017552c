"""From readings to one linked plan graph: each step adds what it knows, in a fixed order."""

from dataclasses import dataclass, field
from pathlib import Path

from graph import models
from graph.errors import Notice
from graph.iris import BASE, municipality_iri, plan_graph_iri, plan_iri
from graph.models import Iri, Text
from loaders.builder import UNKNOWN, Builder, PlanRecord, name_elements
from loaders.citations import CitedPlans
from loaders.contributing import add_contributions, add_plan_statements
from loaders.correcting import Corrected, correct, unapplied
from loaders.deciding import record_corrections
from loaders.decisions import Decisions
from loaders.drafts import Reading
from loaders.elements import add_plan
from loaders.linked import Assembly, Linked
from loaders.manifest import Manifest
from loaders.places import Places
from loaders.references import add_references
from loaders.resembling import add_resemblances
from loaders.restating import add_restatements
from loaders.visions import add_visions


@dataclass(frozen=True, slots=True)
class Input:
    """One document that was read, with what its folder's files say of it."""

    reading: Reading
    folder: Path
    manifest: Manifest = field(default_factory=Manifest)


def assemble(
    inputs: list[Input], decisions: dict[Path, Decisions] | None = None, base: str = BASE
) -> Assembly:
    """Link the documents into one graph; the order they come in does not matter."""
    decided = decisions or {}
    return link(inputs, decided, base).decided(decided)


def link(inputs: list[Input], decided: dict[Path, Decisions], base: str = BASE) -> Linked:
    """Link the documents; of what was decided, only that about elements is looked at."""
    records, notices = _records(inputs, base)
    corrected, told = _correct(inputs, decided)
    notices += told
    builder = Builder(records, base)
    builder.notices.extend(notices)
    for record in records:
        _add_municipality(builder, record)
        name_elements(record)
        record_corrections(builder, record, corrected[id(record.reading)])
        add_plan(builder, record)
        builder.add_targets(record)
    cited = CitedPlans(builder)
    cited.add_citations()
    cited.add_quoted()
    add_restatements(builder, cited)
    add_references(builder, cited)
    for record in records:
        add_contributions(builder, record)
        add_plan_statements(builder, record)
    add_visions(builder, cited)
    cited.flush()
    add_resemblances(builder)
    return Linked(builder, _folders(inputs))


def _folders(inputs: list[Input]) -> dict[str, Path]:
    """Where each document was read from; of the same bytes twice, the one that is used."""
    found: dict[str, Path] = {}
    for one in _ordered(inputs):
        found.setdefault(one.reading.document.sha256, one.folder)
    return found


def _ordered(inputs: list[Input]) -> list[Input]:
    return sorted(inputs, key=lambda i: (i.reading.document.sha256, i.reading.document.name))


def _correct(
    inputs: list[Input], decisions: dict[Path, Decisions]
) -> tuple[dict[int, Corrected], list[Notice]]:
    """Put the decisions of each folder over the elements of its documents."""
    found: dict[int, Corrected] = {}
    notices: list[Notice] = []
    for folder in sorted({one.folder for one in inputs}):
        entries = decisions[folder].element if folder in decisions else ()
        outcomes = {
            id(one.reading): correct(one.reading, entries)
            for one in sorted(inputs, key=lambda i: i.reading.document.name)
            if one.folder == folder
        }
        found |= outcomes
        notices += [notice for outcome in outcomes.values() for notice in outcome.notices]
        notices += unapplied(entries, outcomes.values())
    return found, notices


def _records(inputs: list[Input], base: str) -> tuple[list[PlanRecord], list[Notice]]:
    """Give every document its plan; the same bytes twice are one, namesakes are told apart."""
    notices: list[Notice] = []
    unique: dict[str, Input] = {}
    for one in _ordered(inputs):
        sha = one.reading.document.sha256
        if sha in unique:
            other = unique[sha].reading.document.name
            notices.append(Notice("document-twice", name=one.reading.document.name, other=other))
        else:
            unique[sha] = one
    common = _common_municipality(list(unique.values()))
    records: list[PlanRecord] = []
    taken: dict[Iri, str] = {}
    for one in unique.values():
        meta = one.reading.metadata
        name = _municipality(one) or common or UNKNOWN
        home = municipality_iri(name, base)
        iri = plan_iri(home, meta.kind or "plan", meta.title)
        doc = one.reading.document
        if iri in taken:
            notices.append(
                Notice("plan-title-twice", name=doc.name, other=taken[iri], title=meta.title)
            )
            iri = plan_iri(home, meta.kind or "plan", meta.title, edition=doc.sha256[:12])
        taken[iri] = doc.name
        records.append(
            PlanRecord(
                one.reading, Places(doc, base), name, home, iri, plan_graph_iri(iri), one.manifest,
                one.manifest.entry(doc.name, doc.sha256),
            )
        )  # fmt: skip
    return sorted(records, key=lambda r: r.iri), notices


def _municipality(one: Input) -> str | None:
    entry = one.manifest.entry(one.reading.document.name, one.reading.document.sha256)
    if entry is not None and entry.municipality:
        return entry.municipality
    if one.manifest.municipality is not None:
        return one.manifest.municipality.name
    return one.reading.metadata.municipality


def _common_municipality(inputs: list[Input]) -> str | None:
    """The municipality of a document that names none: the others', where they agree."""
    names = {name for one in inputs if (name := _municipality(one))}
    return next(iter(names)) if len(names) == 1 else None


def _add_municipality(builder: Builder, record: PlanRecord) -> None:
    entry = record.manifest.municipality
    numbers = []
    is_it = entry is not None and entry.name == record.municipality
    for number in entry.numbers if entry is not None and is_it else ():
        iri = Iri(f"{record.municipality_iri}/number/{number.number}")
        builder.add(
            builder.links_graph,
            models.MunicipalityNumber(
                iri=iri,
                number=number.number,
                valid_from=number.valid_from,
                valid_to=number.valid_to,
            ),
        )
        numbers.append(iri)
    label = record.municipality if record.municipality != UNKNOWN else "Ukjent kommune"
    builder.add(
        builder.links_graph,
        models.Municipality(
            iri=record.municipality_iri,
            label=Text(value=label),
            organisation_number=entry.organisation_number if entry is not None and is_it else None,
            numbers=tuple(sorted(numbers)),
        ),
    )
