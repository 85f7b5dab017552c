"""How well plans are read, measured against what a careful reader finds.

``python benchmarks/extraction.py`` prints Markdown; ``--write`` puts it into
docs/explanation/figures.md; ``--check`` exits with 1 where that page says something else. The plan
texts are looked for in PLANGRAF_CORPUS, else in ../shared/plans beside the checkout.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import plangraf
from loaders.chain import measure_margins

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "explanation" / "figures.md"
TYPES = {
    "visjon": "vision", "verdi": "value", "satsingsområde": "focus_area",
    "hovedmål": "main_goal", "delmål": "sub_goal", "strategi": "strategy", "tiltak": "measure",
    "indikator": "indicator", "bærekraftsmål": "sdg", "beskrivelse": "description",
    "ansvarlig": "responsible", "frist": "deadline",
}  # fmt: skip
#: What is an element of its own; the others are said of an element.
ELEMENTS = frozenset(TYPES.values()) - {"description", "responsible", "deadline"}
#: The levels of the hierarchy, from the vision to the measures.
LEVELS = ("vision", "value", "focus_area", "main_goal", "sub_goal", "strategy", "measure")
GOLD = ROOT / "benchmarks" / "gold"
#: Where the bins of the calibration begin.
BINS = (0.0, 0.6, 0.75, 0.85, 0.93, 0.97)
_MARKER = "<!-- below: written by benchmarks/extraction.py -->\n"

Node = tuple[str, str]
"""Type and text of what was found, letters and digits alone."""


@dataclass
class Score:
    """Counts of what was found rightly, wrongly, and not at all."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    parents: int = 0
    right_parents: int = 0
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Add the counts of another document."""
        for mine, theirs in (
            (self.right, other.right), (self.wrong, other.wrong), (self.missed, other.missed),
        ):  # fmt: skip
            mine.update(theirs)
        self.parents += other.parents
        self.right_parents += other.right_parents
        self.sure += other.sure

    def counts(self, kinds: Iterable[str] | None = None) -> tuple[int, int, int]:
        """Count what is right, wrong and missed, of some types or of all."""
        wanted = None if kinds is None else set(kinds)
        right, wrong, missed = (
            sum(n for kind, n in counts.items() if wanted is None or kind in wanted)
            for counts in (self.right, self.wrong, self.missed)
        )
        return right, wrong, missed

    def rates(self, kinds: Iterable[str] | None = None) -> tuple[float, float, float]:
        """Return precision, recall and F1, of some types or of all; 1 where there is nothing."""
        right, wrong, missed = self.counts(kinds)
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        both = precision + recall
        return precision, recall, 2 * precision * recall / both if both else 0.0


def corpus() -> Path:
    """Return the folder of the plan texts; it may not exist."""
    return Path(os.environ.get("PLANGRAF_CORPUS") or ROOT.parent / "shared" / "plans")


def samples() -> list[Path]:
    """List the excerpts that have a gold reading beside them."""
    return sorted((corpus() / "sample").glob("*.txt"))


def own() -> list[Path]:
    """List the made-up plans that have a gold reading beside them."""
    return sorted(path for path in GOLD.iterdir() if path.suffix in {".txt", ".md"})


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def gold_of(path: Path) -> tuple[list[Node], dict[Node, Node | None]]:
    """Return the gold nodes of an excerpt, and the parent of each element where it has one."""
    gold = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))
    nodes = [(TYPES[node["type"]], _key(node["text"])) for node in gold["nodes"]]
    parents = {
        node: nodes[raw["parent"]]
        for node, raw in zip(nodes, gold["nodes"], strict=True)
        if raw["parent"] is not None and node[0] in ELEMENTS
    }
    return nodes, dict(parents)


def found_in(path: Path) -> tuple[list[Node], dict[Node, Node | None], dict[Node, float]]:
    """Return what is read from an excerpt, in the form of the gold, and how sure it is."""
    elements: list[dict[str, Any]] = plangraf.read(path)["elements"]
    by_id = {e["id"]: (e["type"], _key(e["label"])) for e in elements}
    nodes: list[Node] = []
    for element in elements:
        if element["type"] in ELEMENTS:
            nodes.append((element["type"], _key(element["label"])))
        for name in ("responsible", "deadline"):
            nodes += [(name, _key(v)) for v in (element.get(name) or "").split("; ") if v]
        nodes += [("description", _key(text)) for text in element["descriptions"]]
    return (
        nodes,
        {by_id[e["id"]]: by_id.get(e["parent"] or "") for e in elements},
        {by_id[e["id"]]: float(e["confidence"]) for e in elements},
    )


def score(path: Path) -> Score:
    """Compare one excerpt with its gold; a type that the gold never names is not judged."""
    gold, gold_parents = gold_of(path)
    found, parents, confidences = found_in(path)
    judged = {kind for kind, _ in gold} | ELEMENTS - {"value", "sdg", "indicator"}
    wanted, got = Counter(gold), Counter(node for node in found if node[0] in judged)
    result = Score(
        Counter(kind for kind, _ in (wanted & got).elements()),
        Counter(kind for kind, _ in (got - wanted).elements()),
        Counter(kind for kind, _ in (wanted - got).elements()),
    )
    both = [node for node in gold_parents if node in parents]
    result.parents = len(both)
    result.right_parents = sum(parents[node] == gold_parents[node] for node in both)
    result.sure = [
        (sure, node in wanted) for node, sure in sorted(confidences.items()) if node[0] in LEVELS
    ]
    return result


Table = list[tuple[str, list[str]]]
"""The measures of a table, each with the paragraphs of its description."""


def tables() -> list[Table]:
    """Return the tables of the temaplan, one for each initiative, cells known."""
    found: dict[str, Table] = {}
    for path in sorted((corpus() / "drammen").glob("*temaplan*.txt")):
        for element in plangraf.read(path)["elements"]:
            if element["type"] == "measure" and element["parent"]:
                row = (element["label"], element["descriptions"])
                found.setdefault(element["parent"], []).append(row)
    return list(found.values())


def _gaps(table: Table) -> Table:
    return [(label, told if at % 3 else []) for at, (label, told) in enumerate(table)]


def _split(table: Table) -> Table:
    return [
        (
            label,
            [
                part
                for text in told
                for part in re.split(r"(?<=[.!?]) (?=[A-ZÆØÅ])", text, maxsplit=1)
            ],
        )
        for label, told in table
    ]


#: What a table may look like when its columns are lost.
SHAPES: dict[str, Callable[[Table], Table]] = {
    "each measure has its description": lambda table: table,
    "every third description is missing": _gaps,
    "descriptions of two paragraphs": _split,
    "both": lambda table: _gaps(_split(table)),
}


def lost_columns(shape: Callable[[Table], Table]) -> tuple[int, int, int]:
    """Count paragraphs without their columns: all, told rightly, rightly by alternation."""
    paragraphs = told = alternating = 0
    for table in map(shape, tables()):
        cells = [c for label, told in table for c in ((label, True), *((t, False) for t in told))]
        truth = [is_measure for _, is_measure in cells]
        margins = measure_margins([text for text, _ in cells])
        paragraphs += len(cells)
        told += _same([margin > 0 for margin in margins], truth)
        alternating += _same([at % 2 == 0 for at in range(len(cells))], truth)
    return paragraphs, told, alternating


def _same(one: Sequence[bool], other: Sequence[bool]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=True))


def report() -> str:
    """Return the figures as Markdown."""
    return "\n".join(_report()) + "\n"


def _report() -> Iterator[str]:
    whole = Score()
    yield from _part("Excerpts of other municipalities", samples(), whole)
    yield from _part("Made-up plans in other layouts", own(), whole)
    yield "\n## How sure, and how often right\n"
    yield "| confidence | elements | right |"
    yield "|---|---|---|"
    for low, high in pairwise((*BINS, 1.01)):
        told = [is_right for sure, is_right in whole.sure if low <= sure < high]
        if told:
            span = f"{low:.2f}–{min(high, 1.0):.2f}"
            yield f"| {span} | {len(told)} | {sum(told) / len(told):.2f} |"
    yield "\n## Tables that lost their columns\n"
    yield "| the tables of a temaplan, columns thrown away | paragraphs | model | alternation |"
    yield "|---|---|---|---|"
    for name, shape in SHAPES.items():
        paragraphs, told, strict = lost_columns(shape)
        yield f"| {name} | {paragraphs} | {told / paragraphs:.1%} | {strict / paragraphs:.1%} |"


def _part(title: str, paths: list[Path], whole: Score) -> Iterator[str]:
    """The figures of some excerpts, one a line, then by type; they are added to ``whole``."""
    part = Score()
    yield f"\n## {title}\n"
    yield "| excerpt | right | wrong | missed | precision | recall | F1 | parents |"
    yield "|---|---|---|---|---|---|---|---|"
    for path in paths:
        one = score(path)
        part.add(one)
        yield _row(path.stem, one, LEVELS)
    yield _row("**levels, vision to measure**", part, LEVELS)
    yield _row("**all that is judged**", part)
    yield "\n| type | right | wrong | missed | precision | recall | F1 |"
    yield "|---|---|---|---|---|---|---|"
    for kind in sorted({*part.right, *part.wrong, *part.missed}):
        counts = " | ".join(map(str, part.counts((kind,))))
        yield f"| {kind} | {counts} | {' | '.join(f'{r:.3f}' for r in part.rates((kind,)))} |"
    whole.add(part)


def _row(name: str, one: Score, kinds: Iterable[str] | None = None) -> str:
    counts = " | ".join(map(str, one.counts(kinds)))
    rates = " | ".join(f"{rate:.3f}" for rate in one.rates(kinds))
    return f"| {name} | {counts} | {rates} | {one.right_parents}/{one.parents} |"


def main(arguments: Sequence[str]) -> int:
    """Print the figures, write them, or compare them with the page; return the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks/extraction.py", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the figures into the page")
    parser.add_argument("--check", action="store_true", help="compare the page with the figures")
    asked = parser.parse_args(arguments)
    if not samples():
        sys.stderr.write(f"no plan texts in {corpus()}: set PLANGRAF_CORPUS\n")
        return 2
    figures = report()
    if asked.write:
        kept = PAGE.read_text("utf-8").partition(_MARKER)[0]
        PAGE.write_text(f"{kept}{_MARKER}\n{figures}", encoding="utf-8")
        return 0
    print(figures, end="")
    if asked.check and PAGE.read_text("utf-8").partition(_MARKER)[2].strip() != figures.strip():
        sys.stderr.write(
            "figures.md says something else: python benchmarks/extraction.py --write\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
