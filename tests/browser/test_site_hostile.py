"""Plans full of what would do harm if it were more than words: in every page, report and file."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import urlopen

import lxml.etree
import lxml.html
import openpyxl
import pytest

import plangraf
from tests.browser.conftest import Opener, Seen
from tests.browser.serving import Served, serving
from tests.browser.test_site_markup import inline

#: Each is put into every field of a plan that has words.
HARM = (
    "</script><script>alert(1)</script>",
    '"onmouseover="alert(2)" x=\'',
    "javascript:alert(3)",
    "[klikk](javascript:alert(4))",
    "<img src=https://example.org/x onerror=alert(5)>",
    "<svg onload=alert(6)><style>*{display:none}</style>",
    "\u202eelrekem\u202c\u2066\u200f",
    "&lt;b&gt;&amp;&#60;script&#62;",
    "{{7*7}}${7*7}{%raw%}",
    "\x07\x1b[31m\x7f",
    "=cmd|' /C calc'!A0",
    "Donaudampfschifffahrtsgesellschaft" * 6,
    "]]>--><!--",
)
SETTINGS = """as_of = "2026-01-01"
[municipality]
name = '''Testvik</title><script>alert(9)</script>'''
"""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
#: What no page of ours holds, whatever a plan says.
FOREIGN = (
    "img, iframe, object, embed, style, base, link[rel=import], [onerror], [onload], [onmouseover]"
)


class Harm:
    """Gives one piece of harm after the other."""

    def __init__(self, given: int) -> None:
        self._given = given

    def __call__(self) -> str:
        """Return the next piece."""
        self._given += 1
        return HARM[self._given % len(HARM)]


def societal(harm: Harm) -> str:
    """Return a societal plan: a vision, a value, and for each area goals and strategies."""
    parts = [
        "# Kommuneplanens samfunnsdel 2024–2036",
        "Testvik kommune",
        f"## Visjon\n\nNær havet {harm()}",
        f"## Verdier\n\n- **Raus** {harm()}: Vi møter folk med tid {harm()}.",
    ]
    for number, area in enumerate(("Trygg oppvekst", "Levende lokalsamfunn", "Natur"), 1):
        parts += [
            f"## {number} {area} {harm()}\n\n{harm()} Vi vil mer {harm()}.",
            f"### Hovedmål\n\nAlle får det godt med {area.lower()} {harm()}",
            "### Slik vil vi ha det",
        ]
        for letter in "AB":
            parts += [
                f"#### {letter}. Folk får hjelp {harm()}\n\n##### Slik gjør vi det",
                f"- {letter}1. {harm()} Vi gir råd i tide {harm()}\n- {letter}2. Vi tar {harm()}",
            ]
    return "\n\n".join(parts) + "\n"


def thematic(harm: Harm) -> str:
    """Return a thematic plan: measures in tables, every cell with harm."""
    lines = [
        f"Temaplan for klima {harm()} 2024–2030",
        "Testvik kommune",
        "",
        "Innledning",
        "",
        harm(),
    ]
    for programme in ("Mindre utslipp", "Rustet for uvær"):
        lines += ["", f"{programme} {harm()}", "", f"Satsingen følger opp «Natur». {harm()}", ""]
        lines.append("Tiltak\tAnsvarlig\tFrist\tKostnad\tIndikator\tHenvisning")
        for start in ("Bygge", "=1+1 bygge", "@SUM(A1) bygge", "Rive", "+1 rive", "-1 rive"):
            cells = [f"{start} bro {harm()}", f"{harm()} Etat", f"2027 {harm()}", harm(), harm()]
            lines.append("\t".join([*cells, "Vi gir råd i tide"]))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give a server of plans whose every word is hostile, beside some with other harm in place."""
    home = tmp_path_factory.mktemp("hostile")
    for name, harm in (("former", Harm(1)), ("present", Harm(0))):
        plans = home / name
        plans.mkdir()
        (plans / "samfunnsdel <img src=x onerror=alert(7)>.md").write_text(societal(harm), "utf-8")
        (plans / "temaplan'\" onclick=alert(8).txt").write_text(thematic(harm), "utf-8")
        (plans / "plangraf.toml").write_text(SETTINGS, "utf-8")
        plangraf.build([plans], home / f"{name} graph")
    with serving(home / "present graph", "--compare", str(home / "former graph")) as server:
        yield server


# --- through the server -----------------------------------------------------------------------


#: What pages lead to beside pages of their own language.
_NO_PAGE = re.compile(
    r"/(data|static|nn|en)/.|/sparql$|/\.well-known/|/plangraf/ontology|"
    r".*\.(json|svg|xlsx|ttl|rdf|jsonld|nt)$"
)


@pytest.fixture(scope="module")
def crawled(hostile: Served) -> dict[str, Any]:
    """Give every page that links lead to from the front page, as a tree by its path.

    Of lists that a form filters one of each form is taken, of other languages the front page.
    """
    trees: dict[str, Any] = {}
    shapes, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        at = urlsplit(path)
        shape = (at.path, re.sub(r"=[^&]*", "", at.query))
        if shape in shapes or _NO_PAGE.match(at.path):
            continue
        shapes.add(shape)
        got = hostile.get(path)
        assert got.status == 200, (path, got.text)
        trees[path] = lxml.html.document_fromstring(got.text)
        for link in trees[path].xpath("//a/@href"):
            other = urljoin(path, link).partition("#")[0]
            assert other.startswith("/"), (path, link)
            waiting.append(other)
    return trees


def some_of_each(crawled: dict[str, Any], most: int = 4) -> list[str]:
    """Return a few pages of each kind: of elements of one type, of findings, of lists."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for path in sorted(crawled):
        steps = urlsplit(path).path.split("/")
        kinds[steps[-2] if "id" in steps else "/".join(steps[:2])].append(path)
    return [path for some in kinds.values() for path in some[:most]]


def test_no_page_holds_an_element_or_attribute_that_a_plan_brought(crawled: dict[str, Any]) -> None:
    assert len({path.split("/")[1].partition("?")[0] for path in crawled}) > len(HARM)
    for path, tree in crawled.items():
        assert inline(tree) == [], path
        assert tree.cssselect(FOREIGN) == [], path
        sources = tree.xpath("//script[@src]/@src | //link[@rel='stylesheet']/@href")
        assert all(source.startswith("/static/") for source in sources), path
        assert all(script.get("src") or script.get("type") for script in tree.cssselect("script"))


def test_words_stand_as_they_are_and_what_turns_them_is_shown(crawled: dict[str, Any]) -> None:
    told = {path: tree.text_content() for path, tree in crawled.items()}
    every = "\n".join(told.values())
    as_they_are = ("<script>alert(1)", "{{7*7}}${7*7}", "&lt;b&gt;&amp;", "javascript:alert(3)")
    assert [piece for piece in as_they_are if piece not in every] == []
    hidden = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")
    assert [path for path, text in told.items() if hidden.search(text)] == []
    assert "\ufffdelrekem\ufffd" in every


def test_nothing_happens_in_the_browser_on_any_page(
    hostile: Served, crawled: dict[str, Any], guarded: Callable[..., Seen]
) -> None:
    seen = guarded(hostile, "/", width=320)
    for path in some_of_each(crawled):
        seen.page.goto(hostile.address + path)
        assert seen.page.evaluate("() => document.documentElement.scrollWidth") <= 320, path
        assert seen.page.locator(FOREIGN).count() == 0, path
        assert seen.page.evaluate("() => document.title").endswith("alert(9)</script>"), path


def test_twins_are_data_of_their_own_kind(hostile: Served, crawled: dict[str, Any]) -> None:
    for path in some_of_each(crawled):
        at = urlsplit(path)
        twin = "/index.json" if at.path == "/" else f"{at.path.removesuffix('.html')}.json"
        got = hostile.get(twin + (f"?{at.query}" if at.query else ""))
        assert got.status == 200, path
        assert got.headers["content-type"] == "application/json; charset=utf-8"
        assert got.headers["x-content-type-options"] == "nosniff"
        json.loads(got.text)


def test_a_search_for_harm_finds_words(hostile: Served, guarded: Callable[..., Seen]) -> None:
    seen = guarded(hostile, "/")
    for piece in HARM:
        seen.page.goto(f"{hostile.address}/sok?{urlencode({'q': piece})}")
        assert seen.page.locator(FOREIGN).count() == 0
        assert seen.page.get_by_role("searchbox").last.input_value().isprintable()


def test_what_is_typed_into_an_address_is_shown_as_words(
    hostile: Served, guarded: Callable[..., Seen]
) -> None:
    piece = quote('"><script>alert(1)</script>')
    lists = [f"/{name}={piece}" for name in ("elementer?plan", "elementer?under", "funn?type")]
    for path in (f"/{piece}", *lists, f"/sporring?sparql={piece}", f"/mal?omrade={piece}"):
        got = hostile.get(path)
        assert got.status in {200, 400, 404}
        tree = lxml.html.document_fromstring(got.text)
        assert inline(tree) == []
        assert "alert(1)" not in " ".join(tree.xpath("//script//text()"))
        guarded(hostile, path)


# --- as files ---------------------------------------------------------------------------------


def fetched(hostile: Served, name: str) -> bytes:
    with urlopen(f"{hostile.address}/{name}", timeout=60) as answer:  # noqa: S310 - ours
        return bytes(answer.read())


def test_no_cell_of_a_spreadsheet_is_run_as_a_formula(hostile: Served) -> None:
    rows = list(csv.reader(io.StringIO(fetched(hostile, "data/elementer.csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert [c for c in cells if c.startswith(FORMULAS) and not re.fullmatch(r"-?[\d.,]+", c)] == []


@pytest.mark.parametrize("name", ["data/rapport.xlsx", "elementer.xlsx", "spor.xlsx"])
def test_a_workbook_holds_words_and_numbers_alone(hostile: Served, name: str) -> None:
    packed = fetched(hostile, name)
    book = openpyxl.load_workbook(io.BytesIO(packed))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("cmd|" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b", "inlineStr"}
    assert outside(packed) == []


def test_a_document_leads_nowhere_and_does_nothing(hostile: Served) -> None:
    packed = fetched(hostile, "data/rapport.docx")
    assert outside(packed) == []
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        text = parts.read("word/document.xml").decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "instrText" not in re.sub(r"<w:instrText[^>]*> ?(?:PAGE|NUMPAGES|TOC)\b", "", text)


def outside(packed: bytes) -> list[str]:
    """Return what an office file would load or lead to outside itself."""
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        named = [name for name in parts.namelist() if name.endswith(".rels")]
        trees = [lxml.etree.fromstring(parts.read(name)) for name in named]
        assert not [name for name in parts.namelist() if "vba" in name.casefold()]
    return [str(t) for tree in trees for t in tree.xpath("//*[@TargetMode='External']/@Target")]


def test_a_printed_report_holds_no_scripts_and_no_links_to_elsewhere(hostile: Served) -> None:
    document = fetched(hostile, "data/rapport.pdf")
    assert document.startswith(b"%PDF-")
    assert not re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|URI|GoToR|SubmitForm)\b", document)


def test_a_report_in_one_file_does_nothing(hostile: Served, opened: Opener, tmp_path: Path) -> None:
    file = tmp_path / "rapport.html"
    file.write_bytes(fetched(hostile, "data/rapport.html"))
    seen = opened(file, width=320)
    seen.page.mouse.move(100, 300)
    assert (seen.left, seen.errors, seen.dialogs) == ([], [], [])
    assert seen.page.locator("img, iframe, [onerror], [onload], [onmouseover]").count() == 0


def test_a_picture_of_a_thread_holds_no_more_than_a_picture(
    hostile: Served, crawled: dict[str, Any]
) -> None:
    drawn = 0
    for path in crawled:
        got = hostile.get(f"{path.removesuffix('.html')}/spor.svg") if "/id/" in path else None
        if got is None or got.status != 200:
            continue
        drawn += 1
        tree = lxml.etree.fromstring(got.text.encode())
        kinds = {lxml.etree.QName(node).localname for node in tree.iter()}
        assert kinds <= {
            "svg",
            "title",
            "desc",
            "defs",
            "marker",
            "g",
            "rect",
            "path",
            "text",
            "tspan",
            "a",
        }
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == []
    assert drawn > 10


def test_a_published_site_does_nothing(hostile: Served, opened: Opener, tmp_path: Path) -> None:
    words = ["--graph", str(hostile.graph), "--out", str(tmp_path / "site"), "--languages", "nb"]
    command = [sys.executable, "-m", "plangraf.cli", "publish", *words]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    pages = sorted((tmp_path / "site").rglob("*.html"))
    for page in pages:
        tree = lxml.html.document_fromstring(page.read_bytes())
        if page.name == "rapport.html":
            continue
        assert inline(tree) == [], page
        assert tree.cssselect(FOREIGN) == [], page
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert "script-src 'self'" in policy[0]
    seen = opened(tmp_path / "site" / "index.html", width=320)
    for page in pages[:: max(len(pages) // 40, 1)]:
        seen.page.goto(page.as_uri())
    assert (seen.left, seen.dialogs) == ([], [])
