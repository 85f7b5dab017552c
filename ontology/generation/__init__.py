"""Renders everything that is derived from the Turtle files of the ontology.

:mod:`ontology.generation.source` reads the Turtle into plain values; the other modules each
render one artefact from those values as text and touch no file.
"""
