"""A word of a PDF page with its place and type."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without space; a raised footnote mark is a word of its own."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    font: str
    is_bold: bool
