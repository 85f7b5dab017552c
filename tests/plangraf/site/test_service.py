import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from graph.store import POINTER
from plangraf.site import service
from plangraf.site.loading import Library
from plangraf.site.page import Asked, Content
from plangraf.site.routing import page
from plangraf.site.service import Service


@pytest.fixture
def own(built: Path) -> Service:
    """Give a service that no other test has asked."""
    return Service(built)


@pytest.fixture
def rebuilt(built: Path) -> Callable[[], None]:
    """Give what makes the graph look as if it was built anew."""

    def touch() -> None:
        stat = (built / POINTER).stat()
        os.utime(built / POINTER, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))

    return touch


def test_a_page_is_made_once_and_then_held(own: Service) -> None:
    assert own.held("elementer", {"type": "measure"}) is None
    made = own.answer("elementer", {"type": "measure"})
    assert own.held("elementer", {"type": "measure"}) is made
    assert own.held("elementer", {"type": "strategy"}) is None


def test_a_graph_that_is_built_anew_is_opened_once_and_its_pages_made_anew(
    own: Service, rebuilt: Callable[[], None]
) -> None:
    before, made = own.library, own.answer("", {})
    assert not own.refresh()
    rebuilt()
    assert own.held("", {}) is None
    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(lambda _: own.refresh(), range(4))) == [False] * 3 + [True]
    assert own.library is not before
    assert own.held("", {}) is None
    assert own.answer("", {}).body == made.body


def test_looking_up_what_is_held_never_waits_for_a_graph_to_be_opened(
    own: Service, rebuilt: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = Event(), Event()
    opened = Library.open

    def slowly(folder: Path) -> Library:
        begun.set()
        assert ended.wait(timeout=20)
        return opened(folder)

    own.answer("", {})
    monkeypatch.setattr(Library, "open", slowly)
    rebuilt()
    with ThreadPoolExecutor(2) as threads:
        opening = threads.submit(own.refresh)
        try:
            assert begun.wait(timeout=20)
            assert threads.submit(own.held, "", {}).result(timeout=10) is None
        finally:
            ended.set()
        assert opening.result(timeout=20)


def test_a_page_of_the_former_graph_is_not_held(
    own: Service, rebuilt: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(asked: Asked) -> Content:
        monkeypatch.undo()
        rebuilt()
        assert own.refresh()
        return page(asked)

    monkeypatch.setattr(service, "page", meanwhile)
    assert own.answer("", {}).status == 200
    assert own.held("", {}) is None


def test_pages_are_made_before_anybody_asks_and_again_after_a_build(
    own: Service, rebuilt: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Callable[[], None]] = []

    class Noted:
        def __init__(self, *, target: Callable[[], None], daemon: bool) -> None:
            assert daemon
            started.append(target)

        def start(self) -> None:
            """The test goes on by itself."""

    monkeypatch.setattr(service, "Thread", Noted)
    path = next(iter(own.library.snapshot(own.library.homes[0]).paths))
    assert own.held(path, {}) is None
    own.warm()
    assert own.held(path, {}) is not None
    assert own.held("funn", {}) is not None
    rebuilt()
    assert own.refresh()
    assert own.held(path, {}) is None
    started[0]()
    assert own.held(path, {}) is not None
