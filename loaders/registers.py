"""Which fields of a municipality's goal register hold what: a mapping, given or inferred."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from loaders.drafts import RANK

#: What a field may say of the measure, goal or strategy of its record.
Attribute = Literal["responsible", "deadline", "cost", "progress", "indicator"]


def _known(kind: str) -> str:
    if kind not in RANK:
        told = "{value} is no type of element"
        raise PydanticCustomError("unknown_type", told, {"value": kind, "known": sorted(RANK)})
    return kind


ElementType = Annotated[str, AfterValidator(_known)]


class RegisterMapping(BaseModel):
    """Which fields of a register hold what; what is not said is inferred from the register.

    >>> RegisterMapping(name="maalNavn", types={"701100000": "vision"}).types["701100000"]
    'vision'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    id: str | None = None
    """The field with the record's own id."""
    name: str | None = None
    """The field with the element's text."""
    parent: str | None = None
    """The field with the id of the record that this one stands under."""
    type: str | None = None
    """The field that tells what kind of element it is."""
    code: str | None = None
    """The field with the element's code, such as 1.2 or A1."""
    description: str | None = None
    """The field with a longer text about the element."""
    period_from: str | None = None
    """The field with the plan's first year."""
    period_to: str | None = None
    """The field with the plan's last year."""
    attributes: Mapping[Attribute, str] = {}
    """The fields that tell who, when, how much, how far and how it is measured."""
    types: Mapping[str, ElementType] = {}
    """What each value of the type field stands for; values compare as text."""
    levels: tuple[ElementType | Literal[""], ...] = ()
    """What stands at each depth of the tree, the roots first, where no field tells the type;
    empty for a depth that holds no elements, such as the plan itself."""

    def over(self, other: "RegisterMapping") -> "RegisterMapping":
        """Return this mapping, with what it leaves unsaid from another.

        >>> given = RegisterMapping(types={"1": "strategy"})
        >>> given.over(RegisterMapping(name="navn", types={"1": "measure", "2": "vision"})).types
        {'1': 'strategy', '2': 'vision'}
        """
        said = {key: value for key, value in self if key in self.model_fields_set}
        said["types"] = {**other.types, **self.types}
        said["attributes"] = {**other.attributes, **self.attributes}
        return other.model_copy(update=said)

    def fields(self) -> dict[str, str]:
        """Return the fields that the mapping names, by what they hold."""
        named: dict[str, str] = {key: value for key, value in self if isinstance(value, str)}
        named.update({str(key): value for key, value in self.attributes.items()})
        return named


_mapping: ContextVar[RegisterMapping | None] = ContextVar("register_mapping", default=None)


@contextmanager
def use_mapping(mapping: RegisterMapping | None) -> Iterator[None]:
    """Let a profile's mapping hold for the registers read inside.

    >>> with use_mapping(RegisterMapping(name="navn")):
    ...     active_mapping().name
    'navn'
    """
    token = _mapping.set(mapping)
    try:
        yield
    finally:
        _mapping.reset(token)


def active_mapping() -> RegisterMapping:
    """Return the mapping in use; empty where everything is inferred."""
    return _mapping.get() or RegisterMapping()
