import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from tests.plangraf.site.conftest import Opened, words

SIDES = pytest.mark.parametrize("rows", ["plan", "initiative"])


def listed(service: Service, link: str) -> int:
    """Return how many elements the list behind a link has."""
    parts = urlsplit(link)
    answer = service.answer(f"{parts.path}.json", dict(parse_qsl(parts.query)))
    return int(json.loads(answer.body)["total"])


def ribbons(page: Any) -> list[tuple[int, str]]:
    """Return the number and the link of each ribbon of the picture."""
    found = []
    for link in page.cssselect("svg .ribbon"):
        number = re.match(r"\d+", link.findtext("title") or "")
        assert number
        found.append((int(number[0]), link.get("href")))
    return found


@SIDES
def test_every_ribbon_leads_to_a_list_of_as_many_measures(
    opened: Opened, service: Service, rows: str
) -> None:
    shown = ribbons(opened(f"/flyt/{rows}"))
    assert shown
    assert [count for count, _ in shown] == [listed(service, link) for _, link in shown]


@SIDES
def test_the_table_has_the_numbers_and_links_of_the_picture(opened: Opened, rows: str) -> None:
    page = opened(f"/flyt/{rows}")
    cells = page.cssselect("#tabell tbody td.number a")
    assert [(int(words(a)), a.get("href")) for a in cells] == ribbons(page)


@SIDES
def test_the_ribbons_are_the_cells_of_the_matrix(
    service: Service, snapshot: Snapshot, rows: str
) -> None:
    told = json.loads(service.answer(f"/flyt/{rows}.json", {}).body)
    matrix = snapshot.coverage.matrix(rows, "focus_area")
    shown = {
        (r["right"], r["left"]): r["measure_ids"] for r in told["ribbons"] if r["left"] != "without"
    }
    assert shown == {key: sorted(found) for key, found in matrix.cells.items() if found}
    without = {r["right"]: r["measure_ids"] for r in told["ribbons"] if r["left"] == "without"}
    assert without == {row: sorted(found) for row, found in matrix.without.items()}


def test_the_way_to_the_other_picture_says_which_is_shown(opened: Opened) -> None:
    for path, shown in (("/flyt", "Satsingsområde ═ plan"), ("/flyt/initiative", "═ satsing")):
        (here,) = opened(path).cssselect(".tabs a[aria-current=page]")
        assert words(here).endswith(shown)


def test_an_area_without_measures_is_signed_and_leads_to_its_own_page(
    opened: Opened, snapshot: Snapshot
) -> None:
    area = next(a for a in snapshot.coverage.goals("focus_area") if a.code == "4")
    (box,) = [
        link
        for link in opened("/flyt").cssselect("svg .node")
        if "4 Arbeid og verdiskaping" in (link.findtext("title") or "")
    ]
    assert "⚠" in words(box)
    assert box.get("href") == f"/{snapshot.path(area.id)}.html"


@pytest.mark.parametrize("path", ["/flyt/strategy", "/flyt/plan/x", "/flyt/tull"])
def test_a_side_that_there_is_no_picture_of_is_not_found(service: Service, path: str) -> None:
    assert service.answer(path, {}).status == 404
