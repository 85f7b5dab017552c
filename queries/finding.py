"""Findings: gaps and doubts as values, with the sentences that explain them and their evidence."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from graph.errors import BadInput
from ontology import labels
from ontology.terms import FindingCode, Property, from_concept_iri
from queries.answers import Element, Finding, Place
from queries.catalogue import Catalogue, code_order
from queries.library import questions, run

LANGUAGES = ("nb", "nn", "en")
#: What a plan promises is due at the latest; without a date to judge by, every promise is shown.
_END_OF_TIME = 9999
_UNREAD_GOALS = frozenset({"excerpt", "incomplete"})
#: The reasons (see the query findings/unknowable) that make a gap unknown, by its code.
_UNKNOWN_FOR = {
    FindingCode.STRATEGY_WITHOUT_MEASURE: _UNREAD_GOALS | {"doubtful", "no-measures-read"},
    FindingCode.SUBGOAL_WITHOUT_STRATEGY: _UNREAD_GOALS,
    FindingCode.SUBGOAL_WITHOUT_MEASURE: _UNREAD_GOALS | {"no-measures-read"},
    FindingCode.GOAL_WITHOUT_MEASURE: _UNREAD_GOALS | {"no-measures-read"},
    FindingCode.FOCUS_AREA_WITHOUT_MEASURE: _UNREAD_GOALS | {"no-measures-read"},
    FindingCode.MEASURE_WITHOUT_REFERENCE: _UNREAD_GOALS,
    FindingCode.MEASURE_WITHOUT_THREAD: _UNREAD_GOALS | {"no-vision-read"},
}


def findings(
    catalogue: Catalogue, *, code: str | None = None, as_of: int | None = None
) -> list[Finding]:
    """Return the findings of a graph, by severity, code, plan and place.

    ``as_of`` is the year that periods and promises are judged by; without it the build's own, and
    without that the latest year the documents tell of. Raises :class:`~graph.errors.BadInput`
    (``finding-unknown``) for a code that does not exist.
    """
    if code is not None and code not in set(FindingCode):
        from difflib import get_close_matches  # noqa: PLC0415

        near = get_close_matches(code, list(FindingCode), n=1)
        raise BadInput("finding-unknown", code=code, nearest=tuple(near))
    finder = _Finder(catalogue, as_of)
    codes = [FindingCode(code)] if code else list(FindingCode)
    return sorted((finding for name in codes for finding in finder.find(name)), key=_order)


def _order(finding: Finding) -> tuple[Any, ...]:
    severity = {"error": 0, "warning": 1, "info": 2}[finding.severity]
    place = finding.evidence[0] if finding.evidence else None
    return (
        severity, finding.code, finding.subject.plan or "", code_order(finding.subject.code),
        place.start if place else 0, finding.subject.id, finding.message["nb"],
    )  # fmt: skip


class _Finder:
    """Runs the finding queries and puts their rows into words."""

    def __init__(self, catalogue: Catalogue, as_of: int | None) -> None:
        self.catalogue = catalogue
        store = catalogue.store
        self.years = _years(store.info, as_of)
        self.unknowable: dict[str, set[str]] = defaultdict(set)
        for row in run(store, "findings/unknowable").dicts():
            self.unknowable[str(row["subject"])].add(str(row["reason"]))
        self.decisions = {
            (str(from_concept_iri(str(row["code"])).value), str(row["subject"])): row
            for row in run(store, "elements/decisions").dicts()
        }
        self.candidates: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for row in run(store, "references/candidates").dicts():
            self.candidates[str(row["link"])].append((str(row["target"]), float(row["score"])))
        self.queries = {q.finding: q for q in questions().values() if q.finding}

    def find(self, code: FindingCode) -> list[Finding]:
        asked = self.queries[code.value]
        values = {p.name: self.years[code] for p in asked.parameters}
        grouped: dict[tuple[str, ...], dict[str, Any]] = {}
        links: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for row in run(self.catalogue.store, asked.name, **values).dicts():
            one_each = code == FindingCode.PLAN_CITED_NOT_LOADED
            key = (
                str(row["subject"]),
                "" if one_each else str(row.get("link") or row.get("target") or ""),
            )
            grouped.setdefault(key, row)
            if row.get("link"):
                links[key].append(str(row["link"]))
        return [self._finding(code, row, links[key]) for key, row in grouped.items()]

    def _finding(self, code: FindingCode, row: Mapping[str, Any], links: list[str]) -> Finding:
        subject = self.catalogue.element(str(row["subject"]))
        decision = self.decisions.get((code.value, subject.id))
        state = (
            "accepted"
            if decision
            else "unknown"
            if self._is_unknown(code, subject, row)
            else "open"
        )
        return Finding(
            code=code.value,
            severity=labels()["severities"][code.value],
            state=state,
            subject=subject,
            message=self._message(
                code, subject, row, links if code == FindingCode.PLAN_CITED_NOT_LOADED else []
            ),
            evidence=self._evidence(subject, row, links),
            proposal=self._proposal(row),
            decision=_decision(decision) if decision else None,
            link=links[0] if len(set(links)) == 1 else None,
            others=tuple(
                self.catalogue.element(str(row[name]))
                for name in ("target", "other")
                if row.get(name)
            ),
        )

    def _is_unknown(self, code: FindingCode, subject: Element, row: Mapping[str, Any]) -> bool:
        """True for a gap that the documents read can't show: an excerpt, an unread level."""
        if row.get("unknown"):
            return True
        return bool(self.unknowable[subject.id] & _UNKNOWN_FOR.get(code, frozenset()))

    def _message(
        self, code: FindingCode, subject: Element, row: Mapping[str, Any], links: list[str]
    ) -> dict[str, str]:
        target = self.catalogue.element(str(row["target"])) if row.get("target") else None
        other = self.catalogue.element(str(row["other"])) if row.get("other") else None
        score = str(row.get("score") or "")
        fields = {
            "label": subject.label.rstrip("."),
            "code": subject.code or "",
            "plan": self._citing(links) or subject.plan or subject.label,
            "text": str(row.get("text") or ""),
            "target": target.label.rstrip(".") if target else "",
            "other": other.label.rstrip(".") if other else (target.plan or "" if target else ""),
            "diff": str(row.get("diff") or ""),
            "year": str(row.get("year") or ""),
            "score": score.replace(".", ","),
        }
        if row.get("blend"):
            sentences = _sentences()["blend"]
        elif code == FindingCode.REFERENCE_UNRESOLVED and row.get("unknown"):
            sentences = _sentences()["unread"]
        else:
            sentences = labels()["messages"][code.value]
        told = {}
        for language in LANGUAGES:
            if language == "en":
                fields["score"] = score
            told[language] = _tidy(sentences[language].format(**fields))
        return told

    def _citing(self, links: list[str]) -> str:
        """The titles of the plans that some citations stand in."""
        sources = {s for link in links for s in self.catalogue.values(link, Property.SOURCE)}
        return ", ".join(f"«{self.catalogue.element(s).label}»" for s in sorted(sources))

    def _evidence(
        self, subject: Element, row: Mapping[str, Any], links: list[str]
    ) -> tuple[Place, ...]:
        passages: list[str] = []
        for link in links[:5]:
            passages += self.catalogue.values(link, Property.PASSAGE)
        if not passages:
            passages = self.catalogue.values(subject.id, Property.PASSAGE)[:5]
        elif row.get("target"):
            passages += self.catalogue.values(str(row["target"]), Property.PASSAGE)[:1]
        return self.catalogue.places(dict.fromkeys(passages))

    def _proposal(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        ranked = self.candidates.get(str(row.get("link")), [])
        if row.get("target") and "diff" in row:
            target = self.catalogue.element(str(row["target"]))
            return {"action": "use-wording", "text": target.label, "candidates": []}
        if not ranked:
            return None
        return {
            "action": "link",
            "candidates": [
                {"target": self.catalogue.element(iri).json(), "score": score}
                for iri, score in ranked
            ],
        }


@cache
def _sentences() -> dict[str, dict[str, str]]:
    """The sentences by name and language; source: ``queries/messages.toml``."""
    text = files("queries").joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _tidy(text: str) -> str:
    return text.replace(" ()", "").replace("  ", " ")


def _decision(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "assessment": str(from_concept_iri(str(row["assessment"])).value),
        "by": str(row["by"]),
        "date": str(row["date"]),
        "reason": str(row["reason"]),
    }


def _years(info: Mapping[str, Any], as_of: int | None) -> dict[FindingCode, int]:
    year = as_of or (int(str(info["as_of"])[:4]) if info.get("as_of") else None)
    latest = info.get("latest_year")
    return {
        FindingCode.PLAN_OUTDATED: year or (int(latest) if latest else 0),
        FindingCode.EVALUATION_DUE: year or _END_OF_TIME,
    }
