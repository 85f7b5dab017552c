"""Options that several commands share, and how an answer leaves the program."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from plangraf.texts import LANGUAGES, help_language, say

Command = TypeVar("Command", bound=Callable[..., Any])
HELP = help_language()


def text(key: str) -> str:
    """Return a help text in the language of this run."""
    return say(key, HELP)


def language_option(command: Command) -> Command:
    """Add ``--lang``."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default=HELP,
        help=text("option-lang"),
        show_default=False,
    )(command)


def json_option(command: Command) -> Command:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help=text("option-json"))(command)


def graph_option(command: Command) -> Command:
    """Add ``--graph``: the folder of a built graph."""
    return click.option(
        "--graph",
        "graph",
        required=True,
        type=click.Path(path_type=Path),
        help=text("option-graph"),
    )(command)


def emit(value: str) -> None:
    """Write an answer to standard output, whatever its encoding."""
    stream = sys.stdout
    try:
        stream.write(value if value.endswith("\n") else value + "\n")
    except UnicodeEncodeError:
        stream.buffer.write((value + "\n").encode())


def emit_json(value: object) -> None:
    """Write an answer as JSON."""
    emit(json.dumps(value, ensure_ascii=False, indent=1))


def tell(message: str) -> None:
    """Write a message to standard error."""
    click.echo(message, err=True)
