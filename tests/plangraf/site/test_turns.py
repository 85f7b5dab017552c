"""Whose turn it is: pages that many ask for, pages that are held, questions that take long."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from httpx import ASGITransport, AsyncClient, Response

from plangraf.site import service as serving
from plangraf.site.app import application
from plangraf.site.page import Asked, Content
from plangraf.site.routing import page
from plangraf.site.service import Service

Get = Callable[[str], Awaitable[Response]]
#: How long a test waits for what must come.
PATIENCE = 20.0


class Slow:
    """Makes pages as always, but for those that are told to wait until it opens."""

    def __init__(self, waiting: Callable[[Asked], bool]) -> None:
        self._waiting = waiting
        self._open, self._begun = Event(), Event()
        self.made: Counter[str] = Counter()

    def __call__(self, asked: Asked) -> Content:
        """Make a page, late where it has to wait."""
        self.made[asked.path] += 1
        if self._waiting(asked):
            self._begun.set()
            assert self._open.wait(PATIENCE)
        return page(asked)

    async def begun(self) -> None:
        """Wait until one of them waits."""
        assert await asyncio.to_thread(self._begun.wait, PATIENCE)

    def open(self) -> None:
        """Let all go on."""
        self._open.set()


@pytest.fixture
def own(built: Path) -> Service:
    """Give a service that no other test has asked."""
    return Service(built)


def together(service: Service, script: Callable[[Get], Awaitable[None]]) -> None:
    """Run what asks for several pages at once, in a loop of its own."""

    async def run() -> None:
        transport = ASGITransport(application(service, {}, ["localhost"]))
        async with AsyncClient(transport=transport, base_url="http://localhost") as client:
            await asyncio.wait_for(script(client.get), PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(run())).result()


def test_a_page_that_many_ask_for_at_once_is_made_once(
    own: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(lambda _: False)
    monkeypatch.setattr(serving, "page", slow)

    async def script(get: Get) -> None:
        answers = await asyncio.gather(*(get("/spor") for _ in range(9)))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1

    together(own, script)
    assert slow.made["spor"] == 1


def test_a_page_that_is_held_waits_for_none_that_are_being_made(
    own: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = own.answer("elementer", {})
    slow = Slow(lambda asked: asked.path == "spor")
    monkeypatch.setattr(serving, "page", slow)

    async def script(get: Get) -> None:
        others = [asyncio.ensure_future(get(f"/spor?side={n}")) for n in range(5)]
        try:
            await slow.begun()
            assert (await get("/elementer")).content == held.body
            assert not any(other.done() for other in others)
        finally:
            slow.open()
        assert {answer.status_code for answer in await asyncio.gather(*others)} == {200}

    together(own, script)


def test_a_page_is_made_while_questions_take_long(
    own: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(lambda asked: bool(asked.given("sparql")))
    monkeypatch.setattr(serving, "page", slow)

    async def script(get: Get) -> None:
        asking = [asyncio.ensure_future(get(f"/sporring?sparql=ASK{n}")) for n in range(5)]
        try:
            await slow.begun()
            assert (await get("/elementer")).status_code == 200
            assert not any(one.done() for one in asking)
        finally:
            slow.open()
        assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}

    together(own, script)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("data/graf.jsonld", {}),
        ("en/data/rapport.docx", {}),
        ("elementer.xlsx", {"type": "measure"}),
        ("sok", {"q": "skole"}),
        ("sporring", {"sparql": "ASK {}"}),
    ],
)
def test_files_queries_and_searches_are_made_aside(
    own: Service, path: str, query: dict[str, str]
) -> None:
    assert own.takes_long(path, query)


def test_no_page_of_a_municipality_that_is_read_is_made_aside(own: Service) -> None:
    snapshot = own.library.snapshot(own.library.homes[0])
    assert not [path for path in snapshot.paths if own.takes_long(path, {})]
    assert not [path for path in ("", "elementer", "en/funn.json") if own.takes_long(path, {})]
