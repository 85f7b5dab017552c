"""``python -m examples.printing FOLDER --out DIR``: the plans of a folder in another format."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from examples.printing.script import Script
from examples.printing.source import script_of
from examples.printing.to_docx import docx_of
from examples.printing.to_html import html_of
from examples.printing.to_pdf import LOOKS, pdf_of
from examples.printing.to_xlsx import xlsx_of

_PLANS = frozenset({".txt", ".md"})
FORMATS = ("docx", "html", "pdf", "xlsx")


def printer(kind: str, look: str = "ruled", columns: int = 1) -> Callable[[Script], bytes]:
    """Return what makes the bytes of a plan in a format."""
    return {
        "docx": lambda plan: docx_of(plan, look),
        "html": html_of,
        "pdf": lambda plan: pdf_of(plan, look, columns),
        "xlsx": xlsx_of,
    }[kind]


def print_folder(
    folder: Path, out: Path, kind: str, look: str = "ruled", columns: int = 1
) -> list[Path]:
    """Print the plans of a folder; its settings go with them, with the files' new names."""
    out.mkdir(parents=True, exist_ok=True)
    made = []
    for path in sorted(folder.iterdir()):
        if path.suffix in _PLANS:
            target = out / f"{path.stem}.{kind}"
            target.write_bytes(printer(kind, look, columns)(script_of(path)))
            made.append(target)
        elif path.suffix == ".toml":
            text = path.read_text("utf-8")
            renamed = re.sub(r'(^(?:file|document) = ".*)\.(?:txt|md)"', rf'\1.{kind}"', text,
                             flags=re.MULTILINE)  # fmt: skip
            (out / path.name).write_text(renamed, "utf-8")
    return made


def main(arguments: Sequence[str]) -> int:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m examples.printing", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--format", choices=(*FORMATS, "all"), default="all")
    parser.add_argument("--tables", choices=tuple(LOOKS), default="ruled")
    parser.add_argument("--columns", type=int, choices=(1, 2), default=1)
    asked = parser.parse_args(arguments)
    for kind in FORMATS if asked.format == "all" else (asked.format,):
        for path in print_folder(asked.folder, asked.out / kind, kind, asked.tables, asked.columns):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
