"""Decisions made in the pages: what is written and shown, and which forms are never taken."""

import json
import re
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest
from httpx import Response

import plangraf
from loaders.decisions import NAME as DECISIONS
from loaders.decisions import load_decisions
from plangraf.desk import Desk
from plangraf.site.acting import called
from plangraf.site.app import application
from plangraf.site.forms import COOKIE, LONGEST, Refusal, form_of, refusal_of
from plangraf.site.pages.links import target_names
from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot, finding_id
from queries.answers import Finding
from queries.linking import Link, links
from tests.plangraf.site.asking import ORIGIN, Client
from tests.plangraf.site.conftest import EXAMPLE, words

OWN = {"origin": ORIGIN}
TOKEN = "hemmelig"  # noqa: S105 - of this test
KARI = {"navn": "Kari Nordmann", "grunn": "Følges opp i driften."}


class Site:
    """A server on a copy of the example's plans, and a browser without scripts."""

    def __init__(self, home: Path) -> None:
        self.plans, graph = home / "plans", home / "graph"
        shutil.copytree(EXAMPLE, self.plans)
        plangraf.build([self.plans], graph)
        self.service = Service(graph, token=TOKEN, desk=Desk(graph))
        self.client = Client(application(self.service, {}, ["localhost"]))

    @property
    def snapshot(self) -> Snapshot:
        """The plans as the pages see them now."""
        return self.service.library.snapshot(self.service.library.homes[0])

    @property
    def decided(self) -> bytes:
        """What stands in the file of decisions."""
        return (self.plans / DECISIONS).read_bytes()

    def finding(self, code: str, label: str = "") -> Finding:
        """Return the first finding of a code whose subject has some words."""
        return next(
            f for f in self.snapshot.findings if f.code == code and label in f.subject.label
        )

    def link(self, method: str, label: str = "") -> Link:
        """Return the first link that was found in some way, from an element with some words."""
        return next(
            link for link in links(self.snapshot.catalogue)
            if link.method == method and label in link.source.label
        )  # fmt: skip

    def get(self, path: str) -> Any:
        """Return a page as a tree."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return lxml.html.document_fromstring(answer.text)

    def post(self, path: str, **fields: str) -> Response:
        """Send a form of a page."""
        return self.client.post(path, data={"token": TOKEN, **fields}, headers=OWN)

    def done(self, path: str, **fields: str) -> Any:
        """Send a form that is taken, and return the page it leads to."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("acting"))


@pytest.fixture
def untouched(site: Site) -> Iterator[bytes]:
    """Give what is decided before a test, and see that it is so after it too."""
    before = site.decided
    yield before
    assert site.decided == before


def page_of(finding: Finding) -> str:
    return f"/funn/{finding_id(finding)}"


def link_page(link: Link) -> str:
    return f"/funn/koblinger/{link.id.rpartition('/')[2]}"


def faults(answer: Response) -> list[str]:
    """Return what the error summary says."""
    tree = lxml.html.document_fromstring(answer.text)
    return [words(li) for li in tree.cssselect(".ds-error-summary li")]


# --- findings ---------------------------------------------------------------------------------


def test_an_accepted_finding_is_written_shown_and_undone_to_the_byte(
    site: Site, untouched: bytes
) -> None:
    finding = site.finding("strategy-without-measure", "varierte boliger")
    path = page_of(finding)
    tree = site.done(path, gjor="godta", vurdering="handled-in-operations", **KARI)
    assert "Funnet er godtatt." in words(tree.cssselect("#status[role=status]")[0])
    assert "Ivaretatt i drift av Kari Nordmann" in words(tree.cssselect(".decided")[0])
    last = load_decisions(site.plans).finding[-1]
    assert (last.code, last.subject, last.assessment, last.by, last.reason) == (
        "strategy-without-measure", finding.subject.label, "handled-in-operations",
        KARI["navn"], KARI["grunn"],
    )  # fmt: skip
    state = site.snapshot.findings_by_id[finding_id(finding)].state
    assert state == "accepted"
    listed = json.loads(site.client.get("/funn.json").text)
    assert finding_id(finding) not in {one["id"] for one in listed["findings"]}
    undone = site.done(path, gjor="angre")
    assert "angret" in words(undone.cssselect("#status")[0])
    assert undone.cssselect("form#godta")
    assert site.decided == untouched
    assert site.snapshot.findings_by_id[finding_id(finding)].state == "open"


def test_after_a_decision_the_next_open_finding_of_the_type_is_one_link_away(site: Site) -> None:
    code = "subgoal-without-measure"
    first, second, *_ = (n for n, f in site.snapshot.findings_by_id.items() if f.code == code)
    tree = site.done(f"/funn/{first}", gjor="godta", vurdering="not-relevant", **KARI)
    assert tree.cssselect("#status a")[0].get("href") == f"/funn/{second}"
    site.done(f"/funn/{first}", gjor="angre")


def test_a_form_with_nothing_in_it_says_what_is_wanted_and_keeps_what_was_entered(
    site: Site, untouched: bytes
) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    answer = site.post(path, gjor="godta", skjema="godta", grunn="Fordi <b>.", navn=" ")
    assert answer.status_code == 422
    assert faults(answer) == ["Velg hvordan funnet er vurdert.", "Skriv navnet ditt."]
    tree = lxml.html.document_fromstring(answer.text)
    assert tree.cssselect("#godta-grunn")[0].text == "Fordi <b>."
    for link in tree.cssselect(".ds-error-summary a"):
        (field,) = tree.cssselect(link.get("href"))
        assert field.get("aria-invalid") == "true"
    described = tree.cssselect("#godta-navn")[0].get("aria-describedby")
    assert words(tree.get_element_by_id(described)) == "Skriv navnet ditt."
    assert tree.cssselect(".ds-error-summary")[0].get("tabindex") == "-1"


def test_what_is_wrong_is_told_in_the_language_of_the_page(site: Site, untouched: bytes) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    answer = site.post(f"/en{path}", gjor="godta", skjema="godta", vurdering="not-relevant")
    assert faults(answer) == ["Write your name.", "Write a reason."]


def test_a_name_that_is_too_long_is_told_at_its_field(site: Site, untouched: bytes) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    fields = {**KARI, "navn": "K" * 300, "vurdering": "not-relevant"}
    answer = site.post(path, gjor="godta", skjema="godta", **fields)
    assert answer.status_code == 422
    tree = lxml.html.document_fromstring(answer.text)
    assert tree.cssselect("#godta-navn-feil")


def test_the_name_is_remembered_for_the_next_form_and_seen_by_nobody_else(site: Site) -> None:
    path = page_of(site.finding("plan-outdated"))
    answer = site.post(path, gjor="godta", vurdering="not-relevant", navn="Åse «Ås»", grunn="Ny.")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    site.done(path, gjor="angre")
    assert site.get(path).cssselect("#godta-navn")[0].get("value") == "Åse «Ås»"
    site.client.cookies.clear()
    assert site.get(path).cssselect("#godta-navn")[0].get("value") == ""


def test_a_finding_that_somebody_has_decided_already_is_not_decided_anew(
    site: Site, untouched: bytes
) -> None:
    del untouched
    finding = site.finding("strategy-without-measure", "klart og forståelig")
    path = page_of(finding)
    answer = site.post(path, gjor="godta", skjema="godta", vurdering="not-relevant", **KARI)
    assert answer.status_code == 409
    assert "Kari Nordmann" in faults(answer)[0]


def test_plan_text_and_names_are_shown_as_text(site: Site, untouched: bytes) -> None:
    path = page_of(site.finding("plan-outdated"))
    nasty = {"navn": '<img src=x onerror=alert(1)>"', "grunn": "</textarea><script>1</script>"}
    tree = site.done(path, gjor="godta", vurdering="not-relevant", **nasty)
    assert not tree.cssselect("main img, main script")
    assert nasty["navn"] in words(tree.cssselect(".decided")[0])
    site.client.cookies.clear()
    site.done(path, gjor="angre")
    assert site.decided == untouched


# --- links ------------------------------------------------------------------------------------


def test_a_proposed_candidate_is_accepted_the_thread_found_and_undone_to_the_byte(
    site: Site, untouched: bytes
) -> None:
    link = site.link("ambiguous", "Lyssette turløyper")
    target = link.candidates[1][0]
    assert link.source.id not in site.snapshot.coverage.traced
    chosen = {"valg": site.snapshot.key(target.id), "fra": "reference-ambiguous"}
    tree = site.done(link_page(link), gjor="kobling", **chosen, **KARI)
    assert "Koblingen er godtatt." in words(tree.cssselect("#status")[0])
    assert "Neste åpne funn" in words(tree.cssselect("#status")[0])
    last = load_decisions(site.plans).link[-1]
    assert (last.action, last.text, last.by) == ("accept", link.text, KARI["navn"])
    assert site.snapshot.coverage.traced >= {link.source.id}
    codes = {f.code for f in site.snapshot.findings_of[link.source.id]}
    assert "reference-ambiguous" not in codes
    site.done(link_page(link), gjor="angre")
    assert site.decided == untouched
    assert link.source.id not in site.snapshot.coverage.traced


@pytest.mark.parametrize(
    ("code", "is_settled"), [("reference-wording-differs", True), ("restatement-changed", False)]
)
def test_the_form_that_settles_a_finding_stands_open_and_the_other_folded(
    site: Site, untouched: bytes, code: str, *, is_settled: bool
) -> None:
    finding = site.finding(code)
    tree = site.get(page_of(finding))
    folded = {form.get("id") for form in tree.cssselect("details form")}
    assert folded == {"godta" if is_settled else "kobling"}
    link = next(one for one in links(site.snapshot.catalogue) if one.id == finding.link)
    assert link.target
    chosen = site.snapshot.key(link.target.id)
    site.done(link_page(link), gjor="kobling", valg=chosen, navn="Kari")
    assert (finding_id(finding) not in site.snapshot.findings_by_id) is is_settled
    site.done(link_page(link), gjor="angre")
    assert site.decided == untouched


def test_a_broken_reference_is_led_to_an_element_by_its_code(site: Site, untouched: bytes) -> None:
    link = site.link("none", "Fornye vannledningen")
    tree = site.done(link_page(link), gjor="kobling", valg="annen", mal="3.b3", navn="Kari")
    assert "3.B3" in words(tree.cssselect(".facts")[0])
    assert load_decisions(site.plans).link[-1].action == "replace"
    site.done(link_page(link), gjor="angre")
    assert site.decided == untouched


def test_an_inferred_link_is_rejected(site: Site, untouched: bytes) -> None:
    link = next(one for one in links(site.snapshot.catalogue) if not one.is_stated)
    tree = site.done(link_page(link), gjor="kobling", valg="avvis", **KARI)
    assert "forkastet" in words(tree.cssselect("#status")[0])
    assert "fører ikke til noe element" in words(tree.cssselect(".facts")[0])
    site.done(link_page(link), gjor="angre")
    assert site.decided == untouched


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Velg hva koblingen skal føre til."),
        ({"valg": "finnes-ikke"}, "Velg hva koblingen skal føre til."),
        ({"valg": "annen"}, "Skriv koden eller teksten til elementet."),
        ({"valg": "annen", "mal": "9.Z9"}, "«9.Z9» er ikke et mål, en strategi eller et tiltak"),
    ],
)
def test_a_link_is_not_decided_without_something_it_leads_to(
    site: Site, untouched: bytes, fields: dict[str, str], told: str
) -> None:
    del untouched
    path = link_page(site.link("ambiguous"))
    answer = site.post(path, gjor="kobling", skjema="kobling", navn="Kari", **fields)
    assert answer.status_code == 422
    assert faults(answer)[0].startswith(told)


def test_an_element_is_named_by_its_code_its_text_or_as_the_form_suggests(site: Site) -> None:
    (goal,) = called(site.snapshot, "1.b")
    for name in (f" {goal.label}. ", f"1.B {goal.label}", goal.id):
        assert called(site.snapshot, name) == [goal]
    assert called(site.snapshot, " ") == []


def test_a_text_of_several_elements_is_never_guessed(snapshot: Snapshot) -> None:
    one, other = list(target_names(snapshot).values())[:2]
    same = {"A Et mål (Plan 1)": replace(one, code="A", label="Et mål"),
            "Et mål (Plan 2)": replace(other, code=None, label="Et mål")}  # fmt: skip
    told: Any = SimpleNamespace(once=lambda _: same)
    assert len(called(told, "et mål")) == 2
    assert called(told, "Et mål (Plan 2)") == [same["Et mål (Plan 2)"]]


# --- all decisions ----------------------------------------------------------------------------


def test_every_decision_can_be_undone_from_the_page_of_all(site: Site, untouched: bytes) -> None:
    tree = site.get("/vurderinger")
    row = next(li for li in tree.cssselect(".work") if "Naustet" in words(li))
    key = row.cssselect("input[name=nokkel]")[0].get("value")
    undone = site.done("/vurderinger", gjor="angre", nokkel=key)
    assert "Naustet" not in words(undone)
    assert "Vurderingen er angret." in words(undone.cssselect("#status")[0])
    again = site.post("/vurderinger", gjor="angre", nokkel=key)
    assert again.status_code == 409
    (site.plans / DECISIONS).write_bytes(untouched)
    assert site.service.desk
    site.service.desk.rebuild()


def test_a_decision_about_what_is_no_longer_there_is_shown_and_can_be_undone(site: Site) -> None:
    before = site.decided
    entry = (
        '\n[[finding]]\ncode = "plan-outdated"\nsubject = "En plan som er borte"\n'
        'assessment = "not-relevant"\nby = "Kari"\ndate = 2025-01-01\nreason = "Utgått."\n'
    )
    (site.plans / DECISIONS).write_bytes(before + entry.encode())
    row = next(li for li in site.get("/vurderinger").cssselect(".work") if "borte" in words(li))
    assert "er ikke funnet i planene nå" in words(row)
    key = row.cssselect("input[name=nokkel]")[0].get("value")
    site.done("/vurderinger", gjor="angre", nokkel=key)
    assert site.decided == before


# --- together, and when it fails --------------------------------------------------------------


def test_two_decisions_at_once_both_stand(site: Site, untouched: bytes) -> None:
    paths = [
        page_of(site.finding("strategy-without-measure", label))
        for label in ("velferdsteknologi", "pårørende")
    ]

    def accept(path: str) -> int:
        return site.post(path, gjor="godta", vurdering="not-relevant", **KARI).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(accept, paths)) == [303, 303]
    for path in paths:
        assert site.snapshot.findings_by_id[path.rpartition("/")[2]].state == "accepted"
    for path in reversed(paths):
        site.done(path, gjor="angre")
    assert site.decided == untouched


def test_where_the_graph_cannot_be_built_the_error_is_shown_and_the_old_graph_stays(
    site: Site, untouched: bytes
) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    former = site.client.get("/funn.json").text
    away = site.plans.with_name("elsewhere")
    site.plans.rename(away)
    try:
        answer = site.post(path, gjor="godta", skjema="godta", vurdering="not-relevant", **KARI)
        assert answer.status_code == 422
        assert faults(answer)
        assert site.client.get("/funn.json").text == former
    finally:
        away.rename(site.plans)


# --- which forms are taken --------------------------------------------------------------------

GOOD = {"token": TOKEN, "gjor": "godta", "vurdering": "not-relevant", **KARI}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8358"},
        {"origin": "https://localhost:8357"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(
    site: Site, untouched: bytes, headers: dict[str, str]
) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    answer = site.client.post(path, data=GOOD, headers=headers)
    assert answer.status_code == 403
    told = site.client.post(f"{path}.json", data=GOOD, headers=headers)
    assert told.json()["error"]["reference"] == "form-foreign"


@pytest.mark.parametrize("token", ["", "hemmeli", "hemmelig ", "Å"])
def test_a_form_without_the_token_changes_nothing(site: Site, untouched: bytes, token: str) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    assert site.client.post(path, data={**GOOD, "token": token}, headers=OWN).status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data", ""])
def test_what_is_no_form_changes_nothing(site: Site, untouched: bytes, kind: str) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    body = "&".join(f"{name}={value}" for name, value in GOOD.items()).encode()
    answer = site.client.post(path, content=body, headers={**OWN, "content-type": kind})
    assert answer.status_code == 415


def test_a_form_longer_than_any_form_is_not_read(site: Site, untouched: bytes) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    assert site.post(path, **{**GOOD, "grunn": "x" * LONGEST}).status_code == 413

    async def parts() -> AsyncIterator[bytes]:
        yield b"grunn="
        for _ in range(100):
            yield b"x" * 1024

    headers = {**OWN, "content-type": "application/x-www-form-urlencoded"}
    assert site.client.post(path, content=parts(), headers=headers).status_code == 413


def test_a_form_under_another_name_of_the_server_changes_nothing(
    site: Site, untouched: bytes
) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    headers = {"origin": "http://evil.example", "host": "evil.example"}
    assert site.client.post(path, data=GOOD, headers=headers).status_code == 400


def test_asking_for_a_page_never_changes_anything(site: Site, untouched: bytes) -> None:
    del untouched
    path = page_of(site.finding("plan-outdated"))
    answer = site.client.get(path, params=GOOD, headers=OWN)
    assert answer.status_code == 200
    assert site.finding("plan-outdated").state == "open"
    for method in ("PUT", "PATCH", "DELETE"):
        assert site.client.request(method, path, headers=OWN).status_code == 405


@pytest.mark.parametrize(
    "path", ["/", "/funn", "/funn/koblinger", "/elementer", "/funn/nei-00", "/x"]
)
def test_a_page_that_takes_no_form_says_so(site: Site, untouched: bytes, path: str) -> None:
    del untouched
    answer = site.client.post(path, data=GOOD, headers=OWN)
    assert answer.status_code == 404


def test_a_server_without_a_desk_takes_no_form_and_shows_none(service: Service) -> None:
    client = Client(application(service, {}, ["localhost"]))
    path = f"/funn/{next(iter(service.library.snapshot(service.library.homes[0]).findings_by_id))}"
    answer = client.post(path, data=GOOD, headers=OWN)
    assert answer.status_code == 403
    assert "Her kan ingenting avgjøres." in answer.text
    told = client.post(f"{path}.json", data=GOOD, headers=OWN)
    assert (told.status_code, told.json()["error"]["reference"]) == (403, "deciding-off")
    assert '<form method="post"' not in client.get(path).text


def test_a_token_of_nothing_is_no_token() -> None:
    assert isinstance(form_of(b"token=", ""), Refusal)
    assert isinstance(form_of(b"", ""), Refusal)


@pytest.mark.parametrize("body", [b"\xff", b"a=%ff&token=t", b"&".join([b"a=1"] * 60)])
def test_what_cannot_be_read_as_a_form_is_refused(body: bytes) -> None:
    refusal = form_of(body, "t")
    assert isinstance(refusal, Refusal)
    assert refusal.status == 400


def test_a_length_that_is_no_number_is_refused() -> None:
    headers = {**OWN, "content-type": "application/x-www-form-urlencoded", "content-length": "-1"}
    refusal = refusal_of(headers, ORIGIN)
    assert refusal is not None
    assert refusal.status == 413


def test_every_form_of_every_finding_carries_the_token_and_names_its_own_page(site: Site) -> None:
    seen: set[str] = set()
    for name, finding in site.snapshot.findings_by_id.items():
        if finding.code in seen:
            continue
        seen.add(finding.code)
        for form in site.get(f"/funn/{name}").cssselect("form[method=post]"):
            assert form.cssselect("input[name=token]")[0].get("value") == TOKEN
            assert re.fullmatch(r"/funn/(koblinger/)?[\w-]+", form.get("action"))
            for label in form.cssselect("label"):
                assert form.cssselect(f"#{label.get('for')}"), label.get("for")
