"""What tests of reading many documents share: made-up plans in several formats, made as asked."""

import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

MEASURES = ("Plante trær langs veien", "Rydde stranda hver vår", "Bygge ny bru over elva")
Plan = Callable[..., bytes]


def _lines(name: str, measures: Sequence[str]) -> list[tuple[int, str]]:
    """The lines of a plan: 0 is its title, 1 and 2 headings, 3 text, 4 items."""
    return [
        (0, f"Temaplan for {name} 2024–2030"), (3, "Testvik kommune"),
        (1, f"Mål 1 Vi har mer {name}"), (2, "Tiltak"), *((4, text) for text in measures),
    ]  # fmt: skip


@pytest.fixture
def as_docx() -> Plan:
    """Give a maker of Word files."""

    def make(name: str = "natur", measures: Sequence[str] = MEASURES) -> bytes:
        document = docx.Document()
        for level, text in _lines(name, measures):
            if level < 3:
                document.add_heading(text, level)
            else:
                document.add_paragraph(text, style="List Bullet" if level == 4 else None)
        made = BytesIO()
        document.save(made)
        return made.getvalue()

    return make


@pytest.fixture
def as_pdf() -> Plan:
    """Give a maker of PDF files; ``pages`` makes them long."""

    def make(name: str = "natur", measures: Sequence[str] = MEASURES, pages: int = 1) -> bytes:
        styles = getSampleStyleSheet()
        names = ("Title", "Heading1", "Heading2", "Normal", "Normal")
        story = [
            Paragraph(("• " if level == 4 else "") + escape(text), styles[names[level]])
            for level, text in _lines(name, measures)
        ]
        for page in range(2, pages + 1):
            story += [PageBreak(), Paragraph(f"Vedlegg {page} om vær og vind", styles["Normal"])]
        made = BytesIO()
        SimpleDocTemplate(made, invariant=1).build(story)
        return made.getvalue()

    return make


@pytest.fixture
def as_html() -> Plan:
    """Give a maker of web pages."""

    def make(name: str = "natur", measures: Sequence[str] = MEASURES) -> bytes:
        tags = ("h1", "h2", "h3", "p", "li")
        body = "\n".join(
            f"<{tags[level]}>{escape(text)}</{tags[level]}>"
            for level, text in _lines(name, measures)
        )
        return f"<!DOCTYPE html><html lang='nb'><body>{body}</body></html>".encode()

    return make


@pytest.fixture
def as_text() -> Plan:
    """Give a maker of Markdown files."""

    def make(name: str = "natur", measures: Sequence[str] = MEASURES) -> bytes:
        marks = ("# ", "## ", "### ", "", "- ")
        return "\n\n".join(marks[level] + text for level, text in _lines(name, measures)).encode()

    return make


@pytest.fixture
def worker(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """Give a maker of commands that start a reading process with code of the test in it.

    The code is the body of what is called before each file is read; ``name`` is the file's,
    ``told`` passes a page on, ``log`` notes a line in the file ``log`` beside it.
    """

    def make(body: str) -> tuple[str, ...]:
        script = tmp_path / "worker.py"
        lines = "\n".join(f"    {line}" for line in body.splitlines())
        script.write_text(
            "import os, signal, sys, time\n"
            "from pathlib import Path\n"
            "import loaders.readers\n"
            "from loaders.worker import run\n"
            f"HOME = Path({str(tmp_path)!r})\n"
            "def log(line):\n"
            "    with (HOME / 'log').open('a') as file:\n"
            "        file.write(f'{line}\\n')\n"
            "def read(parts, name, told, kept):\n"
            f"{lines}\n"
            "    return loaders.readers.parse_parts(parts, name, told, kept)\n"
            "run(read)\n",
            "utf-8",
        )
        return (sys.executable, "-P", str(script))

    return make
