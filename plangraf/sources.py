"""Which files a command means: single files, or folders with what lies beside the plans."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadInput, Notice
from loaders.decisions import Decisions, load_decisions
from loaders.document import Document
from loaders.drafts import Reading
from loaders.lexicon import Profile, use_profile
from loaders.manifest import Manifest, load_manifest, load_profile
from loaders.metadata import read_metadata
from loaders.readers import read_document
from loaders.reading import read as read_elements
from loaders.sniffing import KNOWN_FORMATS, SUFFIXES

#: Files that may be plans in a format not read yet: named, not passed over in silence.
_DOCUMENTS = frozenset({".doc", ".odt", ".rtf", ".xls", ".ods", ".pptx", ".ppt", ".zip", ".xml"})
#: A manifest may name a file by the start of its hash; whether it is read shows only then.
_HASH = re.compile("[0-9a-f]{12,64}")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read and the folder whose settings hold for it."""

    path: Path
    folder: Path
    manifest: Manifest

    def profile(self, document: Document) -> Profile:
        """Return the words that the municipality's profile adds for this file."""
        entry = self.manifest.entry(document.name, document.sha256)
        name = (entry.profile if entry else None) or self.manifest.profile
        return load_profile(self.folder, name) if name else ()

    def read(self) -> Reading:
        """Read the file; what ``plangraf.toml`` says of it goes before what it says itself."""
        document = read_document(self.path)
        with use_profile(self.profile(document)):
            metadata = read_metadata(document)
            entry = self.manifest.entry(document.name, document.sha256)
            if entry is not None:
                metadata = entry.override(metadata)
            return read_elements(document, metadata)


@dataclass(frozen=True, slots=True)
class Sources:
    """All files to read, the decisions of their folders, and what was passed over."""

    files: tuple[Source, ...]
    decisions: dict[Path, Decisions]
    notices: tuple[Notice, ...]


def find_sources(paths: list[Path]) -> Sources:
    """Find the plan files of some paths: files as named, folders with all they hold.

    Raises :class:`~graph.errors.BadInput` (``document-missing``, ``folder-without-plans``).
    """
    files: dict[Path, Source] = {}
    homes: dict[Path, tuple[Path, Manifest]] = {}
    notices: list[Notice] = []
    for path in paths:
        if not path.exists():
            raise BadInput("document-missing", where=path)
        is_folder = path.is_dir()
        home = path if is_folder else path.parent
        key = home.resolve()
        if key not in homes:
            homes[key] = home, load_manifest(home)
        home, manifest = homes[key]
        found = list(_plans_in(path, notices)) if is_folder else [path]
        if not found:
            raise BadInput("folder-without-plans", where=path, known=KNOWN_FORMATS)
        for file in found:
            files.setdefault(file.resolve(), Source(file, home, manifest))
        if is_folder:
            notices.extend(_unused(home, manifest, found))
    return Sources(
        files=tuple(sorted(files.values(), key=lambda s: str(s.path))),
        decisions={home: load_decisions(home) for home, _ in sorted(homes.values(), key=_place)},
        notices=tuple(notices),
    )


def _place(home: tuple[Path, Manifest]) -> Path:
    return home[0]


def _unused(home: Path, manifest: Manifest, found: list[Path]) -> Iterator[Notice]:
    """Iterate over what a folder's manifest says of files that are not there."""
    names = {path.name for path in found}
    for entry in manifest.document:
        if entry.file not in names and not _HASH.fullmatch(entry.file):
            yield Notice("manifest-file-unknown", file=entry.file, where=home)


def _plans_in(folder: Path, notices: list[Notice]) -> Iterator[Path]:
    """Iterate over the plan files in a folder and those below, hidden ones and graphs left out."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            if not (path / "build.json").exists():
                yield from _plans_in(path, notices)
        elif path.suffix.lower() in SUFFIXES:
            yield path
        elif path.suffix.lower() in _DOCUMENTS:
            notices.append(Notice("document-skipped", where=path))
