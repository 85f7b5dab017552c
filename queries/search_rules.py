"""What a search goes by, in numbers and letters; the scripts of pages get them too."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Field(StrEnum):
    """Where in an element words were found."""

    LABEL = "label"
    DESCRIPTION = "description"
    QUOTE = "quote"
    KIND = "kind"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class SearchRules:
    """What is tuned in a search; whole numbers, so that Python and JavaScript reckon alike."""

    # --- questions ------------------------------------------------------------------------
    #: Of a longer question, only so many characters and words are looked for.
    most_letters: int = 200
    most_words: int = 12
    most_suggestions: int = 3

    # --- forms of words -------------------------------------------------------------------
    #: A part of a compound, and what is left of a word without its ending, has this many letters:
    #: with three, «rett» would be found in every «retning», and «fare» become «far».
    part: int = 4
    #: Longest first: of «kommunenes», «enes» is cut and not «es».
    endings: tuple[str, ...] = (
        "enes", "anes", "ene", "ane", "ens", "ets", "ers", "en", "et", "er", "ar", "es", "as",
        "e", "a",
    )  # fmt: skip
    #: After these, an s at the end is an ending: «skogs», but not «buss».
    consonants: str = "bcdfghjklmnpqrtvwxz"
    #: What may bind the halves of a compound together: «ungdom-s-jobb», «barn-e-hage».
    binding: str = "se"
    #: Ways to write letters that a keyboard may lack, pairs first; both sides are put this way.
    folds: tuple[tuple[str, str], ...] = (
        ("aa", "a"), ("ae", "a"), ("oe", "o"), ("å", "a"), ("æ", "a"), ("ø", "o"), ("đ", "d"),
    )  # fmt: skip

    # --- how alike two words are, in hundredths -------------------------------------------
    #: The very form; another form of the word; a part at either end of a compound, or inside it.
    same: int = 100
    form: int = 90
    end_part: int = 60
    inner_part: int = 45
    #: What is left of those for a word that is only spelt like the one asked for: the same without
    #: æ, ø and å; one edit away; two.
    spelt: tuple[int, ...] = (50, 40, 30)
    #: A part that is the same without æ, ø and å.
    spelt_part: int = 25
    #: What is left for the halves of a compound, and for a compound that was written in two.
    half: int = 50
    joined: int = 80

    # --- spelling -------------------------------------------------------------------------
    #: A word of fewer letters than the first may differ in none, of fewer than the second in one:
    #: short words have too many neighbours («skog», «skole», «skolt»).
    one_edit: int = 4
    two_edits: int = 8
    #: What endings leave of a word is compared too, and sought in compounds, where it has this many
    #: letters: «skul», which «skulen» leaves, is nearer to «skal» than to «skole».
    left: int = 6
    #: Of words that are spelt equally near, so many are taken.
    most_near: int = 5
    #: A suggestion may differ from what was typed in two letters of five.
    suggested: tuple[int, int] = (2, 5)

    # --- ranking --------------------------------------------------------------------------
    #: How much a word counts by where it stands: in a label even a part of a word comes before the
    #: very word in a description, and there before the very word in a quote. «Visjon» is first of
    #: all what a label has, then what a vision is, then what a description speaks of.
    counts: tuple[tuple[Field, int], ...] = (
        (Field.LABEL, 8), (Field.DESCRIPTION, 4), (Field.QUOTE, 2), (Field.KIND, 5),
        (Field.CODE, 16),
    )  # fmt: skip
    #: How finely rare words are told from common ones: so much more for each halving.
    rarity: int = 8
    #: A code as the whole question comes before everything, and what has every word before what
    #: has some; then how much of a label was asked for, and how much stands in the order asked
    #: for. The words of a question count 1600 at most, so each of these keeps its place.
    is_code: int = 10_000
    has_all: int = 2_000
    whole_label: int = 100
    in_order: int = 100
    #: What has every word may lack those that every fifth element has («og», «for»), and those that
    #: weigh less than half of the rarest («alle» beside «bomiljøer»).
    common: int = 5
    light: int = 2
    #: What has less than a third of the words, by how rare they are, is not found.
    least: int = 3

    # --- excerpts -------------------------------------------------------------------------
    #: An excerpt has at most so many characters of its text, so many of them before the first word
    #: that was found.
    excerpt: int = 180
    before: int = 50

    def json(self) -> dict[str, Any]:
        """Return the rules for a script."""
        return asdict(self)


RULES = SearchRules()
#: How much a word counts by where it stands.
COUNTS = dict(RULES.counts)
