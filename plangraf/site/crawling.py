"""The pages of a graph as files: each that is linked to from the front page, until none is left."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from posixpath import dirname, join, normpath

from graph.errors import NotFound
from plangraf.site.addresses import TWIN, Address, relative
from plangraf.site.asking import asked_of
from plangraf.site.downloads import GRAPH_FILES, download
from plangraf.site.loading import Library
from plangraf.site.page import Asked, Content
from plangraf.site.pages import municipalities, refusal
from plangraf.site.rendering import Surroundings, front_html, to_html, to_json
from plangraf.site.routing import page
from plangraf.site.sheets import sheet
from visualize.assets import static_files
from visualize.wording import Wording

_HTML = ".html"
_STATIC = "static/"
#: What a style loads beside itself.
_LOADED = re.compile(r"""url\(\s*["']?([^"'():#]+)["']?\s*\)""")


class Wanted:
    """What is linked to: each address once, in the order it was met, with the file it becomes.

    Addresses of one group come together, so that only one municipality's plans are held at once.
    """

    def __init__(self, home: str, group: Callable[[Address], str] = lambda _: "") -> None:
        """Take the language whose pages stand at the root, and what tells addresses apart."""
        self._home = home
        self._group = group
        self._files: dict[tuple[Address, str], str] = {}
        self._taken: set[str] = set()
        self._shared: dict[Address, Address] = {}
        self._waiting: defaultdict[str, deque[tuple[Address, str]]] = defaultdict(deque)
        self.static: set[str] = set()

    def file(self, address: Address, ending: str = _HTML) -> str:
        """Return the file of an address; from now on it is wanted."""
        if ending == TWIN:
            address = self._shared.get(address, address)
        key = (address, ending)
        if key not in self._files:
            self._files[key] = self._free(address, ending)
            self._taken.add(self._files[key].casefold())
            if ending == TWIN:  # it is made with its page
                self.file(address)
            else:
                self._waiting[self._group(address)].append(key)
        return self._files[key]

    def share(self, address: Address, other: Address) -> None:
        """Let a page have the twin of another."""
        self._shared[address] = other

    def _free(self, address: Address, ending: str) -> str:
        """Return the name of a file that nothing else has, on no system.

        Some tell «a» and «A» apart, others don't; the second of two is given the hash of its URL.
        """
        name = address.file(ending, self._home)
        if name.casefold() not in self._taken:
            return name
        digest = sha256(address.url(ending).encode()).hexdigest()[:16]
        return join(dirname(name), digest, name.rpartition("/")[2])

    def __iter__(self) -> Iterator[tuple[Address, str]]:
        """Give what has not been made, until nothing new is wanted."""
        while self._waiting:
            group = next(iter(self._waiting))
            while self._waiting[group]:
                yield self._waiting[group].popleft()
            del self._waiting[group]

    def __len__(self) -> int:
        """Return how many pages and downloads are known."""
        return sum(ending != TWIN for _, ending in self._files)


class Static:
    """Links from one file of a static site to others; what is linked to is wanted."""

    is_live = False

    def __init__(self, file: str, wanted: Wanted, languages: Sequence[str]) -> None:
        """Take the file that the links stand in."""
        self._file = file
        self._wanted = wanted
        self.languages = languages

    def page(self, address: Address, ending: str = "") -> str:
        """Return the link to a page; an ending gives its twin."""
        return relative(self._file, self._wanted.file(address, ending or _HTML))

    def download(self, address: Address) -> str:
        """Return the link to a file that is made from the graph.

        One that is the same in every language stands once.
        """
        if address.path.rpartition("/")[2] in GRAPH_FILES:
            address = address.within(self.languages[0])
        return relative(self._file, self._wanted.file(address, ""))

    def static(self, name: str) -> str:
        """Return the link to a script, a style or a picture."""
        self._wanted.static.add(name)
        return relative(self._file, f"{_STATIC}{name}")


class Crawl:
    """The walk through all pages of a graph in some languages.

    ``pages`` and ``downloads`` are how many are made; ``broken`` are the addresses that are linked
    to and lead nowhere: there a page says so.
    """

    def __init__(
        self, folder: Path, library: Library, other: Library | None, languages: Sequence[str]
    ) -> None:
        """Take the graph and its folder, one to compare with, and the languages of the pages."""
        self._folder = folder
        self._library = library
        self._other = other
        self._languages = tuple(languages)
        self._every = static_files()
        self.wanted = Wanted(self._languages[0], self._prefix)
        self.broken: list[Address] = []
        self.pages = self.downloads = 0

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Give every file of the site: its path and what it holds."""
        for language in self._languages:
            self.wanted.file(Address.of("", language=language))
        done: set[Address] = set()
        for address, ending in self.wanted:
            if not ending:
                yield from self._download(address)
            elif address not in done:
                every = [address.within(language) for language in self._languages]
                done.update(every)
                yield from self._pages(every)
        yield from self._static()

    def _prefix(self, address: Address) -> str:
        home = self._library.home(address.path)
        return home.prefix if home else ""

    def _asked(self, address: Address) -> Asked:
        return asked_of(self._library, address, other=self._other)

    def _pages(self, addresses: Sequence[Address]) -> Iterator[tuple[str, bytes]]:
        """Give one page in all languages; a twin that is the same in two of them stands once."""
        twins: dict[bytes, Address] = {}
        for address in addresses:
            asked = self._asked(address) if self._has_home(address) else None
            content = self._content(address, asked)
            twin = to_json(content).encode()
            first = twins.setdefault(twin, address)
            self.wanted.share(address, first)
            file = self.wanted.file(address)
            around = Surroundings(address, Static(file, self.wanted, self._languages))
            html = (
                to_html(asked, content, around)
                if asked
                else front_html(Wording(address.language), content, around)
            )
            yield file, html.encode()
            if first is address:
                yield self.wanted.file(address, TWIN), twin
            self.pages += 1

    def _has_home(self, address: Address) -> bool:
        return bool(address.path) or not self._library.has_several

    def _content(self, address: Address, asked: Asked | None) -> Content:
        """Return the page at an address; where there is none, one that says so."""
        say = Wording(address.language)
        if asked is None:
            return municipalities.make(self._library, self._folder, say)
        try:
            return page(asked)
        except NotFound as error:
            self.broken.append(address)
            return refusal.make(error, say)

    def _download(self, address: Address) -> Iterator[tuple[str, bytes]]:
        asked = self._asked(address)
        made = download(asked) or sheet(asked)
        if made is None:
            self.broken.append(address)
        else:
            yield self.wanted.file(address, ""), made.make()
            self.downloads += 1

    def _static(self) -> Iterator[tuple[str, bytes]]:
        """Give the scripts and styles that pages load, and what these load themselves."""
        waiting, seen = sorted(self.wanted.static), set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            yield f"{_STATIC}{name}", self._every[name]
            if name.endswith(".css"):
                loaded = _LOADED.findall(self._every[name].decode())
                waiting.extend(normpath(join(dirname(name), url)) for url in loaded)
