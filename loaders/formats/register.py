"""Reads a municipality's register of goals: records with ids, types and parents, as JSON.

Which field holds what a profile may say; the rest is inferred from the values. Types that no
word tells are inferred from the depth in the tree, and the user is told so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.errors import BadInput
from loaders.composing import Composer
from loaders.document import Document, Mapped, Record
from loaders.formats.entries import Entry, Register, parse_register
from loaders.formats.fields import level_named, role_of, says
from loaders.formats.inferring import below_lost, infer, key_of, lost_of, parents_of
from loaders.formats.plain import text_of
from loaders.lexicon import lexicon, threshold
from loaders.registers import RegisterMapping, active_mapping
from loaders.tables import columns_of

_NAMED = 5
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_LABELS = {
    "responsible": "Ansvar", "deadline": "Frist", "cost": "Kostnad", "progress": "Status",
    "indicator": "Indikator",
}  # fmt: skip


def read(data: bytes, name: str) -> Document:
    r"""Read a register, with the mapping of the profile in use.

    Raises :class:`~graph.errors.BadInput` (``register-syntax``, ``register-too-deep``,
    ``register-without-records``, ``register-field-missing``, and what
    :func:`loaders.formats.plain.text_of` raises).

    >>> rows = '{"id": 1, "navn": "Trygg oppvekst", "type": "Hovedmål"}\n' \
    ...        '{"id": 2, "navn": "Bygge lekeplass", "type": "Tiltak", "overordnet": 1}'
    >>> document = read(rows.encode(), "mal.json")
    >>> [(b.text, b.record.type, b.record.parent) for b in document.blocks]
    [('Trygg oppvekst', 'main_goal', None), ('Bygge lekeplass', 'measure', '1')]
    """
    decoded = text_of(data, name)
    register = parse_register(decoded.text, name)
    composer = Composer(guesses_headings=False, is_marked=True)
    for comment in register.comments:
        composer.aside(comment, "comment")
    _about(register, composer)
    if register.is_cut:
        composer.notice("register-cut", where=name, limit=int(threshold("register", "max_records")))
    if _is_table(register):
        names = register.names
        rows = [[entry.fields.get(field, "") for field in names] for entry in register.entries]
        composer.table([[field.replace("_", " ") for field in names], *rows])
    else:
        _Writer(register, _mapping_of(register, name, composer), name, composer).write()
    return composer.document(name, data, "application/json", decoded.encoding)


def propose(data: bytes, name: str = "register.json") -> RegisterMapping:
    r"""Return the mapping that is inferred from a register, for a planner to correct.

    Raises what :func:`read` raises.

    >>> propose(b'[{"key": "a", "title": "Trygg oppvekst", "level": "M\xc3\xa5l"}]').types
    {'Mål': 'main_goal'}
    """
    register = parse_register(text_of(data, name).text, name)
    return infer(register, active_mapping()).mapping


def _about(register: Register, composer: Composer) -> None:
    """What an object around the records says of the plan: its title, whose it is, its years."""
    for field, text in register.about.items():
        if says(field, "title"):
            composer.heading(text, 1, is_strong=True)
    for field, text in register.about.items():
        if says(field, "municipality"):
            composer.paragraph(text if "kommune" in text.lower() else f"{text} kommune")
    years = [_first(register.about, role) for role in ("period_from", "period_to")]
    if all(years):
        composer.paragraph(f"Planperioden er {years[0]}–{years[1]}.")


def _first(about: Mapping[str, str], role: str) -> str:
    years = (text for field, text in about.items() if role_of(field) == role)
    return next((text[:4] for text in years if _YEAR.match(text)), "")


def _is_table(register: Register) -> bool:
    """Rows with a field for each level: «{"hovedmål": …, "tiltak": …, "ansvar": …}»."""
    header = tuple(Mapped.of(field.replace("_", " "), 0) for field in register.names)
    levels = [field for field in register.names if level_named(field)]
    is_flat = all(entry.above is None and not entry.inside for entry in register.entries)
    return is_flat and len(levels) >= 2 and columns_of(header) is not None


def _mapping_of(register: Register, name: str, composer: Composer) -> RegisterMapping:
    """The mapping given by the profile, with what is inferred; guesses are told."""
    given = active_mapping()
    known = register.names
    for field in given.fields().values():
        if field not in known:
            raise BadInput(
                "register-field-missing", where=name, field=field, fields=", ".join(known)
            )
    found = infer(register, given)
    mapping = found.mapping
    if found.guessed:
        told = [f"{value} = {_word(kind)}" for value, kind in found.guessed.items() if kind]
        levels = ", ".join(f'"{kind}"' for kind in found.guessed.values())
        value, kind = next(iter(found.guessed.items()))
        example = f'[register.types] "{value}" = "{kind}"'
        if mapping.type is None:
            told = [f"nivå {one}" for one in told]
            example = f"[register] levels = [{levels}]"
        composer.notice(
            "register-types-inferred", where=name, types=", ".join(told), example=example
        )
    return mapping


def _word(kind: str) -> str:
    """The Norwegian word for a type, as the lexicon has it."""
    labels = lexicon()["labels"].get(kind) or lexicon()["headers"].get(kind) or {}
    return str(labels["nb"][0]) if labels else kind


@dataclass(frozen=True, slots=True)
class _Node:
    """A record that is an element: its place in the file, its text, type and id."""

    at: int
    text: str
    type: str
    id: str


class _Writer:
    """Writes the records of a register, parents before what stands under them."""

    def __init__(
        self, register: Register, mapping: RegisterMapping, where: str, composer: Composer
    ) -> None:
        self.entries = register.entries
        self.mapping = mapping
        self.where = where
        self.composer = composer
        self.parents = parents_of(register.entries, mapping.id, mapping.parent)
        self.lost = lost_of(register.entries, mapping.id, mapping.parent)
        self.unplaced = below_lost(self.parents, self.lost)

    def write(self) -> None:
        """Write all records.

        Raises :class:`~graph.errors.BadInput` (``register-without-records``).
        """
        self._break_circles()
        order = list(self._order())
        depths: dict[int, int] = {}
        for at in order:
            parent = self.parents[at]
            depths[at] = 0 if parent is None else depths[parent] + 1
        ids = self._ids()
        nodes = {at: node for at in order if (node := self._node(at, depths[at], ids[at]))}
        if not nodes:
            raise BadInput("register-without-records", where=self.where)
        self._tell(nodes)
        for at, node in nodes.items():
            above = self._above(at, nodes)
            record = Record(node.type, node.id, above.id if above is not None else None)
            self.composer.record(node.text, record, self._field(at, self.mapping.code) or None)
            self._details(at)

    def _details(self, at: int) -> None:
        """What a record says beside its text, as a plan would say it."""
        for kind, label in _LABELS.items():
            field = next((f for key, f in self.mapping.attributes.items() if key == kind), None)
            if text := self._field(at, field):
                self.composer.paragraph(f"{label}: {text}", gap=0)
        if text := self._field(at, self.mapping.description):
            self.composer.paragraph(f"Beskrivelse: {text}", gap=0)

    def _field(self, at: int, field: str | None) -> str:
        return self.entries[at].fields.get(field, "") if field else ""

    # --- the tree -----------------------------------------------------------------------------

    def _order(self) -> Iterator[int]:
        """The records' places: each after its parent, else as in the file."""
        below: dict[int | None, list[int]] = {}
        for at, parent in enumerate(self.parents):
            below.setdefault(parent, []).append(at)
        waiting = list(reversed(below.get(None, [])))
        while waiting:
            at = waiting.pop()
            yield at
            waiting += reversed(below.get(at, []))

    def _break_circles(self) -> None:
        """A record that stands under itself loses its parent."""
        settled: set[int] = set()
        broken = []
        for start in range(len(self.parents)):
            path: set[int] = set()
            at: int | None = start
            while at is not None and at not in settled and at not in path:
                path.add(at)
                at = self.parents[at]
            if at is not None and at in path:
                self.parents[at] = None
                broken.append(at)
            settled |= path
        if broken:
            self._notice("register-cycle", names=self._names(broken))

    def _above(self, at: int, nodes: Mapping[int, _Node]) -> _Node | None:
        """The nearest record above that is an element."""
        parent = self.parents[at]
        while parent is not None and parent not in nodes:
            parent = self.parents[parent]
        return nodes[parent] if parent is not None else None

    # --- what each record is ------------------------------------------------------------------

    def _node(self, at: int, depth: int, own: str) -> _Node | None:
        entry = self.entries[at]
        text = self._text(at)
        kind = self._type(entry, None if at in self.unplaced else depth)
        return _Node(at, text, kind, own) if text and kind else None

    def _text(self, at: int) -> str:
        """The element's text; in a tree each level may have a field of its own for it."""
        entry = self.entries[at]
        text = entry.text or self._field(at, self.mapping.name)
        return text or next((t for f, t in entry.fields.items() if role_of(f) == "name"), "")

    def _type(self, entry: Entry, depth: int | None) -> str | None:
        value = entry.fields.get(self.mapping.type, "") if self.mapping.type else ""
        if value in self.mapping.types:
            return self.mapping.types[value]
        inside = level_named(entry.inside)
        if inside or self.mapping.type or depth is None:
            return inside
        return self.mapping.levels[depth] if depth < len(self.mapping.levels) else None

    def _ids(self) -> list[str]:
        """The id of each record; one that is used again gets a number."""
        seen: dict[str, int] = {}
        ids = []
        for at in range(len(self.entries)):
            own = key_of(self._field(at, self.mapping.id)) or f"#{at + 1}"
            seen[own] = seen.get(own, 0) + 1
            ids.append(own if seen[own] == 1 else f"{own}#{seen[own]}")
        twice = [own for own, count in seen.items() if count > 1]
        if twice:
            self._notice("register-id-twice", ids=_some(twice))
        return ids

    # --- what the user should know --------------------------------------------------------------

    def _tell(self, nodes: Mapping[int, _Node]) -> None:
        lost = sorted(self.lost & nodes.keys())
        if lost:
            self._notice("register-parent-missing", count=len(lost), names=self._names(lost))
        left = [at for at in range(len(self.entries)) if at not in nodes and self._text(at)]
        if self.mapping.type is None:
            unread = [at for at in left if at in self.unplaced]
            if unread:
                self._notice("register-parent-unknown", names=self._names(unread))
        elif left:
            values = sorted({self._field(at, self.mapping.type) or "–" for at in left})
            self._notice("register-type-unknown", values=_some(values), value=values[0])

    def _names(self, places: Sequence[int]) -> str:
        return _some([f"«{self._text(at)}»" for at in places])

    def _notice(self, reference: str, **details: object) -> None:
        self.composer.notice(reference, where=self.where, **details)


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" … (+{more})" if more > 0 else "")
