"""The command line: ``plangraf COMMAND``. Commands are loaded when they are asked for."""

import sys
from importlib import import_module

import click

from graph.errors import Notice, OurFault, PlangrafError
from plangraf import __version__
from plangraf.commands.options import HELP, tell, text

_COMMANDS = {
    "read": "reading", "build": "reading",
    "thread": "asking", "references": "asking", "restatements": "asking", "query": "asking",
    "findings": "judging", "check": "judging", "coverage": "judging", "validate": "judging",
    "export": "writing", "view": "writing", "report": "writing",
}  # fmt: skip


class _Lazy(click.Group):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = getattr(import_module(f"plangraf.commands.{module}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # noqa: PLC0415 - only for a command that is not there

            near = get_close_matches(args[0], list(_COMMANDS), n=2)
            if near:
                guess = " / ".join(near)
                error.message += (
                    f" Mente du {guess}?" if HELP == "nb" else f" Did you mean {guess}?"
                )
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Kommandoer" if HELP == "nb" else "Commands"):
            formatter.write_dl([(name, text(name)) for name in _COMMANDS])


@click.command(
    cls=_Lazy,
    help=text("app"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(
    __version__, "--version", help=text("option-version"), message="plangraf %(version)s"
)
@click.option(
    "--lang",
    type=click.Choice(["nb", "en"]),
    default=HELP,
    help=text("option-lang"),
    expose_value=False,
)
@click.option("--debug", is_flag=True, help=text("option-debug"), expose_value=False)
def app() -> None:
    """Run a command; its own module does the work."""


def main() -> None:
    """Run the command line and turn every outcome into a message and an exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code: 0, 1 findings, 2 bad input, 3 our fault.

    >>> run(["--version"])
    plangraf 0.1.0
    0
    """
    debug = "--debug" in arguments
    arguments = [word for word in arguments if word != "--debug"]
    try:
        outcome = app.main(args=arguments, prog_name="plangraf", standalone_mode=False)
    except PlangrafError as error:
        tell(error.render(HELP))
        return error.exit_code
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        tell(Notice("interrupted").render(HELP))
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        if debug:
            raise
        tell(OurFault("unexpected", reason=f"{type(error).__name__}: {error}").render(HELP))
        return 3
    return outcome if isinstance(outcome, int) else 0


if __name__ == "__main__":
    main()
