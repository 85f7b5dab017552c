"""A desk for a graph: decisions one at a time, written beside the plans, the graph rebuilt at once.

A decision is tried before it is kept: it is put over the linked plans, and only where it has the
effect it should is the file written and the graph after it. The file is the truth: what is killed
between the two leaves a decision that the next build takes in, and never half a file or graph.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from graph.errors import BadInput, NotFound, PlangrafError
from graph.models import Link, LinkDecision, Reference, Thing
from graph.store import read_pointer
from loaders.decisions import FindingEntry, LinkEntry
from ontology.terms import Assessment, DecisionAction, FindingCode, Method
from plangraf.building import Built, Pipeline, Prepared, build
from plangraf.decision_file import PATIENCE, DecisionFile, New, locked
from plangraf.docket import Docket, Held
from plangraf.origin import Origin
from plangraf.remembering import Memory
from plangraf.sources import find_sources
from plangraf.standing import Outcome, Standing, chosen, signed

#: How often an edit begins anew because somebody wrote the file by hand meanwhile.
_ATTEMPTS = 3

#: Tells what came of an edit: the state, what a link leads to, how many findings or links.
_Judge = Callable[[Prepared], tuple[str | None, str | None, int]]


@dataclass(frozen=True, slots=True)
class _Edit:
    """What to take out of one folder's file and put into it, and how to tell what came of it."""

    folder: Path
    gone: tuple[Held, ...]
    new: New | None
    about: tuple[str, ...]
    judge: _Judge


class Desk:
    """Makes and undoes decisions about the findings and links of one graph.

    ``plans`` are where the plans are now, where they are not where the graph was built from.
    One edit is made at a time, in this process and among all that write the same file.
    """

    def __init__(self, graph: Path | str, plans: Sequence[Path | str] = ()) -> None:
        """Take the folder of a graph; nothing is read before it is needed."""
        self.folder = Path(graph)
        self._plans = tuple(plans)
        self._memory = Memory()
        self._lock = Lock()

    # --- what stands ------------------------------------------------------------------------

    def obstacle(self) -> PlangrafError | None:
        """Return why nothing can be decided here, or None: for a page to tell before anyone tries.

        It is ``plans-unknown``, ``plans-moved``, or what is wrong with the graph, the settings or
        the decisions.
        """
        try:
            find_sources(list(self._origin().paths))
        except PlangrafError as error:
            return error
        return None

    def decisions(self) -> list[Standing]:
        """Return the decisions that stand in the files of all folders, in their order.

        Raises what :meth:`obstacle` returns.
        """
        with self._lock:
            latest = self._memory.latest
            if latest is None:
                docket = self._docket()
            else:
                origin = self._origin()
                docket = Docket.of(origin, find_sources(list(origin.paths)), latest.linked)
            return [held.standing() for held in docket.held]

    def warm(self) -> None:
        """Read, link and validate the plans, so that the first decision is as quick as the next.

        Raises what :meth:`obstacle` returns, and what a build does.
        """
        with self._lock:
            origin = self._origin()
            self._pipeline(origin).prepare(find_sources(list(origin.paths)))

    def rebuild(self) -> Built:
        """Build the graph anew from the plans and decisions as they are now.

        Raises what :meth:`obstacle` returns, and what a build does.
        """
        with self._lock:
            origin = self._origin()
            paths = list(origin.paths)
            return build(paths, self.folder, as_of=origin.as_of, memory=self._memory)

    # --- deciding ---------------------------------------------------------------------------

    def accept_finding(  # noqa: PLR0913 - a decision has this many sides, and each must be said
        self,
        code: str,
        subject: str,
        assessment: str,
        *,
        by: str,
        reason: str,
        on: date,
        replace: bool = False,
    ) -> Outcome:
        """Accept the findings of a code about an element, given by its IRI.

        ``assessment`` is a notation of :class:`~ontology.terms.Assessment`. What somebody decided
        before is replaced only where ``replace`` says so.

        Raises :class:`~graph.errors.NotFound` (``element-unknown``, ``finding-gone``) and
        :class:`~graph.errors.BadInput` (``decision-standing``, ``decision-overruled``,
        ``decision-word-unknown``, what :func:`~plangraf.standing.signed` raises, and what writing
        and building raise); then the file and the graph are as they were.
        """
        code, verdict = chosen(code, FindingCode), chosen(assessment, Assessment)
        name, why = signed(by, reason, needs_reason=True)
        said = {"code": code, "subject": subject, "assessment": verdict, "by": name, "date": on,
                "reason": why}  # fmt: skip

        def plan(docket: Docket) -> _Edit:
            if subject not in docket.linked.names.iris:
                raise NotFound("element-unknown", name=subject)
            former = docket.on_finding(code, subject)
            folder, gone = docket.makes_way(former, {subject}, subject, is_replacing=replace)

            def judge(made: Prepared) -> tuple[str, None, int]:
                found = [f for f in made.findings if (f.code, f.subject.id) == (code, subject)]
                if not found:
                    label = docket.linked.label(subject)
                    raise NotFound("finding-gone", code=code, label=label)
                ours = {"assessment": verdict, "by": name, "date": on.isoformat(), "reason": why}
                if any(one.decision != ours for one in found):
                    raise _overruled(former)
                return found[0].state, None, len(found)

            new = docket.written("finding", said, ["subject"])
            return _Edit(folder, gone, new, (subject,), judge)

        return self._carry_out(plan)

    def decide_link(  # noqa: PLR0913 - see accept_finding
        self,
        link: str,
        action: str,
        *,
        by: str,
        on: date,
        reason: str | None = None,
        target: str | None = None,
        replace: bool = False,
    ) -> Outcome:
        """Accept, reject or replace a link, given by its IRI.

        ``action`` is a notation of :class:`~ontology.terms.DecisionAction`, ``target`` the IRI of
        the element the link shall lead to: to replace it is needed, to accept it is the link's own
        or its only candidate where none is given. The same citation of the same element is one
        link, however often it is printed.

        Raises :class:`~graph.errors.NotFound` (``link-gone``, ``element-unknown``) and
        :class:`~graph.errors.BadInput` (``decision-target-needed``, ``decision-target-itself``,
        ``link-not-decidable``, and what :meth:`accept_finding` raises); then the file and the
        graph are as they were.
        """
        verdict = DecisionAction(chosen(action, DecisionAction))
        name, why = signed(by, reason, needs_reason=False)

        def plan(docket: Docket) -> _Edit:
            found = docket.link(link)
            wanted = docket.target(found, verdict, target)
            same, former = docket.same_links(found), docket.on_link(link)
            folder, gone = docket.makes_way(former, same, found.source, is_replacing=replace)
            cited = found.cited_text.value if isinstance(found, Reference) else None
            led = wanted if cited else wanted or found.target
            said = {"action": verdict.value, "source": found.source, "text": cited, "target": led,
                    "by": name, "date": on, "reason": why}  # fmt: skip
            new, reach = docket.link_written(said, same)
            if link not in reach or not reach <= same:
                raise BadInput("link-not-decidable", where=docket.linked.label(found.source))

            def judge(made: Prepared) -> tuple[str, str | None, int]:
                things = _by_iri(made)
                now, decision = things.get(link), things.get(f"{link}/decision")
                if not isinstance(now, Link) or not isinstance(decision, LinkDecision):
                    raise _overruled(former)
                ours = Method.BY_HAND, wanted, verdict, name, on
                theirs = decision.action, decision.decided_by, decision.decided_on
                if (now.method, now.target, *theirs) != ours:
                    raise _overruled(former)
                return now.method.value, now.target, len(reach)

            return _Edit(folder, gone, new, tuple(sorted(reach)), judge)

        return self._carry_out(plan)

    # --- undoing ----------------------------------------------------------------------------

    def undo(self, key: str) -> Outcome:
        """Take a decision out of its file again, by its key; what else stands there stays.

        Raises :class:`~graph.errors.NotFound` (``decision-gone``), and what writing and building
        raise.
        """
        return self._undo(lambda docket: [h for h in docket.held if h.entry.key == key])

    def undo_finding(self, code: str, subject: str) -> Outcome:
        """Take out what decides the findings of a code about an element, whoever wrote it.

        Of several decisions the one that holds goes. Raises what :meth:`undo` does.
        """
        return self._undo(lambda docket: docket.on_finding(code, subject))

    def undo_link(self, link: str) -> Outcome:
        """Take out what decides a link, whoever wrote it; see :meth:`undo_finding`."""
        return self._undo(lambda docket: docket.on_link(link))

    def _undo(self, find: Callable[[Docket], list[Held]]) -> Outcome:
        def plan(docket: Docket) -> _Edit:
            found = find(docket)
            if not found:
                raise NotFound("decision-gone")
            about = tuple(sorted(found[-1].about))
            return _Edit(found[-1].folder, (found[-1],), None, about, _undone(found[-1]))

        return self._carry_out(plan)

    # --- how --------------------------------------------------------------------------------

    def _origin(self) -> Origin:
        """Where the plans are."""
        info = read_pointer(self.folder)
        if info is None:
            raise BadInput("graph-missing", where=self.folder, folder=self.folder)
        if not self._plans:
            origin = Origin.read(self.folder)
        else:
            try:
                as_of = Origin.read(self.folder).as_of
            except BadInput:
                as_of = date.fromisoformat(info["as_of"]) if info.get("as_of") else None
            origin = Origin.of(self._plans, as_of)
        origin.check(self.folder)
        return origin

    def _pipeline(self, origin: Origin) -> Pipeline:
        return Pipeline(self.folder, origin, self._memory, wait=PATIENCE)

    def _docket(self) -> Docket:
        origin = self._origin()
        sources = find_sources(list(origin.paths))
        return Docket.of(origin, sources, self._pipeline(origin).gather(sources).linked)

    def _carry_out(self, plan: Callable[[Docket], _Edit]) -> Outcome:
        """Make an edit of the decisions as they are, and begin anew where they change meanwhile."""
        with self._lock:
            for _ in range(_ATTEMPTS):
                folder = plan(self._docket()).folder
                with locked(folder) as file:
                    docket = self._docket()
                    edit = plan(docket)
                    if edit.folder != folder:
                        continue
                    try:
                        return self._edited(docket, edit, file)
                    except BadInput as error:
                        if error.reference != "decisions-changed":
                            raise
        raise BadInput("decisions-busy", where=self.folder)

    def _edited(self, docket: Docket, edit: _Edit, file: DecisionFile) -> Outcome:
        """Try an edit, and keep it where it has the effect it should."""
        keys = {held.entry.key for held in edit.gone}
        gone = [entry for entry in file.entries() if entry.key in keys]
        if len(gone) < len(keys):  # somebody took one out since the docket was made
            raise BadInput("decisions-changed", where=file.path)
        file.edit(remove=gone, add=[edit.new] if edit.new else [])
        sources = docket.sources.redecided({edit.folder: file.decisions})
        pipeline = self._pipeline(docket.origin)
        made = pipeline.prepare(sources)
        self._check_whole(made)
        state, target, count = edit.judge(made)
        file.save()
        try:
            built = pipeline.finish(sources, made)
        except BaseException:
            file.put_back()
            raise
        written = None
        if edit.new is not None:
            entry = [entry for entry in file.entries() if entry.kind == edit.new.kind][-1]
            written = Held(edit.folder, file.path, entry, frozenset(edit.about)).standing()
        taken = tuple(held.standing() for held in edit.gone)
        return Outcome(written, taken, edit.about, state, target, count, built)

    def _check_whole(self, made: Prepared) -> None:
        """A decision is no occasion to lose a plan that is away for the moment."""
        former = (read_pointer(self.folder) or {}).get("documents", [])
        now = {value for document in made.info["documents"] for value in document.values()}
        lost = [d["file"] for d in former if not {d["file"], d["sha256"]} & now]
        if lost:
            raise BadInput("plans-lost", where=self.folder, names=", ".join(lost))


def _overruled(former: list[Held]) -> BadInput:
    """Another entry goes before the new one: of a later folder, or for more than this."""
    by = former[-1].entry.decided.by if former else "–"
    where = former[-1].path if former else ""
    return BadInput("decision-overruled", where=where, by=by)


def _undone(held: Held) -> _Judge:
    entry = held.entry.decided

    def judge(made: Prepared) -> tuple[str | None, str | None, int]:
        if isinstance(entry, FindingEntry):
            found = [
                f for f in made.findings if f.code == entry.code and f.subject.id in held.about
            ]
            return (found[0].state if found else "gone"), None, len(found)
        if not isinstance(entry, LinkEntry):
            return None, None, len(held.about)
        things = _by_iri(made)
        links = [one for iri in sorted(held.about) if isinstance(one := things.get(iri), Link)]
        if not links:
            return "gone", None, 0
        return links[0].method.value, links[0].target, len(links)

    return judge


def _by_iri(made: Prepared) -> dict[str, Thing]:
    return {thing.iri: thing for thing in made.assembly.graph.things()}
