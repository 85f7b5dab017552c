import json
from collections import Counter
from dataclasses import replace
from itertools import groupby
from urllib.parse import parse_qsl

import pytest

from ontology.terms import FindingCode
from plangraf.site.addresses import Address
from plangraf.site.asking import asked_of
from plangraf.site.pages import findings as page
from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot, finding_id
from queries.library import run
from queries.linking import links
from tests.plangraf.site.conftest import Opened, words


def listed(service: Service, path: str = "/funn", **query: str) -> list[str]:
    told = json.loads(service.answer(f"{path}.json", query).body)
    return [one["id"] for one in told["findings"]]


def names(snapshot: Snapshot, **wanted: str) -> list[str]:
    """Return the names of the findings that are as wanted, in their order."""
    return [
        name
        for name, finding in snapshot.findings_by_id.items()
        if all(getattr(finding, key) == value for key, value in wanted.items())
    ]


# --- the list ---------------------------------------------------------------------------------


def test_open_findings_are_listed_where_nothing_is_chosen_and_the_form_says_so(
    opened: Opened, service: Service, snapshot: Snapshot
) -> None:
    assert listed(service) == names(snapshot, state="open")
    assert listed(service, vurdering="alle") == names(snapshot)
    assert listed(service, vurdering="accepted") == names(snapshot, state="accepted")
    tree = opened("/funn")
    count = len(names(snapshot, state="open"))
    (chosen,) = tree.cssselect("select[name=vurdering] option[selected]")
    assert words(chosen) == f"Åpent ({count})"
    assert words(tree.cssselect(".list-count")[0]) == f"Viser {count} av {len(snapshot.findings)}"
    (here,) = tree.cssselect(".states [aria-current]")
    assert words(here) == f"Åpent ({count})"


def test_each_state_leads_to_a_list_as_long_as_it_says(opened: Opened, service: Service) -> None:
    for link in opened("/funn", type="strategy-without-measure").cssselect(".states a"):
        _, _, query = link.get("href").partition("?")
        count = int(words(link.cssselect(".number")[0]).strip("()"))
        assert len(listed(service, **dict(parse_qsl(query)))) == count, link.get("href")


def test_findings_stand_in_groups_of_their_type_the_most_serious_first(
    opened: Opened, snapshot: Snapshot
) -> None:
    shown = [words(h2) for h2 in opened("/funn").cssselect("[data-group] h2")]
    found = [snapshot.findings_by_id[name].code for name in names(snapshot, state="open")]
    wanted = [len(list(some)) for _, some in groupby(found)]
    assert [int(text.split("(")[1].split(")")[0]) for text in shown] == wanted
    assert shown[0] == "✖ Henvisning uten treff (3) · feil"


def test_a_row_tells_the_sentence_and_leads_to_its_subject_and_its_own_page(
    opened: Opened, snapshot: Snapshot
) -> None:
    rows = opened("/funn").cssselect(".work")
    found = [snapshot.findings_by_id[name] for name in names(snapshot, state="open")]
    for row, finding in zip(rows, found, strict=True):
        plain = finding.message["nb"].replace("[-", "").replace("-]", "")
        plain = plain.replace("{+", "").replace("+}", "")
        assert " ".join(plain.split()) in words(row)
        hrefs = [link.get("href") for link in row.cssselect("a")]
        assert f"/{snapshot.path(finding.subject.id)}.html" in hrefs
        assert f"/funn/{finding_id(finding)}" in hrefs
        assert finding.evidence[0].file in words(row.cssselect(".work-place")[0]) or finding.link


def test_word_differences_are_deletions_and_insertions(opened: Opened) -> None:
    row = opened("/funn", type="restatement-changed").cssselect(".work")[0]
    assert {words(node) for node in row.cssselect("del")} >= {"20"}
    assert {words(node) for node in row.cssselect("ins")} >= {"18"}


def test_an_accepted_finding_tells_who_when_and_why(opened: Opened) -> None:
    (row,) = opened("/funn", vurdering="accepted").cssselect(".work")
    decided = words(row.cssselect(".decided")[0])
    assert decided.startswith("✓ Ivaretatt i drift av Kari Nordmann, 2025-11-03Klarspråk er en del")


def test_a_filter_by_severity_and_area_keeps_what_has_both(
    service: Service, snapshot: Snapshot
) -> None:
    area = next(a for a in snapshot.coverage.goals("focus_area") if a.code == "2")
    found = listed(service, alvorlighet="warning", omrade=snapshot.key(area.id))
    assert found
    under = snapshot.coverage.stated
    for name in found:
        finding = snapshot.findings_by_id[name]
        assert finding.severity == "warning"
        reached = under.above([finding.subject.id, *under.goals_of.get(finding.subject.id, ())])
        assert area.id in reached


def test_every_finding_of_a_plan_is_counted_on_the_plans_own_page(
    opened: Opened, service: Service, snapshot: Snapshot
) -> None:
    counted = 0
    for iri in snapshot.plans:
        found = listed(service, plan=snapshot.key(iri))
        told = opened(f"/{snapshot.path(iri)}").cssselect(".facts a[href*='funn?plan']")
        assert [int(words(link).split()[0]) for link in told] == [len(found)] * bool(found)
        counted += len(found)
    assert counted >= len(names(snapshot, state="open"))


def test_a_cited_plan_that_was_not_read_is_found_under_the_plan_that_cites_it(
    service: Service, snapshot: Snapshot
) -> None:
    citing = next(p for p in snapshot.plans.values() if "kulturminne" in "".join(p.files))
    found = listed(service, plan=snapshot.key(citing.element.id), type="plan-cited-not-loaded")
    labels = {snapshot.findings_by_id[name].subject.label for name in found}
    assert "Kommuneplanens samfunnsdel 2012–2024" in labels


def test_sorted_by_place_the_findings_stand_as_their_texts_do(
    opened: Opened, service: Service, snapshot: Snapshot
) -> None:
    query = {"type": "strategy-without-measure", "vurdering": "alle", "sorter": "sted"}
    places = [snapshot.findings_by_id[name].evidence[0] for name in listed(service, **query)]
    assert [p.start for p in places] == sorted(p.start for p in places)
    tree = opened("/funn", **query)
    assert not tree.cssselect("[data-group]")
    assert all(row.cssselect(".work-kind") for row in tree.cssselect(".work"))


def test_the_types_lead_to_lists_as_long_as_they_say(opened: Opened, service: Service) -> None:
    kinds = opened("/funn").cssselect(".kinds li")
    assert len(kinds) > 10
    for kind in kinds:
        _, _, query = kind.cssselect("a")[0].get("href").partition("?")
        assert str(len(listed(service, **dict(parse_qsl(query))))) == words(kind).rpartition(" ")[2]


def test_plan_words_in_english_sentences_are_in_their_own_language(opened: Opened) -> None:
    row = opened("/en/funn", type="reference-unresolved").cssselect(".work")[0]
    assert row.cssselect("a[lang=nb]")
    assert row.cssselect("span[lang=nb]")


def test_a_list_on_a_site_of_files_leads_to_each_state_alone(snapshot: Snapshot) -> None:
    asked = replace(
        asked_of(_Library(snapshot), Address.of("funn", type="plan-outdated")), page_rows=None
    )
    states = page.make(asked).values["states"]
    assert [state.address.query for state in states] == [
        (), (("vurdering", "unknown"),), (("vurdering", "accepted"),), (("vurdering", "alle"),),
    ]  # fmt: skip


class _Library:
    """A library of one snapshot."""

    has_several = False

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def home(self, path: str) -> "_Library":
        del path
        return self

    prefix = ""

    def snapshot(self, home: object) -> Snapshot:
        del home
        return self._snapshot


# --- one finding ------------------------------------------------------------------------------


def test_every_finding_has_a_page_with_its_evidence_and_what_can_be_done(
    opened: Opened, snapshot: Snapshot
) -> None:
    for name, finding in snapshot.findings_by_id.items():
        tree = opened(f"/funn/{name}")
        quotes = {words(mark) for mark in tree.cssselect(".passage mark")}
        for place in finding.evidence:
            assert any(" ".join(place.quote.split()).startswith(q.rstrip(" …")) for q in quotes)
        assert tree.cssselect(".advice" if finding.state != "accepted" else ".decided")
        assert "mangler" not in words(tree).casefold()


def test_next_and_previous_walk_through_all_of_a_type_in_a_fixed_order(
    opened: Opened, snapshot: Snapshot
) -> None:
    wanted = names(snapshot, code="strategy-without-measure")
    walked = [wanted[0]]
    while after := opened(f"/funn/{walked[-1]}").cssselect("nav.beside a[rel=next]"):
        walked.append(after[0].get("href").rpartition("/")[2])
    assert walked == wanted
    (before,) = opened(f"/funn/{wanted[1]}").cssselect("nav.beside a[rel=prev]")
    assert before.get("href") == f"/funn/{wanted[0]}"


def test_candidates_stand_each_under_its_own_parents(opened: Opened, snapshot: Snapshot) -> None:
    name = next(
        n for n in names(snapshot, code="reference-ambiguous")
        if "Lyssette" in snapshot.findings_by_id[n].subject.label
    )  # fmt: skip
    told = [words(li) for li in opened(f"/funn/{name}").cssselect("[aria-labelledby=forslag] li")]
    assert [text.split(" under: ")[1].split(" › ")[0] for text in told] == [
        "2 Levende lokalsamfunn", "1 Trygg oppvekst",
    ]  # fmt: skip
    assert all("likhet 0,84" in text for text in told)


def test_a_finding_about_wording_gives_the_words_to_use(opened: Opened, snapshot: Snapshot) -> None:
    for name in names(snapshot, code="reference-wording-differs"):
        proposal = snapshot.findings_by_id[name].proposal
        assert proposal
        assert words(opened(f"/funn/{name}").cssselect(".wording")[0]) == proposal["text"]


def test_nothing_can_be_decided_where_nothing_may_be_changed(
    opened: Opened, snapshot: Snapshot
) -> None:
    for name in (names(snapshot, state="open")[0], names(snapshot, state="accepted")[0]):
        tree = opened(f"/funn/{name}")
        assert not tree.cssselect("form[method=post]")
        assert "kan ikke lagres her" in words(tree)


def test_a_finding_that_is_gone_is_told_as_an_error(service: Service) -> None:
    answer = service.answer("/funn/plan-outdated-000000000000.json", {})
    assert answer.status == 404
    assert json.loads(answer.body)["error"]["reference"] == "finding-not-here"


def test_the_twin_of_a_finding_is_the_finding_with_its_name_and_link(
    service: Service, snapshot: Snapshot
) -> None:
    for name, finding in snapshot.findings_by_id.items():
        told = json.loads(service.answer(f"/funn/{name}.json", {}).body)
        assert told == {
            "id": name, "path": f"funn/{name}", **finding.json(), "link": finding.link,
        }  # fmt: skip


# --- links ------------------------------------------------------------------------------------


def test_the_links_are_the_machines_suggestions_of_the_library_question(
    service: Service, snapshot: Snapshot
) -> None:
    told = json.loads(service.answer("/funn/koblinger.json", {"vurdering": "alle"}).body)
    rows = list(run(snapshot.store, "references/suggestions").dicts())
    assert sorted(link["id"] for link in told["links"]) == sorted(str(r["link"]) for r in rows)
    sure = [link["confidence"] for link in told["links"]]
    assert sure == sorted(sure)
    approved = {link["id"]: link["decision"]["by"] for link in told["links"] if link["decision"]}
    assert approved == {str(r["link"]): r["approvedBy"] for r in rows if r["approvedBy"]}


def test_only_links_that_nobody_has_decided_are_listed_at_first(
    opened: Opened, service: Service
) -> None:
    told = json.loads(service.answer("/funn/koblinger.json", {}).body)
    assert {link["decision"] for link in told["links"]} == {None}
    tabs = Counter(words(link) for link in opened("/funn/koblinger").cssselect(".states a"))
    assert tabs[f"Ikke avgjort ({told['total']})"] == 1
    assert tabs["Erstattet (1)"] == 1


@pytest.mark.parametrize("method", ["general", "similar", "ambiguous"])
def test_links_are_filtered_by_how_they_were_found(
    service: Service, snapshot: Snapshot, method: str
) -> None:
    told = json.loads(service.answer("/funn/koblinger.json", {"metode": method}).body)
    wanted = [li for li in links(snapshot.catalogue) if li.is_suggested and li.method == method]
    assert sorted(link["id"] for link in told["links"]) == sorted(link.id for link in wanted)


def test_every_link_has_a_page_that_shows_both_ends(opened: Opened, snapshot: Snapshot) -> None:
    for link in links(snapshot.catalogue):
        tree = opened(f"/funn/koblinger/{link.id.rpartition('/')[2]}")
        hrefs = {a.get("href") for a in tree.cssselect(".facts a")}
        assert f"/{snapshot.path(link.source.id)}.html" in hrefs
        if link.target:
            assert f"/{snapshot.path(link.target.id)}.html" in hrefs
        if link.text:
            assert link.text in words(tree.cssselect(".facts")[0])


# --- decisions and goals ----------------------------------------------------------------------


def test_all_decisions_are_shown_without_a_way_to_undo_them_here(opened: Opened) -> None:
    tree = opened("/vurderinger")
    assert [words(h2) for h2 in tree.cssselect("h2")] == [
        "Godtatte funn (1)", "Avgjorte koblinger (1)",
    ]  # fmt: skip
    assert not tree.cssselect("form[method=post]")
    told = words(tree)
    assert "Naustet er et kommunalt båthus" in told
    assert "Klarspråk er en del av opplæringen" in told


@pytest.mark.parametrize("code", ["1.B", "2.A", "5"])
def test_the_page_of_a_goal_tells_which_measures_lose_their_thread_without_it(
    opened: Opened, snapshot: Snapshot, code: str
) -> None:
    goal = snapshot.catalogue.find(code)
    rows = run(snapshot.store, "thread/measures-losing-thread", element=goal.id).dicts()
    wanted = {str(row["label"]) for row in rows}
    section = opened(f"/{snapshot.path(goal.id)}").cssselect("[aria-labelledby=mister]")
    assert {words(li.cssselect("a")[0]) for s in section for li in s.cssselect("li")} == wanted


def test_every_type_of_finding_has_its_advice() -> None:
    from plangraf.site.pages.finding import _ADVICE  # noqa: PLC0415

    assert set(_ADVICE) == set(FindingCode)
