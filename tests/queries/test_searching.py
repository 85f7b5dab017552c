"""What is found, in which order, and what is not."""

from collections.abc import Iterable
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.catalogue import Catalogue
from queries.indexing import index_of
from queries.search_rules import RULES, Field
from queries.searching import Entry, SearchIndex, read_question


def entry(name: str, label: str, **told: object) -> Entry:
    return Entry(name, str(told.pop("kind", "measure")), label, **told)  # type: ignore[arg-type]


#: Elements that nothing is asked of: among few, every word is a common one.
OTHERS = tuple(entry(f"other {n}", f"Fyllord nummer {n}") for n in range(20))


def found(entries: Iterable[Entry], question: str, **limits: object) -> list[str]:
    index = SearchIndex(entries)
    return [hit.element_id for hit in index.search(question, **limits)]  # type: ignore[arg-type]


# --- the order ----------------------------------------------------------------------------------


def test_a_label_comes_before_a_description_and_that_before_a_quote() -> None:
    entries = [
        entry("quote", "Bygge bru", quotes=("Her sto et naust",)),
        entry("description", "Bygge kai", descriptions=("Her sto et naust",)),
        entry("label", "Male et naust"),
    ]
    hits = SearchIndex(entries).search("naust")
    assert [(hit.element_id, hit.field) for hit in hits] == [
        ("label", Field.LABEL), ("description", Field.DESCRIPTION), ("quote", Field.QUOTE),
    ]  # fmt: skip


def test_what_has_every_word_comes_before_what_has_some_in_a_better_place() -> None:
    entries = [
        entry("some", "Trygge gater"),
        entry("all", "Ny plan", descriptions=("Det skal være trygt for alle syklister",)),
        *OTHERS,
    ]
    assert found(entries, "trygge syklister") == ["all", "some"]


def test_the_very_form_comes_before_another_form_and_that_before_a_part() -> None:
    entries = [
        entry("part", "Sommerjobb i parken"),
        entry("form", "Jobben i parken"),
        entry("same", "Jobb i parken"),
    ]
    assert found(entries, "jobb") == ["same", "form", "part"]


def test_a_part_at_the_end_of_a_compound_comes_before_one_inside() -> None:
    entries = [entry("inside", "Storskolegård"), entry("end", "Grunnskole")]
    assert found(entries, "skole") == ["end", "inside"]


def test_a_like_spelling_is_looked_for_only_where_nothing_better_is_found() -> None:
    entries = [entry("skog", "Verne skogen"), entry("skole", "Bygge skole")]
    assert found(entries, "skole") == ["skole"]
    assert found(entries[:1], "skoge") == ["skog"]


def test_spelt_right_counts_more_than_spelt_alike_among_several_words() -> None:
    entries = [
        entry("alike", "Åpne bibliotek i bygda"),
        entry("right", "Åpne bibliotek i byen"),
    ]
    assert found(entries, "biblotek byen")[0] == "right"


def test_a_code_comes_first_however_it_is_written() -> None:
    entries = [
        entry("text", "Se 1.B2 om dette", descriptions=("1.B2",)),
        entry("other", "Vi bygger", code="1.B21"),
        entry("code", "Vi planter", code="1.B2"),
    ]
    for written in ("1.B2", "1b2", "1 B2", " 1.b2 ", "1-B2"):
        hits = SearchIndex(entries).search(written)
        assert (hits[0].element_id, hits[0].field) == ("code", Field.CODE)
        assert "other" not in {hit.element_id for hit in hits}
    assert found(entries, "1.B2") == ["code", "text"]


def test_a_code_among_other_words_is_known() -> None:
    entries = [entry("a", "Vi bygger", code="1.A1"), entry("b", "Vi bygger", code="1.B1")]
    assert found(entries, "bygger 1.b1")[0] == "b"


def test_words_in_the_order_asked_for_come_first() -> None:
    entries = [entry("apart", "Unge og barn møtes"), entry("order", "Barn og unge møtes")]
    assert found(entries, "barn og unge") == ["order", "apart"]


def test_a_whole_label_comes_before_a_part_of_one() -> None:
    entries = [entry("part", "Bedre trygg oppvekst for alle"), entry("whole", "Trygg oppvekst")]
    assert found(entries, "trygg oppvekst") == ["whole", "part"]


def test_equally_good_ones_keep_the_order_they_came_in() -> None:
    entries = [entry(name, "Rydde stranda") for name in ("c", "a", "b")]
    assert found(entries, "strand") == ["c", "a", "b"]


def test_a_common_word_is_not_needed_and_a_rare_one_is() -> None:
    others = [entry(f"n{n}", f"Tiltak nummer {n} for byen") for n in range(20)]
    entries = [
        entry("rare", "Naust, sommer"),
        entry("common", "Sommer for byen"),
        *others,
    ]
    hits = found(entries, "naust for sommer")
    assert hits[:2] == ["rare", "common"]
    assert "n3" not in hits


def test_the_name_of_a_kind_finds_its_elements_after_labels() -> None:
    entries = [
        entry("told", "Bygge bru", descriptions=("Visjonen lever",)),
        entry("vision", "Nær havet", names=("visjon", "vision")),
        entry("label", "Lage en visjon"),
    ]
    hits = SearchIndex(entries).search("visjon")
    assert [hit.element_id for hit in hits] == ["label", "vision", "told"]
    assert (hits[1].field, hits[1].excerpt, hits[1].spans) == (Field.KIND, "Nær havet", ())


# --- forms and spellings ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ("sommerjobbene", "sommerjobb"), ("sommerjobb", "sommerjobbene"),
        ("kommunar", "kommune"), ("kommune", "kommunar"), ("kommunane", "kommunen"),
        ("bøker", "boka"), ("bok", "bøkene"), ("bedre", "god"), ("skulane", "skule"),
        ("fikk", "får"), ("grønne", "grønn"), ("kvinner", "kvinne"), ("gåande", "gåande"),
        ("nabolagene", "nabolag"), ("digitaliseringas", "digitalisering"),
    ],
)  # fmt: skip
def test_a_word_is_found_by_its_other_forms_in_bokmaal_and_nynorsk(asked: str, stands: str) -> None:
    assert found([entry("it", f"Om {stands} her"), entry("other", "Noe annet")], asked) == ["it"]


@pytest.mark.parametrize(
    ("asked", "stands"), [("far", "får"), ("får", "far"), ("mål", "mal"), ("bø", "bo")]
)
def test_letters_with_rings_and_strokes_are_letters_of_their_own(asked: str, stands: str) -> None:
    assert found([entry("asked", asked), entry("not", stands)], asked) == ["asked"]


@pytest.mark.parametrize("asked", ["bomiljo", "bomiljoe", "BOMILJO", "bomiljö"])
def test_a_word_typed_without_the_letters_of_the_language_is_found(asked: str) -> None:
    assert found([entry("it", "Trygge bomiljøer"), entry("not", "Gode boliger")], asked) == ["it"]


@pytest.mark.parametrize(("asked", "stands"), [("aal", "ål"), ("vaer", "vær"), ("paa", "på")])
def test_even_a_short_word_is_found_without_its_letters(asked: str, stands: str) -> None:
    assert found([entry("it", f"Om {stands}")], asked) == ["it"]


@pytest.mark.parametrize(
    "asked",
    ["somerjobb", "sommerjob", "sommrejobb", "somerjobbene", "sommer jobb", "sommer-jobb",
     "SOMMERJOBB", "«sommerjobb»!", "jobb", "jobbene", "sommer"],
)  # fmt: skip
def test_a_compound_is_found_by_its_parts_and_in_spite_of_mistakes(asked: str) -> None:
    entries = [entry("it", "Tilby sommerjobber til ungdom"), entry("not", "Verne et naturområde")]
    assert found(entries, asked) == ["it"]


def test_a_compound_that_stands_nowhere_is_found_by_its_halves() -> None:
    entries = [
        entry("both", "Gi ungdom jobb"),
        entry("not", "Plante trær"),
    ]
    assert found(entries, "ungdomsjobb") == ["both"]


def test_a_word_with_a_hyphen_is_found_with_and_without_it() -> None:
    entries = [entry("it", "Innføre e-helse"), entry("not", "Bygge bru")]
    for asked in ("e-helse", "ehelse", "E-HELSE", "e helse"):
        hit = SearchIndex(entries).search(asked)[0]
        assert (hit.element_id, hit.excerpt[slice(*hit.spans[0])]) == ("it", "e-helse")


@pytest.mark.parametrize(
    ("asked", "stands"),
    [
        ("rett", "Bedre retning"), ("hav", "Havnen"), ("2031", "Innen 2030"), ("bøker", "Øker"),
        ("kommune", "God kommunikasjon"), ("fare", "Erfaring"), ("bil", "Mobil"), ("sky", "Ski"),
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_not_found(asked: str, stands: str) -> None:
    assert found([entry("not", stands)], asked) == []


def test_what_is_not_seen_in_a_text_does_not_part_a_word() -> None:
    assert found([entry("it", "Sommer\u00adjobb\u200b for alle")], "sommerjobb") == ["it"]


# --- nothing found, too much asked --------------------------------------------------------------


def test_what_stands_nowhere_is_answered_with_what_may_have_been_meant() -> None:
    index = SearchIndex([entry("a", "Sommerjobb for ungdom"), entry("b", "Plante trær")])
    assert index.search("summarjobbing") == []
    assert index.suggestions("summarjobbing") == ["sommerjobb"]
    assert index.suggestions("summarjobbing for ungdom")[0] == "sommerjobb for ungdom"
    assert index.suggestions("sommerjobb") == []
    assert index.suggestions("qwxz") == []


def test_of_a_long_question_the_first_words_are_looked_for() -> None:
    entries = [entry("first", "Naust"), entry("last", "Brygge")]
    question = " ".join(["naust", *(f"ord{n}x" for n in range(RULES.most_words)), "brygge"])
    assert read_question(question).is_cut
    assert found(entries, question) == ["first"]
    assert not read_question("naust og brygge").is_cut


def test_signs_mean_nothing() -> None:
    entries = [entry("it", "Naust (a+b)* [x] \\d .*"), entry("not", "Brygge")]
    for asked in ("(((((", ".*", "[", "\\", "^$", "*", " ", ""):
        assert found(entries, asked) == []
    assert found(entries, "(naust.*") == ["it"]


def test_kinds_and_a_plan_limit_what_is_found() -> None:
    entries = [
        entry("plan", "Naustplanen", kind="thematic_plan"),
        entry("measure", "Naust", plan="plan"),
        entry("goal", "Naust", kind="sub_goal", plan="plan"),
        entry("other", "Naust", plan="elsewhere"),
    ]
    assert found(entries, "naust", kinds={"sub_goal"}) == ["goal"]
    assert set(found(entries, "naust", plan="plan")) == {"plan", "measure", "goal"}
    assert found(entries, "naust", limit=1) == ["measure"]
    assert found(entries, "naust", limit=0) == []


# --- excerpts -----------------------------------------------------------------------------------


def test_an_excerpt_is_cut_around_what_was_found_and_marks_it() -> None:
    told = "Mye annet står her. " * 30 + "Så kommer naustet ved fjorden. " + "Mer følger. " * 30
    (hit,) = SearchIndex([entry("it", "Bygge", descriptions=(told,))]).search("naust fjord")
    assert [hit.excerpt[start:end] for start, end in hit.spans] == ["naustet", "fjorden"]
    assert hit.excerpt.startswith("… ")
    assert hit.excerpt.endswith(" …")
    assert len(hit.excerpt) <= RULES.excerpt + 4


def test_the_text_shown_is_the_one_with_most_of_the_words() -> None:
    told = ("Naust i nord", "Naust ved fjorden")
    (hit,) = SearchIndex([entry("it", "Bygge", descriptions=told)]).search("naust fjorden")
    assert hit.excerpt == told[1]


# --- of a graph ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def index(example_catalogue: Catalogue) -> SearchIndex:
    return index_of(example_catalogue)


@pytest.mark.parametrize(
    ("asked", "kind", "label"),
    [
        ("overgangsplanen", "measure", "Lage felles overgangsplan for barnehage og skole"),
        ("bærekraftsmål 13", "sdg", "Stoppe klimaendringene"),
        ("berekraftsmål 14", "sdg", "Livet i havet"),
        ("life below water", "sdg", "Livet i havet"),
        ("nav", "organization", "Nav Fjordvik"),
        ("trafikksikkerhet", "thematic_plan", "Trafikksikkerhetsplan 2019–2023"),
        ("visjonen", "vision", "Nær havet, nær hverandre"),
        ("temaplan klima", "thematic_plan", "Temaplan for klima og natur 2024–2030"),
        ("barnevernsloven", "legal_basis", "barnevernsloven"),
        ("5a3", "strategy", "Vi skriver klart og forståelig."),
    ],
)
def test_every_kind_of_element_is_found(
    index: SearchIndex, example_catalogue: Catalogue, asked: str, kind: str, label: str
) -> None:
    first = example_catalogue.element(index.search(asked)[0].element_id)
    assert (first.type, first.label) == (kind, label)


def test_a_measure_is_found_by_what_its_row_says(
    index: SearchIndex, example_catalogue: Catalogue
) -> None:
    hits = index.search("hamnekontoret")
    assert ("measure", Field.QUOTE) in {
        (example_catalogue.element(hit.element_id).type, hit.field) for hit in hits
    }


def test_what_was_said_first_comes_before_what_repeats_it(
    index: SearchIndex, example_catalogue: Catalogue
) -> None:
    hits = index.search("Etablere familiens hus i Fjordvik sentrum")[:3]
    plans = [example_catalogue.element(hit.element_id).plan for hit in hits]
    assert plans[-1] == "Handlingsplan for oppvekstreformen"
    assert plans[0] != plans[-1]


# --- anything at all ----------------------------------------------------------------------------

_WORDS = st.sampled_from(
    ["sommerjobb", "naust", "får", "far", "1.B2", "e-helse", "og", "BARN", "ﬁsk", "İ", "2030",
     "trær", "\u00ad", "\u202e", "«", "§ 3-1", "…", "😀", "a\u030a", "\ud800"]
)  # fmt: skip
_TEXT = st.one_of(st.lists(_WORDS, max_size=14).map(" ".join), st.text(max_size=300))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=6), _TEXT, st.integers(-1, 4))
def test_any_text_finds_something_or_nothing(
    told: list[tuple[str, str]], question: str, limit: int
) -> None:
    entries = [
        entry(str(at), label, code=label[:6], descriptions=(description,))
        for at, (label, description) in enumerate(told)
    ]
    index = SearchIndex(entries)
    hits = index.search(question, limit=limit)
    assert len(hits) <= max(limit, 0)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        ends = [0, *(end for span in hit.spans for end in span), len(hit.excerpt)]
        assert ends == sorted(ends)
        assert all(hit.excerpt[start:end].strip() for start, end in hit.spans)
    assert len(index.suggestions(question)) <= RULES.most_suggestions


@settings(max_examples=100, deadline=None)
@given(st.lists(_WORDS.filter(str.isalnum), min_size=1, max_size=8))
def test_an_element_is_found_by_its_own_label(words: list[str]) -> None:
    label = " ".join(words)
    assert "it" in found([entry("other", "Noe annet her"), entry("it", label)], label)


def test_two_thousand_elements_are_searched_in_time() -> None:
    parts = ["barne", "skole", "kultur", "helse", "klima", "bolig", "vei", "sommer", "fjord"]
    words = [one + other + end for one in parts for other in parts for end in ("", "plan", "ene")]
    entries = [
        entry(
            str(n),
            " ".join(words[(n * k) % len(words)] for k in range(1, 8)),
            descriptions=(" ".join(words[(n + k * k) % len(words)] for k in range(60)),),
        )
        for n in range(2000)
    ]
    index = SearchIndex(entries)
    for question in ("skole", "skoleklma", "x" * 5000, "ab " * 2000, " ".join(words), "æ" * 200):
        began = monotonic()
        index.search(question)
        index.suggestions(question)
        assert monotonic() - began < 2
