import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import typst

from queries.answers import Place
from tests.visualize.conftest import Sketch, broken_report
from visualize.report_pdf import report_pdf
from visualize.report_tables import report_tables
from visualize.scene import Report
from visualize.wording import Wording, plain


@pytest.fixture(scope="module")
def made(gathered: Report) -> bytes:
    return report_pdf(gathered, "nb")


def pages(data: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        yield page.get_textpage().get_text_bounded()
    document.close()


def letters(text: str) -> str:
    """The letters and digits alone: lines are broken, and words divided, where the paper ends."""
    return re.sub(r"[\W_]", "", text)


def test_the_file_is_tagged_and_says_its_language_its_title_and_its_standard(made: bytes) -> None:
    assert b"/StructTreeRoot" in made
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", made)
    assert re.search(rb"/Lang\s*\(nb-NO\)", made)
    assert re.search(rb"/DisplayDocTitle true", made)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert "Rapport om den røde tråden – Fjordvik".encode() in made
    document = pypdfium2.PdfDocument(made)
    assert document.get_metadata_dict()["Title"] == "Rapport om den røde tråden – Fjordvik"
    document.close()


def test_tables_have_tagged_heads_and_headings_their_levels(made: bytes) -> None:
    for tag in (b"/TH", b"/TD", b"/THead", b"/H1", b"/H2", b"/H3", b"/TOC", b"/L"):
        assert re.search(rb"/S\s*" + tag + rb"\b", made), tag


def test_bookmarks_lead_to_every_part(made: bytes) -> None:
    document = pypdfium2.PdfDocument(made)
    marks = [mark.get_title() for mark in document.get_toc(max_depth=1)]
    document.close()
    assert [title for title in marks if title != "Innhold"] == [
        "Nøkkeltall", "Dekning", "Mål og strategier", "En tråd fra tiltak til visjon", "Funn",
        "Alle tiltak", "Planer",
    ]  # fmt: skip


def test_every_measure_and_every_finding_is_in_the_text(gathered: Report, made: bytes) -> None:
    text = letters("".join(pages(made)))
    for record in report_tables(gathered, Wording("nb"))["measures"].records():
        assert letters(record["measure"].text) in text
    for finding in gathered.scene.findings:
        assert letters(finding.message["nb"]) in text


def test_the_heads_of_a_table_come_again_on_every_page(made: bytes) -> None:
    told = list(pages(made))
    first = next(at for at, page in enumerate(told) if page.startswith("Alle tiltak"))
    last = next(at for at, page in enumerate(told) if "Planer som er lest eller omtalt" in page)
    for page in told[first:last]:
        assert re.search(r"Tiltak\s+Tråd til visjonen", page)


def test_wide_tables_lie_and_no_page_is_empty(made: bytes) -> None:
    document = pypdfium2.PdfDocument(made)
    lies = [page.get_width() > page.get_height() for page in document]
    document.close()
    told = list(pages(made))
    assert not lies[0]
    assert lies[next(at for at, page in enumerate(told) if page.startswith("Alle tiltak"))]
    assert [page for page in told if len(letters(page)) < 20] == []


def test_an_english_report_is_english_with_the_plans_own_words(gathered: Report) -> None:
    data = report_pdf(gathered, "en")
    assert re.search(rb"/Lang\s*\(en-GB\)", data)
    assert re.search(rb"/Lang\s*\(nn-NO\)", data)
    assert "Key figures" in "".join(pages(data))


def test_the_same_report_gives_the_same_bytes(gathered: Report, made: bytes) -> None:
    assert report_pdf(gathered, "nb") == made


def test_another_process_with_other_fonts_gives_the_same_bytes(tmp_path: object) -> None:
    code = (
        "import sys, hashlib\n"
        "from tests.visualize.conftest import broken_report\n"
        "from visualize.report_pdf import report_pdf\n"
        "print(hashlib.sha256(report_pdf(broken_report('Ærlig tale'), 'nb')).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True,
            env={"PYTHONHASHSEED": seed, "TYPST_FONT_PATHS": str(tmp_path)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1


def test_hostile_words_are_set_as_they_are(broken: Report) -> None:
    text = "".join(pages(report_pdf(broken, "nb")))
    assert letters("Bygge familiens hus") in letters(text)
    (words,) = {item.details[0][1][0] for item in broken.scene.items}
    common = re.sub(r"[^ -~æøå]", "", plain(words))
    assert letters(common) in letters(re.sub(r"[^ -~æøå]", "", text))


def test_markup_of_typst_is_never_run() -> None:
    text = "".join(pages(report_pdf(broken_report("#panic() #data.title $x$ *stor*"), "nb")))
    assert "#panic()" in text
    assert "#data.title" in text
    assert "$x$" in text
    assert "*stor*" in text


def test_a_letter_that_no_font_has_is_shown_as_one_that_stands_for_it() -> None:
    text = "".join(pages(report_pdf(broken_report("Klima \U0001f600 og ŋ"), "nb")))
    assert "\U0001f600" not in text
    assert "Klima \ufffd og ŋ" in text


def test_a_word_of_five_thousand_letters_stays_on_the_paper() -> None:
    data = report_pdf(broken_report("ø" * 5000), "nb")
    document = pypdfium2.PdfDocument(data)
    for page in document:
        textpage = page.get_textpage()
        width = page.get_width()
        for at in range(0, textpage.count_chars(), 7):
            assert textpage.get_charbox(at)[2] <= width - 40
    document.close()


def test_a_page_number_is_told_with_the_place(sketch: Sketch) -> None:
    sketch.add("v", "vision", "Nær havet")
    sketch.add("t", "measure", "Bygge hus", under=("v",))
    at = next(n for n, item in enumerate(sketch.items) if item.element.id == "t")
    place = Place("p", "plan.pdf", 12, 3, 0, 9, "Bygge hus")
    sketch.items[at] = replace(sketch.items[at], places=(place,))
    report = sketch.report(("t", (sketch.thread("t", "v"),)))
    assert "plan.pdf, side 12, linje 3" in "".join(pages(report_pdf(report, "nb")))


def test_an_empty_report_is_still_a_document(sketch: Sketch) -> None:
    assert "Ingen funn." in "".join(pages(report_pdf(sketch.report(), "nb")))


def test_a_plan_in_a_script_that_no_font_has_is_set_after_few_trials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trials = 0
    compiled = typst.compile

    def counted(*args: Any, **options: Any) -> object:
        nonlocal trials
        trials += 1
        return compiled(*args, **options)

    monkeypatch.setattr(typst, "compile", counted)
    words = "".join(map(chr, range(0x4E00, 0x5800)))
    text = "".join(pages(report_pdf(broken_report(f"Klima {words}"), "nb")))
    assert "Klima \ufffd" in text
    assert trials < 5
