"""Writes the pages of docs/reference that say what the code says, or checks that they do.

``python docs/generate.py`` writes; ``--check`` writes nothing, names each page that differs and
exits with 1 if any does.
"""

import argparse
import io
import os
import re
import sys
import tomllib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel

from loaders import decisions, manifest, profile
from ontology.generation import source
from plangraf import cli
from plangraf.standards import catalogue_settings
from queries.overview import overview

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
_TYPES: dict[object, str] = {str: "text", int: "number", bool: "true or false", date: "date"}
_ABOUT = """\
Results go to stdout, progress and messages to stderr. Exit codes: 0 clean, 1 findings are open
(`check` alone), 2 bad input or usage, 3 a fault of ours, 130 interrupted. `PLANGRAF_LANG=en` does
what `--lang en` does."""


def pages() -> dict[str, str]:
    """Return every generated page of the reference: file name and Markdown."""
    read = source.load(ROOT / "ontology")
    made = {
        "cli.md": _command_line(),
        "plangraf-toml.md": _file_of(manifest.Manifest, manifest.NAME, _MANIFEST),
        "profile-toml.md": _file_of(profile.Profile, "A profile", _PROFILE),
        "katalog-toml.md": _file_of(
            catalogue_settings.CatalogueSettings, catalogue_settings.NAME, _CATALOGUE
        ),
        "decisions-toml.md": _file_of(decisions.Decisions, decisions.NAME, _DECISIONS),
        "findings.md": _findings(read),
        "glossary.md": _glossary(read),
        "errors.md": _errors(),
        "queries.md": overview(),
    }
    return {name: _tidy(text) for name, text in made.items()}


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = ([cell.replace("|", r"\|").replace("\n", " ") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


# --- the command line -----------------------------------------------------------------------


def _command_line() -> str:
    names = [*cli.app.homes]
    parts = [
        "# Command line",
        _ABOUT,
        f"## English\n\n{_helps(names, 'en')}",
        f"## Norsk\n\n{_helps(names, 'nb')}",
    ]
    return "\n\n".join(parts)


def _helps(names: Iterable[str], language: str) -> str:
    texts = [("plangraf", ["--help"])] + [(f"plangraf {n}", [n, "--help"]) for n in names]
    return "\n\n".join(
        f"### `{title}`\n\n```text\n{_printed([*arguments, '--lang', language])}\n```"
        for title, arguments in texts
    )


def _printed(arguments: Sequence[str]) -> str:
    os.environ["COLUMNS"] = "96"
    with redirect_stdout(io.StringIO()) as out:
        cli.run(arguments)
    return out.getvalue().rstrip()


# --- the files beside the plans -------------------------------------------------------------

_MANIFEST = """\
A folder of plans needs no configuration. Where something was read wrong or can't be read, a file
`plangraf.toml` beside the plans says it; what stands there goes before what was read. An unknown
key is an error that names the key and the nearest known one.

```toml
as_of = "2026-01-01"

[municipality]
name = "Fjordvik"
numbers = [{ number = "9901", from = "2020-01-01" }]

[[document]]
file = "temaplan-klima.txt"
adopted = 2024-03-14
```

A profile holds a municipality's own words, see
[the how-to](../how-to/egne-ord.md)."""

_PROFILE = """\
What a municipality's own words, marks and codes mean, as TOML beside the plans; `profile` in
[plangraf.toml](plangraf-toml.md) names it. `plangraf profile FILE` proposes one. The types are the
keys of `loaders/data/lexicon.toml`. See [the how-to](../how-to/egne-ord.md)."""

_DECISIONS = """\
What a human has decided stands in `plangraf.decisions.toml` beside the plans and holds over every
build. A decided link is an edge with the method *by hand*; an accepted finding keeps who, when and
why. A decision about an element that is no longer there is reported, and the build goes on. See
[the how-to](../how-to/avgjore-henvisninger.md)."""

_CATALOGUE = """\
What a data catalogue asks for and a graph doesn't know; `plangraf catalogue --settings` and
`plangraf publish --catalogue` take it. An unknown key is an error that names the key and the
nearest known one. See [the how-to](../how-to/data-norge.md).

```toml
base_url = "https://planer.fjordvik.example/"
license = "NLOD_2_0"

[contact]
email = "plan@fjordvik.example"
```"""


def _file_of(model: type[BaseModel], name: str, text: str) -> str:
    tables = "\n\n".join(
        f"## {place}\n\n{_table(('key', 'value', 'needed', 'meaning'), _keys(one))}"
        for place, one in _tables_of(model, "At the top")
    )
    return f"# {name}\n\n{text}\n\n{tables}"


def _tables_of(model: type[BaseModel], place: str) -> Iterator[tuple[str, type[BaseModel]]]:
    yield place, model
    for name, field in model.model_fields.items():
        if inner := _model_in(field.annotation):
            double = typing.get_origin(field.annotation) is tuple
            within = "" if place == "At the top" else place.strip("`[]") + "."
            key = field.alias or name
            title = f"`[[{within}{key}]]`" if double else f"`[{within}{key}]`"
            yield from _tables_of(inner, title)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(one) for one in typing.get_args(annotation))
    return next((one for one in found if one), None)


def _keys(model: type[BaseModel]) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"`{field.alias or name}`",
            _value(field.annotation),
            "yes" if field.is_required() else "",
            " ".join((field.description or "").split()).replace("``", "`"),
        )
        for name, field in model.model_fields.items()
    ]


def _value(annotation: object) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in {typing.Annotated, typing.Union, types.UnionType}:
        return _value(arguments[0])
    if origin is tuple:
        return f"list of {_value(arguments[0])}"
    if origin is Mapping:
        return f"table of {_value(arguments[0])} to {_value(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        arguments = tuple(one.value for one in annotation)
    if arguments:
        return " or ".join(f"`{one}`" for one in arguments)
    return "table" if _model_in(annotation) else _TYPES[annotation]


# --- what the ontology says -----------------------------------------------------------------


def _findings(read: source.Source) -> str:
    codes = next(scheme for scheme in read.schemes if scheme.local_name == "finding-code")
    rows = [
        (f"`{c.notation}`", c.severity, c.labels["nb"], c.labels["nn"], c.definitions["en"])
        for c in codes.concepts
    ]
    return (
        "# Findings\n\n`plangraf findings` gives gaps and doubts; each is open, accepted (a human"
        " [decided](decisions-toml.md)) or unknown (the documents read can't show it: see"
        " [decision 0007](../decisions/0007-unknown-is-not-a-gap.md)). `plangraf check` exits with"
        " 1 while any is open.\n\n"
        + _table(("code", "severity", "bokmål", "nynorsk", "meaning"), rows)
    )


def _glossary(read: source.Source) -> str:
    kinds = (("Things", read.classes), ("Edges and attributes", read.properties))
    parts = ["# Glossary", "The terms of the ontology; [the whole of it](ontology.html)."]
    for title, terms in kinds:
        rows = [
            (f"`pg:{t.local_name}`", *_labels(t.labels), t.definitions.get("nb", ""))
            for t in sorted(terms, key=lambda term: term.local_name)
        ]
        head = ("term", "bokmål", "nynorsk", "English", "betydning")
        parts += [f"## {title}", _table(head, rows)]
    for scheme in read.schemes:
        if scheme.local_name == "finding-code":
            continue
        rows = [
            (f"`{c.notation}`", *_labels(c.labels), c.definitions.get("nb", ""))
            for c in scheme.concepts
        ]
        head = ("code", "bokmål", "nynorsk", "English", "betydning")
        parts += [f"## {scheme.labels['en'].capitalize()}", _table(head, rows)]
    return "\n\n".join(parts)


def _labels(labels: Mapping[str, str]) -> tuple[str, str, str]:
    return labels.get("nb", ""), labels.get("nn", ""), labels.get("en", "")


# --- what can go wrong ----------------------------------------------------------------------


def _errors() -> str:
    texts = tomllib.loads((ROOT / "graph" / "messages.toml").read_text("utf-8"))
    rows = [
        (f"`{name}`", said["what_nb"], said.get("hint_nb", ""), said["what_en"])
        for name, said in sorted(texts.items())
    ]
    return (
        "# Messages\n\nWhat plangraf says when something is wrong, by its reference. Words in"
        " braces are filled in.\n\n"
        + _table(("reference", "hva", "hva du kan gjøre", "what"), rows)
    )


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` compare them; return the exit code."""
    parser = argparse.ArgumentParser(prog="docs/generate.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    made = {REFERENCE / name: text for name, text in pages().items()}
    if parser.parse_args(arguments).check:
        found = [p for p, text in made.items() if not p.is_file() or p.read_text("utf-8") != text]
        for path in found:
            sys.stderr.write(f"{path.name} is not what the code says: run make docs\n")
        return 1 if found else 0
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
