"""Word files: what a reader sees is read, in order, and nothing else."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import BadInput
from loaders.document import Document
from loaders.formats.word import read
from loaders.readers import parse_document

W = nsdecls("w")


def saved(word: WordDocument) -> bytes:
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def document(build: Callable[[WordDocument], object]) -> Document:
    word = docx.Document()
    build(word)
    return read(saved(word), "plan.docx")


def blocks(result: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in result.blocks]


def cells(result: Document, at: int = 0) -> list[list[str]]:
    table = [block for block in result.blocks if block.kind == "table"][at]
    return [["\n".join(p.text for p in cell.paragraphs()) for cell in row] for row in table.rows]


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return out.getvalue()


def add_xml(word: WordDocument, xml: str) -> None:
    word.element.body.insert(len(word.element.body) - 1, parse_xml(xml))


def para(text: str, properties: str = "", inside: str = "") -> str:
    run = f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>" if text else ""
    return f"<w:p {W}><w:pPr>{properties}</w:pPr>{run}{inside}</w:p>"


# --- headings and lists -------------------------------------------------------------------------


def test_headings_paragraphs_lists_and_tables_stand_in_their_order() -> None:
    def build(word: WordDocument) -> None:
        word.add_heading("Temaplan for klima", 0)
        word.add_heading("Mål", 1)
        word.add_paragraph("Vi vil ha det slik at elva er ren.")
        word.add_paragraph("Rense elva", style="List Bullet")
        word.add_paragraph("hvert år", style="List Bullet 2")
        word.add_table(2, 2).cell(0, 0).text = "Tiltak"
        word.add_paragraph("Etter tabellen.")

    result = document(build)
    assert blocks(result) == [
        ("heading", "Temaplan for klima"),
        ("heading", "Mål"),
        ("paragraph", "Vi vil ha det slik at elva er ren."),
        ("item", "Rense elva"),
        ("item", "hvert år"),
        ("paragraph", "Tiltak"),
        ("paragraph", "Etter tabellen."),
    ]
    assert [block.level for block in result.blocks[3:5]] == [0, 1]


@pytest.mark.parametrize(
    ("name", "kind", "level"),
    [
        ("Overskrift 2", "heading", 2),
        ("Tittel", "heading", 1),
        ("Undertittel", "paragraph", 0),
        ("Sitat", "quote", 0),
        ("Bildetekst", "furniture", 0),
    ],
)
def test_styles_are_known_by_their_norwegian_names(name: str, kind: str, level: int) -> None:
    def build(word: WordDocument) -> None:
        word.add_heading("Innledning", 1)
        word.styles.add_style(name, 1)
        word.add_paragraph("Elva skal være ren i byen", style=name)

    last = document(build).blocks[-1]
    assert (last.kind, last.level) == (kind, level)


def test_a_style_based_on_a_heading_is_one_and_an_outline_level_makes_one() -> None:
    def build(word: WordDocument) -> None:
        own = word.styles.add_style("Kommunens egen", 1)
        own.base_style = word.styles["Heading 3"]
        word.add_paragraph("Arvet", style=own)
        add_xml(word, para("Nivå to", '<w:outlineLvl w:val="1"/>'))
        add_xml(
            word,
            para("Brødtekst i stilen.", '<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>'),
        )

    found = document(build).blocks
    assert [(b.kind, b.level) for b in found] == [("heading", 3), ("heading", 2), ("paragraph", 0)]


def test_styles_that_are_based_on_each_other_end() -> None:
    def build(word: WordDocument) -> None:
        one, two = (word.styles.add_style(name, 1) for name in ("En", "To"))
        one.base_style, two.base_style = two, one
        word.add_paragraph("Vi vil ha det slik.", style=one)

    assert blocks(document(build)) == [("paragraph", "Vi vil ha det slik.")]


def numbering(word: WordDocument, levels: str, num: int = 90, extra: str = "") -> None:
    root = word.part.numbering_part.element
    root.insert(
        0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{num}">{levels}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {W} w:numId="{num}"><w:abstractNumId w:val="{num}"/>{extra}</w:num>')
    )


def level(at: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def num(at: int, key: int = 90) -> str:
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{key}"/></w:numPr>'


def test_numbered_headings_have_their_number_in_front() -> None:
    def build(word: WordDocument) -> None:
        one = level(0, "decimal", "%1", '<w:pStyle w:val="Heading1"/>')
        two = level(1, "decimal", "%1.%2", '<w:pStyle w:val="Heading2"/>')
        numbering(word, one + two)
        for style in ("Heading 1", "Heading 2"):
            properties = word.styles[style].element.get_or_add_pPr()
            properties.append(parse_xml(f'<w:numPr {W}><w:numId w:val="90"/></w:numPr>'))
        for text, depth in (("Oppvekst", 1), ("Mål", 2), ("Klima", 1), ("Mål", 2), ("Tiltak", 2)):
            word.add_heading(text, depth)

    found = document(build)
    assert [(b.code, b.text) for b in found.blocks] == [
        ("1", "Oppvekst"), ("1.1", "Mål"), ("2", "Klima"), ("2.1", "Mål"), ("2.2", "Tiltak"),
    ]  # fmt: skip
    assert "2.1 Mål" in found.text


def test_a_numbered_list_has_its_numbers_and_starts_anew_where_word_does() -> None:
    def build(word: WordDocument) -> None:
        numbering(word, level(0, "lowerLetter", "%1)") + level(1, "lowerRoman", "%2."))
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        root = word.part.numbering_part.element
        root.append(
            parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/>{again}</w:num>')
        )
        for at, key, text in ((0, 90, "A"), (0, 90, "B"), (1, 90, "C"), (1, 90, "D"), (0, 91, "E")):
            add_xml(word, para(f"Tiltak {text} er viktig", num(at, key)))

    found = document(build).blocks
    assert [(b.kind, b.marker, b.level) for b in found] == [
        ("item", "a)", 0),
        ("item", "b)", 0),
        ("item", "i.", 1),
        ("item", "ii.", 1),
        ("item", "a)", 0),
    ]


def test_a_list_that_counts_with_words_is_a_label() -> None:
    def build(word: WordDocument) -> None:
        numbering(word, level(0, "decimal", "Delmål %1:"))
        add_xml(word, para("Elva er ren", num(0)))
        add_xml(word, para("Lufta er ren", num(0)))

    assert [text for _, text in blocks(document(build))] == [
        "Delmål 1: Elva er ren",
        "Delmål 2: Lufta er ren",
    ]


def test_short_bold_paragraphs_are_headings_and_bold_sentences_are_not() -> None:
    def build(word: WordDocument) -> None:
        word.add_heading("Plan", 1)
        word.add_paragraph().add_run("Barn og unge").bold = True
        word.add_paragraph().add_run("Elva skal være ren i hele byen.").bold = True
        mixed = word.add_paragraph()
        mixed.add_run("Ansvar: ").bold = True
        mixed.add_run("Teknisk")

    assert blocks(document(build))[1:] == [
        ("heading", "Barn og unge"),
        ("paragraph", "Elva skal være ren i hele byen."),
        ("paragraph", "Ansvar: Teknisk"),
    ]


def test_without_heading_styles_short_lines_are_headings() -> None:
    def build(word: WordDocument) -> None:
        word.add_paragraph("Hovedmål")
        word.add_paragraph(
            "Kommunen skal ha rent vann, ren luft og rene veier for alle som bor her."
        )

    assert [kind for kind, _ in blocks(document(build))] == ["heading", "paragraph"]


def test_the_title_in_the_properties_is_no_text() -> None:
    def build(word: WordDocument) -> None:
        word.core_properties.title = "Mal for saksframlegg"
        word.add_paragraph("Visjon")

    assert "Mal" not in document(build).text


# --- inside paragraphs ------------------------------------------------------------------------


def test_a_soft_break_parts_paragraphs_but_not_a_sentence() -> None:
    def build(word: WordDocument) -> None:
        word.add_heading("Plan", 1)
        run = word.add_paragraph().add_run("Vi skal rense elva og")
        run.add_break()
        run.add_text("fjorden.")
        run.add_break()
        run.add_text("Ansvar: Teknisk")

    found = document(build).blocks[1:]
    assert [(b.text, b.gap) for b in found] == [
        ("Vi skal rense elva og fjorden.", 1),
        ("Ansvar: Teknisk", 0),
    ]


def test_tabs_symbols_and_hyphens_are_read() -> None:
    def build(word: WordDocument) -> None:
        symbol = '<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:tab/><w:t>Rense elva</w:t></w:r>'
        add_xml(word, para("", inside=symbol))
        hard = "<w:r><w:t>VTA</w:t><w:noBreakHyphen/><w:t>bedrift og sam</w:t></w:r>"
        soft = "<w:r><w:softHyphen/><w:t>arbeid.</w:t></w:r>"
        add_xml(word, para("", inside=hard + soft))

    assert blocks(document(build)) == [
        ("item", "Rense elva"),
        ("paragraph", "VTA-bedrift og samarbeid."),
    ]


def test_hidden_text_comments_and_placeholders_are_left_out() -> None:
    def build(word: WordDocument) -> None:
        paragraph = word.add_paragraph("Synlig tekst.")
        paragraph.add_run(" Skjult").font.hidden = True
        word.add_comment(paragraph.runs[0], text="Husk å spørre", author="A")
        control = "<w:sdt {}><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
        add_xml(word, control.format(W, "<w:showingPlcHdr/>", para("Klikk for å skrive")))
        add_xml(word, control.format(W, "", para("I en kontroll.")))

    assert document(build).text == "Synlig tekst.\nI en kontroll.\n"


def field(code: str, result: str) -> str:
    char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        char.format("begin")
        + f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        + char.format("separate")
        + f"<w:r><w:t>{result}</w:t></w:r>"
        + char.format("end")
    )


def test_of_a_field_the_result_is_read_and_its_code_is_not() -> None:
    def build(word: WordDocument) -> None:
        add_xml(
            word,
            para("Se ", inside=field('HYPERLINK "https://x.no"', "planen") + field("REF a", "2")),
        )

    assert document(build).text == "Se planen2\n"


def test_the_table_of_contents_is_furniture_and_its_titles_are_headings() -> None:
    def build(word: WordDocument) -> None:
        word.styles.add_style("toc 1", 1)
        char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        code = "<w:r><w:instrText>TOC \\o</w:instrText></w:r>"
        begin = char.format("begin") + code + char.format("separate")
        entry = "<w:r><w:t>{}</w:t></w:r><w:r><w:tab/></w:r>" + field("PAGEREF _x", "4")
        add_xml(word, para("", inside=begin + entry.format("Oppvekst i hele kommunen.")))
        add_xml(word, para("", inside=entry.format("Klima")))
        add_xml(word, para("", inside=char.format("end")))
        word.add_paragraph("Oppvekst i hele kommunen.")
        word.add_paragraph(
            "Alle barn er trygge, og de vokser opp i gode lag med voksne som ser dem."
        )

    found = document(build).blocks
    assert [(b.kind, b.note, b.text) for b in found[:3]] == [
        ("furniture", "contents", "Oppvekst i hele kommunen. 4"),
        ("furniture", "contents", "Klima 4"),
        ("heading", None, "Oppvekst i hele kommunen."),
    ]


def test_a_field_that_never_ends_hides_nothing_after_it() -> None:
    def build(word: WordDocument) -> None:
        begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        code = "<w:r><w:instrText>TOC</w:instrText></w:r>"
        add_xml(word, para("", inside=begin))
        add_xml(word, para("", inside=f"{begin}{code}{separate}"))
        word.add_heading("Plan", 1)
        word.add_paragraph("Elva er ren.")

    assert blocks(document(build)) == [("heading", "Plan"), ("paragraph", "Elva er ren.")]


def test_footnotes_stand_apart_and_their_marks_are_dropped() -> None:
    def build(word: WordDocument) -> None:
        mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
        add_xml(word, para("Elva er ren", inside=f"{mark}<w:r><w:t>.</w:t></w:r>"))
        add_xml(word, para("Lufta er ren."))

    word = docx.Document()
    build(word)
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator">{para("---")}</w:footnote>'
        f'<w:footnote w:id="2">{para("Kilde: SSB")}</w:footnote></w:footnotes>'
    )
    relation = (
        b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    )

    def with_relation(name: str, data: bytes) -> bytes:
        is_relations = name == "word/_rels/document.xml.rels"
        return data.replace(b"</Relationships>", relation) if is_relations else data

    packed = io.BytesIO(repacked(saved(word), with_relation))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("word/footnotes.xml", notes)
    assert blocks(read(packed.getvalue(), "plan.docx")) == [
        ("paragraph", "Elva er ren."),
        ("footnote", "Kilde: SSB"),
        ("paragraph", "Lufta er ren."),
    ]


def test_tracked_changes_are_read_as_accepted_and_told_of() -> None:
    def build(word: WordDocument) -> None:
        inside = (
            '<w:ins w:id="1"><w:r><w:t>Rense </w:t></w:r></w:ins>'
            '<w:del w:id="2"><w:r><w:delText>Fylle </w:delText></w:r></w:del>'
            '<w:moveFrom w:id="3"><w:r><w:t>bort</w:t></w:r></w:moveFrom>'
            "<w:r><w:t>elva </w:t></w:r>"
        )
        add_xml(word, para("", '<w:rPr><w:del w:id="4"/></w:rPr>', inside))
        add_xml(word, para("i år."))

    found = document(build)
    assert found.text == "Rense elva i år.\n"
    notice = "«plan.docx» har 4 sporede endringer; den er lest som om alle er godtatt."
    assert [n.what("nb") for n in found.notices] == [notice]


def test_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{para('Visjonen vår står her.')}</w:txbxContent>"
    drawing = (
        f'<w:p {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:t>Ankeret.</w:t></w:r>'
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert (
        document(lambda word: add_xml(word, drawing)).text == "Ankeret.\nVisjonen vår står her.\n"
    )


def test_headers_and_footers_are_running_headers_once() -> None:
    def build(word: WordDocument) -> None:
        word.sections[0].header.paragraphs[0].text = "Handlingsplan 2024–2027"
        word.sections[0].footer.paragraphs[0].text = "12"
        word.add_section().header.is_linked_to_previous = False
        word.sections[1].header.paragraphs[0].text = "Handlingsplan 2024–2027"
        word.add_paragraph("Alle barn er trygge.")

    found = document(build).blocks
    assert [(b.note, b.text) for b in found] == [
        ("running-header", "Handlingsplan 2024–2027"),
        (None, "Alle barn er trygge."),
    ]


def test_pages_are_told_where_word_has_told_them() -> None:
    broken = "<w:r><w:lastRenderedPageBreak/><w:t>På side {}.</w:t></w:r>"

    def build(word: WordDocument) -> None:
        word.add_paragraph("På side 1.").add_run().add_break(WD_BREAK.PAGE)
        add_xml(word, para("", inside=broken.format(2)))
        add_xml(word, para("", inside=broken.format(3)))

    assert [block.page for block in document(build).blocks] == [1, 2, 3]
    unknown = document(
        lambda word: word.add_paragraph("Et avsnitt.").add_run().add_break(WD_BREAK.PAGE)
    )
    assert [block.page for block in unknown.blocks] == [None]


# --- tables --------------------------------------------------------------------------------------


def test_a_cell_merged_downwards_belongs_to_every_row() -> None:
    def build(word: WordDocument) -> None:
        table = word.add_table(4, 3)
        for cell, text in zip(table.rows[0].cells, ("Mål", "Tiltak", "Ansvar"), strict=True):
            cell.text = text
        table.cell(1, 0).merge(table.cell(3, 0)).text = "Ren elv"
        for at, text in ((1, "Måle"), (2, "Rense"), (3, "Verne")):
            table.cell(at, 1).text = text
        table.cell(2, 2).merge(table.cell(3, 2)).text = "Teknisk"

    assert cells(document(build)) == [
        ["Mål", "Tiltak", "Ansvar"],
        ["Ren elv", "Måle", ""],
        ["Ren elv", "Rense", "Teknisk"],
        ["Ren elv", "Verne", "Teknisk"],
    ]


def test_rows_beside_a_merged_measure_add_to_it() -> None:
    def build(word: WordDocument) -> None:
        table = word.add_table(4, 3)
        rows = (("Tiltak", "Beskrivelse", "Ansvar"), ("", "måle", ""), ("", "fjerne", ""))
        for at, texts in enumerate((*rows, ("Bygge park", "ny", "Park"))):
            for cell, text in zip(table.rows[at].cells, texts, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Rense elva"
        table.cell(1, 2).merge(table.cell(2, 2)).text = "Teknisk"

    assert cells(document(build))[1:] == [
        ["Rense elva", "måle", "Teknisk"],
        ["", "fjerne", ""],
        ["Bygge park", "ny", "Park"],
    ]


def test_columns_under_one_header_are_one_and_a_title_row_cuts_the_table() -> None:
    def build(word: WordDocument) -> None:
        table = word.add_table(4, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Tiltak"
        table.cell(0, 2).text = "Ansvar"
        for at, texts in (
            (1, ("1.1", "Rense elva", "Teknisk")),
            (3, ("2.1", "Plante trær", "Park")),
        ):
            for cell, text in zip(table.rows[at].cells, texts, strict=True):
                cell.text = text
        table.cell(2, 0).merge(table.cell(2, 2)).text = "Grønne byrom"

    found = document(build)
    assert [b.kind for b in found.blocks] == ["table", "heading", "table"]
    assert cells(found, 0) == [["Tiltak", "Ansvar"], ["1.1 Rense elva", "Teknisk"]]
    assert cells(found, 1) == [["Tiltak", "Ansvar"], ["2.1 Plante trær", "Park"]]


def test_the_paragraphs_and_lists_of_a_cell_are_kept_apart() -> None:
    def build(word: WordDocument) -> None:
        table = word.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Tiltak", "Beskrivelse"
        table.cell(1, 0).text = "Rense elva"
        cell = table.cell(1, 1)
        cell.text = "Gjøres slik:"
        cell.add_paragraph("måle", style="List Bullet")
        cell.add_table(1, 1).cell(0, 0).text = "I en tabell i cella"

    assert cells(document(build))[1] == ["Rense elva", "Gjøres slik:\n• måle\nI en tabell i cella"]


def test_a_table_that_only_sets_text_is_read_as_text() -> None:
    prose = "Kommunen vil ha rent vann i elva og i fjorden, og arbeider med det hele året. " * 3

    def build(word: WordDocument) -> None:
        word.add_heading("Plan", 1)
        word.add_table(1, 1).cell(0, 0).text = "En ramme rundt et avsnitt."
        labels = word.add_table(2, 2)
        for at, texts in enumerate((("Hovedmål", "Elva er ren"), ("Tiltak", "Rense elva"))):
            for cell, text in zip(labels.rows[at].cells, texts, strict=True):
                cell.text = text
        columns = word.add_table(1, 2)
        columns.cell(0, 0).text, columns.cell(0, 1).text = prose, prose

    found = blocks(document(build))
    assert [kind for kind, _ in found] == ["heading"] + ["paragraph"] * 7
    assert [text for _, text in found[2:6]] == ["Hovedmål", "Elva er ren", "Tiltak", "Rense elva"]


def test_a_deleted_row_is_gone() -> None:
    def build(word: WordDocument) -> None:
        table = word.add_table(3, 2)
        for at, texts in enumerate((("Tiltak", "Ansvar"), ("Rense", "Park"), ("Fylle", "Havn"))):
            for cell, text in zip(table.rows[at].cells, texts, strict=True):
                cell.text = text
        deleted = OxmlElement("w:del")
        deleted.set(qn("w:id"), "7")
        table.rows[2]._tr.get_or_add_trPr().append(deleted)  # noqa: SLF001 - no public way

    assert cells(document(build)) == [["Tiltak", "Ansvar"], ["Rense", "Park"]]


def test_lines_set_in_columns_by_tabs_are_a_table() -> None:
    def build(word: WordDocument) -> None:
        word.add_paragraph("Tiltak\tAnsvar\tFrist")
        word.add_paragraph("Rense elva\tTeknisk\t2026")
        word.add_paragraph("Etter tabellen kommer det en setning.")

    found = document(build)
    assert cells(found) == [["Tiltak", "Ansvar", "Frist"], ["Rense elva", "Teknisk", "2026"]]
    assert blocks(found)[-1] == ("paragraph", "Etter tabellen kommer det en setning.")


def test_a_table_over_two_pages_knows_them_both() -> None:
    def build(word: WordDocument) -> None:
        table = word.add_table(3, 2)
        for at, texts in enumerate((("Tiltak", "Ansvar"), ("Rense", "Park"), ("Verne", "Havn"))):
            for cell, text in zip(table.rows[at].cells, texts, strict=True):
                cell.text = text
        for cell in table.rows[2].cells:
            cell.paragraphs[0].runs[0]._r.insert(0, OxmlElement("w:lastRenderedPageBreak"))  # noqa: SLF001

    found = document(build)
    assert [found.page_at(found.text.index(word)) for word in ("Rense", "Verne", "Havn")] == [
        1,
        2,
        2,
    ]


# --- files that are not as they should be ---------------------------------------------------


def whole() -> bytes:
    word = docx.Document()
    word.add_heading("Mål", 1)
    table = word.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Tiltak"
    word.add_paragraph("Rense elva", style="List Number")
    return saved(word)


WHOLE = whole()


def test_macro_files_strict_files_and_other_names_are_read() -> None:
    def macro(_: str, data: bytes) -> bytes:
        return data.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )

    def strict(_: str, data: bytes) -> bytes:
        usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        return data.replace(usual, b"http://purl.oclc.org/ooxml/wordprocessingml/main")

    plain = parse_document(WHOLE, "plan.docx").text
    assert parse_document(repacked(WHOLE, macro), "plan.docm").text == plain
    assert parse_document(repacked(WHOLE, strict), "plan.docx").text == plain


def reference(data: bytes) -> str:
    with pytest.raises(BadInput) as error:
        read(data, "plan.docx")
    return error.value.reference


def test_an_xml_bomb_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbb">]><w:document/>'
    changed = repacked(WHOLE, lambda name, data: bomb if name == "word/document.xml" else data)
    assert reference(changed) == "document-bomb"


def test_a_part_that_is_no_xml_or_nested_too_deep_is_refused() -> None:
    deep = f"<w:document {W}><w:body>{'<w:sdt>' * 5000}{'</w:sdt>' * 5000}</w:body></w:document>"
    for content in (b"<w:document", b"", deep.encode()):
        changed = repacked(
            WHOLE, lambda name, data, new=content: new if name == "word/document.xml" else data
        )
        assert reference(changed) == "document-broken"


def test_a_file_without_text_is_empty() -> None:
    assert reference(saved(docx.Document())) == "document-empty"


def test_cells_that_claim_a_million_columns_take_the_place_of_a_few() -> None:
    def build(word: WordDocument) -> None:
        word.add_heading("Plan", 1)
        table = word.add_table(2, 2)
        for cell in table._cells:  # noqa: SLF001 - no public way to all cells
            cell.text = "Tiltak"
            cell._tc.get_or_add_tcPr().get_or_add_gridSpan().val = 1_000_000  # noqa: SLF001

    assert len(document(build).text) < 1000


def is_read_or_refused(data: bytes) -> bool:
    """Any other error than a refusal goes through."""
    try:
        return bool(read(data, "plan.docx").text)
    except BadInput as error:
        return error.reference.startswith("document-")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cut=st.integers(0, len(WHOLE)),
    flips=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8),
)
def test_a_damaged_file_is_read_or_refused(cut: int, flips: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, byte in flips:
        data[at] = byte
    assert is_read_or_refused(bytes(data[:cut] if cut % 2 else data))


XML = zipfile.ZipFile(io.BytesIO(WHOLE)).read("word/document.xml")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    part=st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml"]),
    flips=st.lists(
        st.tuples(st.integers(0, 10**6), st.sampled_from(b'0123456789"<>/wpr')), max_size=5
    ),
)
def test_damaged_xml_is_read_or_refused(part: str, flips: list[tuple[int, int]]) -> None:
    def damaged(name: str, data: bytes) -> bytes:
        changed = bytearray(data)
        for at, byte in flips if name == part else []:
            changed[at % len(changed)] = byte
        return bytes(changed)

    assert is_read_or_refused(repacked(WHOLE, damaged))
