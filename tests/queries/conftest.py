"""What the tests of the question library share: towns made by hand."""

from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from pyoxigraph import Quad

from graph import models
from graph.iris import document_iri, graph_iri, link_iri, municipality_iri, passage_iri
from graph.models import Iri, Text, Thing
from graph.plan_graph import NamedPart
from graph.rdf import quads_of
from graph.store import PlanStore
from ontology.terms import Method, PlanStatus, Property
from queries.catalogue import Catalogue


class Town:
    """A small plan graph written by hand, of the very models that a build is made of.

    Elements are named by their code; each gets a passage of its own, and each link its evidence.
    """

    def __init__(self, name: str = "Testvik") -> None:
        self.home = municipality_iri(name)
        self.things: dict[str, list[Thing]] = {}
        self.position = count(1)
        self._add("links", models.Municipality(iri=self.home, label=Text(value=name)))

    def _add(self, graph: str, thing: Thing) -> Iri:
        self.things.setdefault(graph, []).append(thing)
        return thing.iri

    def _passage(self, graph: str, words: str) -> Iri:
        at = next(self.position) * 100
        digest = digest_of(graph)
        return self._add(
            graph,
            models.Passage(
                iri=passage_iri(digest, at, at + len(words)),
                document=document_iri(digest),
                line=at,
                start=at,
                end=at + len(words),
                quote=words,
                prefix="",
                suffix="",
            ),
        )

    def plan(self, title: str, kind: type[models.Plan] = models.ThematicPlan, **fields: Any) -> Iri:
        """Add a plan that was read, with its document; the plan's graph has its title."""
        digest = digest_of(title)
        self._add(
            title,
            models.SourceDocument(
                iri=document_iri(digest),
                sha256=digest,
                file_name=f"{title}.txt",
                media_type="text/plain",
                encoding="utf-8",
            ),
        )
        plan = kind(
            iri=self.iri(title),
            label=Text(value=title),
            municipality=self.home,
            status=fields.pop("status", PlanStatus.ADOPTED),
            source_document=document_iri(digest),
            passages=(self._passage(title, title),),
            **fields,
        )
        return self._add(title, plan)

    def iri(self, *segments: str) -> Iri:
        """Return the IRI of a plan by its title, or of an element by plan and code."""
        return Iri("/".join((self.home, *segments)).replace(" ", "-"))

    def element(
        self, plan: str, code: str, kind: type[models.PlanElement] = models.Measure, **fields: Any
    ) -> Iri:
        """Add an element to a plan; its label is its code unless told otherwise."""
        label = fields.pop("label", code)
        element = kind(
            iri=self.iri(plan, code),
            label=Text(value=label),
            code=code,
            part_of_plan=self.iri(plan),
            position=next(self.position),
            confidence=Decimal(1),
            rule="by hand",
            passages=(self._passage(plan, label),),
            **fields,
        )
        return self._add(plan, element)

    def link(
        self,
        source: Iri,
        relation: Property,
        target: Iri | None,
        *,
        stated: bool = True,
        kind: type[models.Link] = models.Link,
        **fields: Any,
    ) -> Iri:
        """Add an edge with its evidence; what is inferred has none."""
        words = f"{source} {relation} {target}"
        passages = (self._passage("links-document", words),) if stated else ()
        link = kind(
            iri=link_iri(self.home, source, relation, str(target), str(next(self.position))),
            source=source,
            target=target,
            relation=relation,
            is_stated=stated,
            method=fields.pop("method", Method.EXACT if stated else Method.GENERAL),
            confidence=Decimal(str(fields.pop("confidence", "1"))),
            rule="by hand",
            passages=passages,
            **fields,
        )
        return self._add("links", link)

    def cite(self, source: Iri, text: str, target: Iri | None, **fields: Any) -> Iri:
        """Add a reference: a citation with its words."""
        return self.link(
            source,
            Property.REFERS_TO,
            target,
            kind=models.Reference,
            cited_text=Text(value=text),
            **fields,
        )

    def repeat(self, source: Iri, target: Iri, *, changed: bool = False, **fields: Any) -> Iri:
        """Add a restatement."""
        return self.link(
            source,
            Property.RESTATES,
            target,
            kind=models.Restatement,
            is_meaning_changed=changed,
            **fields,
        )

    def candidate(self, target: Iri, rank: int, score: str) -> Iri:
        """Add something that a reference may mean."""
        iri = Iri(f"{self.home}/candidate/{next(self.position)}")
        return self._add(
            "links",
            models.Candidate(iri=iri, target=target, rank=rank, score=Decimal(score)),
        )

    def add(self, thing: Thing) -> Iri:
        """Add anything else."""
        return self._add("links", thing)

    def quads(self) -> list[Quad]:
        """Return the quads of the town, one named graph for each plan and one for the links."""
        return [
            quad
            for name, things in self.things.items()
            for quad in quads_of(NamedPart(graph_iri(name), tuple(things)))
        ]

    def store(self) -> PlanStore:
        """Return the town in memory."""
        return PlanStore.of(self.quads())

    def catalogue(self) -> Catalogue:
        """Return what the typed answers are asked of."""
        return Catalogue(self.store())


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, as a document has one."""
    return sha256(text.encode()).hexdigest()


@pytest.fixture
def town() -> Town:
    """Give an empty town."""
    return Town()


@pytest.fixture(scope="session")
def new_town() -> Callable[[], Town]:
    """Give a maker of towns, for fixtures that live as long as the session."""
    return Town
