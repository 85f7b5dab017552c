"""A municipality's own register of goals, read without a profile."""

import json
import os
from pathlib import Path

import pytest

from loaders.readers import read_document

CORPUS = Path(os.environ.get("PLANGRAF_CORPUS") or Path(__file__).parents[3] / "shared" / "plans")
NAMES = {
    "visjon": "vision",
    "satsingsområde": "focus_area",
    "hovedmål": "main_goal",
    "strategi": "strategy",
}

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not (CORPUS / "sample").is_dir(), reason="no plan texts"),
]


def test_a_register_with_types_as_numbers_is_read_as_its_gold() -> None:
    (path,) = (CORPUS / "sample").glob("30-*.txt")
    nodes = json.loads(path.with_suffix(".gold.json").read_text("utf-8"))["nodes"]
    texts = {at: node["text"] for at, node in enumerate(nodes)}
    gold = {(NAMES[n["type"]], n["text"], texts.get(n["parent"])) for n in nodes}
    records = [b for b in read_document(path).blocks if b.record is not None]
    by_id = {b.record.id: b.text for b in records if b.record}
    read = {(b.record.type, b.text, by_id.get(b.record.parent or "")) for b in records if b.record}
    assert read == gold
