"""A search index as JSON, for pages without a server: their script looks words up in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import Any

from queries.search_rules import RULES, Field
from queries.searching import Entry, SearchIndex
from queries.wordforms import inflected

#: The number of each field in the index, the best first.
FIELDS = tuple(Field)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def static_index(
    index: SearchIndex, address_of: Callable[[str], str], words: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what the script ``search-core.js`` searches in, ready for JSON.

    ``address_of`` gives the link to an element's page by the element's IRI; ``words`` is all that
    the script says to its reader, and goes through as it is. Lists of words are one text each, with
    ``|`` between and shared beginnings left out, which makes half as many bytes.

    >>> made = static_index(SearchIndex([Entry("a", "measure", "Ta bussene")]), "{}.html".format)
    >>> made["vocabulary"], made["lemmas"], made["postings"]
    ('bussene|ta', '2|0', '0|0')
    """
    vocabulary = index.vocabulary
    plans = {entry.plan: None for entry in index.entries if entry.plan}
    labels = {entry.id: entry.label for entry in index.entries}
    kinds = sorted({entry.kind for entry in index.entries})
    basic = frozenset(lemma for of in vocabulary.lemmas.values() for lemma in of)
    return {
        "rules": RULES.json(),
        "vocabulary": "|".join(vocabulary.words),
        "lemmas": "|".join(_lemmas(word, of) for word, of in vocabulary.lemmas.items()),
        "forms": "|".join(_forms(basic, vocabulary.numbers)),
        "postings": "|".join(map(_posting, index.postings)),
        "kinds": kinds,
        "plans": [labels.get(plan, plan) for plan in plans],
        "addresses": _front_coded([address_of(entry.id) for entry in index.entries]),
        "entries": [_entry(entry, kinds, list(plans)) for entry in index.entries],
        "words": dict(words or {}),
    }


def _entry(entry: Entry, kinds: Sequence[str], plans: Sequence[str]) -> list[Any]:
    """Kind, label, code, plan, language, descriptions and quotes; empty lists at the end go."""
    of_plan = plans.index(entry.plan) if entry.plan in plans else -1
    told: list[Any] = [
        kinds.index(entry.kind), entry.label, entry.code or "", of_plan, entry.language,
        list(entry.descriptions), list(entry.quotes),
    ]  # fmt: skip
    while told and told[-1] == []:
        told.pop()
    return told


def _lemmas(word: str, lemmas: Iterable[str]) -> str:
    return ",".join(_changed(word, lemma) for lemma in lemmas)


def _forms(basic: frozenset[str], known: Mapping[str, int]) -> Iterable[str]:
    """The forms of each basic form that its ending doesn't show and that stand in no text."""
    of: dict[str, list[str]] = {}
    for form, lemmas in inflected(basic).items():
        for lemma in lemmas if form not in known else ():
            of.setdefault(lemma, []).append(_changed(lemma, form))
    return (f"{lemma}:{','.join(forms)}" for lemma, forms in sorted(of.items()))


def _changed(word: str, other: str) -> str:
    """Another form of a word: how many letters are cut, and what comes instead.

    >>> _changed("bok", "bøker"), _changed("kommuner", "kommune")
    ('2øker', '1')
    """
    cut = len(word) - _shared(word, other)
    return _DIGITS[cut] + other[len(word) - cut :] if cut < len(_DIGITS) else f"={other}"


def _shared(one: str, other: str) -> int:
    """How many letters two texts begin alike with."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in alike)


def _posting(of: Iterable[tuple[int, Field]]) -> str:
    """The entries that have a word, each by how much its number and field are above the last.

    >>> _posting([(0, Field.LABEL), (2, Field.QUOTE)])
    '0,c'
    """
    numbers = sorted(at * len(FIELDS) + FIELDS.index(where) for at, where in of)
    return ",".join(_short(number - before) for before, number in pairwise([0, *numbers]))


def _short(number: int) -> str:
    digits = _DIGITS[number % 36]
    while number >= 36:
        number //= 36
        digits = _DIGITS[number % 36] + digits
    return digits


def _front_coded(texts: Sequence[str]) -> list[Any]:
    """Texts one after the other: how much each begins as the one before, and the rest of it.

    >>> _front_coded(["plan/a.html", "plan/b.html"])
    [0, 'plan/a.html', 5, 'b.html']
    """
    coded: list[Any] = []
    for before, text in pairwise(["", *texts]):
        shared = _shared(before, text)
        coded += [shared, text[shared:]]
    return coded
