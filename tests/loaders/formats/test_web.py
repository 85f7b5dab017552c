"""Web pages: the plan's text is read, and what stands around it is not."""

import base64
import quopri

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from loaders.document import Document
from loaders.formats.web import read, read_folder
from loaders.readers import parse_document

PROSE = "Kommunen vil ha rent vann i elva og i fjorden, og arbeider med det hele året. " * 3


def page(body: str) -> Document:
    return read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "plan.html")


def blocks(result: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in result.blocks]


def headings(result: Document) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in result.blocks if block.kind == "heading"]


def cells(result: Document) -> list[list[str]]:
    table = next(block for block in result.blocks if block.kind == "table")
    return [["\n".join(p.text for p in cell.paragraphs()) for cell in row] for row in table.rows]


# --- what is text ---------------------------------------------------------------------------


def test_headings_lists_quotes_and_breaks() -> None:
    found = page(
        "<h1>Temaplan</h1><h2>Mål</h2><p>Elva er ren.<br>Lufta er ren.</p>"
        "<ul><li>Rense elva<ul><li>hvert år</li></ul></li></ul><ol start=2><li>Verne</li></ol>"
        "<blockquote>Elva er livet vårt</blockquote><figure><figcaption>Elva i mai</figcaption>"
        "</figure><p><b>Barn og unge</b></p>"
    ).blocks
    assert [(b.kind, b.level, b.marker, b.text) for b in found] == [
        ("heading", 1, None, "Temaplan"),
        ("heading", 2, None, "Mål"),
        ("paragraph", 0, None, "Elva er ren."),
        ("paragraph", 0, None, "Lufta er ren."),
        ("item", 0, "•", "Rense elva"),
        ("item", 1, "•", "hvert år"),
        ("item", 0, "2.", "Verne"),
        ("quote", 0, None, "Elva er livet vårt"),
        ("furniture", 0, None, "Elva i mai"),
        ("heading", 6, None, "Barn og unge"),
    ]
    assert [b.gap for b in found[2:4]] == [1, 0]


@pytest.mark.parametrize("around", ["<main>{}</main>", "<div class=side>{}</div>"])
def test_what_stands_around_the_text_is_left_out(around: str) -> None:
    links = "".join(f"<li><a href=/{at}>Tjeneste {at}</a></li>" for at in range(6))
    found = page(
        "<header><a href=/>Fjordvik kommune</a></header><nav>Politikk</nav>"
        "<div class='cookie-banner'>Vi bruker informasjonskapsler</div>"
        "<ol class=breadcrumbs><li>Hjem</li></ol>"
        + around.format(
            f"<h1>Plan</h1><p>{PROSE}</p><script>var a='x'</script><style>p{{}}</style>"
            "<p style='display:none'>Skjult</p><form><input value=x>Skjema</form>"
            "<button>Del</button><p>Til toppen</p><p>Sist oppdatert 12.03.2024</p>"
        )
        + f"<div class=sidemeny><ul>{links}</ul></div><aside><ul>{links}</ul></aside>"
        "<footer>Rådhuset</footer>"
    )
    assert blocks(found) == [("heading", "Plan"), ("paragraph", PROSE.strip())]


def test_the_main_part_is_read_alone_and_gets_the_heading_that_stands_outside() -> None:
    found = page(
        f"<div class=hero><h1>Klimaplan</h1></div><main><p>{PROSE}</p></main><div>Nytt: snø</div>"
    )
    assert blocks(found) == [("heading", "Klimaplan"), ("paragraph", PROSE.strip())]


def test_a_main_part_with_little_text_is_not_the_page() -> None:
    found = page(f"<main><p>Kort.</p></main><div><p>{PROSE}</p></div>")
    assert ("paragraph", PROSE.strip()) in blocks(found)


@pytest.mark.parametrize(
    "accordion",
    [
        "<button aria-expanded=false aria-controls=a>{0}</button><div id=a hidden>{1}</div>",
        "<details><summary>{0}</summary>{1}</details>",
        "<div role=button aria-expanded=false>{0}</div><div style='display: none'>{1}</div>",
        "<dl><dt>{0}</dt><dd>{1}</dd></dl>",
        "<h3><button aria-expanded=false>{0}</button></h3><div aria-hidden=true>{1}</div>",
        "<a data-toggle=collapse href='#b'>{0}</a><div id=b hidden>{1}</div>",
    ],
)
def test_titles_of_accordions_are_headings_below_the_one_above(accordion: str) -> None:
    first = accordion.format("Satsing 1", "<p>Elva er ren.</p>")
    second = accordion.format("Satsing 2", "<p>Lufta er ren.</p>")
    found = page(f"<h2>Satsinger</h2>{first}{second}")
    assert headings(found) == [(2, "Satsinger"), (3, "Satsing 1"), (3, "Satsing 2")]
    texts = [text for kind, text in blocks(found) if kind == "paragraph"]
    assert texts == ["Elva er ren.", "Lufta er ren."]


def test_accordions_inside_each_other_and_headings_inside_them_go_down() -> None:
    found = page(
        "<h2>Plan</h2><details><summary>Ytre</summary><h3>Mål</h3><p>Elva er ren.</p>"
        "<details><summary>Indre</summary><p>Rense.</p></details></details>"
        "<details><summary>Siste</summary><p>Verne.</p></details>"
    )
    assert headings(found) == [(2, "Plan"), (3, "Ytre"), (4, "Mål"), (5, "Indre"), (3, "Siste")]


def test_the_title_of_a_tab_stands_above_its_panel() -> None:
    found = page(
        "<h2>Plan</h2><div role=tablist><button role=tab aria-controls=a>Mål</button>"
        "<button role=tab id=t>Tiltak</button></div>"
        "<div role=tabpanel id=a><p>Elva er ren.</p></div>"
        "<div role=tabpanel aria-labelledby=t hidden><p>Rense elva.</p></div>"
    )
    assert [text for _, text in blocks(found)] == [
        "Plan", "Mål", "Elva er ren.", "Tiltak", "Rense elva.",
    ]  # fmt: skip


def test_footnotes_and_contents_stand_apart_and_marks_are_dropped() -> None:
    found = page(
        "<h1>Plan</h1><ul><li><a href='#a'>Mål</a></li><li><a href='#b'>Tiltak</a></li></ul>"
        "<p>Elva er ren<sup><a href='#fn1'>1</a></sup>, og CO<sup>2</sup> går ned.</p>"
        "<section class=footnotes><ol><li>Kilde: SSB</li></ol></section>"
    ).blocks
    assert [(b.kind, b.note, b.text) for b in found[1:]] == [
        ("furniture", "contents", "Mål"),
        ("furniture", "contents", "Tiltak"),
        ("paragraph", None, "Elva er ren, og CO2 går ned."),
        ("footnote", None, "Kilde: SSB"),
    ]


# --- tables -------------------------------------------------------------------------------------


def test_merged_cells_belong_to_every_row_and_a_title_row_cuts_the_table() -> None:
    found = page(
        "<table><caption>Grønn by</caption><tr><th>Mål<th>Tiltak<th>Ansvar</tr>"
        "<tr><td rowspan=2>Ren elv<td><p>Måle</p><ul><li>hver vår</ul><td>Teknisk</tr>"
        "<tr><td>Rense<td></tr><tr><td colspan=3>Lufta</tr><tr><td>Ren luft<td>Plante<td>Park</tr>"
        "</table>"
    )
    assert headings(found) == [(6, "Grønn by"), (6, "Lufta")]
    assert cells(found) == [
        ["Mål", "Tiltak", "Ansvar"],
        ["Ren elv", "Måle\n• hver vår", "Teknisk"],
        ["Ren elv", "Rense", ""],
    ]


def test_a_tick_under_a_year_says_the_year() -> None:
    found = page(
        "<table><tr><th rowspan=2>Tiltak<th colspan=2>Frist</tr><tr><th>2025<th>2026</tr>"
        "<tr><td>Rense elva<td><td>x</tr></table>"
    )
    assert cells(found) == [["Tiltak", "Frist"], ["Rense elva", "2026"]]


def test_a_table_of_parts_with_roles_is_a_table_and_one_for_layout_is_not() -> None:
    row = "<div role=row><div role={0}>{1}</div><div role={0}>{2}</div></div>"
    table = row.format("columnheader", "Tiltak", "Ansvar") + row.format("cell", "Rense", "Park")
    found = page(
        f"<h1>Plan</h1><table role=presentation><tr><td><p>Tekst.</p></td></tr></table>"
        f"<div role=table>{table}</div>"
    )
    assert blocks(found)[1] == ("paragraph", "Tekst.")
    assert cells(found) == [["Tiltak", "Ansvar"], ["Rense", "Park"]]


def test_spans_of_a_million_are_cut() -> None:
    found = page(
        "<table><tr><th>Tiltak<th>Ansvar</tr>"
        "<tr><td colspan=1000000 rowspan=1000000>Rense elva<td>Park</tr></table>"
    )
    assert len(found.text) < 1000


def test_a_long_text_over_many_rows_is_not_written_without_end() -> None:
    rows = "<tr><td>Rense</tr>" * 2000
    goal = f"<tr><td rowspan=0>{PROSE * 40}<td>Måle</tr>"
    found = page(f"<table><tr><th>Mål<th>Tiltak</tr>{goal}{rows}</table>")
    assert len(found.text) < 3_000_000
    assert found.text.count("Rense") == 2000


# --- encodings and archives ---------------------------------------------------------------------

TEXT = "<html><head>{}</head><body><p>Målet er å ta vare på «elva» – for alle.</p></body></html>"
READ = "Målet er å ta vare på «elva» – for alle.\n"


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<meta charset=windows-1252>", "cp1252"),
        ("<meta charset=iso-8859-1>", "utf-8"),
        ("<meta charset=tull>", "cp1252"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "cp1252"),
    ],
)
def test_each_encoding_is_read_alike(meta: str, encoding: str) -> None:
    assert read(TEXT.format(meta).encode(encoding), "plan.html").text == READ


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
def test_a_web_archive_is_read_as_its_page(transfer: str) -> None:
    encode = quopri.encodestring if transfer == "quoted-printable" else base64.encodebytes
    head = (
        "From: <Saved by Blink>\r\nSubject: Plan\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--grense--"\r\n\r\n'
    )
    part = "----grense--\r\nContent-Type: {}\r\nContent-Transfer-Encoding: {}\r\n\r\n"
    data = (
        head.encode()
        + part.format("text/html; charset=utf-8", transfer).encode()
        + encode(TEXT.format("").encode())
        + b"\r\n"
        + part.format("image/png", "base64").encode()
        + b"AAAA\r\n----grense----\r\n"
    )
    assert parse_document(data, "plan.mhtml").text == READ


def test_an_archive_without_a_page_is_broken() -> None:
    data = (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\nTekst\n--x--\n"
    )
    assert refusal(data) == "document-broken"


# --- pages without their text -------------------------------------------------------------------


def refusal(data: bytes) -> str:
    with pytest.raises(BadInput) as error:
        read(data, "plan.html")
    return error.value.reference


UNFILLED = "<table><tr><th>Mål</th><th>Indikator</th></tr></table>"


@pytest.mark.parametrize(
    "body",
    [
        "<script src=https://pub.framsikt.net/app.js></script><div ng-app=BMPublish></div>",
        f"<script src=/framsikt/app.js></script><p>{PROSE * 3}</p>{UNFILLED}",
        f"<script src=/framsikt/app.js></script><p>{PROSE * 3}</p><span>{{{{goal.name}}}}</span>",
        "<div id=root></div><script type=module src=/a.js></script>",
        "<noscript>You need to enable JavaScript to run this app.</noscript>",
        "<noscript>Du må slå på JavaScript for å se siden.</noscript>",
    ],
)
def test_a_page_that_a_script_fills_is_refused(body: str) -> None:
    assert refusal(f"<html><body>{body}</body></html>".encode()) == "web-filled-by-script"


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_refusal_says_which_file_to_ask_for(language: str) -> None:
    with pytest.raises(BadInput) as error:
        read(b"<html><script src=//pub.framsikt.net/a.js></script><body></body></html>", "p.html")
    assert "Framsikt" in error.value.what(language)
    assert all(word in error.value.hint(language) for word in ("PDF", "Word", "Excel"))


def test_a_publication_with_its_text_in_place_is_read() -> None:
    table = (
        "<table><tr><th>Mål</th><th>Tiltak</th></tr><tr><td>Ren elv</td><td>Rense</td></tr></table>"
    )
    found = page(f"<script src=/framsikt/app.js></script><p>{PROSE * 3}</p>{table}")
    assert cells(found)[1] == ["Ren elv", "Rense"]


def test_a_page_that_only_links_to_a_publication_is_read() -> None:
    found = page("<p>Se planen hos <a href=https://pub.framsikt.net/x>Framsikt</a> og her.</p>")
    assert found.text == "Se planen hos Framsikt og her.\n"


# --- folders ----------------------------------------------------------------------------------


def html(body: str) -> bytes:
    menu = "<div><a href=b.html>Om planen</a></div><p>Klimaplan 2024–2030</p>"
    foot = "<p>Fjordvik rådhus</p>"
    return f"<html><body>{menu}{body}{foot}</body></html>".encode()


FOLDER = [
    ("a10.html", html("<h1>Sist</h1><h2>Mål</h2><p>Jorda er ren.</p>")),
    ("a9.html", html("<h1>Nest sist</h1><h2>Mål</h2><p>Lufta er ren.</p>")),
    ("b.html", html("<h1>Først</h1><h2>Mål</h2><p>Elva er ren.</p>")),
    ("index.html", html("<h1>Klimaplan</h1><p>Planen har tre deler.</p>")),
]


def test_a_folder_is_one_document_in_the_order_of_its_index() -> None:
    found = read_folder(FOLDER, "klimaplan")
    texts = [text for kind, text in blocks(found) if kind != "furniture"]
    assert texts == [
        "Klimaplan", "Planen har tre deler.", "Først", "Mål", "Elva er ren.",
        "Nest sist", "Mål", "Lufta er ren.", "Sist", "Mål", "Jorda er ren.",
    ]  # fmt: skip
    assert found.name == "klimaplan"


def test_a_folder_is_the_same_in_whatever_order_its_pages_come() -> None:
    one, other = read_folder(FOLDER, "plan"), read_folder(FOLDER[::-1], "plan")
    assert (one.sha256, one.text) == (other.sha256, other.text)


def test_an_empty_page_in_a_folder_is_left_out_and_a_folder_of_them_is_empty() -> None:
    empty = ("c.html", b"<html><body></body></html>")
    assert read_folder([*FOLDER, empty], "plan").text == read_folder(FOLDER, "plan").text
    with pytest.raises(BadInput) as error:
        read_folder([empty], "plan")
    assert error.value.reference == "document-empty"


# --- files that are not as they should be -------------------------------------------------------


@pytest.mark.parametrize("data", [b"<html></html>", b"<html><body><p> </p></body></html>"])
def test_a_page_without_text_is_empty(data: bytes) -> None:
    assert refusal(data) == "document-empty"


def test_a_thousand_boxes_in_boxes_are_read_and_more_than_any_page_has_are_refused() -> None:
    deep = "<div>" * 1500 + "<p>Dypt nede.</p>" + "</div>" * 1500 + "<p>Etter.</p>"
    assert page(deep).text == "Dypt nede.\nEtter.\n"
    assert refusal(f"<html><body>{'<div>' * 20_000}Tekst".encode()) == "document-bomb"


@pytest.mark.parametrize("sign", ["\x01", "&#1;", "&#x1f;", "&#xd800;", "&#xffff;"])
def test_control_characters_are_no_text(sign: str) -> None:
    found = page(f"<p>Rense{sign} <script>x</script>{sign}elva{sign}</p>")
    assert "".join(found.text.replace("\ufffd", "").split()) == "Renseelva"


def test_more_elements_than_any_plan_has_are_refused() -> None:
    assert refusal(b"<html><body><p>Tekst</p>" + b"<b></b>" * 300_000) == "document-bomb"


def test_tables_inside_tables_end() -> None:
    found = page("<table><tr><td>Ytterst" * 300 + "<p>Innerst.</p>")
    assert found.text.endswith("Innerst.\n")


WHOLE = (
    "<!DOCTYPE html><html><head><meta charset=utf-8></head><body><main><h1>Plan</h1><details>"
    "<summary>Mål</summary><ul><li>Elva er ren</ul></details><table><tr><th>Tiltak<th>Ansvar"
    "<tr><td rowspan=2>Rense<td colspan=2>Park</table><dl><dt>a<dd>b</dl></main></body></html>"
).encode()


def is_read_or_refused(data: bytes) -> bool:
    """Any other error than a refusal goes through."""
    try:
        return bool(read(data, "plan.html").text)
    except BadInput as error:
        return error.reference.startswith(("document-", "web-"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cut=st.integers(0, len(WHOLE)),
    flips=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=12),
)
def test_a_damaged_page_is_read_or_refused(cut: int, flips: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, byte in flips:
        data[at] = byte
    assert is_read_or_refused(bytes(data[:cut] if cut % 2 else data))


TAGS = [
    "div",
    "p",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "summary",
    "details",
    "h2",
    "h5",
    "dl",
    "dt",
    "dd",
    "b",
    "br",
    "blockquote",
    "sup",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(TAGS), st.booleans(), st.integers(0, 3)), max_size=40))
def test_tags_in_any_order_are_read(tags: list[tuple[str, bool, int]]) -> None:
    body = "".join(
        f"</{tag}>" if is_end else f"<{tag} rowspan={n} colspan={n}>ord{at}"
        for at, (tag, is_end, n) in enumerate(tags)
    )
    found = page(f"<p>Første</p>{body}<p>Siste</p>")
    assert "Første" in found.text
    assert "Siste" in found.text
