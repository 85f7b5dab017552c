"""``review``: what is uncertain goes out as a workbook, and its answers come in as decisions."""

from collections import Counter
from datetime import date
from pathlib import Path

import click

from graph.errors import BadInput
from graph.files import write_file
from graph.store import PlanStore
from plangraf.commands.grammar import (
    as_day,
    command,
    json_option,
    language_option,
    option,
    path_option,
)
from plangraf.commands.session import Session
from plangraf.terminal import wrapped


@command("review")
@path_option("--graph", text="option-graph", value="value-folder")
@path_option("--out", text="option-review-out", value="value-file")
@option("--limit", type=click.IntRange(min=1), text="option-limit", value="value-number")
@option("--all", "everything", is_flag=True, text="option-review-all")
@path_option("--apply", "answers", text="option-review-apply", value="value-file")
@path_option("--plans", text="option-review-plans", value="value-folder")
@option("--by", text="option-review-by", value="value-name")
@option("--date", "on", callback=as_day, text="option-review-date", value="value-date")
@json_option
@language_option
@click.pass_obj
def review(  # noqa: PLR0913, PLR0917 - the options of the command line
    session: Session,
    graph: Path | None,
    out: Path | None,
    limit: int | None,
    answers: Path | None,
    plans: Path | None,
    by: str | None,
    on: date | None,
    *,
    everything: bool,
    as_json: bool,
) -> None:
    """Write the review, or take its answers."""
    if answers is not None:
        if plans is None:
            raise BadInput("review-plans-missing")
        _take(session, answers, plans, by, on, as_json=as_json)
        return
    if graph is None or out is None:
        raise BadInput("review-options-missing")
    from plangraf.reviewing import review as write  # noqa: PLC0415 - not needed for the help page

    data, found = write(PlanStore.open(graph), session.language, limit=limit, everything=everything)
    write_file(out, data)
    counts = Counter(doubt.kind for doubt in found)
    session.answer(
        {"written": str(out), "doubts": [doubt.json() for doubt in found]},
        lambda: wrapped(
            session.say(
                "review-written", path=out, elements=counts["element"], parents=counts["parent"],
                references=counts["reference"],
            )
        ),
        as_json=as_json,
    )  # fmt: skip


def _take(  # noqa: PLR0913 - the options of the command line
    session: Session,
    answers: Path,
    plans: Path,
    by: str | None,
    on: date | None,
    *,
    as_json: bool,
) -> None:
    from plangraf.answering import read_answers, write_decisions  # noqa: PLC0415

    found = read_answers(answers, by, on)
    for problem in found.problems:
        session.tell(problem.render(session.language))
    written = write_decisions(plans, found)
    given = len(found.elements) + len(found.links)
    session.answer(
        {
            "answers": given,
            "written": written,
            "problems": [p.what(session.language) for p in found.problems],
        },
        lambda: wrapped(
            session.say(
                "review-taken", given=given, written=written, folder=plans,
                problems=len(found.problems),
            )
        ),
        as_json=as_json,
    )  # fmt: skip
