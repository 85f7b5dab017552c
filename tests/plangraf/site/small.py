"""Municipalities that are made up and small: their site is made in a moment."""

from pathlib import Path

SOCIETAL = """\
# Kommuneplanens samfunnsdel 2023–2035

Storåker kommune

Vedtatt av kommunestyret 15. juni 2023

## Visjon

Visjon: Sammen om skogen og framtida

## Satsingsområde 1 Gode oppvekstvilkår

### Hovedmål

Barn og unge i Storåker har gode oppvekstvilkår.

### Delmål 1.A Alle barn har noen å være sammen med

Slik gjør vi det:

- 1.A1 Vi åpner skolene for lag og foreninger.
- 1.A2 Vi lager møteplasser i skogen.
- 1.A3 Vi lærer alle barn å svømme.
"""
THEMATIC = """\
# Temaplan for folkehelse 2024–2030

Storåker kommune

## Tiltak

| Tiltak | Beskrivelse | Henvisning til samfunnsdelen |
|---|---|---|
| Åpne gymsalene i Storåker | Lag og foreninger får inn. | Vi åpner skolene for lag og foreninger. |
| Rydde stien til utsikten | Stien blir framkommelig for vogner. | Vi lager møteplasser i skogen. |
"""


def write_plans(folder: Path, name: str = "Storåker") -> Path:
    """Write the plans of a municipality to a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, text in (("samfunnsdel", SOCIETAL), ("temaplan", THEMATIC)):
        path = folder / f"{kind}-{name}.md"
        path.write_text(text.replace("Storåker", name), encoding="utf-8")
    return folder
