import json
from collections import Counter

from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from tests.plangraf.site.conftest import Opened, words


def test_the_figures_are_those_of_the_coverage(opened: Opened, snapshot: Snapshot) -> None:
    cards = [words(card) for card in opened("/").cssselect(".cards li")]
    strategies = snapshot.figures["strategies"]
    assert f"{strategies['with_measure']}/{strategies['total']} strategier har tiltak" in cards
    assert f"⚠ {strategies['without_measure_count']} strategier uten funnet tiltak" in cards


def test_every_figure_leads_to_a_list_as_long_as_it_says(
    opened: Opened, service: Service, snapshot: Snapshot
) -> None:
    page = opened("/")
    links = page.cssselect(".matrix td a")
    assert len(links) > len(snapshot.coverage.matrix().rows)
    for link in links:
        path, _, query = link.get("href").partition("?")
        listed = json.loads(service.answer(f"{path}.json", _query(query)).body)
        assert listed["total"] == int(words(link).removeprefix("⚠ ")), link.get("href")


def test_every_finding_that_is_open_is_counted_by_its_kind(
    opened: Opened, snapshot: Snapshot
) -> None:
    rows = {
        words(row.cssselect("a")[0]): int(words(row.cssselect(".number")[0]))
        for row in opened("/").cssselect(".counted li")
        if row.cssselect(".number")
    }
    found = Counter(f.code for f in snapshot.findings if f.state == "open")
    assert sum(rows.values()) == sum(found.values())
    assert rows["Henvisning uten treff"] == found["reference-unresolved"]


def test_a_plan_that_was_not_read_has_no_counts(opened: Opened) -> None:
    rows = {
        words(row.cssselect("th")[0]): [words(cell) for cell in row.cssselect("td.number")]
        for row in opened("/").cssselect("section[aria-labelledby=planer-tittel] tbody tr")
    }
    assert rows["Temaplan for klima og natur 2024–2030"][-1] == "16"
    assert rows["Kommuneplanens arealdel 2023–2035"] == ["–", "–", "–"]


def _query(text: str) -> dict[str, str]:
    from urllib.parse import parse_qsl  # noqa: PLC0415

    return dict(parse_qsl(text))
