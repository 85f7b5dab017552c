"""What one build leaves to the next in the same process, so that only what changed is done again.

Nothing here is needed for the outcome: a build with a memory writes the same bytes as one without.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import Quad

from graph.errors import Notice, PlangrafError
from graph.plan_graph import NamedPart
from graph.rdf import quads_of
from graph.validation import Checked
from loaders.assemble import Input
from loaders.linked import Linked
from loaders.profile import dump_profile, load_profile
from plangraf.sources import Source, Sources


@dataclass(frozen=True, slots=True)
class Gathered:
    """All documents read and linked, before what was decided about links and findings."""

    inputs: tuple[Input, ...]
    linked: Linked
    notices: tuple[Notice, ...]
    failed: tuple[PlangrafError, ...]


class Memory:
    """Remembers the last build: what was read and linked, its quads, and what was validated."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.checked = Checked()
        self._key = ""
        self._gathered: Gathered | None = None
        self._quads: dict[str, tuple[NamedPart, list[Quad]]] = {}

    def gathered(self, sources: Sources, gather: Callable[[], Gathered]) -> Gathered:
        """Return what was gathered from the same bytes and settings before, or gather it now.

        Where a document could not be read, or changed while it was, nothing is remembered.
        Raises what ``gather`` does.
        """
        key = _key_of(sources)
        if key and key == self._key and self._gathered is not None:
            return self._gathered
        self._key, self._gathered = "", None
        gathered = gather()
        if key and key == _key_of(sources) and not gathered.failed:
            self._key, self._gathered = key, gathered
        return gathered

    @property
    def latest(self) -> Gathered | None:
        """What was gathered last, whether or not the documents have changed since."""
        return self._gathered

    def quads(self, part: NamedPart) -> list[Quad]:
        """Return the quads of a named graph, made anew only where a thing in it is another."""
        known = self._quads.get(part.iri)
        if known is not None and _is_same(known[0], part):
            return known[1]
        made = quads_of(part)
        self._quads[part.iri] = part, made
        return made


def _is_same(one: NamedPart, other: NamedPart) -> bool:
    """The very same things: they never change, and comparing them would take as long as writing."""
    return len(one.things) == len(other.things) and all(
        a is b for a, b in zip(one.things, other.things, strict=True)
    )


def _key_of(sources: Sources) -> str:
    """Everything that decides what is read and linked, as a hash; empty where it can't be told."""
    digest = hashlib.sha256()
    try:
        for source in sources.files:
            digest.update(_part_of_key(source))
        for folder, decisions in sorted(sources.decisions.items()):
            digest.update(repr((str(folder), decisions.element)).encode())
    except (OSError, PlangrafError):
        return ""
    return digest.hexdigest()


def _part_of_key(source: Source) -> bytes:
    """Its bytes, and all settings and profiles that may hold for it."""
    manifest = source.manifest
    named = (str(source.path), str(source.folder), source.name, manifest.model_dump_json())
    digest = hashlib.sha256(repr(named).encode())
    for path, data in sorted(source.fetch().items()):
        digest.update(repr((path, hashlib.sha256(data).hexdigest())).encode())
    for profile in sorted({manifest.profile or "", *(d.profile or "" for d in manifest.document)}):
        if profile:
            digest.update(dump_profile(load_profile(source.folder, profile)).encode())
    return digest.digest()
