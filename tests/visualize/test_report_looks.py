"""The reports as others show them: opened by LibreOffice, set on paper, seen as pictures."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from tests.visualize.conftest import broken_report
from visualize.report_docx import report_docx
from visualize.report_pdf import report_pdf
from visualize.report_xlsx import report_xlsx
from visualize.scene import Report

pytestmark = pytest.mark.libreoffice
WRITERS = {"xlsx": report_xlsx, "docx": report_docx}
Printer = Callable[[bytes, str], Path]


def tool(name: str) -> str:
    """Return a program's path; without it the tests are skipped, but fail where CI is set."""
    found = shutil.which(name)
    if found is None:
        reason = f"no {name} on this machine: install LibreOffice and poppler to run these tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printer:
    """Give what sets an office file on paper with LibreOffice, under a profile of its own."""
    soffice = tool("soffice")
    home = tmp_path_factory.mktemp("office")

    def printing(data: bytes, ending: str) -> Path:
        file = home / f"report.{ending}"
        file.write_bytes(data)
        subprocess.run(
            [
                soffice, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless",
                "--convert-to", "pdf", "--outdir", str(home), str(file),
            ],
            check=True, capture_output=True, timeout=240,
        )  # fmt: skip
        return home / "report.pdf"

    return printing


def ink(file: Path, folder: Path) -> list[float]:
    """Return the share of each page that is not white, as poppler draws it."""
    folder.mkdir()
    subprocess.run(
        [tool("pdftoppm"), "-r", "20", "-gray", str(file), str(folder / "page")],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    shares = []
    for picture in sorted(folder.iterdir()):
        _, _, _, dots = picture.read_bytes().split(b"\n", 3)
        shares.append(sum(dot < 250 for dot in dots) / len(dots))
    return shares


def text_of(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    told = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(told.split())


@pytest.mark.parametrize("ending", WRITERS)
def test_every_page_of_an_office_file_has_something_on_it(
    gathered: Report, printed: Printer, tmp_path: Path, ending: str
) -> None:
    file = printed(WRITERS[ending](gathered, "nb"), ending)
    shares = ink(file, tmp_path / "pages")
    assert len(shares) > 10
    assert min(shares) > 0.01
    text = text_of(file)
    assert "Rapport om den røde tråden – Fjordvik" in text
    assert "Fremdrift" in text


@pytest.mark.parametrize("ending", WRITERS)
def test_an_office_file_full_of_hostile_words_is_opened(printed: Printer, ending: str) -> None:
    words = "=cmd|' /C calc'!A0 <script> \u202e {{ 7 * 7 }} \x01 " + "ø" * 5000
    text = text_of(printed(WRITERS[ending](broken_report(words), "nb"), ending))
    assert "=cmd|' /C calc'!A0" in text
    assert "<script>" in text


def test_every_page_of_the_pdf_has_something_on_it(gathered: Report, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(report_pdf(gathered, "nb"))
    shares = ink(file, tmp_path / "pages")
    assert len(shares) > 10
    assert min(shares) > 0.01
