"""How long the commands take beside the bare import of what they are made of, in one run.

``python benchmarks/speed.py`` times a whole ``plangraf build`` against the import of its libraries,
and ``plangraf thread`` on a built graph against ``import pyoxigraph, pydantic``, taking turns, and
exits with 1 where a ratio of the medians is above its limit. ``--grow`` times builds of a made-up
municipality of growing size instead. The plans are those of Drammen, or the example without them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from madeup import write_municipality

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = (
    "click, filelock, ftfy, jinja2, markdown_it, networkx, pydantic, pyoxigraph, pyshacl, pyvis,"
    " rapidfuzz, rdflib"
)
#: How many times as long as its peer a command may take.
BUILD_LIMIT, THREAD_LIMIT = 4.0, 2.0


def plans() -> tuple[Path, str]:
    """Return the plans to build, and an element of theirs."""
    corpus = Path(os.environ.get("PLANGRAF_CORPUS") or ROOT.parent / "shared" / "plans")
    real = corpus / "drammen"
    return (real, "1.B2") if real.is_dir() else (ROOT / "examples" / "fjordvik", "1.B3")


def seconds(*command: str) -> float:
    """Time one command; raises ``CalledProcessError`` where it fails."""
    began = perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - began


def compare(name: str, mine: Sequence[str], peer: Sequence[str], limit: float, rounds: int) -> bool:
    """Time two commands by turns and print their medians and ratio; true within the limit."""
    pairs = [(seconds(*mine), seconds(*peer)) for _ in range(rounds)]
    own, other = (median(times) for times in zip(*pairs, strict=True))
    ratio = own / other
    print(f"| {name} | {own:.2f} s | {other:.2f} s | {ratio:.2f} | {limit:.0f} |")
    return ratio <= limit


def ratios(rounds: int, folder: Path) -> int:
    """Compare both commands with their peers; return the exit code."""
    source, element = plans()
    out = str(folder / "graph")
    run = (sys.executable, "-m", "plangraf.cli")
    build = (*run, "build", str(source), "--out", out)
    print("| command | median | peer | ratio | limit |\n|---|---|---|---|---|")
    # An unchanged graph is not written again, so each round builds into a folder of its own.
    fresh = ("sh", "-c", f'rm -rf "{out}"; exec "$0" "$@"')
    imports = (sys.executable, "-c", f"import {LIBRARIES}")
    within = compare("build", (*fresh, *build), imports, BUILD_LIMIT, rounds)
    thread = (*run, "thread", element, "--graph", out)
    bare = (sys.executable, "-c", "import pyoxigraph, pydantic")
    within &= compare("thread", thread, bare, THREAD_LIMIT, 3 * rounds)
    return 0 if within else 1


def growth(folder: Path) -> int:
    """Time builds of a made-up municipality of growing size; return the exit code."""
    print("| size | seconds | per size |\n|---|---|---|")
    for size in (1, 2, 4, 8):
        made = folder / f"size-{size}"
        write_municipality(made, size)
        out = str(folder / f"graph-{size}")
        run = (sys.executable, "-m", "plangraf.cli", "build", str(made), "--out", out)
        took = seconds(*run)
        print(f"| {size} | {took:.2f} | {took / size:.2f} |")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run what is asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks/speed.py", description=__doc__)
    parser.add_argument("--grow", action="store_true", help="time growing sizes")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is timed")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return growth(Path(folder)) if asked.grow else ratios(asked.rounds, Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
