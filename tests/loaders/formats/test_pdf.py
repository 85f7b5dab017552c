"""PDF files made here are read by their layout; bad ones are refused."""

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from graph.errors import BadInput
from loaders.document import Document
from loaders.formats.pdf import ranges, read
from loaders.formats.pdf.page import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTH, HEIGHT = A4
LEFT = 60.0
PROSE = (
    "Innbyggerne i Vik kommune skal ha gode tjenester nær der de bor, og planen viser",
    "hvordan kommunen vil arbeide med dette fram mot 2032 sammen med frivillige lag,",
    "foreninger og næringsliv i hele kommunen.",
)


def made(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """Return the PDF that a function draws."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=options.pop("pagesize", A4), **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def write(  # noqa: PLR0913 - place and type of a text
    canvas: Canvas, lines: object, *, x: float = LEFT, y: float = 100, size: float = 11,
    font: str = "Helvetica",
) -> float:  # fmt: skip
    """Write lines from a height, measured from the top; return where the next would stand."""
    for line in [lines] if isinstance(lines, str) else list(lines):
        canvas.setFont(font, size)
        canvas.drawString(x, HEIGHT - y, line)
        y += 1.3 * size
    return y


def shown(document: Document) -> list[tuple[str, str]]:
    """Return what a document says, without its furniture."""
    return [(b.kind, b.text) for b in document.blocks if b.kind != "furniture"]


def furniture(document: Document) -> list[tuple[str | None, str]]:
    return [(b.note, b.text) for b in document.blocks if b.kind == "furniture"]


def test_headings_are_told_by_size_and_weight() -> None:
    def draw(canvas: Canvas) -> None:
        y = write(canvas, "Temaplan for læring", y=80, size=22, font="Helvetica-Bold")
        y = write(canvas, "Gode overganger fra barnehage", y=y + 10, size=15)
        y = write(canvas, "til skole", y=y, size=15)
        y = write(canvas, PROSE, y=y + 8)
        y = write(canvas, "Kommunens rolle", y=y + 8, font="Helvetica-Bold")
        write(canvas, PROSE, y=y + 4)

    document = read(made(draw), "plan.pdf")
    headings = [(b.level, b.text) for b in document.blocks if b.kind == "heading"]
    assert headings == [
        (1, "Temaplan for læring"),
        (2, "Gode overganger fra barnehage til skole"),
        (3, "Kommunens rolle"),
    ]
    assert [kind for kind, _ in shown(document)].count("paragraph") == 2
    assert shown(document)[-1] == ("paragraph", " ".join(PROSE))


def test_bookmarks_give_the_levels() -> None:
    def draw(canvas: Canvas) -> None:
        for title, level in (("Helse", 0), ("Levekår", 1)):
            canvas.bookmarkPage(title)
            canvas.addOutlineEntry(title, title, level=level)
        y = write(canvas, "Helse", y=80, size=14)
        y = write(canvas, PROSE, y=y + 8)
        y = write(canvas, "Levekår", y=y + 8, size=14)
        write(canvas, PROSE, y=y + 8)

    headings = [(b.level, b.text) for b in read(made(draw), "p.pdf").blocks if b.kind == "heading"]
    assert headings == [(1, "Helse"), (2, "Levekår")]


LEFT_COLUMN = [
    "Barn og unge i kommunen skal ha",
    "et trygt oppvekstmiljø og møte",
    "voksne som ser dem hver dag.",
    "Barnehager og skoler arbeider sam-",
    "men om overganger, og de VTA-",
    "bedrifter som finnes, tar del.",
    "Det gjelder også barne- og",
    "ungdomsskoler i distriktene der",
    "reiseveien er lang, og der tilbudet",
]
RIGHT_COLUMN = [
    "er mindre enn ellers i fylket.",
    "Eldre skal kunne bo hjemme så",
    "lenge de ønsker, med hjelp fra",
    "kommunen og fra frivillige lag.",
    "Hverdagsrehabilitering settes inn",
    "tidlig, før behovene blir store.",
    "Pårørende får avlastning etter en",
    "samtale om hva de selv trenger i",
    "en krevende tid av livet.",
]


@pytest.mark.parametrize("offset", [0, 5])
def test_two_columns_are_read_one_after_the_other(offset: float) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "Et godt liv i alle deler av kommunen vår", y=80, size=18)
        write(canvas, LEFT_COLUMN, y=120)
        write(canvas, RIGHT_COLUMN, y=120 + offset, x=310)
        write(canvas, PROSE, y=300)

    texts = [text for _, text in shown(read(made(draw), "p.pdf"))]
    assert texts[0] == "Et godt liv i alle deler av kommunen vår"
    column = " ".join(texts[1:-1])
    assert column.startswith("Barn og unge i kommunen skal ha et trygt oppvekstmiljø")
    assert "arbeider sammen om overganger" in column
    assert "de VTA-bedrifter som" in column
    assert "barne- og ungdomsskoler" in column
    assert "der tilbudet er mindre enn ellers" in column
    assert column.endswith("i en krevende tid av livet.")
    assert texts[-1] == " ".join(PROSE)


NARROW = (
    "Kommunen skal legge til rette for et",
    "aktivt friluftsliv i nærmiljøet for alle,",
    "og stiene skal være merket og ryddet",
    "før sommeren begynner hvert eneste år,",
    "slik at barn og voksne kan bruke dem",
    "uten å lete etter kart på nettet eller",
    "spørre seg fram hos naboer og kjente",
    "som har gått turen mange ganger og vet",
    "hvor bekken går over sine bredder når",
    "det har regnet lenge, og hvor steinene",
)
WHOLE = (*NARROW, "ligger tørt uansett hvor vått det er.")


def test_a_column_that_runs_over_in_two_lines_is_read_to_its_end() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, NARROW)
        write(canvas, ["ligger tørt uansett hvor mye vann som", "kommer."], x=LEFT + 240)

    texts = [text for _, text in shown(read(made(draw), "plan.pdf"))]
    assert texts == [" ".join((*NARROW, "ligger tørt uansett hvor mye vann som kommer."))]


def test_a_column_that_is_longer_than_the_next_is_read_before_it() -> None:
    def draw(canvas: Canvas) -> None:
        end = write(canvas, WHOLE)
        write(canvas, "Andre tanker om friluftslivet", y=end + 16, size=15)
        write(canvas, WHOLE, y=end + 40)
        write(canvas, WHOLE[-5:], x=LEFT + 240)

    kinds = [kind for kind, _ in shown(read(made(draw), "plan.pdf"))]
    assert kinds == ["paragraph", "heading", "paragraph", "paragraph"]


def test_lines_of_a_page_that_fill_its_first_column_alone_are_joined() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, WHOLE)
        write(canvas, WHOLE, x=LEFT + 240)
        canvas.showPage()
        write(
            canvas,
            [
                "Tiltakene følger opp Temaplanen for",
                "Friluftsliv og andre planer for hele året",
                "2026.",
            ],
        )

    last = shown(read(made(draw), "plan.pdf"))[-1][1]
    assert last.startswith("Tiltakene følger opp Temaplanen for Friluftsliv og andre planer for")
    assert last.endswith("hele året 2026.")


def test_a_label_in_a_sentence_begins_no_paragraph() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, [*PROSE[:2], "satsingsområder:"])

    assert len(shown(read(made(draw), "plan.pdf"))) == 1


def test_a_comma_after_a_footnote_mark_stands_at_its_word() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE[0])
        write(canvas, "og samfunnsdelen", y=115)
        write(canvas, "1", x=LEFT + 88, y=111, size=6)
        write(canvas, ", som gjelder", x=LEFT + 92, y=115)

    assert shown(read(made(draw), "plan.pdf"))[0][1].endswith("og samfunnsdelen, som gjelder")


def test_what_comes_back_on_each_page_is_furniture() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(1, 6):
            write(canvas, "Vik kommune – temaplan", y=40, size=8)
            write(canvas, f"Delmål {number}", y=80, size=14, font="Helvetica-Bold")
            write(canvas, [*PROSE, f"Avsnitt {'abcdef'[number]} slutter her."], y=110)
            write(canvas, f"{number} av 5", y=810, size=8, x=280)
            canvas.showPage()

    document = read(made(draw), "p.pdf")
    assert furniture(document).count(("running-header", "Vik kommune – temaplan")) == 5
    assert [text for note, text in furniture(document) if note == "page-number"] == [
        f"{number} av 5" for number in range(1, 6)
    ]
    assert [text for kind, text in shown(document) if kind == "heading"] == [
        f"Delmål {number}" for number in range(1, 6)
    ]
    assert {block.page for block in document.blocks} == {1, 2, 3, 4, 5}


GOES_ON = "Kommunen skal hvert år legge fram en melding om hvordan det går med de"


def test_a_paragraph_goes_on_over_a_page_and_its_footnote() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE, y=100)
        write(canvas, GOES_ON, y=200)
        canvas.setFont("Helvetica", 7)
        canvas.drawString(LEFT + canvas.stringWidth(
            GOES_ON,
            "Helvetica", 11), HEIGHT - 196, "1")  # fmt: skip
        write(canvas, "1 Meldingen legges fram for kommunestyret.", y=780, size=8)
        canvas.showPage()
        write(canvas, "tiltakene som planen nevner.", y=100)
        write(canvas, PROSE, y=130)

    document = read(made(draw), "p.pdf")
    assert (
        "paragraph",
        f"{GOES_ON} tiltakene som planen nevner.",
    ) in shown(document)
    assert ("footnote", "1 Meldingen legges fram for kommunestyret.") in shown(document)


def test_a_table_of_contents_is_no_text_and_names_the_headings() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, "Innhold", y=80, size=16)
        for at, (title, page) in enumerate([("Innledning", 3), ("Mål", 5), ("Tiltak", 9)]):
            write(canvas, f"{title} {'.' * 60}", y=110 + 16 * at)
            canvas.drawRightString(520, HEIGHT - 110 - 16 * at, str(page))
        canvas.showPage()
        write(canvas, "Innledning", y=100)
        write(canvas, PROSE, y=130)

    document = read(made(draw), "p.pdf")
    assert [note for note, _ in furniture(document)] == ["contents"] * 4
    assert shown(document)[0] == ("heading", "Innledning")


def test_items_are_nested_by_where_their_marks_stand() -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, PROSE, y=80)
        write(canvas, "Strategier:", y=150)
        for y, x, line in (
            (165, 70, "• Vi skal bygge møteplasser i alle grendene der folk bor,"),
            (179, 78, "og holde dem åpne"),
            (193, 90, "– i helgene"),
            (207, 70, "• Vi skal støtte lagene"),
        ):
            write(canvas, line, y=y, x=x)

    document = read(made(draw), "p.pdf")
    items = [(b.level, b.text) for b in document.blocks if b.kind == "item"]
    assert items == [
        (0, "Vi skal bygge møteplasser i alle grendene der folk bor, og holde dem åpne"),
        (1, "i helgene"),
        (0, "Vi skal støtte lagene"),
    ]
    assert "Strategier:" in [b.text for b in document.blocks]


def test_a_page_on_its_side_is_turned_upright() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        for at, line in enumerate(PROSE):
            canvas.drawString(80, -100 - 14 * at, line)

    upright = next(pages(made(draw), "p.pdf"))
    assert (upright.width, upright.height) == (
        pytest.approx(HEIGHT, abs=1),
        pytest.approx(WIDTH, abs=1),
    )
    assert ("paragraph", " ".join(PROSE)) in shown(read(made(draw), "p.pdf"))

    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        draw(canvas)

    assert ("paragraph", " ".join(PROSE)) in shown(
        read(made(turned, pagesize=landscape(A4)), "p.pdf")
    )


def test_a_bullet_of_the_symbol_font_marks_an_item() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Symbol", 11)
        canvas.drawString(60, HEIGHT - 100, "\xb7")
        write(canvas, "finansiering av tiltak", y=100, x=75)
        write(canvas, PROSE, y=140)

    assert ("item", "finansiering av tiltak") in shown(read(made(draw), "p.pdf"))


# --- bad files ----------------------------------------------------------------------------


def small() -> bytes:
    return made(lambda canvas: write(canvas, PROSE))


def picture(canvas: Canvas) -> None:
    canvas.drawInlineImage(_image(), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()


def _image() -> object:
    from PIL import Image  # noqa: PLC0415 - comes with reportlab

    return Image.new("L", (20, 20), 128)


def test_pages_that_were_scanned_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        picture(canvas)
        write(canvas, PROSE)
        canvas.showPage()
        picture(canvas)
        picture(canvas)

    document = read(made(draw), "plan.pdf")
    assert [n.reference for n in document.notices] == ["pdf-scanned-pages"]
    assert "1, 3–4" in document.notices[0].render("nb")
    with pytest.raises(BadInput, match="pdf-scanned"):
        read(made(picture), "plan.pdf")


def test_an_empty_file_is_no_scanned_one() -> None:
    with pytest.raises(BadInput, match="document-empty"):
        read(made(lambda canvas: canvas.showPage()), "plan.pdf")


def garbled() -> bytes:
    """Return a PDF whose font has codes of its own and no map to letters."""
    return raw_pdf(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        "BT /F1 12 Tf 60 700 Td <E001E002E003E004> Tj 0 -20 Td <E010E011E012E013E014> Tj ET",
        "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+X/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+X/CIDSystemInfo<</Registry(Adobe)"
        "/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R/DW 600>>",
        "<</Type/FontDescriptor/FontName/ABCDEF+X/Flags 4/FontBBox[0 0 600 800]/ItalicAngle 0"
        "/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
    )


def raw_pdf(page: str, stream: str, *more: str, tree: str = "") -> bytes:
    """Return a PDF of objects written out, its page the third and its text the fourth."""
    kids = tree or "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", kids, page,
               f"<</Length {len(stream)}>>stream\n{stream}\nendstream", *more]  # fmt: skip
    data = b"%PDF-1.4\n"
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(data))
        data += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    return (
        data
        + (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer<</Root 1 0 R/Size {size}>>startxref\n{len(data)}\n%%EOF"
        ).encode()
    )


def test_a_font_without_a_map_to_letters_is_no_text() -> None:
    with pytest.raises(BadInput, match="pdf-garbled"):
        read(garbled(), "plan.pdf")


def test_a_password_and_damage_are_told() -> None:
    locked = made(lambda canvas: write(canvas, PROSE), encrypt="hemmelig")
    with pytest.raises(BadInput, match="document-encrypted"):
        read(locked, "plan.pdf")
    with pytest.raises(BadInput, match="document-broken"):
        read(b"%PDF-1.7\n" + b"x" * 500, "plan.pdf")


def test_a_page_tree_that_names_itself_ends() -> None:
    data = raw_pdf(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>",
        "",
        tree="<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 3>>",
    )
    with pytest.raises(BadInput, match="document-"):
        read(data, "plan.pdf")


def test_a_form_that_draws_itself_ends() -> None:
    form = "/F1 Do"
    data = raw_pdf(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</XObject<</F1 5 0 R>>>>>>",
        "/F1 Do",
        "<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F1 5 0 R>>>>"
        f"/Length {len(form)}>>stream\n{form}\nendstream",
    )
    with pytest.raises(BadInput, match="document-empty"):
        read(data, "plan.pdf")


def test_a_page_with_too_many_objects_is_cut_and_told() -> None:
    strokes = "10 10 m 90 10 l S\n" * 120_000
    data = raw_pdf(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        "BT /F1 12 Tf 60 700 Td (Kommunen skal bygge bru.) Tj ET\n" + strokes,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    document = read(data, "plan.pdf")
    assert "Kommunen skal bygge bru." in document.text
    assert [n.reference for n in document.notices] == ["pdf-cut-pages"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12), st.data())
def test_damaged_bytes_are_refused_or_read(
    flips: list[tuple[int, int]], data: st.DataObject
) -> None:
    damaged = bytearray(SMALL)
    for at, value in flips:
        damaged[at % len(damaged)] = value
    end = data.draw(st.integers(0, len(damaged)))
    for piece in (bytes(damaged), bytes(damaged[:end])):
        try:
            document = read(piece, "plan.pdf")
        except BadInput as error:
            assert error.reference.startswith(("document-", "pdf-"))  # noqa: PT017 - either way
        else:
            assert len(document.text) < 10_000


SMALL = small()


# --- long files ---------------------------------------------------------------------------


def long(count: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        for number in range(count):
            write(canvas, f"Side {number} begynner slik.")
            canvas.showPage()

    return made(draw)


class InterruptedReadingError(Exception):
    """Stands for a machine that is switched off."""


def test_a_reading_that_was_interrupted_goes_on() -> None:
    data = long(130)
    kept: dict[str, bytes] = {}
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 110:
            raise InterruptedReadingError

    with pytest.raises(InterruptedReadingError):
        read(data, "plan.pdf", progress=stop, kept=kept)
    assert len(kept) == 2
    assert seen[-1] == (110, 130)
    again: list[int] = []
    document = read(data, "plan.pdf", progress=lambda done, _: again.append(done), kept=kept)
    assert again[:3] == [50, 100, 101]
    assert document.text == read(data, "plan.pdf").text
    kept[next(iter(kept))] = b"damaged"
    assert read(data, "plan.pdf", kept=kept).text == document.text


def test_page_numbers_are_told_as_ranges() -> None:
    assert ranges([4, 5, 9]) == "4–5, 9"


# --- printed by a browser -----------------------------------------------------------------

PRINTED = """<!doctype html><html lang="nb"><style>body {font: 11pt sans-serif}</style>
<h1>Temaplan for kultur</h1><p>Kommunen skal<sup>1</sup> ha møteplasser som er åpne for alle,
og som ligger nær der folk bor.</p><h2>Mål</h2><ul><li>Flere deltar i kulturlivet
<ul><li>også eldre</li></ul></li><li>Lokaler står åpne om kvelden</li></ul>
<p>Utslipp av CO<sub>2</sub> fra 20 m<sup>2</sup> er lite.</p></html>"""


@pytest.fixture(scope="module")
def printed(chromium: "Browser", tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("printed") / "plan.pdf"
    page = chromium.new_page()
    page.set_content(PRINTED)
    page.pdf(path=path)
    page.close()
    return path.read_bytes()


def test_a_page_printed_by_a_browser_keeps_its_bullets(printed: bytes) -> None:
    document = read(printed, "plan.pdf")
    blocks = [(b.kind, b.level, b.text) for b in document.blocks]
    assert blocks[0] == ("heading", 1, "Temaplan for kultur")
    assert blocks[1][2].startswith("Kommunen skal ha møteplasser")
    assert blocks[3:] == [
        ("item", 0, "Flere deltar i kulturlivet"),
        ("item", 1, "også eldre"),
        ("item", 0, "Lokaler står åpne om kvelden"),
        ("paragraph", 0, "Utslipp av CO2 fra 20 m² er lite."),
    ]
