"""What humans have judged: links and elements, by whom, when and why."""

from dataclasses import dataclass

from ontology.terms import from_concept_iri
from queries.catalogue import Catalogue
from queries.library import run


@dataclass(frozen=True, slots=True)
class Judgement:
    """A human's word about an element, or about its link to ``target``.

    ``action`` is a notation of the vocabulary: of link decisions (accept, reject, replace) or of
    corrections (confirm, type, parent, …). ``link`` is the link that was judged.
    """

    subject: str
    target: str | None
    action: str
    by: str
    date: str
    reason: str | None
    link: str | None = None

    def json(self) -> dict[str, str | None]:
        """Return the judgement as plain values."""
        return {
            "subject": self.subject, "target": self.target, "action": self.action, "by": self.by,
            "date": self.date, "reason": self.reason, "link": self.link,
        }  # fmt: skip


def judgements(catalogue: Catalogue) -> list[Judgement]:
    """Return every judgement that stands in the graph, by subject and target."""
    return [
        Judgement(
            str(row["subject"]),
            str(row["target"]) if row["target"] else None,
            str(from_concept_iri(str(row["action"])).value),
            str(row["by"]),
            str(row["date"]),
            str(row["reason"]) if row["reason"] else None,
            str(row["link"]) if row["link"] else None,
        )
        for row in run(catalogue.store, "provenance/decided").dicts()
    ]
