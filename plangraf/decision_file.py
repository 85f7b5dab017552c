"""``plangraf.decisions.toml`` as a text that is edited one decision at a time, under a lock.

Whoever writes it by hand keeps every byte: an edit takes out the lines of one decision or puts
some at the end, and what the edit makes is read again before it is written. A file that can't be
understood is never written over.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.files import told, write_file
from loaders.decisions import (
    NAME,
    Decisions,
    ElementEntry,
    FindingEntry,
    LinkEntry,
    parse_decisions,
)
from loaders.manifest import parse_toml

#: The kinds of decision, in the order of the file's reference.
KINDS = ("element", "link", "finding")
#: What some editors begin a file with.
_MARK = "\ufeff"
#: How many seconds others who write decisions are given to finish.
PATIENCE = 30.0
#: A string, a comment, a bracket, the end of a line, or what is between them.
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[{]|[\]}]|\n"
    r"|[^\"'#\[\]{}\n]+"
    r"|.",
    re.DOTALL,
)
_HEADER = re.compile(r"""\s*\[\[\s*["']?(\w+)["']?\s*\]\]""")
_BLANK_ABOVE = re.compile(r"(?:\A|\n)([^\S\n]*\n)\Z")
_BLANK_BELOW = re.compile(r"\A[^\S\n]*\n")
_NO_PAIR = re.compile(r"\s*(?:#.*)?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision as it stands in a file: its values, and where its lines begin and end."""

    kind: str
    values: Mapping[str, Any]
    decided: ElementEntry | LinkEntry | FindingEntry
    line: int
    start: int
    end: int
    number: int = 1

    @property
    def key(self) -> str:
        """What names the decision, wherever in the file it stands: a hash of what it says.

        ``number`` tells one from another that says the same.
        """
        said = json.dumps([self.kind, self.number, self.values], default=str, sort_keys=True)
        return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class New:
    """A decision to write; ``notes`` are comments behind some of its values."""

    kind: str
    values: Mapping[str, Any]
    notes: Mapping[str, str] = field(default_factory=dict)


class DecisionFile:
    """The decisions of one folder, as read and as edited since."""

    def __init__(self, folder: Path) -> None:
        r"""Read the file; where there is none it is empty.

        Raises what :func:`~loaders.decisions.load_decisions` does.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as home:
        ...     file = DecisionFile(Path(home))
        ...     told = {"code": "plan-outdated", "subject": "Ny «plan»", "by": "Kari"}
        ...     said = {"assessment": "not-relevant", "date": date(2026, 1, 2), "reason": "Ny plan"}
        ...     file.edit(add=[New("finding", told | said)])
        ...     print(file.text)
        [[finding]]
        code = "plan-outdated"
        subject = "Ny «plan»"
        by = "Kari"
        assessment = "not-relevant"
        date = 2026-01-02
        reason = "Ny plan"
        <BLANKLINE>
        """
        self.folder = folder
        self.path = folder / NAME
        self._former = self._read()
        self.text = _decoded(self._former or b"", self.path)
        self.decisions = self._understood(self.text)

    def _read(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadInput("toml-unreadable", where=self.path, reason=error) from error

    def _understood(self, text: str) -> Decisions:
        return parse_decisions(text.removeprefix(_MARK), self.path)

    @property
    def is_changed(self) -> bool:
        """Whether the text is another than what was read."""
        return self.text.encode() != (self._former or b"")

    def entries(self) -> list[Entry]:
        """Return the decisions in the order they stand in.

        Raises :class:`~graph.errors.BadInput` (``decisions-inline``) where some are written in
        another form than tables of their own.
        """
        said = self._said(self.text)
        found: list[Entry] = []
        spans = list(_tables(self.text))
        for kind in KINDS:
            decided = getattr(self.decisions, kind)
            places = [(start, end) for name, start, end in spans if name == kind]
            if len(places) != len(said.get(kind, [])) or (kind in said and not places):
                raise BadInput("decisions-inline", where=self.path)
            seen: dict[str, int] = {}
            for values, one, (start, end) in zip(said.get(kind, []), decided, places, strict=True):
                line = self.text.count("\n", 0, start) + 1
                entry = Entry(kind, values, one, line, start, end)
                number = seen[entry.key] = seen.get(entry.key, 0) + 1
                found.append(Entry(kind, values, one, line, start, end, number))
        return sorted(found, key=lambda entry: entry.start)

    def _said(self, text: str) -> dict[str, Any]:
        return parse_toml(text.removeprefix(_MARK), self.path)

    def edit(self, *, remove: Iterable[Entry] = (), add: Iterable[New] = ()) -> None:
        """Take decisions out and put others at the end; all else stays as it is, byte for byte.

        With a decision goes the blank line that parts it from what is above; comments that stand
        outside its lines stay. Raises :class:`~graph.errors.BadInput` (``decisions-inline``).
        """
        said, text = self._said(self.text), self.text
        entries = self.entries()
        for entry in sorted(remove, key=lambda e: -e.start):
            same = [e.start for e in entries if e.kind == entry.kind and e.start <= entry.start]
            del said[entry.kind][len(same) - 1]
            text = _without(text, entry)
        for kind in KINDS:
            if said.get(kind) == []:
                del said[kind]
        for new in add:
            said.setdefault(new.kind, []).append(dict(new.values))
            text = _with(text, new)
        if self._said(text) != said:
            raise BadInput("decisions-inline", where=self.path)
        self.text, self.decisions = text, self._understood(text)

    def save(self) -> None:
        """Write the text; a file left empty goes.

        Raises :class:`~graph.errors.BadInput` (``decisions-changed``) where somebody else wrote
        the file since it was read, and ``output-unwritable`` and ``output-full``.
        """
        if self._read() != self._former:
            raise BadInput("decisions-changed", where=self.path)
        self._write(self.text.encode() or None)

    def put_back(self) -> None:
        """Write what was read, unless somebody else has written since."""
        if self._read() == (self.text.encode() or None):
            self._write(self._former)

    def _write(self, data: bytes | None) -> None:
        with told(self.path):
            # A link stays a link.
            place = self.path.resolve()
            if data is None:
                place.unlink(missing_ok=True)
            else:
                write_file(place, data)


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[DecisionFile]:
    """Open the decisions of a folder while nobody else writes them.

    Raises :class:`~graph.errors.BadInput` (``decisions-busy``, ``output-unwritable``, and what
    reading the file raises).
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only what writes needs it

    if not folder.is_dir():
        raise BadInput("document-missing", where=folder)
    path = folder / NAME
    lock = FileLock(str(folder / f".{NAME}.lock"))
    with told(path):
        try:
            lock.acquire(timeout=patience)
        except Timeout as error:
            raise BadInput("decisions-busy", where=path) from error
    try:
        yield DecisionFile(folder)
    finally:
        lock.release()


def _decoded(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("toml-unreadable", where=path, reason=error) from error


def _without(text: str, entry: Entry) -> str:
    above, below = text[: entry.start], text[entry.end :]
    is_open = not below and not text.endswith("\n")
    if found := _BLANK_ABOVE.search(above):
        above = above[: found.start(1)]
        above = above.removesuffix("\n").removesuffix("\r") if is_open else above
    elif not above.strip(_MARK):
        below = _BLANK_BELOW.sub("", below, count=1)
    return above + below


def _with(text: str, new: New) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = [f"[[{new.kind}]]"]
    for name, value in new.values.items():
        note = f"  # {_one_line(new.notes[name])}" if name in new.notes else ""
        lines.append(f"{name} = {_toml(value)}{note}")
    above = text.removeprefix(_MARK)
    is_open = bool(above) and not above.endswith("\n")
    before = newline * (2 if is_open else 1) if above else ""
    return text + before + newline.join(lines) + ("" if is_open else newline)


def _tables(text: str) -> Iterator[tuple[str, int, int]]:
    """Iterate over the tables of lists: ``(name, start, end)``, the end after their last value."""
    name, begin, end = "", 0, 0
    for start, stop in _statements(text):
        header = _HEADER.match(text, start, stop)
        if header is not None:
            if name:
                yield name, begin, end
            name, begin, end = header[1], start, stop
        elif not _NO_PAIR.fullmatch(text, start, stop):
            end = stop
    if name:
        yield name, begin, end


def _statements(text: str) -> Iterator[tuple[int, int]]:
    """Iterate over the lines of a TOML text; a value over several lines is one of them."""
    start, depth = int(text.startswith(_MARK)), 0
    for token in _TOKEN.finditer(text, start):
        word = token[0]
        if word in "[{":
            depth += 1
        elif word in "]}":
            depth -= 1
        elif word == "\n" and depth <= 0:
            yield start, token.end()
            start = token.end()
    if start < len(text):
        yield start, len(text)


def _toml(value: object) -> str:
    """A value as TOML has it; characters that can't be seen are written by their numbers."""
    if isinstance(value, str):
        shown = json.dumps(value, ensure_ascii=False)
        return "".join(c if c.isprintable() else _number(c) for c in shown)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)
