"""The shapes of what two versions differ by."""

from typing import Literal

from plangraf.site.shape_parts import Count, Element, Place, Shape


class Counts(Shape):
    """How many elements are as they were, changed, moved, new and removed."""

    same: Count
    changed: Count
    new: Count
    removed: Count
    moved: Count


class Change(Shape):
    """A property that says something else now."""

    property: str
    old: str | None
    new: str | None
    diff: str


class Move(Shape):
    """What an element hung under, and what it hangs under now."""

    old: list[Element]
    new: list[Element]


class Near(Shape):
    """The element of the other version that reads most alike."""

    element: Element
    likeness: float
    places: list[Place]


class ChangedElement(Shape):
    """An element of both versions that is not as it was."""

    element: Element
    fates: list[Literal["endret", "flyttet"]]
    old: Element
    new: Element
    how: str
    likeness: float
    changes: list[Change]
    move: Move | None
    old_places: list[Place]
    new_places: list[Place]


class LoneElement(Shape):
    """An element of one version alone."""

    element: Element
    fates: list[Literal["fjernet", "ny"]]
    places: list[Place]
    near: Near | None
    losing_thread: list[Element]
    plan_is_lone: bool
