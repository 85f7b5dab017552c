"""References and restatements as values."""

from collections import defaultdict
from typing import Any

from ontology.terms import Property
from queries.catalogue import Catalogue
from queries.library import run


def references(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return every reference in the order of the texts: the words, what they mean, how sure."""
    candidates: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in run(catalogue.store, "references/candidates").dicts():
        target = catalogue.element(str(row["target"]))
        candidates[str(row["link"])].append({"target": target.json(), "score": row["score"]})
    found = []
    for row in run(catalogue.store, "references/all").dicts():
        link = str(row["link"])
        place = catalogue.place(str(row["passage"]))
        diff = catalogue.values(link, Property.WORD_DIFF)
        found.append(
            {
                "id": link,
                "source": catalogue.element(str(row["source"])).json(),
                "text": row["text"],
                "target": catalogue.element(str(row["target"])).json() if row["target"] else None,
                "method": str(row["method"]).rpartition("#method-")[2],
                "confidence": row["confidence"],
                "stated": row["stated"],
                "blend": row["blend"],
                "diff": diff[0] if diff else None,
                "candidates": candidates.get(link, []),
                "passage": place.json() if place else None,
            }
        )
    return sorted(found, key=_place_order)


def restatements(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return every repeated element with what it repeats, and whether its meaning changed."""
    found = []
    for row in run(catalogue.store, "references/restatements").dicts():
        if row["kind"] != "restated":
            continue
        link = str(row["link"])
        places = catalogue.places(catalogue.values(link, Property.PASSAGE))
        found.append(
            {
                "id": link,
                "source": catalogue.element(str(row["source"])).json(),
                "target": catalogue.element(str(row["target"])).json() if row["target"] else None,
                "changed": row["changed"],
                "diff": row["diff"],
                "confidence": row["confidence"],
                "passage": places[0].json() if places else None,
            }
        )
    return sorted(found, key=_place_order)


def _place_order(row: dict[str, Any]) -> tuple[str, int, str]:
    place = row["passage"]
    return (place["file"], place["start"], row["id"]) if place else ("", 0, row["id"])
