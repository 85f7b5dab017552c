"""How a command line is written: commands and options that are explained in two languages.

Click's own words are English and fixed when a module is loaded. Here a command and its options
carry the names of their texts, and the help page is put together when it is asked for, in the
language of the run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from graph.errors import BadInput
from plangraf.commands.session import Session
from plangraf.texts import LANGUAGES, explain

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def session_of(ctx: click.Context | None) -> Session:
    """Return the session that a command runs in."""
    found = ctx.find_object(Session) if ctx is not None else None
    return found or Session()


class Option(click.Option):
    """An option explained by ``text``.

    ``value`` is the word for what follows it; ``choices`` are the only words that may.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        text: str,
        value: str = "",
        choices: Sequence[str] = (),
        **attrs: Any,  # noqa: ANN401 - passed on
    ) -> None:
        """Store what the help page says of it."""
        if choices:
            attrs |= {"callback": _one_of, "shell_complete": _completing}
        super().__init__(names, **attrs)
        self.text = text
        self.value = value
        self.choices = tuple(choices)

    def record(self, session: Session) -> tuple[str, str]:
        """Return its line on the help page: how it is written, and what it does."""
        names = ", ".join(self.opts)
        if self.choices:
            names += f" [{'|'.join(self.choices)}]"
        elif self.value:
            names += f" {session.explain(self.value)}"
        needed = f" {session.explain('required')}" if self.required else ""
        return names, session.explain(self.text) + needed


def _one_of(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """One of the choices; another word is answered with what it may have meant."""
    del ctx
    choices = cast("Option", param).choices
    if value is None or value in choices:
        return value
    raise BadInput(
        "choice-unknown", value=value, option=param.opts[0], known=", ".join(choices),
        nearest=_nearest(value, choices),
    )  # fmt: skip


def _nearest(word: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a word that is not there

    return get_close_matches(word, list(known), n=2)


def _completing(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    del ctx
    return [word for word in cast("Option", param).choices if word.startswith(incomplete)]


def as_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """A date, YYYY-MM-DD."""
    del ctx
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError as error:
        raise BadInput("date-invalid", value=value, option=param.opts[0]) from error


class Argument(click.Argument):
    """An argument explained by ``text``; ``value`` is the word it goes by."""

    def __init__(self, names: Sequence[str], *, text: str, value: str, **attrs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(names, **attrs)
        self.text = text
        self.value = value

    def word(self, session: Session) -> str:
        """Return how it is written on the usage line."""
        word = session.explain(self.value) + ("…" if self.nargs == -1 else "")
        return word if self.required else f"[{word}]"

    def record(self, session: Session) -> tuple[str, str]:
        """Return its line on the help page: the word it goes by, and what it is."""
        return self.word(session), session.explain(self.text)


class _Explained(click.Command):
    """What commands and the group of them share: the help page, and what is said of mistakes."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return ``--help``, explained in the language of the run."""
        del ctx
        return _HELP

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line; what click complains of is told in the language of the run."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            from plangraf.commands.usage import complaint  # noqa: PLC0415 - only for a wrong line

            raise complaint(error, ctx) from error

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page."""
        session = session_of(ctx)
        prefix = f"{session.explain('help-usage')}: "
        formatter.write_usage(ctx.command_path, self.usage(session), prefix)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(session.explain(self.help or ""))
        arguments = [
            (p.word(session), session.explain(p.text))
            for p in self.params
            if isinstance(p, Argument)
        ]
        options = [p.record(session) for p in self.get_params(ctx) if isinstance(p, Option)]
        for title, records in (
            ("help-arguments", arguments),
            ("help-options", options),
            ("help-commands", self.commands_told(session)),
        ):
            if records:
                with formatter.section(session.explain(title)):
                    formatter.write_dl(records)

    def usage(self, session: Session) -> str:
        """Return what follows the command's name on its usage line."""
        words = [p.word(session) for p in self.params if isinstance(p, Argument)]
        return " ".join([session.explain("help-options-word"), *words])

    def commands_told(self, session: Session) -> list[tuple[str, str]]:
        """Return the commands below this one, explained."""
        del session
        return []

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the explanation that completion in a shell shows."""
        del limit
        return explain(self.help or "", LANGUAGES[0])


class Group(_Explained, click.Group):
    """A command that holds others, and imports the module of one only when it is used.

    ``homes`` maps each command's name to the module of :mod:`plangraf.commands` that holds it.
    """

    def __init__(self, *args: Any, homes: Mapping[str, str], **attrs: Any) -> None:  # noqa: ANN401 - passed on
        """Store where the commands are."""
        super().__init__(*args, **attrs)
        self.homes = homes

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order a plan is worked with."""
        del ctx
        return list(self.homes)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, its module loaded."""
        del ctx
        if cmd_name not in self.homes:
            return None
        module = import_module(f"plangraf.commands.{self.homes[cmd_name]}")
        found: click.Command = getattr(module, cmd_name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command a line begins with, or complain in the language of the run."""
        if args[0] not in self.homes and not args[0].startswith("-"):
            near = _nearest(args[0], self.homes)
            raise BadInput("command-unknown", name=args[0], nearest=near, **place(ctx))
        return super().resolve_command(ctx, args)

    def usage(self, session: Session) -> str:
        """Return what follows the program's name on its usage line."""
        return f"{super().usage(session)} {session.explain('help-command-word')}"

    def commands_told(self, session: Session) -> list[tuple[str, str]]:
        """Return the commands, explained."""
        return [(name, session.explain(name)) for name in self.homes]


class Command(_Explained):
    """A command explained by the text that it is named after."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the line; a word too many is told in the language of the run."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise BadInput("argument-unexpected", word=" ".join(rest), **place(ctx))
        return rest


def _show_help(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's own signature
    del param
    if value and not ctx.resilient_parsing:
        session_of(ctx).emit(ctx.get_help())
        ctx.exit()


_HELP = Option(
    ["-h", "--help"], text="option-help", is_flag=True, is_eager=True, expose_value=False,
    callback=_show_help,
)  # fmt: skip


def place(ctx: click.Context) -> dict[str, Any]:
    """Return where on the command line something is wrong: the fields of the messages on usage."""
    command = cast("_Explained", ctx.command)
    return {"command": ctx.command_path, "usage": command.usage(session_of(ctx))}


def command(name: str) -> Callable[[Callable[..., Any]], Command]:
    """Make a command of a function; its text has the command's name."""
    return click.command(name, cls=Command, help=name)


def argument(*names: str, **attrs: Any) -> Callable[[Decorated], Decorated]:  # noqa: ANN401 - passed on
    """Add an argument."""
    return click.argument(*names, cls=Argument, **attrs)


def option(*names: str, **attrs: Any) -> Callable[[Decorated], Decorated]:  # noqa: ANN401 - passed on
    """Add an option."""
    return click.option(*names, cls=Option, **attrs)


#: The options that commands share.
path_option = partial(option, type=click.Path(path_type=Path))
graph_option = path_option("--graph", required=True, text="option-graph", value="value-folder")
json_option = option("--json", "as_json", is_flag=True, text="option-json")
language_option = option("--lang", choices=LANGUAGES, expose_value=False, text="option-lang")
as_of_option = option("--as-of", callback=as_day, text="option-as-of", value="value-date")
