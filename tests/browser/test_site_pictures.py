"""Pictures of every page, kept from a run where somebody asks for them, to be looked at.

They lie in ``build/screenshots``: one for each page, width, and light and dark. A program can tell
little of them, and they take as long as all other tests of pages; so they are made for people,
with ``PLANGRAF_SCREENSHOTS=1``, and not in CI.
"""

import re
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, Opener
from tests.browser.serving import KINDS, TRANSLATED

WIDTHS = (1400, 768, 320)
#: A picture shows so much of a long page; more of it is more of the same.
HEIGHT = 2600


def file_of(page: str, width: int, scheme: str) -> Path:
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", page).strip("-")
    return folder / f"{name}-{width}-{scheme}.jpg"


@pytest.mark.parametrize("page", [*KINDS, *TRANSLATED])
def test_a_page_is_pictured_at_three_widths_in_light_and_dark(visit: Opener, page: str) -> None:
    seen = visit(page)
    grounds = set()
    for width in WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            seen.page.emulate_media(color_scheme=scheme)
            height = seen.page.evaluate("() => document.documentElement.scrollHeight")
            seen.page.screenshot(
                path=file_of(page, width, scheme), type="jpeg", quality=80, full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": min(height, HEIGHT)},
            )  # fmt: skip
            assert file_of(page, width, scheme).stat().st_size > 5_000
            grounds.add(seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
    assert grounds == {"rgb(255, 255, 255)", "rgb(20, 24, 29)"}
