from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from pyoxigraph import Literal, NamedNode, Quad

import plangraf
from graph.errors import NotFound
from graph.store import PlanStore
from graph.terms import iri_of
from ontology.terms import RDF_TYPE, Class, Property
from plangraf.site import loading
from plangraf.site.loading import Home, Library
from plangraf.site.parts import Parts
from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot

#: Two municipalities that cite the same law and the same goal of the UN, in words of their own.
MUNICIPALITIES = {
    "Holmvik": ("Vi bor ved havet", "Vi pusser opp kaia hver vår.", "pussing av kaia"),
    "Skogstad": ("Vi bor under trærne", "Vi merker turstiene med lys.", "merking av stier"),
}
PLAN = """# Kommuneplanens samfunnsdel 2024–2036

{name} kommune

Vedtatt av kommunestyret 13. juni 2024

Planen er utarbeidet etter plan- og bygningsloven § 11-2.

## Visjon

{vision}

## 1 Steder å være

Satsingsområdet bygger på FNs bærekraftsmål 3 God helse og livskvalitet.

### Hovedmål

Alle i {name} har et sted å være.

### Slik vil vi ha det

#### A. Stedene i {name} er åpne for alle

##### Slik gjør vi det

- A1. {strategy}
"""
DECISIONS = """[[finding]]
code = "strategy-without-measure"
subject = "{strategy}"
assessment = "handled-in-operations"
by = "Kari Nordmann"
date = 2025-11-03
reason = "Dette er {reason}."
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give a folder with the plans of each municipality."""
    made = {}
    for name, (vision, strategy, reason) in MUNICIPALITIES.items():
        made[name] = tmp_path_factory.mktemp(name)
        plan = PLAN.format(name=name, vision=vision, strategy=strategy)
        (made[name] / "samfunnsdel.md").write_text(plan, "utf-8")
        decided = DECISIONS.format(strategy=strategy, reason=reason)
        (made[name] / "plangraf.decisions.toml").write_text(decided, "utf-8")
    return made


@pytest.fixture(scope="module")
def together(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a graph with all of them."""
    out = tmp_path_factory.mktemp("together")
    plangraf.build(list(folders.values()), out)
    return out


@pytest.fixture
def library(together: Path) -> Library:
    """Give the graph with all of them, nothing of it looked at yet."""
    return Library.open(together)


def said(quads: list[Quad]) -> set[tuple[str, str, str]]:
    return {(iri_of(q.subject), q.predicate.value, str(q.object)) for q in quads}


@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_a_municipality_among_others_has_the_graph_that_its_plans_alone_give(
    name: str, folders: dict[str, Path], library: Library, tmp_path: Path
) -> None:
    plangraf.build([folders[name]], tmp_path)
    alone = PlanStore.open(tmp_path).quads()
    assert said(library.snapshot(named(library, name)).store.quads()) == said(alone)


def test_no_municipality_sees_a_word_of_the_other(library: Library) -> None:
    for name in MUNICIPALITIES:
        (other,) = set(MUNICIPALITIES) - {name}
        snapshot = library.snapshot(named(library, name))
        whole = "\n".join(map(str, snapshot.store.quads()))
        assert MUNICIPALITIES[name][0] in whole
        assert MUNICIPALITIES[other][0] not in whole
        assert other not in whole
        assert other.lower() not in whole


def test_a_law_that_both_cite_is_told_of_with_the_places_of_each_alone(library: Library) -> None:
    laws = [
        {element.id for element in snapshot.catalogue.of_type("legal_basis")}
        for snapshot in map(library.snapshot, library.homes)
    ]
    assert laws[0] == laws[1]
    (law,) = laws[0]
    places = [
        set(library.snapshot(home).catalogue.values(law, Property.PASSAGE))
        for home in library.homes
    ]
    assert all(places)
    assert not places[0] & places[1]


def test_the_part_of_a_municipality_keeps_decisions_and_passages(library: Library) -> None:
    for name, (_, strategy, reason) in MUNICIPALITIES.items():
        store = library.snapshot(named(library, name)).store
        reasons = {str(quad.object.value) for quad in store.of_predicate(Property.REASON)}
        assert reasons == {f"Dette er {reason}."}
        quotes = {str(quad.object.value) for quad in store.of_predicate(Property.QUOTE)}
        assert strategy.removesuffix(".") in " ".join(quotes)


def test_what_was_accepted_in_one_municipality_is_open_in_no_other(library: Library) -> None:
    for home in library.homes:
        states = {
            finding.state
            for finding in library.snapshot(home).findings
            if finding.code == "strategy-without-measure"
        }
        assert states == {"accepted"}


def test_something_pointing_to_another_municipality_brings_nothing_of_it() -> None:
    one, two = "https://example.org/one", "https://example.org/two"
    thing, text = NamedNode(Class.STRATEGY), NamedNode(Property.CITED_TEXT)
    quads = [
        Quad(NamedNode(f"{home}/thing"), NamedNode(prop), value)
        for home in (one, two)
        for prop, value in ((RDF_TYPE, thing), (text.value, Literal(f"Hos {home}")))
    ]
    pointing = NamedNode(f"{one}/thing"), NamedNode(Property.TARGET), NamedNode(f"{two}/thing")
    parts = Parts(PlanStore.of([*quads, Quad(*pointing)]), [one, two])
    assert said(parts.of(one)) == said([*quads[:2], Quad(*pointing)])
    assert said(parts.of(two)) == said(quads[2:])


def test_a_municipality_whose_name_begins_another_keeps_to_itself() -> None:
    short, long = "https://example.org/nes", "https://example.org/nesodden"
    quads = [
        Quad(NamedNode(f"{home}/thing"), NamedNode(RDF_TYPE), NamedNode(Class.STRATEGY))
        for home in (short, long)
    ]
    parts = Parts(PlanStore.of(quads), [short, long])
    assert said(parts.of(short)) == said(quads[:1])
    assert said(parts.of(long)) == said(quads[1:])


def test_a_snapshot_that_many_ask_for_at_once_is_made_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    warm = Snapshot.warm

    def slowly(snapshot: Snapshot) -> Snapshot:
        made.append(snapshot.prefix)
        return warm(snapshot)

    monkeypatch.setattr(Snapshot, "warm", slowly)
    asked = [home for _ in range(6) for home in library.homes]
    together = Barrier(len(asked))

    def ask(home: Home) -> Snapshot:
        together.wait(timeout=20)
        return library.snapshot(home)

    with ThreadPoolExecutor(len(asked)) as threads:
        found = list(threads.map(ask, asked))
    assert sorted(made) == ["holmvik", "skogstad"]
    for home, snapshot in zip(asked, found, strict=True):
        assert snapshot is library.snapshot(home)
        assert snapshot.home == home.iri


def test_one_that_is_being_made_holds_up_no_other(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = library.homes
    begun, answered = Event(), Event()
    warm = Snapshot.warm

    def warmed(snapshot: Snapshot) -> Snapshot:
        if snapshot.home == slow.iri:
            begun.set()
            assert answered.wait(timeout=20)
        return warm(snapshot)

    monkeypatch.setattr(Snapshot, "warm", warmed)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(library.snapshot, slow)
        assert begun.wait(timeout=20)
        assert library.snapshot(quick).home == quick.iri
        answered.set()
        assert waiting.result(timeout=20).home == slow.iri


def test_the_first_page_of_each_municipality_takes_long_and_the_next_does_not(
    together: Path,
) -> None:
    service = Service(together)
    for home in service.library.homes:
        assert service.takes_long(f"{home.prefix}/elementer", {})
        service.answer(home.prefix, {})
        assert not service.takes_long(f"{home.prefix}/elementer", {})


def test_one_that_could_not_be_made_is_tried_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = library.homes[0]

    def failing(snapshot: Snapshot) -> Snapshot:
        raise NotFound("element-unknown", name=snapshot.home)

    with monkeypatch.context() as broken:
        broken.setattr(Snapshot, "warm", failing)
        with pytest.raises(NotFound):
            library.snapshot(home)
    assert library.snapshot(home).home == home.iri


def test_the_one_not_asked_for_the_longest_gives_way_and_comes_back_the_same(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_MOST", 1)
    first, second = library.homes
    before = library.snapshot(first)
    assert library.snapshot(first) is before
    assert library.snapshot(second).home == second.iri
    after = library.snapshot(first)
    assert after is not before
    assert after.items == before.items


def test_a_path_leads_to_its_municipality_by_the_short_name_or_by_the_iri(
    library: Library,
) -> None:
    for home in library.homes:
        iri_path = home.iri.partition("w3id.org/")[2]
        for path in (home.prefix, f"{home.prefix}/funn", iri_path, f"{iri_path}/x/strategy/1.A1"):
            assert library.home(path) is home, path
    for path in ("", "funn", "holmviken", "holmviken/funn"):
        assert library.home(path) is None, path


def test_the_front_page_of_several_is_made_once(together: Path) -> None:
    service = Service(together)
    made = service.answer("", {})
    assert all(name in made.body.decode() for name in MUNICIPALITIES)
    assert service.held("", {}) is made


def named(library: Library, name: str) -> Home:
    return next(home for home in library.homes if home.element and home.element.label == name)
