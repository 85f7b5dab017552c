"""The search index of a graph: what each element can be found by, gathered from its texts."""

from collections import defaultdict
from collections.abc import Iterable

from ontology import labels
from ontology.terms import RDFS_LABEL, TYPE_NAME, Property
from queries.answers import Element
from queries.catalogue import Catalogue, code_order
from queries.library import run
from queries.searching import Entry, SearchIndex
from queries.wordforms import tidy

#: What a plan says of an element in further words, in the order they are searched.
_DESCRIPTIONS = (
    Property.DESCRIPTION, Property.INDICATOR, Property.PROGRESS, Property.STATUS_NOTE
)  # fmt: skip
_QUOTES = (Property.QUOTE, Property.CITED_TEXT)

_CLASS = {name: str(term).rpartition("#")[2] for term, name in TYPE_NAME.items()}

_Texts = dict[str, list[tuple[str, str]]]


def index_of(catalogue: Catalogue) -> SearchIndex:
    """Return what finds the elements of a graph.

    Equally good ones come with those that were read before those that are only cited, and with
    elements before those that repeat them.
    """
    texts: dict[str, _Texts] = defaultdict(lambda: defaultdict(list))
    for row in run(catalogue.store, "elements/texts").dicts():
        said = str(row["text"]), str(row["language"])
        texts[str(row["element"])][str(row["property"])].append(said)
    return SearchIndex(_entry(element, texts[element.id]) for element in _in_order(catalogue))


def _in_order(catalogue: Catalogue) -> list[Element]:
    repeated = {
        str(row["source"])
        for row in run(catalogue.store, "references/restatements").dicts()
        if row["kind"] == "restated"
    }
    cited = {
        str(row["plan"]) for row in run(catalogue.store, "plans/plans").dicts() if not row["read"]
    }

    def order(element: Element) -> tuple[object, ...]:
        is_cited = not cited.isdisjoint((element.id, element.plan_id))
        return (
            is_cited, element.id in repeated, element.plan or "", code_order(element.code),
            element.label, element.id,
        )  # fmt: skip

    return sorted(catalogue.elements.values(), key=order)


def _entry(element: Element, texts: _Texts) -> Entry:
    own = texts[RDFS_LABEL]
    label = next((said for said in own if said[0] == element.label), ("", ""))
    descriptions = _distinct(
        (text for prop in _DESCRIPTIONS for text, _ in texts[prop]), [element.label]
    )
    quotes = _distinct(
        (text for prop in _QUOTES for text, _ in texts[prop]), [element.label, *descriptions]
    )
    return Entry(
        id=element.id,
        kind=element.type,
        label=element.label,
        code=element.code,
        descriptions=descriptions,
        quotes=quotes,
        plan=element.plan_id,
        language=label[1] or "nb",
        names=_distinct(_names(element, texts), [element.label]),
    )


def _names(element: Element, texts: _Texts) -> Iterable[str]:
    """What an element goes by: the words for its kind, the plan's own too, and names elsewhere."""
    yield from (text for text, _ in texts[Property.LEVEL_WORD])
    yield from labels()["classes"].get(_CLASS.get(element.type, ""), {}).values()
    yield from (text for text, _ in texts[RDFS_LABEL])
    if element.type == "sdg":
        yield from labels()["goals"].get(element.code or "", {}).values()


def _distinct(texts: Iterable[str], said: Iterable[str]) -> tuple[str, ...]:
    """The texts that say something that was not said before, in their order."""
    before = [tidy(text) for text in said]
    kept: list[str] = []
    for text in map(tidy, texts):
        if not any(text in other for other in (*before, *kept)):
            kept.append(text)
    return tuple(kept)
