"""The graph for programs that draw and measure networks: GraphML and GEXF.

Elements and plans are nodes, links are edges. Both formats are read by Gephi, which takes some
names for its own: ``label`` is what is shown, ``weight`` is how strong an edge is, and a key of
GraphML that is called ``d3`` is a label to it, whatever it holds. An edge weighs what the link is
sure; what a plan consists of is sure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from graph.store import PlanStore
from graph.views import to_networkx
from visualize.wording import plain

_GEXF = "http://gexf.net/1.3"
_NODE = {"type": "string", "code": "string", "plan": "string", "plan_label": "string"}
_EDGE = {"relation": "string", "stated": "boolean", "method": "string", "confidence": "double"}

_Value = str | float | bool


@dataclass(frozen=True, slots=True)
class _Edge:
    """An edge of a network: its ends, an identifier of its own, and what is known of it."""

    source: str
    target: str
    id: str
    data: Mapping[str, _Value]


@dataclass(frozen=True, slots=True)
class _Network:
    """The nodes with what is known of them, and the edges, all in one order."""

    nodes: Mapping[str, Mapping[str, _Value]]
    edges: tuple[_Edge, ...]

    @classmethod
    def of(cls, store: PlanStore) -> "_Network":
        graph = to_networkx(store.quads())
        labels = {node: plain(str(data["label"])) for node, data in graph.nodes(data=True)}
        nodes = {}
        for node in sorted(graph):
            data = graph.nodes[node]
            told = {name: _shown(value) for name, value in data.items()}
            plan = labels.get(str(data.get("plan")))
            nodes[node] = told | ({"plan_label": plan} if plan else {})
        edges = (
            _Edge(
                source,
                target,
                key if ":" in key else f"{source}#{key}",
                {"weight": 1.0 if data.get("confidence") is None else data["confidence"]}
                | {name: _shown(value) for name, value in data.items() if value is not None},
            )
            for source, target, key, data in graph.edges(keys=True, data=True)
        )
        return cls(nodes, tuple(sorted(edges, key=lambda edge: edge.id)))


def _shown(value: _Value) -> _Value:
    """Return a value that XML can hold."""
    return plain(value) if isinstance(value, str) else value


def to_graphml(store: PlanStore) -> bytes:
    """Return the network of a graph as GraphML; its keys are called what they hold."""
    import networkx as nx  # noqa: PLC0415 - slow to load

    network = _Network.of(store)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from((node, dict(data)) for node, data in network.nodes.items())
    for edge in network.edges:
        graph.add_edge(edge.source, edge.target, key=edge.id, **edge.data)
    lines = nx.generate_graphml(graph, prettyprint=True, named_key_ids=True)
    return ("\n".join(lines) + "\n").encode()


def to_gexf(store: PlanStore) -> bytes:
    """Return the network of a graph as GEXF 1.3.

    An edge is of the kind of its relation: of a kind Gephi keeps edges between the same two nodes
    apart. The library's own writer would date the file by the clock.
    """
    network = _Network.of(store)
    root = Element("gexf", {"xmlns": _GEXF, "version": "1.3"})
    SubElement(SubElement(root, "meta"), "creator").text = "plangraf"
    graph = SubElement(root, "graph", {"defaultedgetype": "directed", "mode": "static"})
    for kind, attributes in (("node", _NODE), ("edge", _EDGE)):
        declared = SubElement(graph, "attributes", {"class": kind, "mode": "static"})
        for name, datatype in attributes.items():
            SubElement(declared, "attribute", {"id": name, "title": name, "type": datatype})
    nodes = SubElement(graph, "nodes")
    for iri, data in network.nodes.items():
        node = SubElement(nodes, "node", {"id": iri, "label": str(data["label"])})
        _add_values(node, _NODE, data)
    edges = SubElement(graph, "edges")
    for edge in network.edges:
        relation = str(edge.data["relation"])
        ends = {"id": edge.id, "source": edge.source, "target": edge.target}
        named = {"label": relation, "kind": relation, "weight": str(edge.data["weight"])}
        _add_values(SubElement(edges, "edge", ends | named), _EDGE, edge.data)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_values(to: Element, names: Mapping[str, str], data: Mapping[str, _Value]) -> None:
    values = SubElement(to, "attvalues")
    for name, text in _texts(names, data):
        SubElement(values, "attvalue", {"for": name, "value": text})


def _texts(names: Mapping[str, str], data: Mapping[str, _Value]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name in data:
            value = data[name]
            yield name, str(value).lower() if isinstance(value, bool) else str(value)
