"""The records of a JSON file: a list, an object that holds one, one object a line, or a tree."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from graph.errors import BadInput
from loaders.formats.fields import level_named
from loaders.lexicon import threshold

_LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: its fields as text, the record it stands inside, the name of its list.

    ``text`` is all there is of a record that is no object: «"visjon": "Sammen mot havet"».
    """

    fields: Mapping[str, str]
    above: int | None = None
    inside: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The records of a file in its order, what it says beside them, and its comments.

    ``is_cut`` says that there are more records than are kept.
    """

    entries: tuple[Entry, ...]
    about: Mapping[str, str]
    comments: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields, in the order they are met."""
        return tuple(dict.fromkeys(name for entry in self.entries for name in entry.fields))


def parse_register(text: str, where: str) -> Register:
    r"""Read the records of a JSON text.

    Raises :class:`~graph.errors.BadInput` (``register-syntax``, ``register-too-deep``).

    >>> register = parse_register('# kilde\n{"id": 1, "navn": "Trygg"}\n{"id": 2}', "a.json")
    >>> [dict(entry.fields) for entry in register.entries], register.comments
    ([{'id': '1', 'navn': 'Trygg'}, {'id': '2'}], ('kilde',))
    """
    lines = text.splitlines(keepends=True)
    comments = []
    first = 0
    while first < len(lines) and (lines[first].startswith("#") or not lines[first].strip()):
        comments += [lines[first].lstrip("# ").strip()] if lines[first].strip() else []
        first += 1
    value = _value(lines[first:], first, where)
    walk = _Walk(where)
    walk.top(value)
    return Register(tuple(walk.entries), walk.about, tuple(comments), walk.is_cut)


# --- from characters to values ----------------------------------------------------------------


def _value(lines: Sequence[str], skipped: int, where: str) -> object:
    """The value of a JSON text, or the list of the values of its lines."""
    try:
        return _loads("".join(lines), where)
    except json.JSONDecodeError as error:
        filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
        if len(filled) < 2 or not filled[0][1].rstrip().rstrip(",").endswith("}"):
            at = skipped + error.lineno
            raise BadInput("register-syntax", where=where, line=at, reason=error.msg) from error
    values = []
    for number, line in filled:
        if line.lstrip().startswith("#"):
            continue
        try:
            values.append(_loads(line.strip().rstrip(","), where))
        except json.JSONDecodeError as error:
            at = skipped + number
            raise BadInput("register-syntax", where=where, line=at, reason=error.msg) from error
    return values


def _loads(text: str, where: str) -> object:
    try:
        return json.loads(text, parse_constant=_nothing, parse_int=_as_text, parse_float=_as_text)
    except RecursionError as error:
        limit = int(threshold("register", "max_depth"))
        raise BadInput("register-too-deep", where=where, limit=limit) from error


def _nothing(_: str) -> None:
    """NaN and Infinity are no values."""


def _as_text(number: str) -> str:
    """Numbers are names here: kept as they are written, but 12.0 is 12."""
    whole, _, rest = number.partition(".")
    return (whole if rest and not rest.strip("0") else number)[:_LONGEST_NUMBER]


# --- from values to records --------------------------------------------------------------------


class _Walk:
    """Goes through the lists and objects of a file, deeper ones after those around them."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.entries: list[Entry] = []
        self.about: dict[str, str] = {}
        self.is_cut = False
        self.left = int(threshold("register", "max_records"))

    def top(self, value: object) -> None:
        """Read the whole file: find the object whose lists are the records."""
        if isinstance(value, list):
            self._list(value, None, "", 0)
            return
        depth = 0
        while isinstance(value, dict):
            depth = self._deeper(depth)
            lists = {name: one for name, one in value.items() if _is_list(one, name)}
            inner = [one for one in value.values() if isinstance(one, dict)]
            if lists or not inner:
                self._object(value, lists, depth)
                return
            self.about.update(_texts(value))
            value = max(inner, key=lambda one: (any(map(_is_records, one.values())), len(one)))

    def _object(
        self, value: Mapping[str, object], lists: Mapping[str, list[object]], depth: int
    ) -> None:
        """An object around the lists: it tells of the plan, or is the root of the tree."""
        texts = {name: text for name, text in _texts(value).items() if name not in lists}
        named = {name: text for name, text in texts.items() if level_named(name)}
        for name, text in named.items():
            self._add(Entry({}, None, name, text))
        if not lists and not named:
            self._add(Entry(texts))
            return
        self.about.update({k: text for k, text in texts.items() if k not in named})
        levels = [name for name in lists if level_named(name)]
        largest = max(lists, key=lambda name: len(lists[name]), default=None)
        for name in levels or ([largest] if largest is not None else []):
            self._list(lists[name], None, name if name in levels else "", depth)

    def _list(self, values: list[object], above: int | None, name: str, depth: int) -> None:
        depth = self._deeper(depth)
        for value in values:
            if isinstance(value, str) and name and value.strip():
                self._add(Entry({}, above, name, value.strip()))
            elif isinstance(value, dict):
                self._record(value, above, name, depth)

    def _record(
        self, value: Mapping[str, object], above: int | None, name: str, depth: int
    ) -> None:
        at = len(self.entries)
        lists = {key: one for key, one in value.items() if _is_list(one, key)}
        texts = {key: text for key, text in _texts(value).items() if key not in lists}
        if self._add(Entry(texts, above, name)):
            for key, one in lists.items():
                self._list(one, at, key if level_named(key) else "", depth)

    def _add(self, entry: Entry) -> bool:
        self.is_cut = self.is_cut or not self.left
        if not self.is_cut:
            self.left -= 1
            self.entries.append(entry)
        return not self.is_cut

    def _deeper(self, depth: int) -> int:
        limit = int(threshold("register", "max_depth"))
        if depth >= limit:
            raise BadInput("register-too-deep", where=self.where, limit=limit)
        return depth + 1


def _is_list(value: object, name: str) -> TypeGuard[list[object]]:
    """A list of records, or of texts under a name that says what they are."""
    return isinstance(value, list) and (_is_records(value) or level_named(name) is not None)


def _is_records(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _texts(value: Mapping[str, object]) -> dict[str, str]:
    """The fields of an object that hold a text, a number, or a few of them."""
    return {str(name): text for name, one in value.items() if (text := _text(one))}


def _text(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return ", ".join(part for part in value if isinstance(part, str))
    if isinstance(value, dict):  # {"id": 3, "navn": "Trygg"}: a link to another record
        return next(_simple(value), "")
    return ""


def _simple(value: Mapping[str, object]) -> Iterator[str]:
    return (one.strip() for one in value.values() if isinstance(one, str) and one.strip())
