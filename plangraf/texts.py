"""The words of the command line: Norwegian first, English by a switch."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

LANGUAGES = ("nb", "en")


@cache
def _texts(file: str) -> dict[str, dict[str, str]]:
    # importlib.resources would take longer to load than the file takes to read.
    return tomllib.loads(Path(__file__).with_name(file).read_text("utf-8"))


def say(key: str, language: str, **fields: object) -> str:
    """Return a text of the answers with its fields filled in.

    >>> say("yes", "nb"), say("yes", "en")
    ('ja', 'yes')
    """
    return _texts("texts.toml")[key][language].format(**fields)


def explain(key: str, language: str) -> str:
    """Return a text of the help pages; they stand in a file of their own, which answers don't read.

    >>> explain("help-usage", "nb")
    'Bruk'
    """
    return _texts("help.toml")[key][language]


def asked_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language of a run: the last ``--lang`` of its line, else PLANGRAF_LANG, else nb.

    Help and complaints about the line itself are in that language too, so it is looked for before
    the line is understood.

    >>> asked_language(["thread", "1.B2", "--lang", "en"], {})
    'en'
    >>> asked_language(["--lang=xx"], {"PLANGRAF_LANG": "en"}), asked_language([], {})
    ('en', 'nb')
    """
    words = list(arguments[: arguments.index("--")]) if "--" in arguments else list(arguments)
    given = [environment.get("PLANGRAF_LANG", "")]
    given += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    given += [after for word, after in pairwise(words) if word == "--lang"]
    return next((language for language in reversed(given) if language in LANGUAGES), LANGUAGES[0])
