"""A report in one language, with what its tables look up again and again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ontology import labels
from queries.answers import Edge, Element, Place
from visualize.scene import Citation, Report
from visualize.tables import Column, Table, Value, Words, words
from visualize.wording import Wording, named, plain


@dataclass(frozen=True, slots=True)
class Telling:
    """A report in one language; use :meth:`of`.

    ``above`` and ``below`` are the steps from and to each element, ``found`` what was found of it.
    """

    report: Report
    say: Wording
    languages: Mapping[str, str]
    elements: Mapping[str, Element]
    above: Mapping[str, Sequence[Edge]]
    below: Mapping[str, Sequence[Edge]]
    found: Mapping[str, Sequence[str]]
    cited: Mapping[str, Sequence[Citation]]

    @classmethod
    def of(cls, report: Report, say: Wording) -> "Telling":
        """Sort what a report tells by what it is about."""
        scene = report.scene
        languages = {item.element.id: item.language for item in scene.items}
        languages.update({plan.element.id: plan.language for plan in scene.plans})
        above, below = defaultdict[str, list[Edge]](list), defaultdict[str, list[Edge]](list)
        for edge in scene.edges:
            above[edge.source].append(edge)
            below[edge.target].append(edge)
        found, cited = defaultdict[str, list[str]](list), defaultdict[str, list[Citation]](list)
        for finding in scene.findings:
            name = say.concept("finding-code", finding.code)
            state = say(f"state-{finding.state}")
            told = name if finding.state == "open" else f"{name} ({state})"
            found[finding.subject.id].append(told)
        for citation in report.citations:
            cited[citation.source.id].append(citation)
        elements = {item.element.id: item.element for item in scene.items}
        return cls(report, say, languages, elements, above, below, found, cited)

    def language(self, iri: str | None) -> str:
        """Return the language of an element's words."""
        return self.languages.get(iri or "", "nb")

    def name(self, element: Element) -> Words:
        """Return an element's code and text in its own language."""
        return Words(named(element), self.language(element.id))

    def plan(self, element: Element) -> Words:
        """Return the title of the plan that an element stands in; a plan stands in itself."""
        if element.plan is None and element.type in labels()["concepts"]["plan-kind"]:
            return self.name(element)
        return words(element.plan or "", self.language(element.plan_id))

    def findings(self, subject: str) -> str:
        """Return what was found of an element, and what became of it where it is not open."""
        return "; ".join(dict.fromkeys(self.found.get(subject, ())))

    def table(
        self,
        name: str,
        title: str,
        caption: str,
        columns: Sequence[Column],
        rows: Iterable[Mapping[str, Value]],
    ) -> Table:
        """Return a table of rows that have their values by the keys of the columns."""
        made = tuple(tuple(row.get(column.key) for column in columns) for row in rows)
        return Table(name, title, tuple(columns), made, caption)

    def source_columns(self) -> tuple[Column, ...]:
        """Return the columns of a place in a plan."""
        name = self.say.property_name
        return (
            Column("file", self.say("sheet-document"), width=20),
            Column("page", name("page").capitalize(), "number", 7),
            Column("line", name("line").capitalize(), "number", 7),
            Column("quote", name("quote").capitalize(), width=42),
        )

    def source(self, places: Sequence[Place], lang: str) -> dict[str, Value]:
        """Return the values of these columns: the first place, where there are several."""
        if not places:
            return {}
        place = places[0]
        return {
            "file": plain(place.file), "page": place.page, "line": place.line,
            "quote": words(place.quote, lang),
        }  # fmt: skip
