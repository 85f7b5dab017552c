"""Writes the pages of a graph as a static site, with a manifest of all that is in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from graph.errors import BadInput, Notice
from graph.store import PlanStore
from plangraf import __version__
from plangraf.site.crawling import Crawl
from plangraf.site.loading import Library
from plangraf.site.placing import exchanged, keep
from plangraf.standards.catalogue_settings import CatalogueSettings
from plangraf.standards.dcat import catalogue_quads
from plangraf.vocabularies import written
from visualize.wording import LANGUAGES

#: Tells what the site is made of; a folder that has it is ours to replace.
MANIFEST = "manifest.json"
#: The description for data catalogues, where it is asked for.
CATALOGUE = "katalog.ttl"
_GENERATOR, _FORMAT = "plangraf", 1


class Progress(Protocol):
    """Is told how many pages and downloads are made, and how many are known of so far."""

    def __call__(self, made: int, known: int) -> None:
        """Show it."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was written, and what the user should be told."""

    folder: Path
    files: int
    bytes: int
    pages: int
    notices: tuple[Notice, ...]


def publish(  # noqa: PLR0913 - what is published, and how
    graph: Path,
    out: Path,
    *,
    compare: Path | None = None,
    languages: Sequence[str] = LANGUAGES,
    catalogue: CatalogueSettings | None = None,
    progress: Progress | None = None,
) -> Published:
    """Write the site of a graph to a folder, all of it or nothing.

    The pages of the first language stand at its root. An older site in the folder is replaced;
    files that others put beside it stay. The same graphs give the same bytes. With ``catalogue``
    the site has a description for data catalogues.

    Raises :class:`~graph.errors.BadInput` (``site-exists`` for a folder with something else in it,
    ``assets-missing``, ``output-unwritable``, ``output-full``, ``output-busy``,
    ``catalogue-incomplete``) and what :meth:`graph.store.PlanStore.open` does.
    """
    former = _former(out)
    library = Library.open(graph)
    other = Library.open(compare) if compare else None
    crawl = Crawl(graph, library, other, languages)
    beside = {CATALOGUE: written(catalogue_quads(library, catalogue))} if catalogue else {}
    digests: dict[str, str] = {}
    size = 0
    with exchanged(out) as made:
        for path, data in chain(beside.items(), crawl.files()):
            _write(made / path, data)
            digests[path] = sha256(data).hexdigest()
            size += len(data)
            if progress is not None:
                progress(crawl.pages + crawl.downloads, len(crawl.wanted))
        manifest = _manifest(library, other, languages, digests)
        _write(made / MANIFEST, manifest)
        if out.is_dir():
            keep(out, made, frozenset(former) | {MANIFEST})
    return Published(
        folder=out,
        files=len(digests) + 1,
        bytes=size + len(manifest),
        pages=crawl.pages,
        notices=tuple(Notice("site-link-broken", where=a.url()) for a in crawl.broken),
    )


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _former(out: Path) -> Mapping[str, str]:
    """Return the files of the site that stands in a folder.

    Raises :class:`~graph.errors.BadInput` (``site-exists``) for a folder that holds anything but a
    site of ours.
    """
    if not out.exists() or (out.is_dir() and next(out.iterdir(), None) is None):
        return {}
    try:
        told = json.loads((out / MANIFEST).read_text("utf-8"))
        is_ours = told["generator"] == _GENERATOR
        files: Mapping[str, str] = told["files"]
    except (OSError, ValueError, TypeError, KeyError):
        is_ours = False
    if not is_ours:
        raise BadInput("site-exists", where=out)
    return files


def _manifest(
    library: Library, other: Library | None, languages: Sequence[str], digests: Mapping[str, str]
) -> bytes:
    told = {
        "generator": _GENERATOR,
        "format": _FORMAT,
        "version": __version__,
        "languages": list(languages),
        "municipalities": [home.element.label for home in library.homes if home.element],
        **_origin(library.store),
        "compared": _origin(other.store) if other else None,
        "files": dict(sorted(digests.items())),
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _origin(store: PlanStore) -> dict[str, Any]:
    """Return what a graph was built of: its documents, and the graphs that it consists of."""
    return {
        "as_of": store.info.get("as_of"),
        "documents": list(store.info.get("documents", ())),
        "graphs": dict(store.info.get("graphs", {})),
    }
