"""How fast search answers and how much it finds, beside SQLite's FTS5 on the same texts.

``python benchmarks/search.py`` asks both engines the same questions by turns: inflected, misspelt,
put together, taken apart. For each question it takes the median of its rounds, and prints the
median and the worst of those, and their ratio. Recall is how many of the questions find the
element that was meant, as the first hit and among the first ten. FTS5 is what stands in Python,
with ``unicode61 remove_diacritics 0``, words as prefixes joined by OR, ranked by ``bm25`` with our
weights of label, description and quote. Exits with 1 where a question takes 50 ms or more. The
plans are the example's, and Drammen's where they are.
"""

import argparse
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import plangraf
from graph.store import PlanStore
from queries.catalogue import Catalogue
from queries.indexing import index_of
from queries.searching import Entry, SearchIndex

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "fjordvik"
#: Milliseconds that a question to one municipality may take.
LIMIT = 50
#: Questions to the example, and words of the label that is meant; written by hand before either
#: engine was asked.
QUESTIONS = (
    # other forms, in bokmål and nynorsk
    ("overgangsplanen", "felles overgangsplan"),
    ("hjertesone", "hjertesoner"),
    ("barneskolen", "barneskoler"),
    ("søknadsportalen", "søknadsportal"),
    ("samtaletilbudene", "samtaletilbud"),
    ("kaikantene", "kaikanten"),
    ("trygghetsalarm", "trygghetsalarmer"),
    ("kjøkkenet", "matsvinnet"),
    ("turløypene", "turløyper"),
    ("fyrstasjoner", "fyrstasjon"),
    ("førstegangsforelder", "førstegangsforeldre"),
    ("tilskuddsordningen", "tilskuddsordninger"),
    ("bekkar", "bekker"),
    ("elbåten", "elbåtar"),
    ("kommunale køyretøya", "køyretøy"),
    ("sjøboden", "sjøboder"),
    ("pårørendes", "pårørende"),
    ("lekeplassen", "lekeplasser"),
    ("nabokommunar", "nabokommuner"),
    ("strandryddeaksjonar", "strandryddeaksjon"),
    # misspelt
    ("overgansplan", "felles overgangsplan"),
    ("matsvin", "matsvinnet"),
    ("fritidsveielder", "fritidsveileder"),
    ("rynkerosa", "rynkerose"),
    ("kvikleire", "kvikkleire"),
    ("nettvetavtale", "nettvettavtale"),
    ("stafetlogg", "stafettlogg"),
    ("hjelpekorps skredfarre", "skredfare"),
    ("kulturarvven", "Kulturarven"),
    ("gapahukk", "gapahuk"),
    ("lekesty", "lekesti"),
    ("mobillitetsplan", "mobilitetsplan"),
    ("barnehagelærrere", "barnehagelærere"),
    ("velferdsteknolgi", "velferdsteknologi"),
    # without æ, ø and å
    ("bathavn", "småbåthamnene"),
    ("kontorfellesskap naeringsliv", "næringslivet én dør"),
    ("sykkelvei oyene", "øyene"),
    ("snobroyting", "snøbrøyting"),
    ("moteplass brygge", "møteplass"),
    ("aalegras", "ålegras"),
    # parts of compounds, and compounds taken apart
    ("alarm", "trygghetsalarmer"),
    ("panel", "ungdomspanel"),
    ("bygging", "byggjeplassar"),
    ("svinn", "matsvinnet"),
    ("myr", "Langmyra"),
    ("låser", "digitale låser"),
    ("innbygger torg", "innbyggertorg"),
    ("fritids kort", "fritidskort"),
    ("gjenvinning", "gjenvinningsstasjonen"),
    ("ungdomsklubb", "ungdomsklubben"),
    # as planners ask
    ("1a3", "Vi følger opp barn som lever med vold"),
    ("vold i hjemmet", "Vi følger opp barn som lever med vold"),
    ("to voksne i klassen", "to voksne i klasserommet"),
    ("sykkelvei til skolen", "gang- og sykkelveier"),
    ("jobb til foreldre", "kvalifiseringsprogrammet for foreldre"),
    ("klarspråk skrive forståelig", "klart og forståelig"),
    ("utlån av friluftsutstyr", "friluftsutstyr"),
    ("flomsikring", "flom, skred"),
    ("helsestasjonen og barnevernet", "helsestasjon"),
    ("utslippsfri kjøretøypark", "kjøretøy"),
)  # fmt: skip

Engine = Callable[[str], list[str]]


def ours(index: SearchIndex) -> Engine:
    """Return our search as a function: a question in, the labels of its hits out."""
    labels = {entry.id: entry.label for entry in index.entries}
    return lambda text: [labels[hit.element_id] for hit in index.search(text)]


def theirs(entries: Sequence[Entry]) -> Engine:
    """Return FTS5 as such a function, over the same texts and with excerpts too."""
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE found USING fts5(code, label, description, quote, names,"
        " tokenize = 'unicode61 remove_diacritics 0')"
    )
    base.executemany(
        "INSERT INTO found VALUES (?, ?, ?, ?, ?)",
        [
            (e.code or "", e.label, *("\n".join(of) for of in (e.descriptions, e.quotes, e.names)))
            for e in entries
        ],
    )
    asked = (
        "SELECT label, snippet(found, -1, '[', ']', '…', 25) FROM found WHERE found MATCH ?"
        " ORDER BY bm25(found, 16, 8, 4, 2, 5) LIMIT 50"
    )

    def search(text: str) -> list[str]:
        words = " OR ".join(f'"{word}"*' for word in re.findall(r"\w+", text))
        return [label for label, _ in base.execute(asked, (words,))]

    return search


def milliseconds(engine: Engine, question: str) -> float:
    """Time one question."""
    began = perf_counter()
    engine(question)
    return (perf_counter() - began) * 1000


def speed(name: str, index: SearchIndex, rounds: int) -> bool:
    """Time both engines by turns on every question; true where ours stays under the limit."""
    engines = (ours(index), theirs(index.entries))
    pairs = []
    for question, _ in QUESTIONS:
        times = [[milliseconds(engine, question) for engine in engines] for _ in range(rounds)]
        pairs.append([median(of) for of in zip(*times, strict=True)])
    mine, peer = zip(*pairs, strict=True)
    cells = [name, len(index.entries), len(index.vocabulary.words)]
    cells += [f"{of:.2f}" for times in (mine, peer) for of in (median(times), max(times))]
    cells.append(f"{median(mine) / median(peer):.1f}")
    print(f"| {' | '.join(map(str, cells))} |")
    return max(mine) < LIMIT


def recall(engine: Engine, first: int) -> tuple[int, list[str]]:
    """Count the questions whose element is among the first hits, and name the others."""
    lost = [q for q, meant in QUESTIONS if not any(meant in label for label in engine(q)[:first])]
    return len(QUESTIONS) - len(lost), lost


def catalogue(plans: Path, folder: Path) -> Catalogue:
    """Build the graph of some plans and return its elements."""
    plangraf.build([plans], folder)
    return Catalogue(PlanStore.open(folder))


def main(arguments: Sequence[str]) -> int:
    """Run both comparisons; return the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks/search.py", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="how often each question is timed")
    parser.add_argument("--lost", action="store_true", help="name the questions that we fail")
    asked = parser.parse_args(arguments)
    corpus = Path(os.environ.get("PLANGRAF_CORPUS") or ROOT.parent / "shared" / "plans")
    plans = {"Fjordvik": EXAMPLE, "Drammen": corpus / "drammen"}
    with tempfile.TemporaryDirectory() as folder:
        found = {
            name: catalogue(path, Path(folder) / name)
            for name, path in plans.items()
            if path.is_dir()
        }
        began = perf_counter()
        indexes = {name: index_of(of) for name, of in found.items()}
        print(f"Indexes made in {perf_counter() - began:.2f} s, the dictionaries read once.\n")
        print(
            "| plans | elements | words | median ms | worst ms | FTS5 median | FTS5 worst | ratio |"
        )
        print("|---|---|---|---|---|---|---|---|")
        slow = [name for name, of in indexes.items() if not speed(name, of, asked.rounds)]
        example = indexes["Fjordvik"]
        print(f"\n| of {len(QUESTIONS)} questions | first | among ten |\n|---|---|---|")
        for name, engine in (("ours", ours(example)), ("FTS5", theirs(example.entries))):
            print(f"| {name} | {recall(engine, 1)[0]} | {recall(engine, 10)[0]} |")
        if asked.lost:
            print("\nNot first:", *recall(ours(example), 1)[1], sep="\n- ")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
