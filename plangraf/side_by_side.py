"""Documents read side by side: the order and the outcome are as if one came after the other."""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from graph.errors import Notice, PlangrafError
from loaders.document import Document
from loaders.isolation import Workers, cores
from loaders.keeping import KeptDocuments, key_of
from loaders.profile import active, dump_profile, using
from loaders.readers import parse_parts
from loaders.sniffing import SUFFIXES, Format, format_of
from plangraf.sources import Source

#: Formats that our own code reads: quicker done than a process is started, and bounded by size.
_OURS = frozenset({Format.TEXT, Format.CSV, Format.REGISTER})


class Progress(Protocol):
    """Is told which document is being read, and of a long one which page."""

    def __call__(
        self, number: int, total: int, name: str, page: int | None = None, pages: int | None = None
    ) -> None:
        """Show it."""


@contextmanager
def side_by_side(
    sources: Sequence[Source],
    *,
    kept: KeptDocuments | None = None,
    progress: Progress | None = None,
    command: Sequence[str] | None = None,
) -> Iterator[Iterator[Document | PlangrafError]]:
    """Give what is read of each source, in their order: its document, or why there is none.

    Files of formats that foreign code reads are read in processes of their own, as many at once
    as there are cores; ``command`` starts one (see :class:`~loaders.isolation.Workers`). Leaving
    ends what is still being read.
    """
    packed = [at for at, source in enumerate(sources) if _looks_packed(source)]
    with Workers(min(len(packed), cores()), command) as workers:
        reader = _Reader(workers, kept, _Told(progress, len(sources)))
        if not packed:
            yield (reader.read(source) for source in sources)
            return
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - texts need none

        threads = ThreadPoolExecutor(workers.count)
        try:
            begun = {at: threads.submit(reader.read, sources[at]) for at in packed}
            yield (
                begun.pop(at).result() if at in begun else reader.read(source)
                for at, source in enumerate(sources)
            )
        finally:
            workers.close()  # a thread waits for its process
            threads.shutdown(cancel_futures=True)


def read_one(source: Source) -> Document:
    """Read one document.

    Raises :class:`~graph.errors.PlangrafError` when it can't be read.
    """
    with side_by_side([source]) as documents:
        outcome = next(documents)
    if isinstance(outcome, PlangrafError):
        raise outcome
    return outcome


def told_of(document: Document) -> list[Notice]:
    """Return what the reader of a document has to tell, with the document named."""
    return [
        notice
        if notice.where or "name" in notice.fields
        else Notice(notice.reference, where=document.name, **notice.fields)
        for notice in document.notices
    ]


def _looks_packed(source: Source) -> bool:
    """Whether a source is read in a process of its own, as far as its name tells."""
    kind = SUFFIXES.get(source.path.suffix.lower())
    return source.is_site or (kind is not None and kind not in _OURS)


class _Told:
    """Tells the progress of several threads, one at a time."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._begun = 0
        self._lock = threading.Lock()

    def begin(self, name: str) -> int:
        with self._lock:
            self._begun += 1
            if self._progress is not None:
                self._progress(self._begun, self._total, name)
            return self._begun

    def page(self, number: int, name: str, page: int, pages: int) -> None:
        if self._progress is not None:
            with self._lock:
                self._progress(number, self._total, name, page, pages)


class _Reader:
    """Reads one source: here, in a process of its own, or not at all where it is known."""

    def __init__(self, workers: Workers, kept: KeptDocuments | None, told: _Told) -> None:
        self._workers = workers
        self._kept = kept
        self._told = told

    def read(self, source: Source) -> Document | PlangrafError:
        number = self._told.begin(source.name)
        try:
            return self._document(source, number)
        except PlangrafError as error:
            if error.where == source.name:  # names may be the same in several folders
                error.where = str(source.path)
            return error

    def _document(self, source: Source, number: int) -> Document:
        parts = source.fetch()
        digest = "" if source.is_site else hashlib.sha256(parts[""]).hexdigest()
        with using(source.profile(digest)):
            return self._parsed(source, parts, number)

    def _parsed(self, source: Source, parts: Mapping[str, bytes], number: int) -> Document:
        name = source.name
        if not source.is_site and format_of(parts[""], name) in _OURS:
            return parse_parts(parts, name, None, None)
        key = key_of(parts, name, dump_profile(active()))
        known = self._kept.get(key) if self._kept is not None else None
        if known is not None:
            return known
        document = self._workers.read(
            parts,
            name,
            kept=self._kept.pages(key) if self._kept is not None else None,
            progress=lambda page, pages: self._told.page(number, name, page, pages),
        )
        if self._kept is not None:
            self._kept[key] = document
        return document
