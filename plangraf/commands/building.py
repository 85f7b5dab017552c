"""``build``: the whole pipeline, and what it made in short."""

import gc
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plangraf.commands.grammar import (
    argument,
    as_of_option,
    command,
    json_option,
    language_option,
    path_option,
)
from plangraf.commands.progress import ProgressLine
from plangraf.commands.session import Session

if TYPE_CHECKING:
    from plangraf.building import Built

_GOALS = ("focus_area", "main_goal", "sub_goal")
_MEASURES = ("measure", "reform_measure")


@command("build")
@argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), text="argument-paths",
    value="value-paths",
)  # fmt: skip
@path_option("--out", required=True, text="option-out", value="value-folder")
@as_of_option
@json_option
@language_option
@click.pass_obj
def build(
    session: Session, paths: tuple[Path, ...], out: Path, as_of: date | None, *, as_json: bool
) -> None:
    """Build a graph and show what it holds."""
    # A build makes a great many small things and keeps nearly all of them until it ends: looking
    # for garbage among them takes a tenth of its time and finds next to none.
    gc.disable()
    progress = _Progress(session)
    try:
        from plangraf.building import build as build_graph  # noqa: PLC0415 - slow to load

        built = build_graph(list(paths), out, as_of=as_of, progress=progress)
    finally:
        progress.clear()
        gc.enable()
    for trouble in (*built.failed, *built.notices):
        session.tell(trouble.render(session.language))
    session.answer(_summary(built), lambda: _told(session, built), as_json=as_json)


class _Progress(ProgressLine):
    """One line on a terminal that says which document and page is read; elsewhere nothing."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def __call__(
        self, number: int, total: int, name: str, page: int | None = None, pages: int | None = None
    ) -> None:
        key = "reading" if page is None else "reading-page"
        say = self.session.say
        self.show(say(key, number=number, total=total, name=name, page=page, pages=pages))


def _summary(built: "Built") -> dict[str, Any]:
    counts, restated = built.counts(), built.restated()
    return {
        "folder": str(built.folder),
        "plans": [
            {
                "id": plan.iri,
                "title": plan.label.value,
                "elements": dict(sorted(counts[plan.iri].items())),
                "restated": restated[plan.iri],
            }
            for plan in built.plans()
        ],
        "uncertain": dict(zip(("elements", "references"), built.uncertain(), strict=True)),
        "findings": dict(sorted(Counter(f"{f.code} {f.state}" for f in built.findings).items())),
        "coverage": {
            level: {k: v for k, v in figures.items() if not isinstance(v, list)}
            for level, figures in built.coverage.items()
            if level != "matrix"
        },
        "changed_graphs": list(built.changed),
        "failed": [{"reference": e.reference, "where": e.where} for e in built.failed],
        "notices": [
            {"reference": n.reference, "message": {"nb": n.what("nb"), "en": n.what("en")}}
            for n in built.notices
        ],
    }


def _told(session: Session, built: "Built") -> str:
    from plangraf.tables import table  # noqa: PLC0415 - not needed for JSON
    from plangraf.terminal import wrapped  # noqa: PLC0415

    plans = table(session.say("columns-build").split("|"), _rows(built))
    key = "built" if built.changed else "built-unchanged"
    told = [
        _covered(session, built.coverage), _referred(session, built), _judged(session, built),
        *_doubted(session, built), session.say(key, folder=built.folder),
    ]  # fmt: skip
    return "\n".join([plans, "", *map(wrapped, told)])


def _doubted(session: Session, built: "Built") -> list[str]:
    """Where to settle what is uncertain, if anything is."""
    elements, links = built.uncertain()
    if not elements and not links:
        return []
    return [session.say("uncertain-line", elements=elements, references=links, folder=built.folder)]


def _rows(built: "Built") -> list[list[object]]:
    """One row for each plan: its period, and how much it holds of its own and restates."""
    counts, restated = built.counts(), built.restated()
    rows: list[list[object]] = []
    for plan in built.plans():
        own = counts[plan.iri]
        first, last = plan.period_from, plan.period_to
        period = str(first) if first and not last else f"{first or '…'}–{last}" if last else "–"
        rows.append(
            [plan.label.value, period, sum(own[kind] for kind in _GOALS), own["strategy"],
             own["initiative"], sum(own[kind] for kind in _MEASURES), restated[plan.iri]]
        )  # fmt: skip
    return rows


def _covered(session: Session, coverage: dict[str, Any]) -> str:
    strategies, sub_goals, measures = (
        coverage[level] for level in ("strategies", "sub_goals", "measures")
    )
    return session.say(
        "figures",
        with_measure=strategies["with_measure"], strategies=strategies["total"],
        sub_with=sub_goals["with_measure"], sub_goals=sub_goals["total"],
        traced=measures["with_thread"], measures=measures["total"],
        stated=measures["with_stated_thread"],
    )  # fmt: skip


def _referred(session: Session, built: "Built") -> str:
    references = built.references()
    return session.say(
        "references-line",
        total=len(references),
        resolved=sum(reference.target is not None for reference in references),
        exact=sum(reference.method == "exact" for reference in references),
    )


def _judged(session: Session, built: "Built") -> str:
    states = Counter(finding.state for finding in built.findings)
    return session.say(
        "findings-line", open=states["open"], unknown=states["unknown"], accepted=states["accepted"]
    )
