"""No text makes the reader crash, and every passage holds its quote where it says."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import plangraf

LINES = st.one_of(
    st.sampled_from(
        [
            "Visjon", "Hovedmål", "Delmål:", "Strategier", "Slik gjør vi det", "Tiltak", "Satsing",
            "1 Trygg oppvekst", "A1 Vi bygger en bru", "2.7.1 Vi planter trær", "• Rydde stranda",
            "# Temaplan for natur 2024–2030", "## Mål 1", "| Tiltak | Strategi | Frist |",
            "|---|---|---|", "| Bygge bru | 1.A2 | 2026 |", "Tiltak\tBeskrivelse\tHenvisning",
            "Bygge bru\tEn bru til\tVi bygger bruer", "Innhold .......... 3", "FNs bærekraftsmål 3",
            "Vedtatt av kommunestyret 12.12.2024", "Side 3 av 12", "1) Se plan- og bygningsloven.",
            "Foto: Kari", "", "\f", "   ", "I handlingsplanen gjengis delmålene:",
        ]
    ),
    st.text(max_size=40),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=30), st.sampled_from(["txt", "md"]))
def test_a_text_is_read_or_refused_and_quotes_stand_where_they_are_said_to(
    lines: list[str], kind: str
) -> None:
    text = "\n".join(lines)
    data = text.encode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"plan.{kind}"
        file.write_bytes(data)
        try:
            answer = plangraf.read(file)
        except plangraf.BadInput:
            return
    for element in answer["elements"]:
        place = element["passage"]
        there = data.decode()[place["start"] : place["end"]]
        assert place["quote"].strip()
        assert "".join(place["quote"].split()) in "".join(there.split())
