"""The first page: how much hangs together, what to look at, and which plans were read."""

from collections import Counter
from typing import Any

from plangraf.site.facets import Standing
from plangraf.site.page import Asked, Content
from plangraf.site.snapshot import Snapshot
from queries.reviewing import doubts
from visualize.coverage_table import CoverageTable, coverage_table

_MEASURES = ("measure", "reform_measure")


def make(asked: Asked) -> Content:
    """Return the overview."""
    snapshot = asked.snapshot
    counts = snapshot.once(_counts)
    return Content(
        template="overview.jinja",
        title=snapshot.municipality,
        section="overview",
        lead=asked.say("overview-lead"),
        values={
            "cards": _cards(asked),
            "table": _table(asked),
            "states": Counter(finding.state for finding in snapshot.findings),
            "finding_codes": _codes(snapshot),
            "doubts": len(snapshot.once(_doubts)),
            "plans": [_plan(snapshot, iri, counts) for iri in snapshot.plans],
        },
        json={
            "municipality": snapshot.municipality,
            "figures": {
                name: snapshot.figures[name] for name in snapshot.figures if name != "matrix"
            },
            "findings": dict(sorted(Counter(f.state for f in snapshot.findings).items())),
            "plans": [
                plan["json"] for plan in (_plan(snapshot, i, counts) for i in snapshot.plans)
            ],
        },
    )


def _cards(asked: Asked) -> list[dict[str, Any]]:
    """Return the figures to see first, each with the list behind it."""
    say, figures = asked.say, asked.snapshot.figures
    measures, strategies = figures["measures"], figures["strategies"]
    broken = sum(
        finding.state == "open" and finding.code == "reference-unresolved"
        for finding in asked.snapshot.findings
    )
    return [
        {
            "figure": say.percent(measures["share"]),
            "text": say("overview-traced", part=measures["with_thread"], total=measures["total"]),
            "address": asked.address("spor"),
            "is_gap": False,
        },
        {
            "figure": f"{strategies['with_measure']}/{strategies['total']}",
            "text": say("overview-strategies"),
            "address": asked.address(
                "elementer", type="strategy", tilstand=Standing.WITH_MEASURE.value
            ),
            "is_gap": False,
        },
        {
            "figure": str(strategies["without_measure_count"]),
            "text": say("overview-without"),
            "address": asked.address(
                "elementer", type="strategy", tilstand=Standing.WITHOUT_MEASURE.value
            ),
            "is_gap": strategies["without_measure_count"] > 0,
        },
        {
            "figure": str(broken),
            "text": say("overview-broken"),
            "address": asked.address("funn", type="reference-unresolved"),
            "is_gap": broken > 0,
        },
    ]


def _table(asked: Asked) -> CoverageTable:
    return coverage_table(
        asked.snapshot.coverage.matrix("plan", "focus_area"), "plan", "focus_area", asked.say
    )


def _codes(snapshot: Snapshot) -> list[tuple[str, int]]:
    """Return how many open findings there are of each code, the most serious first."""
    return list(Counter(f.code for f in snapshot.findings if f.state == "open").items())


def _doubts(snapshot: Snapshot) -> list[Any]:
    return list(doubts(snapshot.catalogue))


def _counts(snapshot: Snapshot) -> dict[str, Counter[str]]:
    """Return how many elements of each type each plan has of its own."""
    repeated = {row["source"]["id"] for row in snapshot.restatements}
    found: dict[str, Counter[str]] = {iri: Counter() for iri in snapshot.plans}
    for iri, item in snapshot.items.items():
        if iri not in repeated and not item.is_cited_only and item.element.plan_id in found:
            found[item.element.plan_id][item.element.type] += 1
    return found


def _plan(snapshot: Snapshot, iri: str, counts: dict[str, Counter[str]]) -> dict[str, Any]:
    facts, own = snapshot.plans[iri], counts[iri]
    goals = own["main_goal"] + own["sub_goal"]
    measures = own["measure"] + own["reform_measure"]
    return {
        "facts": facts,
        "goals": goals,
        "strategies": own["strategy"],
        "measures": measures,
        "json": {
            **facts.element.json(),
            "status": facts.status,
            "read": facts.is_read,
            "period": facts.period,
            "adopted": facts.adopted,
            "files": list(facts.files),
            "elements": dict(sorted(own.items())),
        },
    }
