"""Word files (.docx, .docm): paragraphs and tables in order, as a reader sees them."""

from loaders.formats.word.reading import read

__all__ = ["read"]
