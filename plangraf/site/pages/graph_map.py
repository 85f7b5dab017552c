"""The graph as a map: one element and its neighbours, opened step by step."""

from plangraf.site.page import Asked, Content, Crumb
from visualize.network import MAP_SCRIPTS, network_parts


def make(asked: Asked) -> Content:
    """Return the page with the map; the part of its address after # opens it on an element."""
    scene, say = asked.snapshot.scene, asked.say
    return Content(
        template="map.jinja",
        title=say("map-page-title"),
        section="map",
        lead=say("map-page-lead"),
        values={"parts_with": lambda page_of: network_parts(scene, say.language, None, page_of)},
        json={
            "nodes": [item.element.json() for item in scene.items],
            "edges": [edge.json() for edge in scene.edges],
        },
        crumbs=(Crumb(say("nav-overview"), asked.address("")),),
        script=("bundle/vis.js", *MAP_SCRIPTS),
        style=("map.css",),
    )
