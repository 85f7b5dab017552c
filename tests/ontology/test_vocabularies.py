"""Findings speak of what was found in the documents read, in three languages alike."""

from string import Formatter

import pytest

from ontology import labels
from ontology.terms import CONCEPT_IRI, FindingCode, PlanStatus

FIELDS = {"label", "code", "plan", "text", "target", "diff", "year", "other", "score"}

# A goal may be met by ordinary running, so a gap is never said to exist.
FORBIDDEN = ("mangl", "manglar", "finnes ikke", "finst ikkje", "missing", "lacks", "does not exist")

EXAMPLE = dict.fromkeys(FIELDS, "x")


def fields_of(template: str) -> set[str]:
    """List the names in braces of a message template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("code", FindingCode)
def test_a_message_uses_known_fields_and_the_same_in_each_language(code: FindingCode) -> None:
    messages = labels()["messages"][code.value]
    used = {language: fields_of(text) for language, text in messages.items()}
    assert set(used) == {"nb", "nn", "en"}
    assert used["nb"] == used["nn"] == used["en"]
    assert used["nb"] <= FIELDS
    assert "label" in used["nb"]


@pytest.mark.parametrize("code", FindingCode)
def test_a_message_never_claims_that_something_is_missing(code: FindingCode) -> None:
    for text in labels()["messages"][code.value].values():
        assert not [word for word in FORBIDDEN if word in text.lower()]


@pytest.mark.parametrize("code", [code for code in FindingCode if "-without-" in code])
def test_a_gap_says_that_nothing_was_found(code: FindingCode) -> None:
    messages = labels()["messages"][code.value]
    assert "ikke funnet" in messages["nb"]
    assert "ikkje fun" in messages["nn"]
    assert " found" in messages["en"]


def test_a_filled_in_message_reads_as_a_sentence() -> None:
    template = labels()["messages"][FindingCode.STRATEGY_WITHOUT_MEASURE]["nb"]
    assert template.format_map({**EXAMPLE, "label": "Trygge skoleveier", "code": "1.D3"}) == (
        "Strategien «Trygge skoleveier» (1.D3) er ikke funnet fulgt opp av noe tiltak "
        "i dokumentene som er lest."
    )


def test_every_concept_is_worded_in_three_languages() -> None:
    worded = [
        notation
        for concepts in labels()["concepts"].values()
        for notation, texts in concepts.items()
        if set(texts) == {"nb", "nn", "en"}
    ]
    assert sorted(worded) == sorted(n for iris in CONCEPT_IRI.values() for n in iris)


def test_the_goals_of_the_un_are_numbered_from_1_to_17() -> None:
    goals = labels()["goals"]
    assert list(goals) == [str(number) for number in range(1, 18)]
    assert goals["4"]["nb"] == "God utdanning"


def test_words_for_statuses_are_those_of_planners() -> None:
    statuses = labels()["concepts"]["plan-status"]
    assert statuses[PlanStatus.CITED]["nb"] == "omtalt, ikke lest"
    assert statuses[PlanStatus.ADOPTED]["nn"] == "vedteken"
