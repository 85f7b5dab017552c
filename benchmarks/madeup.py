"""Writes the plans of a made-up municipality, as large as wanted, for measuring how time grows.

Every sentence is put together from word lists, each time in another combination, so that a
municipality four times as large has four times as many elements with words of their own: one
samfunnsdel, one handlings- og økonomiplan, and for each size step one temaplan and one
handlingsplan whose table lost its columns. At size 1 there are about as many elements as in
``examples/fjordvik``.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

_FIRST = (
    "skole", "havne", "elve", "skogs", "bygde", "ungdoms", "helse", "kultur", "idretts", "natur",
    "fjell", "fjord", "torg", "bro", "barnehage", "velferds", "nabo", "hage", "vinter", "sommer",
    "lærings", "trygghets", "tur", "sykkel", "buss", "energi", "klima", "dyre", "sjø", "park",
    "grende", "samlings", "verksteds", "musikk", "teater", "museums", "bok", "spill", "mat", "jord",
)  # fmt: skip
_SECOND = (
    "rom", "plasser", "hus", "stier", "nett", "lag", "torg", "tilbud", "anlegg", "verksteder",
    "kurs", "arenaer", "huset", "kroker", "porter", "broer", "løyper", "linjer", "soner", "senter",
    "team", "kafeer", "hager", "boder", "brygger", "vandringer", "dager", "uker", "samlinger",
    "utstillinger", "prosjekter", "ordninger", "veiledning", "kart", "skilt", "lys", "benker",
)  # fmt: skip
_PLACES = (
    "Leirnes", "Storøya", "Indre Vik", "Skarholmen", "Vikafjorden", "Solbakken", "Nordre Berg",
    "Myrvang", "Tangen", "Lillesund", "Kvernes", "Haugland", "Bjørkelia", "Sandvika", "Furukollen",
)  # fmt: skip
_GROUPS = (
    "barn", "unge", "eldre", "familier", "elever", "nyinnflyttede", "frivillige", "pårørende",
    "lærlinger", "småbarnsforeldre", "gründere", "bønder", "fiskere", "studenter", "voksne",
)  # fmt: skip
_DOING = (
    "utvikler", "styrker", "bygger", "samler", "åpner", "forenkler", "planlegger", "fornyer",
    "sikrer", "prøver ut", "deler", "løfter",
)  # fmt: skip
_TO_DO = (
    "Etablere", "Utvide", "Kartlegge", "Ruste opp", "Gjennomføre", "Tilby", "Innføre", "Anlegge",
    "Evaluere", "Markedsføre", "Vedlikeholde", "Samordne",
)  # fmt: skip
_WHY = (
    "Arbeidet begynner i det små og følges opp hvert halvår",
    "Ordningen er gratis og åpen hele året",
    "En gruppe med ansatte og innbyggere leder arbeidet",
    "Utstyret lånes ut, og kommunen dekker reisen",
)  # fmt: skip

AREAS, GOALS, STRATEGIES = 5, 3, 3
INITIATIVES, MEASURES = 6, 5


class _Words:
    """Gives the next combination of words; no two are the same."""

    def __init__(self) -> None:
        self._turns = count()

    def thing(self) -> str:
        """A compound that no sentence before had, until all are used up."""
        turn = next(self._turns)
        first = _FIRST[turn % len(_FIRST)]
        return first + _SECOND[(turn // len(_FIRST) + 7 * turn) % len(_SECOND)]

    def of(self, words: tuple[str, ...]) -> str:
        """A word of a list, the lists turning at different speeds."""
        turn = next(self._turns)
        return words[(turn * 5 + turn // len(words)) % len(words)]


def write_municipality(folder: Path, size: int) -> None:
    """Write the plans of a municipality ``size`` times as large as the example into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    words = _Words()
    strategies: list[str] = []
    master = "\n".join(_samfunnsdel(words, size, strategies))
    (folder / "samfunnsdel.md").write_text(master, encoding="utf-8")
    for step in range(size):
        own = strategies[step * len(strategies) // size : (step + 1) * len(strategies) // size]
        subject = words.thing()
        themed = "\n".join(_temaplan(words, subject, own))
        (folder / f"temaplan-{step + 1:02}.txt").write_text(themed, encoding="utf-8")
        lost = "\n".join(_handlingsplan(words, subject))
        (folder / f"handlingsplan-{step + 1:02}.txt").write_text(lost, encoding="utf-8")
    money = "\n".join(_hop(words, strategies[:: max(len(strategies) // (12 * size), 1)]))
    (folder / "hop.md").write_text(money, encoding="utf-8")


def _samfunnsdel(words: _Words, size: int, strategies: list[str]) -> Iterator[str]:
    yield "# Kommuneplanens samfunnsdel 2024–2036\n\nPrøvevik kommune\n"
    yield "Vedtatt av kommunestyret 13. juni 2024\n\n## Visjon\n\nRom for alle\n"
    yield "Alle satsingsområder, hovedmål, delmål og strategier i planen skal bidra til visjonen.\n"
    for area in range(1, AREAS * size + 1):
        yield f"## {area} Gode {words.thing()}\n\n### Hovedmål\n"
        yield f"Prøvevik har {words.thing()} som gir {words.of(_GROUPS)} en god hverdag.\n"
        yield "### Slik vil vi ha det\n"
        for goal in "ABC"[:GOALS]:
            group, thing = words.of(_GROUPS), words.thing()
            yield f"#### {goal}. Alle {group} bruker {thing} på {words.of(_PLACES)}\n"
            yield "##### Slik gjør vi det\n"
            for number in range(1, STRATEGIES + 1):
                text = (
                    f"Vi {words.of(_DOING)} {words.thing()} og {words.thing()} sammen med "
                    f"{words.of(_GROUPS)} på {words.of(_PLACES)}"
                )
                strategies.append(text)
                yield f"- {goal}{number}. {text}."
            yield ""


def _temaplan(words: _Words, subject: str, strategies: list[str]) -> Iterator[str]:
    yield f"Temaplan for {subject} 2025–2032\nPrøvevik kommune\n"
    yield "Vedtatt av kommunestyret 31. oktober 2024\n\nInnledning\n"
    yield "For hvert tiltak viser tabellene til strategier i kommuneplanens samfunnsdel.\n"
    for number in range(INITIATIVES):
        yield f"{words.thing().capitalize()} for {words.of(_GROUPS)}\n"
        yield f"Satsingen bidrar til at {words.of(_GROUPS)} får {words.thing()} i nærheten.\n"
        yield "Tiltak\tBeskrivelse\tHenvisning til kommuneplanens samfunnsdel"
        for row in range(MEASURES):
            at = number * MEASURES + row
            cited = [strategies[at * 2 % len(strategies)]]
            if row % 4 == 0:
                cited.append(strategies[(at * 3 + 1) % len(strategies)])
            if row % 3 == 1:
                cited[0] = cited[0].replace(" og ", " samt ")
            yield f"{_measure(words)}\t{words.of(_WHY)}.\t{' '.join(cited)}"
        yield ""


def _handlingsplan(words: _Words, subject: str) -> Iterator[str]:
    yield f"Handlingsplan for {subject} 2025–2028\nPrøvevik kommune\n\n1 Tiltak\n"
    yield "Strategi Tiltak Beskrivelse\n\nSamarbeid\n"
    for _ in range(6):
        thing = words.thing()
        yield f"{words.of(_TO_DO)} {thing} for {words.of(_GROUPS)} på {words.of(_PLACES)}\n"
        yield f"Disse {thing} er åpne for alle og blir drevet av {words.of(_GROUPS)}\n"


def _hop(words: _Words, strategies: list[str]) -> Iterator[str]:
    yield "# Handlings- og økonomiplan 2025–2028\n\nPrøvevik kommune\n\n## Tiltak\n"
    yield "| Tiltak | Henvisning | Ansvar | Frist | Kostnad |\n|---|---|---|---|---|"
    for number, strategy in enumerate(strategies):
        year = 2025 + number % 4
        yield f"| {_measure(words)} | {strategy} | Kultur | {year} | {number + 1}00 000 |"


def _measure(words: _Words) -> str:
    return f"{words.of(_TO_DO)} {words.thing()} for {words.of(_GROUPS)} på {words.of(_PLACES)}"


def measures(count: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield rows of a table of measures: what, why, who and when, some of them long."""
    words = _Words()
    for at in range(count):
        what = f"{words.of(_TO_DO)} {words.thing()} for {words.of(_GROUPS)} i {words.of(_PLACES)}"
        why = ". ".join(f"{words.of(_WHY)} i {words.thing()}" for _ in range(1 + at % 4))
        yield what, f"{why}.", f"Virksomhet for {words.thing()}", str(2026 + at % 5)
