"""Reads PDF files: pages to words and lines, these to columns, paragraphs, headings, tables."""
