"""``plangraf.toml``: what a human says about a folder of plans, over what was read."""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from graph.errors import BadInput
from loaders.drafts import Metadata

NAME = "plangraf.toml"

PlanKindName = Literal[
    "societal_master_plan", "thematic_plan", "action_plan", "action_and_financial_plan",
    "planning_strategy", "annual_report",
]  # fmt: skip


class _Strict(BaseModel):
    # The docstrings of the fields are the reference of the file: docs/generate.py prints them.
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True
    )


class NumberEntry(_Strict):
    """A kommunenummer and the days it holds."""

    number: Annotated[str, Field(pattern=r"^\d{4}$")]
    """The kommunenummer, four digits."""
    valid_from: Annotated[date | None, Field(alias="from")] = None
    """The first day it holds."""
    valid_to: Annotated[date | None, Field(alias="to")] = None
    """The last day it holds."""


class MunicipalityEntry(_Strict):
    """Which municipality the plans are of."""

    name: Annotated[str, Field(min_length=1)]
    """The name without «kommune»; IRIs are made from it, so it survives a new kommunenummer."""
    organisation_number: Annotated[str | None, Field(pattern=r"^\d{9}$")] = None
    """The organisasjonsnummer, nine digits."""
    numbers: tuple[NumberEntry, ...] = ()
    """The kommunenummer the municipality has and has had."""


class DocumentEntry(_Strict):
    """What holds for one file: every key given overrides what was read.

    ``incomplete`` names goals (by code or label) whose list of strategies or measures is not
    whole, so that what is missing below them is unknown, not a gap.
    """

    file: Annotated[str, Field(min_length=1)]
    """The name of the file, or the first twelve or more digits of its SHA-256."""
    title: str | None = None
    """The plan's title."""
    kind: PlanKindName | None = None
    """What kind of plan it is."""
    municipality: str | None = None
    """The municipality, where the folder holds plans of several."""
    period_from: int | None = None
    """The first year of the plan's period."""
    period_to: int | None = None
    """The last year of the plan's period."""
    adopted: date | None = None
    """The day it was adopted."""
    adopted_by: str | None = None
    """The body that adopted it."""
    language: Literal["nb", "nn"] | None = None
    """Bokmål or nynorsk."""
    evaluation_due: int | None = None
    """The year by which the plan promises an evaluation."""
    license: str | None = None
    """The licence of the plan's text, as an IRI."""
    excerpt: bool = False
    """The file holds a part of the plan: gaps in it are unknown, not open."""
    incomplete: tuple[str, ...] = ()
    """Goals, by code or label, whose list of strategies or measures is not whole."""
    profile: str | None = None
    """A profile for this plan: a TOML file beside this one, or a common profile by its name."""

    def override(self, read: Metadata) -> Metadata:
        """Return the metadata with what this entry says put over it."""
        given = {
            name: value
            for name in (
                "title", "kind", "municipality", "period_from", "period_to", "adopted_by",
                "language", "evaluation_due",
            )
            if (value := getattr(self, name)) is not None
        }  # fmt: skip
        if self.adopted is not None:
            given["adopted"] = self.adopted.isoformat()
        return replace(read, **given)


class Manifest(_Strict):
    """The whole of ``plangraf.toml``."""

    base: Annotated[str | None, Field(pattern=r"^https?://[^\s<>\"{}|\\^`]+[/#]$")] = None
    """Where the IRIs begin; without it ``https://w3id.org/plangraf/id/``."""
    as_of: date | None = None
    """The day that periods and promised evaluations are judged by."""
    license: str | None = None
    """The licence of the plans' texts, as an IRI."""
    profile: str | None = None
    """A profile for all plans: a TOML file beside this one, or a common profile by its name."""
    municipality: MunicipalityEntry | None = None
    """Which municipality the plans are of, over what was read."""
    document: tuple[DocumentEntry, ...] = ()
    """What holds for one file, over what was read."""

    @field_validator("as_of", mode="before")
    @classmethod
    def _date(cls, value: Any) -> Any:  # noqa: ANN401 - TOML gives a date or a string
        return date.fromisoformat(value) if isinstance(value, str) else value

    def entry(self, file_name: str, sha256: str = "") -> DocumentEntry | None:
        """Return what is said of one file, named by its name or the start of its hash."""
        for entry in self.document:
            if entry.file == file_name or (len(entry.file) >= 12 and sha256.startswith(entry.file)):
                return entry
        return None


def load_manifest(folder: Path) -> Manifest:
    """Read ``plangraf.toml`` in a folder; an empty manifest where there is none.

    Raises :class:`~graph.errors.BadInput` that names the unknown or wrong key.
    """
    path = folder / NAME
    if not path.is_file():
        return Manifest()
    return _validated(path)


def _validated(path: Path) -> Manifest:
    data = read_toml(path)
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        models = (Manifest, MunicipalityEntry, DocumentEntry, NumberEntry)
        raise invalid("manifest-invalid", path, error, models) from error


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; a syntax error is told with its line."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("toml-unreadable", where=path, reason=error) from error
    return parse_toml(text, path)


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """Return what TOML says; a syntax error is told with its line. ``path`` is where it stands."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput("toml-syntax", where=path, reason=error) from error


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Return the known word that another one was perhaps meant to be, or none.

    >>> nearest("strategi", ["measure", "strategy"]), nearest("x", ["measure"])
    (['strategy'], [])
    """
    return get_close_matches(word.lower(), list(known), n=1)


def invalid(
    reference: str, path: Path, error: ValidationError, models: tuple[type[BaseModel], ...]
) -> BadInput:
    """Return an error that tells all that is wrong with a settings file, with «did you mean»."""
    known = [field.alias or name for model in models for name, field in model.model_fields.items()]
    nb, en = [], []
    for problem in error.errors():
        place = ".".join(str(step) for step in problem["loc"])
        key = str(problem["loc"][-1]) if problem["loc"] else ""
        if problem["type"] == "extra_forbidden":
            near = nearest(key, known)
            nb.append(f"ukjent nøkkel «{place}»" + (f" (mente du «{near[0]}»?)" if near else ""))
            en.append(f"unknown key «{place}»" + (f" (did you mean «{near[0]}»?)" if near else ""))
        elif problem["type"] == "unknown_type":
            given = problem["ctx"]
            value, types = given["value"], ", ".join(given["known"])
            near = nearest(value, given["known"])
            nb.append(
                f"ukjent type «{value}» i «{place}»"
                + (f" (mente du «{near[0]}»?)" if near else f"; typene er {types}")
            )
            en.append(
                f"unknown type «{value}» in «{place}»"
                + (f" (did you mean «{near[0]}»?)" if near else f"; the types are {types}")
            )
        elif problem["type"] == "missing":
            nb.append(f"nøkkelen «{place}» mangler")
            en.append(f"the key «{place}» is missing")
        else:
            nb.append(f"verdien til «{place}» kan ikke brukes ({problem['msg']})")
            en.append(f"the value of «{place}» can't be used ({problem['msg']})")
    problems_nb, problems_en = "; ".join(nb) + ".", "; ".join(en) + "."
    return BadInput(reference, where=path, problems_nb=problems_nb, problems_en=problems_en)
