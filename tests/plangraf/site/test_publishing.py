"""The static site: whole, closed in itself, the same each time, and put in place all or nothing."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from filelock import FileLock

import plangraf
from graph.errors import BadInput
from graph.store import PlanStore
from plangraf import cli
from plangraf.exporting import export_bytes
from plangraf.site import publishing
from plangraf.site.addresses import Address
from plangraf.site.crawling import Wanted
from plangraf.site.publishing import MANIFEST, publish
from plangraf.site.service import Service
from plangraf.site.snapshot import Snapshot
from tests.plangraf.site.conftest import EXAMPLE, words
from tests.plangraf.site.small import write_plans

#: Elements of HTML that have no end.
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of the example, in two languages."""
    out = tmp_path_factory.mktemp("published") / "site"
    assert publish(built, out, languages=("nb", "en")).notices == ()
    return out


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the graph of a small municipality."""
    home = tmp_path_factory.mktemp("small")
    plangraf.build([write_plans(home / "plans")], home / "graph")
    return home / "graph"


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a graph with the plans of two municipalities."""
    home = tmp_path_factory.mktemp("both")
    for name in ("Storåker", "Lillevik"):
        write_plans(home / "plans", name)
    plangraf.build([home / "plans"], home / "graph")
    return home / "graph"


def pages(site: Path) -> Iterator[tuple[Path, Any]]:
    """Give every page as a tree, but for the reports, which are files to take away."""
    for path in sorted(site.rglob("index.html")):
        yield path, tree(path)


@cache
def tree(path: Path) -> Any:
    return lxml.html.document_fromstring(path.read_bytes())


@cache
def places(path: Path) -> frozenset[str]:
    """Return the names of the places of a page."""
    return frozenset(tree(path).xpath("//@id"))


def contents(site: Path) -> dict[str, bytes]:
    """Return every file of a site by its path."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def links(page: Any) -> list[tuple[Any, str, str]]:
    """Return what a page leads to or loads: the node, the attribute and the link."""
    return [(node, name or "", link) for node, name, link, _ in page.iterlinks()]


# --- whole and closed in itself ---------------------------------------------------------------


def test_every_link_leads_to_a_file_and_to_a_place_in_it(site: Path) -> None:
    gone = Counter()
    for path, page in pages(site):
        for _, _, link in links(page):
            url = urlsplit(link)
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            # What stands after # of the map is read by its script.
            place = "" if target.parent.name == "graf" else unquote(url.fragment)
            if not target.is_file() or (place and place not in places(target)):
                gone[f"{link} in {path.relative_to(site)}"] += 1
    assert gone == Counter()


def test_a_page_loads_and_leads_to_nothing_outside_and_begins_nowhere_at_a_root(site: Path) -> None:
    for path, page in pages(site):
        for node, name, link in links(page):
            url = urlsplit(link)
            assert not url.scheme, (path, node.tag, name, link)
            assert not url.netloc, (path, link)
            assert not url.path.startswith("/"), (path, link)


def test_what_styles_load_stands_beside_them(site: Path) -> None:
    loaded = [
        (style, url)
        for style in (site / "static").rglob("*.css")
        for url in re.findall(r"url\([\"']?([^\"')]+)", style.read_text("utf-8"))
        if not url.startswith(("#", "data:"))
    ]
    assert any(url.endswith(".woff2") for _, url in loaded)
    assert [url for style, url in loaded if not (style.parent / url).is_file()] == []


class Nesting(HTMLParser):
    """Tells where elements of a page are not closed in the order they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is opened."""
        names = [name for name, _ in attrs]
        self.wrong += [f"<{tag}> has {name} twice" for name, n in Counter(names).items() if n > 1]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What closes itself opens nothing."""

    def handle_endtag(self, tag: str) -> None:
        """Tell where it is not the last that was opened."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def test_every_page_is_well_formed_and_names_each_place_once(site: Path) -> None:
    for path, page in pages(site):
        nesting = Nesting()
        nesting.feed(path.read_text("utf-8"))
        assert (path, nesting.wrong, nesting.open) == (path, [], [])
        ids = Counter(page.xpath("//@id"))
        assert [name for name, count in ids.items() if count > 1] == [], path


def test_every_page_says_what_it_may_load(site: Path) -> None:
    for path, page in pages(site):
        told = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(told) == 1, path
        rules = dict(rule.strip().split(" ", 1) for rule in told[0].split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == "'self'"
        assert "unsafe" not in told[0]


def test_a_site_of_files_has_nothing_that_a_server_must_answer(site: Path) -> None:
    for path, page in pages(site):
        assert page.xpath("//form[@method='post']") == [], path
        assert page.xpath("//textarea") == [], path


def test_a_page_links_to_its_other_language(site: Path) -> None:
    for path, page in pages(site):
        code = page.get("lang")
        others = page.xpath("//nav[contains(@class, 'site-languages')]//a")
        assert [a.get("hreflang") for a in others] == ["nb", "en"], path
        for a in others:
            target = (path.parent / unquote(a.get("href"))).resolve()
            assert tree(target).get("lang") == a.get("hreflang"), (path, code)


# --- twins ------------------------------------------------------------------------------------


def twin_of(path: Path) -> Path:
    """Return the file that a page names as its twin."""
    (link,) = tree(path).xpath("//link[@rel='alternate'][@type='application/json']/@href")
    return (path.parent / unquote(link)).resolve()


def test_every_page_has_a_twin_that_is_json_and_leads_to_no_root(site: Path) -> None:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)

    for path in sorted({twin_of(path) for path, _ in pages(site)}):
        told = json.loads(path.read_text("utf-8"))
        assert told, path
        assert [text for text in texts(told) if re.fullmatch(r"/[a-z]\S*", text)] == [], path


def test_the_twin_of_an_element_is_that_of_the_server(
    site: Path, service: Service, snapshot: Snapshot
) -> None:
    for iri in snapshot.catalogue.elements:
        path = site / snapshot.path(iri)
        answer = service.answer(f"/{snapshot.path(iri)}.json", {})
        assert json.loads(twin_of(path / "index.html").read_bytes()) == json.loads(answer.body)


def test_a_page_tells_the_same_as_that_of_the_server(site: Path, service: Service) -> None:
    query = {"type": "strategy", "tilstand": "uten-tiltak"}
    live = lxml.html.document_fromstring(service.answer("/elementer", query).body.decode())
    path = site / "elementer" / "tilstand-uten-tiltak_type-strategy" / "index.html"
    assert [words(row) for row in tree(path).cssselect("tbody tr")] == [
        words(row) for row in live.cssselect("tbody tr")
    ]


# --- the manifest, and the same bytes ---------------------------------------------------------


def test_the_manifest_names_every_file_and_document_by_its_hash(site: Path, built: Path) -> None:
    manifest = json.loads((site / MANIFEST).read_text("utf-8"))
    there = {
        name: sha256(data).hexdigest() for name, data in contents(site).items() if name != MANIFEST
    }
    assert manifest["files"] == there
    assert list(manifest["files"]) == sorted(manifest["files"])
    sources = {
        path.name: sha256(path.read_bytes()).hexdigest()
        for path in EXAMPLE.iterdir()
        if path.suffix in {".md", ".txt"}
    }
    assert {told["file"]: told["sha256"] for told in manifest["documents"]} == sources
    assert manifest["graphs"] == PlanStore.open(built).info["graphs"]


def test_the_graph_and_the_reports_stand_beside_the_pages(site: Path, built: Path) -> None:
    data = site / "data"
    assert (data / "graf.ttl").read_bytes() == export_bytes(PlanStore.open(built), "ttl")
    assert json.loads((data / "graf.jsonld").read_text("utf-8"))["@graph"]
    rows = list(csv.reader(io.StringIO((data / "elementer.csv").read_text("utf-8-sig"))))
    assert rows[0][0] == "id"
    assert (data / "rapport.xlsx").read_bytes().startswith(b"PK")
    # What is the same in every language stands once; a report is in the language of its page.
    assert not (site / "en" / "data" / "graf.ttl").exists()
    assert (site / "en" / "data" / "rapport.html").exists()


def test_publishing_again_gives_the_same_bytes(graph: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        publish(graph, tmp_path / name, languages=["nb", "en"])
    publish(graph, tmp_path / "one", languages=["nb", "en"])
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


# --- in its place, all or nothing -------------------------------------------------------------


def test_a_failure_leaves_the_former_site(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    publish(graph, out, languages=["nb"])
    former = contents(out)
    write, done = publishing._write, []  # noqa: SLF001 - where the disk gives up

    def full(path: Path, data: bytes) -> None:
        done.append(path)
        if len(done) > 20:
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(publishing, "_write", full)
    with pytest.raises(BadInput) as told:
        publish(graph, out, languages=["en"])
    assert told.value.reference == "output-full"
    assert contents(out) == former
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_what_a_killed_run_left_is_put_back_or_taken_away(graph: Path, tmp_path: Path) -> None:
    out, staging = tmp_path / "site", tmp_path / ".site.staging"
    publish(graph, out, languages=["nb"])
    (staging / "made").mkdir(parents=True)
    out.replace(staging / "former")  # killed between the two moves
    with FileLock(str(staging / ".lock")), pytest.raises(BadInput) as told:
        publish(graph, out, languages=["en"])
    assert told.value.reference == "output-busy"
    (staging / "former" / "egen.txt").write_text("vår", encoding="utf-8")
    publish(graph, out, languages=["en"])
    assert (out / "egen.txt").read_text("utf-8") == "vår"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("name", "text"), [("brev.txt", "hei"), (MANIFEST, "{}"), (MANIFEST, '{"generator": "x"}')]
)
def test_a_folder_with_something_else_is_refused(
    graph: Path, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as told:
        publish(graph, tmp_path)
    assert told.value.reference == "site-exists"
    assert contents(tmp_path) == {name: text.encode()}


def test_the_folder_of_a_graph_is_refused_and_stays(graph: Path) -> None:
    before = contents(graph)
    with pytest.raises(BadInput) as told:
        publish(graph, graph)
    assert told.value.reference == "site-exists"
    assert contents(graph) == before


def test_what_is_no_longer_made_is_gone_and_what_others_put_there_stays(
    graph: Path, tmp_path: Path
) -> None:
    out = tmp_path / "site"
    out.mkdir(mode=0o750)
    publish(graph, out, languages=["nb", "en"])
    (out / ".htaccess").write_text("ErrorDocument 404 /index.html\n", encoding="utf-8")
    (out / "bilder").mkdir()
    (out / "bilder" / "vapen.svg").write_text("<svg/>", encoding="utf-8")
    publish(graph, out, languages=["nb"])
    assert not (out / "en").exists()
    assert (out / ".htaccess").exists()
    assert (out / "bilder" / "vapen.svg").read_text("utf-8") == "<svg/>"
    assert not {".htaccess", "bilder/vapen.svg"} & set(
        json.loads((out / MANIFEST).read_text("utf-8"))["files"]
    )
    assert out.stat().st_mode & 0o777 == 0o750


# --- languages, municipalities, comparing -----------------------------------------------------


def test_the_first_language_stands_at_the_root(graph: Path, tmp_path: Path) -> None:
    publish(graph, tmp_path / "site", languages=["nn", "nb"])
    assert tree(tmp_path / "site" / "index.html").get("lang") == "nn"
    assert tree(tmp_path / "site" / "nb" / "index.html").get("lang") == "nb"
    assert not (tmp_path / "site" / "nn").exists()
    assert not (tmp_path / "site" / "en").exists()


def test_the_older_graph_is_compared_with_and_told_of(graph: Path, tmp_path: Path) -> None:
    plans = write_plans(tmp_path / "plans")
    (path,) = plans.glob("temaplan*")
    text = path.read_text("utf-8")
    path.write_text(text.replace("til utsikten", "til sjøen"), encoding="utf-8")
    plangraf.build([plans], tmp_path / "older")
    publish(graph, tmp_path / "site", compare=tmp_path / "older", languages=["nb"])
    page = tree(tmp_path / "site" / "sammenlign" / "index.html")
    assert "sjøen" in words(page.cssselect("main")[0])
    manifest = json.loads((tmp_path / "site" / MANIFEST).read_text("utf-8"))
    assert manifest["compared"]["graphs"] == PlanStore.open(tmp_path / "older").info["graphs"]
    assert manifest["compared"]["graphs"] != manifest["graphs"]


def test_the_front_page_of_two_municipalities_tells_how_each_stands(both: Path) -> None:
    service = Service(both)
    library = service.library
    found = json.loads(service.answer("/index.json", {}).body)["municipalities"]
    assert [one["label"] for one in found] == ["Lillevik", "Storåker"]
    for home, told in zip(library.homes, found, strict=True):
        snapshot = library.snapshot(home)
        measures, strategies = snapshot.figures["measures"], snapshot.figures["strategies"]
        assert told["plans"] == sum(plan.is_read for plan in snapshot.plans.values())
        assert (told["measures"], told["measures_with_thread"]) == (
            measures["total"],
            measures["with_thread"],
        )
        assert told["strategies_without_measure"] == strategies["without_measure_count"]
        assert told["open_findings"] == sum(f.state == "open" for f in snapshot.findings)


def test_the_front_page_of_two_municipalities_is_a_page_of_the_server(both: Path) -> None:
    service = Service(both)
    page = lxml.html.document_fromstring(service.answer("/en/", {}).body.decode())
    leads = [a.get("href") for a in page.cssselect("tbody th a")]
    assert [service.answer(lead.removeprefix("/"), {}).status for lead in leads] == [200, 200]
    back = lxml.html.document_fromstring(service.answer(leads[0], {}).body.decode())
    assert [a.get("href") for a in back.cssselect(".brand-all a")] == ["/en/"]
    lost = service.answer("/oslo", {})
    assert lost.status == 404
    assert "Storåker" not in lost.body.decode()


def test_each_municipality_has_its_pages_below_its_name(both: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert publish(both, out, languages=["nb"]).notices == ()
    rows = tree(out / "index.html").cssselect("tbody tr")
    homes = [(out / unquote(row.cssselect("th a")[0].get("href"))).resolve() for row in rows]
    assert [words(tree(home).cssselect("h1")[0]) for home in homes] == ["Lillevik", "Storåker"]
    for row in rows:
        for a in row.cssselect("td a"):
            assert (out / unquote(a.get("href"))).is_file()
    texts = [path.read_text("utf-8") for path in homes[1].parent.rglob("index.html")]
    assert len(texts) > 10
    assert not [text for text in texts if "Lillevik" in text]


# --- plans that mean harm ---------------------------------------------------------------------

#: What is set behind texts of the plans.
HARM = {
    "Sammen om skogen": "<script>alert(1)</script>",
    "Gode oppvekstvilkår": "[x](javascript:alert(3))",
    "har gode oppvekstvilkår": "=cmd|' /C calc'!A0",
    "noen å være sammen med": '"onmouseover="alert(2)" x=\'',
    "Vi åpner skolene": "{{ 7*7 }}",
    "Vi lager møteplasser": "../../../etc/passwd",
    "Vi lærer alle barn": "<svg onload=alert(4)><style>*{display:none}</style>",
    "Åpne gymsalene": "\u202eelrekem\u202c</title>",
    "Rydde stien": "&lt;b&gt;&#60;script&#62;",
    "Lag og foreninger får": "<img src=https://example.org/x onerror=alert(5)>",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the site of plans whose every text is made to do harm."""
    home = tmp_path_factory.mktemp("hostile")
    plans = write_plans(home / "plans")
    for path in plans.iterdir():
        text = path.read_text("utf-8").replace("| Rydde", "| =1+1 Rydde").replace("1.A3 ", "CON ")
        for told, harm in HARM.items():
            text = text.replace(told, f"{told} {harm}")
        path.write_text(text, encoding="utf-8")
    plangraf.build([plans], home / "graph")
    publish(home / "graph", home / "site", languages=["nb"])
    return home / "site"


def test_hostile_words_are_only_words_in_every_page(hostile: Path) -> None:
    shown = ""
    for path, page in pages(hostile):
        assert [s for s in page.xpath("//script[not(@src)]/@type") if "json" not in s] == [], path
        assert page.xpath("//script[not(@src)][not(@type)]") == [], path
        assert page.xpath("//@*[starts-with(name(), 'on')]") == [], path
        assert page.xpath("//@style | //img | //iframe | //object | //base") == [], path
        assert [link for _, _, link in links(page) if urlsplit(link).scheme] == [], path
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", path.read_text("utf-8")), path
        shown += words(page)
    unseen = [harm for harm in HARM.values() if " ".join(harm.split()) not in shown]
    assert [harm for harm in unseen if "\u202e" not in harm] == []


def test_hostile_words_name_no_file_that_a_system_refuses(hostile: Path) -> None:
    for name in contents(hostile):
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", name), name
        assert len(name) < 180, name
        for step in name.split("/"):
            assert step.partition(".")[0].casefold() not in {"con", "prn", "aux", "nul"}, name


def test_hostile_words_are_no_formula_in_a_sheet(hostile: Path) -> None:
    text = (hostile / "data" / "elementer.csv").read_text("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("=cmd" in cell for cell in cells)
    assert any(cell.startswith("'=1+1") for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


# --- files and their names --------------------------------------------------------------------


def test_two_addresses_never_have_one_file_even_where_letters_have_no_case() -> None:
    wanted = Wanted("nb")
    addresses = [
        Address.of("id/strategy/Ledelse"), Address.of("id/strategy/ledelse"),
        Address.of("id/strategy/LEDELSE"), Address.of("funn", type="a", plan="b"),
        Address.of("funn", plan="b_type-a"), Address.of("funn/plan-b_type-a"),
    ]  # fmt: skip
    files = [wanted.file(address, ending) for address in addresses for ending in (".html", ".json")]
    assert len({file.casefold() for file in files}) == len(files)
    assert files == [
        wanted.file(address, ending) for address in addresses for ending in (".html", ".json")
    ]


def test_a_path_is_one_that_windows_can_hold() -> None:
    deep = "plangraf/id/" + "/".join(f"{letter * 30}-aaaa" for letter in "abcdefgh")
    files = [
        Address.of(path, language="en", **query).file(ending)
        for path in (deep, f"{deep}/x", f"{deep}.svg", "aux/nul.txt/CON", "å<b>:*?/a. /x")
        for query in ({}, {"type": "a" * 300}, {"under": "aux"})
        for ending in (".html", ".json", "")
    ]
    assert len({file.casefold() for file in files}) == len(files)
    for file in files:
        assert len(file) <= 180, file
        for step in file.split("/"):
            assert re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", step), file
            assert step.partition(".")[0].casefold() not in {"con", "prn", "aux", "nul"}, file
    assert Address.of(f"{deep}.svg").file("").endswith(".svg")


# --- the command ------------------------------------------------------------------------------


def test_the_command_tells_what_it_wrote(
    graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    line = ["publish", "--graph", str(graph), "--out", str(out), "--languages", "en, nb,en"]
    assert cli.run([*line, "--json"]) == 0
    told, err = capsys.readouterr()
    assert err == ""
    answer = json.loads(told)
    files = contents(out)
    assert answer["languages"] == ["en", "nb"]
    assert answer["files"] == len(files)
    assert answer["bytes"] == sum(map(len, files.values()))
    assert answer["pages"] == len(list(out.rglob("index.html")))
    assert cli.run(line) == 0
    assert str(out / "index.html") in capsys.readouterr().out


def test_a_language_that_there_are_no_pages_in_is_refused(
    graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "site"
    line = ["publish", "--graph", str(graph), "--out", str(out), "--languages", "nb,se"]
    assert cli.run(line) == 2
    assert "choice-unknown" in capsys.readouterr().err
    assert not out.exists()
    assert cli.run(["publish", "--graph", str(tmp_path / "ingen"), "--out", str(out)]) == 2
    assert list(tmp_path.iterdir()) == []
