"""Saved web pages: one page, one archive of a page (.mhtml), or a folder of pages."""

from loaders.formats.web.reading import read, read_folder

__all__ = ["read", "read_folder"]
