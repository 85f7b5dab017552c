"""The words of the command line: Norwegian first, English by a switch."""

import os
import sys
import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("nb", "en")


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("plangraf") / "texts.toml").read_text("utf-8"))


def say(key: str, language: str, **fields: object) -> str:
    """Return a text with its fields filled in.

    >>> say("yes", "nb"), say("yes", "en")
    ('ja', 'yes')
    """
    return _texts()[key][language].format(**fields)


def help_language() -> str:
    """Return the language for help texts: ``--lang`` anywhere on the line, else PLANGRAF_LANG, else nb."""
    words = sys.argv[1:]
    for at, word in enumerate(words):
        if word.startswith("--lang="):
            return _known(word.partition("=")[2])
        if word == "--lang" and at + 1 < len(words):
            return _known(words[at + 1])
    return _known(os.environ.get("PLANGRAF_LANG", "nb"))


def _known(language: str) -> str:
    return language if language in LANGUAGES else "nb"
