"""How plans of many layouts are read: every text here is made up, its outline stands beside it."""

from pathlib import Path

import pytest

from loaders.drafts import Draft
from loaders.readers import read_document
from loaders.reading import read

FORMATS = Path(__file__).parent / "formats"
TEXTS = sorted(p for p in FORMATS.iterdir() if p.suffix in {".txt", ".md"})


def outline_of(path: Path) -> str:
    """Write the elements of a plan, one a line, each under its parent."""
    reading = read(read_document(path))
    meta = reading.metadata
    period = f"{meta.period_from or ''}-{meta.period_to or ''}".strip("-")
    lines = [f"{meta.title} | {meta.kind} | {meta.municipality} | {period or None}"]
    ids = {id(draft) for draft in reading.drafts}

    def write(draft: Draft, depth: int) -> None:
        code = f" {draft.code}" if draft.code else ""
        foreign = draft.owner or (draft.quoted_from and draft.quoted_from.kind)
        lines.append(
            f"{'  ' * depth}{draft.type}{code}: {draft.label}"
            + (f" [{foreign}]" if foreign else "")
        )
        told = {"description": draft.descriptions, "reference": draft.citations}
        for name, values in (told | dict(sorted(draft.attributes.items()))).items():
            lines.extend(f"{'  ' * depth}  - {name} = {value.text}" for value in values)
        for child in reading.drafts:
            if child.parent is draft:
                write(child, depth + 1)

    for draft in reading.drafts:
        if draft.parent is None or id(draft.parent) not in ids:
            write(draft, 0)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_layout_is_read_as_its_outline_says(path: Path, *, renews_golden: bool) -> None:
    golden = path.with_suffix(".outline")
    outline = outline_of(path)
    if renews_golden:
        golden.write_text(outline, "utf-8")
    assert outline == golden.read_text("utf-8")


def test_every_outline_has_its_text() -> None:
    assert {p.stem for p in FORMATS.glob("*.outline")} == {p.stem for p in TEXTS}
