"""``profile``: what a document's own words may mean, as a file that a planner corrects."""

from dataclasses import asdict
from pathlib import Path

import click

from graph.errors import BadInput
from graph.files import write_file
from plangraf.commands.grammar import (
    argument,
    command,
    json_option,
    language_option,
    option,
    path_option,
)
from plangraf.commands.session import Session


@command("profile")
@argument("file", type=click.Path(path_type=Path), text="argument-file", value="value-file")
@path_option("--out", text="option-profile-out", value="value-file")
@option("--force", is_flag=True, text="option-force")
@json_option
@language_option
@click.pass_obj
def profile(session: Session, file: Path, out: Path | None, *, force: bool, as_json: bool) -> None:
    """Propose a profile from a document."""
    from plangraf.profiling import proposed  # noqa: PLC0415 - not needed for the help page

    proposal, text = proposed(file)
    if out is not None:
        if out.exists() and not force:
            raise BadInput("file-exists", where=out)
        write_file(out, text.encode())
    session.answer(
        {"written": str(out) if out else None, **asdict(proposal)},
        lambda: session.say("written", path=out) if out else text,
        as_json=as_json,
    )
