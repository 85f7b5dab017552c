"""Runs the commands that a Markdown page shows and compares what they print with what it shows.

``python docs/console.py README.md ...`` runs every ``console`` block from the project's root, one
shell for each command, in the order of the page; ``--renew`` writes what was printed into the
page instead. A command begins with ``$ ``; ``...`` stands for anything. ``--printed COMMAND FILE``
tells what a command that takes long has printed already. Exits with 1 and a diff where the two
differ. A command's exit code is not judged: what it prints is what is shown.
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


def commands(block: str) -> Iterator[tuple[str, str]]:
    r"""Yield each command of a block with the output that is shown for it.

    >>> list(commands("$ echo a\na\n$ true\n"))
    [('echo a', 'a\n'), ('true', '')]
    """
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def printed(command: str) -> str:
    """Return what a command prints on both streams, as a reader at a terminal sees it."""
    tools = ROOT / ".venv" / "bin"
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(  # noqa: S602 - the page's own commands, as a reader would type them
        command, shell=True, cwd=ROOT, env=os.environ | {"COLUMNS": "100", "PATH": path},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in ran.stdout.rstrip().splitlines()) + "\n"


def run(page: Path, known: Mapping[str, str], *, renew: bool) -> int:
    """Run one page's commands; return how many printed something else than the page shows."""
    text = page.read_text("utf-8")
    wrong = 0

    def block(found: re.Match[str]) -> str:
        nonlocal wrong
        parts = []
        for command, shown in commands(found[0]):
            got = known[command] if command in known else printed(command)
            same = OutputChecker().check_output(shown.strip() + "\n", got.strip() + "\n", ELLIPSIS)
            if not same:
                wrong += 1
                lines = (shown.splitlines(), got.splitlines(), f"{page.name}: {command}", "printed")
                sys.stdout.write("\n".join(difflib.unified_diff(*lines, lineterm="")) + "\n")
            parts.append(f"$ {command}\n{shown if same else got.strip() + chr(10)}")
        return "".join(parts)

    renewed = _BLOCK.sub(block, text)
    if renew:
        page.write_text(renewed, encoding="utf-8")
    return wrong


def main(arguments: Sequence[str]) -> int:
    """Run every page; return the exit code."""
    parser = argparse.ArgumentParser(prog="docs/console.py", description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--renew", action="store_true", help="write what was printed")
    parser.add_argument(
        "--printed", nargs=2, action="append", default=[], metavar=("COMMAND", "FILE")
    )
    asked = parser.parse_args(arguments)
    known = {command: Path(file).read_text("utf-8") for command, file in asked.printed}
    wrong = sum(run(page, known, renew=asked.renew) for page in asked.pages)
    return 1 if wrong and not asked.renew else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
