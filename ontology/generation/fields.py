"""Reads from the SHACL shapes which properties the things of a class have in data."""

from dataclasses import dataclass

from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.collection import Collection

_SH = Namespace("http://www.w3.org/ns/shacl#")


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a class in data: how often it occurs and what its values are.

    ``value`` is the IRI of a datatype, or of ``sh:IRI``; ``choices`` are the permitted values
    where the shape lists them.
    """

    rdf_class: str
    path: str
    is_required: bool
    is_many: bool
    value: str
    choices: tuple[str, ...]
    is_term: bool

    @property
    def cardinality(self) -> str:
        """Say how often the property occurs (``1``, ``0..1``, ``1..*`` or ``0..*``)."""
        low = "1" if self.is_required else "0"
        high = "*" if self.is_many else "1"
        return low if low == high else f"{low}..{high}"


def fields_of(shapes: Graph) -> tuple[Field, ...]:
    """List the fields that the property shapes with a target of their own describe.

    >>> from rdflib import Graph
    >>> fields_of(Graph())
    ()
    """
    found = [
        _field(shapes, shape, target)
        for shape in shapes.subjects(RDF.type, _SH.PropertyShape)
        for target in shapes.objects(shape, _SH.targetClass)
        if isinstance(shape, URIRef)
    ]
    return tuple(sorted(found, key=lambda field: (field.rdf_class, field.path)))


def _field(shapes: Graph, shape: URIRef, target: object) -> Field:
    datatype = shapes.value(shape, _SH.datatype)
    members = shapes.value(shape, _SH["in"])
    pattern = str(shapes.value(shape, _SH.pattern) or "")
    return Field(
        rdf_class=str(target),
        path=str(shapes.value(shape, _SH.path)),
        is_required=(shape, _SH.minCount, None) in shapes,
        is_many=(shape, _SH.maxCount, None) not in shapes,
        value=str(datatype or _SH.IRI),
        choices=() if members is None else tuple(map(str, Collection(shapes, members))),
        is_term=datatype is None and "ontology#" in pattern,
    )
