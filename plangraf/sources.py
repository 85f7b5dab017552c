"""Which documents a command means: files, ZIP files, folders; and the settings beside them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from graph.errors import BadInput, Notice, PlangrafError
from loaders.archives import Archive, is_archive
from loaders.decisions import NAME as DECISIONS
from loaders.decisions import Decisions, load_decisions
from loaders.document import Document
from loaders.drafts import Reading
from loaders.manifest import NAME as MANIFEST
from loaders.manifest import Manifest, load_manifest
from loaders.metadata import read_metadata
from loaders.profile import GENERAL, Profile, load_profile, using
from loaders.profiled import profiled
from loaders.readers import read_bytes
from loaders.reading import read as read_elements
from loaders.sniffing import ARCHIVE_SUFFIX, KNOWN_FORMATS, SUFFIXES, Format

#: Files that may be plans in a format not read: named, not passed over in silence.
_DOCUMENTS = frozenset({".doc", ".odt", ".rtf", ".xls", ".ods", ".pptx", ".ppt"})
_INDEX = frozenset({"index.html", "index.htm"})
#: What a browser puts beside a page that it saves: «Plan.html» and «Plan_files», in its language.
_BESIDE_A_PAGE = re.compile(r"[-_ ](?:files|filer|arkiver|fichiers|dateien)$", re.IGNORECASE)
#: A manifest may name a file by the start of its hash; whether it is read shows only then.
_HASH = re.compile("[0-9a-f]{12,64}")


#: Gives the bytes of a document when they are needed, and not before.
Fetch = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read and the folder whose settings hold for it.

    ``path`` is where it is, for messages (inside a ZIP file: below the ZIP file's path); ``parts``
    are its bytes: of a file one, without a name, of a folder of web pages each page by its path.
    """

    name: str
    path: Path
    folder: Path
    manifest: Manifest
    parts: Mapping[str, Fetch]

    @property
    def is_site(self) -> bool:
        """A folder of web pages that are one document."""
        return set(self.parts) != {""}

    def profile(self, sha256: str) -> Profile:
        """Return the profile that holds for this file, by its name or the hash of its bytes.

        Raises :class:`~graph.errors.BadInput` as :func:`~loaders.profile.load_profile` does.
        """
        entry = self.manifest.entry(self.name, sha256)
        name = (entry.profile if entry else None) or self.manifest.profile or GENERAL
        return load_profile(self.folder, name)

    def fetch(self) -> dict[str, bytes]:
        """Return the bytes of its parts.

        Raises :class:`~graph.errors.BadInput` as :func:`~loaders.readers.read_bytes` does.
        """
        return {path: fetch() for path, fetch in self.parts.items()}

    def elements(self, document: Document) -> Reading:
        """Read what a document holds; ``plangraf.toml`` goes before what it says itself."""
        profile = self.profile(document.sha256)
        with using(profile):
            metadata = profile.years.over(read_metadata(document))
            entry = self.manifest.entry(document.name, document.sha256)
            if entry is not None:
                metadata = entry.override(metadata)
            return read_elements(profiled(document), metadata)


@dataclass(frozen=True, slots=True)
class Sources:
    """All documents to read, the decisions of their folders, what was passed over, what failed."""

    files: tuple[Source, ...]
    decisions: dict[Path, Decisions]
    notices: tuple[Notice, ...]
    failed: tuple[PlangrafError, ...] = ()

    def redecided(self, decisions: Mapping[Path, Decisions]) -> "Sources":
        """Return the same documents with other decisions in some folders."""
        return replace(self, decisions={**self.decisions, **decisions})


def find_sources(paths: list[Path]) -> Sources:
    """Find the documents of some paths: files as named, folders and ZIP files with all they hold.

    Raises :class:`~graph.errors.BadInput` (``document-missing``, ``folder-without-plans``, and
    what a ZIP file that is named can be refused for).
    """
    search = _Search()
    for path in paths:
        if not path.exists():
            raise BadInput("document-missing", where=path)
        if path.is_dir():
            search.add_folder(path)
        else:
            search.add_file(path)
    return Sources(
        files=tuple(sorted(search.files.values(), key=lambda s: str(s.path))),
        decisions={home: load_decisions(home) for home, _ in search.homes_in_order()},
        notices=tuple(search.notices),
        failed=tuple(search.failed),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One file of a folder or a ZIP file: its path there, its path here, and its bytes."""

    inner: PurePosixPath
    path: Path
    fetch: Fetch


class _Search:
    """Looks through what was named."""

    def __init__(self) -> None:
        self.files: dict[Path, Source] = {}
        self.notices: list[Notice] = []
        self.failed: list[PlangrafError] = []
        self._homes: dict[Path, tuple[Path, Manifest]] = {}

    def homes_in_order(self) -> list[tuple[Path, Manifest]]:
        return sorted(self._homes.values(), key=lambda home: home[0])

    def add_folder(self, folder: Path) -> None:
        home, manifest = self._home(folder)
        entries = list(_entries(folder, PurePosixPath()))
        names = self._add(entries, folder, home, manifest)
        for entry in entries:
            if entry.path.suffix.lower() != ARCHIVE_SUFFIX:
                continue
            try:
                if not _is_archive(entry.path):
                    self._keep(_source(entry, home, manifest))
                    names.add(entry.path.name)
                else:
                    names |= self._add_archive(entry.path, home, manifest)
            except PlangrafError as error:
                self.failed.append(error)
        if not names and not self.failed:
            raise BadInput("folder-without-plans", where=folder, known=KNOWN_FORMATS)
        for named in manifest.document:
            if named.file not in names and not _HASH.fullmatch(named.file):
                self.notices.append(Notice("manifest-file-unknown", file=named.file, where=home))

    def add_file(self, path: Path) -> None:
        home, manifest = self._home(path.parent)
        if path.suffix.lower() in SUFFIXES or not _is_archive(path):
            entry = _Entry(PurePosixPath(path.name), path, partial(read_bytes, path))
            self._keep(_source(entry, home, manifest))
        elif not self._add_archive(path, home, manifest):
            raise BadInput("folder-without-plans", where=path, known=KNOWN_FORMATS)

    def _home(self, folder: Path) -> tuple[Path, Manifest]:
        key = folder.resolve()
        if key not in self._homes:
            self._homes[key] = folder, load_manifest(folder)
        return self._homes[key]

    def _keep(self, source: Source) -> None:
        self.files.setdefault(source.path.resolve(), source)

    def _add_archive(self, path: Path, home: Path, manifest: Manifest) -> set[str]:
        """Add the documents of a ZIP file; the settings beside it hold for them."""
        archive = Archive(read_bytes(path), str(path))
        entries = [
            _Entry(inner, path / inner, partial(archive.read, inner)) for inner in archive.paths
        ]
        entries = [entry for entry in entries if not _is_passed_over(entry, archive.paths)]
        for entry in entries:
            if entry.path.suffix.lower() == ARCHIVE_SUFFIX:
                self.notices.append(Notice("archive-in-archive", where=entry.path))
            elif entry.path.name in {MANIFEST, DECISIONS}:
                name = str(entry.inner)
                self.notices.append(Notice("archive-settings", name=name, where=path))
        return self._add(entries, path, home, manifest)

    def _add(
        self, entries: Iterable[_Entry], root: Path, home: Path, manifest: Manifest
    ) -> set[str]:
        """Add documents found below a root; return their names."""
        entries = list(entries)
        names = set()
        sites = _sites(entries)
        for site, pages in sites.items():
            place = root / site
            name = place.stem if place.is_file() else place.resolve().name  # a ZIP file is a site
            parts = {str(page.inner.relative_to(site)): page.fetch for page in pages}
            self._keep(Source(name, place, home, manifest, parts))
            names.add(name)
        on_sites = {page.inner for pages in sites.values() for page in pages}
        for entry in entries:
            suffix = entry.path.suffix.lower()
            if entry.inner in on_sites or _is_beside_a_page(entry, entries):
                continue
            if suffix in SUFFIXES:
                self._keep(_source(entry, home, manifest))
                names.add(entry.path.name)
            elif suffix in _DOCUMENTS:
                self.notices.append(Notice("document-skipped", where=entry.path))
        return names


def _source(entry: _Entry, home: Path, manifest: Manifest) -> Source:
    return Source(entry.path.name, entry.path, home, manifest, {"": entry.fetch})


def _is_archive(path: Path) -> bool:
    """Whether a file is a ZIP file of documents; only what begins as one is read for it."""
    try:
        with path.open("rb") as file:
            begins = file.read(4)
    except OSError:
        return False  # reading it says what is wrong
    return begins == b"PK\x03\x04" and is_archive(read_bytes(path))


def _entries(folder: Path, inner: PurePosixPath) -> Iterator[_Entry]:
    """Iterate over the files of a folder and those below, hidden ones and graphs left out."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            if not (path / "build.json").exists():
                yield from _entries(path, inner / path.name)
        else:
            yield _Entry(inner / path.name, path, partial(read_bytes, path))


def _is_passed_over(entry: _Entry, paths: list[PurePosixPath]) -> bool:
    """Whether a file in a ZIP file is hidden, of a Mac's own making, or of a graph."""
    steps = entry.inner.parts
    if any(step.startswith(".") or step == "__MACOSX" for step in steps):
        return True
    return any(parent / "build.json" in paths for parent in entry.inner.parents)


def _sites(entries: list[_Entry]) -> dict[PurePosixPath, list[_Entry]]:
    """The folders that begin with an index page, each with its pages and those of folders below."""
    roots: list[PurePosixPath] = []
    for folder in sorted({e.inner.parent for e in entries if e.inner.name.lower() in _INDEX}):
        if not any(folder.is_relative_to(root) for root in roots):
            roots.append(folder)
    return {
        root: [
            entry
            for entry in entries
            if entry.inner.is_relative_to(root)
            and SUFFIXES.get(entry.path.suffix.lower()) is Format.WEB
            and not _is_beside_a_page(entry, entries)
        ]
        for root in roots
    }


def _is_beside_a_page(entry: _Entry, entries: list[_Entry]) -> bool:
    """Whether a file is what a browser saved beside a page: its frames and scripts."""
    for folder in entry.inner.parents:
        stem, found = _BESIDE_A_PAGE.subn("", folder.name)
        pages = {folder.with_name(f"{stem}{s}") for s in (".html", ".htm")} if found else set()
        if any(other.inner in pages for other in entries):
            return True
    return False
