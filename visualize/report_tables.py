"""The tables of a report: figures, coverage, goals, measures, findings, references, plans.

Workbooks, documents and the pages' buttons for spreadsheets all write these, so that a column is
named, ordered and typed in one place.
"""

from collections.abc import Sequence
from datetime import date

from queries.answers import Finding
from visualize.figure_tables import (
    MatrixWords,
    area_figures,
    level_figures,
    matrix_table,
    plan_figures,
    state_figures,
)
from visualize.goal_tables import goals_table, measures_table
from visualize.report import proposed
from visualize.scene import Citation, PlanFacts, Report
from visualize.tables import Column, Table, Value, words
from visualize.telling import Telling
from visualize.wording import Wording, plain


def report_tables(report: Report, say: Wording) -> dict[str, Table]:
    """Return every table of a report by its name, in the order they are read in."""
    telling = Telling.of(report, say)
    languages = telling.languages
    about = say("sheet-about-matrix")
    by_plan = MatrixWords(
        "by-plan", say("sheet-by-plan"), f"{say('matrix-by-plan')}. {about}", say("plan")
    )
    by_initiative = MatrixWords(
        "by-initiative", say("sheet-by-initiative"), f"{say('matrix-by-initiative')}. {about}",
        say("initiative"),
    )  # fmt: skip
    tables = (
        level_figures(report.figures, say),
        plan_figures(report, say, languages),
        area_figures(report, say, languages),
        state_figures(report.scene.findings, say),
        matrix_table(report.by_plan, by_plan, say, languages),
        matrix_table(report.by_initiative, by_initiative, say, languages),
        goals_table(telling),
        measures_table(telling),
        findings_table(telling, report.scene.findings),
        references_table(telling),
        plans_table(telling),
    )
    return {table.name: table for table in tables}


def findings_table(telling: Telling, findings: Sequence[Finding]) -> Table:
    """Return findings as a worklist, in the order given."""
    say = telling.say
    prop = say.property_name
    columns = (
        Column("severity", say("sheet-severity"), width=11),
        Column("finding", say("sheet-finding"), width=26),
        Column("state", say.property_name("status").capitalize(), width=16),
        Column("type", say("sheet-concerns-type"), width=15),
        Column("code", prop("code").capitalize(), width=9),
        Column("subject", say("sheet-concerns"), width=40),
        Column("plan", say("plan"), width=22),
        Column("sentence", say("sheet-finding-sentence"), width=60),
        *telling.source_columns(),
        Column("proposal", say("proposal"), width=40),
        Column("assessment", say("sheet-assessed-as"), width=20),
        Column("reason", prop("reason").capitalize(), width=32),
        Column("by", prop("decidedBy").capitalize(), width=18),
        Column("date", prop("decidedOn").capitalize(), "day", 12),
        Column("kind", prop("findingCode").capitalize(), width=24),
    )
    rows = [_finding(telling, finding) for finding in findings]
    caption = " ".join((say("sheet-about-findings"), say("sheet-about-differences")))
    return telling.table("findings", say("report-findings"), caption, columns, rows)


def _finding(telling: Telling, finding: Finding) -> dict[str, Value]:
    say, subject = telling.say, finding.subject
    lang = telling.language(subject.id)
    decision = finding.decision or {}
    return {
        "severity": say.concept("severity", finding.severity),
        "finding": say.concept("finding-code", finding.code),
        "state": say(f"state-{finding.state}"),
        "type": say.type_name(subject.type),
        "code": words(subject.code or "", lang),
        "subject": words(subject.label, lang),
        "plan": telling.plan(subject),
        "sentence": plain(finding.message[say.language]),
        **telling.source(finding.evidence, lang),
        "proposal": words(proposed(finding.proposal, say), lang) if finding.proposal else None,
        "assessment": say.concept("assessment", decision["assessment"]) if decision else None,
        "reason": plain(str(decision.get("reason", ""))),
        "by": plain(str(decision.get("by", ""))),
        "date": date.fromisoformat(str(decision["date"])) if decision else None,
        "kind": finding.code,
    }


def references_table(telling: Telling) -> Table:
    """Return every reference with what it was understood as, in the order of the texts."""
    say = telling.say
    prop = say.property_name
    columns = (
        Column("plan", say("plan"), width=22),
        Column("source", say("sheet-concerns"), width=34),
        Column("text", say("sheet-cited-words"), width=42),
        Column("type", say("sheet-concerns-type"), width=14),
        Column("target", say("sheet-understood-as"), width=42),
        Column("method", prop("method").capitalize(), width=16),
        Column("sure", prop("confidence").capitalize(), "sure", 11),
        Column("basis", say("sheet-thread-basis"), width=16),
        Column("difference", say("sheet-difference"), width=36),
        *telling.source_columns(),
    )
    rows = [_reference(telling, citation) for citation in telling.report.citations]
    caption = " ".join((say("sheet-about-references"), say("sheet-about-differences")))
    return telling.table("references", say("sheet-references"), caption, columns, rows)


def _reference(telling: Telling, citation: Citation) -> dict[str, Value]:
    say, target = telling.say, citation.target
    lang = telling.language(citation.source.id)
    return {
        "plan": telling.plan(citation.source),
        "source": telling.name(citation.source),
        "text": words(citation.text, lang),
        "type": say.type_name(target.type) if target else None,
        "target": telling.name(target) if target else None,
        "method": say.concept("method", citation.method),
        "sure": citation.confidence if target else None,
        "basis": say("stated") if citation.is_stated else say("inferred"),
        "difference": words(citation.diff, lang),
        **telling.source([citation.place] if citation.place else [], lang),
    }


def plans_table(telling: Telling) -> Table:
    """Return the plans that were read or are cited, those that were read first."""
    say = telling.say
    columns = (
        Column("plan", say("plan"), width=44),
        Column("kind", say("kind"), width=26),
        Column("from", say.property_name("periodFrom").capitalize(), "year", 11),
        Column("to", say.property_name("periodTo").capitalize(), "year", 11),
        Column("status", say("status"), width=16),
        Column("adopted", say("adopted"), "day", 13),
        Column("read", say("sheet-was-read"), width=9),
        Column("files", say("sheet-document"), width=32),
        Column("cited", say("sheet-cited-at"), width=40),
    )
    rows = [_plan(telling, plan) for plan in telling.report.scene.plans]
    return telling.table("plans", say("report-plans"), say("plans-caption"), columns, rows)


def _plan(telling: Telling, plan: PlanFacts) -> dict[str, Value]:
    say = telling.say
    cited = say.where(plan.places[0]) if plan.places and not plan.is_read else None
    return {
        "plan": telling.name(plan.element),
        "kind": say.type_name(plan.element.type),
        "from": plan.years[0],
        "to": plan.years[1],
        "status": say.concept("plan-status", plan.status),
        "adopted": date.fromisoformat(plan.adopted) if plan.adopted else None,
        "read": say("sheet-yes") if plan.is_read else say("sheet-no"),
        "files": ", ".join(plain(name) for name in plan.files),
        "cited": cited,
    }
