"""One document, read and not linked: what ``plangraf read`` gives."""

from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.iris import (
    BASE,
    law_iri,
    municipality_iri,
    organization_iri,
    plan_graph_iri,
    plan_iri,
    sdg_iri,
)
from loaders.builder import UNKNOWN, Builder, PlanRecord, name_elements
from loaders.document import Mapped
from loaders.drafts import Draft, Metadata
from loaders.places import Places
from loaders.references import cut_citations
from plangraf.side_by_side import read_one, told_of
from plangraf.sources import find_sources


def read(path: Path | str) -> dict[str, Any]:
    """Read one document and return what it says, unlinked.

    The answer has ``document`` (title, plan_kind, municipality, period_from, period_to, adopted,
    adopted_by, language, sha256, …) and ``elements`` in reading order; ``passage`` offsets count
    characters of the decoded file. ``document.notices`` are what the reader could not read, or had
    to interpret; ``document.losses`` counts by kind what was not taken of a file in another
    standard, or is None.

    Raises :class:`~graph.errors.BadInput` for a file that can't be read.
    """
    if Path(path).is_dir():
        raise BadInput("document-is-folder", where=path)
    sources = find_sources([Path(path)]).files
    if len(sources) > 1:
        raise BadInput("document-is-folder", where=path)
    source = sources[0]
    reading = source.elements(read_one(source))
    meta = reading.metadata
    base = source.manifest.base or BASE
    named = source.manifest.municipality
    municipality = meta.municipality or (named.name if named else None)
    home = municipality_iri(municipality or UNKNOWN, base)
    plan = plan_iri(home, meta.kind or "plan", meta.title)
    record = PlanRecord(
        reading, Places(reading.document, base), municipality or UNKNOWN, home, plan,
        plan_graph_iri(plan), source.manifest, source.manifest.entry(reading.document.name),
    )  # fmt: skip
    name_elements(record)
    own = [d.label for d in record.own("focus_area", "main_goal", "sub_goal", "strategy")]
    cited: dict[int, list[Mapped]] = {}
    for draft, piece in cut_citations(record, own):
        cited.setdefault(id(draft), []).append(piece)
    ids = _Ids(record, Builder([record], base))
    return {
        "document": _document(record, meta, municipality),
        "elements": [
            _element(record, ids, draft, cited.get(id(draft), [])) for draft in reading.drafts
        ],
        "statements": [
            {"kind": s.kind, "types": list(s.types), "passage": _place(record, s.text)}
            for s in reading.statements
            if s.subject is None
        ],
    }


class _Ids:
    """The IRIs of a document's elements, those it shares with other plans among them."""

    def __init__(self, record: PlanRecord, builder: Builder) -> None:
        self.record = record
        self.builder = builder

    def of(self, draft: Draft) -> str:
        known = self.record.ids.get(id(draft))
        if known is not None:
            return known
        if draft.type == "sdg" and draft.code:
            return sdg_iri(int(draft.code))
        if draft.type == "legal_basis":
            return law_iri(draft.label, self.builder.base)
        if draft.type == "plan" and draft.quoted_from is not None:
            return self.builder.cited_plan_iri(self.record, draft.quoted_from)
        return organization_iri(self.record.municipality_iri, draft.label)


def _document(record: PlanRecord, meta: Metadata, municipality: str | None) -> dict[str, Any]:
    doc = record.reading.document
    told = told_of(doc)
    return {
        "title": meta.title,
        "plan_kind": meta.kind,
        "municipality": municipality,
        "period_from": meta.period_from,
        "period_to": meta.period_to,
        "adopted": meta.adopted,
        "adopted_by": meta.adopted_by,
        "language": meta.language,
        "sha256": doc.sha256,
        "evaluation_due": meta.evaluation_due,
        "file": doc.name,
        "encoding": doc.encoding,
        "id": record.iri,
        "passages": {name: _place(record, text) for name, text in sorted(meta.places.items())},
        "notices": [
            {
                "reference": notice.reference,
                "where": notice.where,
                "message": {"nb": notice.what("nb"), "en": notice.what("en")},
            }
            for notice in told
        ],
        "losses": next((n.fields["losses"] for n in told if "losses" in n.fields), None),
    }


def _place(record: PlanRecord, text: Mapped) -> dict[str, Any]:
    passage = record.places.passage(text)
    return {
        "page": passage.page, "line": passage.line, "start": passage.start, "end": passage.end,
        "quote": passage.quote,
    }  # fmt: skip


def _element(
    record: PlanRecord, ids: _Ids, draft: Draft, citations: list[Mapped]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": ids.of(draft),
        "type": draft.type,
        "label": draft.label,
        "description": "\n".join(d.text for d in draft.descriptions) or None,
        "descriptions": [d.text for d in draft.descriptions],
        "code": draft.code,
        "parent": ids.of(draft.parent) if draft.parent is not None else None,
        "references": [{"text": c.text, "passage": _place(record, c)} for c in citations],
        "passage": _place(record, draft.place),
        "confidence": round(draft.confidence, 2),
        "rule": draft.rule,
        "level_word": draft.level_word,
        "section": draft.section,
    }
    for name, values in sorted(draft.attributes.items()):
        found[name] = "; ".join(value.text for value in values)
    if draft.owner:
        found["owner"] = draft.owner
    if draft.quoted_from is not None and draft.type != "plan":
        found["quoted_from"] = draft.quoted_from.name
    if draft.type == "plan":
        found["status"] = draft.status
        found["status_note"] = draft.note.text.strip("() ") if draft.note else None
    if draft.alternative:
        found["doubt"] = {"alternative": draft.alternative, "margin": round(draft.margin or 0, 2)}
    return found
