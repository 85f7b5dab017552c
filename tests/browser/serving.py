"""The real server in a process of its own, and one address for each kind of page that it has."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from graph.store import PlanStore
from plangraf.site.addresses import path_of
from plangraf.site.routing import PAGES
from queries.catalogue import Catalogue

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
#: Seconds that the server may take until it answers.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Got:
    """What the server answered: status, headers in small letters, and the text."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Served:
    """A server: its address, and the folder of the graph that it shows."""

    address: str
    graph: Path

    def get(self, path: str) -> Got:
        """Return what the server answers, whatever it is."""
        try:
            with urlopen(Request(self.address + path), timeout=_PATIENCE) as answer:  # noqa: S310
                body, status, headers = answer.read(), answer.status, answer.headers
        except HTTPError as error:
            body, status, headers = error.read(), error.code, error.headers
        told = {name.lower(): value for name, value in headers.items()}
        return Got(status, told, body.decode("utf-8", "replace"))

    def json(self, path: str) -> Any:
        """Return the twin of a page, which must be there."""
        got = self.get(path)
        assert got.status == 200, got.text
        return json.loads(got.text)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The elements of the graph, to look for pages in."""
        return Catalogue(PlanStore.open(self.graph))

    def page_of(self, label: str) -> str:
        """Return the path of the page of an element, by its code, its text or its IRI."""
        return f"/{path_of(self.catalogue.find(label).id)}"


@contextmanager
def serving(
    graph: Path, *words: str, environment: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Serve a graph on a free port for as long as the block lasts; the process is always ended.

    It runs elsewhere than in the checkout, so that it is the installed package that is served.
    """
    command = [sys.executable, "-m", "plangraf.cli", "serve", "--graph", str(graph), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--no-browser", *words], cwd=graph.parent, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", env={**os.environ, **(environment or {})},
    )  # fmt: skip
    try:
        served = Served(_address_of(process), graph)
        _wait(served)
        yield served
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
        if process.stderr:
            process.stderr.close()


def _address_of(process: "subprocess.Popen[str]") -> str:
    """Return the address that the server tells of; from then on what it says is thrown away."""
    assert process.stderr
    told = []
    for line in process.stderr:
        told.append(line)
        if found := _ADDRESS.search(line):
            threading.Thread(target=_empty, args=(process,), daemon=True).start()
            return found[0]
    raise AssertionError("".join(told))


def _empty(process: "subprocess.Popen[str]") -> None:
    """Read what the server says, so that it never waits for a reader."""
    try:
        for _ in process.stderr or ():
            pass
    except ValueError:  # closed, as the process is ended
        return


def _wait(served: Served) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            assert served.get("/").status == 200
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return


# --- the kinds of pages -----------------------------------------------------------------------

Finder = Callable[[Served], str]


def _element(label: str) -> Finder:
    return lambda served: served.page_of(label)


def _typed(kind: str, *, is_read: bool = True) -> Finder:
    """Find the first thing of a type; of plans one that was read, or one that is cited alone."""

    def find(served: Served) -> str:
        some = [e for e in served.catalogue.elements.values() if e.type == kind]
        if kind.endswith(("_plan", "_strategy")):
            with_text = {e.plan_id for e in served.catalogue.elements.values()}
            some = [e for e in some if (e.id in with_text) is is_read]
        return f"/{path_of(min(e.id for e in some))}"

    return find


def _finding(code: str) -> Finder:
    return lambda served: "/" + served.json(f"/funn.json?type={code}")["findings"][0]["path"]


def _link(served: Served) -> str:
    return "/" + str(served.json("/funn/koblinger.json")["links"][0]["path"])


#: Each page of the registry at its own address, by its name.
REGISTERED: Mapping[str, Finder] = {
    path or "oversikt": (lambda _, path=path: f"/{path}") for path in PAGES
}
#: The other kinds of pages: those below a page of the registry, lists as their forms give them,
#: elements of every type.
OTHERS: Mapping[str, Finder] = {
    "mål: istapp": lambda _: "/mal/istapp",
    "mål: bare hull": lambda _: "/mal?hull=ja",
    "dekning: bredest": lambda _: "/dekning/strategy/strategy",
    "dekning: bærekraftsmål": lambda _: "/dekning/initiative/sdg",
    "flyt: satsinger": lambda _: "/flyt/initiative",
    "funn: ett": _finding("strategy-without-measure"),
    "funn: henvisning uten treff": _finding("reference-unresolved"),
    "funn: gjengitt med endring": _finding("restatement-changed"),
    "koblinger": lambda _: "/funn/koblinger",
    "koblinger: én": _link,
    "spørring: svar": lambda _: "/sporring?sparql=" + quote("SELECT * { ?s ?p ?o } LIMIT 3"),
    "spørring: ugyldig": lambda _: "/sporring?sparql=SELECT",
    "spørsmål": lambda _: "/sporring/coverage/trace-share",
    "spørsmål: med verdi": lambda _: "/sporring/coverage/focus-areas-not-covered",
    "søk: treff": lambda _: "/sok?q=skole",
    "søk: uten treff": lambda _: "/sok?q=romfergehavn",
    "elementer: tiltak": lambda _: "/elementer?type=measure",
    "elementer: strategier uten tiltak": lambda _: "/elementer?type=strategy&tilstand=uten-tiltak",
    "tiltak": _element("Åpne skolene på Leirnes og i Indre Vik to kvelder i uka"),
    "tiltak på nynorsk": _element("Setje opp ladepunkt for elbåtar i småbåthamnene"),
    "tiltak uten spor": _element("Sette i stand Leirnes fyrstasjon"),
    "tiltak: gjengitt med endring": _element(
        "Følge opp alle ungdommer mellom 16 og 18 år som ikke er i skole eller arbeid"
    ),
    "oppvekstreformtiltak": _typed("reform_measure"),
    "strategi uten tiltak": _element("3.B3"),
    "strategi": _element("1.B2"),
    "delmål": _element("1.C"),
    "hovedmål": _typed("main_goal"),
    "satsingsområde": _element("Natur, klima og beredskap"),
    "visjon": _element("Nær havet, nær hverandre"),
    "verdi": _typed("value"),
    "satsing": _typed("initiative"),
    "prioritering": _typed("priority"),
    "anbefaling": _typed("recommendation"),
    "plan": _typed("societal_master_plan"),
    "plan på nynorsk": _element("Temaplan for klima og natur 2024–2030"),
    "plan som bare er omtalt": _typed("thematic_plan", is_read=False),
    "bærekraftsmål": _typed("sdg"),
    "organisasjon": _typed("organization"),
    "hjemmel": _typed("legal_basis"),
    "kommune": _typed("municipality"),
    "ukjent side": lambda _: "/finnes-ikke",
}
KINDS: Mapping[str, Finder] = {**REGISTERED, **OTHERS}
#: One kind or more of each layout: what else there is differs in its words, not in what it holds.
LAYOUTS = (
    *REGISTERED, "mål: istapp", "mål: bare hull", "dekning: bredest", "flyt: satsinger",
    "funn: ett", "funn: gjengitt med endring", "koblinger", "koblinger: én", "spørring: svar",
    "spørsmål: med verdi", "søk: treff", "elementer: tiltak", "tiltak", "tiltak uten spor",
    "strategi", "plan", "bærekraftsmål", "ukjent side",
)  # fmt: skip
#: Pages whose words of ours are longer in another language than in bokmål.
TRANSLATED: Mapping[str, Finder] = {
    "nynorsk: oversikt": lambda _: "/nn/",
    "nynorsk: funn": lambda served: f"/nn{KINDS['funn: ett'](served)}",
    "engelsk: oversikt": lambda _: "/en/",
    "engelsk: plan": lambda served: f"/en{KINDS['plan'](served)}",
    "engelsk: elementer": lambda _: "/en/elementer?type=measure",
}
#: What the server says no to, and the browser tells of that.
REFUSED = frozenset({"ukjent side"})
