"""Answers requests for the pages of a graph, and notices when the graph is built anew."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import TYPE_CHECKING

from graph.errors import BadInput, NotFound, PlangrafError
from graph.store import POINTER
from plangraf.site.acting import Faulty, act
from plangraf.site.addresses import PAGE, SHEET, THING_DATA, TWIN, Address
from plangraf.site.asking import asked_of
from plangraf.site.downloads import GRAPH_FILES, REPORT_FILES, download
from plangraf.site.forms import Sent, cookie
from plangraf.site.listing import PAGE_ROWS
from plangraf.site.loading import Library
from plangraf.site.page import NAME, Asked, Content, Draft
from plangraf.site.pages import municipalities, refusal
from plangraf.site.pages.decisions import PATH as DECISIONS
from plangraf.site.rendering import Live, Surroundings, front_html, to_html, to_json
from plangraf.site.resources import data, lead, split
from plangraf.site.routing import PAGES, page
from plangraf.site.sheets import sheet
from plangraf.sparql.worker import packed, tag_of
from plangraf.standing import Standing
from visualize.wording import Wording

if TYPE_CHECKING:
    from plangraf.desk import Desk

#: Where the description of the pages' twins stands.
OPENAPI = "/openapi.json"
HTML, JSON = "text/html; charset=utf-8", "application/json; charset=utf-8"
#: How many bytes of finished pages are held; the longest unasked go first.
_MOST_BYTES = 64 * 1024 * 1024
#: How many of them are filled with pages that nobody has asked for yet, with a pause after each
#: page, in seconds.
_MOST_WARM, _PAUSE = 40 * 1024 * 1024, 0.005
#: What an answer is held by: the page, the ending of its twin, and who decided last.
_Key = tuple[Address, str, str]
#: What takes long by the last step of its path: files, and a search, which may be the first.
_LONG = frozenset({*GRAPH_FILES, *REPORT_FILES, "sok"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with; ``packed`` is the body for clients that take gzip."""

    status: int
    media_type: str
    body: bytes
    packed: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        media_type: str,
        body: bytes,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> "Answer":
        """Return an answer with its tag and its packed form."""
        is_text = media_type.startswith(("text/", "application/json", "image/svg"))
        small = packed(body) if is_text else b""
        return cls(status, media_type, body, small, {"ETag": tag_of(body), **(headers or {})})

    def __len__(self) -> int:
        """Return how much room it takes."""
        return len(self.body) + len(self.packed)


class Service:
    """The pages of the graph in a folder, and of one to compare with."""

    def __init__(  # noqa: PLR0913 - what is served, where, and what may be done
        self,
        folder: Path,
        *,
        compare: Path | None = None,
        root: str = "",
        version: str = "",
        token: str = "",
        desk: "Desk | None" = None,
    ) -> None:
        """Open the graphs; raises what :meth:`graph.store.PlanStore.open` does.

        With a ``desk`` findings and links are decided in the pages; ``token`` is what their forms
        carry.
        """
        self.folder = folder
        self._root, self._version = root, version
        self.token = token
        self.desk = desk
        self.compare = compare
        self._lock = Lock()
        self._opening = Lock()
        self._answers: OrderedDict[_Key, Answer] = OrderedDict()
        self._held = 0
        self._is_warm = False
        self._seen, self.library, self.other = self._opened()
        self.linker = self._linking()

    # --- the graph --------------------------------------------------------------------------

    def _opened(self) -> tuple[object, Library, Library | None]:
        """Open the graphs; return what tells this build of them from the next as well."""
        seen = self._state()
        other = Library.open(self.compare) if self.compare else None
        library = Library.open(self.folder)
        if not library.has_several:
            library.snapshot(library.homes[0])
        return seen, library, other

    def _linking(self) -> Live:
        return Live(self._root, self._version, self.library.things)

    def _state(self) -> object:
        """What tells one build of the graphs from the next."""
        return tuple(
            (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            for folder in (self.folder, self.compare)
            if folder is not None and (stat := (folder / POINTER).stat())
        )

    def refresh(self) -> bool:
        """Open the graph anew where it was built anew; return whether it was."""
        if not self._is_anew():
            return False
        with self._opening:  # what is held can be looked up meanwhile
            if not self._is_anew():
                return False
            try:
                opened = self._opened()
            except PlangrafError:  # it is gone again, or broken: what is open still answers
                return False
            with self._lock:
                self._seen, self.library, self.other = opened
                self.linker = self._linking()
                self._answers.clear()
                self._held = 0
        if self._is_warm:
            Thread(target=self.warm, daemon=True).start()
        return True

    def warm(self) -> None:
        """Make the pages of a municipality before anybody asks, now and after each build.

        There are pauses, so that whoever does ask hardly waits. The first search reads
        dictionaries. Of several municipalities pages are made when they are asked for.
        """
        self._is_warm = True
        library = self.library
        self.answer("sok", {})
        if library.has_several:
            return
        for path in (*PAGES, *library.snapshot(library.homes[0]).paths):
            if library is not self.library or self._held > _MOST_WARM:
                return
            if self.held(path, {}) is None:
                self.answer(path, {})
                sleep(_PAUSE)

    def _is_anew(self) -> bool:
        """Whether the folder holds another build than the one that is open."""
        try:
            return self._state() != self._seen
        except OSError:  # a build is moving it into place, or it is gone
            return False

    # --- answering --------------------------------------------------------------------------

    def held(self, path: str, query: Mapping[str, str], by: str = "") -> Answer | None:
        """Return an answer that is made already, or None; takes no time worth mentioning."""
        if self._is_anew():
            return None
        key = _key(path, query, by)
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
        return found

    def takes_long(self, path: str, query: Mapping[str, str]) -> bool:
        """Whether an answer may take a second.

        So do files, queries and searches, and the first page of a municipality.
        """
        asked = _key(path, query, "")[0].path
        name = asked.rpartition("/")[2]
        return (
            self._is_anew()
            or name in _LONG
            or name.endswith(SHEET)
            or "sparql" in query
            or not self.library.is_ready(asked)
        )

    def names_thing(self, path: str) -> bool:
        """Whether a path is one that IRIs of things have; takes no time worth mentioning."""
        plain = Address.read(path, {}).path
        return self.library.is_thing(plain) and not split(plain)[1]

    def lead(self, path: str, query: Mapping[str, str], accept: str) -> Answer | None:
        """Return where the IRI of a thing leads, or None where nothing has it."""
        address = Address.read(path, dict(query))
        self.refresh()
        home = self.library.home(address.path)
        if home is None or address.path not in self.library.snapshot(home).paths:
            return None
        ending = lead(accept)
        vary = {"Vary": "Accept"}
        if not ending:
            known = ", ".join(kind for kind, _ in THING_DATA.values())
            told = self.refusal(BadInput("not-acceptable", known=known), address, TWIN, 406)
            return replace(told, headers={**told.headers, **vary})
        plain = address if ending == PAGE else Address.of(address.path)
        return Answer(303, HTML, b"", headers={"Location": self.linker.page(plain, ending), **vary})

    def described(self) -> Answer:
        """Return the description of the pages' twins, as OpenAPI."""
        from plangraf.site.openapi import description  # noqa: PLC0415 - slow to load

        self.refresh()
        return Answer.of("application/json", description(self.library, self.linker.root))

    def page_path(self, path: str) -> str:
        """Return the path that a page is known by: that of a thing's page is the thing's own."""
        plain = path.removesuffix(PAGE)
        return plain if self.library.is_thing(Address.read(plain, {}).path) else path

    def answer(self, path: str, query: Mapping[str, str], by: str = "") -> Answer:
        """Return the answer to a request for a page, its twin or a download.

        ``by`` is who decided last, for the forms of the page.
        """
        self.refresh()
        library = self.library
        key = _key(path, query, by)
        address, ending, _ = key
        try:
            if library.has_several and not address.path:
                made, is_lasting = self._front(library, address, ending), True
            else:
                asked = self._asked(library, address, Draft({NAME: by}) if by else Draft())
                made, is_lasting = self._made(asked, address, ending), asked.standing is None
        except NotFound as error:
            return self.refusal(error, address, ending, 404)
        except PlangrafError as error:
            return self.refusal(error, address, ending, 400 if error.exit_code == 2 else 500)
        if is_lasting:
            self._hold(library, key, made)
        return made

    def _asked(self, library: Library, address: Address, draft: Draft) -> Asked:
        asked = asked_of(
            library, address, other=self.other, can_edit=self.desk is not None,
            page_rows=PAGE_ROWS, folder=self.folder,
        )  # fmt: skip
        return replace(asked, draft=draft, standing=self._standing(asked))

    def _standing(self, asked: Asked) -> tuple[Standing, ...] | None:
        """Return the decisions in the files for the page of them: no build tells of their edits."""
        if self.desk is None or asked.path != DECISIONS:
            return None
        try:
            return tuple(self.desk.decisions())
        except PlangrafError:  # what stands in the graph is shown instead
            return None

    def _made(self, asked: Asked, address: Address, ending: str) -> Answer:
        said = data(asked)
        if said is not None:
            return Answer.of(said.media_type, said.make())
        file = download(asked) or sheet(asked)
        if file is not None:
            name = asked.path.rpartition("/")[2]
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Answer.of(file.media_type, file.make(), headers=headers)
        content = page(asked)
        if ending == TWIN:
            return Answer.of(JSON, to_json(content).encode())
        return Answer.of(HTML, self._html(asked, content, address).encode())

    def _front(self, library: Library, address: Address, ending: str) -> Answer:
        """Return the front page of several municipalities."""
        say = Wording(address.language)
        content = municipalities.make(library, self.folder, say)
        return self._framed(say, content, address, ending, 200)

    def _framed(
        self, say: Wording, content: Content, address: Address, ending: str, status: int
    ) -> Answer:
        """Return a page that belongs to no municipality, or its twin."""
        if ending == TWIN:
            return Answer.of(JSON, to_json(content).encode(), status)
        html = front_html(say, content, Surroundings(address, self.linker, self.token))
        return Answer.of(HTML, html.encode(), status)

    def _html(self, asked: Asked, content: Content, address: Address) -> str:
        return to_html(asked, content, Surroundings(address, self.linker, self.token))

    def refusal(self, error: PlangrafError, address: Address, ending: str, status: int) -> Answer:
        """Return an error as a page, or as JSON where the twin was asked for."""
        say = Wording(address.language)
        content = refusal.make(error, say)
        home = self.library.home(address.path)
        if ending == TWIN or home is None:
            return self._framed(say, content, address, ending, status)
        asked = Asked(self.library.snapshot(home), "", {}, say)
        return Answer.of(HTML, self._html(asked, content, address).encode(), status)

    # --- deciding ---------------------------------------------------------------------------

    def act(self, path: str, sent: Sent) -> Answer:
        """Return the answer to a form: where to look when it is done, or the form with its faults.

        The graph that is shown afterwards is the one that was built after the decision.
        """
        self.refresh()
        address, ending, _ = _key(path, {}, "")
        if self.desk is None or ending:
            told = BadInput("deciding-off" if self.desk is None else "form-unknown", name=path)
            return self.refusal(told, address, ending, 403 if self.desk is None else 404)
        try:
            asked = self._asked(self.library, address, Draft())
            outcome = act(asked, sent, self.desk)
            if isinstance(outcome, Faulty):
                return self._again(address, outcome)
        except NotFound as error:
            return self.refusal(error, address, ending, 404)
        self.refresh()
        headers = {"Location": f"{self.linker.page(outcome.address)}#status"}
        if outcome.by:
            headers["Set-Cookie"] = cookie(outcome.by)
        return Answer(303, HTML, b"", headers=headers)

    def _again(self, address: Address, faulty: Faulty) -> Answer:
        """Return a page whose form was not taken, with what was entered and what is wrong."""
        self.refresh()
        asked = self._asked(self.library, address, faulty.draft)
        body = self._html(asked, page(asked), address).encode()
        return Answer.of(HTML, body, faulty.status)

    def _hold(self, library: Library, key: _Key, answer: Answer) -> None:
        """Hold an answer as long as the graph that it was made of is shown."""
        with self._lock:
            if library is not self.library:
                return
            former = self._answers.pop(key, None)
            self._held += len(answer) - (len(former) if former else 0)
            self._answers[key] = answer
            while self._held > _MOST_BYTES and len(self._answers) > 1:
                _, oldest = self._answers.popitem(last=False)
                self._held -= len(oldest)


def _key(path: str, query: Mapping[str, str], by: str) -> _Key:
    """Return the address of a request, the ending of the twin it asks for, and who asks."""
    ending = TWIN if path.endswith(TWIN) else ""
    plain = path.removesuffix(ending) if ending else path
    if ending and plain.rpartition("/")[2] == "index":
        plain = plain.rpartition("/")[0]
    return Address.read(plain, dict(query)), ending, by
