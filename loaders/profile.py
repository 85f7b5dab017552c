"""A profile: what a municipality's own words, marks and codes mean, as a file that people write.

The word decides the type, and municipalities' words differ. A profile stands as TOML beside the
plans, or among the common patterns in ``loaders/profiles``; what it says goes before the general
words, while a file is read and while its elements are recognised.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from graph.errors import BadInput
from loaders.drafts import RANK, Metadata
from loaders.lexicon import Profile as Words
from loaders.lexicon import lexicon, profile_of, use_profile
from loaders.manifest import invalid, nearest, read_toml
from loaders.registers import ElementType, RegisterMapping, use_mapping
from loaders.sections import code_shape

#: The profile that holds where none is named: the general words, and nothing else.
GENERAL = "general"
_SUFFIX = ".toml"
_CODE = re.compile(r"(?=.)(?:[A-ZÆØÅ]{1,2}[.-]?)?(?:\d{1,2}(?:\.\d{1,2}){0,4})?[a-zæøå]?")
_MARK = re.compile(r"\S{1,4}")
_LEAD_ENDS = " :…"


class _Strict(BaseModel):
    # The docstrings of the fields are the reference of the file: docs/generate.py prints them.
    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True
    )


def _known_types(*sections: str) -> AfterValidator:
    """Refuse a type that no section of the lexicon has."""

    def check(value: dict[str, "Phrases"]) -> dict[str, "Phrases"]:
        known = {kind for section in sections for kind in lexicon()[section]}
        for kind in value:
            if kind not in known:
                raise PydanticCustomError(
                    "unknown_type", "no such type", {"value": kind, "known": sorted(known)}
                )
        return value

    return AfterValidator(check)


def _matching(form: re.Pattern[str], told: str) -> AfterValidator:
    """Refuse keys that can't be what they should."""

    def check(value: dict[str, str]) -> dict[str, str]:
        for key in value:
            if not form.fullmatch(key):
                raise PydanticCustomError("wrong_key", told, {"value": key})
        return value

    return AfterValidator(check)


def _compiles(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise PydanticCustomError("wrong_pattern", "{reason}", {"reason": str(error)}) from error
    return value


def _one_of(*types: str) -> AfterValidator:
    """Refuse another type."""

    def check(value: str) -> str:
        if value not in types:
            raise PydanticCustomError(
                "unknown_type", "no such type", {"value": value, "known": sorted(types)}
            )
        return value

    return AfterValidator(check)


#: A type of element, or «goal», whose level the context decides.
Kind = Annotated[str, _one_of(*RANK, "goal")]
ListedKind = Annotated[str, _one_of(*(RANK.keys() - {"vision", "sdg", "reform_measure"}), "goal")]
Phrase = Annotated[str, Field(min_length=1)]
Phrases = Mapping[Literal["nb", "nn"], tuple[Phrase, ...]]


class LeadInEntry(_Strict):
    """A sentence before a list that says what the list holds: «Kommunen skal:»."""

    phrase: Phrase | None = None
    """The words that the sentence ends with, without the colon."""
    pattern: Annotated[str, AfterValidator(_compiles)] | None = None
    """A regular expression instead, for the end of the sentence."""
    type: ListedKind
    """What the items of the list are."""
    put_back: bool = False
    """Put the words before each item: «kommunen skal:» and «bygge bru» give «kommunen skal bygge
    bru»."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.phrase is None) == (self.pattern is None):
            raise PydanticCustomError("phrase_or_pattern", "give either phrase or pattern")
        return self

    def found_in(self, lead: str) -> re.Match[str] | None:
        """Return where a sentence ends with the words, its colon left out.

        >>> entry = LeadInEntry(phrase="kommunen skal", type="strategy")
        >>> entry.found_in("Derfor er det viktig at kommunen skal:").start()
        24
        """
        return self._form.search(lead.rstrip(_LEAD_ENDS))

    @cached_property
    def _form(self) -> re.Pattern[str]:
        if self.phrase is not None:
            words = r"\s+".join(map(re.escape, self.phrase.rstrip(_LEAD_ENDS).split()))
            return re.compile(rf"(?<!\w){words}$", re.IGNORECASE)
        return re.compile(rf"(?:{self.pattern})$", re.IGNORECASE)


class Levels(_Strict):
    """Which level a word names, and which level stands over which."""

    goal: Literal["main_goal", "sub_goal"] | None = None
    """What a bare «mål» is; without it a main goal, and a sub-goal under an open main goal."""
    order: tuple[ElementType, ...] = ()
    """Types from the highest to the lowest, where they stand otherwise than usual."""

    def ranks(self) -> dict[str, float]:
        """Return the ranks that the order asks for.

        >>> Levels(order=("strategy", "sub_goal", "measure")).ranks()
        {'strategy': 4, 'sub_goal': 5, 'measure': 6}
        """
        found: dict[str, float] = {}
        last = -1.0
        for kind, usual in zip(self.order, sorted(RANK[k] for k in self.order), strict=True):
            last = found[kind] = usual if usual > last else last + 0.1
        return found


class Ignored(_Strict):
    """Which parts of a plan hold none of its elements."""

    headings: tuple[Phrase, ...] = ()
    """Headings, whole and without their numbers, under which nothing is an element."""


class Years(_Strict):
    """The period of the plan, where it says none itself."""

    period_from: Annotated[int | None, Field(alias="from", ge=1900, le=2200)] = None
    """The first year."""
    period_to: Annotated[int | None, Field(alias="to", ge=1900, le=2200)] = None
    """The last year."""

    def over(self, metadata: Metadata) -> Metadata:
        """Return the metadata with the years it lacks; a plan that tells one of them keeps it."""
        if metadata.period_from is not None or metadata.period_to is not None:
            return metadata
        return replace(metadata, period_from=self.period_from, period_to=self.period_to)


@dataclass(frozen=True, slots=True)
class OwnLead:
    """A lead-in of the profile that a sentence ends with: what follows, and what to put back."""

    type: str
    start: int
    end: int
    put_back: bool


class Profile(_Strict):
    """The whole of a profile."""

    labels: Annotated[Mapping[str, Phrases], _known_types("labels")] = {}
    """Words that stand before what they name, alone or with a colon, by type and language."""
    headers: Annotated[Mapping[str, Phrases], _known_types("headers", "labels")] = {}
    """Column titles of tables, by type and language."""
    leadins: tuple[LeadInEntry, ...] = ()
    """Sentences before lists that say what the lists hold."""
    markers: Annotated[
        Mapping[str, Kind | Literal[""]], _matching(_MARK, "a mark is one to four signs")
    ] = {}
    """Marks that items begin with, and the type each means; empty for a mark that means none."""
    codes: Annotated[
        Mapping[str, Kind], _matching(_CODE, "a code is such as A, A1, 2.7 or 2.7.1")
    ] = {}
    """The type of what has a code like the one given: «A1» stands for any letter and number."""
    levels: Levels = Levels()
    """Which level a word names, and which level stands over which."""
    ignore: Ignored = Ignored()
    """Which parts of a plan hold none of its elements."""
    years: Years = Years()
    """The period of the plan, where it says none itself."""
    register_: Annotated[RegisterMapping | None, Field(alias="register")] = None
    """Which fields of a register hold what."""

    @cached_property
    def words(self) -> Words:
        """The labels and headers as the lexicon takes them."""
        return profile_of(self.labels) + profile_of(self.headers, "headers")

    @cached_property
    def shapes(self) -> dict[str, str]:
        """The type of each form of code: ``{"LN": "strategy"}``."""
        return {code_shape(code) or "": kind for code, kind in self.codes.items()}

    def lead_in(self, sentence: str) -> OwnLead | None:
        """Return the lead-in that a sentence ends with, or None where the profile knows none."""
        for entry in self.leadins:
            found = entry.found_in(sentence)
            if found is not None:
                return OwnLead(entry.type, found.start(), found.end(), entry.put_back)
        return None


_active: ContextVar[Profile | None] = ContextVar("plan_profile", default=None)
_NONE = Profile()


def active() -> Profile:
    """Return the profile in use; an empty one where the general words alone hold."""
    return _active.get() or _NONE


@contextmanager
def using(profile: Profile) -> Iterator[None]:
    """Let a profile hold for what is read and recognised inside.

    >>> with using(Profile(codes={"A1": "strategy"})):
    ...     active().shapes
    {'LN': 'strategy'}
    """
    token = _active.set(profile)
    try:
        with use_profile(profile.words), use_mapping(profile.register_):
            yield
    finally:
        _active.reset(token)


def dump_profile(profile: Profile) -> str:
    """Write a profile as JSON, the same for the same profile: for another process, or a key."""
    return profile.model_dump_json(by_alias=True, exclude_unset=True)


def parse_profile(text: str) -> Profile:
    """Return the profile that :func:`dump_profile` wrote.

    >>> parse_profile(dump_profile(Profile(codes={"A": "main_goal"}))).codes
    {'A': 'main_goal'}
    """
    return Profile.model_validate_json(text)


def common_profiles() -> tuple[str, ...]:
    """Return the names of the profiles for common patterns.

    >>> "general" in common_profiles()
    True
    """
    there = (files("loaders") / "profiles").iterdir()
    return tuple(sorted(p.name.removesuffix(_SUFFIX) for p in there if p.name.endswith(_SUFFIX)))


def load_profile(folder: Path, name: str) -> Profile:
    """Read a profile: a TOML file beside the plans, or a common one by its name.

    Raises :class:`~graph.errors.BadInput` (``profile-missing``, ``profile-invalid``).
    """
    path = folder / name
    if name in common_profiles() and not path.is_file():
        path = Path(str(files("loaders") / "profiles" / f"{name}{_SUFFIX}"))
    elif not path.is_file():
        known = common_profiles()
        raise BadInput(
            "profile-missing", where=folder, name=name, known=", ".join(known),
            nearest=list(nearest(name.removesuffix(_SUFFIX), known)),
        )  # fmt: skip
    try:
        return Profile.model_validate(read_toml(path))
    except ValidationError as error:
        models = (Profile, LeadInEntry, Levels, Ignored, Years, RegisterMapping)
        raise invalid("profile-invalid", path, error, models) from error
