"""The example's plans, printed in other formats, give the graph that their text gives."""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from graph.models import Link, Plan, PlanElement, Reference
from plangraf.building import Built, build

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "fjordvik"
sys.path.insert(0, str(ROOT))

from examples.printing.__main__ import print_folder  # noqa: E402 - a script beside the plans

#: What can't be told from a format, with the reason; nothing else may differ.
#: A sheet sets its text below a table in the same column, so that the sentence after the last
#: table reads as more of its last row; without rules, two short rows of a table without
#: descriptions stand as near each other as two lines of one.
EXCEPT: dict[tuple[str, str], tuple[str, ...]] = {
    ("xlsx", "ruled"): ("Halvere matsvinnet i kommunale kjøkken",),
    ("pdf", "unruled"): (
        "Registrere naust og sjøboder som er bygd før 1900", "Sette i stand Leirnes fyrstasjon",
    ),
}  # fmt: skip
#: How sure a reading is differs: a text that lost its columns leaves doubt, a table none.
READING = {"passages", "position", "confidence", "rule", "may_be"}
KINDS = [
    ("docx", "ruled"), ("docx", "unruled"), ("html", "ruled"), ("xlsx", "ruled"), ("pdf", "ruled"),
    ("pdf", "half-ruled"), ("pdf", "unruled"), ("pdf", "shaded"), ("pdf", "two columns"),
]  # fmt: skip


def told(built: Built) -> set[str]:
    """Write a graph as lines: what stands in it, but for places in files."""
    things = list(built.graph.things())
    label = {thing.iri: thing.label.value for thing in things if hasattr(thing, "label")}

    def lines() -> Iterator[str]:
        for thing in things:
            if isinstance(thing, PlanElement):
                said = thing.model_dump(exclude=READING)
                yield f"{type(thing).__name__} {sorted((k, str(v)) for k, v in said.items() if v)}"
            elif isinstance(thing, Reference):
                meant = label.get(thing.target or "", "")
                source = label[thing.source]
                yield f"reference {source} «{thing.cited_text.value}» {meant} {thing.method}"
            elif isinstance(thing, Link):
                ends = f"{label.get(thing.source, '')} → {label.get(thing.target or '', '')}"
                yield f"{thing.relation.name} {ends} {thing.method}"
            elif isinstance(thing, Plan):
                yield f"plan {thing.iri} {thing.period_from} {thing.period_to} {thing.adopted}"
        for finding in built.findings:
            yield f"finding {finding.code} {finding.state} {finding.subject.label}"

    return set(lines())


@cache
def of_text(folder: Path) -> frozenset[str]:
    return frozenset(told(build([EXAMPLE], folder)))


@pytest.mark.parametrize(("kind", "look"), KINDS, ids=str)
def test_a_printed_plan_gives_the_graph_of_its_text(kind: str, look: str, tmp_path: Path) -> None:
    if look == "two columns":
        print_folder(EXAMPLE, tmp_path / "plans", kind, columns=2)
    else:
        print_folder(EXAMPLE, tmp_path / "plans", kind, look)
    built = build([tmp_path / "plans"], tmp_path / "graph")
    assert not built.failed
    expected, found = of_text(tmp_path / "text"), told(built)
    known = EXCEPT.get((kind, look), ())
    differ = sorted(
        f"{sign} {line}"
        for sign, lines in (("missing", expected - found), ("extra", found - expected))
        for line in lines
        if not any(name in line for name in known)
    )
    assert differ == []


def test_the_same_plan_is_printed_to_the_same_bytes(tmp_path: Path) -> None:
    for kind in ("docx", "html", "pdf", "xlsx"):
        one = print_folder(EXAMPLE, tmp_path / "one", kind)
        other = print_folder(EXAMPLE, tmp_path / "other", kind)
        assert [p.read_bytes() for p in one] == [p.read_bytes() for p in other]
