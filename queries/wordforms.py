"""Words as a search sees them: cut from texts, in one case, by their forms and their letters."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from queries.search_rules import RULES

if TYPE_CHECKING:
    from simplemma.strategies import DefaultStrategy

#: The written languages whose inflection is known. A word is looked up in each: a search says
#: nothing of its language, and a plan in one of them quotes the other.
LANGUAGES = ("nb", "nn")

#: What a line break, a web page or a PDF leaves inside words without being seen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_LINKS = frozenset("-\u2010\u2011.")


class Token(NamedTuple):
    """A word of a text, and from which character to which it stands; or a whole of several."""

    word: str
    start: int
    end: int
    is_whole: bool = False


def tidy(text: str) -> str:
    r"""Return a text with composed letters, single spaces, and nothing unseen inside words.

    >>> tidy("sommer\u00adjobb  til\nungdom ")
    'sommerjobb til ungdom'
    """
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


def tokens(text: str) -> Iterator[Token]:
    """Iterate over the words of a tidy text; after the parts of a code or of hyphens, their whole.

    >>> [token.word for token in tokens("E-helse og barnehage- og skolebygg, 1.B2")]
    ['e', 'helse', 'ehelse', 'og', 'barnehage', 'og', 'skolebygg', '1', 'b2', '1b2']
    """
    chain: list[Token] = []
    for match in _WORD.finditer(text):
        token = Token(_cased(match[0]), match.start(), match.end())
        if chain and text[chain[-1].end : token.start] not in _LINKS:
            yield from _whole(chain, text)
            chain = []
        chain.append(token)
        yield token
    yield from _whole(chain, text)


def _cased(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _whole(chain: list[Token], text: str) -> Iterator[Token]:
    """The parts of a chain as one word: of hyphens if not all numbers, of points if any is one."""
    if len(chain) < 2:
        return
    word = "".join(token.word for token in chain)
    start, end = chain[0].start, chain[-1].end
    has_digit = any(letter.isnumeric() for letter in word)
    if has_digit if "." in text[start:end] else not word.isnumeric():
        yield Token(word, start, end, is_whole=True)


def coded(text: str) -> str:
    """Return a text as codes are compared: its letters and digits, in one case.

    >>> coded("1.B2 "), coded("1 b2")
    ('1b2', '1b2')
    """
    return "".join(_cased(match[0]) for match in _WORD.finditer(text))


def stem(word: str) -> str:
    """Return a word without its ending, for words that no dictionary has.

    >>> [stem(word) for word in ("bomiljøene", "kommunar", "timer", "skogs", "bo")]
    ['bomiljø', 'kommun', 'time', 'skog', 'bo']
    """
    for ending in RULES.endings:
        if word.endswith(ending):
            left = len(word) - len(ending)
            if left >= RULES.part:
                return word[:left]
            if left == RULES.part - 1 and len(ending) > 1 and ending[0] == "e":
                return word[: left + 1]
    if len(word) > RULES.part and word[-1] == "s" and word[-2] in RULES.consonants:
        return word[:-1]
    return word


def folded(word: str) -> str:
    """Return a word as it is typed without the letters of the Norwegian alphabet.

    >>> folded("bomiljø") == folded("bomiljoe") == folded("bomiljo")
    True
    """
    for letter, plain in RULES.folds:
        word = word.replace(letter, plain)
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@lru_cache(maxsize=1 << 16)
def lemmas(word: str) -> tuple[str, ...]:
    """Return the basic forms that the dictionaries know of a word, sorted; perhaps none.

    The first call reads the dictionaries: half a second.

    >>> lemmas("sommerjobbene"), lemmas("kommunar"), lemmas("får"), lemmas("far")
    (('sommerjobb',), ('kommune',), ('få',), ('far',))
    """
    if not word.isalpha():
        return ()
    found = {_dictionaries().get_lemma(word, language) for language in LANGUAGES}
    return tuple(sorted({lemma.lower() for lemma in found if lemma}))


@cache
def _dictionaries() -> "DefaultStrategy":
    from simplemma.strategies import DefaultStrategy  # noqa: PLC0415 - slow to import

    return DefaultStrategy()


@lru_cache(maxsize=8)  # the pages of each language ask for the same
def inflected(basic: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return the forms of some basic forms that their endings don't show, with what they are of.

    A page without a server has no dictionary; with these it finds «bøker» by «bok».
    """
    from simplemma.strategies.dictionaries import (  # noqa: PLC0415 - slow to import
        DEFAULT_DICTIONARY_FACTORY,
    )

    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for form, lemma in DEFAULT_DICTIONARY_FACTORY.get_dictionary(language).items():
            if (
                lemma in basic
                and form.isalpha()
                and form.islower()
                and {form, stem(form)}.isdisjoint((lemma, stem(lemma)))
            ):
                found.setdefault(form, set()).add(lemma)
    return {form: tuple(sorted(of)) for form, of in sorted(found.items())}
