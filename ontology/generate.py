"""Writes what is derived from the ontology's Turtle files, or checks that it is up to date.

``python -m ontology.generate`` writes; ``python -m ontology.generate --check`` writes nothing,
names each file that differs on standard error and exits with 1 if any does.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ontology.generation import context, labels, reference, source, terms

FOLDER = Path(__file__).parent


def artefacts(root: Path = FOLDER.parent) -> dict[Path, str]:
    """Render every derived file below ``root``, the folder of the project: its path and text.

    >>> sorted(path.name for path in artefacts(Path()))
    ['context.jsonld', 'labels.json', 'ontology.html', 'terms.py']
    """
    read = source.load(FOLDER)
    return {
        root / "ontology" / "terms.py": terms.render(read),
        root / "ontology" / "labels.json": labels.render(read),
        root / "ontology" / "context.jsonld": context.render(read),
        root / "docs" / "reference" / "ontology.html": reference.render(read),
    }


def outdated(root: Path = FOLDER.parent) -> list[Path]:
    """List the derived files that are absent or differ by a byte from what would be written."""
    return [
        path
        for path, text in artefacts(root).items()
        if not path.is_file() or path.read_bytes() != text.encode()
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the derived files, or with ``--check`` compare them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ontology.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    if parser.parse_args(arguments).check:
        for path in (found := outdated()):
            sys.stderr.write(f"{path.name} is not what the Turtle files say\n")
        return 1 if found else 0
    for path, text in artefacts().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
