import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from graph.store import PlanStore
from plangraf.picturing import report_page
from queries.catalogue import Catalogue
from queries.covering import Coverage
from queries.finding import findings
from tests.visualize.conftest import Page, Sketch
from visualize.report import marked, report_html
from visualize.scene import Report


@pytest.fixture(scope="module")
def page(example: PlanStore) -> str:
    return report_page(example, "nb")


def whole(town: Sketch) -> Report:
    up = ("d", "h", "a", "v")
    threads = (town.thread("t", "s1", *up), town.thread("t", "s2", *up))
    return town.report(("t", threads), ("u", ()))


def test_the_report_has_no_scripts_and_fetches_nothing(
    page: str, take_apart: Callable[[str], Page]
) -> None:
    seen = take_apart(page)
    assert seen.all("script") == []
    assert seen.all("link") == []
    assert seen.all("img") == []
    loading = [a.get("href", "#") for _, a in seen.elements] + [
        a.get("src", "#") for _, a in seen.elements
    ]
    assert [target for target in loading if not target.startswith("#")] == []
    assert not re.search(r"@import|url\(\s*['\"]?\s*[^#'\"\s]", "".join(seen.raw["style"]))
    assert "script-src &#39;none&#39;" in page


def test_no_handler_and_no_style_stands_inline(
    page: str, take_apart: Callable[[str], Page]
) -> None:
    names = {name for _, attributes in take_apart(page).elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name == "style"]


def test_headings_go_down_one_level_at_a_time(page: str, take_apart: Callable[[str], Page]) -> None:
    levels = [int(tag[1]) for tag, _ in take_apart(page).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_every_link_leads_somewhere_on_the_page_and_every_name_is_used_once(
    page: str, take_apart: Callable[[str], Page]
) -> None:
    elements = take_apart(page).elements
    names = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(names) == len(set(names))
    links = {a["href"].removeprefix("#") for _, a in elements if a.get("href", "").startswith("#")}
    labels = {name for _, a in elements for name in a.get("aria-labelledby", "").split()}
    assert links | labels <= set(names)


def test_every_table_has_a_caption_and_scoped_headers(
    page: str, take_apart: Callable[[str], Page]
) -> None:
    seen = take_apart(page)
    assert len(seen.all("caption")) == len(seen.all("table")) > 0
    assert all(header.get("scope") in {"row", "col"} for header in seen.all("th"))


def test_the_figures_are_those_of_the_coverage(
    example: PlanStore, page: str, take_apart: Callable[[str], Page]
) -> None:
    figures = Coverage(Catalogue(example)).json()
    text = take_apart(page).text
    strategies, measures = figures["strategies"], figures["measures"]
    assert f"{strategies['with_measure']} av {strategies['total']} strategier har tiltak" in text
    assert f"{measures['with_thread']} av {measures['total']} tiltak har tråd" in text
    for plan in measures["by_plan"]:
        row = f"{plan['plan']} {plan['total']} {plan['with_thread']} {plan['with_stated_thread']}"
        assert row in text


def test_each_cell_of_the_matrix_leads_to_a_list_of_that_many(
    example: PlanStore, page: str
) -> None:
    matrix = Coverage(Catalogue(example)).matrix("plan", "focus_area")
    for at, row in enumerate(matrix.rows):
        for column, area in enumerate(matrix.columns):
            measures = matrix.cells.get((row.id, area.id), frozenset())
            anchor = f"by-plan-{at}-{column}"
            if not measures:
                assert f"#{anchor}" not in page
                continue
            assert re.search(rf'href="#{anchor}"[^>]*>{len(measures)}</a>', page)
            listed = re.search(rf'<h4 id="{anchor}".*?<ul>(.*?)</ul>', page, re.DOTALL)
            assert listed is not None
            assert listed[1].count("<li>") == len(measures)


def test_every_finding_is_there_with_its_sentence(example: PlanStore, page: str) -> None:
    told = re.search(r'<section id="findings".*?</section>\s*<section id="thread"', page, re.DOTALL)
    assert told is not None
    assert told[0].count('<li class="is-') == len(findings(Catalogue(example)))


def test_a_decision_is_told_with_name_and_reason(page: str) -> None:
    assert "ivaretatt i drift" in page
    assert "Kari Nordmann" in page


def test_every_measure_that_counts_is_listed_once(example: PlanStore, page: str) -> None:
    measures = Coverage(Catalogue(example)).measures
    assert len(re.findall(r'<tr id="m\d+">', page)) == len(measures)


def test_a_measure_without_a_thread_says_not_found_and_never_missing(
    town: Sketch, take_apart: Callable[[str], Page]
) -> None:
    text = take_apart(report_html(whole(town), "nb")).text
    assert re.search(r"Male rådhuset.{0,80}ikke funnet i dokumentene som er lest", text)
    assert not re.search(r"\bmangler\b", text)


def test_both_ways_of_a_measure_are_listed_in_codes(town: Sketch) -> None:
    html = report_html(whole(town), "nb")
    for code in ("1.A1", "1.A2"):
        way = f"strategi {code} → delmål 1.A → hovedmål «Alle vokser opp trygt»"
        assert html.count(f'<span class="way">{way}') == 1


def test_the_icicle_and_the_list_beside_it_hold_the_same(town: Sketch) -> None:
    html = report_html(whole(town), "nb")
    picture = html[html.index('<svg xmlns="http://www.w3.org/2000/svg" class="icicle"') :]
    boxes = re.findall(
        r"<title>[^<:]+: ([^<]+?)(?: – [^<]*)?</title>", picture[: picture.index("</svg>")]
    )
    outline = html[html.index('<ul class="outline">') : html.index('<section id="findings"')]
    listed = re.findall(r'<span class="name"><bdi[^>]*>([^<]+)</bdi>', outline)
    assert boxes == listed
    assert len(boxes) == 7


def test_the_plans_read_and_cited_are_told_apart(
    page: str, take_apart: Callable[[str], Page]
) -> None:
    text = take_apart(page).text
    assert "Temaplan for helse og omsorg temaplan under arbeid · omtalt, ikke lest" in text
    assert "Temaplan for oppvekst 2025–2032 temaplan vedtatt · lest" in text


def test_hostile_words_add_no_element_and_no_attribute(
    hostile_town: Sketch, town: Sketch, take_apart: Callable[[str], Page]
) -> None:
    def bones(html: str) -> set[tuple[str, tuple[str, ...]]]:
        return {(tag, tuple(sorted(found))) for tag, found in take_apart(html).elements}

    hostile = report_html(whole(hostile_town), "nb")
    assert bones(hostile) == bones(report_html(whole(town), "nb"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", hostile)


def test_a_word_difference_is_marked_and_its_words_escaped() -> None:
    assert str(marked("[-<b>-] {+ny+}")) == "<del>&lt;b&gt;</del> <ins>ny</ins>"


def test_the_same_graph_gives_the_same_bytes(example: PlanStore, page: str) -> None:
    assert report_page(example, "nb") == page


def test_plan_text_keeps_its_language_on_an_english_page(example: PlanStore) -> None:
    html = report_page(example, "en")
    assert '<html lang="en">' in html
    assert '<bdi lang="nn">' in html
    assert "Key figures" in html


def test_an_empty_graph_still_makes_a_report(sketch: Sketch) -> None:
    html = report_html(sketch.report(), "nb")
    assert "Ingen funn." in html
    assert "Ingen tråd til visjonen er funnet i dokumentene som er lest." in html
