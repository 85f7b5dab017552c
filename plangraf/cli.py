"""The command line: ``plangraf COMMAND``. Commands are loaded when they are asked for."""

import os
import sys
from collections.abc import Sequence

import click

from graph.errors import BadInput, Notice, OurFault, PlangrafError
from plangraf import __version__
from plangraf.commands.grammar import Group, Option, language_option, session_of
from plangraf.commands.session import Session
from plangraf.texts import asked_language

INTERRUPTED = 130


def _show_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own signature
    del param
    if value and not ctx.resilient_parsing:
        session_of(ctx).emit(f"plangraf {__version__}")
        ctx.exit()


@click.pass_context
def _without_command(ctx: click.Context) -> int | None:
    """Tell what there is where no command is named; the answer is no result."""
    if ctx.invoked_subcommand is not None:
        return None
    session_of(ctx).tell(ctx.get_help())
    return BadInput.exit_code


app = Group(
    name="plangraf",
    help="app",
    callback=_without_command,
    invoke_without_command=True,
    no_args_is_help=False,
    context_settings={"max_content_width": 110},
    homes={
        "read": "reading", "profile": "profile", "build": "building",
        "search": "searching",
        "thread": "thread", "references": "references", "restatements": "references",
        "review": "review",
        "accept": "deciding", "decide": "deciding", "decisions": "deciding",
        "findings": "findings", "check": "findings", "coverage": "coverage", "compare": "comparing",
        "query": "query", "validate": "validating",
        "serve": "serving", "publish": "publishing", "catalogue": "cataloguing",
        "export": "writing", "view": "writing", "report": "writing",
    },
    params=[
        Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
            text="option-version",
        ),
        Option(["--debug"], is_flag=True, expose_value=False, text="option-debug"),
    ],
)  # fmt: skip
language_option(app)


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code.

    0 is clean, 1 findings (``check`` alone), 2 bad input or usage, 3 a fault of ours, 130
    interrupted. Nothing is raised: whatever went wrong is told on standard error.

    >>> run(["--version"])
    plangraf 0.1.0
    0
    """
    session = Session(asked_language(arguments, os.environ))
    words = [word for word in arguments if word != "--debug"]
    debug = len(words) < len(arguments) or bool(os.environ.get("PLANGRAF_DEBUG"))
    try:
        outcome = app.main(words, prog_name="plangraf", standalone_mode=False, obj=session)
    except PlangrafError as error:
        session.tell(error.render(session.language))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        session.tell(Notice("interrupted").render(session.language))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: no user is shown a traceback
        if debug:
            import traceback  # noqa: PLC0415 - only when something broke

            traceback.print_exc()
        fault = OurFault("unexpected", reason=f"{type(error).__name__}: {error}")
        session.tell(fault.render(session.language))
        return fault.exit_code
    return outcome if isinstance(outcome, int) else 0


if __name__ == "__main__":
    main()
