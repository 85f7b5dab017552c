"""Search: the elements whose labels, descriptions and quotes hold some words, the best first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log2
from typing import Any

from queries.excerpts import excerpt
from queries.search_rules import COUNTS, RULES, Field
from queries.vocabulary import Vocabulary
from queries.wordforms import Token, coded, tidy, tokens


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of one element.

    ``names`` are further words it goes by, such as those for its kind; ``plan`` is the IRI of its
    plan. Entries that are equally good are found in the order they were given in.
    """

    id: str
    kind: str
    label: str
    code: str | None = None
    descriptions: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    plan: str | None = None
    language: str = "nb"
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An element that was found, where, and the words around with those found marked.

    ``excerpt`` has single spaces; ``spans`` tell from which of its characters to which the words
    stand. What was found by its kind or code alone shows its label with nothing marked.
    """

    element_id: str
    score: int
    field: Field
    excerpt: str
    spans: tuple[tuple[int, int], ...] = ()

    def json(self) -> dict[str, Any]:
        """Return how the element was found, as the command line gives it."""
        return {
            "score": self.score, "field": self.field.value, "excerpt": self.excerpt,
            "spans": [list(span) for span in self.spans],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a question, its whole as a code, and whether it was cut to the limits."""

    words: tuple[str, ...]
    code: str
    is_cut: bool


def read_question(text: str) -> Question:
    """Return what is looked for: at most 200 characters and 12 words.

    >>> read_question("Sommer-jobb, 1.B2").words
    ('sommer', 'jobb', '1b2')
    """
    cut = tidy(text[: RULES.most_letters])
    found = list(tokens(cut))
    codes = [token for token in found if token.is_whole and "." in cut[token.start : token.end]]
    words = [
        token.word
        for token in found
        if (token in codes if token.is_whole else not any(_holds(c, token) for c in codes))
    ]
    is_cut = len(text) > RULES.most_letters or len(words) > RULES.most_words
    return Question(tuple(words[: RULES.most_words]), coded(cut), is_cut)


def _holds(whole: Token, part: Token) -> bool:
    return whole.start <= part.start and part.end <= whole.end


@dataclass(slots=True)
class _Term:
    """A word of a question, the words it means, and how much it counts in each entry."""

    word: str
    means: dict[int, int]
    counts: dict[int, int] = field(default_factory=dict)
    weight: int = 0


class SearchIndex:
    """Finds elements by words, forgiving of case, inflection, compounds and spelling."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Read the words of some entries; the first index of a process reads dictionaries too."""
        self.entries: Sequence[Entry] = tuple(map(_tidied, entries))
        cut = {text: list(tokens(text)) for e in self.entries for _, text in _texts(e)}
        self.vocabulary = Vocabulary(token.word for of in cut.values() for token in of)
        number = self.vocabulary.numbers
        self._texts = [
            [
                (where, text, frozenset(number[t.word] for t in cut[text]))
                for where, text in _texts(e)
            ]
            for e in self.entries
        ]
        self._labels = [
            [number[t.word] for t in cut[e.label] if not t.is_whole] for e in self.entries
        ]
        #: For each word, the entries that have it, each with the best place it stands in.
        self.postings: list[list[tuple[int, Field]]] = [[] for _ in number]
        for at, texts in enumerate(self._texts):
            best: dict[int, Field] = {}
            for where, _, words in texts:
                for word in words:
                    best[word] = max(where, best.get(word, where), key=COUNTS.__getitem__)
            for word, where in best.items():
                self.postings[word].append((at, where))
        self._codes: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(self.entries):
            if entry.code and coded(entry.code):
                self._codes[coded(entry.code)].append(at)

    def search(
        self,
        text: str,
        limit: int = 50,
        kinds: Collection[str] | None = None,
        plan: str | None = None,
    ) -> list[Hit]:
        """Return the elements that a text names, the best first; of some kinds or one plan alone.

        An exact code comes first, then what has every word, then what has some. Words count by how
        rare they are, by where they stand (label, description, quote) and by how: the very form,
        another form, a part of a compound, a like spelling. Like spellings are looked for only
        where a word is found in no other way.

        >>> index = SearchIndex([Entry("a", "measure", "Tilby sommerjobber til ungdom")])
        >>> [(hit.element_id, hit.field.value, hit.spans) for hit in index.search("somerjobb")]
        [('a', 'label', ((6, 18),))]
        """
        asked = read_question(text)
        terms = self._terms(asked.words)
        scores = self._scores(terms, asked)
        wanted = [
            (at, score)
            for at, score in scores.items()
            if (kinds is None or self.entries[at].kind in kinds)
            and (plan is None or plan in {self.entries[at].plan, self.entries[at].id})
        ]
        wanted.sort(key=lambda pair: (-pair[1], pair[0]))
        return [self._hit(at, score, terms) for at, score in wanted[: max(limit, 0)]]

    def suggestions(self, text: str) -> list[str]:
        """Return what may have been meant where words of a question stand in no text.

        >>> SearchIndex([Entry("a", "measure", "Sommerjobb")]).suggestions("summerjobing")
        ['sommerjobb']
        """
        words = read_question(text).words
        unknown = {at for at, word in enumerate(words) if not self._is_known(word)}
        near = {
            at: self.vocabulary.suggestions(words[at], RULES.most_suggestions) for at in unknown
        }
        changed = sorted(at for at, found in near.items() if found)
        if not changed:
            return []
        first = {at: near[at][0] for at in changed}
        return [
            " ".join({**first, changed[0]: one}.get(at, word) for at, word in enumerate(words))
            for one in near[changed[0]]
        ]

    def _is_known(self, word: str) -> bool:
        known = word in self._codes or self.vocabulary.meant(word)
        return bool(known or self.vocabulary.halves(word))

    # --- what a question means ----------------------------------------------------------------

    def _terms(self, words: Sequence[str]) -> list[_Term]:
        """The words of a question with what they mean, those in no text as their halves."""
        terms = [_Term(word, self.vocabulary.meant(word)) for word in words]
        for one, other in pairwise(terms):
            # «sommer jobb» is «sommerjobb».
            whole = self.vocabulary.forms(one.word + other.word, as_written=True)
            for number, likeness in whole.items():
                for term in (one, other):
                    joined = likeness * RULES.joined // 100
                    term.means[number] = max(joined, term.means.get(number, 0))
        terms = [half for term in terms for half in self._halved(term)]
        for term in terms:
            self._count(term)
        return terms

    def _halved(self, term: _Term) -> list[_Term]:
        known = term.means or term.word in self._codes
        halves = None if known else self.vocabulary.halves(term.word)
        if halves is None:
            return [term]
        means = {half: self.vocabulary.forms(half) for half in halves}
        return [
            _Term(half, {number: likeness * RULES.half // 100 for number, likeness in of.items()})
            for half, of in means.items()
        ]

    def _count(self, term: _Term) -> None:
        """Reckon how much a term counts in each entry, and weigh it by how few have it."""
        for number, likeness in term.means.items():
            for at, where in self.postings[number]:
                counts = likeness * COUNTS[where]
                term.counts[at] = max(counts, term.counts.get(at, 0))
        for at in self._codes.get(term.word, ()):
            term.counts[at] = RULES.same * COUNTS[Field.CODE]
        if term.counts:
            term.weight = 1 + int(RULES.rarity * log2(len(self.entries) / len(term.counts)))

    # --- what is best -------------------------------------------------------------------------

    def _scores(self, terms: list[_Term], asked: Question) -> dict[int, int]:
        """The entries that have enough of a question's words, and how good they are."""
        whole = sum(term.weight for term in terms)
        most = max((term.weight for term in terms), default=0)
        needed = [
            term
            for term in terms
            if len(term.counts) * RULES.common <= len(self.entries)
            and term.weight * RULES.light >= most
        ]
        scores = {}
        for at in {at for term in terms for at in term.counts}:
            had = [term for term in terms if at in term.counts]
            if sum(term.weight for term in had) * RULES.least < whole:
                continue
            score = sum(term.weight * term.counts[at] for term in had) // whole
            score += RULES.has_all * all(at in term.counts for term in needed or terms)
            scores[at] = score + self._label_score(at, terms)
        for at in self._codes.get(asked.code, ()):
            scores[at] = scores.get(at, 0) + RULES.is_code
        return scores

    def _label_score(self, at: int, terms: list[_Term]) -> int:
        """How much of a label was asked for, and how much of the question stands in its order."""
        label = self._labels[at]
        if not label:
            return 0
        named = sum(any(word in term.means for term in terms) for word in label)
        score = RULES.whole_label * named // len(label)
        if len(terms) > 1:
            pairs = sum(
                any(a in one.means and b in other.means for a, b in pairwise(label))
                for one, other in pairwise(terms)
            )
            score += RULES.in_order * pairs // (len(terms) - 1)
        return score

    def _hit(self, at: int, score: int, terms: list[_Term]) -> Hit:
        """The hit with its best text: the one whose words count most."""
        is_code = score >= RULES.is_code
        by_code = is_code or any(at in self._codes.get(term.word, ()) for term in terms)
        best, where, text = 0, Field.CODE if by_code else Field.KIND, self.entries[at].label
        # What a code names is shown by its code, whatever its texts say.
        for place, said, words in () if is_code else self._texts[at]:
            counts = COUNTS[place] * sum(
                term.weight * max((term.means.get(word, 0) for word in words), default=0)
                for term in terms
            )
            if counts > best and place is not Field.KIND:
                best, where, text = counts, place, said
        cut = list(tokens(text))
        weights: dict[str, int] = {}
        for token in cut if best else ():
            number = self.vocabulary.numbers[token.word]
            weight = sum(term.weight * term.means.get(number, 0) for term in terms)
            if weight:
                weights[token.word] = weight
        piece = excerpt(text, cut, weights)
        return Hit(self.entries[at].id, score, where, piece.text, piece.spans)


def _texts(entry: Entry) -> Iterator[tuple[Field, str]]:
    """The texts of an entry with what they are, its label first."""
    yield Field.LABEL, entry.label
    for text in entry.descriptions:
        yield Field.DESCRIPTION, text
    for text in entry.quotes:
        yield Field.QUOTE, text
    for text in entry.names:
        yield Field.KIND, text


def _tidied(entry: Entry) -> Entry:
    return replace(
        entry,
        label=tidy(entry.label),
        descriptions=tuple(map(tidy, entry.descriptions)),
        quotes=tuple(map(tidy, entry.quotes)),
        names=tuple(map(tidy, entry.names)),
    )
