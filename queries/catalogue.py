"""The elements of a graph and their places, read once and looked up many times."""

from collections.abc import Iterable
from functools import cached_property

from graph.errors import NotFound
from graph.store import PlanStore, value_of
from graph.types import json_type
from ontology.terms import RDF_TYPE, RDFS_LABEL, Property
from queries.answers import Edge, Element, Place
from queries.library import run

_LEVELS = (
    "measure",
    "reform_measure",
    "strategy",
    "sub_goal",
    "main_goal",
    "focus_area",
    "initiative",
    "vision",
    "value",
    "priority",
    "recommendation",
    "indicator",
    "plan",
)  # fmt: skip


class Catalogue:
    """Looks up elements by IRI, code or text, and passages by IRI."""

    def __init__(self, store: PlanStore) -> None:
        """Wrap a store; what is looked up is read on first use."""
        self.store = store
        self._places: dict[str, Place] = {}
        self._files: dict[str, str] = {}
        self._described: dict[str, Element] = {}
        #: The steps of threads by the element they leave, once they were asked for.
        self.steps: dict[str, tuple[Edge, ...]] = {}

    @cached_property
    def elements(self) -> dict[str, Element]:
        """Every labelled thing of the graph by IRI."""
        rows: dict[str, list[dict[str, object]]] = {}
        for row in run(self.store, "elements/all").dicts():
            rows.setdefault(str(row["iri"]), []).append(row)
        labels = {iri: str(found[0]["label"]) for iri, found in rows.items()}
        made = {}
        for iri, found in rows.items():
            plan = found[0]["plan"]
            code = found[0]["code"]
            made[iri] = Element(
                iri,
                json_type(str(row["class"]) for row in found) or "thing",
                labels[iri],
                str(code) if code is not None else None,
                labels.get(str(plan)) if plan is not None else None,
                str(plan) if plan is not None else None,
            )
        return made

    def place(self, iri: str) -> Place | None:
        """Return the passage of an IRI."""
        if iri not in self._places:
            found = {predicate: value_of(term) for predicate, term in self.store.describe(iri)}
            if Property.QUOTE not in found:
                return None
            self._places[iri] = Place(
                iri, self._file(str(found[Property.DOCUMENT])), found.get(Property.PAGE),
                found[Property.LINE], found[Property.START], found[Property.END],
                str(found[Property.QUOTE]),
            )  # fmt: skip
        return self._places[iri]

    def places(self, iris: Iterable[str]) -> tuple[Place, ...]:
        """Return passages in the order they stand in their files."""
        found = [place for iri in iris if (place := self.place(iri)) is not None]
        return tuple(sorted(set(found), key=lambda p: (p.file, p.start, p.end)))

    def _file(self, document: str) -> str:
        if document not in self._files:
            found = dict(self.store.describe(document))
            self._files[document] = str(value_of(found.get(Property.FILE_NAME)))
        return self._files[document]

    def values(self, iri: str, prop: str) -> list[str]:
        """Return the values of one property of one thing."""
        return sorted(
            {
                str(value_of(term))
                for predicate, term in self.store.describe(iri)
                if predicate == prop
            }
        )

    def element(self, iri: str) -> Element:
        """Return the element of an IRI; one the graph only points to is a bare thing."""
        if "elements" in self.__dict__:
            return self.elements.get(iri) or Element(iri, "thing", iri)
        if iri not in self._described:
            self._described[iri] = self._describe(iri)
        return self._described[iri]

    def _describe(self, iri: str) -> Element:
        """Read one element alone: a question about a few needs not read them all."""
        said: dict[str, list[str]] = {}
        for predicate, term in self.store.describe(iri):
            said.setdefault(predicate, []).append(str(value_of(term)))
        kind = json_type(said.get(RDF_TYPE, []))
        if kind is None or RDFS_LABEL not in said:
            return Element(iri, "thing", iri)
        code, plan = (said.get(prop, [None])[0] for prop in (Property.CODE, Property.PART_OF_PLAN))
        home = self.values(plan, RDFS_LABEL)[0] if plan else None
        return Element(iri, kind, said[RDFS_LABEL][0], code, home, plan)

    def of_type(self, *types: str) -> list[Element]:
        """Return the elements of some types, sorted by plan, code and label."""
        found = [e for e in self.elements.values() if e.type in types]
        return sorted(found, key=lambda e: (e.plan or "", code_order(e.code), e.label, e.id))

    def find(self, name: str) -> Element:
        """Return the element a user means: by IRI, by code («1.B2»), or by its text.

        Raises :class:`~graph.errors.NotFound` (``element-unknown``, ``element-ambiguous``) with
        the nearest matches.
        """
        coded = [self.element(iri) for iri in self.store.having(Property.CODE, name.strip())]
        best = self._preferred(coded)
        if best is not None:
            return best
        if name in self.elements:
            return self.elements[name]
        successors = (
            [
                str(r["successor"])
                for r in run(self.store, "provenance/iri-and-successor", element=name).dicts()
                if r["successor"]
            ]
            if "://" in name
            else []
        )
        if successors:
            return self.element(successors[0])
        wanted = _plain(name)
        for matches in (
            [e for e in self.elements.values() if e.code and _code(e.code) == _code(name)],
            [e for e in self.elements.values() if _plain(e.label) == wanted],
        ):
            best = self._preferred(matches)
            if best is not None:
                return best
        raise self._unknown(name)

    def _preferred(self, matches: list[Element]) -> Element | None:
        """Of several with one name, the one that is read and lowest in the hierarchy; else none."""
        matches = [m for m in matches if m.type in _LEVELS or m.type.endswith("plan")]
        if len(matches) <= 1:
            return matches[0] if matches else None
        restated = {
            str(r["source"])
            for r in run(self.store, "references/restatements").dicts()
            if r["kind"] == "restated"
        }
        originals = [m for m in matches if m.id not in restated and "/cited/" not in m.id]
        if len(originals) == 1:
            return originals[0]
        if len({(m.label, m.type, m.plan_id) for m in originals or matches}) == 1:
            return min(originals or matches, key=lambda m: m.id)
        names = tuple(
            f"{m.type} {m.code or ''} {m.label} ({m.plan}) {m.id}"
            for m in sorted(matches, key=lambda m: m.id)
        )
        raise NotFound("element-ambiguous", count=len(matches), nearest=names[:8])

    def _unknown(self, name: str) -> NotFound:
        from difflib import SequenceMatcher  # noqa: PLC0415 - only for a name that is not there

        wanted = _plain(name)
        candidates = [
            e for e in self.elements.values() if e.type in _LEVELS or e.type.endswith("plan")
        ]

        def likeness(element: Element) -> float:
            label = _plain(element.label)
            words = set(wanted.split())
            shared = len(words & set(label.split())) / max(len(words), 1)
            code = 0.9 if element.code and _code(element.code).endswith(_code(name)) else 0.0
            return max(
                code, 0.6 * shared + 0.4 * SequenceMatcher(None, wanted, label).quick_ratio()
            )

        near = sorted(candidates, key=lambda e: (-likeness(e), e.id))[:5]
        return NotFound(
            "element-unknown",
            name=name,
            nearest=tuple(f"{e.code + ' ' if e.code else ''}{e.label}" for e in near),
        )


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(" .").casefold()


def _code(code: str) -> str:
    return code.replace(".", "").replace(" ", "").casefold()


def code_order(code: str | None) -> tuple[tuple[int, str], ...]:
    """Return a sort key that puts 2.A10 after 2.A9.

    >>> sorted(["2.A10", "2.A9"], key=code_order)
    ['2.A9', '2.A10']
    """
    import re  # noqa: PLC0415

    parts = re.findall(r"\d+|[A-Za-zÆØÅæøå]+", code or "~")
    return tuple((int(p), "") if p.isdigit() else (10**9, p) for p in parts)
