"""The site of several municipalities: its front page, and theirs, with nothing to compare with."""

from collections.abc import Callable, Iterator

import pytest

import plangraf
from plangraf.site.addresses import path_of
from tests.browser import looking
from tests.browser.conftest import Seen
from tests.browser.serving import Served, serving
from tests.plangraf.site.small import write_plans

NAMES = ("Holmvik", "Skogstad")


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server of two small municipalities."""
    home = tmp_path_factory.mktemp("several")
    plangraf.build([write_plans(home / name, name) for name in NAMES], home / "graph")
    with serving(home / "graph") as server:
        yield server


@pytest.mark.parametrize("below", ["", "/sammenlign", "/funn", "/graf"])
def test_pages_of_one_of_several_are_as_accessible_as_others(
    several: Served, guarded: Callable[..., Seen], below: str
) -> None:
    homes = {e.label: e.id for e in several.catalogue.elements.values() if e.type == "municipality"}
    path = "/" if not below else f"/{path_of(homes[NAMES[0]])}{below}"
    seen = guarded(several, path)
    assert seen.faults() == []
    walked = looking.walk(seen.page, most=60)
    assert walked.reached == list(range(len(walked.reached)))
    assert (walked.strange, walked.unseen, walked.covered) == ([], [], [])
    seen.page.set_viewport_size({"width": 320, "height": 900})
    seen.page.emulate_media(color_scheme="dark")
    assert seen.faults() == []
    assert looking.width(seen.page) <= 320


def test_a_municipality_is_one_click_from_the_front_page_and_keeps_to_itself(
    several: Served, guarded: Callable[..., Seen]
) -> None:
    page = guarded(several, "/", java_script_enabled=False).page
    assert page.locator("main tbody th").all_inner_texts() == list(NAMES)
    page.locator("main").get_by_role("link", name=NAMES[1], exact=True).click()
    assert page.locator("h1").inner_text() == NAMES[1]
    page.locator("nav.site-nav").get_by_role("link", name="Spor").click()
    told = page.locator("main").inner_text()
    assert f"Åpne gymsalene i {NAMES[1]}" in told
    assert NAMES[0] not in told
