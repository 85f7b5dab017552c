"""References and restatements as mappings, by the Simple Standard for Sharing them (SSSOM).

One row for each link: what cites, by which relation, what is cited, how that was found and how
sure it is. What the standard has no column for is told in extensions of our own terms. A link
that goes nowhere says that no term was found; what it may mean stands in its remarks.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from graph.iris import graph_iri, made_iri
from graph.models import Candidate, LinkDecision, Plan, PlanElement, Reference, Restatement
from graph.store import PlanStore
from ontology.terms import PREFIXES, XSD_STRING, DecisionAction, Method, Property
from plangraf.standards.things import Things
from visualize.wording import plain

#: The columns of a mapping set that we have something to say in, in the standard's order.
COLUMNS = (
    "record_id", "subject_id", "subject_label", "subject_category", "predicate_id", "object_id",
    "object_label", "object_category", "mapping_justification", "author_label", "reviewer_label",
    "subject_source", "object_source", "mapping_date", "review_date", "confidence",
    "reviewer_agreement", "other", "comment", "cited_text", "word_diff", "rule",
)  # fmt: skip

#: How a link was found, in the words of the Semantic Mapping Vocabulary.
_JUSTIFICATION: Mapping[Method, str] = {
    Method.EXACT: "LexicalMatching",
    Method.NORMALISED: "LexicalMatching",
    Method.CODE: "LexicalMatching",
    Method.CITED: "UnspecifiedMatching",
    Method.SIMILAR: "LexicalSimilarityThresholdMatching",
    Method.AMBIGUOUS: "LexicalSimilarityThresholdMatching",
    Method.NONE: "LexicalSimilarityThresholdMatching",
    Method.BY_HAND: "ManualMappingCuration",
    Method.STRUCTURE: "StructuralMatching",
    Method.GENERAL: "UnspecifiedMatching",
}
_EXTENSIONS = {
    "cited_text": Property.CITED_TEXT,
    "word_diff": Property.WORD_DIFF,
    "rule": Property.RULE,
}
_NOT_FOUND = "sssom:NoTermFound"
_NO_LICENCE = "https://w3id.org/sssom/license/unspecified"
_VOCABULARIES = {
    "pg": PREFIXES["pg"],
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
    "xsd": PREFIXES["xsd"],
}


def to_sssom(store: PlanStore) -> bytes:
    """Return the references and restatements of a graph as SSSOM/TSV."""
    things = Things(store)
    out = io.StringIO()
    for line in _header(things, store.info):
        out.write(f"# {line}\n")
    writer = csv.DictWriter(out, COLUMNS, dialect=csv.excel_tab, lineterminator="\n", restval="")
    writer.writeheader()
    links: list[Reference | Restatement] = [*things.of(Reference), *things.of(Restatement)]
    for link in sorted(links, key=lambda link: (link.source, link.relation, link.iri)):
        writer.writerow(_row(things, link))
    return out.getvalue().encode()


def _header(things: Things, info: Mapping[str, Any]) -> Iterator[str]:
    """Yield the metadata as YAML, of which every text in JSON's quotes is a text too."""
    version = info.get("graphs", {}).get(graph_iri("links", things.base))
    licences = {plan.license for plan in things.of(Plan) if not plan.is_cited_only}
    licence = next(iter(licences)) if len(licences) == 1 else None
    said = {
        "sssom_version": "1.1",
        "mapping_set_id": made_iri(things.owner, "mappings"),
        "mapping_set_version": version,
        "mapping_set_title": "Henvisninger og gjengivelser i kommunale planer",
        "license": licence or _NO_LICENCE,
        "mapping_tool": "plangraf",
        "mapping_tool_version": info.get("version"),
    }
    yield "curie_map:"
    for prefix, namespace in sorted({**_VOCABULARIES, "plan": things.base}.items()):
        yield f"  {prefix}: {json.dumps(namespace)}"
    yield "extension_definitions:"
    for slot, prop in _EXTENSIONS.items():
        yield f"  - slot_name: {slot}"
        yield f"    property: {_curie(things, prop)}"
        yield f"    type_hint: {_curie(things, XSD_STRING)}"
    for key, value in said.items():
        if value is not None:
            yield f"{key}: {json.dumps(value, ensure_ascii=False)}"


def _row(things: Things, link: Reference | Restatement) -> dict[str, str]:
    known = link.target is not None
    decision = things.decided.get(link.iri)
    return {
        "record_id": _curie(things, link.iri),
        **_end(things, "subject", link.source),
        "predicate_id": _curie(things, link.relation),
        **(_end(things, "object", link.target) if link.target else {"object_id": _NOT_FOUND}),
        "mapping_justification": f"semapv:{_JUSTIFICATION[link.method]}",
        "confidence": str(link.confidence) if known or decision else "",
        "comment": plain(" ".join(map(things.place, link.passages))),
        "cited_text": plain(link.cited_text.value) if isinstance(link, Reference) else "",
        "word_diff": plain(link.word_diff or ""),
        "rule": link.rule,
        "other": "" if known else _meant(things, link),
        **(_decided(decision) if decision else {}),
    }


def _end(things: Things, end: str, iri: str) -> dict[str, str]:
    """Return what is said of the thing at one end of a link."""
    thing = things.get(iri)
    plan = thing.part_of_plan if isinstance(thing, PlanElement) else None
    return {
        f"{end}_id": _curie(things, iri),
        f"{end}_label": things.label(iri),
        f"{end}_category": _curie(things, thing.rdf_class) if thing else "",
        f"{end}_source": _curie(things, plan) if plan else "",
    }


def _meant(things: Things, link: Reference | Restatement) -> str:
    """Return what a reference without a target may mean, likeliest first, with the scores."""
    iris = link.candidates if isinstance(link, Reference) else ()
    found = [one for one in map(things.get, iris) if isinstance(one, Candidate)]
    ranked = sorted(found, key=lambda one: (one.rank, one.iri))
    return "|".join(f"candidate={_curie(things, one.target)} {one.score}" for one in ranked)


def _decided(decision: LinkDecision) -> dict[str, str]:
    """Return who decided a link: the author of one made by hand, else who went over it."""
    name, day = _name(decision.decided_by), decision.decided_on.isoformat()
    if decision.action is DecisionAction.REPLACE:
        told = {"author_label": name, "mapping_date": day}
    else:
        agreed = "1.0" if decision.action is DecisionAction.ACCEPT else "-1.0"
        told = {"reviewer_label": name, "review_date": day, "reviewer_agreement": agreed}
    return told | ({"comment": plain(decision.reason)} if decision.reason else {})


def _name(name: str) -> str:
    """Return a name for a column that takes several, which a bar would part."""
    return plain(name).replace("|", r"\|")


def _curie(things: Things, iri: str) -> str:
    spaces = {**_VOCABULARIES, "plan": things.base}
    for prefix, namespace in spaces.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
