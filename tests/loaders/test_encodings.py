"""Each encoding is read alike, a table with nynorsk headers among it."""

from pathlib import Path

import pytest

import plangraf

TEXT = """# Temaplan for læring 2024–2030

| Tiltak | Beskriving |
|---|---|
| Byggje møteplassar for unge | Huset står ope på kveldstid |
| Gje støtte til øving | Songarar og spelemenn får lån av lokale |
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_same_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "plan.md"
    path.write_bytes(TEXT.encode(encoding))
    measures = [e for e in plangraf.read(path)["elements"] if e["type"] == "measure"]
    assert [(e["label"], e["description"]) for e in measures] == [
        ("Byggje møteplassar for unge", "Huset står ope på kveldstid"),
        ("Gje støtte til øving", "Songarar og spelemenn får lån av lokale"),
    ]
