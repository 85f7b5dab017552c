"""The bundle in a real browser, linked as files by a page whose policy allows nothing inline."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route

from graph.store import PlanStore
from plangraf.gathering import scene_of
from queries.catalogue import Catalogue
from queries.covering import Coverage
from tests.browser.conftest import Seen
from visualize.assets import asset, asset_names
from visualize.network import MAP_SCRIPTS, network_parts
from visualize.pages import environment, static
from visualize.wording import Wording

HOME = "http://plans.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self';"
    " img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
KINDS = {"css": "text/css", "js": "text/javascript", "woff2": "font/woff2", "txt": "text/plain"}
FRAME = """<!DOCTYPE html>
<html lang="nb" data-color-scheme="auto"><head><meta charset="utf-8"><title>Prøve</title>
<link rel="icon" href="data:,">
{% for name in styles %}<link rel="stylesheet" href="{{ name }}">{% endfor %}
{% for name in scripts %}<script src="{{ name }}" defer></script>{% endfor %}
</head><body>{% block inside %}{% endblock %}</body></html>"""

Shower = Callable[..., Seen]


@pytest.fixture
def shown(chromium: Browser) -> Iterator[Shower]:
    """Give what shows a page at a made-up host that has the bundle and files of the test."""
    contexts = []

    def show(page: str, files: Mapping[str, str], **options: str) -> Seen:
        context = chromium.new_context(viewport={"width": 1400, "height": 900}, **options)
        contexts.append(context)
        seen = Seen(context.new_page())

        def answer(route: Route) -> None:
            address = urlsplit(route.request.url)
            name = address.path.strip("/")
            if not route.request.url.startswith(HOME):
                seen.left.append(route.request.url)
                route.abort()
            elif not name:
                headers = {"Content-Security-Policy": POLICY}
                route.fulfill(body=page, content_type="text/html; charset=utf-8", headers=headers)
            elif name in files or name in asset_names():
                content = files.get(name) or asset(name)
                route.fulfill(body=content, content_type=KINDS[name.rpartition(".")[2]])
            else:
                seen.left.append(route.request.url)
                route.fulfill(status=404)

        context.route("**/*", answer)
        seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
        seen.page.on(
            "console", lambda m: m.type in {"error", "warning"} and seen.errors.append(m.text)
        )
        seen.page.goto(HOME)
        return seen

    yield show
    for context in contexts:
        context.close()


def framed(inside: str, styles: list[str], scripts: list[str], **values: object) -> str:
    source = FRAME.replace("{% block inside %}{% endblock %}", inside)
    return environment().from_string(source).render(styles=styles, scripts=scripts, **values)


@pytest.mark.parametrize(("scheme", "is_light"), [("light", True), ("dark", False)])
def test_the_styles_bring_their_font_and_follow_light_and_dark(
    shown: Shower, scheme: str, *, is_light: bool
) -> None:
    page = framed(
        '<main><h1 class="ds-heading">Målet</h1><button class="ds-button">Søk</button>'
        '<input type="checkbox" class="ds-input" checked><details class="ds-details"><summary>Mer'
        "</summary>Ja</details></main>",
        ["designsystemet.css", "own.css"],
        [],
    )
    own = {"own.css": "body { font-family: var(--ds-font-family), sans-serif }"}
    seen = shown(page, own, color_scheme=scheme)
    assert seen.page.evaluate(
        "() => document.fonts.ready.then(() => document.fonts.check('1rem Inter', 'å'))"
    )
    assert seen.page.evaluate("() => [...document.fonts].some((f) => f.status === 'loaded')")
    ground = seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is is_light
    assert (seen.left, seen.errors) == ([], [])


def test_the_map_works_inside_a_page_that_allows_nothing_inline(
    shown: Shower, example: PlanStore
) -> None:
    catalogue = Catalogue(example)
    scene = scene_of(catalogue, Coverage(catalogue))
    names = ["vis.js", *MAP_SCRIPTS]
    page = framed(
        '<main class="map-page">{% include "view-controls.jinja" %}<div class="map-main">'
        '{% include "view-body.jinja" %}</div>{% include "view-data.jinja" %}</main>',
        ["designsystemet.css", "colours.css", "map.css"],
        names,
        parts=network_parts(scene, "nb", page_of=lambda iri: f"/element?iri={iri[-6:]}"),
        say=Wording("nb"),
        lang="nb",
    )
    own = {name: str(static(name)) for name in (*MAP_SCRIPTS, "colours.css", "map.css")}
    seen = shown(page, own)
    seen.page.wait_for_selector("html[data-ready]", state="attached")
    seen.page.get_by_label("Søk i tekst og koder").fill("1.B2")
    seen.page.keyboard.press("Enter")
    assert "Vi bruker nærmiljøet" in seen.page.locator("#panel-title").inner_text()
    link = seen.page.get_by_role("link", name="Siden om dette elementet")
    assert str(link.get_attribute("href")).startswith("/element?iri=")
    height = seen.page.locator("#map canvas").evaluate("(canvas) => canvas.clientHeight")
    assert height > 300
    seen.page.mouse.move(900, 500)
    seen.page.wait_for_timeout(500)
    assert (seen.left, seen.errors) == ([], [])


def test_the_editor_asks_nobody_and_keeps_nothing(shown: Shower) -> None:
    start = (
        "const box = document.getElementById('editor');"
        "window.editor = new Yasqe(box, { value: 'SELECT ?tiltak WHERE { ?tiltak a ; }' });"
        "editor.refresh();"
    )
    page = framed('<main><div id="editor"></div></main>', ["yasqe.css"], ["yasqe.js", "start.js"])
    seen = shown(page, {"start.js": start})
    assert seen.page.locator(".CodeMirror").is_visible()
    seen.page.locator(".parseErrorIcon").first.hover()
    assert "Expected" in seen.page.locator(".yasqe_tooltip").inner_text()
    seen.page.locator(".CodeMirror").click()
    seen.page.keyboard.press("Control+End")
    seen.page.keyboard.type("\nPREFIX dct: <http://purl.org/dc/terms/> dct:ti")
    seen.page.keyboard.press("Control+Space")
    seen.page.wait_for_timeout(400)
    assert "dct:ti" in seen.page.evaluate("() => editor.getValue()")
    assert seen.page.evaluate("() => localStorage.length") == 0
    assert (seen.left, seen.errors) == ([], [])
