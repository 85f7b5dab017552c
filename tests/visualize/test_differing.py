"""What a page says of a change between two versions."""

from ontology import labels
from queries.comparing import PROPERTIES, Change
from visualize.differing import difference, property_word
from visualize.wording import LANGUAGES, Wording


def test_every_property_that_is_compared_has_a_word_of_its_own() -> None:
    assert set(PROPERTIES) - {"label", "type"} <= set(labels()["properties"])
    for language in LANGUAGES:
        say = Wording(language)
        words = [property_word(Change(name, "a", "b", ""), say) for name in PROPERTIES]
        assert len(set(words)) == len(words)


def test_a_status_is_told_in_words_and_one_that_came_has_nothing_before_it() -> None:
    change = Change("status", None, "on-hearing", "{+on-hearing+}")
    assert difference(change, Wording("nb")) == "<ins>på høring</ins>"


def test_the_words_of_a_plan_are_escaped_in_a_difference() -> None:
    change = Change("label", "a", "<b>", "[-a-] {+<script>alert(1)</script>+}")
    assert "<script>" not in difference(change, Wording("nb"))
