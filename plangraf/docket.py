"""The plans and the decisions about them as they are now: what is decided, and what to call it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadInput, NotFound
from graph.models import Link, Reference
from loaders.decisions import ElementEntry, FindingEntry, LinkEntry
from loaders.linked import Linked
from loaders.wording import plain
from ontology.terms import DecisionAction
from plangraf.decision_file import DecisionFile, Entry, New
from plangraf.origin import Origin
from plangraf.sources import Sources
from plangraf.standing import Standing


@dataclass(frozen=True, slots=True)
class Held:
    """A decision of one folder's file, and the IRIs of what it holds for."""

    folder: Path
    path: Path
    entry: Entry
    about: frozenset[str]

    def standing(self) -> Standing:
        """Return the decision as a value."""
        entry = self.entry.decided
        code = text = target = None
        match entry:
            case FindingEntry():
                verdict, subject, code = str(entry.assessment), entry.subject, str(entry.code)
            case LinkEntry():
                verdict, subject, text = str(entry.action), entry.source, entry.text
                target = entry.target
            case ElementEntry():
                verdict, subject = str(entry.action), entry.text
        return Standing(
            self.entry.key, self.entry.kind, verdict, subject, entry.by, entry.date, entry.reason,
            self.path, self.entry.line, code, text, target, tuple(sorted(self.about)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Docket:
    """What was read and linked, and every decision that stands, the one that holds last."""

    origin: Origin
    sources: Sources
    linked: Linked
    held: tuple[Held, ...]

    @classmethod
    def of(cls, origin: Origin, sources: Sources, linked: Linked) -> "Docket":
        """Read the decisions of all folders.

        Raises what reading a :class:`~plangraf.decision_file.DecisionFile` does.
        """
        return cls(origin, sources, linked, tuple(_held(sources.decisions, linked)))

    # --- what is decided --------------------------------------------------------------------

    def on_finding(self, code: str, subject: str) -> list[Held]:
        """Return the decisions about the findings of a code about an element."""
        return [
            held
            for held in self.held
            if isinstance(held.entry.decided, FindingEntry)
            and held.entry.decided.code == code
            and subject in held.about
        ]

    def on_link(self, link: str) -> list[Held]:
        """Return the decisions about a link."""
        return [h for h in self.held if h.entry.kind == "link" and link in h.about]

    def makes_way(
        self, former: list[Held], same: Iterable[str], element: str, *, is_replacing: bool
    ) -> tuple[Path, tuple[Held, ...]]:
        """Return the folder whose file a decision goes into, and what it takes the place of there.

        An entry that holds for more than the ``same`` stays; the later one goes before it.
        Raises :class:`~graph.errors.BadInput` (``decision-standing``) where something is decided
        and nobody said that it is to be replaced.
        """
        if former and not is_replacing:
            entry = former[-1].entry.decided
            raise BadInput(
                "decision-standing", where=former[-1].path, by=entry.by,
                date=entry.date.isoformat(),
            )  # fmt: skip
        narrow = [held for held in former if held.about <= set(same)]
        folder = narrow[-1].folder if narrow else self.linked.home(element)
        return folder, tuple(held for held in narrow if held.folder == folder)

    # --- what to call it --------------------------------------------------------------------

    def name_of(self, iri: str) -> str:
        """Return what to call an element: its text where that names it alone, else its IRI.

        The text outlives a new version of its plan, in which codes are given anew and the title,
        and with it every IRI, may be another; and where the text has changed, a human should look
        again.
        """
        label = self.linked.label(iri)
        return label if self.linked.names.find(label) == {iri} else iri

    def written(self, kind: str, values: Mapping[str, object], names: Iterable[str]) -> New:
        """Return a decision to write; the values under ``names`` are IRIs, to be called by text.

        What must be called by its IRI is explained by a comment. Values that are None are left out.
        """
        said, notes = dict(values), {}
        for key in names:
            iri = str(values[key])
            said[key] = self.name_of(iri)
            if said[key] == iri:
                notes[key] = f"«{self.linked.label(iri)}»"
        return New(kind, {k: v for k, v in said.items() if v is not None}, notes)

    def link_written(
        self, values: Mapping[str, object], same: frozenset[str]
    ) -> tuple[New, frozenset[str]]:
        """Return a decision about a link to write, and the links that it holds for.

        Its citation may tell its source from a namesake, which then need not be called by its IRI.
        """
        targets = ["target"] if values["target"] is not None else []
        by_text = dict(values) | {"source": self.linked.label(str(values["source"]))}
        new = self.written("link", by_text, targets)
        reach = self._reach(new)
        if reach and reach <= same:
            return new, reach
        new = self.written("link", values, ["source", *targets])
        return new, self._reach(new)

    def _reach(self, new: New) -> frozenset[str]:
        entry = LinkEntry.model_validate(dict(new.values))
        return frozenset(str(iri) for iri in self.linked.reach(entry))

    # --- links ------------------------------------------------------------------------------

    def link(self, iri: str) -> Link:
        """Return a link; raises :class:`~graph.errors.NotFound` (``link-gone``)."""
        found = self.linked.link(iri)
        if found is None:
            raise NotFound("link-gone")
        return found

    def same_links(self, link: Link) -> frozenset[str]:
        """Return the link, and the others in which the same element cites the same words."""
        if not isinstance(link, Reference):
            return frozenset({link.iri})
        words = plain(link.cited_text.value)
        return frozenset(
            other.iri
            for other in self.linked.links_from(link.source)
            if isinstance(other, Reference) and plain(other.cited_text.value) == words
        )

    def target(self, link: Link, action: DecisionAction, given: str | None) -> str | None:
        """Return where a decided link shall lead, None for nowhere.

        Raises :class:`~graph.errors.BadInput` (``decision-target-needed``,
        ``decision-target-itself``) and :class:`~graph.errors.NotFound` (``element-unknown``).
        """
        if action is DecisionAction.REJECT:
            return None
        target = given
        if target is None and action is DecisionAction.ACCEPT:
            candidates = self.linked.candidates(link)
            target = link.target or (candidates[0] if len(candidates) == 1 else None)
        if target is None:
            raise BadInput("decision-target-needed", where=self.linked.label(link.source))
        if target not in self.linked.names.iris:
            raise NotFound("element-unknown", name=target)
        if target == link.source:
            raise BadInput("decision-target-itself", where=self.linked.label(link.source))
        return target


def _held(folders: Iterable[Path], linked: Linked) -> Iterator[Held]:
    """Iterate over the decisions in the order in which they are applied."""
    for folder in sorted(folders):
        file = DecisionFile(folder)
        for entry in file.entries():
            about = frozenset(str(iri) for iri in linked.reach(entry.decided))
            yield Held(folder, file.path, entry, about)
