"""The words that stand in some texts, and which of them a word that is asked for means."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from queries.search_rules import RULES
from queries.wordforms import folded, lemmas, stem


class Vocabulary:
    """Words by their number, sorted, each with its basic forms."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take some words and look up their basic forms, each word once."""
        self.words: Sequence[str] = sorted(set(words))
        self.lemmas: Mapping[str, tuple[str, ...]] = {word: lemmas(word) for word in self.words}
        self.numbers: Mapping[str, int] = {word: n for n, word in enumerate(self.words)}
        self._by_key: dict[str, set[int]] = {}
        for number, word in enumerate(self.words):
            for key in self._keys(word):
                self._by_key.setdefault(key, set()).add(number)
        self._spellings = sorted({*self.words, *(m for of in self.lemmas.values() for m in of)})
        self._folded = [folded(spelling) for spelling in self._spellings]
        self._stems = [stem(word) for word in self.words]
        self._text = _Lines(self.words)
        self._folded_text = _Lines([folded(word) for word in self.words])

    def meant(self, word: str) -> dict[int, int]:
        """Return the words that one asked for means, by number, with how alike they are.

        >>> words = Vocabulary(["sommerjobber", "jobb", "får", "miljø"])
        >>> [words.words[number] for number in words.meant("jobbene")]
        ['jobb', 'sommerjobber']
        >>> words.meant("miljø"), words.meant("miljo")
        ({2: 100}, {2: 50})
        """
        return self._known(word) or self._spelt(word)

    def halves(self, word: str) -> tuple[str, str] | None:
        """Return the two words that a compound is made of, where both stand in the texts.

        >>> Vocabulary(["ungdom", "jobb"]).halves("ungdomsjobben")
        ('ungdoms', 'jobben')
        """
        for at in range(len(word) - RULES.part, RULES.part - 1, -1):
            head, tail = word[:at], word[at:]
            # A letter may bind the halves together: «saksbehandling», «jordbæråker».
            bare = head[:-1] if head[-1] in RULES.binding and at > RULES.part else head
            for one in (head, bare):
                if self.has(one) and self.has(tail):
                    return one, tail
        return None

    def has(self, word: str) -> bool:
        """Whether a word, or another form of it, stands in the texts."""
        return not self._by_key.keys().isdisjoint((word, stem(word)))

    def forms(self, word: str, *, as_written: bool = False) -> dict[int, int]:
        """Return the words that are one asked for, in this form or another.

        One ``as_written`` has other endings at most: dictionaries take more for words than are.
        """
        keys = {word, stem(word)} if as_written else self._keys(word)
        numbers = (number for key in sorted(keys) for number in self._by_key.get(key, ()))
        found = dict.fromkeys(numbers, RULES.form)
        if word in self.numbers:
            found[self.numbers[word]] = RULES.same
        return found

    def suggestions(self, word: str, most: int) -> list[str]:
        """Return the words of the texts that one which is in none of them is nearest to."""
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - only for a word that is not there

        wanted = folded(word)
        near = []
        for spelling, letters in zip(self._spellings, self._folded, strict=True):
            longest = max(len(wanted), len(letters))
            edits, of = RULES.suggested
            most_edits = edits * longest // of
            distance = OSA.distance(wanted, letters, score_cutoff=most_edits)
            if spelling in self.numbers and distance <= most_edits:
                near.append((distance, spelling))
        return [spelling for _, spelling in sorted(near)[:most]]

    def _keys(self, word: str) -> set[str]:
        """What two forms of one word have in common: the basic forms, and what endings leave."""
        basic = self._basic(word)
        return {word, stem(word), *basic, *map(stem, basic)}

    def _basic(self, word: str) -> tuple[str, ...]:
        found = self.lemmas.get(word)
        return lemmas(word) if found is None else found

    def _known(self, word: str) -> dict[int, int]:
        """The words that are the one asked for in some form, or have it as a part."""
        found = self.forms(word)
        ending = stem(word)
        others = {lemma for number in found for lemma in self.lemmas[self.words[number]]}
        # «faren» is of «far», but also of «fare», which «erfare» has nothing to do with; «hørt» is
        # of «høre», and is sought in «tilhører» only where «høre» too is a word of the texts.
        basic = {lemma for lemma in self._basic(word) if lemma in self._by_key}
        regular = {
            lemma for lemma in {*others, *self._basic(word)} if ending in {lemma, stem(lemma)}
        }
        parts = {word, *basic, *regular}
        self._add_compounds(found, parts)
        if len(ending) >= RULES.part:
            # «jobbene» in «sommerjobb»: what is left without endings ends the other word.
            for number, left in enumerate(self._stems):
                if left.endswith(ending):
                    _lift(found, number, RULES.end_part)
        if not found and len(ending) >= RULES.left and len(word) - len(ending) > 1:
            # «klimagassene» in «klimagassutslipp», but not «kommune» in «kommunikasjon».
            self._add_compounds(found, {ending})
        return found

    def _add_compounds(self, found: dict[int, int], parts: set[str]) -> None:
        for part in parts:
            for number in self._text.lines_with(part) if len(part) >= RULES.part else ():
                line = self.words[number]
                is_end = line.startswith(part) or line.endswith(part)
                _lift(found, number, RULES.end_part if is_end else RULES.inner_part)

    def _spelt(self, word: str) -> dict[int, int]:
        """The words that are spelt most like one that is not there, and what those mean."""
        found: dict[int, int] = {}
        if not word.isalpha():  # one digit off is another number
            return found
        distance, spellings = self._nearest(word)
        for spelling in spellings:
            for number, likeness in self._known(spelling).items():
                _lift(found, number, likeness * RULES.spelt[distance] // 100)
        part = folded(word)
        if not found and len(part) >= RULES.part:
            found = dict.fromkeys(self._folded_text.lines_with(part), RULES.spelt_part)
        return found

    def _nearest(self, word: str) -> tuple[int, list[str]]:
        from rapidfuzz import process  # noqa: PLC0415 - only for a word that is not there
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        found: dict[int, set[str]] = {}
        left = stem(word)
        for wanted in {folded(word), folded(left if len(left) >= RULES.left else word)}:
            most = (len(wanted) >= RULES.one_edit) + (len(wanted) >= RULES.two_edits)
            for letters, distance, at in process.extract(
                wanted, self._folded, scorer=OSA.distance, score_cutoff=most, limit=None
            ):
                # Nobody misses the first letter: «bøker» is not «øker».
                if letters[:1] == wanted[:1]:
                    found.setdefault(int(distance), set()).add(self._spellings[at])
        best = min(found, default=0)
        return best, sorted(found.get(best, ()))[: RULES.most_near]


class _Lines:
    """Texts as the lines of one, to look for a part in all of them at once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._whole = "\n".join(texts)
        self._starts = [0]
        self._starts += [at + 1 for at, letter in enumerate(self._whole) if letter == "\n"]

    def lines_with(self, part: str) -> Iterator[int]:
        """Iterate over the numbers of the lines that hold a part, each once."""
        at = self._whole.find(part)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            yield line
            end = self._whole.find("\n", at)
            at = self._whole.find(part, end) if end >= 0 else -1


def _lift(found: dict[int, int], number: int, likeness: int) -> None:
    found[number] = max(likeness, found.get(number, 0))
