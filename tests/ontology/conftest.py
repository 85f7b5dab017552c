"""Graphs that the tests of the ontology share; none of them changes what it is given."""

import pytest
from rdflib import Graph

from ontology import resource

FILES = ("plangraf.ttl", "vocabularies.ttl", "shapes.ttl", "alignments.ttl")


def parsed(name: str) -> Graph:
    """Parse a Turtle file of the ontology."""
    return Graph().parse(resource(name), format="turtle")


@pytest.fixture(scope="session")
def ontology() -> Graph:
    """Give the classes and properties."""
    return parsed("plangraf.ttl")


@pytest.fixture(scope="session")
def shapes() -> Graph:
    """Give the SHACL shapes."""
    return parsed("shapes.ttl")


@pytest.fixture(scope="session")
def alignments() -> Graph:
    """Give the alignments with other vocabularies."""
    return parsed("alignments.ttl")


@pytest.fixture(scope="session")
def everything() -> Graph:
    """Give all Turtle files of the ontology as one graph."""
    graph = Graph()
    for name in FILES:
        graph.parse(resource(name), format="turtle")
    return graph
