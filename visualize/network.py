"""The page with the graph: a map made with pyvis, a list that drives it, a panel that tells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os.path import commonprefix
from typing import Any

from markupsafe import Markup
from pyvis.network import Network

from queries.answers import Edge, Element, Finding, Place
from visualize.assets import asset_text
from visualize.drawing import wrapped
from visualize.hierarchy import Branch, forest, walk
from visualize.layout import spots
from visualize.pages import environment, policy, static
from visualize.scene import GAPS, Item, Scene, firmness, gaps_of
from visualize.wording import Wording, named, plain

#: The scripts of the map in the order in which they build on each other, as plain scripts; the
#: library ``vis.js`` of the bundle goes first.
MAP_SCRIPTS = ("model.js", "tree.js", "map.js", "panel.js", "page.js")
_LETTERS, _LINES = 23, 3

#: Positions are ours and stand still; the list, not the canvas, takes the keyboard.
_OPTIONS: Mapping[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False, "hover": True, "keyboard": {"enabled": False},
        "navigationButtons": False, "selectConnectedEdges": False, "tooltipDelay": 250,
    },
    "nodes": {
        "shape": "box", "borderWidth": 1.5, "margin": 8, "chosen": False,
        "widthConstraint": {"minimum": 180},
        "font": {"face": "system-ui, sans-serif", "size": 14, "align": "left"},
    },
    "edges": {"smooth": False, "chosen": False, "width": 1.2},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NetworkParts:
    """What a page with the map holds, as ``parts`` of its templates: view-controls, -body, -data.

    ``nodes``, ``edges``, ``options`` and ``rest`` are values for JSON, which the scripts read;
    ``trees``, ``gaps`` and the two functions are for the list that is there without scripts.
    ``gaps`` tells by IRI what was not found.
    """

    title: str
    lead: str
    nodes: Sequence[Mapping[str, Any]]
    edges: Sequence[Mapping[str, Any]]
    options: Mapping[str, Any]
    rest: Mapping[str, Any]
    trees: tuple[Branch, ...]
    gaps: Mapping[str, str]
    name_of: Callable[[Element], str]
    names_of: Callable[[Iterable[Edge]], str]


def network_page(scene: Scene, lang: str, chosen: Element | None = None) -> str:
    """Return the page as one file with nothing to fetch, opened on an element or a plan.

    Text of the plans goes into the page as JSON and comes out as text nodes; no script or style
    but ours and vis-network runs, and a browser that minds the policy refuses any other. Raises
    :class:`~graph.errors.BadInput` (``assets-missing``) where vis-network was not bundled.
    """
    say = Wording(lang)
    style = static("colours.css", "common.css", "map.css", "view.css")
    scripts = [_vis_script(), static(*MAP_SCRIPTS)]
    page = environment(say=say, lang=say.language).get_template("view.jinja")
    return page.render(
        parts=network_parts(scene, lang, chosen),
        style=style,
        scripts=scripts,
        policy=policy([style], [str(script) for script in scripts]),
    )


def network_parts(
    scene: Scene,
    lang: str,
    chosen: Element | None = None,
    page_of: Callable[[str], str] | None = None,
) -> NetworkParts:
    """Return what the page is made of, for a page that has a frame of its own.

    That page includes the three templates in this order inside an element of class ``map-page``,
    the second inside one of class ``map-main``, links ``map.css`` and the scripts, and has the
    colours that ``colours.css`` names.
    ``page_of`` gives the link to the page of an element by its IRI, where elements have pages.
    """
    say = Wording(lang)
    network = _network(scene, say, page_of)
    return NetworkParts(
        title=say("view-title", municipality=scene.municipality or "–"),
        lead=say(
            "view-lead",
            plans=sum(plan.is_read for plan in scene.plans),
            elements=len(scene.items),
        ),
        nodes=network.nodes,
        edges=network.edges,
        options=network.options,
        rest=_data(scene, say, chosen),
        trees=forest(scene.items, scene.edges),
        gaps=_gap_words(scene, say),
        name_of=named,
        names_of=_names_of(scene),
    )


def _names_of(scene: Scene) -> Callable[[Iterable[Edge]], str]:
    """Return what says where steps lead: codes, and the beginning of a text without one."""
    names = {
        item.element.id: item.element.code or "«" + wrapped(item.element.label, 40, 1)[0] + "»"
        for item in scene.items
    }
    return lambda edges: ", ".join(names[edge.target] for edge in edges)


def _vis_script() -> Markup:
    return Markup(asset_text("vis.js"))  # noqa: S704 - the library's own code


def _network(scene: Scene, say: Wording, page_of: Callable[[str], str] | None) -> Network:
    """Return the map as pyvis holds it: nodes with their places, and the steps between them.

    The page is not made by its templates, which fetch from elsewhere and don't escape.
    """
    network = Network(directed=True, heading="", cdn_resources="in_line")
    network.options = dict(_OPTIONS)
    keys = _keys(scene)
    quoted = {place: at for at, place in enumerate(_places(scene))}
    trees = forest(scene.items, scene.edges)
    where = spots(trees)
    gaps = _gap_words(scene, say)
    for branch in walk(trees):
        iri = branch.item.element.id
        told = _told(scene, branch.item, say) | {
            "gap": gaps.get(iri, ""),
            "seen": [quoted[place] for place in branch.item.places],
            "page": page_of(iri) if page_of else "",
        }
        if iri in scene.measures_of:
            told["serves"] = sorted(
                (keys[m] for m in scene.measures_of[iri] if m in keys), key=_turn
            )
        network.add_node(
            keys[iri],
            label=_label(branch.item, has_gap=iri in gaps),
            shape="box",
            group=branch.item.element.type,
            level=where[iri].level,
            x=where[iri].x,
            y=where[iri].y,
            **{name: value for name, value in told.items() if value or name == "serves"},
        )
    for edge in sorted(scene.edges, key=lambda e: (_turn(keys[e.source]), firmness(e))):
        network.add_edge(
            keys[edge.source],
            keys[edge.target],
            relation=edge.relation,
            stated=edge.is_stated,
            method=edge.method,
            confidence=edge.confidence,
            seen=[quoted[place] for place in edge.places[:1]],
        )
    return network


def _keys(scene: Scene) -> dict[str, str]:
    """Return short names for the elements of the page, the same every time."""
    ordered = sorted(item.element.id for item in scene.items)
    return {iri: f"n{number}" for number, iri in enumerate(ordered)}


def _base(scene: Scene) -> str:
    """Return what all IRIs of the page begin with, so that the page holds it once."""
    # Letters in common, not folders: the page puts the two halves together again.
    return commonprefix([item.element.id for item in scene.items])  # noqa: RUF071


def _turn(key: str) -> int:
    return int(key[1:])


def _places(scene: Scene) -> list[Place]:
    """Return every passage that the page quotes, once."""
    found = {place: None for item in scene.items for place in item.places}
    found.update({place: None for edge in scene.edges for place in edge.places[:1]})
    return sorted(found, key=lambda p: (p.file, p.start, p.end, p.id))


def _label(item: Item, *, has_gap: bool) -> str:
    """Return the text of a box on the map, wrapped; the panel and the list have it whole."""
    sign = "⚠ " if has_gap else ""
    return "\n".join(wrapped(sign + named(item.element), _LETTERS, _LINES))


def _told(scene: Scene, item: Item, say: Wording) -> dict[str, Any]:
    element = item.element
    plans = [plan.element.id for plan in scene.plans]
    return {
        "iri": element.id.removeprefix(_base(scene)),
        "code": element.code,
        "text": element.label,
        "lang": item.language,
        "plan": plans.index(element.plan_id) + 1 if element.plan_id in plans else 0,
        "cited": item.is_cited_only,
        "word": item.level_word,
        "details": [[say.property_name(name), list(values)] for name, values in item.details],
        "findings": [_finding(f, say) for f in scene.findings if f.subject.id == element.id],
    }


def _finding(finding: Finding, say: Wording) -> dict[str, Any]:
    told = {
        "text": finding.message.get(say.language) or finding.message["nb"],
        "state": finding.state,
        "gap": finding.code in GAPS,
    }
    if finding.decision:
        told["decision"] = say(
            "finding-decision",
            assessment=say.concept("assessment", str(finding.decision["assessment"])),
            by=finding.decision["by"],
            date=finding.decision["date"],
            reason=finding.decision["reason"],
        )
    return told


def _gap_words(scene: Scene, say: Wording) -> dict[str, str]:
    """Return what was not found for each element with an open gap."""
    return {
        iri: ", ".join(dict.fromkeys(say.concept("finding-code", f.code) for f in found))
        for iri, found in gaps_of(scene.findings).items()
    }


def _data(scene: Scene, say: Wording, chosen: Element | None) -> dict[str, Any]:
    """Return what the page needs beside the nodes and edges of the map."""
    keys = _keys(scene)
    plans = [plan.element.id for plan in scene.plans]
    kinds = sorted({item.element.type for item in scene.items})
    return {
        "places": [[p.file, p.page, p.line, plain(p.quote)] for p in _places(scene)],
        "plans": [
            {
                "text": plan.element.label,
                "lang": plan.language,
                "read": plan.is_read,
                "status": say.concept("plan-status", plan.status),
            }
            for plan in scene.plans
        ],
        "kinds": {kind: say.type_name(kind) for kind in kinds},
        "relations": {r: say.property_name(r) for r in sorted({e.relation for e in scene.edges})},
        "methods": {m: say.concept("method", m) for m in sorted({e.method for e in scene.edges})},
        "words": say.keys("js-"),
        "decimal": "." if say.language == "en" else ",",
        "start": keys.get(chosen.id, "") if chosen else "",
        "plan": plans.index(chosen.id) + 1 if chosen and chosen.id in plans else 0,
        "base": _base(scene),
    }
