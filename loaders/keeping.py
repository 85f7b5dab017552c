"""What was read is kept, so that an unchanged document is not read again.

Everything here can be done without: an entry that is broken is read anew, and where the disk
takes nothing more, nothing is kept.
"""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from graph.errors import BadInput
from graph.files import write_file
from loaders.document import Document
from loaders.storing import dump_document, load_document

#: The packages whose versions decide what is read out of a file.
_READERS = ("lxml", "openpyxl", "pypdfium2", "python-docx")
_ENTRY = ".json"


def key_of(parts: Mapping[str, bytes], name: str, profile: str = "") -> str:
    """Return the key of what one version of the readers makes of a file's parts by a profile.

    >>> key_of({"": b"one"}, "a.pdf") == key_of({"": b"two"}, "a.pdf")
    False
    """
    digest = hashlib.sha256(f"{readers_version()}\n{name}\n{profile}\n".encode())
    for path, data in sorted(parts.items()):
        digest.update(f"{path}\n{hashlib.sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()


@cache
def readers_version() -> str:
    """Return a hash of all that decides how a file is read: our own code and data, and theirs."""
    digest = hashlib.sha256()
    for source in _sources(files("loaders")):
        digest.update(source.read_bytes())
    for package in _READERS:
        with suppress(PackageNotFoundError):
            digest.update(f"{package} {version(package)}\n".encode())
    return digest.hexdigest()


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith((".py", ".toml", ".txt")):
            yield entry


class KeptDocuments:
    r"""Documents in a folder, by the key of what they were read from.

    >>> import tempfile
    >>> document = Document("a.txt", "00", "text/plain", "utf-8", "Mål", "Mål", ())
    >>> with tempfile.TemporaryDirectory() as home:
    ...     kept = KeptDocuments(Path(home, "kept"))
    ...     kept["k"] = document
    ...     kept["k"] == document, kept.get("other")
    (True, None)
    """

    def __init__(self, folder: Path) -> None:
        """Take a folder; it is made when the first document is kept."""
        self._folder = folder
        self._used: set[str] = set()

    def get(self, key: str) -> Document | None:
        """Return what is kept under a key, or None where nothing whole is."""
        self._used.add(key)
        try:
            digest, _, data = (self._folder / f"{key}{_ENTRY}").read_bytes().partition(b"\n")
            if digest.decode("ascii", "replace") == hashlib.sha256(data).hexdigest():
                return load_document(data)
        except (OSError, ValueError):
            pass
        return None

    def __getitem__(self, key: str) -> Document:
        """Return what is kept under a key; raises :class:`KeyError` where nothing whole is."""
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: str, document: Document) -> None:
        """Keep a document, and let its pages go: they were kept for a reading that is done."""
        data = dump_document(document)
        with suppress(BadInput, OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            head = hashlib.sha256(data).hexdigest().encode() + b"\n"
            write_file(self._folder / f"{key}{_ENTRY}", head + data)
        shutil.rmtree(self.pages(key), ignore_errors=True)

    def pages(self, key: str) -> Path:
        """Return the folder in which the pages of a document are kept while it is being read."""
        return self._folder / key

    def tidy(self) -> None:
        """Remove what was not asked for since this was made: documents that are gone or changed."""
        for entry in self._folder.iterdir() if self._folder.is_dir() else ():
            if entry.name.removesuffix(_ENTRY) in self._used:
                continue
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                with suppress(OSError):
                    entry.unlink()


class KeptPages(MutableMapping[str, bytes]):
    """Blocks of pages in a folder, one file each, whole or not at all.

    What the disk refuses is held in memory, so that the reading under way goes on.
    """

    def __init__(self, folder: Path) -> None:
        """Take a folder; it is made when the first block is kept."""
        self._folder = folder
        self._unwritten: dict[str, bytes] = {}

    def __getitem__(self, key: str) -> bytes:
        """Return a block; raises :class:`KeyError` where there is none."""
        if key in self._unwritten:
            return self._unwritten[key]
        try:
            return (self._folder / key).read_bytes()
        except OSError as error:
            raise KeyError(key) from error

    def __setitem__(self, key: str, value: bytes) -> None:
        """Keep a block."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_file(self._folder / key, value)
        except (BadInput, OSError):
            self._unwritten[key] = value

    def __delitem__(self, key: str) -> None:
        """Let a block go; raises :class:`KeyError` where there is none."""
        known = self._unwritten.pop(key, None) is not None
        try:
            (self._folder / key).unlink()
        except OSError as error:
            if not known:
                raise KeyError(key) from error

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        there = {p.name for p in self._folder.iterdir()} if self._folder.is_dir() else set[str]()
        return iter(sorted({key for key in there if not key.startswith(".")} | {*self._unwritten}))

    def __len__(self) -> int:
        """Return how many blocks are kept."""
        return sum(1 for _ in self)
