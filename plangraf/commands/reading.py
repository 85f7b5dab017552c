"""``read`` and ``build``."""

import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from plangraf.commands.options import emit, emit_json, json_option, language_option, tell, text
from plangraf.tables import table
from plangraf.texts import say

_GOALS = ("focus_area", "main_goal", "sub_goal")


@click.command(help=text("read"))
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@language_option
def read(file: Path, *, as_json: bool, lang: str) -> None:
    """Read one document and show it."""
    from plangraf.reading import read as read_document  # noqa: PLC0415 - the reader is slow to load

    answer = read_document(file)
    if as_json:
        emit_json(answer)
        return
    emit(_outline(answer, lang))


def _outline(answer: dict[str, Any], lang: str) -> str:
    from ontology import labels  # noqa: PLC0415
    from ontology.terms import TYPE_NAME  # noqa: PLC0415

    names = {
        json: labels()["classes"][str(cls).rpartition("#")[2]][lang]
        for cls, json in TYPE_NAME.items()
    }
    doc = answer["document"]
    period = f"{doc['period_from'] or '…'}–{doc['period_to'] or '…'}"
    lines = [
        say(
            "document-line", lang, title=doc["title"],
            kind=names.get(doc["plan_kind"], say("unknown-kind", lang)),
            municipality=doc["municipality"] or say("unknown-municipality", lang),
            period=period if doc["period_from"] or doc["period_to"] else say("unknown-period", lang),
        )
    ]  # fmt: skip
    if doc["adopted"]:
        lines.append(say("adopted-line", lang, date=doc["adopted"], body=doc["adopted_by"] or "–"))
    lines.append("")
    children: dict[str | None, list[dict[str, Any]]] = {}
    known = {e["id"] for e in answer["elements"]}
    for element in answer["elements"]:
        parent = element["parent"] if element["parent"] in known else None
        children.setdefault(parent, []).append(element)
    _branch(children, None, 0, names, lines)
    return "\n".join(lines)


def _branch(
    children: dict[str | None, list[dict[str, Any]]],
    parent: str | None,
    depth: int,
    names: dict[str, str],
    lines: list[str],
) -> None:
    for element in children.get(parent, []):
        code = f"{element['code']} " if element["code"] else ""
        place = element["passage"]
        lines.append(
            f"{'  ' * depth}{names.get(element['type'], element['type'])}: {code}{element['label']}"
            f"  [{place['line']}]"
        )
        lines.extend(
            f"{'  ' * depth}    → {reference['text']}" for reference in element["references"]
        )
        if element["id"] != parent:
            _branch(children, element["id"], depth + 1, names, lines)


def _date(ctx: click.Context, param: click.Parameter, value: datetime | None) -> date | None:
    del ctx, param
    return value.date() if value else None


@click.command(help=text("build"))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help=text("option-out"))
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), callback=_date, help=text("option-as-of")
)
@json_option
@language_option
def build(
    paths: tuple[Path, ...], out: Path, as_of: date | None, *, as_json: bool, lang: str
) -> None:
    """Build a graph and show what it holds."""
    from plangraf.building import build as build_graph  # noqa: PLC0415 - the pipeline is slow to load

    def progress(number: int, total: int, name: str) -> None:
        if sys.stderr.isatty():
            line = say("reading", lang, number=number, total=total, name=name)
            sys.stderr.write(f"\r\x1b[K{line}" + ("\r\x1b[K" if number == total else ""))
            sys.stderr.flush()

    built = build_graph(list(paths), out, as_of=as_of, progress=progress)
    for error in built.failed:
        tell(error.render(lang))
    for notice in built.notices:
        tell(notice.render(lang))
    if as_json:
        emit_json(_summary(built))
    else:
        emit(_told(built, lang))


def _summary(built: Any) -> dict[str, Any]:  # noqa: ANN401 - Built is loaded only by build
    counts = built.counts()
    return {
        "folder": str(built.folder),
        "plans": [
            {
                "id": plan.iri,
                "title": plan.label.value,
                "elements": dict(sorted(counts.get(plan.iri, {}).items())),
            }
            for plan in built.plans()
        ],
        "findings": dict(sorted(Counter(f"{f.code} {f.state}" for f in built.findings).items())),
        "coverage": {
            level: {k: v for k, v in figures.items() if not isinstance(v, list)}
            for level, figures in built.coverage.items()
            if level != "matrix"
        },
        "changed_graphs": list(built.changed),
        "failed": [{"reference": e.reference, "where": e.where} for e in built.failed],
        "notices": [n.render("en") for n in built.notices],
    }


def _told(built: Any, lang: str) -> str:  # noqa: ANN401
    from graph.models import Reference, Restatement  # noqa: PLC0415

    things = list(built.graph.things())
    restated = Counter(
        source.rsplit("/restated-", 1)[0]
        for t in things
        if isinstance(t, Restatement)
        for source in [t.source]
    )
    counts = built.counts()
    rows = []
    for plan in built.plans():
        found = counts.get(plan.iri, Counter())
        again = restated[plan.iri]
        period = f"{plan.period_from or ''}–{plan.period_to or ''}".strip("–") or "–"
        measures = found["measure"] + found["reform_measure"]
        goals = sum(found[kind] for kind in _GOALS)
        own = again - sum(
            1
            for t in things
            if isinstance(t, Restatement)
            and t.source.startswith(plan.iri)
            and "/restated-measure/" in t.source
        )
        rows.append(
            [plan.label.value, period, goals - own, found["strategy"], found["initiative"],
             measures - (again - own), again]
        )  # fmt: skip
    coverage = built.coverage
    references = [t for t in things if isinstance(t, Reference)]
    states = Counter(f.state for f in built.findings)
    lines = [table(say("columns-build", lang).split("|"), rows), ""]
    lines.append(
        say(
            "figures", lang,
            with_measure=coverage["strategies"]["with_measure"], strategies=coverage["strategies"]["total"],
            sub_with=coverage["sub_goals"]["with_measure"], sub_goals=coverage["sub_goals"]["total"],
            traced=coverage["measures"]["with_thread"], measures=coverage["measures"]["total"],
            stated=coverage["measures"]["with_stated_thread"],
        )
    )  # fmt: skip
    lines.append(
        say(
            "references-line", lang, total=len(references),
            resolved=sum(r.target is not None for r in references),
            exact=sum(r.method == "exact" for r in references),
        )
    )  # fmt: skip
    lines.append(
        say(
            "findings-line",
            lang,
            open=states["open"],
            unknown=states["unknown"],
            accepted=states["accepted"],
        )
    )
    lines.append(say("built" if built.changed else "built-unchanged", lang, folder=built.folder))
    return "\n".join(lines)
