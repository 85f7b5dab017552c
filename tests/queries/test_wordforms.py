import pytest

from queries.excerpts import excerpt
from queries.search_rules import RULES
from queries.vocabulary import Vocabulary
from queries.wordforms import folded, inflected, stem, tidy, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nær havet, nær hverandre", ["nær", "havet", "nær", "hverandre"]),
        ("2025–2028", ["2025", "2028"]),
        ("2025-2028", ["2025", "2028"]),
        ("13-åringer", ["13", "åringer", "13åringer"]),
        ("vann- og avløp", ["vann", "og", "avløp"]),
        ("1.B2 og 2.C", ["1", "b2", "1b2", "og", "2", "c", "2c"]),
        ("Slutt.Ny setning", ["slutt", "ny", "setning"]),
        ("snake_case", ["snake", "case"]),
        ("CO₂ og ﬁsk", ["co2", "og", "fisk"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert [token.word for token in tokens(tidy(text))] == words


def test_a_word_stands_where_it_says() -> None:
    text = tidy("Åpne  e-helse,\nnå!")
    assert [text[t.start : t.end] for t in tokens(text)] == ["Åpne", "e", "helse", "e-helse", "nå"]


def test_a_letter_and_its_ring_are_one() -> None:
    assert [t.word for t in tokens(tidy("a\u030apne"))] == ["åpne"]


@pytest.mark.parametrize(
    "forms",
    [
        ("jobb", "jobben", "jobber", "jobbene", "jobbens"),
        ("strategi", "strategien", "strategier", "strategiene"),
        ("kommune", "kommunar", "kommunane", "kommuner", "kommunen", "kommunes"),
        ("time", "timen", "timer"),
        ("område", "området", "områdene", "områder"),
        ("buss", "bussen", "busser"),
    ],
)
def test_forms_of_a_word_leave_the_same_without_their_endings(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("plan", "plante"), ("fare", "far"), ("buss", "bus")])
def test_other_words_leave_something_else(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("baat", "båt"),
        ("aere", "ære"),
        ("oey", "øy"),
        ("ol", "øl"),
        ("ide", "idé"),
        ("sami", "sámi"),
    ],
)
def test_a_word_typed_otherwise_is_folded_alike(typed: str, meant: str) -> None:
    assert folded(typed) == folded(meant)


def test_forms_that_endings_do_not_show_are_listed_and_no_others() -> None:
    forms = inflected(frozenset({"bok"}))
    assert forms["bøker"] == ("bok",)
    assert "gutter" not in forms
    assert "jobben" not in inflected(frozenset({"jobb"}))


def test_of_near_spellings_the_nearest_alone_are_meant() -> None:
    words = Vocabulary(["kaikanten", "kaikuntan"])
    meant = words.meant("kaiknten")
    assert [words.words[number] for number in meant] == ["kaikanten"]


def test_words_are_as_alike_as_the_rules_say() -> None:
    words = Vocabulary(["jobb", "jobben", "sommerjobb", "storjobbing"])
    assert {words.words[number]: alike for number, alike in words.meant("jobb").items()} == {
        "jobb": RULES.same, "jobben": RULES.form, "sommerjobb": RULES.end_part,
        "storjobbing": RULES.inner_part,
    }  # fmt: skip


def test_an_excerpt_shows_the_place_with_most_words() -> None:
    text = "naust " + "fyll " * 80 + "naust og brygge " + "fyll " * 80
    shown = excerpt(text.strip(), list(tokens(text)), {"naust": 1, "brygge": 1})
    assert [shown.text[start:end] for start, end in shown.spans] == ["naust", "brygge"]


def test_an_excerpt_of_one_endless_word_is_cut() -> None:
    text = "x" * 5000
    assert len(excerpt(text, list(tokens(text)), {}).text) <= RULES.excerpt + 4
