from pathlib import Path

import pytest

from tests.browser.conftest import Opener


def test_nothing_leaves_the_file_and_nothing_goes_wrong(opened: Opener, report: Path) -> None:
    seen = opened(report)
    assert (seen.left, seen.errors, seen.dialogs) == ([], [], [])


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1400, "dark")])
def test_axe_finds_nothing_narrow_or_wide_light_or_dark(
    opened: Opener, report: Path, width: int, scheme: str
) -> None:
    assert opened(report, width=width, color_scheme=scheme).violations() == []


def test_at_320_pixels_only_tables_and_pictures_scroll_sideways(
    opened: Opener, report: Path
) -> None:
    seen = opened(report, width=320, height=640)
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 320


def test_a_number_of_the_matrix_leads_to_its_measures_by_keyboard(
    opened: Opener, report: Path
) -> None:
    seen = opened(report)
    link = seen.page.locator(".matrix td a").first
    count = int(link.inner_text())
    link.focus()
    seen.page.keyboard.press("Enter")
    target = seen.page.locator(":target")
    assert target.is_visible()
    assert target.locator("xpath=following-sibling::ul/li").count() == count


def test_the_pictures_follow_light_and_dark(opened: Opener, report: Path) -> None:
    grounds = {
        scheme: opened(report, color_scheme=scheme).page.evaluate(
            "() => getComputedStyle(document.querySelector('.icicle .ground')).fill"
        )
        for scheme in ("light", "dark")
    }
    assert grounds == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}


def test_no_text_of_a_picture_runs_out_of_its_box(opened: Opener, report: Path) -> None:
    seen = opened(report)
    outside = seen.page.evaluate(
        """() => [...document.querySelectorAll('svg .box, svg .node')].flatMap((group) => {
          const box = group.querySelector('rect').getBoundingClientRect();
          return [...group.querySelectorAll('text')]
            .filter((text) => {
              const words = text.getBoundingClientRect();
              return words.right > box.right + 1 || words.bottom > box.bottom + 2;
            })
            .map((text) => text.textContent);
        })"""
    )
    assert outside == []


def test_the_report_prints_light_and_within_the_page(opened: Opener, report: Path) -> None:
    seen = opened(report, color_scheme="dark", width=720)
    seen.page.emulate_media(media="print")
    ground = seen.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert not seen.page.locator("nav").is_visible()
    assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 720
