"""Plans in StratML (ISO 17469), Part 1 and Part 2."""

from loaders.formats.stratml.reading import read

__all__ = ["read"]
