"""What is wrong with a command line, in our own words instead of click's."""

import click

from graph.errors import BadInput
from plangraf.commands.grammar import Argument, place, session_of


def complaint(error: click.UsageError, ctx: click.Context) -> BadInput:
    """Return a complaint of click's about the line of a command as one of ours."""
    if isinstance(error, click.NoSuchOption):
        return BadInput(
            "option-unknown", name=error.option_name, nearest=error.possibilities or (),
            **place(ctx),
        )  # fmt: skip
    if isinstance(error, click.MissingParameter) and error.param is not None:
        if isinstance(error.param, Argument):
            name = error.param.word(session_of(ctx))
            return BadInput("argument-missing", name=name, **place(ctx))
        return BadInput("option-missing", name=error.param.opts[0], **place(ctx))
    if isinstance(error, click.BadOptionUsage):
        reference = "option-value-unwanted" if _is_flag(error, ctx) else "option-value-missing"
        return BadInput(reference, name=error.option_name, **place(ctx))
    return BadInput("usage", reason=error.format_message(), **place(ctx))


def _is_flag(error: click.BadOptionUsage, ctx: click.Context) -> bool:
    return any(
        isinstance(param, click.Option) and param.is_flag
        for param in ctx.command.get_params(ctx)
        if error.option_name in param.opts
    )
