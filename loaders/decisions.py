"""``plangraf.decisions.toml``: what a human decided, kept beside the plans over every build."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import BadInput
from loaders.manifest import invalid, read_toml
from ontology.terms import Assessment, DecisionAction, FindingCode

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


class Decisions(_Strict):
    """The whole of ``plangraf.decisions.toml``."""

    link: tuple[LinkEntry, ...] = ()
    """The decided links."""
    finding: tuple[FindingEntry, ...] = ()
    """The accepted findings."""


def load_decisions(folder: Path) -> Decisions:
    """Read the decisions in a folder; none where there is no file.

    Raises :class:`~graph.errors.BadInput` (``decisions-invalid``) that names what is wrong.
    """
    path = folder / NAME
    if not path.is_file():
        return Decisions()
    try:
        decisions = Decisions.model_validate(read_toml(path))
    except ValidationError as error:
        models = (Decisions, LinkEntry, FindingEntry)
        raise invalid("decisions-invalid", path, error, models) from error
    for entry in decisions.link:
        if entry.action == DecisionAction.REPLACE and entry.target is None:
            raise BadInput("decision-without-target", where=path, source=entry.source)
    return decisions
