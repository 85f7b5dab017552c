"""``plangraf.decisions.toml``: what a human decided, kept beside the plans over every build."""

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import BadInput
from loaders.manifest import invalid, parse_toml, read_toml
from ontology.terms import Assessment, Correction, DecisionAction, FindingCode

NAME = "plangraf.decisions.toml"


class _Strict(BaseModel):
    # The docstrings of the fields are the reference of the file: docs/generate.py prints them.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class LinkEntry(_Strict):
    """One decided link. ``source`` and ``target`` are codes, IRIs or quoted labels.

    ``text`` is the citation as printed; without it the decision holds for every link from the
    source.
    """

    action: DecisionAction
    """Accept the link, reject it, or replace its target."""
    source: Annotated[str, Field(min_length=1)]
    """The element that the link begins at: code, text or IRI."""
    text: str | None = None
    """The citation as it is printed in the plan."""
    target: str | None = None
    """The element that the link shall lead to; needed to replace."""
    by: Annotated[str, Field(min_length=1)]
    """Who decided."""
    date: date
    """When."""
    reason: str | None = None
    """Why."""


class FindingEntry(_Strict):
    """One accepted finding: its code, its subject (code, IRI or quoted label), and why."""

    code: FindingCode
    """The code of the finding."""
    subject: Annotated[str, Field(min_length=1)]
    """The element that the finding is about: code, text or IRI."""
    assessment: Assessment
    """How the finding was judged."""
    by: Annotated[str, Field(min_length=1)]
    """Who decided."""
    date: date
    """When."""
    reason: Annotated[str, Field(min_length=1)]
    """Why."""


ElementTypeName = Literal[
    "vision", "value", "focus_area", "initiative", "main_goal", "sub_goal", "strategy", "measure",
    "reform_measure", "priority", "recommendation", "indicator",
]  # fmt: skip


class ElementEntry(_Strict):
    """One decided element, held by its text and place so that it outlives a new version.

    Wording is compared without regard to spaces and the full stop at the end.
    """

    action: Correction
    """What is said of it: confirm, type, parent, split, join, remove or add."""
    text: Annotated[str, Field(min_length=1)]
    """The element's text as it is printed; to add, a text of the plan that was not read."""
    document: str | None = None
    """The plan's title or the file's name; without it every document where the text stands."""
    near: str | None = None
    """The heading over it or what it stands under, where the same text stands in several places."""
    page: int | None = None
    """The page it stood on: for the reader's eye, never used to find it."""
    type: ElementTypeName | None = None
    """The type it has; needed for type and add."""
    parent: str | None = None
    """What it stands under, by text or code; empty for nothing. Needed for parent."""
    parts: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """To split, the texts it is cut into; to join, the texts that follow it."""
    by: Annotated[str, Field(min_length=1)]
    """Who decided."""
    date: date
    """When."""
    reason: str | None = None
    """Why."""

    @property
    def lacks(self) -> str | None:
        """The key that its action needs and that is not given, or None."""
        needed = {
            Correction.TYPE: ("type", self.type), Correction.ADD: ("type", self.type),
            Correction.PARENT: ("parent", self.parent),
            Correction.SPLIT: ("parts", self.parts or None),
            Correction.JOIN: ("parts", self.parts or None),
        }  # fmt: skip
        key, value = needed.get(self.action, ("", ""))
        return key if value is None else None


class Decisions(_Strict):
    """The whole of ``plangraf.decisions.toml``."""

    element: tuple[ElementEntry, ...] = ()
    """The decided elements."""
    link: tuple[LinkEntry, ...] = ()
    """The decided links."""
    finding: tuple[FindingEntry, ...] = ()
    """The accepted findings."""


def load_decisions(folder: Path) -> Decisions:
    """Read the decisions in a folder; none where there is no file.

    Raises :class:`~graph.errors.BadInput` (``decisions-invalid``) that names what is wrong.
    """
    path = folder / NAME
    return _validated(read_toml(path), path) if path.is_file() else Decisions()


def parse_decisions(text: str, path: Path) -> Decisions:
    """Return the decisions of a text; raises what :func:`load_decisions` does.

    >>> parse_decisions("", Path(NAME)).finding
    ()
    """
    return _validated(parse_toml(text, path), path)


def _validated(data: dict[str, Any], path: Path) -> Decisions:
    try:
        decisions = Decisions.model_validate(data)
    except ValidationError as error:
        models = (Decisions, ElementEntry, LinkEntry, FindingEntry)
        raise invalid("decisions-invalid", path, error, models) from error
    for entry in decisions.link:
        if entry.action == DecisionAction.REPLACE and entry.target is None:
            raise BadInput("decision-without-target", where=path, source=entry.source)
    for element in decisions.element:
        if element.lacks is not None:
            raise BadInput(
                "decision-lacks", where=path, text=element.text, action=element.action.value,
                key=element.lacks,
            )  # fmt: skip
    return decisions
