"""How fast PDF files are read beside pdfplumber, in how much memory, and how many rows are right.

``python benchmarks/pdf.py`` prints made-up tables of measures to PDF in each kind of layout and
reads them by turns, each time in a process of its own: our whole reader, from bytes to a document,
and pdfplumber's ``extract_text`` and ``extract_tables``, with the settings its readme gives for
each kind (we are told nothing of the kind). It exits with 1 where we are below ``TIMES`` as fast on
the whole or have fewer rows right on any kind.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from madeup import measures

#: How many times pdfplumber's pages per second we read at least.
TIMES = 5.0
ROWS = 240
#: A plan is half prose: so many chapters, each with so many paragraphs before its table.
CHAPTERS = 20
PARAGRAPHS = 8
PROSE = (
    "Kommunen ligger ved fjorden og har fire tettsteder med hver sin skole og barnehage.",
    "Folketallet har vært stabilt i ti år, men andelen eldre vokser raskere enn i fylket ellers.",
    "Medvirkning har vært viktig i arbeidet, og ungdomsrådet har deltatt i alle møtene.",
    "Utfordringene er kjent fra kunnskapsgrunnlaget, og de gjelder flere tjenester samtidig.",
)
HEADER = ("Tiltak", "Beskrivelse", "Ansvarlig", "Frist")
STYLES: dict[str, list[tuple[Any, ...]]] = {
    "ruled": [("GRID", (0, 0), (-1, -1), 0.5, "black")],
    "half-ruled": [("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")],
    "shaded": [
        ("BACKGROUND", (0, 0), (-1, 0), "lightblue"),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), ["white", "lightgrey"]),
    ],
    "unruled": [],
}
#: What pdfplumber is told of a kind; without it, it finds no rows but those of ruled tables.
SETTINGS: dict[str, dict[str, str]] = {
    "ruled": {},
    "half-ruled": {"vertical_strategy": "text", "horizontal_strategy": "lines"},
    "shaded": {"vertical_strategy": "text", "horizontal_strategy": "lines"},
    "unruled": {"vertical_strategy": "text", "horizontal_strategy": "text"},
}


def print_tables(path: Path, style: str) -> int:
    """Write a plan as PDF: chapters of prose and a table in one style each; return its pages."""
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415 - for its makers alone
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table  # noqa: PLC0415

    styles = getSampleStyleSheet()
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), *STYLES[style]]
    pieces: list[Any] = [Paragraph("Handlingsplan", styles["Heading1"])]
    made = list(measures(ROWS))
    for chapter, first in enumerate(range(0, ROWS, ROWS // CHAPTERS), 1):
        rows = [HEADER, *made[first : first + ROWS // CHAPTERS]]
        cells = [[Paragraph(text, styles["BodyText"]) for text in row] for row in rows]
        pieces.append(Paragraph(f"{chapter} Kapittel om noe", styles["Heading2"]))
        pieces += [Paragraph(" ".join(PROSE) * 2, styles["BodyText"]) for _ in range(PARAGRAPHS)]
        pieces.append(Table(cells, colWidths=(125, 170, 115, 45), repeatRows=1, style=look))
    report = SimpleDocTemplate(str(path))
    report.build(pieces)
    return int(report.page)


Rows = list[Sequence[str]]


def read_ours(path: Path) -> tuple[float, Rows]:
    """Read a PDF with our reader; return the seconds it took and the rows of its tables."""
    from loaders.formats.pdf import read  # noqa: PLC0415 - in the memory of its own process alone
    from loaders.labels import header_cue  # noqa: PLC0415

    header_cue("annet")  # imports what it matches with
    began = perf_counter()
    document = read(path.read_bytes(), path.name)
    took = perf_counter() - began
    tables = [block for block in document.blocks if block.kind == "table"]
    return took, [[cell.text for cell in row] for table in tables for row in table.rows]


def read_theirs(path: Path) -> tuple[float, Rows]:
    """Read a PDF with pdfplumber; return the seconds and the rows."""
    import pdfplumber  # noqa: PLC0415

    rows: Rows = []
    began = perf_counter()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            tables = page.extract_tables(SETTINGS[path.stem])
            rows += [[cell or "" for cell in row] for table in tables for row in table]
    return perf_counter() - began, rows


READERS: dict[str, Callable[[Path], tuple[float, Rows]]] = {
    "plangraf": read_ours,
    "pdfplumber": read_theirs,
}


def right(rows: Iterable[Sequence[str]]) -> int:
    """Count the rows of which every cell is as printed, white space apart."""
    found = {tuple(" ".join(cell.split()) for cell in row) for row in rows}
    return sum(row in found for row in measures(ROWS))


def measure(reader: str, path: Path) -> None:
    """Read one file and print what it took as JSON."""
    took, rows = READERS[reader](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = right(rows)
    print(json.dumps({"seconds": took, "peak": peak, "right": count}))


def measured(reader: str, path: Path) -> dict[str, float]:
    """Return what reading one file takes, in a process of its own."""
    command = [sys.executable, __file__, "--one", reader, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def compare(folder: Path, rounds: int) -> int:
    """Read each kind with both by turns and print the figures; return the exit code."""
    print("| table | reader | pages/s | peak memory | rows right |\n|---|---|---|---|---|")
    total = dict.fromkeys(READERS, 0.0)
    fewer = False
    for style in STYLES:
        path = folder / f"{style}.pdf"
        pages = print_tables(path, style)
        runs = [{name: measured(name, path) for name in READERS} for _ in range(rounds)]
        counts = {}
        for name in READERS:
            took = median(run[name]["seconds"] for run in runs)
            peak = max(run[name]["peak"] for run in runs)
            counts[name] = runs[0][name]["right"]
            total[name] += took
            speed = pages / took
            print(f"| {style} | {name} | {speed:.1f} | {peak:.0f} MB | {counts[name]} of {ROWS} |")
        fewer = fewer or counts["plangraf"] < counts["pdfplumber"]
    times = total["pdfplumber"] / total["plangraf"]
    print(f"\n{times:.1f} times as fast (at least {TIMES:.0f})")
    return int(fewer or times < TIMES)


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", nargs=2, metavar=("READER", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.one[0], Path(options.one[1]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return compare(Path(folder), options.rounds)


if __name__ == "__main__":
    sys.exit(main())
